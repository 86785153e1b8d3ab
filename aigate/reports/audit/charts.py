"""Drawings and tables of a terminal: bars, a line of a history, columns of figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aigate.reports.cells import cells, excerpt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aigate.reports.palette import Palette

_EIGHTHS = "▏▎▍▌▋▊▉█"
_HEIGHTS = "▁▂▃▄▅▆▇█"
_NOTHING = "·"
_GAP = "  "
_LEAST = 12  # columns of a table's names


def bar(part: int, most: int, room: int) -> str:
    """A bar as long as ``part`` is of ``most``; something is never drawn as nothing."""
    if not part or not most:
        return ""
    eighths = max(round(8 * room * part / most), 1)
    return "█" * (eighths // 8) + (_EIGHTHS[eighths % 8 - 1] if eighths % 8 else "")


def sparkline(values: Sequence[int], room: int) -> str:
    """One character a value, as high as the value; where there are too many, neighbours are added up."""
    if not values:
        return ""
    together = -(-len(values) // room)
    sums = [sum(values[start : start + together]) for start in range(0, len(values), together)]
    most = max(sums)
    return "".join(_HEIGHTS[-(-8 * each // most) - 1] if each else _NOTHING for each in sums)


def grid(head: Sequence[str], rows: Sequence[Sequence[str]], width: int, palette: Palette) -> list[str]:
    """A table: names on the left, cut to what is left of the width, and figures under their heads."""
    numbers = [max(cells(row[at]) for row in (head, *rows)) for at in range(1, len(head))]
    room = max(width - sum(numbers) - len(_GAP) * len(numbers), _LEAST)
    names = [excerpt(row[0], room).text for row in (head, *rows)]
    column = max(map(cells, names))
    lines = []
    for name, row in zip(names, (head, *rows), strict=True):
        figures = (f"{' ' * (number - cells(cell))}{cell}" for cell, number in zip(row[1:], numbers, strict=True))
        lines.append(_GAP.join([name + " " * (column - cells(name)), *figures]).rstrip(" "))
    return [palette.paint("title", lines[0]), *lines[1:]]
