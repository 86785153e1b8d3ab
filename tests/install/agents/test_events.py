"""Every agent's hook, from the file that was installed for it: event by event, as a process, in the agent's real shapes."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

import pytest

from tests.commands.running import run
from tests.install.agents.firing import PLAYERS, Player, fire
from tests.repository import Repository

BAD = "import subprocess\n\n\ndef run(cmd):\n    return subprocess.call(cmd, shell=True)\n"

pytestmark = pytest.mark.skipif(os.name == "nt", reason="hooks are run by a POSIX shell here")


def _players() -> list[object]:
    node = pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
    marks = {"opencode": [node]}
    return [pytest.param(player, id=player.name, marks=marks.get(player.name, [])) for player in PLAYERS]


USER_FILES = {
    "opencode": ".config/opencode/plugin/aigate.js",
    "copilot": ".copilot/hooks/aigate.json",
    "windsurf": ".codeium/windsurf/hooks.json",
}
EVERY = pytest.mark.parametrize("player", _players())


@pytest.fixture
def installed(repo: Repository, player: Player, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A repository with a first commit, and one agent's hooks in it."""
    repo.commit({"README.md": "# it\n"})
    monkeypatch.chdir(repo.path)
    assert run("agent", "install", player.name) == 0
    return repo


@EVERY
def test_an_insecure_edit_is_told_recorded_and_not_left_behind(installed: Repository, player: Player) -> None:
    repo, root, path = installed, str(installed.path), installed.path / "app.py"
    assert not any(fire(repo, player, player.before_write(root, path, BAD)))
    repo.write({"app.py": BAD})
    told = fire(repo, player, player.after_write(root, path, "", BAD))
    assert "B602" in (told.shown if player.name == "windsurf" else told.told)
    assert not told.denied

    repo.stage({"app.py": BAD})
    line = json.loads(repo.aigate("attribute", "--staged", "--format", "jsonl").stdout.splitlines()[0])
    assert line["files"]["app.py"]["ai"] == [[1, 5]]
    if player.stop:
        assert "B602" in fire(repo, player, player.stop(root)).back


@EVERY
def test_the_users_own_settings_need_no_aigate_on_the_path(
    repo: Repository, player: Player, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The interpreter is named, whatever its path holds; the agent's own PATH knows git and node alone."""
    interpreter = tmp_path / "it's a folder" / "python"
    interpreter.parent.mkdir()
    interpreter.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    interpreter.chmod(0o755)
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in filter(shutil.which, ("git", "node", "sh", "bash")):
        (tools / name).symlink_to(str(shutil.which(name)))
    repo.commit({"README.md": "# it\n"})
    monkeypatch.setattr(sys, "executable", str(interpreter))
    run("agent", "install", player.name, "--scope", "user")
    settings = Path(repo.env["HOME"], USER_FILES.get(player.name, player.file))
    apart = Repository(repo.path, repo.env | {"PATH": str(tools)})
    call = player.before_shell(str(repo.path), "git commit -n -m x")
    assert "would skip" in fire(apart, player, call, settings).denied


@EVERY
def test_what_a_command_writes_is_recorded_too(installed: Repository, player: Player) -> None:
    repo, root = installed, str(installed.path)
    assert not any(fire(repo, player, player.before_shell(root, "make it")))
    repo.write({"made.py": "x = 1\n", "README.md": "# it\n\nmore\n"})
    assert not fire(repo, player, player.after_shell(root, "make it")).denied
    repo.git("add", "made.py", "README.md")
    line = json.loads(repo.aigate("attribute", "--staged", "--format", "jsonl").stdout.splitlines()[0])
    assert line["files"]["made.py"]["ai"] == [[1, 1]]
    assert line["files"]["README.md"]["ai"] == [[2, 3]]


@EVERY
def test_a_commit_around_the_gate_is_refused(installed: Repository, player: Player) -> None:
    root = str(installed.path)
    refused = fire(installed, player, player.before_shell(root, "git add -A && git commit --no-verify -m x"))
    assert "no-verify" in refused.denied
    assert not any(fire(installed, player, player.before_shell(root, "git add -A")))


@EVERY
def test_an_edit_of_the_hooks_themselves_is_refused(installed: Repository, player: Player) -> None:
    path = installed.path / player.file
    assert fire(installed, player, player.before_write(str(installed.path), path, "{}\n")).denied
