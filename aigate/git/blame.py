r"""``git blame`` of one file, its options pinned, read from the porcelain that git promises not to change.

A line belongs to the commit that git follows it back to. Lines count ``\n`` bytes, as git does.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from aigate.errors import GitError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from aigate.git.repo import Repo

# A list of revisions to ignore can be emptied, not unset; a newer git could be told to blame by another algorithm.
_SETTINGS = tuple(
    word
    for setting in (
        "blame.showRoot=false",
        "blame.ignoreRevsFile=",
        "blame.markIgnoredLines=false",
        "blame.markUnblamableLines=false",
        "diff.algorithm=myers",
    )
    for word in ("-c", setting)
)
_OPTIONS = ("--no-textconv", "--no-progress", "--encoding=UTF-8", "--ignore-revs-file=")
_HEADER = re.compile(rb"([0-9a-f]{40}|[0-9a-f]{64}) (\d+) (\d+)(?: \d+)?")
_GROUP = re.compile(rb"([0-9a-f]{40}|[0-9a-f]{64}) (\d+) (\d+) (\d+)")
_ESCAPE = re.compile(rb"\\([0-3][0-7]{2}|.)")
_LETTERS = {b"a": b"\a", b"b": b"\b", b"t": b"\t", b"n": b"\n", b"v": b"\v", b"f": b"\f", b"r": b"\r"}


class Run(NamedTuple):
    """Lines that stand together in the file asked about and stood together in the commit they come from."""

    start: int
    size: int
    commit: str
    origin: int  # the first of them in the commit
    path: str  # where they stood in the commit
    boundary: bool  # git looked no further: the start of a range, the edge of a shallow clone, or a root


class _Entry(NamedTuple):
    """One line's part of the porcelain."""

    header: bytes
    details: list[bytes]
    content: bytes  # with the tab before it


def porcelain(repo: Repo, revs: Sequence[str], path: str, *options: str) -> bytes:
    """What ``git blame --porcelain`` says of a file. ``revs`` are object ids: the commit, and ``^`` where to stop."""
    return repo.git(*_SETTINGS, "blame", "--porcelain", *_OPTIONS, *options, *revs, "--", path)


def runs_of(repo: Repo, revs: Sequence[str], path: str, *options: str) -> tuple[Run, ...]:
    """The runs of a file, where nothing else of it matters: git tells of each as it finds it, and of no content."""
    said = repo.git(*_SETTINGS, "blame", "--incremental", *_OPTIONS, *options, *revs, "--", path)
    return tuple(sorted(_told(said)))


def _told(said: bytes) -> Iterator[Run]:
    edges: set[str] = set()
    found: re.Match[bytes] | None = None
    lines = said.split(b"\n")
    if lines.pop():
        raise GitError("git blame ended in the middle of a line")
    for line in lines:
        if found is None:
            found = _GROUP.fullmatch(line)
            if not found:
                raise GitError("git blame answered with a header that is none")
        elif line == b"boundary":
            edges.add(found[1].decode())
        elif line.startswith(b"filename "):
            commit, path = found[1].decode(), _unquoted(line.removeprefix(b"filename "))
            yield Run(int(found[3]), int(found[4]), commit, int(found[2]), path, commit in edges)
            found = None
    if found:
        raise GitError("git blame ended in the middle of an entry")


def runs(said: bytes) -> Iterator[Run]:
    """The runs of a file, in its order."""
    paths: dict[str, str] = {}
    edges: set[str] = set()
    run: Run | None = None
    for entry in _entries(said):
        commit, origin, number = _place(entry)
        for detail in entry.details:
            if detail.startswith(b"filename "):
                paths[commit] = _unquoted(detail.removeprefix(b"filename "))
            elif detail == b"boundary":
                edges.add(commit)
        if commit not in paths:
            raise GitError(f"git blame named no file for commit {commit[:12]}")
        new = Run(number, 1, commit, origin, paths[commit], commit in edges)
        if run and new == run._replace(start=run.start + run.size, size=1, origin=run.origin + run.size):
            run = run._replace(size=run.size + 1)
            continue
        if run:
            yield run
        run = new
    if run:
        yield run


def annotated(said: bytes, about: Callable[[str, int, bool], Sequence[str]]) -> bytes:
    """The porcelain with more header lines, the last before a line's content.

    ``about`` is asked with the commit, the line of the file, and whether git introduces the commit there. After git's own
    details no reader stumbles over more: those that go by position have read all they know, the others skip what is new.
    """
    parts: list[bytes] = []
    for entry in _entries(said):
        commit, _, number = _place(entry)
        is_introduced = any(detail.startswith(b"author ") for detail in entry.details)
        more = [one.encode("ascii") for one in about(commit, number, is_introduced)]
        parts += [entry.header, *entry.details, *more, entry.content]
    return b"".join(part + b"\n" for part in parts)


def _entries(said: bytes) -> Iterator[_Entry]:
    header = b""
    details: list[bytes] = []
    lines = said.split(b"\n")
    if lines.pop():
        raise GitError("git blame ended in the middle of a line")
    for line in lines:
        if not header:
            header = line
        elif line.startswith(b"\t"):
            yield _Entry(header, details, line)
            header, details = b"", []
        else:
            details.append(line)
    if header:
        raise GitError("git blame ended in the middle of an entry")


def _place(entry: _Entry) -> tuple[str, int, int]:
    """The commit, the line in it, and the line in the file."""
    found = _HEADER.fullmatch(entry.header)
    if not found:
        raise GitError("git blame answered with a header that is none")
    return found[1].decode(), int(found[2]), int(found[3])


def _unquoted(name: bytes) -> str:
    """A path as it is, where git wrote it in double quotes with C escapes."""
    if name.startswith(b'"') and name.endswith(b'"'):
        name = _ESCAPE.sub(lambda found: _byte(found[1]), name[1:-1])
    return name.decode("utf-8", "surrogateescape")


def _byte(escape: bytes) -> bytes:
    return bytes([int(escape, 8)]) if escape.isdigit() else _LETTERS.get(escape, escape)
