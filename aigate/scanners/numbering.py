r"""Python's idea of lines and columns, told in git's.

Python ends a line at a lone ``\r`` too, git only at ``\n``: without a translation, one stray byte would shift every finding
below it onto lines that somebody else wrote. Python's columns are offsets in UTF-8, ours are characters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_LONE_CR = re.compile(r"\r(?!\n)")


@dataclass(frozen=True, slots=True)
class Numbering:
    """Where each of Python's lines begins: the line git counts, and the column in it. No starts: both count alike."""

    starts: tuple[tuple[int, int], ...] = ()

    def line(self, number: int) -> int:
        """The git line of Python's line ``number``."""
        return self.starts[min(number, len(self.starts)) - 1][0] if self.starts and number > 0 else number

    def column(self, lines: Sequence[str], number: int, offset: int) -> int:
        """The character column, on its git line, of a UTF-8 offset into Python's line ``number``."""
        line, base = self.starts[min(number, len(self.starts)) - 1] if self.starts else (number, 0)
        text = lines[line - 1] if 0 < line <= len(lines) else ""
        if text.isascii():
            return min(base + offset, len(text))
        before = text[base:].encode("utf-8", "surrogatepass")[:offset]
        return min(base + len(before.decode("utf-8", "ignore")), len(text))


def numbering_of(text: str) -> Numbering:
    """How Python's line numbers in ``text`` translate."""
    if "\r" not in text or not _LONE_CR.search(text):
        return Numbering()
    starts: list[tuple[int, int]] = []
    for number, line in enumerate(text.split("\n"), 1):
        starts.append((number, 0))
        starts.extend((number, cut.end()) for cut in _LONE_CR.finditer(line.removesuffix("\r")))
    return Numbering(tuple(starts))
