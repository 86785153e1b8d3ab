"""A file that was moved and formatted at once, which git sees as a new one: its anchored lines are found in the old one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aigate.glance import must_anchor, must_look
from aigate.model import Verdict
from tests.provenance.anchors.noting import anchored, told

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.repository import Repository

IMPORTS = "from __future__ import annotations\n\nimport os\nimport re\nimport sys\n\n\n"
CALLS = "".join(f"value_{at} = compute_{at}(alpha_{at}, beta_{at})\n" for at in range(8))
WRAPPED = CALLS.replace("(", "(\n    ").replace(", ", ",\n    ").replace(")", ",\n)")
OWN = "def mine(names):\n    for name in names:\n        print(name, os.environ[name])\n"


@pytest.fixture
def known(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A repository in which an agent wrote ``app.py``, as its anchors alone tell."""
    monkeypatch.chdir(repo.path)
    repo.commit({"lib.py": "def one():\n    return 1\n"})
    anchored(repo, {"app.py": IMPORTS + CALLS}, {"app.py": (1, 15)})
    return repo


def in_the_index(repo: Repository) -> None:
    repo.git("rm", "--quiet", "--cached", "app.py")


def in_the_work_tree(repo: Repository) -> None:
    """As after a stash, which brings new files back into the index and deletions to the work tree alone."""
    assert repo.git("diff", "--cached", "--name-only", "--diff-filter=D") == ""


@pytest.mark.parametrize("is_gone", [in_the_index, in_the_work_tree])
def test_a_formatted_file_that_is_moved_keeps_its_lines(
    known: Repository, is_gone: Callable[[Repository], None]
) -> None:
    (known.path / "app.py").unlink()
    known.stage({"main.py": IMPORTS + "human = 1\n" + WRAPPED})
    is_gone(known)
    humans = IMPORTS.count("\n") + 1
    expected = set(range(humans + 1, humans + WRAPPED.count("\n") + 1))
    assert ai_lines(known) >= expected
    assert humans not in ai_lines(known)
    assert must_look()
    known.git("commit", "--quiet", "--no-verify", "-m", "move it")
    assert ai_lines(known, "HEAD") >= expected
    assert must_anchor()


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(IMPORTS + OWN, id="with the same imports"),
        pytest.param(IMPORTS, id="with nothing but them"),
        pytest.param("import os\nimport re\n", id="with two of them"),
        pytest.param(IMPORTS + 5 * OWN + WRAPPED[: len(WRAPPED) // 4], id="with a few of its statements"),
        pytest.param("x = 1\n", id="with nothing of it"),
        pytest.param("", id="empty"),
    ],
)
@pytest.mark.parametrize("is_gone", [in_the_index, in_the_work_tree])
def test_a_humans_new_file_is_no_other_name_of_one_that_is_gone(
    known: Repository, is_gone: Callable[[Repository], None], content: str
) -> None:
    (known.path / "app.py").unlink()
    known.stage({"mine.py": content})
    is_gone(known)
    copied = ai_lines(known)
    known.write({"app.py": IMPORTS + CALLS})
    known.git("add", "app.py")
    assert copied == ai_lines(known)  # what is found by content anywhere, and no more


def test_with_the_old_file_still_there_a_formatted_copy_is_not_looked_for(known: Repository) -> None:
    known.stage({"main.py": WRAPPED})
    assert ai_lines(known, path="main.py") == set()
    assert not must_look()


def ai_lines(repo: Repository, rev: str = "", path: str = "") -> set[int]:
    """The lines of added files that the anchors give to an agent."""
    claims = [claim for claim in told(repo, rev).claims if claim.verdict is Verdict.AI]
    return {line for claim in claims if claim.path != "app.py" and path in (claim.path, "") for line in claim.lines}
