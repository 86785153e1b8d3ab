"""All certain fixes of a file at once: its bytes as they are, and as they will be."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aigate.fixes.proposing import helps, rewritten, seen
from aigate.fixes.writing import joined

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aigate.model import Edit, Finding, Source
    from aigate.scanners import Settings

    _Certain = tuple[Finding, tuple[Edit, ...]]
    _Kept = tuple[tuple[Edit, ...], tuple[Finding, ...]]

_EXACT = ("utf-8", "utf-8-sig", "latin-1")  # encodings that are written as they were read


@dataclass(frozen=True, slots=True)
class Mended:
    """One file with its fixes in it."""

    path: str
    before: bytes
    after: bytes
    fixed: tuple[Finding, ...]


def mend(source: Source, findings: Sequence[Finding], settings: Settings) -> Mended | None:
    """The file with the certain fixes of these findings; None if there is none, or if its encoding cannot be written back.

    Fixes that help one by one may get into each other's way: then each is kept that helps beside those before it.
    """
    certain = [(finding, finding.fix.edits) for finding in findings if finding.fix and finding.fix.certain]
    if not certain or source.encoding not in _EXACT:
        return None
    kept, fixed = _together(source, certain, settings) or _one_by_one(source, certain, settings)
    return Mended(source.path, source.data, rewritten(source, kept).text.encode(source.encoding), fixed)


def _together(source: Source, certain: Sequence[_Certain], settings: Settings) -> _Kept | None:
    """All of them, if none gives way to another and nothing new is found afterwards."""
    together = joined(*(edits for _, edits in certain))
    if not _all_there(together, [edits for _, edits in certain]):
        return None
    before, after = seen(source, settings), seen(rewritten(source, together), settings)
    wanted = Counter(finding.rule for finding, _ in certain)
    if wanted - (before.told - after.told) or after.grave - before.grave:
        return None
    return together, tuple(finding for finding, _ in certain)


def _one_by_one(source: Source, certain: Sequence[_Certain], settings: Settings) -> _Kept:
    kept: tuple[Edit, ...] = ()
    fixed: list[Finding] = []
    for finding, edits in certain:
        more = joined(kept, edits)
        if not _all_there(more, [kept, edits]):
            continue
        now = seen(rewritten(source, kept), settings)
        if helps(finding, source, settings, more, now):
            kept = more
            fixed.append(finding)
    return kept, tuple(fixed)


def _all_there(together: Sequence[Edit], parts: Sequence[Sequence[Edit]]) -> bool:
    """Whether no edit had to give way to another."""
    return set(together) == {edit for part in parts for edit in part}
