"""What several diffs to the same tree have in common: the lines of a merge that stand in none of its parents."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from aigate.lines import Lines, Span
from aigate.model import FileChange, FileKind, Hunk

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def common_changes(diffs: Sequence[Sequence[FileChange]]) -> tuple[FileChange, ...]:
    """The changes that every diff shows, told as the first one tells them.

    A line counts as added when every diff adds it, and a place as one where lines were removed when every diff removes
    some there.
    """
    first, *others = diffs
    by_path = [{change.path: change for change in other} for other in others]
    shared = ([change, *(other[change.path] for other in by_path if change.path in other)] for change in first)
    return tuple(change for group in shared if len(group) == len(diffs) for change in _common(group))


def _common(group: Sequence[FileChange]) -> Iterator[FileChange]:
    first = group[0]
    hunks = tuple(_common_hunks(group))
    if hunks or not first.hunks or first.kind is FileKind.SUBMODULE:
        yield replace(first, hunks=hunks)


def _common_hunks(group: Sequence[FileChange]) -> Iterator[Hunk]:
    added, removed = group[0].added, _removed(group[0])
    for change in group[1:]:
        added, removed = added & change.added, removed & _removed(change)
    for hunk in group[0].hunks:
        lines = added & Lines([hunk.added])
        gaps = removed & Lines([_gaps(hunk)])
        old_count = hunk.old_count if gaps else 0
        for span in lines.spans:
            yield Hunk(span.start, span.end - span.start + 1, hunk.old_start, old_count)
            old_count = 0  # told once
        if old_count:
            yield Hunk(gaps.spans[0].start - 1, 0, hunk.old_start, old_count)


def _removed(change: FileChange) -> Lines:
    """The gaps between lines of the new file in which lines of the old one are missing."""
    return Lines(_gaps(hunk) for hunk in change.hunks if hunk.old_count)


def _gaps(hunk: Hunk) -> Span:
    """The gaps that a hunk spans; gap n lies before line n."""
    if not hunk.count:
        return Span(hunk.start + 1, hunk.start + 1)
    return Span(hunk.start, hunk.start + hunk.count)
