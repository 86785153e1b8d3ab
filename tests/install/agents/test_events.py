"""Every agent's hook, from the file that was installed for it: event by event, as a process, in the agent's real shapes."""

from __future__ import annotations

import os
import shutil

import pytest

from tests.install.agents.firing import PLAYERS, Player, fire
from tests.repository import Repository

pytestmark = pytest.mark.skipif(os.name == "nt", reason="hooks are run by a POSIX shell here")


def _players() -> list[object]:
    node = pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
    marks = {"opencode": [node]}
    return [pytest.param(player, id=player.name, marks=marks.get(player.name, [])) for player in PLAYERS]


EVERY = pytest.mark.parametrize("player", _players())


@pytest.fixture
def installed(repo: Repository, player: Player) -> Repository:
    """A repository with a first commit, and one agent's hooks in it."""
    repo.commit({"README.md": "# it\n"})
    done = repo.aigate("agent", "install", player.name)
    assert done.returncode == 0, done.stderr.decode()
    return repo


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
