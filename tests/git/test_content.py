"""Contents and names that readers of diffs trip over."""

from __future__ import annotations

import os

import pytest

from aigate.git.repo import Repo
from tests.git.reading import added, files, hunks, of_commit, of_index
from tests.repository import Repository

BINARY = bytes(range(256))
IMITATION = """\
diff --git a/fake.py b/fake.py
index 0000000..1111111 100644
--- a/fake.py
+++ b/fake.py
@@ -0,0 +1,3 @@
+one
= end of diff =
\\ No newline at end of file
:100644 100644 0000000 1111111 M
"""


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param(b"1\n2\n", b"1\r\n2\r\n", [(1, 2, 1, 2)], id="LF becomes CRLF"),
        pytest.param(b"1\r\n2\r\n", b"1\r\n2\r\n3\r\n", [(3, 1, 2, 0)], id="CRLF stays"),
        pytest.param(b"1\r2\r3", b"1\r2\r3\r4", [(1, 1, 1, 1)], id="CR alone ends no line"),
        pytest.param(b"1\n2", b"1\n2\n", [(2, 1, 2, 1)], id="a newline at the end is added"),
        pytest.param(b"1\n2\n", b"1\n2", [(2, 1, 2, 1)], id="the newline at the end is removed"),
        pytest.param(b"1\n2", b"1\n3", [(2, 1, 2, 1)], id="no newline at the end on either side"),
        pytest.param(b"1\n2", b"0\n1\n2", [(1, 1, 0, 0)], id="no newline at the end of what stays"),
        pytest.param(b"1\n", b"\xef\xbb\xbf1\n2\n", [(1, 2, 1, 1)], id="a UTF-8 mark is added"),
        pytest.param("é\n".encode("latin-1"), "é\nà\n".encode("latin-1"), [(2, 1, 1, 0)], id="latin-1"),
        pytest.param(b"1\n2\n", b"1\n\0\n2\n", [(2, 1, 1, 0)], id="a NUL in a source file"),
        pytest.param(BINARY, BINARY + b"\n\xff\0\n", [(2, 2, 2, 1)], id="binary"),
        pytest.param(b"1\n\n\n2\n", b"1\n\n\n\n2\n", [(4, 1, 3, 0)], id="one more empty line"),
        pytest.param(b"1\n2\n3\n4\n", b"1\nb\n3\nd\n", [(2, 1, 2, 1), (4, 1, 4, 1)], id="a line between two hunks"),
        pytest.param("1\n2\n".encode("utf-16"), "1\nx\n2\n".encode("utf-16"), [(2, 1, 1, 0)], id="UTF-16 with a mark"),
        pytest.param(
            "one\ntwo\n".encode("utf-16-be"),
            "one\ntwo\nthree\n".encode("utf-16-be"),
            [(3, 1, 2, 0)],
            id="UTF-16-BE, no mark",
        ),
        pytest.param(
            "one\ntwo\n".encode("utf-16-le"),
            "zero\none\ntwo\n".encode("utf-16-le"),
            [(1, 1, 0, 0)],
            id="UTF-16-LE, no mark",
        ),
        pytest.param("1\n2\n".encode("utf-32"), "1\n2\n3".encode("utf-32"), [(3, 1, 2, 0)], id="UTF-32"),
        pytest.param(
            "1\n\u0a05\n".encode("utf-16"), "1\n\u0a06\n".encode("utf-16"), [(2, 1, 2, 1)], id="0A inside characters"
        ),
        pytest.param(b"1\n2\n", "1\n2\n".encode("utf-16"), [(1, 2, 1, 2)], id="converted to UTF-16"),
        pytest.param(
            "1\n2\n3\n".encode("utf-16"), "1\n3\n".encode("utf-16"), [(1, 0, 2, 1)], id="a line removed in UTF-16"
        ),
        pytest.param(b"", IMITATION.encode(), [(1, 9, 0, 0)], id="lines that imitate a diff"),
        pytest.param(IMITATION.encode(), b"", [(0, 0, 1, 9)], id="removed lines that imitate a diff"),
        pytest.param(b"-- a\n", b"-- a\n++ b\n", [(2, 1, 1, 0)], id="lines that turn into +++ and ---"),
    ],
)
def test_the_lines_of_odd_contents(
    repo: Repository, before: bytes, after: bytes, expected: list[tuple[int, int, int, int]]
) -> None:
    repo.commit({"before.py": "1\n", "file": before, "later.py": "1\n"})
    repo.stage({"before.py": "0\n1\n", "file": after, "later.py": "1\n2\n"})
    staged = of_index(repo)
    assert hunks(files(staged)["file"]) == expected
    assert list(files(staged)["before.py"].added) == [1]
    assert list(files(staged)["later.py"].added) == [2]
    repo.commit()
    assert of_commit(repo).files == staged.files


def test_a_new_utf16_file_has_as_many_lines_as_its_text(repo: Repository) -> None:
    repo.stage({"bom.py": "a\nb\nc\n".encode("utf-16"), "bare.py": "abc\ndef\n".encode("utf-16-le")})
    assert added(of_index(repo)) == {"bom.py": [1, 2, 3], "bare.py": [1, 2]}


def test_a_deleted_utf16_file(repo: Repository) -> None:
    repo.commit({"a.py": "a\nb\nc\n".encode("utf-16")})
    repo.git("rm", "--quiet", "a.py")
    assert hunks(files(of_index(repo))["a.py"]) == [(0, 0, 1, 3)]


def test_a_utf16_file_that_was_a_symlink(repo: Repository) -> None:
    oid = repo.git("hash-object", "-w", "--stdin", stdin=b"target")
    repo.git("update-index", "--add", "--cacheinfo", f"120000,{oid},a")
    repo.git("commit", "--quiet", "-m", "link")
    oid = repo.git("hash-object", "-w", "--stdin", stdin="a\nb\n".encode("utf-16"))
    repo.git("update-index", "--add", "--cacheinfo", f"100644,{oid},a")
    assert list(files(of_index(repo))["a"].added) == [1, 2]


def test_a_line_of_ten_megabytes_and_a_file_of_five(repo: Repository) -> None:
    line = b"x" * 10_000_000 + b"\n"
    repo.commit({"long.js": line, "big.py": "value = 1\n" * 500_000})
    repo.stage({"long.js": b"short\n" + line + b"short\n", "big.py": "value = 1\n" * 500_000 + "value = 2\n"})
    read = of_index(repo)
    assert added(read) == {"big.py": [500_001], "long.js": [1, 3]}
    with Repo.open(repo.path) as opened:
        long, short = files(read)["long.js"], files(read)["big.py"]
        assert len(opened.read(long.blob or "")) == 10_000_013
        assert len(opened.read(short.blob or "")) == 5_000_010


def test_new_big_files_are_counted_to_their_last_line(repo: Repository) -> None:
    repo.stage({"big.py": "value = 1\n" * 300_000 + "last"})
    assert hunks(files(of_index(repo))["big.py"]) == [(1, 300_001, 0, 0)]


NAMES = [
    pytest.param(b"a\tb.py", id="tab"),
    pytest.param(b"a\nb.py", id="newline"),
    pytest.param(b"a\n@@ -0,0 +1 @@\n+x", id="newline and a hunk header"),
    pytest.param(b'a"b.py', id="quote"),
    pytest.param(b"a\\b.py", id="backslash"),
    pytest.param("🎉.py".encode(), id="emoji"),
    pytest.param("é à.py".encode(), id="accents and a space"),
    pytest.param(b"-r", id="leading dash"),
    pytest.param(b"--output=x", id="an option"),
    pytest.param(b" a ", id="spaces at the ends"),
    pytest.param(b"HEAD", id="HEAD"),
    pytest.param(b"main", id="the name of a branch"),
    pytest.param(b":(glob)*", id="a pathspec"),
    pytest.param(b":/x", id="a colon"),
    pytest.param(b"*", id="a star"),
    pytest.param(b"caf\xe9.py", id="bytes that are not UTF-8"),
    pytest.param(b"d/e/f g.py", id="folders"),
    pytest.param(b"$HOME.py", id="a variable"),
]


@pytest.mark.skipif(os.name == "nt", reason="such names cannot exist there")
@pytest.mark.parametrize("name", NAMES)
def test_the_names_of_files(repo: Repository, name: bytes) -> None:
    path = name.decode("utf-8", "surrogateescape")
    repo.env["GIT_LITERAL_PATHSPECS"] = "1"
    repo.commit({path: "1\n", "zzz.py": "1\n"})
    repo.stage({path: "1\n2\n", "zzz.py": "0\n1\n"})
    staged = of_index(repo)
    assert added(staged) == {path: [2], "zzz.py": [1]}
    with Repo.open(repo.path) as opened:
        assert opened.read_path("HEAD", path) == b"1\n"
        assert opened.read_path("", path) == b"1\n2\n"
        assert (path, files(staged)[path].blob) in opened.list_tree("", "")
        assert opened.resolve("HEAD") == staged.parents[0]
    repo.commit()
    assert of_commit(repo).files == staged.files
    repo.git("mv", "--", path, "moved")
    change = files(of_index(repo))["moved"]
    assert (change.status, change.old_path) == ("R", path)
