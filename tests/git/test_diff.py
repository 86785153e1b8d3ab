"""The parser of diffs: it never drops a line, whatever the lines are, and never accepts half a diff."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from aigate.errors import AigateError, GitError, UsageError
from aigate.git import diff
from aigate.git.stream import Stream
from aigate.model import FileChange, Hunk
from tests.git.store import Store, rebuilt, split

if TYPE_CHECKING:
    from collections.abc import Iterator

TRICKY = [
    b"",
    b"-",
    b"+",
    b" ",
    b"same",
    b"other",
    b"++ b/file",
    b"-- a/file",
    b"diff --git a/file b/file",
    b"@@ -1 +1 @@",
    b"@@ -0,0 +1,2 @@ same",
    b"\\ No newline at end of file",
    b"= end of diff =",
    b":100644 100644 0000000 1111111 M",
    b"index 0000000..1111111",
    b"\0",
    b"\0\0a",
    b"\r",
    b"\xff\xfe",
    b"caf\xe9",
]
FILES = st.tuples(st.lists(st.sampled_from(TRICKY), max_size=30), st.sampled_from([b"", b"\n"])).map(
    lambda parts: b"\n".join(parts[0]) + parts[1]
)


@settings(max_examples=300)
@example(old=b"\0\n", new=b"\0\n\n")
@given(old=st.none() | FILES, new=st.none() | FILES)
def test_no_line_is_ever_dropped(store: Store, old: bytes | None, new: bytes | None) -> None:
    before, after = split(old or b""), split(new or b"")
    assert rebuilt(before, after, store.hunks(old, new)) == after


@settings(max_examples=30)
@given(
    old=st.lists(st.integers(0, 50), max_size=400),
    new=st.lists(st.integers(0, 50), max_size=400),
    width=st.sampled_from([1, 100, 5000]),
)
def test_no_line_is_dropped_where_chunks_meet(store: Store, old: list[int], new: list[int], width: int) -> None:
    before, after = ([f"{number:0{width}}\n" for number in numbers] for numbers in (old, new))
    assert rebuilt(before, after, store.hunks("".join(before).encode(), "".join(after).encode())) == after


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(b"\n\xff\xfe", b"\xff\xfe", id="a mark comes to stand first"),
        pytest.param(b"\xff\xfe", b"\n\xff\xfe", id="a mark stands first no more"),
        pytest.param(
            b"x\n" + "\ufeff\u4e00\n\u4e01\n".encode("utf-16-le"),
            "\ufeff\u4e00\n\u4e01\n".encode("utf-16-le"),
            id="wide text",
        ),
    ],
)
def test_an_unchanged_line_may_be_what_makes_a_file_wide(store: Store, old: bytes, new: bytes) -> None:
    assert rebuilt(split(old), split(new), store.hunks(old, new)) == split(new)


# ---------------------------------------------------------------- the same without git: how it is cut, how it may be broken

OLD, NEW, NULL = b"1" * 40, b"2" * 40, b"0" * 40
WHOLE = (
    b":100644 100644 " + OLD + b" " + NEW + b" M\0a.py\0"
    b":000000 100755 " + NULL + b" " + NEW + b" A\0b\nc\0"
    b":100644 100644 " + OLD + b" " + NEW + b" R090\0old\0new\0"
    b":120000 100644 " + OLD + b" " + NEW + b" T\0t\0"
    b"\0"
    b"diff --git a/a.py b/a.py\nindex " + OLD + b".." + NEW + b" 100644\n--- a/a.py\n+++ b/a.py\n"
    b"@@ -1 +1,2 @@\n--- x\n+++ y\n+diff --git a/a.py b/a.py\n@@ -9,2 +11 @@ def f():\n-1\n-2\n\\ No newline at end of file\n+3\n"
    b'diff --git "a/b\\nc" "b/b\\nc"\nnew file mode 100755\nindex ' + NULL + b".." + NEW + b"\n--- /dev/null\n+++ b\n"
    b"@@ -0,0 +1 @@\n+1\n\\ No newline at end of file\n"
    b"diff --git a/old b/new\nsimilarity index 90%\nrename from old\nrename to new\nindex "
    + OLD
    + b".."
    + NEW
    + b" 100644\n"
    b"--- a/old\n+++ b/new\n@@ -3 +2,0 @@\n-gone\n"
    b"diff --git a/t b/t\ndeleted file mode 120000\nindex "
    + OLD
    + b".."
    + NULL
    + b"\n--- a/t\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n"
    b"diff --git a/t b/t\nnew file mode 100644\nindex "
    + NULL
    + b".."
    + NEW
    + b"\n--- /dev/null\n+++ b/t\n@@ -0,0 +1,2 @@\n+x\n+y\n"
)
READ = {
    "a.py": (Hunk(1, 2, 1, 1), Hunk(11, 1, 9, 2)),
    "b\nc": (Hunk(1, 1, 0, 0),),
    "new": (Hunk(2, 0, 3, 1),),
    "t": (Hunk(1, 2, 1, 1),),
}


class _NoBlobs:
    def read(self, oid: str, limit: int | None = None) -> bytes:
        raise AssertionError(f"{oid} need not be read")


def parse(chunks: Iterator[bytes], end: bytes = b"") -> list[FileChange]:
    return list(diff.parse(Stream(chunks), _NoBlobs(), end))


@pytest.mark.parametrize("end", [b"", b"= the end =\n"], ids=["to the end of the stream", "to a mark"])
@pytest.mark.parametrize("size", [1, 2, 3, 7, 100, 100_000])
def test_a_diff_is_read_the_same_however_it_is_cut(size: int, end: bytes) -> None:
    data = WHOLE + end
    read = parse((data[at : at + size] for at in range(0, len(data), size)), end)
    assert {change.path: change.hunks for change in read} == READ
    assert [change.status for change in read] == ["M", "A", "R", "T"]


def test_an_empty_diff_has_no_changes() -> None:
    assert parse(iter([])) == []
    assert parse(iter([b"= the end =\n"]), b"= the end =\n") == []


@pytest.mark.parametrize("length", range(1, len(WHOLE), 3))
def test_a_diff_cut_short_is_an_error(length: int) -> None:
    with pytest.raises(GitError):
        parse(iter([WHOLE[:length]]), b"= the end =\n")


@settings(max_examples=200)
@given(at=st.integers(0, len(WHOLE) - 1), gone=st.integers(0, 60), put=st.binary(max_size=20))
def test_a_damaged_diff_is_an_error_or_a_diff_and_nothing_else(at: int, gone: int, put: bytes) -> None:
    """No traceback and no endless loop; that git's own output is sound is git's affair."""
    try:
        parse(iter([WHOLE[:at] + put + WHOLE[at + gone :]]))
    except AigateError as error:
        assert error.message  # noqa: PT017 - it may also be read
    except AssertionError as error:
        assert "need not be read" in str(error)  # noqa: PT017


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        pytest.param(WHOLE + b"more\n", "no hunk", id="something after the last hunk"),
        pytest.param(WHOLE.replace(b"+3\n", b"", 1), "do not fit", id="a hunk with fewer lines than it says"),
        pytest.param(WHOLE.replace(b"+3\n", b"+3\n+4\n", 1), "no hunk", id="a hunk with more lines than it says"),
        pytest.param(
            WHOLE.replace(OLD + b".." + NEW, OLD + b".." + OLD, 1), "does not belong", id="the patch of another file"
        ),
        pytest.param(WHOLE.replace(b":000000", b":00000", 1), "cannot be read", id="a raw record that is none"),
        pytest.param(
            b":100644 100644 " + OLD + b" " + NEW + b" M\0a\0\0diff --git a/a b/a\nBinary files a/a and b/a differ\n",
            "none of the lines",
            id="contents that git calls binary",
        ),
        pytest.param(b":100644 100644 " + OLD + b" " + NEW + b" M\0a\0\0", "middle", id="no patch at all"),
    ],
)
def test_what_does_not_add_up_is_an_error(data: bytes, complaint: str) -> None:
    with pytest.raises(GitError, match=complaint):
        parse(iter([data]))
    with pytest.raises(GitError):
        parse(iter([data + b"= the end =\n"]), b"= the end =\n")


@pytest.mark.parametrize("status", [b"U", b"X"])
def test_an_unmerged_entry_is_to_be_resolved(status: bytes) -> None:
    with pytest.raises(UsageError, match="conflict"):
        parse(iter([b":100644 000000 " + OLD + b" " + NULL + b" " + status + b"\0a\0\0* Unmerged path a\n"]))
