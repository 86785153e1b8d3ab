"""The part of a text in which secrets are looked for, as a text of its own.

Nearly all patterns read a line at a time, so lines can be left out: those that count for nothing, and those that
held no secret when they were read last. The versions of a file in a history have most of their lines in common. A private
key is read to its end, so where there is one, nothing is left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from aigate.lines import Lines
from aigate.scanners.secret_blocks import BEGINNINGS
from aigate.scanners.statements import nearby

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from aigate.model import Source

_MOST = 200_000  # lines remembered, of all languages together: some 30 MB


class Excerpt(NamedTuple):
    """Some lines of a file, and the number of each in it."""

    text: str
    lines: list[str]
    numbers: Sequence[int]

    @property
    def is_whole(self) -> bool:
        """Whether no line was left out, so that each may matter to the next."""
        return isinstance(self.numbers, range)


class Blameless:
    """Lines in which nothing was found, by language: what a line holds depends on both, and in an excerpt on nothing else."""

    def __init__(self) -> None:
        self._lines: dict[str | None, set[str]] = {}
        self._count = 0

    def among(self, language: str | None) -> set[str]:
        """The lines of one language."""
        return self._lines.setdefault(language, set())

    def add(self, language: str | None, lines: Collection[str]) -> None:
        """Remember some more."""
        if self._count > _MOST:
            self._lines.clear()
            self._count = 0
        self.among(language).update(lines)
        self._count += len(lines)


def excerpt(source: Source, focus: Lines | None, blameless: Blameless) -> Excerpt:
    """The lines of which a secret could count for the focus: a value's name may stand some lines above it."""
    lines = source.lines
    if focus is None or any(words in source.text for words in BEGINNINGS):
        return Excerpt(source.text, lines, range(1, len(lines) + 1))
    from aigate.scanners.secret_pairs import LOOKAHEAD

    known = blameless.among(source.language)
    reach = Lines((max(1, start - LOOKAHEAD), end) for start, end in nearby(focus, source.language).spans)
    numbers = [
        number
        for start, end in reach.spans
        for number, line in enumerate(lines[start - 1 : end], start)
        if line not in known
    ]
    chosen = [lines[number - 1] for number in numbers]
    return Excerpt("\n".join(chosen), chosen, numbers)
