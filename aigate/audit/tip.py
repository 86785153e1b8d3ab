"""The files of the audited revision, and who wrote what is left in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import index
from typing import TYPE_CHECKING, Any

from aigate import text as texts
from aigate.audit import blaming
from aigate.audit.account import Written, written_from_plain, written_to_plain
from aigate.audit.blaming import Question
from aigate.audit.digests import digest_of
from aigate.audit.renames import Renames
from aigate.audit.store import key
from aigate.audit.survivors import Standing, books_of, parts_of, stand, strays_of
from aigate.audit.trail import trail
from aigate.audit_model import Counted
from aigate.config import find
from aigate.errors import GitError
from aigate.git import tree
from aigate.history.authors import Authors
from aigate.model import FileKind, Gap
from aigate.policy import exclude
from aigate.provenance.records import Records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from aigate.audit.account import Account
    from aigate.audit.blaming import Blamed
    from aigate.audit.plan import Plan
    from aigate.audit.store import Store
    from aigate.audit.survivors import Books, Strays
    from aigate.config import Paths, Provenance
    from aigate.git.repo import Repo
    from aigate.git.tree import TreeFile
    from aigate.git.versions import Versions
    from aigate.lines import Lines

_COPIES = "-C"  # makes git look for lines in other files, so that any file may hold an agent's
_STRAYS = "strays"
_LINES = "lines"  # the store's word for how many lines a file has


@dataclass(frozen=True, slots=True)
class Ground:
    """What it takes to tell whose the lines of a revision are."""

    repo: Repo
    plan: Plan
    tip: str
    store: Store
    # The key of a commit's account, which names all that says who wrote the lines of a commit; None where one is not kept.
    key_of: Callable[[str], bytes | None] = lambda _: None


@dataclass(slots=True)
class Tip:
    """The files of the audited revision, with who wrote their lines, and how they came to be as they are."""

    versions: Versions
    all: list[TreeFile] = field(default_factory=list)
    files: list[Standing] = field(default_factory=list)  # those of them that have lines
    gaps: dict[str, list[Gap]] = field(
        default_factory=dict
    )  # by path: lines that may be an agent's, and nobody can tell
    notes: list[str] = field(default_factory=list)


def stand_at(
    ground: Ground,
    accounts: Mapping[str, Account],
    progress: Callable[[int, int], None] = lambda _, __: None,
) -> Tip:
    """Every file of a commit. Only those that an agent's commit touched, by any name, are blamed."""
    found = Tip(versions_of(ground, names_of(accounts.values())), files_of(ground))
    fill(ground, found, lambda _: accounts, progress)
    return found


def names_of(accounts: Iterable[Account]) -> set[str]:
    """The files that agents wrote."""
    return {one.path for account in accounts for one in account.files if one.ai}


def versions_of(ground: Ground, names: Iterable[str]) -> Versions:
    """What became of the files under some names."""
    renames = Renames(ground.repo, ground.store)
    found = trail(ground.repo, ground.plan, ground.tip, ground.store).follow(names, renames)
    renames.keep()
    return found


def files_of(ground: Ground) -> list[TreeFile]:
    """The files of the tip that were asked for."""
    files = tree.files(ground.repo, ground.tip)
    return [one for one in files if one.kind is not FileKind.SUBMODULE and ground.plan.is_asked(one.path)]


def fill(
    ground: Ground,
    found: Tip,
    load: Callable[[set[str]], Mapping[str, Account]],
    progress: Callable[[int, int], None] = lambda _, __: None,
) -> None:
    """Tell who wrote the lines of all files of a tip. ``load`` gives the accounts of some commits, or more."""
    repo, plan, store = ground.repo, ground.plan, ground.store
    settings = find(lambda path: repo.read_path(ground.tip, path))[0]
    names = found.versions.names
    counts = _counts(repo, found.all, store)
    is_followed = any(option.startswith(_COPIES) for option in plan.follow)
    suspects = {one.path for one in found.all if names and (is_followed or one.path in names)}
    asked = tuple(one.path for one in found.all if one.path in suspects and counts[one] is not None)
    question = Question(ground.tip, asked, found.versions.last, plan.follow, plan.jobs)
    blamed = blaming.blame(repo, question, store, progress)
    accounts = load({run.commit for runs in blamed.runs.values() for run in runs})
    books = books_of(accounts)
    attributed = _Attributed(ground, settings.provenance)
    strays = attributed.of(_strays(blamed, books, accounts))
    found.notes += attributed.notes
    for file in found.all:
        count = counts[file]
        if file.path in blamed.runs:
            found.files.append(stand(file, blamed.runs[file.path], books, strays))
        elif count is not None:
            found.files.append(Standing(file, count))
        if file.path in suspects and file.path not in blamed.runs:
            found.gaps[file.path] = list(_gap(file, blamed.failed.get(file.path), settings.paths))


def _counts(repo: Repo, files: Sequence[TreeFile], store: Store) -> dict[TreeFile, int | None]:
    """How many lines each file has; None for one whose lines git cannot count. Read once for each content."""
    keys = {file: key(file.blob) for file in files}
    kept = store.read(_LINES, keys.values(), index)
    new: dict[bytes, int] = {}
    for file, name in keys.items():
        if name not in kept:
            kept[name] = new[name] = _count(repo, file.blob)
    store.put(_LINES, new.items())
    return {file: None if kept[name] < 0 else kept[name] for file, name in keys.items()}


def _count(repo: Repo, blob: str) -> int:
    """A file's lines, or -1 if it has none that git, too, would count."""
    try:
        data = repo.read(blob)
    except GitError:  # a partial clone's; whoever needs it says so
        return -1
    read = texts.decode(data)
    if read is None or read[0].count("\n") != data.count(b"\n"):
        return -1
    return data.count(b"\n") + (data[-1:] not in (b"", b"\n"))


def _gap(file: TreeFile, failure: str | None, paths: Paths) -> Iterator[Gap]:
    if failure:
        yield Gap(file.path, f"its lines could not be blamed: {failure}")
    elif not exclude.excluded(file.path, paths) and not exclude.excluded_media(file.path, paths):
        yield Gap(file.path, "binary, or text whose lines git cannot count")


# ---------------------------------------------------------------- lines beyond the patch


def _strays(blamed: Blamed, books: Books, accounts: Mapping[str, Account]) -> Strays:
    agents = {commit for commit, account in accounts.items() if account.is_ai or account.commit.is_declared}
    return strays_of((run for runs in blamed.runs.values() for run in runs), books, agents.__contains__)


class _Attributed:
    """What commits wrote beyond their patches, found out once for as long as nothing else speaks of them."""

    def __init__(self, ground: Ground, settings: Provenance) -> None:
        self._authors = Authors(ground.repo, settings, Records(ground.repo))
        self._digest = digest_of(settings)
        self._store = ground.store
        self._key_of = ground.key_of
        self.notes: list[str] = []

    def of(self, strays: Strays) -> Books:
        """What there is of some lines."""
        keys = {commit: self._key(commit, files) for commit, files in strays.items()}
        kept = self._store.read(_STRAYS, filter(None, keys.values()), _written)
        new: list[tuple[bytes, Any]] = []
        found: Books = {}
        for commit, files in strays.items():
            name = keys[commit]
            written = kept.get(name) if name else None
            if written is None:
                written = self._found(commit, files)
                if name and written is not None:
                    new.append((name, [written_to_plain(one) for one in written]))
            found.update(((commit, one.path), one) for one in written or ())
        self._store.put(_STRAYS, new)
        return found

    def _key(self, commit: str, files: Mapping[str, Lines]) -> bytes | None:
        name = self._key_of(commit)
        return (
            key(name, self._digest, *(part for path, lines in files.items() for part in (path, lines.spans)))
            if name
            else None
        )

    def _found(self, commit: str, files: Mapping[str, Lines]) -> list[Written] | None:
        """By the patch and the records; None if it cannot be read."""
        try:
            known = self._authors.of({commit: files}, lambda _, __: False)[commit]
        except GitError as error:
            self.notes.append(f"lines that git blame gives to commit {commit[:12]} count as unknown: {error.message}")
            return None
        return [
            Written(path, "", "", Counted(), parts_of(file, lines), file.human & lines)
            for path, lines in files.items()
            if (file := known.files.get(path))
        ]


def _written(plain: list[Any]) -> list[Written]:
    return [written_from_plain(one) for one in plain]
