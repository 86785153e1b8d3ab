"""Bytes from agents: all that can be read is, and what cannot is an error that quotes nothing."""

from __future__ import annotations

import contextlib
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigate.agent import payload
from aigate.agent.payload import Fields, PayloadError, parse

EVENT = {"hook_event_name": "Stop", "cwd": "/w"}
TEXT = json.dumps(EVENT)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(TEXT.encode(), id="plain"),
        pytest.param(b"\xef\xbb\xbf" + TEXT.encode(), id="a UTF-8 mark"),
        pytest.param(b"\xff\xfe" + TEXT.encode("utf-16-le"), id="UTF-16LE with its mark"),
        pytest.param(b"\xfe\xff" + TEXT.encode("utf-16-be"), id="UTF-16BE with its mark"),
        pytest.param(TEXT.encode("utf-16-le"), id="UTF-16LE without a mark"),
        pytest.param(TEXT.encode("utf-16-be"), id="UTF-16BE without a mark"),
        pytest.param(TEXT.encode() + b"\r\n}} trailing garbage", id="something behind it"),
        pytest.param(b"\n\n  " + TEXT.encode() + b"\0", id="space before it, a NUL behind it"),
        pytest.param(b'{"hook_event_name": "Start", ' + TEXT.encode()[1:], id="a key twice: the last one counts"),
    ],
)
def test_an_event_is_read(data: bytes) -> None:
    fields = parse(data)
    assert fields.text("hook_event_name") == "Stop"
    assert fields.text("cwd") == "/w"


def test_raw_control_characters_in_a_text_are_read() -> None:
    assert parse(b'{"cwd": "a\n\tb\x01"}').text("cwd") == "a\n\tb\x01"


def test_bytes_that_are_no_utf_8_survive() -> None:
    assert parse(b'{"cwd": "/w/\xe9"}').text("cwd") == "/w/\udce9"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"   ",
        b"no json",
        b'{"a": ',
        b"[1]",
        b'"text"',
        b"17",
        b"[" * 200_000,
        b'{"a":' * 200_000,
        b'{"a": ' + b"9" * 9999,
    ],
    ids=[
        "nothing",
        "space",
        "words",
        "half",
        "an array",
        "a text",
        "a number",
        "a deep array",
        "a deep object",
        "a long number",
    ],
)
def test_what_is_no_event_is_an_error_without_a_quote(data: bytes) -> None:
    with pytest.raises(PayloadError) as raised:
        parse(data)
    assert str(raised.value) in ("nothing on standard input", "no JSON", "JSON, but no object")


def test_no_more_is_read_than_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(payload, "LARGEST", 10)
    stream = io.BytesIO(b" " * 100)
    with pytest.raises(PayloadError, match="more than 10 bytes"):
        payload.read(stream)
    assert stream.tell() == 11


def test_fields_are_known_in_both_cases_and_by_their_type() -> None:
    fields = Fields({
        "toolName": "Edit", "tool_args": '{"filePath": "a"}', "cwd": None, "edits": [{"x": "1"}, 7], "roots": ["a", 1], "n": 3, "b": True,
        "input": "{broken",
    })  # fmt: skip
    assert fields.text("tool_name") == "Edit"
    assert fields.table("tool_args").text("file_path") == "a"
    assert fields.text("cwd") == ""
    assert fields.maybe("cwd") is None
    assert [each.text("x") for each in fields.tables("edits")] == ["1"]
    assert fields.texts("roots") == ("a",)
    assert fields.number("n") == 3
    assert fields.flag("b")
    assert not fields.table("input")
    assert fields.tables("cwd") == ()
    assert fields.texts("cwd") == ()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=10,
)


@given(st.dictionaries(st.text(max_size=12), JSON, max_size=5), st.sampled_from(["utf-8", "utf-16-le", "utf-16-be"]))
def test_what_was_written_is_read_in_any_encoding(values: dict[str, object], encoding: str) -> None:
    mark = {"utf-8": b"", "utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}[encoding]
    assert repr(parse(mark + json.dumps(values).encode(encoding))._values) == repr(values)


@given(st.binary(max_size=200))
def test_no_bytes_do_more_than_raise_a_payload_error(data: bytes) -> None:
    with contextlib.suppress(PayloadError):
        parse(data)
