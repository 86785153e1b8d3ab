"""Settings on disk: written whole or not at all, through links, modes kept, and nothing left behind."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from aigate import jsonc
from aigate.errors import UsageError
from aigate.install.agents import AGENTS, BY_NAME, Agent
from aigate.install.agents.entries import Homes, Scope, Settings, command, program_of
from aigate.install.agents.placing import Plan, Step, carry_out, plan_install, plan_removal
from aigate.install.agents.standing import State, is_used, stand
from aigate.policy import agentfiles

EVERY = pytest.mark.parametrize("agent", AGENTS, ids=[agent.NAME for agent in AGENTS])
BOTH = pytest.mark.parametrize("scope", [*Scope])
posix = pytest.mark.skipif(os.name == "nt", reason="links and modes as POSIX has them")
CLAUDE = BY_NAME["claude"]


@pytest.fixture
def homes(tmp_path: Path) -> Homes:
    project, user = tmp_path / "it's a project", tmp_path / "home"
    project.mkdir()
    user.mkdir(exist_ok=True)
    return Homes(project, user, {"PATH": os.environ["PATH"]})


def install(agent: Agent, homes: Homes, scope: Scope) -> Plan:
    plan = plan_install(agent, homes, scope)
    carry_out([plan], homes)
    return plan


def uninstall(agent: Agent, homes: Homes, scope: Scope) -> Plan:
    plan = plan_removal(agent, homes, scope)
    carry_out([plan], homes)
    return plan


def files(homes: Homes) -> dict[str, bytes]:
    assert homes.project
    found = [path for base in (homes.project, homes.user) for path in base.rglob("*") if path.name != ".config"]
    return {str(path): path.read_bytes() if path.is_file() else b"" for path in found}


@EVERY
@BOTH
def test_installed_once_and_gone_without_a_trace(agent: Agent, scope: Scope, homes: Homes) -> None:
    assert stand(agent, homes, scope).state is State.ABSENT
    assert install(agent, homes, scope).step is Step.INSTALLED
    assert stand(agent, homes, scope).state is State.CURRENT
    before = files(homes)
    assert install(agent, homes, scope).step is Step.UNCHANGED
    assert files(homes) == before
    other = next(each for each in Scope if each is not scope)
    assert stand(agent, homes, other).state is State.ABSENT
    assert uninstall(agent, homes, scope).step is Step.REMOVED
    assert files(homes) == {}
    assert uninstall(agent, homes, scope).step is Step.ABSENT


@EVERY
@BOTH
def test_planning_writes_nothing(agent: Agent, scope: Scope, homes: Homes) -> None:
    assert plan_install(agent, homes, scope).after
    assert files(homes) == {}


@EVERY
def test_what_is_committed_names_no_path_of_this_machine(agent: Agent, homes: Homes) -> None:
    text = install(agent, homes, Scope.PROJECT).target.read_text("utf-8")
    assert str(homes.user) not in text
    assert "python" not in text
    assert (
        f"aigate agent hook --agent {agent.NAME}" in text
        or f'"aigate", "agent", "hook", "--agent", "{agent.NAME}"' in text
    )


@EVERY
def test_an_older_version_is_told_and_brought_up_to_date(agent: Agent, homes: Homes) -> None:
    path = install(agent, homes, Scope.USER).target
    path.write_text(
        path.read_text("utf-8").replace("agent hook --agent", "agent hook --old --agent").replace("30", "31")
    )
    assert stand(agent, homes, Scope.USER).state is State.OUTDATED
    assert install(agent, homes, Scope.USER).step is Step.UPDATED
    assert stand(agent, homes, Scope.USER).state is State.CURRENT


@EVERY
def test_the_policy_knows_every_file_that_calls_the_gate(agent: Agent, homes: Homes) -> None:
    assert homes.project
    name = agent.place(homes, Scope.PROJECT).relative_to(homes.project).as_posix()
    assert name in agentfiles.OWN + agentfiles.SETTINGS


@EVERY
def test_every_entry_calls_aigate_and_no_time_out_is_shorter_than_the_answer_takes(agent: Agent) -> None:
    wanted = agent.wanted(command(agent.NAME, Scope.USER))
    if isinstance(wanted, Settings):
        text = json.dumps(wanted.hooks)
        assert text.count(f"agent hook --agent {agent.NAME}") == len(wanted.hooks)
        assert '"timeout": 20000' in text or agent.NAME != "gemini"


@EVERY
def test_a_program_that_is_gone_is_noticed(agent: Agent, homes: Homes) -> None:
    path = install(agent, homes, Scope.USER).target
    assert not stand(agent, homes, Scope.USER).gone
    text = path.read_text("utf-8")
    program = next(iter(command(agent.NAME, Scope.USER).words))
    path.write_text(text.replace(program, "/nowhere/bin/python"))
    assert stand(agent, homes, Scope.USER).gone == "/nowhere/bin/python"
    install(agent, homes, Scope.PROJECT)
    assert stand(agent, homes._replace(environment={"PATH": "/nowhere"}), Scope.PROJECT).gone == "aigate"


PROGRAMS = [
    ("aigate agent hook --agent x", "aigate"),
    ("/usr/bin/python3 -P -m aigate agent hook --agent x", "/usr/bin/python3"),
    ("'/it'\"'\"'s here/python' -P -m aigate agent hook --agent x", "/it's here/python"),
    ("command -v aigate >/dev/null || exit 0; aigate agent hook", "aigate"),
    ("'unclosed aigate agent hook", ""),
]


@posix
@pytest.mark.parametrize(("line", "program"), PROGRAMS, ids=[case[0] for case in PROGRAMS])
def test_the_program_of_a_command_line(line: str, program: str) -> None:
    assert program_of(line) == program


REFUSED = [
    ("broken JSON", b'{"a": ', "line 1"),
    ("a list", b"[]", "not an object"),
    ("more than anybody reads", b"[" * (jsonc.LARGEST + 1), "too large"),
    ("another encoding", '{"a": "é"}'.encode("utf-16"), "not UTF-8"),
]


@pytest.mark.parametrize(("content", "why"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_settings_that_cannot_be_read_are_refused_and_left_alone(content: bytes, why: str, homes: Homes) -> None:
    path = CLAUDE.place(homes, Scope.USER)
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(UsageError, match=why) as caught:
        plan_install(CLAUDE, homes, Scope.USER)
    assert caught.value.hint
    assert path.read_bytes() == content
    assert stand(CLAUDE, homes, Scope.USER).state in (State.ABSENT, State.BROKEN)
    path.write_bytes(content + b" aigate")
    assert stand(CLAUDE, homes, Scope.USER).state is State.BROKEN


def test_a_folder_in_the_place_of_the_file_is_refused(homes: Homes) -> None:
    CLAUDE.place(homes, Scope.USER).mkdir(parents=True)
    with pytest.raises(UsageError, match="not a regular file"):
        plan_install(CLAUDE, homes, Scope.USER)


def test_a_plugin_of_somebody_else_is_refused(homes: Homes) -> None:
    agent = BY_NAME["opencode"]
    path = agent.place(homes, Scope.PROJECT)
    path.parent.mkdir(parents=True)
    path.write_text("export const Mine = async () => ({})\n")
    with pytest.raises(UsageError, match="not aigate's"):
        plan_install(agent, homes, Scope.PROJECT)
    assert uninstall(agent, homes, Scope.PROJECT).step is Step.ABSENT
    assert path.exists()


@posix
def test_a_read_only_file_is_refused_unless_nothing_changes(homes: Homes) -> None:
    path = CLAUDE.place(homes, Scope.USER)
    path.parent.mkdir()
    path.write_text("{}")
    path.chmod(0o444)
    with pytest.raises(UsageError, match="read-only"):
        plan_install(CLAUDE, homes, Scope.USER)
    path.chmod(0o644)
    install(CLAUDE, homes, Scope.USER)
    path.chmod(0o444)
    assert install(CLAUDE, homes, Scope.USER).step is Step.UNCHANGED


@posix
def test_modes_are_kept(homes: Homes) -> None:
    path = CLAUDE.place(homes, Scope.USER)
    path.parent.mkdir()
    path.write_text('{"a": 1}')
    path.chmod(0o600)
    install(CLAUDE, homes, Scope.USER)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@posix
def test_a_link_is_written_through_and_stays(homes: Homes, tmp_path: Path) -> None:
    real = tmp_path / "dotfiles" / "claude.json"
    real.parent.mkdir()
    real.write_text("{}\n")
    path = CLAUDE.place(homes, Scope.USER)
    path.parent.mkdir()
    path.symlink_to(real)
    install(CLAUDE, homes, Scope.USER)
    assert path.is_symlink()
    assert "aigate" in real.read_text()
    uninstall(CLAUDE, homes, Scope.USER)
    assert path.is_symlink()
    assert real.read_text() == "{}\n"


@posix
@pytest.mark.parametrize("link", ["file", "folder", "circle"])
def test_a_link_out_of_the_project_is_refused(homes: Homes, tmp_path: Path, link: str) -> None:
    path = CLAUDE.place(homes, Scope.PROJECT)
    if link == "folder":
        path.parent.symlink_to(homes.user, target_is_directory=True)
    else:
        path.parent.mkdir()
        path.symlink_to(tmp_path / "elsewhere.json" if link == "file" else path)
    with pytest.raises(UsageError):
        plan_install(CLAUDE, homes, Scope.PROJECT)
    assert not (tmp_path / "elsewhere.json").exists()


def test_others_files_and_folders_stay(homes: Homes) -> None:
    agent = BY_NAME["copilot"]
    path = agent.place(homes, Scope.PROJECT)
    path.parent.mkdir(parents=True)
    path.with_name("theirs.json").write_text("{}")
    install(agent, homes, Scope.PROJECT)
    uninstall(agent, homes, Scope.PROJECT)
    assert [each.name for each in path.parent.iterdir()] == ["theirs.json"]


VARIABLES = [
    ("claude", "CLAUDE_CONFIG_DIR", "settings.json"),
    ("codex", "CODEX_HOME", "hooks.json"),
    ("copilot", "COPILOT_HOME", "hooks/aigate.json"),
    ("opencode", "XDG_CONFIG_HOME", "opencode/plugin/aigate.js"),
]


@pytest.mark.parametrize(("name", "variable", "rest"), VARIABLES, ids=[case[0] for case in VARIABLES])
def test_an_agents_own_variable_moves_the_users_settings(name: str, variable: str, rest: str, homes: Homes) -> None:
    moved = homes._replace(environment={variable: str(homes.user / "moved")})
    assert BY_NAME[name].place(moved, Scope.USER) == homes.user / "moved" / rest


@EVERY
def test_an_agent_is_in_use_where_its_program_or_its_folder_is(agent: Agent, homes: Homes, tmp_path: Path) -> None:
    bare = homes._replace(environment={"PATH": str(tmp_path / "bin")})
    assert not is_used(agent, bare)
    (homes.user / agent.FOLDERS[0]).mkdir(parents=True)
    assert is_used(agent, bare)
    (homes.user / agent.FOLDERS[0]).rmdir()
    program = tmp_path / "bin" / agent.PROGRAMS[0]
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    assert is_used(agent, bare)


def test_droid_passes_over_settings_beside_a_file_of_hooks(homes: Homes) -> None:
    agent = BY_NAME["droid"]
    path = install(agent, homes, Scope.USER).path
    assert stand(agent, homes, Scope.USER).works
    path.with_name("hooks.json").write_text("{}")
    assert not stand(agent, homes, Scope.USER).works


TRUSTED = [
    ("this folder", {"{here}": "TRUST_FOLDER"}, True),
    ("a folder above", {"{above}": "TRUST_FOLDER"}, True),
    ("the parent of this folder", {"{here}": "TRUST_PARENT"}, True),
    ("the parent of a folder beside it", {"{above}/beside": "TRUST_PARENT"}, True),
    ("a folder above, but not this one", {"{above}": "TRUST_FOLDER", "{here}": "DO_NOT_TRUST"}, False),
    ("another folder", {"{here}-2": "TRUST_FOLDER"}, False),
    ("nothing", {}, False),
]


@pytest.mark.parametrize(("rules", "works"), [case[1:] for case in TRUSTED], ids=[case[0] for case in TRUSTED])
def test_gemini_has_to_trust_the_folder(rules: dict[str, str], works: bool, homes: Homes) -> None:
    agent = BY_NAME["gemini"]
    install(agent, homes, Scope.PROJECT)
    assert not stand(agent, homes, Scope.PROJECT).works
    assert homes.project
    named = {
        key.replace("{here}", str(homes.project)).replace("{above}", str(homes.project.parent)): level
        for key, level in rules.items()
    }
    (homes.user / ".gemini").mkdir()
    (homes.user / ".gemini" / "trustedFolders.json").write_text(json.dumps(named))
    assert stand(agent, homes, Scope.PROJECT).works is works


@pytest.mark.parametrize("way", ["variable", "setting"])
def test_gemini_may_trust_every_folder(way: str, homes: Homes) -> None:
    agent = BY_NAME["gemini"]
    install(agent, homes, Scope.PROJECT)
    if way == "variable":
        homes = homes._replace(environment={**homes.environment, "GEMINI_CLI_TRUST_WORKSPACE": "true"})
    else:
        (homes.user / ".gemini").mkdir()
        text = '{"security": {"folderTrust": {"enabled": false}}} // off'
        (homes.user / ".gemini" / "settings.json").write_text(text)
    assert stand(agent, homes, Scope.PROJECT).works
