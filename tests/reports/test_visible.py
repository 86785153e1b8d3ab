"""Nothing from a repository may move the cursor, hide, reorder, or give orders to a CI system."""

from __future__ import annotations

from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigate.reports.visible import disarm, pieces, visible

HARMLESS = {
    "plain text": "app.py: x = 1",
    "an umlaut": "Müller",
    "an accent on a letter of its own": "cafe\u0301",
    "Chinese": "\u4e2d\u6587",
    "Arabic letters": "\u0645\u0631\u062d\u0628\u0627",
    "an emoji": "\U0001f680",
    "an emoji with its colour style": "\u26a1\ufe0f fix",
    "a backslash": "a\\x1bb",
    "a space that does not break": "10\xa0km",
}
TRICKS = {
    "an escape sequence": ("\x1b[2Jgone", r"\x1b[2Jgone"),
    "a carriage return": ("ok\rbad", r"ok\rbad"),
    "a newline": ("a\nb", r"a\nb"),
    "a tab": ("a\tb", r"a\tb"),
    "a bell and a backspace": ("\x07\x08", r"\x07\x08"),
    "delete": ("\x7f", r"\x7f"),
    "an eight-bit control": ("\x9b31m", r"\u009b31m"),
    "a right-to-left override": ("\u202egnp.exe", r"\u202egnp.exe"),
    "a bidi isolate": ("\u2066x\u2069", r"\u2066x\u2069"),
    "a zero-width space": ("pass\u200bword", r"pass\u200bword"),
    "a byte-order mark inside": ("a\ufeffb", r"a\ufeffb"),
    "a line separator": ("a\u2028b", r"a\u2028b"),
    "a soft hyphen": ("a\xadb", r"a\u00adb"),
    "a letter that is drawn as nothing": ("a\u3164b", r"a\u3164b"),
    "tag characters": ("a\U000e0041", r"a\U000e0041"),
    "a byte that is no UTF-8": ("caf\udce9", r"caf\xe9"),
    "a lone surrogate": ("\ud800", r"\ud800"),
    "a style with nothing to style": ("a\ufe0f", r"a\ufe0f"),
    "smuggled variation selectors": ("\u26a1\ufe01", "\u26a1" + r"\ufe01"),
    "an accent on nothing": ("\u0301x", r"\u0301x"),
    "a tower of accents": ("a" + "\u0301" * 6, "a" + "\u0301" * 4 + r"\u0301\u0301"),
}
ORDERS = {
    "a workflow command": ("::error::hello", r"\x3a:error::hello"),
    "an indented one": ("ok\n   ::set-output name=a::b\n", "ok\n   \\x3a:set-output name=a::b\n"),
    "one of the old form, anywhere in the line": ("x ##[group]y", r"x ##\x5bgroup]y"),
    "one of another system": ("x ##vso[task.setvariable]y", r"x ##vso\x5btask.setvariable]y"),
}


@pytest.mark.parametrize("text", HARMLESS.values(), ids=HARMLESS)
def test_what_a_terminal_simply_draws_stays(text: str) -> None:
    assert visible(text) == text


@pytest.mark.parametrize(("text", "shown"), TRICKS.values(), ids=TRICKS)
def test_a_trick_is_spelled_out(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize("line", ["std::move(x)", "a ::b", "# [x]", "## heading [1]", ":: "[1:]])
def test_what_is_no_order_stays(line: str) -> None:
    assert disarm(line) == line


@pytest.mark.parametrize(("line", "shown"), ORDERS.values(), ids=ORDERS)
def test_an_order_to_the_ci_system_is_disarmed(line: str, shown: str) -> None:
    assert disarm(line) == shown


@given(st.text(st.characters()))
def test_whatever_comes_in_what_goes_out_is_drawn_and_is_unicode(text: str) -> None:
    shown = visible(text)
    assert not [each for each in shown if category(each) in {"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"}]
    assert len(pieces(text)) == len(text)
    shown.encode()
