"""Native hooks in real repositories: chained, never overwriting, undone byte for byte; git itself runs them."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from aigate.errors import UsageError
from aigate.git.repo import Repo
from aigate.install import hooks, shim
from aigate.install.folder import hooks_folder
from aigate.install.hooks import Step
from aigate.install.stages import BY_NAME, NAMES, STAGES
from tests.repository import Repository

posix = pytest.mark.skipif(os.name == "nt", reason="links and modes as POSIX has them")
FOREIGN = b"#!/bin/sh\n# ours \xff\r\necho foreign-%s >>log\n"


@pytest.fixture
def python(tmp_path: Path) -> str:
    """An interpreter in a folder with an odd name, that writes down the stage it is called for, and its input."""
    folder = tmp_path / "it's a venv"
    folder.mkdir()
    program = folder / "python"
    program.write_bytes(b'#!/bin/sh\necho "aigate-$5" >>log\nif [ "$5" = pre-push ]; then cat >>refs; fi\n')
    program.chmod(0o755)
    return str(program)


def folder_of(repo: Repository) -> Path:
    with Repo.open(repo.path) as opened:
        return hooks_folder(opened).path


def put(path: Path, content: bytes, mode: int = 0o755) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    path.chmod(mode)


def state(folder: Path) -> dict[str, tuple[bytes | str, int]]:
    """Every file of a folder: what it holds or leads to, and its mode."""
    found: dict[str, tuple[bytes | str, int]] = {}
    for path in folder.iterdir() if folder.exists() else ():
        content = os.readlink(path) if path.is_symlink() else path.read_bytes() if path.is_file() else "folder"  # noqa: PTH115
        found[path.name] = (content, stat.S_IMODE(path.lstat().st_mode))
    return found


def commit(repo: Repository, *options: str, env: dict[str, str] | None = None) -> int:
    repo.stage({"file": os.urandom(8).hex()})
    return repo.run("git", "commit", "-q", "-m", "x", *options, ok=False, env=env).returncode


def log(repo: Repository) -> list[str]:
    path = repo.path / "log"
    lines = path.read_text().split() if path.exists() else []
    path.unlink(missing_ok=True)
    return lines


# ---------------------------------------------------------------- what is refused


def test_a_kept_hook_is_never_overwritten_and_nothing_else_is_touched(repo: Repository, python: str) -> None:
    folder = folder_of(repo)
    put(folder / "commit-msg", FOREIGN)
    put(folder / "commit-msg.aigate-legacy", b"older")
    before = state(folder)
    with pytest.raises(UsageError, match="holds another hook already"):
        hooks.install(folder, STAGES, python)
    assert state(folder) == before


def test_a_folder_in_place_of_a_hook_is_refused(repo: Repository, python: str) -> None:
    folder = folder_of(repo)
    (folder / "pre-push").mkdir(parents=True)
    before = state(folder)
    with pytest.raises(UsageError, match="is a folder"):
        hooks.install(folder, STAGES, python)
    assert state(folder) == before


@pytest.mark.parametrize("value", ["/dev/null", "", "a-file"], ids=["the null device", "empty", "a file"])
def test_a_hooks_path_that_switches_hooks_off_is_told(repo: Repository, value: str) -> None:
    repo.write({"a-file": ""})
    repo.git("config", "core.hooksPath", value)
    with pytest.raises(UsageError, match=r"git runs no hooks here") as caught:
        folder_of(repo)
    assert caught.value.hint == "git config --local --unset-all core.hooksPath"


def test_a_bare_repository_is_refused(tmp_path: Path, sealed: dict[str, str]) -> None:
    bare = Repository.create(tmp_path / "bare", sealed, "--bare")
    with pytest.raises(UsageError, match="bare repository"):
        folder_of(bare)


@posix
@pytest.mark.skipif(os.name != "nt" and os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_told(repo: Repository, python: str) -> None:
    folder = folder_of(repo)
    folder.mkdir(exist_ok=True)
    folder.chmod(0o555)
    with pytest.raises(UsageError, match="cannot write hooks"):
        hooks.install(folder, STAGES, python)


def test_a_folder_that_cannot_be_made_is_told(repo: Repository, python: str) -> None:
    repo.write({"a-file": ""})
    with pytest.raises(UsageError, match="cannot write hooks"):
        hooks.install(repo.path / "a-file" / "hooks", STAGES, python)


# ---------------------------------------------------------------- where they go


def test_git_runs_each_of_them(repo: Repository, python: str) -> None:
    hooks.install(folder_of(repo), STAGES, python)
    assert commit(repo) == 0
    assert log(repo) == ["aigate-pre-commit", "aigate-prepare-commit-msg", "aigate-commit-msg", "aigate-post-commit"]
    repo.git("branch", "side")
    commit(repo)
    repo.git("switch", "-q", "side")
    repo.commit({"other": "1"})
    log(repo)
    repo.git("merge", "-q", "--no-edit", "main")
    assert log(repo) == ["aigate-pre-merge-commit", "aigate-prepare-commit-msg", "aigate-commit-msg"]


def test_a_push_of_two_refs_shows_both_hooks_both(repo: Repository, python: str, tmp_path: Path) -> None:
    put(folder_of(repo) / "pre-push", b"#!/bin/sh\ncat >foreign-refs\n")
    hooks.install(folder_of(repo), STAGES, python)
    Repository.create(tmp_path / "far", repo.env, "--bare")
    commit(repo)
    repo.git("branch", "second")
    repo.git("push", "-q", str(tmp_path / "far"), "main", "second")
    refs = (repo.path / "refs").read_text()
    assert refs == (repo.path / "foreign-refs").read_text()
    assert [line.split()[0] for line in refs.splitlines()] == ["refs/heads/main", "refs/heads/second"]


@pytest.mark.parametrize("name", [".githooks", 'it\'s "my" $HOOKS'], ids=["a common name", "an odd name"])
def test_a_hooks_path_in_the_work_tree_is_honoured(repo: Repository, python: str, name: str) -> None:
    if os.name == "nt" and '"' in name:
        pytest.skip("no such name")
    repo.git("config", "core.hooksPath", name)
    assert folder_of(repo) == repo.path / name
    hooks.install(folder_of(repo), STAGES, python)
    assert commit(repo) == 0
    assert "aigate-pre-commit" in log(repo)


def test_a_hooks_path_of_the_user_is_honoured(repo: Repository, python: str, tmp_path: Path) -> None:
    repo.git("config", "--global", "core.hooksPath", "~/all hooks")
    with Repo.open(repo.path) as opened:
        folder = hooks_folder(opened)
    assert (folder.path, folder.scope) == (tmp_path / "home" / "all hooks", "global")
    hooks.install(folder.path, STAGES, python)
    assert commit(repo) == 0
    assert "aigate-commit-msg" in log(repo)


def test_worktrees_share_the_hooks_of_their_repository(repo: Repository, python: str, tmp_path: Path) -> None:
    repo.commit({"a": "1"})
    repo.git("worktree", "add", "-q", str(tmp_path / "tree"))
    tree = Repository(tmp_path / "tree", repo.env)
    assert folder_of(tree).resolve() == folder_of(repo).resolve()
    hooks.install(folder_of(tree), STAGES, python)
    assert commit(tree) == 0
    assert "aigate-pre-commit" in log(tree)


@posix
def test_a_linked_hooks_folder_keeps_being_one(repo: Repository, python: str, tmp_path: Path) -> None:
    folder = folder_of(repo)
    real = tmp_path / "real hooks"
    real.mkdir()
    for sample in folder.iterdir():
        sample.unlink()
    folder.rmdir()
    folder.symlink_to(real, target_is_directory=True)
    hooks.install(folder, STAGES, python)
    assert folder.is_symlink()
    assert {path.name for path in real.iterdir()} == set(NAMES)
    assert commit(repo) == 0


# ---------------------------------------------------------------- what stood there before


def test_foreign_hooks_run_first_and_come_back_byte_for_byte(repo: Repository, python: str) -> None:
    folder = folder_of(repo)
    put(folder / "pre-commit", FOREIGN % b"1")
    put(folder / "commit-msg", FOREIGN % b"2", 0o700)
    before = state(folder)
    steps = {done.stage: done.step for done in hooks.install(folder, STAGES, python)}
    assert steps["pre-commit"] is steps["commit-msg"] is Step.CHAINED
    assert steps["pre-push"] is Step.INSTALLED
    assert commit(repo) == 0
    assert log(repo) == [
        "foreign-1",
        "aigate-pre-commit",
        "aigate-prepare-commit-msg",
        "foreign-2",
        "aigate-commit-msg",
        "aigate-post-commit",
    ]
    steps = {done.stage: done.step for done in hooks.uninstall(folder, STAGES)}
    assert steps["pre-commit"] is Step.RESTORED
    assert steps["pre-push"] is Step.REMOVED
    assert state(folder) == before


def test_a_failing_foreign_hook_refuses_the_commit(repo: Repository, python: str) -> None:
    put(folder_of(repo) / "pre-commit", b"#!/bin/sh\nexit 3\n")
    hooks.install(folder_of(repo), STAGES, python)
    assert commit(repo) != 0
    assert log(repo) == []


@posix
@pytest.mark.parametrize(
    ("target", "runs"), [("../../run hooks.sh", True), ("/nowhere/at/all", False)], ids=["sound", "dangling"]
)
def test_a_linked_hook_stays_a_link(repo: Repository, python: str, target: str, runs: bool) -> None:
    folder = folder_of(repo)
    put(repo.path / "run hooks.sh", FOREIGN % b"link")
    (folder / "pre-commit").symlink_to(target)
    before = state(folder)
    hooks.install(folder, [BY_NAME["pre-commit"]], python)
    assert commit(repo) == 0
    assert log(repo) == [*(["foreign-link"] if runs else []), "aigate-pre-commit"]
    hooks.uninstall(folder, STAGES)
    assert state(folder) == before


@posix
def test_a_hook_that_is_not_executable_is_kept_and_still_not_run(repo: Repository, python: str) -> None:
    folder = folder_of(repo)
    put(folder / "pre-commit", b"#!/bin/sh\nexit 3\n", 0o644)
    before = state(folder)
    hooks.install(folder, STAGES, python)
    assert commit(repo) == 0
    hooks.uninstall(folder, STAGES)
    assert state(folder) == before


def test_installing_twice_changes_nothing(repo: Repository, python: str) -> None:
    folder = folder_of(repo)
    put(folder / "pre-commit", FOREIGN % b"1")
    hooks.install(folder, STAGES, python)
    before = state(folder)
    assert {done.step for done in hooks.install(folder, STAGES, python)} == {Step.UNCHANGED}
    assert state(folder) == before


def test_another_interpreter_brings_the_shims_up_to_date(repo: Repository, python: str) -> None:
    folder = folder_of(repo)
    put(folder / "pre-commit", FOREIGN % b"1")
    hooks.install(folder, STAGES, "/old/python")
    assert {done.step for done in hooks.install(folder, STAGES, python)} == {Step.UPDATED}
    assert shim.interpreter((folder / "pre-commit").read_bytes()) == python
    assert (folder / "pre-commit.aigate-legacy").read_bytes() == FOREIGN % b"1"


@posix
def test_a_shim_that_lost_its_mode_is_made_executable(repo: Repository, python: str) -> None:
    folder = folder_of(repo)
    hooks.install(folder, STAGES, python)
    (folder / "pre-commit").chmod(0o644)
    assert hooks.install(folder, [BY_NAME["pre-commit"]], python)[0].step is Step.UPDATED
    assert os.access(folder / "pre-commit", os.X_OK)


def test_one_hook_alone_can_be_had(repo: Repository, python: str) -> None:
    folder = folder_of(repo)
    samples = set(state(folder))
    hooks.install(folder, [BY_NAME["pre-push"]], python)
    assert set(state(folder)) - samples == {"pre-push"}
    assert [done.step for done in hooks.uninstall(folder, [BY_NAME["pre-commit"]])] == [Step.ABSENT]
    assert (folder / "pre-push").exists()


def test_removal_leaves_hooks_of_others_alone(repo: Repository) -> None:
    folder = folder_of(repo)
    put(folder / "pre-commit", FOREIGN)
    put(folder / "pre-push", FOREIGN)
    put(folder / "pre-push.aigate-legacy", b"left over")
    before = state(folder)
    done = {each.stage: each for each in hooks.uninstall(folder, STAGES)}
    assert done["pre-commit"].step is done["pre-push"].step is Step.FOREIGN
    assert "left over" in done["pre-push"].note
    assert state(folder) == before


def test_removal_brings_back_what_was_kept_when_the_shim_is_gone(repo: Repository, python: str) -> None:
    folder = folder_of(repo)
    put(folder / "pre-commit", FOREIGN)
    before = state(folder)
    hooks.install(folder, STAGES, python)
    (folder / "pre-commit").unlink()
    assert hooks.uninstall(folder, STAGES)[0].step is Step.RESTORED
    assert state(folder) == before


def test_a_hook_that_was_put_back_by_hand_is_chained_again(repo: Repository, python: str) -> None:
    folder = folder_of(repo)
    put(folder / "pre-commit", FOREIGN % b"1")
    before = state(folder)
    hooks.install(folder, STAGES, python)
    put(folder / "pre-commit", FOREIGN % b"1")
    assert hooks.install(folder, STAGES, python)[0].step is Step.UPDATED
    assert commit(repo) == 0
    assert log(repo)[:2] == ["foreign-1", "aigate-pre-commit"]
    hooks.uninstall(folder, STAGES)
    assert state(folder) == before


# ---------------------------------------------------------------- together with the real hook managers

CONFIG = """\
default_install_hook_types: [pre-commit, pre-push]
repos:
  - repo: local
    hooks:
      - {id: theirs, name: theirs, entry: sh -c 'echo theirs >>log', language: system, always_run: true, pass_filenames: false}
"""


def manager(name: str) -> list[str]:
    return [sys.executable, "-m", "pre_commit"] if name == "pre-commit" else ["prek"]


@pytest.fixture
def managed(repo: Repository, tmp_path: Path) -> Repository:
    repo.env.update(PRE_COMMIT_HOME=str(tmp_path / "cache"), PREK_HOME=str(tmp_path / "cache"))
    repo.stage({".pre-commit-config.yaml": CONFIG, ".gitignore": "log\nrefs\n"})
    return repo


@pytest.mark.parametrize("name", ["pre-commit", "prek"])
def test_a_manager_that_came_first_runs_first_and_comes_back(managed: Repository, python: str, name: str) -> None:
    managed.run(*manager(name), "install")
    before = state(folder_of(managed))
    hooks.install(folder_of(managed), STAGES, python)
    assert commit(managed) == 0
    assert log(managed)[:2] == ["theirs", "aigate-pre-commit"]
    hooks.uninstall(folder_of(managed), STAGES)
    assert state(folder_of(managed)) == before


@pytest.mark.parametrize("name", ["pre-commit", "prek"])
def test_a_manager_that_comes_later_runs_us_and_nothing_is_installed_twice(
    managed: Repository, python: str, name: str
) -> None:
    folder = folder_of(managed)
    hooks.install(folder, [BY_NAME["pre-commit"]], python)
    managed.run(*manager(name), "install")
    assert commit(managed) == 0
    assert sorted(log(managed)) == ["aigate-pre-commit", "theirs"]
    assert hooks.install(folder, [BY_NAME["pre-commit"]], python)[0].step is Step.UNCHANGED
    assert hooks.uninstall(folder, [BY_NAME["pre-commit"]])[0].step is Step.REMOVED
    assert commit(managed) == 0
    assert log(managed) == ["theirs"]


@pytest.mark.parametrize("name", ["pre-commit", "prek"])
def test_a_manager_that_comes_twice_does_not_run_itself(managed: Repository, python: str, name: str) -> None:
    folder = folder_of(managed)
    managed.run(*manager(name), "install")
    hooks.install(folder, STAGES, python)
    managed.run(*manager(name), "install")
    assert commit(managed) == 0
    assert sorted(log(managed))[:3] == ["aigate-commit-msg", "aigate-post-commit", "aigate-pre-commit"]
    done = hooks.uninstall(folder, STAGES)[0]
    assert done.step is Step.REMOVED
    assert "left over" in done.note
    assert commit(managed) == 0
    assert log(managed) == ["theirs"]
