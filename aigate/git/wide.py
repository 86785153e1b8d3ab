r"""Hunks of UTF-16 and UTF-32 files in lines of text, where git counted bytes.

git ends a line at every byte 0A: in the middle of a newline of UTF-16-LE, and inside characters such as U+0A05. Everybody
else counts ``\n`` in the decoded text. Pure functions; the invariant is that what lies outside the hunks they return is
the same in both files, line for line: a line may be counted in too many, none is ever dropped.
"""

from __future__ import annotations

import codecs
import re
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, NamedTuple

from aigate import text
from aigate.model import Hunk

if TYPE_CHECKING:
    from collections.abc import Sequence

MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")  # UTF-32-LE begins as UTF-16-LE does
SAMPLE = 65_536
_FEWEST_NULS = 1 / 6  # below this share of NULs no reader takes an unmarked file for UTF-16
_NEWLINES = {
    "utf-16-le": b"\n\0",
    "utf-16-be": b"\0\n",
    "utf-32-le": b"\n\0\0\0",
    "utf-32-be": b"\0\0\0\n",
}
_PLAIN = b"\n"
_BARE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)  # no text, no line


class Window(NamedTuple):
    """Lines ``new[0]:new[1]`` of the new file against ``old[0]:old[1]`` of the old one, counted from 0."""

    new: tuple[int, int]
    old: tuple[int, int]


def may_be_wide(head: bytes) -> bool:
    """Whether a file that begins so is worth reading whole to find out its encoding."""
    return head.startswith(MARKS) or head.count(0) > _FEWEST_NULS * len(head)


def newline_of(data: bytes) -> bytes:
    r"""What ends a line in this content: ``\n`` in two or four bytes for wide text, the plain byte for all else."""
    read = text.decode(data)
    return _NEWLINES.get(read[1], _PLAIN) if read else _PLAIN


def count_lines(data: bytes) -> int:
    """How many lines of text a content has; one without a newline at its end counts."""
    return len(_starts(data, newline_of(data)))


def text_hunks(old: bytes, new: bytes, hunks: Sequence[Hunk]) -> tuple[Hunk, ...]:
    """Renumber git's hunks between two contents to lines of text. Contents that are not wide keep theirs."""
    newline = newline_of(new) if new else newline_of(old)
    before = newline_of(old) if old else newline
    if newline == before == _PLAIN:
        return tuple(hunks)
    new_lines, old_lines = _Lines(new, newline), _Lines(old, before)
    whole = Window((0, len(new_lines.starts)), (0, len(old_lines.starts)))
    if newline != before:  # the same bytes are other characters in another encoding, so nothing counts as kept
        return tuple(filter(None, [_hunk(whole)]))
    windows = _windows(old_lines, new_lines, hunks)
    trimmed = (_trimmed(window, old_lines, new_lines) for window in ([whole] if windows is None else windows))
    return tuple(hunk for window in trimmed if (hunk := _hunk(window)))


class _Lines:
    """One content, cut into lines of text and into git's lines."""

    def __init__(self, data: bytes, newline: bytes) -> None:
        self.data = data
        self.newline = newline
        self.width = len(newline)
        self.starts = _starts(data, newline)
        self.git_starts = _starts(data, _PLAIN)

    def bounds(self, start: int, count: int) -> tuple[int, int]:
        """The bytes of git's lines ``start`` … in a hunk's numbering."""
        first = start - 1 if count else start
        return self._offset(first), self._offset(first + count)

    def boundary(self, offset: int) -> int | None:
        """The number of lines before this byte, if it is where a line begins or the content ends after a newline."""
        index = bisect_left(self.starts, offset)
        if index < len(self.starts) and self.starts[index] == offset:
            return index
        at_end = offset == len(self.data) and self.data.endswith(self.newline)
        return len(self.starts) if at_end or not self.starts else None

    def around(self, begin: int, end: int) -> tuple[int, int]:
        """The lines of text that these bytes, and one character on either side of them, belong to."""
        if not self.starts:
            return 0, 0
        first = bisect_right(self.starts, max(0, begin - self.width)) - 1
        last = bisect_right(self.starts, min(len(self.data), end + self.width) - 1)
        return first, max(last, first)

    def line(self, index: int) -> bytes:
        end = self.starts[index + 1] if index + 1 < len(self.starts) else len(self.data)
        return self.data[self.starts[index] : end]

    def _offset(self, index: int) -> int:
        return self.git_starts[index] if index < len(self.git_starts) else len(self.data)


def _starts(data: bytes, newline: bytes) -> list[int]:
    """Where lines begin: 0, and after each newline that stands on a whole character and is not the very end."""
    width = len(newline)
    # Looking ahead finds matches that overlap: an unaligned one may hide the one that counts.
    found = (match.start() for match in re.finditer(b"(?=%b)" % re.escape(newline), data))
    ends = (at + width for at in found if at % width == 0)
    return [] if not data or data in _BARE_MARKS else [0, *(end for end in ends if end < len(data))]


def _windows(old: _Lines, new: _Lines, hunks: Sequence[Hunk]) -> list[Window] | None:
    """The lines around the hunks, merged where they overlap; None if git matched bytes across character boundaries."""
    windows: list[Window] = []
    for hunk in hunks:
        begin, end = new.bounds(hunk.start, hunk.count)
        old_begin, old_end = old.bounds(hunk.old_start, hunk.old_count)
        ends = end == len(new.data) and old_end == len(old.data)
        if (begin - old_begin) % new.width or (not ends and (end - old_end) % new.width):
            return None
        generous = Window(new.around(begin, end), old.around(old_begin, old_end))
        top = _edge(new, begin, old, old_begin) or (generous.new[0], generous.old[0])
        bottom = (len(new.starts), len(old.starts)) if ends else _edge(new, end, old, old_end)
        bottom = bottom or (generous.new[1], generous.old[1])
        window = Window((top[0], bottom[0]), (top[1], bottom[1]))
        if windows and (window.new[0] < windows[-1].new[1] or window.old[0] < windows[-1].old[1]):
            last = windows.pop()  # the lines before its top are the same in both files, and those after our bottom
            window = Window((last.new[0], window.new[1]), (last.old[0], window.old[1]))
        windows.append(window)
    return windows


def _edge(new: _Lines, at: int, old: _Lines, old_at: int) -> tuple[int, int] | None:
    """The lines before an edge of a hunk, if both files begin a line there or, past the rest of a newline, right after."""
    rest = -at % new.width
    lines, old_lines = new.boundary(at + rest), old.boundary(old_at + rest)
    return None if lines is None or old_lines is None else (lines, old_lines)


def _trimmed(window: Window, old: _Lines, new: _Lines) -> Window:
    """The window without the lines at its ends that are the same in both files."""
    (first, last), (old_first, old_last) = window
    while first < last and old_first < old_last and new.line(first) == old.line(old_first):
        first, old_first = first + 1, old_first + 1
    while first < last and old_first < old_last and new.line(last - 1) == old.line(old_last - 1):
        last, old_last = last - 1, old_last - 1
    return Window((first, last), (old_first, old_last))


def _hunk(window: Window) -> Hunk | None:
    (first, last), (old_first, old_last) = window
    count, old_count = last - first, old_last - old_first
    if not count and not old_count:
        return None
    return Hunk(first + bool(count), count, old_first + bool(old_count), old_count)
