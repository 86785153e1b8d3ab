"""CODEOWNERS, as GitHub and GitLab read it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigate.audit.owners import Owners


def owner(text: str, path: str, place: str = "CODEOWNERS") -> str:
    return Owners.read({place: text.encode()}.get).of(path)


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        pytest.param("", "a.py", "", id="an empty file names nobody"),
        pytest.param("# *.py @a\n", "a.py", "", id="a comment names nobody"),
        pytest.param("*.py\n", "a.py", "", id="a pattern without owners names nobody"),
        pytest.param("*.py nobody\n", "a.py", "", id="a word that is no owner is none"),
        pytest.param("* @a\n*.py\n", "a.py", "", id="a later pattern without owners takes them away"),
        pytest.param("/a.py @a\n", "b/a.py", "", id="a slash at the front means the top"),
        pytest.param("docs/* @a\n", "docs/deep/a.md", "", id="a folder's files are not those of folders below"),
        pytest.param("/* @a\n", "deep/a.md", "", id="nor are those of the top"),
        pytest.param("A.py @a\n", "a.py", "", id="case counts"),
        pytest.param("[ @a\n*.py @b\n", "a.py", "@b", id="a pattern that is none is passed over"),
        pytest.param("* @a\n*.py @b @c/d\n", "x/a.py", "@b @c/d", id="the last pattern counts"),
        pytest.param("*.py @b\n* @a\n", "a.py", "@a", id="even if it is the wider one"),
        pytest.param("* @a # not @b\n", "a.py", "@a", id="a comment ends a line"),
        pytest.param("* a@example.org\n", "a.py", "a@example.org", id="an address is an owner"),
        pytest.param("apps/ @a\n", "x/apps/y/z.py", "@a", id="a folder anywhere"),
        pytest.param("/docs/ @a\n", "docs/deep/a.md", "@a", id="all of a folder"),
        pytest.param("docs/* @a\n", "docs/a.md", "@a", id="a folder's files"),
        pytest.param(
            "* @z\ndocs/ @b\ndocs/* @a\n",
            "docs/deep/a.md",
            "@b",
            id="what a shallow pattern leaves goes on to the one before",
        ),
        pytest.param("**/logs @a\n", "x/y/logs/a.txt", "@a", id="two stars"),
        pytest.param("my\\ file.md @a\n", "my file.md", "@a", id="a space that is escaped"),
        pytest.param("* @a @a\n", "a", "@a", id="an owner is named once"),
        pytest.param("* @a\r\n", "a", "@a", id="ends of lines as on Windows"),
    ],
)
def test_the_last_pattern_that_matches_names_the_owners(text: str, path: str, expected: str) -> None:
    assert owner(text, path) == expected


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        pytest.param("[Docs]\n*.md @a\n", "a.py", "", id="a section without a match names nobody"),
        pytest.param("[Docs] @a\n", "a.md", "", id="nor does one without patterns"),
        pytest.param("[Docs]\n* @a\n!*.py\n", "a.py", "", id="what is excluded has no owner"),
        pytest.param("[Docs] @a\n*.md\n", "a.md", "@a", id="patterns have their section's owners"),
        pytest.param("[Docs] @a\n*.md @b\n", "a.md", "@b", id="unless they name their own"),
        pytest.param("* @z\n[Docs]\n*.md @a\n^[Free][2] @b\na.*\n", "a.md", "@z @a @b", id="each section has a say"),
        pytest.param("[Docs]\n* @a\n[DOCS]\n*.md @b\n", "a.md", "@b", id="a section goes on under the same name"),
    ],
)
def test_sections_of_gitlab_add_up(text: str, path: str, expected: str) -> None:
    assert owner(text, path, ".gitlab/CODEOWNERS") == expected


def test_the_first_place_counts() -> None:
    files = {".github/CODEOWNERS": b"* @github\n", "CODEOWNERS": b"* @top\n", "docs/CODEOWNERS": b"* @docs\n"}
    assert Owners.read(files.get).of("a") == "@github"
    del files[".github/CODEOWNERS"]
    assert Owners.read(files.get).of("a") == "@top"


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"\x00\x01\xff" * 100, id="no text"),
        pytest.param(b"* @a\n" * 700_000, id="more than a forge reads"),
        pytest.param(b"**/**/**/**/** @a\n" + b"a*a*a*a*a*a*a*a*b @a\n", id="patterns that take for ever"),
    ],
)
def test_a_hostile_file_names_nobody(data: bytes) -> None:
    assert Owners.read({"CODEOWNERS": data}.get).of("a" * 3000) == ""


@given(st.text(alphabet="*/[]!^#@\\ab .\n\t", max_size=60), st.text(alphabet="ab/.*[", min_size=1, max_size=12))
def test_any_text_can_be_read(text: str, path: str) -> None:
    for place in ("CODEOWNERS", ".github/CODEOWNERS"):
        named = Owners.read({place: text.encode()}.get).of(path)
        assert all("@" in word for word in named.split())
