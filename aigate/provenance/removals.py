"""Code that walked out of its marker's cover: what a change that takes a marker away leaves behind unmarked."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from aigate.lines import Lines
from aigate.model import Claim, Scope

if TYPE_CHECKING:
    from collections.abc import Sequence

_WIDTH = 500  # characters of a line by which it is known
_WORD = re.compile(r"\w")


class _Cover:
    """A text's lines, counted by whether markers cover them; marker lines and lone brackets do not count."""

    def __init__(self, text: str, claims: Sequence[Claim], is_marker: re.Pattern[str]) -> None:
        self.lines = [line.strip()[:_WIDTH] for line in text.split("\n")]
        self.counts = [bool(_WORD.search(line)) and not is_marker.search(line) for line in self.lines]
        covered = Lines(span for claim in claims for span in self.covered(claim).spans)
        self.inside = Counter(self.code(covered))
        self.outside = Counter(self.code(Lines.whole(len(self.lines)) - covered))

    def covered(self, claim: Claim) -> Lines:
        """The lines that a claim speaks for."""
        return claim.lines if claim.scope is Scope.LINE else Lines.whole(len(self.lines))

    def code(self, lines: Lines) -> list[str]:
        """Their texts, without markers, blanks and lone brackets."""
        return [self.lines[number - 1] for number in lines if self.counts[number - 1]]


def stays(old_text: str, new_text: str, *, is_marker: re.Pattern[str]) -> bool:
    """Whether half of the old code or more is in the new text."""
    before, after = (_Cover(text, (), is_marker) for text in (old_text, new_text))
    return before.outside.total() > 0 and 2 * (before.outside & after.outside).total() >= before.outside.total()


def moved_out(
    old_text: str, old: Sequence[Claim], new_text: str, new: Sequence[Claim], *, is_marker: re.Pattern[str]
) -> list[Claim]:
    """The old claims that are gone while some code they covered now stands uncovered, or that lost most of their code."""
    if not old:
        return []
    before, after = _Cover(old_text, old, is_marker), _Cover(new_text, new, is_marker)
    escaped = {
        line
        for line, count in before.inside.items()
        if after.inside[line] < count and after.outside[line] > before.outside[line]
    }
    left = Counter(claim.quote for claim in new)
    gone: list[Claim] = []
    for claim in old:
        left[claim.quote] -= 1
        code = before.code(before.covered(claim))
        survivors = sum(line in escaped for line in code)
        if survivors and (left[claim.quote] < 0 or 2 * survivors >= len(code)):
            gone.append(claim)
    return gone
