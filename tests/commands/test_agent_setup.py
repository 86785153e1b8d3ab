"""``aigate agent install``, ``uninstall``, ``status``: what they do, say, and refuse."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

import pytest

from aigate.errors import UsageError
from aigate.install.agents import AGENTS
from tests.commands.running import run
from tests.repository import Repository


@pytest.fixture(autouse=True)
def _inside(repo: Repository, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """In a repository, on a machine without any agent but with aigate on the PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "git").symlink_to(shutil.which("git") or "")
    (folder / "aigate").symlink_to(sys.executable)
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.chdir(repo.path)


def changed(repo: Repository) -> list[str]:
    return [line[3:] for line in repo.git("status", "--porcelain", "-uall", "--ignored").splitlines()]


REFUSED = [
    ("no agent to be found", ["install"], "no agent was found"),
    ("an agent that is none", ["install", "clade"], "no agent is called 'clade'"),
    ("one that is none among others", ["uninstall", "claude", "vim"], "no agent is called 'vim'"),
    ("status of one that is none", ["status", "vim"], "no agent is called 'vim'"),
]


@pytest.mark.parametrize(("words", "why"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_what_cannot_be_is_refused_with_a_hint(repo: Repository, words: list[str], why: str) -> None:
    with pytest.raises(UsageError, match=why) as caught:
        run("agent", *words)
    assert caught.value.hint
    assert changed(repo) == []


def test_one_refusal_leaves_all_as_it_was(repo: Repository) -> None:
    repo.write({".gemini/settings.json": "["})
    with pytest.raises(UsageError, match="gemini/settings.json"):
        run("agent", "install", "claude", "gemini")
    assert changed(repo) == [".gemini/settings.json"]


def test_outside_a_repository_only_the_users_settings_can_be_reached(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError):
        run("agent", "install", "claude")
    assert run("agent", "install", "claude", "--scope", "user") == 0
    assert (Path.home() / ".claude" / "settings.json").is_file()
    assert run("agent", "status") == 0


def test_a_bare_repository_has_no_project(
    tmp_path: Path, sealed: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(Repository.create(tmp_path / "bare", sealed, "--bare").path)
    with pytest.raises(UsageError, match="bare"):
        run("agent", "install", "claude")


def test_without_a_name_those_that_are_in_use(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repo.write({".cursor/rules/x.mdc": ""})
    (Path.home() / ".qwen").mkdir()
    assert run("agent", "install") == 0
    said = capsys.readouterr().out
    assert "found in use: Cursor, Qwen Code" in said
    assert changed(repo) == [".cursor/hooks.json", ".cursor/rules/x.mdc", ".qwen/settings.json"]


def test_all_of_them_and_none_again(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("agent", "install", "all") == 0
    assert len(changed(repo)) == len(AGENTS)
    assert run("agent", "uninstall") == 0
    assert changed(repo) == []
    capsys.readouterr()
    assert run("agent", "uninstall") == 0
    assert capsys.readouterr().out == "nothing is installed\n"
    assert run("agent", "uninstall", "claude") == 0
    assert capsys.readouterr().out.startswith("claude: not installed")


def test_from_a_folder_below_the_top_it_is_the_top_that_counts(
    repo: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    (repo.path / "src").mkdir()
    monkeypatch.chdir(repo.path / "src")
    assert run("agent", "install", "claude") == 0
    assert changed(repo) == [".claude/settings.json"]


def test_what_is_left_to_the_human_is_said(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    (Path(os.environ["PATH"]) / "aigate").unlink()
    assert run("agent", "install", "claude", "codex", "gemini") == 0
    said = capsys.readouterr()
    assert "aigate is not on your PATH" in said.err
    assert "open codex and approve" in said.err
    assert "start gemini here and trust it" in said.err
    assert "commit these files" in said.out


def test_settings_that_git_ignores_are_told(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repo.write({".gitignore": ".claude/\n"})
    assert run("agent", "install", "claude", "codex") == 0
    said = capsys.readouterr().err
    assert "git ignores " in said
    assert ".codex/hooks.json" not in said


def test_both_scopes_at_once_are_warned_of(capsys: pytest.CaptureFixture[str]) -> None:
    run("agent", "install", "claude", "--scope", "user")
    assert "runs twice" not in capsys.readouterr().err
    run("agent", "install", "claude")
    assert "aigate agent uninstall claude --scope user" in capsys.readouterr().err


def test_a_dry_run_shows_our_part_alone_and_writes_nothing(
    repo: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    text = '{"env": {"TOKEN": "s3cret"}, "hooks": {"Stop": [{"hooks": [{"command": "theirs --key s3cret"}]}]}}'
    repo.write({".claude/settings.json": text})
    assert run("agent", "install", "claude", "opencode", "--dry-run") == 0
    said = capsys.readouterr().out
    assert '+            "command": "aigate agent hook --agent claude",' in said
    assert '+const COMMAND = ["aigate", "agent", "hook", "--agent", "opencode"]' in said
    assert "s3cret" not in said
    assert changed(repo) == [".claude/settings.json"]
    run("agent", "install", "claude")
    capsys.readouterr()
    assert run("agent", "uninstall", "--dry-run") == 0
    assert '-            "command": "aigate agent hook --agent claude",' in capsys.readouterr().out
    assert run("agent", "install", "claude", "--dry-run") == 0
    assert capsys.readouterr().out == "claude: in place already\n"


def test_codex_is_trusted_only_when_asked_and_untrusted_with_the_hooks(capsys: pytest.CaptureFixture[str]) -> None:
    config = Path.home() / ".codex" / "config.toml"
    run("agent", "install", "codex", "--scope", "user")
    assert not config.exists()
    assert run("agent", "status", "codex") == 1
    run("agent", "install", "codex", "--scope", "user", "--trust")
    assert config.read_text().count("trusted_hash") == 3
    assert run("agent", "status", "codex") == 0
    run("agent", "install", "codex", "--scope", "user", "--trust")
    assert config.read_text().count("trusted_hash") == 3
    run("agent", "uninstall", "codex", "--scope", "user")
    assert not config.exists()
    config.parent.mkdir()
    config.write_text("broken = \n")
    with pytest.raises(UsageError, match="it is not TOML"):
        run("agent", "install", "codex", "--scope", "user", "--trust")


def test_status_tells_what_is_there_and_what_is_not(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("agent", "status") == 0
    assert capsys.readouterr().out.startswith("not installed: claude, codex")
    repo.write({".windsurf/x": "", ".qwen/settings.json": "[ aigate"})
    run("agent", "install", "claude")
    capsys.readouterr()
    assert run("agent", "status") == 1
    said = capsys.readouterr().out
    assert "claude (project): installed: " in said
    assert "qwen (project): cannot be read: " in said
    assert "in use, without aigate's hooks: windsurf; type: aigate agent install windsurf" in said


def test_status_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    run("agent", "install", "gemini")
    capsys.readouterr()
    assert run("agent", "status", "gemini", "--format", "json") == 1
    report = json.loads(capsys.readouterr().out)
    assert report["schema"] == "aigate/1"
    project, user = report["agents"]
    assert (project["state"], project["works"], user["state"], user["works"]) == ("current", False, "absent", None)
    assert project["left"][0]["stops"] is True


def test_doctor_has_a_line_for_each(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    run("agent", "install", "claude", "gemini")
    repo.write({".qwen/settings.json": "[ aigate", ".cursor/hooks.json": "["})
    run("agent", "install", "windsurf", "--scope", "user")
    path = Path.home() / ".codeium" / "windsurf" / "hooks.json"
    path.write_text(path.read_text().replace(sys.executable, "/nowhere/python"))
    capsys.readouterr()
    run("doctor")
    said = capsys.readouterr().out
    assert "ok    claude: its hooks are in " in said
    assert "warn  gemini: its hooks do not run yet: " in said
    assert "warn  qwen: its settings cannot be read: " in said
    assert "cursor" not in said
    assert "fail  windsurf: its hooks call /nowhere/python, which is not there" in said
