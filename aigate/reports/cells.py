"""Columns of a terminal: how wide text is drawn, wrapping it, and cutting a long line around what matters in it."""

from __future__ import annotations

from typing import NamedTuple

from aigate.reports.visible import pieces

TAB = 4
CUT = "..."


def cells(text: str) -> int:
    """How many columns ``text`` fills; East Asian wide characters fill two, combining ones none."""
    if text.isascii():
        return len(text)
    from unicodedata import category, east_asian_width

    return sum(
        0 if category(character) in {"Mn", "Me"} else 2 if east_asian_width(character) in "WF" else 1
        for character in text
    )


def wrap(text: str, width: int, *, first: str = "", rest: str = "") -> list[str]:
    """``text`` broken at its spaces into lines of at most ``width`` columns, each with its indent.

    A word is never cut: a path, an id or an address that is too long for the line stands on one of its own.
    """
    lines, line, empty = [], first, True
    for word in text.split(" "):
        if not empty and cells(line) + 1 + cells(word) > width:
            lines.append(line.rstrip(" "))
            line, empty = rest, True
        line += word if empty else f" {word}"
        empty = False
    return [*lines, line.rstrip(" ")]


class Excerpt(NamedTuple):
    """A line as it is shown, and where in it the marked part is drawn."""

    text: str
    offset: int
    length: int


def excerpt(line: str, room: int, mark: tuple[int, int] = (0, 0)) -> Excerpt:
    """``line`` made visible, tabs drawn as spaces, cut to ``room`` columns around ``mark`` (characters, end exclusive)."""
    start = min(max(mark[0], 0), len(line))
    end = min(max(mark[1], start), len(line))
    low = max(0, start - room)  # a character fills about a column, so more than this never shows
    high = min(len(line), start + room + 1)
    shown = _spread(pieces(line[low:high]))
    start, end = start - low, min(end, high) - low
    widths = [cells(piece) for piece in shown]
    if low == 0 and high == len(line) and sum(widths) <= room:
        return Excerpt("".join(shown), sum(widths[:start]), sum(widths[start:end]))
    from_its_start = low == 0 and sum(widths[:end]) <= room - len(CUT)
    first = 0 if from_its_start else _first(widths, start, room // 3)
    left = CUT if low or first else ""
    budget = room - len(left) - len(CUT)
    last = first
    while last < len(widths) and widths[last] <= budget:
        budget -= widths[last]
        last += 1
    right = CUT if high < len(line) or last < len(widths) else ""
    offset = len(left) + sum(widths[first:start])
    length = min(sum(widths[start:end]), max(room - offset, 0))
    return Excerpt(left + "".join(shown[first:last]) + right, offset, length)


def _first(widths: list[int], start: int, context: int) -> int:
    """The first character to show so that about ``context`` columns stand before the mark; 0 if all of them fit."""
    first = start
    while first and context >= widths[first - 1]:
        first -= 1
        context -= widths[first]
    return first


def _spread(shown: list[str]) -> list[str]:
    """The same with each tab as the spaces up to the next stop."""
    column, spread = 0, []
    for piece in shown:
        drawn = " " * (TAB - column % TAB) if piece == r"\t" else piece
        column += cells(drawn)
        spread.append(drawn)
    return spread
