"""A stream of bytes that is read by what it ought to hold next, with no more of it in memory than one chunk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aigate.errors import GitError

if TYPE_CHECKING:
    from collections.abc import Iterator

_NEAR = 1 << 18  # bytes that are looked at for where something ends
_AT_ONCE = 1 << 20  # the same, where it is worth having all of it
_MANY = 64  # lines from which on counting a whole chunk is cheaper than finding each end


class Stream:
    """Chunks of bytes, however they were cut. ``ended`` once there are no more of them."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._data = b""
        self._at = 0
        self.ended = False

    def peek(self, size: int) -> bytes:
        """The next ``size`` bytes, left where they are; fewer at the end."""
        while len(self._data) - self._at < size and self._more():
            pass
        return self._data[self._at : self._at + size]

    def take(self, size: int) -> bytes:
        """The next ``size`` bytes; fewer at the end."""
        found = self.peek(size)
        self._at += len(found)
        return found

    def until(self, end: bytes) -> bytes:
        """Everything before the next ``end``, a single byte, which is taken too."""
        searched = 0
        while (found := self._data.find(end, self._at + searched)) < 0:
            searched = len(self._data) - self._at
            if not self._more():
                raise cut_short()
        taken = self._data[self._at : found]
        self._at = found + 1
        return taken

    def lines_before(self, one: bytes, other: bytes) -> bytes | None:
        """The lines before the next one that begins with either, left where they are; None if neither is anywhere near."""
        while True:
            end = self._data.find(b"\n" + one, self._at)
            sooner = self._data.find(b"\n" + other, self._at, end if end >= 0 else len(self._data))
            end = sooner if sooner >= 0 else end
            if end >= 0:
                return self._data[self._at : end + 1]
            if len(self._data) - self._at > _NEAR or not self._more():
                return None

    def lines_until(self, end: bytes) -> bytes | None:
        """The lines before a given one, left where they are; None if it is nowhere near."""
        searched = self._at
        while True:
            if self._data.startswith(end, self._at):
                return b""
            found = self._data.find(b"\n" + end, searched)
            if found >= 0:
                return self._data[self._at : found + 1]
            here = len(self._data) - self._at
            if here > _AT_ONCE or not self._more():
                return None
            searched = max(0, here - len(end))

    def skip(self, size: int) -> None:
        """Pass over bytes that are at hand."""
        self._at += size

    def skip_lines(self, count: int) -> bool:
        """Pass over lines of any length; whether there was a NUL in them."""
        nul = False
        while count:
            start = self._at
            count = self._skip(count)
            nul = nul or self._data.find(b"\0", start, self._at) >= 0
            if count and not self._more():
                raise cut_short()
        return nul

    def _skip(self, count: int) -> int:
        """Pass over as many of the lines as end in what is at hand; how many are left."""
        if count > _MANY:
            here = self._data.count(b"\n", self._at)
            if here < count:
                self._at = len(self._data)
                return count - here
        while count:
            end = self._data.find(b"\n", self._at)
            if end < 0:
                self._at = len(self._data)
                return count
            self._at = end + 1
            count -= 1
        return 0

    def _more(self) -> bool:
        chunk = next(self._chunks, b"")
        self.ended = not chunk
        self._data = self._data[self._at :] + chunk
        self._at = 0
        return bool(chunk)


def cut_short() -> GitError:
    """The error for output that ends before it is complete."""
    return GitError("git's output ended in the middle", hint="git fsck")
