"""All files of a commit, in one process."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from aigate.errors import GitError
from aigate.git import objects
from aigate.model import FileKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aigate.git.repo import Repo

_KINDS = {objects.SUBMODULE_MODE: FileKind.SUBMODULE, objects.SYMLINK_MODE: FileKind.SYMLINK}


class TreeFile(NamedTuple):
    """What stands at one path. ``blob`` is a commit's id where ``kind`` is a submodule."""

    path: str
    kind: FileKind
    blob: str
    mode: str


def changed(repo: Repo, old: str, new: str) -> dict[str, TreeFile | None] | None:
    """What stands at each path where two commits differ, None where nothing does; None if the old one is not here."""
    if repo.objects.find(old.encode(), 0) is None:
        return None
    words = repo.git(
        "diff-tree", "-r", "-z", "--raw", "--no-renames", "--no-abbrev", "--ignore-submodules=none", old, new
    )
    found: dict[str, TreeFile | None] = {}
    records = iter(words.split(b"\0")[:-1])
    for record in records:
        _, mode, _, oid, status = record.split(b" ")
        path = next(records).decode("utf-8", "surrogateescape")
        kind = _KINDS.get(mode, FileKind.REGULAR)
        found[path] = None if status == b"D" else TreeFile(path, kind, oid.decode(), mode.decode())
    return found


def files(repo: Repo, commit: str) -> Iterator[TreeFile]:
    """Every file of a commit, in the order of git, which is that of bytes."""
    said = repo.git("ls-tree", "-r", "-z", "--full-tree", commit)
    for record in said.split(b"\0")[:-1]:
        about, _, path = record.partition(b"\t")
        words = about.split(b" ")
        if len(words) != 3:  # noqa: PLR2004 - mode, type and object
            raise GitError("git ls-tree answered with a record that is none")
        kind = _KINDS.get(words[0], FileKind.REGULAR)
        yield TreeFile(path.decode("utf-8", "surrogateescape"), kind, words[2].decode(), words[0].decode())


def absent(repo: Repo, commit: str) -> frozenset[str]:
    """The ids of those contents of a commit that are not here. Nothing is fetched, and git does not give up over any."""
    words = ("rev-list", "--objects", "--no-object-names", "--missing=print", "--no-walk", commit)
    return frozenset(line[1:] for line in repo.git(*words).decode("ascii").split() if line.startswith("?"))
