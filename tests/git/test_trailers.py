"""git's own reading of trailers is ours, whatever anybody has configured."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aigate.git.trailers import add, parse, parse_all

if TYPE_CHECKING:
    from tests.repository import Repository

NONE = [
    ("nothing", ""),
    ("a subject", "Mend\n"),
    ("a subject like a trailer", "Signed-off-by: Ada <a@b>\n"),
    ("prose", "Mend\n\nNote: this is\nbroken in many ways and\nlonger than that.\n"),
    ("a trailer above a word", "Mend\n\nSigned-off-by: Ada <a@b>\n\nMore.\n"),
    ("an indented trailer", "Mend\n\n    Signed-off-by: Ada <a@b>\n"),
    ("a trailer in a list", "Mend\n\n* Assisted-by: claude:x\n"),
]
SOME = [
    ("one", "Mend\n\nA-b: c\n", [("A-b", "c", 3)]),
    ("two, with a blank before the colon", "Mend\n\nA : c\nB:d\n", [("A", "c", 3), ("B", "d", 4)]),
    ("a folded one", "Mend\n\nA: c\n  d\nB: e\n", [("A", "c d", 3), ("B", "e", 5)]),
    ("CRLF", "Mend\r\n\r\nA: c\r\nB: d\r\n", [("A", "c", 3), ("B", "d", 4)]),
    ("the same line twice, once outside", "A: c\n\nA: c\n\nMore.\n\nA: c\n", [("A", "c", 7)]),
    ("a block with prose and a sign-off", "Mend\n\nx y\nSigned-off-by: a\nB: c\n", [("Signed-off-by", "a", 4), ("B", "c", 5)]),
    ("a link, which git takes for one, too", "Mend\n\nA: b\n\nhttps://example.org\n", [("https", "//example.org", 5)]),
    ("blank lines first", "\n \nMend\n\nA: b\n", [("A", "b", 5)]),
    ("an empty value", "Mend\n\nA:\nB: c\n", [("A", "", 3), ("B", "c", 4)]),
    ("a line of dashes that ends no message", "Mend\n\nx\n---\ny\n\nA: c\n", [("A", "c", 7)]),
    ("bytes that are not UTF-8", "Mend\n\nA: \udce9t\udce9\n", [("A", "\udce9t\udce9", 3)]),
]  # fmt: skip


@pytest.mark.parametrize("text", [case[1] for case in NONE], ids=[case[0] for case in NONE])
def test_no_trailers(text: str) -> None:
    assert parse(text) == ()


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in SOME], ids=[case[0] for case in SOME])
def test_trailers_and_their_lines(text: str, expected: list[tuple[str, str, int]]) -> None:
    assert [(one.key, one.value, one.line) for one in parse(text)] == expected


def test_no_configuration_bends_the_reading(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repo.path)
    repo.git("config", "trailer.separators", "=#")
    repo.git("config", "trailer.ab.key", "Evil: ")
    repo.git("config", "trailer.ab.command", "touch pwned")
    repo.git("config", "--global", "trailer.assisted.key", "Assisted-by")
    repo.git("config", "core.commentChar", "A")
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "trailer.separators")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "%")
    (found,) = parse("Mend\n\nassisted-BY: c=d\n")
    assert (found.key, found.value) == ("assisted-BY", "c=d")
    assert add(b"Mend\n", ("Ab: c",)) == b"Mend\n\nAb: c\n"
    assert not (repo.path / "pwned").exists()


ADDED = [
    ("to a subject", b"Mend", b"Mend\n\nA: b\n"),
    ("to a body", b"Mend\n\nIt broke.\n", b"Mend\n\nIt broke.\n\nA: b\n"),
    ("to a block", b"Mend\n\nS: t\n", b"Mend\n\nS: t\nA: b\n"),
    ("not again", b"Mend\n\nA: b\n", b"Mend\n\nA: b\n"),
    ("not again, behind another", b"Mend\n\nA: b\nS: t\n", b"Mend\n\nA: b\nS: t\n"),
    ("above git's comments", b"Mend\n\n# Please\n# On branch\n", b"Mend\n\nA: b\n\n# Please\n# On branch\n"),
    ("above the scissors", b"Mend\n# " + b"-" * 24 + b" >8 " + b"-" * 24 + b"\n+X: y\n", b"Mend\n\nA: b\n# " + b"-" * 24 + b" >8 " + b"-" * 24 + b"\n+X: y\n"),
    ("and leaves how others are spelled", b"Mend\n\nS:t\n", b"Mend\n\nS:t\nA: b\n"),
    ("behind what is folded", b"Mend\n\nS: t\n  u\n", b"Mend\n\nS: t\n  u\nA: b\n"),
    ("and keeps a comment among trailers", b"Mend\n\nS: t\n# why\nT: u\n", b"Mend\n\nS: t\n# why\nT: u\nA: b\n"),
    ("to nothing but comments", b"\n# Please\n", b"\nA: b\n\n# Please\n"),
    ("with CRLF", b"Mend\r\n\r\nS: t\r\n", b"Mend\r\n\r\nS: t\r\nA: b\r\n"),
    ("to bytes that are not UTF-8", b"M\xe9nd\n\n\xe9\n", b"M\xe9nd\n\n\xe9\n\nA: b\n"),
]  # fmt: skip


@pytest.mark.parametrize(("draft", "expected"), [case[1:] for case in ADDED], ids=[case[0] for case in ADDED])
def test_adding(draft: bytes, expected: bytes) -> None:
    assert add(draft, ("A: b",), "#") == expected
    assert add(expected, ("A: b",), "#") == expected


def test_without_an_editor_there_are_no_comments() -> None:
    assert add(b"Mend\n\n# Heading\n", ("A: b",)) == b"Mend\n\n# Heading\n\nA: b\n"


def test_adding_knows_another_comment_character() -> None:
    assert add(b"Mend\n\n; Please\n", ("A: b",), ";") == b"Mend\n\nA: b\n\n; Please\n"


LINES = st.sampled_from(
    ["", " ", "Subject", "A: b", "A:b", "a b: c", "Signed-off-by: x <y@z>", "Assisted-by: claude:x", "* A: b", "  folded", "\tx",
     "# A: b", "---", "(cherry picked from commit abc)", "prose without end", "A: b\r", "\r", ":", "A-: -", "\u00e9: x", "A: \x01"]
)  # fmt: skip


@settings(max_examples=10)
@given(st.lists(st.tuples(st.lists(LINES, max_size=12), st.sampled_from(["\n", "\r\n"])), min_size=6, max_size=12))
def test_what_git_says_of_a_commit_is_what_is_read(messages: list[tuple[list[str], str]]) -> None:
    """``git log`` on the recorded message is the judge of what is a trailer."""
    texts = [end.join(lines) + end for lines, end in messages]
    for text, said in zip(texts, _as_recorded(texts), strict=True):
        found = parse(text)
        assert [f"{one.key}: {one.value}".rstrip() for one in found] == said
        source = text.split("\n")
        assert all(source[one.line - 1].startswith(one.key) for one in found)
        assert [one.line for one in found] == sorted({one.line for one in found})


@settings(max_examples=40)
@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    assert len(parse(text.replace("\0", ""))) <= len(text)


@settings(max_examples=30)
@given(st.lists(st.lists(LINES, max_size=8).map("\n".join) | st.text(max_size=30), max_size=8))
def test_many_are_read_as_each_is(messages: list[str]) -> None:
    messages = [message.replace("\0", "") for message in messages]
    assert parse_all(messages) == [parse(message) for message in messages]


def _as_recorded(texts: list[str]) -> list[list[str]]:
    """The trailers of commits with exactly these messages, by ``git log`` in a repository made for them."""
    import os
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "GIT_DIR": folder}

        def git(*words: str, given: bytes = b"") -> bytes:
            return subprocess.run(["git", *words], env=env, input=given, capture_output=True, check=True).stdout

        git("init", "--quiet", "--bare", folder)
        tree = git("mktree").strip().decode()
        files = [Path(folder, f"commit-{number}") for number in range(len(texts))]
        for file, text in zip(files, texts, strict=True):
            file.write_bytes(_commit(tree, text))
        names = "".join(f"{file}\n" for file in files).encode()
        commits = git("hash-object", "-t", "commit", "-w", "--stdin-paths", given=names)
        form = "--format=%(trailers:only,unfold)%x00"
        words = ("log", "--stdin", "--no-walk=unsorted", form)
        unique = list(dict.fromkeys(commits.split()))
        shown = git(*words, given=b"\n".join(unique) + b"\n--\n").decode("utf-8", "surrogateescape").split("\0")
        said = {
            oid: [line.rstrip() for line in one.split("\n") if line] for oid, one in zip(unique, shown, strict=False)
        }
        return [said[oid] for oid in commits.split()]


def _commit(tree: str, text: str) -> bytes:
    who = "A <a@b> 1700000000 +0000"
    return f"tree {tree}\nauthor {who}\ncommitter {who}\n\n".encode() + text.encode("utf-8", "surrogateescape")


@settings(max_examples=60)
@given(st.lists(LINES, min_size=1, max_size=10), st.sampled_from(["\n", "\r\n"]))
def test_what_is_added_is_a_trailer_and_touches_no_other_line(lines: list[str], end: str) -> None:
    before = "Subject" + end + end.join(lines) + end
    after = add(before.encode(), ("Zz: q",))
    assert add(after, ("Zz: q",)) == after
    found = [(one.key, one.value) for one in parse(after.decode())]
    assert ("Zz", "q") in found
    assert [one for one in found if one[0] != "Zz"] == [(one.key, one.value) for one in parse(before)]
    kept = [line for line in after.decode().split("\n") if line.strip() not in ("", "Zz: q")]
    assert kept == [line for line in before.split("\n") if line.strip()]
