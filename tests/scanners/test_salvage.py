"""What can be read of Python that does not parse."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aigate.scanners.salvage import salvage


def calls(text: str) -> dict[str, int]:
    """The calls of names in what was salvaged, with their lines."""
    found = salvage(text)
    assert found is not None
    return {
        node.func.id: node.lineno
        for node in ast.walk(found.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }


def lost(text: str) -> list[int]:
    found = salvage(text)
    assert found is not None
    return list(found.lost)


WHOLE = {
    "nothing": "",
    "what parses": "def f():\n    g()\n",
    "a fragment that is indented": "        a()\n        if x:\n            b()\n",
    "a fragment that ends further left": "        a()\n    b()\nc()\n",
    "a fragment that ends with a header": "def f():\n    a()\n\ndef g():\n",
    "a fragment that ends within a try": "try:\n    a()\n",
    "print of Python 2": "print 'x', a()\nb()\n",
    "print of Python 2 to a file": "print >>out, a()\n",
    "except of Python 2": "try:\n    a()\nexcept ValueError, e:\n    b()\n",
    "exec of Python 2": "exec a() in scope\n",
    "raise of Python 2": "raise ValueError, a()\n",
    "numbers of Python 2": "a(0755, 10L)\n",
    "unequal of Python 2": "if a() <> 1:\n    b()\n",
    "tabs and spaces": "if x:\n        a()\n\tb()\n",
}


@pytest.mark.parametrize("text", WHOLE.values(), ids=WHOLE.keys())
def test_is_read_without_a_loss(text: str) -> None:
    assert lost(text) == []


@pytest.mark.parametrize(
    ("text", "gone", "kept"),
    [
        ("a()\nthis is no code\nb()\n", [2], {"a": 1, "b": 3}),
        ("a()\nif x ==:\n    b()\nc()\n", [2], {"a": 1, "b": 3, "c": 4}),
        ("def f(:\n    a()\n", [1], {"a": 2}),
        ("a()\nx = (1,\n", [2], {"a": 1}),
        ("a()\nx = '''open\n", [2], {"a": 1}),
    ],
    ids=["a sentence", "a broken header", "a broken function", "a bracket left open", "a text left open"],
)
def test_loses_what_nobody_can_read(text: str, gone: list[int], kept: dict[str, int]) -> None:
    assert lost(text) == gone
    assert calls(text) == kept


def test_positions_are_those_of_the_text() -> None:
    text = "            a(1)\n    b(2)\n"
    found = salvage(text)
    assert found is not None
    places = {
        node.func.id: (node.lineno, node.col_offset, node.end_col_offset)
        for node in ast.walk(found.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert places == {"a": (1, 12, 16), "b": (2, 4, 8)}


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="abx01 =():,'\"\n\t#[]{}\\\0\r\f", max_size=80))
def test_any_text_comes_to_an_end(text: str) -> None:
    found = salvage(text)
    if found is not None:
        count = len(text.split("\n")) + text.count("\r")
        assert all(1 <= line <= count + 1 for line in found.lost)


def test_a_long_text_without_sense_is_given_up() -> None:
    assert salvage("this is no prose\n" * 20_000) is None
