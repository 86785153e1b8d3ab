"""The offending lines, with their numbers beside them and a marker under what matters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aigate.reports.cells import excerpt

if TYPE_CHECKING:
    from aigate.model import Finding
    from aigate.reports.palette import Palette

_LEAST_ROOM = 20


def frame(finding: Finding, width: int, palette: Palette) -> list[str]:
    """The finding's snippet as lines; nothing for a finding without one. Secrets were masked before it came here."""
    if not finding.snippet and not finding.removed:
        return []
    digits = len(str(max(number for number, _ in (*finding.snippet, *finding.removed))))
    room = max(width - digits - len("  >  | "), _LEAST_ROOM)
    lines = [_gone(line, digits, room, palette) for line in finding.removed]
    before = 0
    for number, text in finding.snippet:
        if before and number != before + 1:
            lines.append(palette.paint("gutter", f"    {'.' * digits} |"))
        lines += _row((number, text), finding, digits, room, palette)
        before = number
    return lines


def _gone(line: tuple[int, str], digits: int, room: int, palette: Palette) -> str:
    """A line that is there no more, with its old number."""
    number, text = line
    row = (
        f"  {palette.paint('mark', '-')} {palette.paint('gutter', f'{number:>{digits}} |')} {excerpt(text, room).text}"
    )
    return row.rstrip(" ")


def _row(line: tuple[int, str], finding: Finding, digits: int, room: int, palette: Palette) -> list[str]:
    """One line of code, and under it the marker if this is the line to point at."""
    number, text = line
    gutter = palette.paint("gutter", f"{number:>{digits}} |")
    if number != finding.anchor:
        return [f"    {gutter} {excerpt(text, room).text}".rstrip(" ")]
    shown = excerpt(text, room, finding.columns or (0, 0))
    row = f"  {palette.paint('mark', '>')} {gutter} {shown.text}".rstrip(" ")
    if finding.columns is None:
        return [row]
    carets = palette.paint("mark", "^" * max(shown.length, 1))
    return [row, f"    {palette.paint('gutter', ' ' * digits + ' |')} {' ' * shown.offset}{carets}"]
