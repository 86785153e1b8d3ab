"""Each thing that can be wrong with a set-up is told, once, with what to type; and a sound one is left in peace."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from aigate.git.repo import Repo
from aigate.install.checkup import Check, Status, examine, machine
from aigate.install.checkup.machine import git_version, in_range, switches
from aigate.install.files import write
from aigate.install.folder import hooks_folder
from aigate.install.hooks import install
from aigate.install.stages import BY_NAME, STAGES
from tests.repository import Repository

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

HOOKS = ".pre-commit-config.yaml"
ENTRY = "repos:\n- repo: https://example.org/aigate\n  rev: {rev}\n  hooks: [{hooks}]\n"
BOTH = ENTRY.format(rev="v1.2.3", hooks="{id: aigate}, {id: aigate-commit-msg}")


def checks(repo: Repository) -> tuple[Check, ...]:
    with Repo.open(repo.path) as opened:
        return examine(opened, repo.env)


def wrong(repo: Repository) -> list[tuple[Status, str, str]]:
    """What is not ok: status, message, hint. The machine's own state is no business of these tests."""
    mine = set(machine.examine({}))
    return [
        (each.status, each.message, each.hint)
        for each in checks(repo)
        if each.status is not Status.OK and each not in mine
    ]


def native(repo: Repository, stages: Sequence[str] = tuple(BY_NAME), python: str = sys.executable) -> Path:
    with Repo.open(repo.path) as opened:
        folder = hooks_folder(opened).path
    install(folder, [BY_NAME[stage] for stage in stages], python)
    return folder


def managed(repo: Repository, config: str, *types: str, by: str = "pre-commit") -> None:
    repo.commit({HOOKS: config})
    command = [sys.executable, "-m", "pre_commit"] if by == "pre-commit" else ["prek"]
    repo.run(*command, "install", *(word for stage in types for word in ("-t", stage)))


# ---------------------------------------------------------------- sound


def test_native_hooks_alone_are_sound(repo: Repository) -> None:
    native(repo)
    assert wrong(repo) == []
    assert f"runs aigate with {sys.executable}" in [check.message for check in checks(repo)]


@pytest.mark.parametrize("by", ["pre-commit", "prek"])
def test_hooks_through_a_manager_are_sound(repo: Repository, by: str) -> None:
    managed(repo, BOTH, "pre-commit", "commit-msg", by=by)
    assert wrong(repo) == []
    said = [check.message for check in checks(repo)]
    assert said.count(f"runs through {by}") == 2
    assert f"{HOOKS} runs aigate v1.2.3" in said


def test_a_committed_configuration_is_sound(repo: Repository) -> None:
    native(repo)
    repo.commit({".aigate.toml": 'scope = "all"\n'})
    repo.write({".aigate.toml": 'scope = "all"\r\n'})
    assert wrong(repo) == []
    assert ".aigate.toml is as the next commit will be judged by" in [check.message for check in checks(repo)]


def test_a_script_of_ones_own_that_calls_aigate_is_sound(repo: Repository) -> None:
    for stage in ("pre-commit", "commit-msg"):
        repo.write({f".git/hooks/{stage}": f'#!/bin/sh\naigate hook {stage} "$@"\n'})
        (repo.path / ".git/hooks" / stage).chmod(0o755)
    assert wrong(repo) == []


@pytest.mark.parametrize("path", [".husky/_", ".husky"], ids=["version 9", "version 8"])
def test_husky_that_calls_aigate_is_sound(repo: Repository, path: str) -> None:
    repo.git("config", "core.hooksPath", path)
    repo.write({f".husky/{stage}": f'aigate hook {stage} "$@"\n' for stage in ("pre-commit", "commit-msg")})
    assert wrong(repo) == []


def test_lefthook_that_calls_aigate_is_sound(repo: Repository) -> None:
    repo.write({"lefthook.yml": "run: aigate hook pre-commit\nrun: aigate hook commit-msg {0}\n"})
    for stage in ("pre-commit", "commit-msg"):
        repo.write({f".git/hooks/{stage}": f'#!/bin/sh\ncall_lefthook run "{stage}" "$@"\n'})
        (repo.path / ".git/hooks" / stage).chmod(0o755)
    assert wrong(repo) == []


# ---------------------------------------------------------------- hooks


def test_without_any_hook_nothing_is_judged(repo: Repository) -> None:
    ((status, message, hint),) = wrong(repo)
    assert status is Status.FAIL
    assert "nothing that is committed here is judged" in message
    assert "aigate init" in hint


def test_a_configured_manager_that_nobody_installed(repo: Repository) -> None:
    repo.commit({HOOKS: BOTH})
    assert wrong(repo)[0][2] == "pre-commit install -t pre-commit -t commit-msg"


def test_a_configured_hook_type_that_is_not_installed(repo: Repository) -> None:
    managed(repo, BOTH, "pre-commit")
    assert wrong(repo) == [
        (
            Status.FAIL,
            "aigate-commit-msg is configured, but git's commit-msg hook is not installed",
            "pre-commit install -t commit-msg",
        )
    ]


def test_a_manager_without_aigate_does_not_count(repo: Repository) -> None:
    managed(repo, "repos: []\n", "pre-commit", "commit-msg")
    assert "no hook leads to aigate" in wrong(repo)[0][1]


def test_one_of_the_two_main_hooks_is_too_few(repo: Repository) -> None:
    native(repo, ["pre-commit"])
    assert [(status, hint) for status, _, hint in wrong(repo)] == [(Status.WARN, "aigate install --hook commit-msg")]


def test_a_push_through_a_manager_shows_its_first_ref_only(repo: Repository) -> None:
    config = ENTRY.format(rev="v1", hooks="{id: aigate}, {id: aigate-commit-msg}, {id: aigate-pre-push}")
    managed(repo, config, "pre-commit", "commit-msg", "pre-push")
    assert wrong(repo) == [
        (Status.WARN, "pre-commit shows aigate only the first ref of a push", "aigate install --hook pre-push")
    ]


def test_hooks_in_both_ways_run_twice(repo: Repository) -> None:
    managed(repo, BOTH, "pre-commit", "commit-msg")
    native(repo, ["pre-commit"])
    ((status, message, hint),) = wrong(repo)
    assert status is Status.WARN
    assert "aigate runs twice at pre-commit" in message
    assert hint == "aigate uninstall --hook pre-commit"


@pytest.mark.parametrize("python", ["/nowhere/python", ""], ids=["gone", "never known"])
def test_a_shim_whose_interpreter_is_gone(repo: Repository, python: str) -> None:
    native(repo)
    native(repo, ["commit-msg"], python=python)
    ((status, message, hint),) = wrong(repo)
    assert status is Status.FAIL
    assert "the interpreter of aigate's hook is gone" in message
    assert hint == "aigate install --hook commit-msg"


@pytest.mark.skipif(os.name == "nt", reason="no modes there")
def test_a_hook_that_is_not_executable(repo: Repository) -> None:
    hook = native(repo) / "pre-commit"
    hook.chmod(0o644)
    ((status, message, hint),) = wrong(repo)
    assert status is Status.FAIL
    assert "is not executable" in message
    assert hint == f'chmod +x "{hook}"'


def test_a_shim_that_a_manager_wrote_over(repo: Repository) -> None:
    folder = native(repo)
    repo.write(
        {".git/hooks/pre-commit.aigate-legacy": "#!/bin/sh\n", ".git/hooks/pre-commit": "#!/bin/sh\nlefthook run\n"}
    )
    assert [message for _, message, _ in wrong(repo)] == [
        "no pre-commit hook leads to aigate: staged lines are judged too late or never",
        "aigate's hook was written over by lefthook",
    ]
    assert (folder / "pre-commit").exists()


def test_hooks_that_are_switched_off(repo: Repository) -> None:
    repo.git("config", "core.hooksPath", "/dev/null")
    ((status, message, hint),) = wrong(repo)
    assert status is Status.FAIL
    assert "git runs no hooks here" in message
    assert "--unset-all core.hooksPath" in hint


def test_hooks_taken_from_the_users_folder(repo: Repository) -> None:
    native(repo)
    repo.git("config", "--global", "core.hooksPath", "~/hooks")
    said = wrong(repo)
    assert "for every repository (global configuration)" in said[0][1]
    assert "nothing that is committed here is judged" in said[1][1]


def test_a_bare_repository_has_no_such_hooks(tmp_path: Path, sealed: dict[str, str]) -> None:
    assert "bare repository" in wrong(Repository.create(tmp_path / "bare", sealed, "--bare"))[0][1]


# ---------------------------------------------------------------- configuration


@pytest.mark.parametrize("rev", ["main", "HEAD", '""', "~"], ids=["a branch", "HEAD", "empty", "nothing"])
def test_a_rev_that_moves(repo: Repository, rev: str) -> None:
    native(repo)
    repo.commit({HOOKS: ENTRY.format(rev=rev, hooks="{id: other}, {id: aigate-pre-push}")})
    assert [status for status, message, _ in wrong(repo) if "is not a version" in message] == [Status.WARN]


def test_a_local_hook_needs_no_rev(repo: Repository) -> None:
    managed(repo, "repos:\n- repo: local\n  hooks:\n" + "".join(f"  - {{id: {stage}, name: x, language: system, entry: aigate hook {stage}}}\n" for stage in ("pre-commit", "commit-msg")), "pre-commit", "commit-msg")  # fmt: skip
    assert wrong(repo) == []


def test_a_broken_configuration_of_pre_commit(repo: Repository) -> None:
    native(repo)
    repo.commit({HOOKS: "repos: [\n"})
    ((status, message, _),) = wrong(repo)
    assert status is Status.FAIL
    assert message.startswith(f"{HOOKS}: it is not YAML")


def test_a_broken_configuration_that_is_not_committed_yet(repo: Repository) -> None:
    native(repo)
    repo.commit({"a": "1"})
    repo.write({".aigate.toml": "[gate]\nblok = 1\n"})
    assert wrong(repo)[0] == (Status.FAIL, '.aigate.toml:2: unknown key "gate.blok"', 'did you mean "gate.block"?')


def test_a_broken_configuration_in_force(repo: Repository) -> None:
    native(repo)
    repo.commit({".aigate.toml": "blok = 1\n"})
    repo.write({".aigate.toml": ""})
    ((status, message, _),) = wrong(repo)
    assert status is Status.FAIL
    assert message.startswith("in HEAD, .aigate.toml:1: unknown key")


@pytest.mark.parametrize("name", [".aigate.toml", "pyproject.toml"])
@pytest.mark.parametrize("born", [True, False], ids=["after a commit", "before the first"])
def test_a_configuration_that_is_not_in_force_yet(repo: Repository, name: str, born: bool) -> None:
    native(repo)
    if born:
        repo.commit({name: "# nothing\n"})
    repo.write({name: '[tool.aigate]\nscope = "all"\n' if name == "pyproject.toml" else 'scope = "all"\n'})
    ((status, message, hint),) = wrong(repo)
    assert status is Status.WARN
    assert message.startswith(f"{name} {'differs from the one that is committed' if born else 'is not committed yet'}")
    repo.run("sh", "-c", hint.replace("commit -m", "commit --no-verify -m"))
    assert wrong(repo) == []


def test_a_pyproject_that_does_not_speak_of_aigate_may_differ(repo: Repository) -> None:
    native(repo)
    repo.commit({"pyproject.toml": "[project]\n"})
    repo.write({"pyproject.toml": "[project]\nname = 'x'\n"})
    assert wrong(repo) == []


# ---------------------------------------------------------------- history, machine, environment


@pytest.mark.parametrize(
    ("option", "hint"),
    [("--depth=1", "git fetch --unshallow"), ("--filter=blob:none", "git fetch --refetch --no-filter")],
    ids=["shallow", "partial"],
)
def test_a_clone_that_lacks_some_of_the_history(repo: Repository, tmp_path: Path, option: str, hint: str) -> None:
    repo.git("config", "uploadpack.allowFilter", "true")
    repo.commit({"a": "1"})
    repo.commit({"a": "2"})
    repo.git("clone", "-q", option, repo.path.as_uri(), str(tmp_path / "clone"))
    clone = Repository(tmp_path / "clone", repo.env)
    native(clone)
    assert [(status, said) for status, _, said in wrong(clone)] == [(Status.WARN, hint)]


GITS = [
    ("2.30.9", Status.FAIL),
    ("1.8.3", Status.FAIL),
    ("2.31.0", Status.WARN),
    ("2.37.1 (Apple Git-137.1)", Status.WARN),
    ("2.38.0.windows.1", Status.OK),
    ("3.0.0", Status.OK),
    ("of some other make", Status.FAIL),
]


@pytest.mark.parametrize(("version", "status"), GITS, ids=[case[0] for case in GITS])
def test_the_version_of_git(version: str, status: Status) -> None:
    check = git_version(f"git version {version}\n")
    assert check.status is status
    assert bool(check.hint) is (status is not Status.OK)


def test_a_machine_without_git(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert [check.status for check in machine.examine({}) if check.name == "git"] == [Status.FAIL]


def test_the_engines_of_this_machine_are_the_ones_that_were_tested() -> None:
    assert {check.status for check in machine.engines()} == {Status.OK}
    assert {"bandit", "detect-secrets", "ast-grep-py"} <= {check.name for check in machine.engines()}


RANGES = [
    ("1.9.4", ">=1.9,<1.10", True),
    ("1.10.0", ">=1.9,<1.10", False),
    ("1.8.9", "<1.10,>=1.9", False),
    ("1.9", ">=1.9.0", True),
    ("2.0rc1", "<2", False),
    ("1.0", "==1.0.0", True),
    ("1.0", "!=1.0", False),
    ("1.1", ">1.0,<=1.1", True),
    ("1.1", "~=1.0", False),
]


@pytest.mark.parametrize(("version", "ranges", "inside"), RANGES)
def test_ranges_of_versions(version: str, ranges: str, inside: bool) -> None:
    assert in_range(version, ranges) is inside


SWITCHES = [
    ("nothing", {"PATH": "x", "SKIP": "ruff", "HUSKY": "1", "PREK_SKIP": ""}, []),
    ("SKIP", {"SKIP": "ruff, aigate,aigate-commit-msg"}, ["SKIP leaves out aigate, aigate-commit-msg"]),
    ("SKIP for prek", {"PREK_SKIP": "aigate"}, ["PREK_SKIP leaves out aigate"]),
    ("a manager's switch", {"HUSKY": "0", "LEFTHOOK": "0"}, ["HUSKY=0 switches hooks off", "LEFTHOOK=0 switches hooks off"]),
    ("aigate's own", {"AIGATE_X": "\x1b"}, ["AIGATE_X is set, and may change what aigate does"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("environment", "messages"), [case[1:] for case in SWITCHES], ids=[case[0] for case in SWITCHES]
)
def test_switches_in_the_environment(environment: dict[str, str], messages: list[str]) -> None:
    found = list(switches(environment))
    assert [check.message for check in found] == messages
    assert {check.status for check in found} <= {Status.WARN}


def test_checking_changes_nothing(repo: Repository) -> None:
    managed(repo, BOTH, "pre-commit")
    before = {path: path.stat().st_mtime_ns for path in repo.path.rglob("*")}
    checks(repo)
    assert {path: path.stat().st_mtime_ns for path in repo.path.rglob("*")} == before


def test_a_file_that_cannot_be_finished_leaves_the_old_one(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "file").write_text("old")
    with pytest.raises(OSError, match="kept"):
        write(tmp_path / "file", b"new", aside=tmp_path / "kept")
    assert (tmp_path / "file").read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "home", "kept"]


def test_every_stage_has_a_name_of_its_own() -> None:
    assert len(BY_NAME) == len(STAGES)
