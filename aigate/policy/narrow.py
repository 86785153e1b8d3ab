"""The one place that narrows: which lines of a changeset are gated, and which findings meet them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aigate.config import GateScope
from aigate.lines import Lines, Span
from aigate.model import NO_LINES, FileAttribution, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aigate.model import Claim, FileChange


@dataclass(frozen=True, slots=True)
class Gated:
    """The part of one file that policy speaks about: added lines, and places where lines were removed."""

    lines: Lines = NO_LINES
    seams: tuple[Span, ...] = ()  # from the top of the file down

    def __bool__(self) -> bool:
        return bool(self.lines or self.seams)

    @property
    def touched(self) -> Lines:
        """Lines of which whatever meets the gated part holds at least one: what scanners are told of it."""
        return self.lines | Lines.of(seam.start for seam in self.seams if seam.start < seam.end)

    def meets(self, statement: Span) -> bool:
        """Whether a statement holds a gated line, or a place *within* it where a line was removed.

        A seam lies between two lines. A statement that merely ends or begins there was not touched; one that holds both
        sides was.
        """
        if self.lines.meets(statement):
            return True
        for at in range(bisect_left(self.seams, statement.start, key=lambda seam: seam.start), len(self.seams)):
            seam = self.seams[at]
            if seam.start >= statement.end:
                return False
            if seam.start < seam.end <= statement.end:
                return True
        return False


class Owners:
    """The claim that decided each AI line of a file, told without another look at all of them for every finding."""

    def __init__(self, known: FileAttribution) -> None:
        self._numbers = list(known.ai)
        self._claims = [share.claim for share in known.shares if share.claim.verdict is Verdict.AI]
        self._ranks = [len(self._claims)] * len(self._numbers)
        shares = (share.lines for share in known.shares if share.claim.verdict is Verdict.AI)
        free = list(range(len(self._numbers) + 1))  # for each line the next one that nobody owns, itself or below
        for rank, lines in enumerate(shares):
            for start, end in lines.spans:
                at = _next_free(free, bisect_left(self._numbers, start))
                while at < len(self._numbers) and self._numbers[at] <= end:
                    self._ranks[at], free[at] = rank, at + 1
                    at = _next_free(free, at)

    def claim_at(self, span: Span) -> Claim | None:
        """The first of the claims that decided an AI line in ``span``, or None."""
        ranks = self._ranks[bisect_left(self._numbers, span.start) : bisect_right(self._numbers, span.end)]
        rank = min(ranks, default=len(self._claims))
        return self._claims[rank] if rank < len(self._claims) else None


def _next_free(free: list[int], at: int) -> int:
    path = []
    while free[at] != at:
        path.append(at)
        at = free[at]
    for passed in path:
        free[passed] = at
    return at


def gate(change: FileChange, attribution: FileAttribution | None, scope: GateScope) -> Gated:
    """What of ``change`` is gated under ``scope``."""
    known = attribution or FileAttribution(change.path, unknown=change.added)
    removals = tuple(hunk.seam for hunk in change.hunks if hunk.old_count)
    match scope:
        case GateScope.AI:
            return Gated(known.ai, known.seams)
        case GateScope.AI_UNKNOWN:
            return Gated(known.ai | known.unknown, removals)
        case GateScope.ALL:
            return Gated(change.added, removals)


def covered(spans: Iterable[Span], within: Lines) -> Lines:
    """The gated lines that lie in any of ``spans``."""
    return Lines(spans) & within
