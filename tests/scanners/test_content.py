"""A blob as the scanners see it."""

from __future__ import annotations

import pytest

from aigate.scanners.content import decode


def test_binary_is_no_source() -> None:
    assert decode("a.png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8) is None


@pytest.mark.parametrize(
    ("data", "text"),
    [
        pytest.param("x = 'é'\n".encode(), "x = 'é'\n", id="utf-8"),
        pytest.param(b"\xef\xbb\xbfx = 1\n", "x = 1\n", id="utf-8 with a mark"),
        pytest.param("x = 'é'\n".encode("latin-1"), "x = 'é'\n", id="latin-1"),
        pytest.param("x = 'é'\n".encode("utf-16"), "x = 'é'\n", id="utf-16"),
        pytest.param(b"", "", id="nothing"),
    ],
)
def test_text(data: bytes, text: str) -> None:
    source = decode("a.py", data)
    assert source is not None
    assert (source.text, source.data, source.language, source.path) == (text, data, "python", "a.py")
