"""One file's text, indexed for the search: where its lines begin, and which of them a pattern is worth trying on."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING

from aigate.rules.needles import fold
from aigate.scanners.secret_detectors import RUN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aigate.scanners.secret_detectors import Needle


# What could hold a token: it is as long as the shortest ones that have a format, and has no other characters than theirs.
_STRETCH = re.compile(r"[\w.+/=~:@%$!|-]{16,}", re.ASCII)


class Text:
    """A text and its lines; columns in ``lines`` are columns in the text."""

    def __init__(self, text: str, lines: list[str]) -> None:
        self.text = text
        self.lines = lines
        self._starts = [0]
        at = text.find("\n")
        while at >= 0:
            self._starts.append(at + 1)
            at = text.find("\n", at + 1)

    @cached_property
    def folded(self) -> str:
        """The text as a pattern that ignores case sees it."""
        return fold(self.text)

    def place(self, offset: int) -> tuple[int, int]:
        """The line and column of an offset into the text."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1]

    def lines_with(self, needle: Needle) -> set[int]:
        """The lines that hold what a pattern needs."""
        if not needle.run:
            return self.lines_with_any(needle.literals, folded=needle.folded)
        long = (line for line, length in self.runs.items() if length >= needle.run)
        return {line for line in long if not needle.literals or self._holds(line, needle)}

    def lines_with_any(self, literals: Iterable[str], *, folded: bool) -> set[int]:
        """The lines that hold any of the literals."""
        text = self.folded if folded else self.text
        return {line for literal in literals for line in self._lines_with(text, literal)}

    @cached_property
    def runs(self) -> dict[int, int]:
        """The length of the longest run of token characters, for the lines that have one of any length to speak of."""
        longest: dict[int, int] = {}
        for found in RUN.finditer(self.folded):
            line, _ = self.place(found.start())
            longest[line] = max(longest.get(line, 0), found.end() - found.start())
        return longest

    def lines_by_literal(self, literals: Iterable[str]) -> Iterator[tuple[str, set[int]]]:
        """The literals that stand in what could be tokens, and the lines of each."""
        stretches = list(_STRETCH.finditer(self.text))
        joined = "\n".join(found[0] for found in stretches)
        present = [literal for literal in literals if literal in joined]
        if not present:
            return
        within = Text(joined, [])
        for literal in present:
            numbers = within.lines_with_any((literal,), folded=False)
            yield literal, {self.place(stretches[number - 1].start())[0] for number in numbers}

    def _holds(self, line: int, needle: Needle) -> bool:
        text = self.lines[line - 1]
        text = fold(text) if needle.folded else text
        return any(literal in text for literal in needle.literals)

    def _lines_with(self, text: str, literal: str) -> Iterator[int]:
        at = text.find(literal)
        while at >= 0:
            line = bisect_right(self._starts, at)
            yield line
            if line == len(self._starts):
                return
            at = text.find(literal, self._starts[line])
