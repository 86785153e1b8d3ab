"""JSON with comments is read as far as it is well-formed, with its places, and never further."""

from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigate import jsonc

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
)

BROKEN = [
    ("nothing", "", 1),
    ("only a comment", "// x\n", 2),
    ("a word", "nul", 1),
    ("a string in single quotes", "{'a': 1}", 1),
    ("a key without quotes", "{a: 1}", 1),
    ("a key that is a number", "{1: 1}", 1),
    ("no colon", '{"a" 1}', 1),
    ("no value", '{"a":}', 1),
    ("no comma", '{"a":1\n"b":2}', 2),
    ("a comma alone", "[,]", 1),
    ("two commas", "[1,,2]", 1),
    ("an open list", "[1", 1),
    ("an open object", '{"a":1,', 1),
    ("the wrong bracket", "[1}", 1),
    ("an open string", '"a', 1),
    ("a line end in a string", '"a\nb"', 1),
    ("a bad escape", '"\\x41"', 1),
    ("a leading zero", "01", 1),
    ("something after the end", "{} {}", 1),
    ("an open comment", "{} /* x", 1),
    ("a key twice", '{"a":1,\n"a":2}', 2),
    ("very deep nesting", "[" * 100_000, 1),
    ("very many characters", '"' + "a" * jsonc.LARGEST + '"', 1),
]


@pytest.mark.parametrize(("text", "line"), [case[1:] for case in BROKEN], ids=[case[0] for case in BROKEN])
def test_what_is_broken_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(jsonc.MalformedError) as caught:
        jsonc.parse(text)
    assert str(caught.value).startswith(f"line {line}: ")


def test_an_error_quotes_nothing_of_the_text() -> None:
    with pytest.raises(jsonc.MalformedError) as caught:
        jsonc.parse('{"token": "s3cret" "x"}')
    assert "s3cret" not in str(caught.value)


@given(VALUES, st.sampled_from([None, 0, 2, "\t"]))
def test_strict_json_is_read_as_the_standard_library_reads_it(value: object, indent: int | str | None) -> None:
    text = json.dumps(value, indent=indent)
    assert jsonc.parse(text).value == json.loads(text)


def test_comments_trailing_commas_and_a_byte_order_mark_are_read_over() -> None:
    text = '\ufeff// a\n{ /* b */ "x" /* c */ : [1, 2, /* d */ ], // e\n "y//z": "/* no */", }\n// f'
    assert jsonc.parse(text).value == {"x": [1, 2], "y//z": "/* no */"}


def test_places_are_those_of_the_values() -> None:
    text = '{ "a": [1, {"b": 2}] }'
    root = jsonc.parse(text)
    child = root.member("a")
    assert child is not None
    assert text[child.start : child.end] == '"a": [1, {"b": 2}]'
    assert text[child.value_start : child.end] == '[1, {"b": 2}]'
    assert [text[comma] for comma in child.commas] == [","]


@given(st.text(alphabet='{}[]",:/*\n \\a1', max_size=40))
def test_nothing_but_its_own_error_ever_comes_out(text: str) -> None:
    with contextlib.suppress(jsonc.MalformedError):
        jsonc.parse(text)
