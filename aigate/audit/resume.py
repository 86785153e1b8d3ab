"""An audit that goes on from the last one: what some new commits upon its tip changed, and all else as it was.

It says what an audit of everything says, or nothing at all: where a merge brings another line of history, where a setting, a
rule or a record about an old commit changed, where a marker came or went, everything is looked at again.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from aigate.audit import blaming
from aigate.audit.account import Account
from aigate.audit.beside import Beside
from aigate.audit.blaming import Question
from aigate.audit.census import Census, Reader
from aigate.audit.digests import digest_of
from aigate.audit.exposure import exposure_of, seen
from aigate.audit.history import FIELDS, ask
from aigate.audit.signs import Signs
from aigate.audit.snapshot import FORM, KIND, Snapshot, Spoken
from aigate.audit.standing import lack, marked
from aigate.audit.store import key
from aigate.audit.tip import Ground, Tip, fill, names_of, versions_of
from aigate.errors import GitError
from aigate.git import log
from aigate.git.touches import touching
from aigate.git.tree import TreeFile, changed
from aigate.model import FileKind
from aigate.protected import provenance_at
from aigate.provenance.markers import SOURCE as MARKERS
from aigate.provenance.mentions import mentions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aigate.audit.census import Commit
    from aigate.audit.exposure import Exposure
    from aigate.audit.plan import Plan
    from aigate.audit.run import Run
    from aigate.audit.sights import Sight
    from aigate.audit.store import Store
    from aigate.git.repo import Repo
    from aigate.git.versions import Versions

_COUNT = re.compile(r"[0-9,]+ ")
_MOST = 50  # commits, until another snapshot is taken
_MOST_PATHS = 50_000  # bytes of the paths that changed
_OID = re.compile(r"\b[0-9a-f]{40}(?:[0-9a-f]{24})?\b")


def can_be_kept(plan: Plan, store: Store) -> bool:
    """Whether audits of such a plan go on from one another."""
    narrow = plan.filters or plan.every_patch or plan.follow or len(plan.revisions) > 1
    return bool(store.path and plan.exposure and not narrow)


def begin(repo: Repo, plan: Plan) -> Census | None:
    """A census that is still to be taken, of one tip and all that it reaches."""
    asked = ask(repo, plan)
    if not asked.is_whole or len(asked.tips) != 1 or repo.shallow:
        return None
    return Census(asked.tip, provenance_at(repo, asked.tip))


def name_of(run: Run) -> bytes:
    """The key of the snapshot: all that says what an audit of the same history comes to."""
    return key(FORM, run.ways, *run.plan.revisions)


def keep(run: Run, census: Census, accounts: Mapping[str, Account], found: Exposure) -> None:
    """Take a snapshot of an audit that was done, if another one can go on from it."""
    from aigate.audit.totals import Calendar

    missing = next((int(one.split(" ")[0].replace(",", "")) for one in census.notes if _COUNT.match(one)), 0)
    if found.notes or census.unread or census.git_exit or census.edges or census.known is None:
        return
    if census.notes != lack(census.tip, missing):
        return
    unread = _lacking(run)
    chosen = census.chosen(run.plan)
    if unread is None or census.known.journalled or None in run.names.values():
        return
    calendar = Calendar()
    for one in census.commits:
        calendar.add(one.when, accounts.get(one.id))
    snapshot = Snapshot(
        census.tip,
        digest_of(*(run.said[oid] for oid in chosen)),
        Spoken.of(census.known),
        sorted(census.marked),
        list(chosen),
        sorted(names_of(accounts.values())),
        sorted(found.names),
        [(oid, list(one.notes)) for oid, one in accounts.items() if one.notes],
        unread,
        missing,
        len(census.commits),
        calendar,
        found.sights,
        tuple(one.commit for one in accounts.values() if one.is_ai),
        frozenset(oid for oid, one in accounts.items() if one.findings),
    )
    run.store.put(KIND, [(name_of(run), snapshot.to_plain())])


def _lacking(run: Run) -> list[tuple[str, str, list[str]]] | None:
    """What could not be read, and for lack of what; None where that is not known."""
    found = []
    for one in run.unread.values():
        lacking = [oid for oid in _OID.findall(one.reason) if oid != one.commit]
        if not lacking:
            return None
        found.append((one.commit, one.reason, lacking))
    return found


class Resumed(NamedTuple):
    """What an audit that went on came to."""

    base: Snapshot
    new: Mapping[str, Account]
    accounts: Mapping[str, Account]  # of all agents' commits; of those without findings, no more than reports show
    found: Exposure


def resume(run: Run, repo: Repo) -> Resumed | None:
    """Go on from the snapshot; None where there is none, or none that will do. The run's census becomes that of the new commits."""
    name = name_of(run)
    base = run.store.read(KIND, (name,), Snapshot.from_plain).get(name)
    if base is None or any(repo.objects.find(oid.encode(), 0) for _, _, lacking in base.unread for oid in lacking):
        return None
    files = changed(repo, base.tip, run.census.tip)
    new = _new(run, repo, base, files) if files is not None else None
    if new is None or files is None:
        return None
    run.census = new
    beside = Beside(repo, [*base.chosen, *new.chosen(run.plan)])
    if digest_of(*(beside.of(oid) for oid in base.chosen)) != base.said:
        return None
    accounts = run.accounts(beside)
    return _Tip(run, repo, base, beside).resumed(accounts, files) if not run.is_odd else None


def _new(run: Run, repo: Repo, base: Snapshot, files: Mapping[str, TreeFile | None]) -> Census | None:
    """The census of the commits upon the old tip; None unless they are a chain, and nothing else is another commit's sign."""
    tip, settings = run.census.tip, run.census.settings
    known = mentions(repo)
    reader = Reader(Signs(settings), known)
    commits: list[Commit] = []
    last = base.tip
    try:
        for columns in log.columns(repo, [tip, f"^{base.tip}"], ("--reverse",), FIELDS) if tip != base.tip else ():
            for oid, parents in zip(columns[0], columns[1], strict=True):
                if parents.decode() != last:
                    return None
                last = oid.decode()
            commits += reader.commits(columns)
        if last != tip or len(commits) > _MOST:
            return None
        now = Spoken.of(known)
        others = set(now.noted).symmetric_difference(base.spoken.noted) - {one.id for one in commits}
        known_before = others - set(base.chosen)  # what is said of the chosen ones is looked at by itself
        if known.notes or known.journalled or known_before or now[1:] != tuple(base.spoken[1:]):
            return None
        old = [one.file.blob for one in base.sights if one.file.path in files] if base.missing else []
        if any(repo.objects.find(blob.encode(), 0) is None for blob in old):
            return None
        marks = _marks(run, repo, base, files)
        if marks is None:
            return None
        touches = touching(repo, [one.id for one in commits], marks) if marks and commits else frozenset[str]()
    except GitError:
        return None
    commits = [one._replace(sign=one.sign or MARKERS) if one.id in touches else one for one in commits]
    return Census(tip, settings, tuple(commits), notes=lack(tip, base.missing), marked=marks, known=known)


def _marks(run: Run, repo: Repo, base: Snapshot, files: Mapping[str, TreeFile | None]) -> frozenset[str] | None:
    """The files that have markers, if they are the same ones as before: commits of old show their sign by them."""
    before = set(base.marked)
    there = [path for path, file in files.items() if file and file.kind is not FileKind.SUBMODULE]
    if sum(map(len, there)) > _MOST_PATHS or any(path in before and file is None for path, file in files.items()):
        return None
    found = marked(repo, run.census.tip, run.census.settings, there)
    if found is None or found | (before - set(files)) != before or before & set(files) - found:
        return None
    return frozenset(before)


class _Unmoved:
    """A file that is as it was; whose its lines are is only asked where somebody wants to know."""

    def __init__(self, repo: Repo, ground: Ground, versions: Versions, sight: Sight) -> None:
        self._repo = repo
        self._ground = ground
        self._versions = versions
        self.file = sight.file
        self.is_blamed = sight.is_blamed

    def source_of(self, line: int) -> str:
        """The commit that a line comes from."""
        if not self.is_blamed:
            return ""
        question = Question(self._ground.tip, (self.file.path,), self._versions.last, (), 1)
        runs = blaming.blame(self._repo, question, self._ground.store).runs.get(self.file.path, ())
        return next((run.commit for run in runs if run.start <= line < run.start + run.size), "")


class _Tip:
    """The new tip, made of the old one."""

    def __init__(self, run: Run, repo: Repo, base: Snapshot, beside: Beside) -> None:
        self._run = run
        self._repo = repo
        self._base = base
        self._beside = beside

    def resumed(self, new: Mapping[str, Account], files: Mapping[str, TreeFile | None]) -> Resumed | None:
        """The audit of it."""
        run, base = self._run, self._base
        accounts = {one.id: Account(one) for one in base.ai} | {oid: one for oid, one in new.items() if one.is_ai}
        full = self._loaded(base.found, new)
        if full is None:
            return None
        accounts |= full
        ground = run.ground(self._beside)
        versions = versions_of(ground, {*base.written, *names_of(new.values())})
        before = {one.file.path: one for one in base.sights}
        other = versions.names.symmetric_difference(base.names)
        moved = {path: before[path].file for path in other if path in before} | dict(files)
        there = [one for one in moved.values() if one and one.kind is not FileKind.SUBMODULE]
        found = Tip(versions, sorted(there, key=_order))
        lost: set[str] = set()

        def load(commits: set[str]) -> Mapping[str, Account]:
            loaded = self._loaded(commits & accounts.keys(), new)
            lost.update(() if loaded is not None else commits)
            return loaded or {}

        fill(ground, found, load)
        if lost or found.notes:
            return None
        again = seen(ground, found, accounts, run.looks())
        sights = sorted(
            (*(one for path, one in before.items() if path not in moved), *again), key=lambda one: _order(one.file)
        )
        standing = {one.file.path: one for one in found.files}
        stands = {
            one.file.path: standing.get(one.file.path) or _Unmoved(self._repo, ground, versions, one)
            for one in sights
            if one.lines is not None
        }
        return Resumed(base, new, accounts, exposure_of(ground, accounts, tuple(sights), found, stands))

    def _loaded(
        self, commits: Sequence[str] | set[str] | frozenset[str], new: Mapping[str, Account]
    ) -> dict[str, Account] | None:
        """Whole accounts, in no order; None if one of them is not kept any more."""
        wanted = {oid for oid in commits if oid not in new}
        found = self._run.kept({oid: self._run.name_of(oid, self._beside) for oid in wanted})
        if len(found) < len(wanted):
            return None
        return found | {oid: new[oid] for oid in commits if oid in new}


def _order(file: TreeFile) -> bytes:
    return file.path.encode("utf-8", "surrogateescape")
