"""The code of a finding as pieces of text: before, within and after what is to be underlined."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aigate.reports.visible import visible

if TYPE_CHECKING:
    from aigate.model import Finding

Row = list[int | str]  # a line's number, its text; of the line to point at: its number and three pieces

_ROOM = 240  # characters of a line that are shown
_LINES = 15  # of them that are shown, around the one to point at
_CUT = "\u2026"


def snippet(finding: Finding) -> list[Row]:
    """The lines around the finding, the nearest ones where there are many."""
    rows = [row for row in finding.snippet if abs(row[0] - finding.anchor) <= _LINES // 2 + 1][:_LINES]
    return [_pointed(finding, text) if line == finding.anchor else [line, _clip(text)] for line, text in rows]


def _pointed(finding: Finding, text: str) -> Row:
    low, high = finding.columns or (0, 0)
    low = min(max(low, 0), len(text))
    high = min(max(high, low), len(text))
    start = max(0, low - _ROOM // 2) if len(text) > _ROOM else 0
    before = (_CUT if start else "") + _shown(text[start:low])
    return [finding.anchor, before, _clip(text[low:high]), _clip(text[high:])]


def _clip(text: str) -> str:
    return _shown(text) if len(text) <= _ROOM else _shown(text[:_ROOM]) + _CUT


def _shown(text: str) -> str:
    """Visible; tabs stay, for the page draws them as such."""
    return "\t".join(map(visible, text.split("\t")))
