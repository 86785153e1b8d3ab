"""Colour and width are decided by the stream and the environment, in the order people know."""

from __future__ import annotations

import io

import pytest

from aigate.reports.terminal import wants_colour, width_of


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


PIPE, TTY = io.StringIO(), Terminal()
COLOURS = {
    "a pipe has none": (PIPE, {}, False),
    "a terminal has": (TTY, {}, True),
    "NO_COLOR forbids": (TTY, {"NO_COLOR": "1"}, False),
    "an empty NO_COLOR does not": (TTY, {"NO_COLOR": ""}, True),
    "NO_COLOR is stronger than FORCE_COLOR": (TTY, {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
    "FORCE_COLOR demands": (PIPE, {"FORCE_COLOR": "1"}, True),
    "FORCE_COLOR=0 forbids": (TTY, {"FORCE_COLOR": "0"}, False),
    "an empty FORCE_COLOR says nothing": (PIPE, {"FORCE_COLOR": ""}, False),
    "a dumb terminal cannot": (TTY, {"TERM": "dumb"}, False),
    "a dumb terminal does if forced": (TTY, {"TERM": "dumb", "FORCE_COLOR": "1"}, True),
}
WIDTHS = {
    "no terminal": ({}, 79),
    "told by the environment": ({"COLUMNS": "100"}, 99),
    "too narrow to read": ({"COLUMNS": "5"}, 40),
    "too wide to read": ({"COLUMNS": "400"}, 120),
    "not a number": ({"COLUMNS": "wide"}, 79),
    "digits of another script": ({"COLUMNS": "\u0661\u0662\u0660"}, 79),
    "nought": ({"COLUMNS": "0"}, 79),
}


@pytest.mark.parametrize(("stream", "environ", "colour"), COLOURS.values(), ids=COLOURS)
def test_colour(stream: io.StringIO, environ: dict[str, str], colour: bool) -> None:
    assert wants_colour(stream, environ, windows=False) is colour


@pytest.mark.parametrize(
    ("environ", "colour"),
    [({}, False), ({"WT_SESSION": "1"}, True), ({"TERM": "xterm"}, True), ({"ANSICON": "1"}, True)],
)
def test_a_windows_console_has_colour_if_it_says_so(environ: dict[str, str], colour: bool) -> None:
    assert wants_colour(TTY, environ, windows=True) is colour


@pytest.mark.parametrize(("environ", "width"), WIDTHS.values(), ids=WIDTHS)
def test_width(environ: dict[str, str], width: int) -> None:
    assert width_of(PIPE, environ) == width


def test_a_closed_stream_has_the_default_width() -> None:
    stream = io.StringIO()
    stream.close()
    assert width_of(stream, {}) == 79
