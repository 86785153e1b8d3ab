"""Objects through one long-lived ``git cat-file --batch``: thousands of reads for one process.

GitPython's own reader of that stream insists on 40-digit ids and has no word for a missing object, so the protocol is
spoken here: one name in, one header out, then exactly as many bytes as the header says, and the stream is in step again.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from aigate.errors import GitError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from aigate.git.process import Process

TREE_MODE = b"40000"
SUBMODULE_MODE = b"160000"
SYMLINK_MODE = b"120000"
_HEADER = re.compile(rb"([0-9a-f]{40}|[0-9a-f]{64}) (blob|tree|commit|tag) (\d+)\n")
_OID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_CHUNK = 1 << 20
_AHEAD = 256  # objects that are asked for at a time: their names must fit into a pipe


class Object(NamedTuple):
    """An object as it is stored; ``data`` may be cut short on request, ``size`` never is."""

    oid: str
    kind: str  # "blob", "tree", "commit" or "tag"
    size: int
    data: bytes


class TreeEntry(NamedTuple):
    """One line of a tree object."""

    mode: bytes
    name: bytes
    oid: str


class Objects:
    """The object database, and names that git can resolve to an object in it."""

    def __init__(self, start: Callable[[], Process]) -> None:
        """``start`` begins a ``cat-file --batch``; it is called on first use, and again should the process have died."""
        self._start = start
        self._process: Process | None = None

    def read(self, oid: str, limit: int | None = None) -> bytes:
        """An object's content by its id, no more of it than ``limit``; GitError if it is missing or damaged."""
        if not _OID.fullmatch(oid):
            raise GitError(f"{oid!r} is no object id")
        found = self.find(oid.encode(), limit)
        if found is None:
            raise missing(oid)
        return found.data

    def find(self, name: bytes, limit: int | None = None) -> Object | None:
        """What git finds under a name (an id, ``HEAD^{tree}``, …), or None."""
        if b"\n" in name or b"\0" in name or not name:
            return None
        process = self._process = self._process or self._start()
        process.write(name + b"\n")
        return self._answer(process, limit)

    def _answer(self, process: Process, limit: int | None) -> Object | None:
        line = process.line()
        header = _HEADER.fullmatch(line)
        if header:
            size = int(header[3])
            return Object(header[1].decode(), header[2].decode(), size, self._content(process, size, limit))
        if line.endswith((b" missing\n", b" ambiguous\n")):
            return None
        raise self._died(process)

    def each(self, oids: Sequence[str], limit: int | None = None) -> Iterator[Object | None]:
        """What ``find`` would give for each of some ids, with less waiting: git goes on while an object is looked at."""
        process = self._process = self._process or self._start()
        is_over = False
        try:
            for at in range(0, len(oids), _AHEAD):
                process.write("".join(f"{oid}\n" for oid in oids[at : at + _AHEAD]).encode("ascii"))
                for _ in oids[at : at + _AHEAD]:
                    yield self._answer(process, limit)
            is_over = True
        finally:
            if not is_over:  # answers that nobody waits for are on their way
                self.close()

    def tree(self, name: bytes) -> tuple[TreeEntry, ...] | None:
        """The entries of a tree, by its id or by a name such as ``HEAD^{tree}``; None if there is no such tree."""
        found = self.find(name)
        return tuple(entries(found)) if found and found.kind == "tree" else None

    def close(self) -> None:
        """End the process; the next read would start another."""
        if self._process is not None:
            self._process.close()
            self._process = None

    def _content(self, process: Process, size: int, limit: int | None) -> bytes:
        wanted = size if limit is None else min(size, limit)
        data = process.read(wanted)
        left = size - wanted + 1
        while left and (chunk := process.read(min(left, _CHUNK))):
            left -= len(chunk)
        if left or len(data) < wanted:
            raise self._died(process)
        return data

    def _died(self, process: Process) -> GitError:
        """The error of a process that stopped answering."""
        self._process = None
        try:
            process.finish()
        except GitError as error:
            return error
        return GitError("git cat-file stopped answering", hint="git fsck")


def missing(oid: str) -> GitError:
    """The error for an object that ought to be there."""
    return GitError(
        f"the object {oid} is missing from this repository",
        hint="run `git fsck`; in a partial clone `git fetch --refetch --no-filter` brings everything",
    )


def entries(tree: Object) -> Iterator[TreeEntry]:
    """The entries of a tree that has been read whole; anything else has none."""
    data, width = (tree.data if tree.kind == "tree" else b""), len(tree.oid) // 2
    at = 0
    while at < len(data):
        space = data.index(b" ", at)
        end = data.index(b"\0", space)
        yield TreeEntry(data[at:space], data[space + 1 : end], data[end + 1 : end + 1 + width].hex())
        at = end + 1 + width
