"""Notes that lost their commits are anchored where the lines stand now, and what could not be is counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aigate.provenance.anchors.record import parse
from tests.provenance.anchors.noting import CODE, anchored, attributed

if TYPE_CHECKING:
    from tests.repository import Repository

NOTE = """\
a.py
  0123456789abcdef 1-7
---
{"schema_version": "authorship/3.0.0", "base_commit_sha": "", "prompts": {"0123456789abcdef": \
{"agent_id": {"tool": "claude", "id": "x", "model": "claude-opus-4"}}}}
"""


@pytest.fixture
def squashed(repo: Repository) -> Repository:
    """A branch with a git-ai note, squashed and deleted: the note hangs on a commit that nothing reaches."""
    repo.commit({"README": "hello\n", ".aigate.toml": f'salt = "{"0" * 32}"\n'})
    repo.git("checkout", "-q", "-b", "topic")
    repo.commit({"a.py": CODE})
    repo.git("notes", "--ref=ai", "add", "-F", "-", stdin=NOTE.encode())
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", "--squash", "topic")
    repo.commit({"b.py": "print('a human')\n"}, "squashed")
    repo.git("branch", "-q", "-D", "topic")
    return repo


def rescued(repo: Repository, *words: str) -> list[str]:
    done = repo.aigate("provenance", "rescue", *words)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode().splitlines()


def test_lines_of_an_orphaned_git_ai_note_are_known_again(squashed: Repository) -> None:
    before = squashed.git("rev-parse", "refs/notes/ai")
    assert attributed(squashed, "HEAD")["a.py"]["ai"] == []
    said = rescued(squashed)
    assert "recovered notes: 1 of 1 (100.0 %)" in said
    assert "recovered AI-written lines: 6 of 6 (100.0 %)" in said
    files = attributed(squashed, "HEAD")
    assert (files["a.py"]["ai"], files["b.py"]["unknown"]) == ([[1, 7]], [[1, 1]])
    assert squashed.git("rev-parse", "refs/notes/ai") == before, "another tool's notes are never written"
    (anchor,) = parse(squashed.run("git", "notes", "--ref=aigate", "show", "HEAD").stdout).anchors
    assert (anchor.source, anchor.agent, anchor.model, str(anchor.confidence)) == (
        "git-ai", "claude", "claude-opus-4", "medium",
    )  # fmt: skip


def test_a_dry_run_writes_nothing(squashed: Repository) -> None:
    assert rescued(squashed, "--dry-run")[-1] == "1 note would be written to refs/notes/aigate"
    assert "refs/notes/aigate" not in squashed.git("for-each-ref")


def test_a_second_run_finds_nothing_more(squashed: Repository) -> None:
    rescued(squashed)
    assert rescued(squashed)[-2:] == [
        "on living commits: 7 lines that their own notes know, 0 that only the rescue knows",
        "0 notes written to refs/notes/aigate",
    ]


def test_a_commit_that_is_gone_is_counted(squashed: Repository) -> None:
    squashed.git("reflog", "expire", "--expire=now", "--all")
    squashed.git("gc", "-q", "--prune=now")
    assert rescued(squashed)[0] == "orphaned notes: 1; 1 on commits that no longer exist, 0 that name no line"


def test_our_own_notes_need_no_commit(repo: Repository) -> None:
    repo.commit({"README": "hello\n"})
    repo.git("checkout", "-q", "-b", "topic")
    anchored(repo, {"a.py": CODE}, {"a.py": (1, 7)})
    repo.git("checkout", "-q", "main")
    repo.commit({"a.py": CODE}, "squashed")
    repo.git("branch", "-q", "-D", "topic")
    repo.git("reflog", "expire", "--expire=now", "--all")
    repo.git("gc", "-q", "--prune=now")
    assert "recovered AI-written lines: 6 of 6 (100.0 %)" in rescued(repo)
    assert parse(repo.run("git", "notes", "--ref=aigate", "show", "HEAD").stdout).anchors


def test_nothing_to_rescue(repo: Repository) -> None:
    repo.commit({"a.py": CODE})
    assert rescued(repo)[0].startswith("orphaned notes: 0;")
