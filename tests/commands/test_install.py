"""``aigate install`` and ``uninstall``: what they say, and that git then really runs aigate."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from aigate.errors import UsageError
from aigate.install import shim
from aigate.install.stages import NAMES
from tests.commands.running import parser_of, run
from tests.repository import Repository

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _inside(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repo.path)


@pytest.mark.parametrize("command", ["install", "uninstall"])
def test_outside_a_repository_it_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError):
        run(command)


@pytest.mark.parametrize("command", ["install", "uninstall"])
def test_a_bare_repository_is_refused(
    tmp_path: Path, sealed: dict[str, str], monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.chdir(Repository.create(tmp_path / "bare", sealed, "--bare").path)
    with pytest.raises(UsageError, match="bare repository"):
        run(command)


@pytest.mark.parametrize("command", ["install", "uninstall"])
def test_a_hook_that_is_none_is_refused(command: str) -> None:
    with pytest.raises(SystemExit) as caught:
        parser_of(command).parse_args(["--hook", "post-checkout"])
    assert caught.value.code == 2


@pytest.mark.parametrize("path", [".husky/_", ".husky"], ids=["version 9", "version 8"])
def test_husky_is_left_alone_with_the_lines_to_add(repo: Repository, path: str) -> None:
    repo.write({f"{path}/pre-commit": "#!/usr/bin/env sh\n"})
    repo.git("config", "core.hooksPath", path)
    with pytest.raises(UsageError, match="husky owns the hooks") as caught:
        run("install", "--hook", "pre-commit")
    assert '.husky/pre-commit: aigate hook pre-commit "$@"' in caught.value.hint
    assert (repo.path / path / "pre-commit").read_text() == "#!/usr/bin/env sh\n"


def test_all_hooks_are_installed_for_this_interpreter(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("install") == 0
    said = capsys.readouterr()
    first_words = [line.partition(":")[0] for line in said.out.splitlines()]
    assert first_words == [*NAMES, "hooks folder", "git config", "git config"]
    assert not said.err
    for name in NAMES:
        assert shim.interpreter((repo.path / ".git/hooks" / name).read_bytes()) == sys.executable
    assert run("uninstall") == 0
    assert not [name for name in NAMES if (repo.path / ".git/hooks" / name).exists()]


def test_single_hooks_can_be_named_and_named_twice(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    run("install", "--hook", "pre-push", "--hook", "commit-msg", "--hook", "pre-push")
    assert capsys.readouterr().out.count("pre-push: ") == 1
    present = [name for name in NAMES if (repo.path / ".git/hooks" / name).exists()]
    assert present == ["commit-msg", "pre-push"]
    run("uninstall", "--hook", "pre-push")
    assert (repo.path / ".git/hooks/commit-msg").exists()


NOTES = [
    ("in the work tree", ".githooks", "do not commit them"),
    ("of the user", "~/hooks", "this folder serves every repository that uses it"),
]


@pytest.mark.parametrize(("path", "note"), [case[1:] for case in NOTES], ids=[case[0] for case in NOTES])
def test_what_is_odd_about_the_folder_is_said(
    repo: Repository, capsys: pytest.CaptureFixture[str], path: str, note: str
) -> None:
    repo.git("config", "--global", "core.hooksPath", path)
    run("install")
    assert note in capsys.readouterr().err


def test_lefthook_is_chained_and_named(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repo.write({".git/hooks/pre-commit": '#!/bin/sh\ncall_lefthook run "pre-commit" "$@"\n'})
    run("install")
    assert "lefthook rewrites pre-commit" in capsys.readouterr().err


def test_removal_tells_what_it_leaves(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repo.write({".git/hooks/pre-commit": "#!/bin/sh\n", ".git/hooks/pre-commit.aigate-legacy": "x"})
    assert run("uninstall") == 0
    said = capsys.readouterr()
    assert "pre-commit: not aigate's: left alone" in said.out
    assert "left over" in said.err
