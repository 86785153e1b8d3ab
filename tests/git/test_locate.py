"""Finding the repository without a process: held against git's own answer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from aigate.git.locate import Place, locate

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.repository import Repository


def by_git(folder: Path, repo: Repository, env: dict[str, str]) -> Place:
    words = ("-C", str(folder), "rev-parse", "--path-format=absolute")
    git_dir, common = (repo.git(*words, name, env=env) for name in ("--absolute-git-dir", "--git-common-dir"))
    return Place(git_dir, common, repo.git(*words, "--show-toplevel", env=env))


def top(repo: Repository) -> Path:
    return repo.path


def below(repo: Repository) -> Path:
    folder = repo.path / "a" / "b"
    folder.mkdir(parents=True)
    return folder


def linked(repo: Repository) -> Path:
    repo.commit()
    repo.git("worktree", "add", "--quiet", "../linked")
    return repo.path.parent / "linked"


def submodule(repo: Repository) -> Path:
    other = type(repo).create(repo.path.parent / "other", repo.env)
    other.commit({"x": "1\n"})
    repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other.path), "deps/other")
    return repo.path / "deps" / "other"


@pytest.mark.parametrize("folder_of", [top, below, linked, submodule])
def test_it_finds_what_git_finds(repo: Repository, folder_of: Callable[[Repository], Path]) -> None:
    folder = folder_of(repo)
    assert locate(str(folder), {}) == by_git(folder, repo, {})


def test_it_follows_the_environment_of_a_hook(repo: Repository, tmp_path: Path) -> None:
    env = {"GIT_DIR": str(repo.path / ".git"), "GIT_WORK_TREE": str(repo.path)}
    assert locate(str(tmp_path), env) == by_git(tmp_path, repo, env)


def test_a_relative_git_dir_is_relative_to_the_start(repo: Repository) -> None:
    found = locate(str(repo.path), {"GIT_DIR": ".git"})
    assert found is not None
    assert (found.git_dir, found.root) == (str(repo.path / ".git"), None)


def test_outside_of_any_repository_there_is_none(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()  # a folder of that name that is no repository
    assert locate(str(tmp_path), {}) is None


def test_a_dangling_git_file_is_none(tmp_path: Path) -> None:
    (tmp_path / ".git").write_text("gitdir: /nowhere/at/all\n")
    assert locate(str(tmp_path), {}) is None
    assert locate(str(tmp_path), {"GIT_DIR": "nothing"}) is None
