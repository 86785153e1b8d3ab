"""After every way of rewriting history the anchored lines are found again, and nobody else's are taken for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aigate.model import Verdict
from tests.provenance.anchors.noting import CODE, anchored, attributed, told

if TYPE_CHECKING:
    from tests.repository import Repository

HUMAN = "import os\n\nprint('a human wrote this line')\n"
LATER = "\n\ndef report(accounts):\n    return [account.name for account in accounts]\n"
MIXED = HUMAN + CODE + LATER
AI = [[4, 10]]


def topic(repo: Repository) -> str:
    """A branch with one commit of human and AI lines, whose marks are gone but for its anchors."""
    repo.commit({"README": "hello\n", ".aigate.toml": f'salt = "{"0" * 32}"\n'})
    repo.git("checkout", "-q", "-b", "topic")
    return anchored(repo, {"a.py": MIXED}, {"a.py": (4, 10)})


def test_without_notes_nothing_is_said_and_nothing_is_written(repo: Repository) -> None:
    commit = repo.commit({"a.py": MIXED})
    assert told(repo, commit).claims == ()
    assert not (repo.path / ".git/aigate").exists()


def test_the_commit_itself(repo: Repository) -> None:
    commit = topic(repo)
    assert attributed(repo, commit)["a.py"]["ai"] == AI
    (claim,) = told(repo, commit).claims
    assert (claim.agent, claim.via, claim.quote) == ("claude", "markers", "anchored on this commit (markers)")


def test_what_several_anchors_say_alike_is_one_claim(repo: Repository) -> None:
    commit = anchored(repo, {"a.py": f"LIMIT = 100\n\n\n{CODE}"}, {"a.py": (1, 10)})
    (claim,) = told(repo, commit).claims
    assert list(claim.lines) == list(range(1, 11))


def test_amend(repo: Repository) -> None:
    topic(repo)
    repo.commit({"a.py": "# a new first line\n" + MIXED}, "amended", "--amend")
    assert attributed(repo, "HEAD")["a.py"]["ai"] == [[5, 11]]


def test_a_copied_note_says_nothing_of_another_line_that_is_the_same(repo: Repository) -> None:
    repo.commit({"README": "hello\n"})
    old = anchored(repo, {"a.js": "run(() => {\n  first()\n})\n"}, {"a.js": (1, 3)})
    human = "// A human's file.\n\n})\n"
    repo.commit({"a.js": human}, "rewritten", "--amend")
    repo.git("notes", "--ref=aigate", "copy", old, "HEAD")
    assert attributed(repo, "HEAD")["a.js"]["unknown"] == [[1, 3]]


def test_squash_merge_staged_and_committed(repo: Repository) -> None:
    topic(repo)
    anchored(repo, {"b.py": CODE.replace("settle", "clear")}, {"b.py": (1, 7)})
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", "--squash", "topic")
    for words in ((), ("HEAD",)):
        files = attributed(repo, *words)
        assert (files["a.py"]["ai"], files["b.py"]["ai"]) == (AI, [[1, 7]])
        assert files["a.py"]["unknown"] == [[1, 3], [11, 14]]
        repo.git("commit", "-q", "--no-verify", "-m", "squashed") if not words else None


def test_rebase_with_a_conflict(repo: Repository) -> None:
    topic(repo)
    repo.git("checkout", "-q", "main")
    repo.commit({"a.py": "import sys\n\nprint('somebody else was here')\n"})
    repo.git("checkout", "-q", "topic")
    assert repo.run("git", "rebase", "-q", "main", ok=False).returncode
    repo.stage({"a.py": "import sys\n\nprint('somebody else was here')\n" + CODE + LATER})
    repo.git("rebase", "--continue", env={"GIT_EDITOR": "true"})
    assert attributed(repo, "HEAD")["a.py"]["ai"] == AI
    assert attributed(repo, "HEAD")["a.py"]["unknown"] == [[11, 14]]


def test_cherry_pick(repo: Repository) -> None:
    commit = topic(repo)
    repo.git("checkout", "-q", "main")
    repo.git("cherry-pick", commit)
    assert attributed(repo, "HEAD")["a.py"]["ai"] == AI


def test_a_revert_of_a_revert(repo: Repository) -> None:
    topic(repo)
    repo.git("revert", "--no-edit", "HEAD")
    repo.git("revert", "--no-edit", "HEAD")
    assert attributed(repo, "HEAD")["a.py"]["ai"] == AI


def test_stash_pop(repo: Repository) -> None:
    topic(repo)
    repo.git("reset", "-q", "--soft", "HEAD^")
    repo.git("stash", "-q")
    repo.git("stash", "pop", "--index", "-q")
    assert attributed(repo)["a.py"]["ai"] == AI


def test_rename_within_a_squash(repo: Repository) -> None:
    topic(repo)
    repo.git("mv", "a.py", "accounts.py")
    repo.git("commit", "-q", "-m", "rename")
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", "--squash", "topic")
    assert attributed(repo)["accounts.py"]["ai"] == AI


def test_a_rename_with_an_edit(repo: Repository) -> None:
    topic(repo)
    repo.git("mv", "a.py", "accounts.py")
    repo.commit({"accounts.py": HUMAN + "\n# A human's remark.\n" + CODE + LATER})
    assert attributed(repo, "HEAD")["accounts.py"]["ai"] == []
    assert attributed(repo, "HEAD")["accounts.py"]["unknown"] == [[4, 5]]


def test_moved_into_another_file_by_a_human(repo: Repository) -> None:
    topic(repo)
    repo.commit({"a.py": HUMAN + LATER, "other.py": "# Moved here.\n" + CODE + "\n\nprint(settle([], 0))\n"})
    files = attributed(repo, "HEAD")
    assert files["other.py"]["ai"] == [[2, 8]]
    assert files["other.py"]["unknown"] == [[1, 1], [9, 11]]


REFORMATTED = {
    "indented": "class Bank:\n" + "".join(f"    {line}\n" if line else "\n" for line in CODE.splitlines()),
    "spaced": CODE.replace("=", " = ").replace("(", "( "),
    "split": CODE.replace(
        "    total = sum(account.balance for account in accounts)\n",
        "    total = sum(\n        account.balance\n        for account in accounts\n    )\n",
    ),
}


@pytest.mark.parametrize(
    ("form", "ai"),
    [
        pytest.param("indented", [[5, 9], [11, 11]], id="indented into a class"),
        pytest.param("spaced", [[4, 5], [7, 8], [10, 10]], id="other spaces"),
        pytest.param("split", [[5, 8]], id="a line split into four"),
    ],
)
def test_reformatting_by_a_human(repo: Repository, form: str, ai: list[list[int]]) -> None:
    topic(repo)
    repo.commit({"a.py": HUMAN + REFORMATTED[form] + LATER}, "run the formatter")
    assert attributed(repo, "HEAD")["a.py"]["ai"] == ai


def test_a_formatters_commit_within_a_squash(repo: Repository) -> None:
    topic(repo)
    repo.commit({"a.py": HUMAN + REFORMATTED["split"] + LATER}, "run the formatter")
    assert repo.aigate("hook", "post-commit").returncode == 0
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", "--squash", "topic")
    assert attributed(repo)["a.py"]["ai"] == [[4, 13]]


def test_a_changed_word_makes_a_line_a_humans_to_answer_for(repo: Repository) -> None:
    topic(repo)
    repo.commit({"a.py": MIXED.replace("total / len", "total // len")})
    assert attributed(repo, "HEAD")["a.py"]["ai"] == []
    assert attributed(repo, "HEAD")["a.py"]["unknown"] == [[8, 8]]


def test_a_human_who_edits_between_the_lines_of_an_agent_stays_unknown(repo: Repository) -> None:
    topic(repo)
    lines = MIXED.splitlines(keepends=True)
    edited = "".join([*lines[:6], "        check(account)\n", *lines[6:]])
    repo.git("checkout", "-q", "main")
    repo.commit({"a.py": edited}, "one commit of all")
    assert attributed(repo, "HEAD")["a.py"]["ai"] == [[4, 6], [8, 11]]
    assert attributed(repo, "HEAD")["a.py"]["unknown"] == [[1, 3], [7, 7], [12, 15]]


def test_an_anchor_says_nothing_of_what_was_there_before(repo: Repository, sealed: dict[str, str]) -> None:
    old = repo.commit({"a.py": MIXED}, "a human's")
    later = {"GIT_COMMITTER_DATE": "2026-02-01T00:00:00Z", "GIT_AUTHOR_DATE": "2026-02-01T00:00:00Z"}
    repo.commit({"a.py": ""}, "gone")
    repo.env.update(later)
    anchored(repo, {"a.py": MIXED}, {"a.py": (4, 10)})
    repo.env.update({name: sealed[name] for name in later})
    assert attributed(repo, old)["a.py"]["ai"] == []
    assert attributed(repo, "HEAD")["a.py"]["ai"] == AI


def test_lines_of_a_human_are_kept_too(repo: Repository) -> None:
    topic(repo)
    anchored(repo, {"b.py": CODE.replace("settle", "clear")}, {"b.py": (1, 7)}, verdict=Verdict.HUMAN)
    assert attributed(repo, "HEAD")["b.py"]["human"] == [[1, 7]]


def test_another_salt_is_said_and_not_guessed(repo: Repository) -> None:
    topic(repo)
    repo.commit({".aigate.toml": f'salt = "{"1" * 32}"\n'})
    repo.git("checkout", "-q", "main")
    repo.commit({".aigate.toml": f'salt = "{"1" * 32}"\n', "a.py": MIXED})
    testimony = told(repo, "HEAD")
    assert testimony.claims == ()
    assert "another salt" in testimony.notes[0]
