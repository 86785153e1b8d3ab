"""Files that other tools keep, read as hostile input."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from aigate.provenance.record_file import End, as_object, read_end, rows

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("most", "expected"),
    [
        pytest.param(99, End(b"one\ntwo\nthree\n"), id="all of it"),
        pytest.param(14, End(b"one\ntwo\nthree\n"), id="just all of it"),
        pytest.param(13, End(b"two\nthree\n", cut=True), id="all but a byte"),
        pytest.param(8, End(b"three\n", cut=True), id="from the middle of a line"),
        pytest.param(3, End(b"", cut=True), id="less than a line"),
    ],
)
def test_the_end_of_a_file(tmp_path: Path, most: int, expected: End) -> None:
    (tmp_path / "file").write_bytes(b"one\ntwo\nthree\n")
    assert read_end(f"{tmp_path}/file", str(tmp_path), most) == expected


@pytest.mark.parametrize("name", ["gone", "folder", "fifo", "../outside", "link", "deep/outside", "nul\0", "x" * 5000])
def test_what_is_no_regular_file_below(tmp_path: Path, name: str) -> None:
    below = tmp_path / "below"
    (below / "folder").mkdir(parents=True)
    os.mkfifo(below / "fifo")
    (tmp_path / "outside").write_text("secret")
    (below / "link").symlink_to(tmp_path / "outside")
    (below / "deep").symlink_to(tmp_path)
    assert read_end(f"{below}/{name}", str(below), 99) is None


def test_a_link_within_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("text")
    (tmp_path / "link").symlink_to("real")
    assert read_end(f"{tmp_path}/link", f"{tmp_path}/.", 99) == End(b"text")


def test_rows() -> None:
    assert list(rows(b'{"a": 1}\n\n \r\n[1]\n{"a": "\x01"}\r\n{"a"')) == [{"a": 1}, None, {"a": "\x01"}, None]


@pytest.mark.parametrize("data", [b"", b"7", b"\xff\xfe", b"[" * 100_000, b'{"a":' * 100_000, b"9" * 5000])
def test_what_is_no_object(data: bytes) -> None:
    assert as_object(data) is None
