"""A marker that goes while its lines stay: a person is told, an agent is stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.gate.asking import AGENT, assert_passes, assert_refused, said

if TYPE_CHECKING:
    from tests.repository import Repository

CODE = "def total(rows):\n    return sum(row.price for row in rows)\n"
BEFORE = {
    "a block": f"# AIGC START\n{CODE}# AIGC END\n",
    "a disclosure": f"# SPDX-AI-Disclosure: ai-generated\n{CODE}",
    "a model's tag": f"# SPDX-AI-Model: claude-opus-4-8\n{CODE}",
}
cases = pytest.mark.parametrize("before", BEFORE.values(), ids=BEFORE.keys())


def test_code_that_goes_with_its_marker_is_nobodys_business(repo: Repository) -> None:
    repo.commit({"a.py": BEFORE["a block"], "b.py": "x = 1\n"})
    repo.stage({"a.py": "total = sum\n"})
    done = repo.aigate("hook", "pre-commit")
    assert_passes(done)
    assert said(done) == ""


@cases
def test_a_person_is_told(repo: Repository, before: str) -> None:
    repo.commit({"a.py": before})
    repo.stage({"a.py": CODE})
    done = repo.aigate("hook", "pre-commit")
    assert_passes(done)
    assert "gate/marker-removed" in said(done)


@cases
def test_an_agent_is_stopped(repo: Repository, before: str) -> None:
    repo.commit({"a.py": before})
    repo.stage({"a.py": CODE})
    assert_refused(repo.aigate("hook", "pre-commit", env=AGENT), "gate/marker-removed")


@cases
def test_an_agent_is_stopped_that_renames_the_file_too(repo: Repository, before: str) -> None:
    repo.commit({"a.py": before})
    repo.git("mv", "a.py", "b.py")
    repo.stage({"b.py": CODE})
    assert_refused(repo.aigate("hook", "pre-commit", env=AGENT), "gate/marker-removed")
