"""Whole conversations, most of them as processes: what each agent sends, and what it is answered."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest

from aigate.agent import trouble
from tests.agent import events
from tests.agent.asking import ask, ask_here
from tests.agent.worker import before_edit, before_shell, stopping, written
from tests.gate.samples import CLEAN, INSECURE
from tests.repository import Repository

if TYPE_CHECKING:
    from pathlib import Path

BYPASS = "git add -A && git commit --no-verify -m x"


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


@pytest.mark.parametrize("agent", AGENTS)
def test_an_edit_of_the_gates_own_file_is_refused_and_another_is_not(repo: Repository, agent: str) -> None:
    root = str(repo.path)
    plain = ask(repo, agent, before_edit(agent, root, "a.py", CLEAN))
    assert (plain.code, plain.err) == (0, "")
    assert plain.out in ("", "{}")
    told = ask(repo, agent, before_edit(agent, root, ".aigate.toml", "scope = 'all'\n"))
    assert told.code == (2 if agent in ("opencode", "windsurf") else 0)
    assert "aigate refuses this: it changes the gate's configuration" in told.out + told.err


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


@pytest.mark.parametrize("closing", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_hold_nothing_up(repo: Repository, closing: str) -> None:
    assert repo.run("sh", "-c", f"{sys.executable} -m aigate agent hook --agent copilot {closing}").returncode == 0


def test_what_cannot_be_recorded_is_told_to_the_human(repo: Repository) -> None:
    folder = repo.path / ".git" / "aigate"
    folder.write_text("no folder")  # nor can it be reported: there is no place for the log of events either
    call = {"tool_name": "Write", "tool_input": {"file_path": str(repo.path / "a.py"), "content": "x = 1\n"}}
    told = ask(repo, "claude", events.claude(str(repo.path), "PostToolUse", **call, tool_response={"type": "create"}))
    assert told.code == 0
    assert told.json["systemMessage"].startswith("aigate: ")


def test_a_folder_that_is_gone_is_no_bug(repo: Repository) -> None:
    asked = "mkdir gone; cd gone; rmdir ../gone; exec "
    event = json.dumps(
        events.claude(str(repo.path), "PreToolUse", tool_name="Bash", tool_input={"command": "git commit -n"})
    )
    told = repo.run("sh", "-c", f"{asked}{sys.executable} -m aigate agent hook --agent claude", stdin=event.encode())
    assert b"deny" in told.stdout
    other = repo.run("sh", "-c", f"{asked}{sys.executable} -m aigate attribute HEAD", ok=False)
    assert (other.returncode, other.stderr.splitlines()[0]) == (2, b"error: the folder in which aigate runs is gone")


def test_an_event_that_takes_too_long_is_answered_all_the_same(repo: Repository) -> None:
    program = (
        "import time\n"
        "from aigate.agent.dialects.answers import Answer\n"
        "from aigate.agent.watchdog import Watchdog\n"
        "with Watchdog(30, lambda: Answer('never', code=1)) as dog:\n"
        "    dog.expect(0.05, lambda: Answer('{}', 'late', 0))\n"
        "    time.sleep(60)\n"
    )
    done = repo.run(sys.executable, "-c", program)
    assert (done.stdout, done.stderr, done.returncode) == (b"{}", b"late", 0)


def test_an_answer_that_came_in_time_is_not_cut_short(repo: Repository) -> None:
    program = (
        "import time\n"
        "from aigate.agent.dialects.answers import Answer\n"
        "from aigate.agent.watchdog import Watchdog\n"
        "with Watchdog(0.2, lambda: Answer('late', code=1)):\n"
        "    pass\n"
        "time.sleep(0.4)\n"
        "print('in time')\n"
    )
    assert repo.run(sys.executable, "-c", program).stdout == b"in time\n"


def test_the_doctor_tells_of_events_that_went_wrong(repo: Repository) -> None:
    assert b"agent events" not in repo.aigate("doctor").stdout
    ask(repo, "claude", b"{")
    ask(repo, "gemini", b"[]")
    said = repo.aigate("doctor").stdout.decode()
    assert "warn  agent events: 2 events of agents could not be handled in full" in said
    assert "gemini : the payload holds JSON, but no object" in said


def test_outside_of_a_repository_nothing_is_said(repo: Repository) -> None:
    outside = str(repo.path.parent)
    assert ask(repo, "claude", before_shell("claude", outside, BYPASS)) == ("", "", 0)


def test_a_command_that_goes_into_a_repository_is_read_there(repo: Repository) -> None:
    told = ask(repo, "claude", before_shell("claude", str(repo.path.parent), f"cd {repo.path.name} && {BYPASS}"))
    assert "would skip the checks" in told.out


FIELDS = {
    "claude": ("hookSpecificOutput", "additionalContext"), "droid": ("hookSpecificOutput", "additionalContext"),
    "codex": ("hookSpecificOutput", "additionalContext"), "gemini": ("hookSpecificOutput", "additionalContext"),
    "qwen": ("hookSpecificOutput", "additionalContext"), "cursor": ("additional_context",), "copilot": ("additionalContext",),
}  # fmt: skip


def test_what_a_command_writes_in_another_work_tree_is_recorded_there(repo: Repository, tmp_path: Path) -> None:
    repo.commit({"README": "hello\n"})
    tree, stranger = tmp_path / "tree", Repository.create(tmp_path / "stranger", repo.env)
    repo.git("worktree", "add", "-q", str(tree))
    command = f"cd {tree} && echo 'x = 1 + 41' > a.py; cd {stranger.path} && echo 'y = 1' > b.py"
    call = {"tool_name": "Bash", "tool_use_id": "1", "tool_input": {"command": command}}
    assert ask(repo, "claude", events.claude(str(repo.path), "PreToolUse", **call)).out == ""
    repo.run("sh", "-c", command)
    assert ask(repo, "claude", events.claude(str(repo.path), "PostToolUse", **call)).code == 0
    repo.git("-C", str(tree), "add", "a.py")
    told = Repository(tree, repo.env).aigate("attribute", "--staged", "--format", "jsonl")
    assert json.loads(told.stdout)["files"]["a.py"]["ai"] == [[1, 1]]
    assert not (stranger.path / ".git" / "aigate").exists()


@pytest.mark.parametrize("agent", AGENTS)
def test_an_insecure_edit_gets_its_card_and_one_return(repo: Repository, agent: str) -> None:
    """A clean edit, an insecure one, and two attempts to stop: the answer stands in the one field that the model sees."""
    repo.commit({"README": "hello\n"})
    root = str(repo.path)
    repo.write({"a.py": CLEAN})
    clean = ask_here(agent, written(agent, root, "a.py", "", CLEAN))
    assert (clean.code, clean.err) == (0, "")
    assert clean.out in ("", "{}")
    repo.write({"b.py": INSECURE})
    told = ask_here(agent, written(agent, root, "b.py", "", INSECURE))
    assert told.code == 0
    card = told.out + told.err
    if agent in FIELDS:
        card = told.json
        for name in FIELDS[agent]:
            card = card[name]
    assert "bandit/B602 b.py:" in card
    assert "Fix: " in card
    back = ask_here(agent, stopping(agent, root, again=False))
    assert back.code == 0
    if agent in ("opencode", "windsurf"):
        assert back.out == ""
        return
    reason = back.json.get("reason") or back.json["followup_message"]
    assert reason.startswith("aigate: before you stop: 1 finding")
    left = ask_here(agent, stopping(agent, root, again=True))
    assert left.code == 0
    assert not {"decision", "followup_message"} & set(json.loads(left.out or "{}"))


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


def quiet_events(root: str) -> dict[str, dict[str, object]]:
    """Events after which there is nothing to judge."""
    same = {"file_path": f"{root}/a.py", "old_string": "x", "new_string": "x"}
    tool = {"tool_name": "Bash", "tool_use_id": "toolu_1"}
    return {
        "before a command": before_shell("claude", root, "ls"),
        "before a commit": before_shell("claude", root, "git status && git commit -m x"),
        "after a command": events.claude(
            root, "PostToolUse", **tool, tool_input={"command": "ls"}, tool_response={"stdout": ""}
        ),
        "before an edit": events.claude(root, "PreToolUse", tool_name="Edit", tool_input=same),
        "after an edit that changed nothing": events.claude(root, "PostToolUse", tool_name="Edit", tool_input=same),
        "after a look": events.claude(root, "PostToolUse", tool_name="Read", tool_input={"file_path": f"{root}/a.py"}),
        "at the end": stopping("claude", root, again=False),
    }


@pytest.mark.parametrize("name", list(quiet_events("")))
def test_an_event_with_nothing_to_judge_loads_no_library_and_starts_few_processes(repo: Repository, name: str) -> None:
    """What makes it cheap, counted rather than timed."""
    repo.commit({"a.py": "x = 1\n"})
    program = (
        "import json, sys\n"
        "before = set(sys.modules)\n"
        "processes = []\n"
        "sys.addaudithook(lambda event, args: event == 'subprocess.Popen' and processes.append(args[0]))\n"
        "sys.argv = ['aigate', 'agent', 'hook', '--agent', 'claude']\n"
        "from aigate.__main__ import main\n"
        "code = main()\n"
        "print(json.dumps([code, len(processes), sorted(set(sys.modules) - before)]), file=sys.stderr)\n"
    )
    done = repo.run(sys.executable, "-c", program, stdin=json.dumps(quiet_events(str(repo.path))[name]).encode())
    code, processes, loaded = json.loads(done.stderr)
    assert (code, done.stdout) == (0, b"")
    assert processes <= 3
    assert not [each for each in loaded if each in HEAVY or each.startswith(tuple(f"{heavy}." for heavy in HEAVY))]
    assert {each.partition(".")[0] for each in loaded} - set(sys.stdlib_module_names) == {"aigate"}
