"""How a report leaves a command: in full for people, in short for an agent that runs it, and with the same exit code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.gate.samples import CLEAN, INSECURE, TRAILER, marked

if TYPE_CHECKING:
    from tests.repository import Repository

AGENT = {"CLAUDECODE": "1"}


@pytest.mark.parametrize("words", [("check",), ("hook", "pre-commit"), ("scan", "a.py")])
def test_an_agent_reads_the_short_form(repo: Repository, words: tuple[str, ...]) -> None:
    repo.commit({"README": "hello\n"})
    repo.stage({"a.py": marked(INSECURE)})
    people, agent = repo.aigate(*words), repo.aigate(*words, env=AGENT)
    assert people.returncode == agent.returncode == 1
    short = agent.stdout.decode()
    assert short.startswith("aigate: blocked: 1 finding of medium severity or higher on AI-written lines.")
    assert "- bandit/B602 a.py:6 (high, blocks): A command is run through a shell. Fix: " in short
    assert len(short) < len(people.stdout.decode())
    assert "fingerprint" in people.stdout.decode()


def test_what_is_asked_for_is_given(repo: Repository) -> None:
    repo.commit({"README": "hello\n"})
    repo.stage({"a.py": marked(INSECURE)})
    in_full = repo.aigate("check").stdout
    assert repo.aigate("check", "--format", "text", env=AGENT).stdout == in_full
    assert repo.aigate("check", "--explain", env=AGENT).stdout == repo.aigate("check", "--explain").stdout


def test_with_nothing_to_say_a_hook_says_nothing_to_agents_either(repo: Repository) -> None:
    repo.commit({"README": "hello\n"})
    repo.stage({"a.py": marked(CLEAN)})
    assert repo.aigate("hook", "pre-commit", env=AGENT).stdout == b""
    assert repo.aigate("check", env=AGENT).stdout == b"aigate: nothing blocks.\n"


def test_an_agent_gets_the_line_that_a_message_lacks(repo: Repository) -> None:
    repo.commit({".aigate.toml": '[trailers]\nprofile = "kernel"\n'})
    repo.stage({"a.py": CLEAN})
    repo.write({"message": "Add it" + TRAILER})
    told = repo.aigate("hook", "commit-msg", "message", env=AGENT)
    assert told.returncode == 1
    assert "Assisted-by: " in told.stdout.decode()
