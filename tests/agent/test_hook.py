"""Whole conversations, as processes: what each agent sends, and what it is answered."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import pytest

from aigate.agent import trouble
from tests.agent import events
from tests.agent.asking import ask

if TYPE_CHECKING:
    from tests.repository import Repository

BYPASS = "git add -A && git commit --no-verify -m x"


def before_shell(agent: str, root: str, command: str) -> dict[str, Any]:
    """How an agent says that it is about to run a command."""
    match agent:
        case "codex":
            return events.codex(
                root, "PreToolUse", tool_name="Bash", tool_input={"command": command}, tool_use_id="call_1"
            )
        case "gemini":
            return events.gemini(root, "BeforeTool", tool_name="run_shell_command", tool_input={"command": command})
        case "qwen":
            return events.qwen(root, "PreToolUse", tool_name="run_shell_command", tool_input={"command": command})
        case "opencode":
            return events.opencode(root, "tool.execute.before", tool_name="bash", tool_input={"command": command})
        case "cursor":
            return events.cursor(root, "beforeShellExecution", command=command)
        case "copilot":
            return events.copilot(root, toolName="bash", toolArgs=json.dumps({"command": command}))
        case "windsurf":
            return events.windsurf(root, "pre_run_command", command_line=command)
        case "droid":
            return events.claude(root, "PreToolUse", tool_name="Execute", tool_input={"command": command})
        case _:
            return events.claude(
                root, "PreToolUse", tool_name="Bash", tool_input={"command": command}, tool_use_id="toolu_1"
            )


AGENTS = ["claude", "codex", "gemini", "qwen", "opencode", "cursor", "copilot", "windsurf", "droid"]


@pytest.mark.parametrize("agent", AGENTS)
def test_a_bypass_is_refused_and_a_plain_command_is_not(repo: Repository, agent: str) -> None:
    plain = ask(repo, agent, before_shell(agent, str(repo.path), "ls -la && pytest"))
    assert plain.code == 0
    assert plain.out in ("", "{}")
    told = ask(repo, agent, before_shell(agent, str(repo.path), BYPASS))
    assert told.code == (2 if agent in ("opencode", "windsurf") else 0)
    assert "--no-verify would skip the checks" in told.out + told.err
    assert bool(told.out) != bool(told.err)


@pytest.mark.parametrize(
    ("agent", "data"),
    [*((agent, b"{") for agent in AGENTS), ("claude", b""), ("claude", b"[]"), ("copilot", b"\xff" * 50)],
)
def test_a_broken_payload_holds_nothing_up_and_is_reported(repo: Repository, agent: str, data: bytes) -> None:
    told = ask(repo, agent, data)
    assert told.code == 0
    assert not told.out or "could not handle this event" in told.out
    (line,) = trouble.read(str(repo.path / ".git"))
    assert line.endswith(("no JSON", "JSON, but no object", "nothing on standard input"))


def test_an_unknown_agent_holds_nothing_up_and_is_reported(repo: Repository) -> None:
    told = ask(repo, "nobody", b"{}")
    assert (told.code, told.out) == (0, "")
    assert "unknown agent" in told.err
    assert "an agent that aigate does not know" in trouble.read(str(repo.path / ".git"))[0]


def test_outside_of_a_repository_nothing_is_said(repo: Repository) -> None:
    outside = str(repo.path.parent)
    told = ask(repo, "claude", before_shell("claude", outside, BYPASS) | {"cwd": outside})
    assert told == ("", "", 0)


HEAVY = (
    "argparse",
    "dataclasses",
    "git",
    "yaml",
    "bandit",
    "detect_secrets",
    "pathspec",
    "tomli",
    "aigate.model",
    "aigate.scanners",
    "aigate.cli",
)


@pytest.mark.parametrize("command", ["ls", "git status && git commit -m x"])
def test_an_event_with_nothing_to_judge_loads_no_library(repo: Repository, command: str) -> None:
    program = (
        "import sys\n"
        "before = set(sys.modules)\n"
        "sys.argv = ['aigate', 'agent', 'hook', '--agent', 'claude']\n"
        "from aigate.__main__ import main\n"
        "code = main()\n"
        "print(code, *sorted(set(sys.modules) - before), file=sys.stderr)\n"
    )
    done = repo.run(
        sys.executable, "-c", program, stdin=json.dumps(before_shell("claude", str(repo.path), command)).encode()
    )
    code, *loaded = done.stderr.decode().split()
    assert code == "0"
    assert not [name for name in loaded if name.startswith(tuple(f"{each}." for each in HEAVY)) or name in HEAVY]
    assert {name.partition(".")[0] for name in loaded} - set(sys.stdlib_module_names) == {"aigate"}
