"""Whether the journal may know a change: it errs towards yes, and mostly says no."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aigate.glance import must_look
from tests.provenance.journal.agent import Agent, log_of, staged

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.repository import Repository

BASE = "def one():\n    return 1\n"
BODY = (
    "def total(values):\n    result = sum(value.price * value.count for value in values)\n    return round(result, 2)\n"
)
MINE = "\n\ndef mine(first, second):\n    both = {first: second}\n    both.update(third=3)\n    return sorted(both.items())\n"


@pytest.fixture
def agent(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> Agent:
    repo.commit({"app.py": BASE, "other.py": "import os\n\n\nprint(os.getcwd())\n"})
    monkeypatch.chdir(repo.path)
    agent = Agent(repo)
    agent.write("app.py", "import os\nimport re\n\n\n" + BASE + BODY)
    agent.shell("echo 'x = 1' > new.py")
    repo.commit({"app.py": (repo.path / "app.py").read_text(), "new.py": "x = 1\n"}, "by agent")
    return agent


def human_edits_another_file(agent: Agent) -> None:
    agent.repo.stage({"other.py": "import os\nimport re\n\n\nprint(os.getcwd())\nprint(re.escape('.'))\n" + MINE})


def human_adds_a_file(agent: Agent) -> None:
    agent.repo.stage(
        {"mine.py": "import os\nimport re\n\n\nfor name in os.listdir():\n    print(name)\n    x = 1\n" + MINE}
    )


def human_removes_a_file(agent: Agent) -> None:
    agent.repo.git("rm", "-q", "other.py")


def human_adds_a_file_after_the_agent_removed_its_own(agent: Agent) -> None:
    agent.write("scratch.py", BODY)
    (agent.repo.path / "scratch.py").unlink()
    human_adds_a_file(agent)


@pytest.mark.parametrize(
    "step",
    [
        human_edits_another_file,
        human_adds_a_file,
        human_removes_a_file,
        human_adds_a_file_after_the_agent_removed_its_own,
    ],
)
def test_there_is_nothing_to_look_at(agent: Agent, step: Callable[[Agent], None]) -> None:
    step(agent)
    assert staged(agent.repo) == {}
    assert must_look() is False


def agent_edits(agent: Agent) -> None:
    agent.write("app.py", BASE + BODY + "tail = 'of agent'\n")
    agent.repo.git("add", "-A")


def agent_removes_lines(agent: Agent) -> None:
    agent.write("other.py", "import os\n")
    agent.repo.git("add", "-A")


def human_copies_the_agents_file(agent: Agent) -> None:
    agent.repo.stage({"copy.py": (agent.repo.path / "app.py").read_text()})


def human_moves_the_agents_lines(agent: Agent) -> None:
    agent.repo.stage({"other.py": "import os\n\n\nprint(os.getcwd())\n\n\n" + BODY})


def a_command_runs(agent: Agent) -> None:
    agent.begin("git commit")
    agent.repo.stage({"other.py": "import sys\n"})


def a_record_is_damaged(agent: Agent) -> None:
    with log_of(agent.repo).open("ab") as log:
        log.write(b"torn")
    agent.repo.stage({"other.py": "import sys\n"})


def the_key_is_lost(agent: Agent) -> None:
    (log_of(agent.repo).parent / "key").unlink()
    agent.repo.stage({"other.py": "import sys\n"})


@pytest.mark.parametrize(
    "step",
    [
        agent_edits,
        agent_removes_lines,
        human_copies_the_agents_file,
        human_moves_the_agents_lines,
        a_command_runs,
        a_record_is_damaged,
        the_key_is_lost,
    ],
)
def test_there_may_be_something_to_look_at(agent: Agent, step: Callable[[Agent], None]) -> None:
    step(agent)
    assert must_look() is True
