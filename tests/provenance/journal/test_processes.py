"""The journal written by real processes: many at once, one that is killed, and what each of them loads."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.provenance.journal.agent import Agent, log_of, staged

if TYPE_CHECKING:
    from tests.repository import Repository

EVENT = """
import os, sys
from aigate.agent.events import Edit, Event, Kind
from aigate.agent.recorder import Journal
from aigate.git.locate import locate
name, kind, before, after = sys.argv[1:]
place = locate(os.getcwd(), os.environ)
edit = Edit(os.path.abspath(name), before, after)
shell = "shell" in kind
event = Event("claude", Kind(kind), kind, "s", os.getcwd(), tool_id=name, edits=() if shell else (edit,), command="ls" * shell)
journal = Journal.open(place)
journal.before(event) if kind.startswith("before") else journal.after(event)
"""
LOADED = EVENT + "import json; print(json.dumps(sorted(sys.modules)))"
ENDLESS = """
import os, sys
from aigate.agent.events import Edit, Event, Kind
from aigate.agent.recorder import Journal
from aigate.git.locate import locate
place = locate(os.getcwd(), os.environ)
text = ""
for number in range(1_000_000):
    old, text = text, text + f"line = 'number {number}'\\n"
    with open("a.new", "w") as file:
        file.write(text)
    os.replace("a.new", "a.py")
    event = Event("claude", Kind.AFTER_EDIT, "x", "s", os.getcwd(), tool_id=str(number), edits=(Edit(os.path.abspath("a.py"), old, text),))
    Journal.open(place).after(event)
    print(number, flush=True)
"""


def event(repo: Repository, script: str, *words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", script, *words],
        cwd=repo.path,
        env=repo.env | {"PYTHONPATH": os.environ.get("PYTHONPATH", "")},
        stdout=subprocess.PIPE,
    )


def test_fifty_events_at_once_lose_no_line(repo: Repository) -> None:
    repo.commit({"shared.py": "base = 'line'\n"})
    names = [f"{number}.py" for number in range(49)]
    for name in names:
        repo.write({name: f"x = 'file {name}'\n"})
    repo.write({"shared.py": "base = 'line'\nmore = 'line'\n"})
    hooks = [event(repo, EVENT, name, "after-edit", "", f"x = 'file {name}'\n") for name in names]
    hooks.append(event(repo, EVENT, "shared.py", "after-edit", "base = 'line'\n", "base = 'line'\nmore = 'line'\n"))
    assert [hook.wait(60) for hook in hooks] == [0] * 50
    for hook in hooks:
        hook.communicate()
    repo.git("add", "-A")
    assert staged(repo) == {name: [1] for name in names} | {"shared.py": [2]}


def test_a_hook_that_is_killed_loses_its_own_event_at_most(repo: Repository) -> None:
    repo.commit({"b.py": "b = 1\n"})
    hook = event(repo, ENDLESS)
    assert hook.stdout is not None
    for _ in range(20):
        hook.stdout.readline()
    os.kill(hook.pid, signal.SIGKILL)
    rest, _ = hook.communicate()
    recorded = 20 + rest.count(b"\n")
    repo.git("add", "a.py")
    assert staged(repo)["a.py"][:recorded] == list(range(1, recorded + 1))
    agent = Agent(repo)
    agent.write("b.py", "b = 1\nc = 'line of agent'\n")
    repo.git("add", "b.py")
    assert staged(repo)["b.py"] == [2]


def test_an_event_loads_no_more_than_it_needs(repo: Repository) -> None:
    repo.commit({"a.py": "a = 1\n"})
    for kind, more in (
        ("before-edit", set[str]()),
        ("after-edit", set()),
        ("before-shell", {"subprocess"}),
        ("after-shell", {"subprocess"}),
    ):
        repo.write({"a.py": "a = 1\nb = 'line of agent'\n"})
        hook = event(repo, LOADED, "a.py", kind, "a = 1\n", "a = 1\nb = 'line of agent'\n")
        said, _ = hook.communicate()
        loaded = set(json.loads(said))
        refused = {"dataclasses", "git", "aigate.model", "aigate.config", "subprocess", "difflib", "tomli", "inspect"}
        assert loaded & refused <= more, kind
    assert log_of(repo).exists()


def test_a_log_that_grows_is_compacted_and_forgets_nothing_that_counts(
    repo: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.commit({"a.py": "a = 1\n"})
    monkeypatch.setattr("aigate.agent.recorder._COMPACTED", 20_000)
    agent = Agent(repo)
    text = "a = 1\n"
    for number in range(60):
        text += f"line_{number} = 'of agent'\n"
        agent.write("a.py", text)
    assert log_of(repo).stat().st_size < 170_000
    assert len(log_of(repo).read_bytes().splitlines()) < 60
    repo.git("add", "a.py")
    assert staged(repo) == {"a.py": list(range(2, 62))}
