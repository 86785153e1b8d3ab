"""``aigate attribute`` where a part of the history is missing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.repository import Repository


@pytest.fixture
def gap(repo: Repository) -> tuple[Repository, list[str]]:
    """Five commits, the second and the third of which brought a blob that is no longer there."""
    ids = [repo.commit({f"{number}.py": f"x = {number}\n"}) for number in range(5)]
    for oid in ids[1:3]:
        blob = repo.git("rev-parse", f"{oid}:{ids.index(oid)}.py")
        (repo.path / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    return repo, ids


@pytest.mark.parametrize("words", [("--history", "HEAD"), ("HEAD~4..HEAD",)])
def test_a_commit_that_cannot_be_read_is_told_and_the_others_are_attributed(
    gap: tuple[Repository, list[str]], words: tuple[str, ...]
) -> None:
    repo, ids = gap
    done = repo.aigate("attribute", *words, "--format", "jsonl")
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["commit"] for one in records] == ids[5 - len(records) :]
    assert [one["commit"] for one in records if "error" in one] == ids[1:3]
    assert all(set(one) == {"commit", "kind", "error"} for one in records if "error" in one), "and no verdict"
    assert done.returncode == 3, "what could not be read is never an answer"
    assert b"2 commits could not be read" in done.stderr


def test_people_read_it_in_its_place(gap: tuple[Repository, list[str]]) -> None:
    repo, ids = gap
    done = repo.aigate("attribute", "--history", "HEAD")
    paragraphs = done.stdout.decode().split("commit ")[1:]
    assert [oid[:12] for oid in ids] == [one[:12] for one in paragraphs]
    assert ["could not be read" in one for one in paragraphs] == [False, True, True, False, False]


def test_one_commit_that_cannot_be_read_is_an_error(gap: tuple[Repository, list[str]]) -> None:
    repo, ids = gap
    done = repo.aigate("attribute", ids[1])
    assert (done.returncode, done.stdout) == (3, b"")


def test_a_push_or_a_range_that_is_judged_stops_there(gap: tuple[Repository, list[str]]) -> None:
    repo, _ = gap
    assert repo.aigate("check", "--range", "HEAD~4..HEAD").returncode == 3
