"""Widths, wrapping, and the cut around a marker."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigate.reports.cells import Excerpt, cells, excerpt, wrap

WIDTHS = {
    "nothing": ("", 0),
    "letters": ("abc", 3),
    "wide characters": ("\u4e2d\u6587", 4),
    "an accent of its own": ("e\u0301", 1),
    "an emoji": ("\U0001f680", 2),
    "full-width letters": ("\uff21", 2),
}
EXCERPTS = {
    "a line that fits": ("x = md5(y)", 40, (4, 7), Excerpt("x = md5(y)", 4, 3)),
    "a tab before the mark": ("\tmd5", 40, (1, 4), Excerpt("    md5", 4, 3)),
    "a tab after two letters goes to the next stop": ("ab\tmd5", 40, (3, 6), Excerpt("ab  md5", 4, 3)),
    "wide characters before the mark": ("\u4e2d\u6587 md5", 40, (3, 6), Excerpt("\u4e2d\u6587 md5", 5, 3)),
    "a wide character in the mark": ("k = '\u4e2d'", 40, (4, 7), Excerpt("k = '\u4e2d'", 4, 4)),
    "a control character in the mark": ("a\x1bb", 40, (1, 2), Excerpt(r"a\x1bb", 1, 4)),
    "a mark beyond the end": ("abc", 40, (9, 12), Excerpt("abc", 3, 0)),
    "a mark over the end": ("abc", 40, (1, 99), Excerpt("abc", 1, 2)),
    "cut on the right": ("a" * 30, 20, (0, 0), Excerpt("a" * 17 + "...", 0, 0)),
    "cut on the left": ("a" * 30 + "md5", 20, (30, 33), Excerpt("..." + "a" * 6 + "md5", 9, 3)),
    "cut on both sides": ("a" * 90 + "md5" + "b" * 90, 20, (90, 93), Excerpt("..." + "a" * 6 + "md5bbbbb...", 9, 3)),
    "a mark longer than the room": (
        "a" * 90 + "b" * 90,
        20,
        (90, 180),
        Excerpt("..." + "a" * 6 + "b" * 8 + "...", 9, 11),
    ),
    "an empty line": ("", 20, (0, 0), Excerpt("", 0, 0)),
}
WRAPPED = {
    "nothing": ("", 20, [""]),
    "a line that fits": ("one two", 20, ["one two"]),
    "a line that is just as long": ("one two", 7, ["one two"]),
    "a line that is too long": ("one two three", 8, ["one two", "  three"]),
    "a path that is too long is not cut": (
        "see " + "a/" * 12 + "b.py now",
        12,
        ["see", "  " + "a/" * 12 + "b.py", "  now"],
    ),
    "an id with hyphens is not cut": ("x 1111-2222-3333", 10, ["x", "  1111-2222-3333"]),
    "wide characters count twice": ("\u4e2d\u6587 \u4e2d\u6587", 8, ["\u4e2d\u6587", "  \u4e2d\u6587"]),
    "the indent of code stays": ("    return x", 40, ["    return x"]),
}


@pytest.mark.parametrize(("text", "width"), WIDTHS.values(), ids=WIDTHS)
def test_text_is_as_wide_as_it_is_drawn(text: str, width: int) -> None:
    assert cells(text) == width


@pytest.mark.parametrize(("line", "room", "mark", "shown"), EXCERPTS.values(), ids=EXCERPTS)
def test_a_line_is_cut_around_its_mark(line: str, room: int, mark: tuple[int, int], shown: Excerpt) -> None:
    assert excerpt(line, room, mark) == shown


@pytest.mark.parametrize(("text", "width", "lines"), WRAPPED.values(), ids=WRAPPED)
def test_text_is_wrapped_between_words(text: str, width: int, lines: list[str]) -> None:
    assert wrap(text, width, rest="  ") == lines


@given(st.text(), st.integers(20, 90), st.integers(-3, 60), st.integers(-3, 60))
def test_an_excerpt_never_fills_more_than_its_room(line: str, room: int, start: int, end: int) -> None:
    shown = excerpt(line, room, (start, end))
    assert cells(shown.text) <= room
    assert 0 <= shown.offset <= room
    assert 0 <= shown.length <= room - shown.offset


@given(st.text(st.characters(exclude_characters=" "), max_size=40), st.integers(20, 60))
def test_what_was_not_cut_is_whole(line: str, room: int) -> None:
    shown = excerpt(line, 40 * 12).text
    assert len(shown) >= len(line.strip())
    assert excerpt(shown, 40 * 12).text == shown
    assert cells(excerpt(line, room).text) <= max(room, 0)


def test_a_line_of_a_million_characters_is_cut_without_reading_it_all() -> None:
    shown = excerpt("x" * 1_000_000, 60, (500_000, 500_003))
    assert shown == Excerpt("..." + "x" * 54 + "...", 23, 3)
