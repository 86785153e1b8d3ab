"""The one place that narrows: which lines of a changeset are gated, and which findings meet them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aigate.config import GateScope
from aigate.lines import Lines, Span
from aigate.model import NO_LINES, FileAttribution

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aigate.model import FileChange


@dataclass(frozen=True, slots=True)
class Gated:
    """The part of one file that policy speaks about: added lines, and places where lines were removed."""

    lines: Lines = NO_LINES
    seams: tuple[Span, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.lines or self.seams)

    def meets(self, statement: Span) -> bool:
        """Whether a statement holds a gated line, or a place *within* it where a line was removed.

        A seam lies between two lines. A statement that merely ends or begins there was not touched; one that holds both
        sides was.
        """
        if self.lines.meets(statement):
            return True
        return any(statement.start <= seam.start < seam.end <= statement.end for seam in self.seams)


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
