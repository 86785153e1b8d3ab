"""What became of files over a history: each version of theirs, each name they may have had, in one process."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from aigate.errors import GitError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aigate.git.likeness import Likeness
    from aigate.git.repo import Repo

# Parents before children. A merge is compared with each of its parents, as git blame does; what was renamed is shown as gone
# here and new there, for git guesses by how many files it has to compare.
_LOG = (
    "-c", "log.diffMerges=separate", "-c", "log.follow=false", "log", "--topo-order", "--reverse", "--root", "-m", "-r",
    "--raw", "-z", "--no-renames", "--no-abbrev", "--ignore-submodules=none", "--no-ext-diff", "--format=%x01%H %at %P",
)  # fmt: skip
_SUBMODULE = b"160000"
_NONE = b"0"
_FIELDS = 5  # modes, objects and status of a raw record


class Version(NamedTuple):
    """What one commit made of the file at one path. An object's id is empty where there is no file."""

    commit: str
    when: int  # the author's date
    path: str
    old: str
    new: str
    is_merge: bool  # then it is told once for each parent


@dataclass(slots=True)
class Versions:
    """The versions of some files, and of all that they may have been renamed to."""

    names: set[str]
    of: dict[str, list[Version]] = field(default_factory=dict)  # by path; parents before children
    became: dict[str, list[Version]] = field(default_factory=dict)  # by commit: what a file that is gone may be now
    # By path: the commit from which on it is the same all along the tip's first parents. git blame says of it what it says
    # of the tip, for it hands a file that a parent has as it is to the first such parent.
    last: dict[str, str] = field(default_factory=dict)


def trace(repo: Repo, tip: str, names: Iterable[str], likeness: Likeness, *options: str) -> Versions:
    """Follow ``names`` from the beginning of a history to ``tip``, a commit's id.

    A file that is new where a followed one goes, and like it, may be that one under another name, so it is followed, too.
    That errs towards more: blame compares the same two trees.
    """
    found = Versions(set(names))
    trunk = frozenset(repo.git("rev-list", "--first-parent", *options, tip).decode("ascii").split())
    for group in _groups(repo, tip, *options):
        if group[0].commit in trunk:
            found.last.update((one.path, one.commit) for one in group)
        gone = [one.old for one in group if not one.new and one.path in found.names]
        if gone:
            new = [one for one in group if not one.old and one.new]
            likely = likeness.among(gone, (one.new for one in new))
            heirs = [one for one in new if one.new in likely]
            found.names.update(one.path for one in heirs)
            found.became.setdefault(group[0].commit, []).extend(heirs)
        for one in group:
            if one.path in found.names:
                found.of.setdefault(one.path, []).append(one)
    return found


def _groups(repo: Repo, tip: str, *options: str) -> Iterator[list[Version]]:
    """What each commit does, against one parent at a time."""
    about = ("", 0, False)
    group: list[Version] = []
    with repo.start(*_LOG, *options, tip, "--") as process:
        tokens = _tokens(process.chunks())
        for token in tokens:
            if token.startswith(b"\x01"):
                if group:
                    yield group
                group = []
                about = _commit(token[1:])
            elif token:
                group.append(_version(about, token, next(tokens, b"")))
        if group:
            yield group
        process.finish()


def _commit(line: bytes) -> tuple[str, int, bool]:
    commit, when, *parents = line.decode("ascii").split(" ")
    return commit, int(when or 0), len(parents) > 1


def _version(about: tuple[str, int, bool], record: bytes, path: bytes) -> Version:
    fields = record.lstrip(b"\n").split(b" ")
    if len(fields) != _FIELDS or not fields[0].startswith(b":") or not path or not about[0]:
        raise GitError("git log printed a record that cannot be read")
    (commit, when, is_merge), (old_mode, mode, old, new, _) = about, fields
    name = path.decode("utf-8", "surrogateescape")
    return Version(commit, when, name, _blob(old_mode[1:], old), _blob(mode, new), is_merge)


def _blob(mode: bytes, oid: bytes) -> str:
    return "" if mode == _SUBMODULE or not oid.strip(_NONE) else oid.decode("ascii")


def _tokens(chunks: Iterable[bytes]) -> Iterator[bytes]:
    r"""What stands between ``\0`` and ``\0``, however it was cut."""
    rest = b""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\0")
        yield from whole
    if rest:
        yield rest
