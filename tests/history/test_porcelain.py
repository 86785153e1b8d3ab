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
    assert b"aigate-verdict" in said
    assert without_ours(said) == plain


def test_a_range_keeps_its_boundary(asked: Asked) -> None:
    history(asked.repo)
    said = asked.bytes("blame", "--porcelain", "--rev", "HEAD~1..HEAD", "app.py")
    assert without_ours(said) == asked.repo.run("git", "blame", "--porcelain", "HEAD~1..HEAD", "--", "app.py").stdout
    assert b"\nboundary\n" in said
    assert b"\naigate-not-examined older than the range\n" in said


@pytest.mark.parametrize("form", ["--porcelain", "--line-porcelain"])
def test_a_strict_reader_finds_a_verdict_on_every_line(asked: Asked, form: str) -> None:
    history(asked.repo)
    lines = strictly(asked.bytes("blame", form, "app.py"))
    verdicts = [
        next(detail.split()[1] for detail in line.details if detail.startswith(b"aigate-verdict ")) for line in lines
    ]
    assert verdicts == [b"unknown"] * 2 + [b"ai"] * 6
    assert lines[6].content == b"\tto move\r"
    assert b"aigate-agent codex" in lines[3].details
    assert b"aigate-agent claude" in lines[5].details


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
