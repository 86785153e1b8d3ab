"""Line numbers of UTF-16 and UTF-32 files: text lines, whatever git counts."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aigate.git import wide
from aigate.model import Hunk
from tests.git.store import Store, rebuilt, split

ENCODINGS = {
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE,
    "utf-32-be": codecs.BOM_UTF32_BE,
}
# Characters that are, or look to git like, newlines and halves of newlines.
CHARACTERS = ["\n", "a", "b", "\r\n", "\u0a05", "\u050a", "\u0a0a", "\u0a00", "\u010a", "\u0100", "\U000a0a0a", "€"]
TEXTS = st.lists(st.sampled_from([*CHARACTERS, "\n", "\n", "line\n", "value = 1\n"]), max_size=25).map("".join)


@settings(max_examples=300)
@given(old=TEXTS, new=TEXTS, encoding=st.sampled_from(sorted(ENCODINGS)))
def test_no_line_of_text_is_dropped(store: Store, old: str, new: str, encoding: str) -> None:
    """The first lines differ in an ASCII character: a diff without any is not looked at twice."""
    before, after = (ENCODINGS[encoding] + one.encode(encoding) for one in ("a\n" + old, "b\n" + new))
    lines = split(after)
    assert rebuilt(split(before), lines, store.hunks(before, after)) == lines


@settings(max_examples=100)
@given(
    old=TEXTS,
    new=TEXTS,
    encodings=st.tuples(st.sampled_from([*ENCODINGS, "utf-8"]), st.sampled_from([*ENCODINGS, "utf-8"])),
)
def test_no_line_is_dropped_when_the_encoding_changes(
    store: Store, old: str, new: str, encodings: tuple[str, str]
) -> None:
    before, after = (
        ENCODINGS.get(encoding, b"") + one.encode(encoding)
        for one, encoding in zip(("a\n" + old, "b\n" + new), encodings, strict=True)
    )
    lines = split(after)
    assert rebuilt(split(before), lines, store.hunks(before, after)) == lines


NUMBERS = st.sets(st.integers(0, 20)).map(sorted)  # in order and once each: only one diff of them is the shortest


@settings(max_examples=150)
@given(old=NUMBERS, new=NUMBERS, encoding=st.sampled_from(sorted(ENCODINGS)))
def test_plain_lines_get_the_hunks_they_have_in_utf8(
    store: Store, old: list[int], new: list[int], encoding: str
) -> None:
    """No line is counted in that does not belong, either; a mark is told apart from the first line's change."""
    before, after = ("# first\n" + "".join(f"{number}\n" for number in numbers) for numbers in (old, new))
    wider = [ENCODINGS[encoding] + one.encode(encoding) for one in (before, after)]
    assert store.hunks(*wider) == store.hunks(before.encode(), after.encode())


@settings(max_examples=200)
@given(st.binary(max_size=200))
def test_any_bytes_have_lines(data: bytes) -> None:
    assert wide.count_lines(data) == len(split(data))
    whole = wide.text_hunks(b"", data, [Hunk(1, data.count(b"\n") + 1, 0, 0)] if data else [])
    assert sum(hunk.count for hunk in whole) in (wide.count_lines(data), data.count(b"\n") + bool(data))


def test_lines_matched_across_characters_are_not_trusted() -> None:
    """git finds the bytes 00 62 00 0A unchanged in both, but on one side they stand across two other characters."""
    old = codecs.BOM_UTF16_LE + "x\nb\n".encode("utf-16-le") + b"\n\0"
    new = codecs.BOM_UTF16_LE + b"\x0a" + b"\0b\0\n" + b"\0\n\0\n\0"
    hunks = wide.text_hunks(old, new, [Hunk(1, 1, 1, 1)])
    assert hunks[0].start == 1
    assert hunks[0].count >= 1


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", False),
        (b"plain text\n", False),
        (b"\0" + b"x" * 99, False),
        (bytes(range(256)), False),
        ("text\n".encode("utf-16"), True),
        ("text\n".encode("utf-16-le"), True),
        ("text\n".encode("utf-16-be"), True),
        ("text\n".encode("utf-32"), True),
        (codecs.BOM_UTF32_BE, True),
    ],
)
def test_only_what_may_be_wide_is_read_whole(data: bytes, expected: bool) -> None:
    assert wide.may_be_wide(data) is expected
