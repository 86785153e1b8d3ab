"""The porcelain that editors read: git's own, byte for byte, but for header lines that their parsers pass over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import git
import pytest

from aigate.errors import GitError
from aigate.git import blame
from tests.history.blaming import AGENT, Asked, strictly, without_ours

if TYPE_CHECKING:
    from tests.repository import Repository


def history(repo: Repository) -> None:
    """A file that has seen two authors, two names, and a line of each kind."""
    repo.commit({"old name.py": "zero\nlines\nto move\nby name\n"})
    repo.commit(
        {"old name.py": "zero\nlines\n# @ai-generated begin tool=codex\nmade\n# @ai-generated end\nto move\nby name\n"}
    )
    repo.git("mv", "old name.py", "app.py")
    repo.commit(None, "Move")
    repo.commit(
        {"app.py": "zero\nlines\n# @ai-generated begin tool=codex\nmade\n# @ai-generated end\n\n\tto move\r\nby name"},
        AGENT,
    )


@pytest.mark.parametrize("form", ["--porcelain", "--line-porcelain"])
@pytest.mark.parametrize("options", [[], ["-M", "-C"], ["-L", "3,6"], ["-w"]], ids=" ".join)
def test_without_our_lines_it_is_what_git_says(asked: Asked, form: str, options: list[str]) -> None:
    history(asked.repo)
    said = asked.bytes("blame", form, *options, "app.py")
    plain = asked.repo.run("git", "blame", form, *options, "HEAD", "--", "app.py").stdout
    assert b"\naigate-" in said
    assert without_ours(said) == plain


def test_a_range_keeps_its_boundary(asked: Asked) -> None:
    history(asked.repo)
    said = asked.bytes("blame", "--porcelain", "--rev", "HEAD~1..HEAD", "app.py")
    assert without_ours(said) == asked.repo.run("git", "blame", "--porcelain", "HEAD~1..HEAD", "--", "app.py").stdout
    assert b"\nboundary\n" in said
    assert b"verdict=unknown not-examined=older than the range\n" in said


def test_the_line_porcelain_has_a_verdict_on_every_line(asked: Asked) -> None:
    history(asked.repo)
    lines = strictly(asked.bytes("blame", "--line-porcelain", "app.py"))
    verdicts = [
        next(detail.split()[1] for detail in line.details if detail.startswith(b"aigate-verdict ")) for line in lines
    ]
    assert verdicts == [b"unknown"] * 2 + [b"ai"] * 6
    assert lines[6].content == b"\tto move\r"
    assert b"aigate-agent codex" in lines[3].details
    assert b"aigate-agent claude" in lines[5].details


def test_the_porcelain_tells_of_all_lines_of_a_commit_where_it_is_introduced(asked: Asked) -> None:
    repo = asked.repo
    repo.commit({"a.py": "zero\n"})
    commit = repo.commit({"a.py": "# @ai-generated begin tool=codex\none\n# @ai-generated end\nzero\ntwo\n"})
    lines = strictly(asked.bytes("blame", "--porcelain", "a.py"))
    ours = [[detail for detail in line.details if detail.startswith(b"aigate-")] for line in lines]
    assert [line.commit.decode() == commit for line in lines] == [True, True, True, False, True]
    assert ours == [
        [
            b"aigate-lines 1-3 verdict=ai agent=codex source=markers confidence=high",
            b"aigate-lines 5 verdict=unknown",
        ],
        [],
        [],
        [b"aigate-lines 4 verdict=unknown"],
        [],
    ]


def by_position(porcelain: bytes) -> list[tuple[bytes, bytes]]:
    """Author and content of each line, read by one who counts: a commit that was met takes a header and the content."""
    rows = porcelain.split(b"\n")[:-1]
    met: dict[bytes, bytes] = {}
    found = []
    at = 0
    while at < len(rows):
        commit = rows[at].split(b" ")[0]
        if commit not in met:
            assert rows[at + 9].startswith(b"summary ")
            met[commit] = rows[at + 1].removeprefix(b"author ")
            at = next(here for here in range(at, len(rows)) if rows[here].startswith(b"\t")) - 1
        found.append((met[commit], rows[at + 1]))
        at += 2
    return found


def test_a_reader_that_counts_lines_is_not_led_astray(asked: Asked) -> None:
    history(asked.repo)
    plain = asked.repo.run("git", "blame", "--porcelain", "HEAD", "--", "app.py").stdout
    assert by_position(asked.bytes("blame", "--porcelain", "app.py")) == by_position(plain)


@pytest.mark.parametrize("form", ["--porcelain", "--line-porcelain"])
def test_our_lines_come_last_before_the_content(asked: Asked, form: str) -> None:
    history(asked.repo)
    for line in strictly(asked.bytes("blame", form, "app.py")):
        ours = [detail.startswith(b"aigate-") for detail in line.details]
        assert ours == sorted(ours), "a reader that goes by position has read all it knows"


def test_gitpython_reads_it_as_it_reads_git(asked: Asked) -> None:
    history(asked.repo)
    said = asked.bytes("blame", "--porcelain", "app.py")

    class Saying:
        def blame(self, *_words: str, **_options: object) -> bytes:
            return said

    with git.Repo(asked.repo.path) as reader:
        expected = reader.blame("HEAD", "app.py")
        git_itself, reader.git = reader.git, Saying()  # type: ignore[assignment]
        assert reader.blame("HEAD", "app.py") == expected
        reader.git = git_itself


def test_a_hostile_model_cannot_forge_a_line(asked: Asked) -> None:
    asked.repo.commit({"a.py": "one\n"}, "Add\n\nAssisted-by: Claude:claude-opus\rauthor Nobody\n")
    for line in strictly(asked.bytes("blame", "--porcelain", "a.py")):
        assert all(b"\r" not in detail and detail.isascii() for detail in line.details)


@pytest.mark.parametrize(
    "said", [b"nonsense\n\tx\n", b"0" * 40 + b" 1 1 1\n\tx\n", b"0" * 40 + b" 1 1 1\n", b"0" * 40], ids=repr
)
def test_a_damaged_porcelain_is_an_error(said: bytes) -> None:
    with pytest.raises(GitError):
        list(blame.runs(said))
