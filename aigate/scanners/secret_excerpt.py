"""The part of a text in which secrets are looked for, as a text of its own.

All but one of the patterns read a line at a time, so lines can be left out; a private key is read to its end, so where there
is one, nothing is left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from aigate.scanners.secret_blocks import BEGINNINGS
from aigate.scanners.statements import nearby

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aigate.lines import Lines
    from aigate.model import Source


class Excerpt(NamedTuple):
    """Some lines of a file, and the number of each in it."""

    text: str
    lines: list[str]
    numbers: Sequence[int]


def excerpt(source: Source, focus: Lines | None) -> Excerpt:
    """The lines of which a secret could count for the focus."""
    lines = source.lines
    if focus is None or any(words in source.text for words in BEGINNINGS):
        return Excerpt(source.text, lines, range(1, len(lines) + 1))
    numbers = [
        number
        for start, end in nearby(focus, source.language).spans
        for number in range(start, min(end, len(lines)) + 1)
    ]
    chosen = [lines[number - 1] for number in numbers]
    return Excerpt("\n".join(chosen), chosen, numbers)
