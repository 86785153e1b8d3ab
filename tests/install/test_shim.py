"""The shim is plain shell that finds its interpreter whatever its path holds, chains what was there, and fails closed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigate.install import shim
from aigate.install.stages import BY_NAME, STAGES, Stage

SHELLS = [shell for shell in ("sh", "dash", "bash", "ksh", "zsh", "busybox") if shutil.which(shell)]
PATHS = [
    ("a plain path", "/usr/bin/python3"),
    ("spaces", "/home/A B/venv/bin/python"),
    ("quotes of both kinds", '/it\'s a "path"/python'),
    ("what a shell would expand", "/$HOME/`id`/$(id)/*/python"),
    ("backslashes", "C:\\Users\\A B\\python.exe"),
    ("a newline", "/two\nlines/python"),
    ("letters beyond ASCII", "/café/🎉/python"),
    ("nothing", ""),
]


@pytest.mark.parametrize("python", [case[1] for case in PATHS], ids=[case[0] for case in PATHS])
@pytest.mark.parametrize("stage", STAGES, ids=str)
def test_the_interpreter_is_read_back_as_it_was_written(stage: Stage, python: str) -> None:
    content = shim.render(stage, python).encode()
    assert shim.interpreter(content) == python
    assert shim.is_ours(content)


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0\r")))
def test_any_path_is_read_back(python: str) -> None:
    assert shim.interpreter(shim.render(STAGES[0], python).encode()) == python


FOREIGN = [
    ("nothing", b""),
    ("another's script", b"#!/bin/sh\necho aigate native hook\n"),
    ("the mark further down", b"#!/bin/sh\necho\n# aigate native hook, format 1\n"),
    ("the mark without a shebang", b"# aigate native hook, format 1\n"),
    ("bytes", b"\x7fELF\x00\xff"),
]


@pytest.mark.parametrize("content", [case[1] for case in FOREIGN], ids=[case[0] for case in FOREIGN])
def test_files_of_others_are_not_ours(content: bytes) -> None:
    assert not shim.is_ours(content)
    assert shim.interpreter(content) is None


def test_a_shim_that_somebody_broke_names_no_interpreter() -> None:
    assert shim.interpreter(b"#!/bin/sh\n# aigate native hook, format 1\npython='/unclosed\n") is None


def test_a_later_version_is_ours_too() -> None:
    assert shim.is_ours(b"#!/usr/bin/env sh\n# aigate native hook, format 27; and so on\n")


# ---------------------------------------------------------------- run for real


posix = pytest.mark.skipif(
    os.name == "nt", reason="names, modes and a PATH that only POSIX has; git itself runs the rest"
)


class Hook:
    """A shim in a folder with an odd name, and a fake interpreter that writes down how it was called."""

    def __init__(self, folder: Path, stage: str, *, python: str | None = None) -> None:
        self.folder = folder / 'it\'s "a" $HOME folder'
        self.folder.mkdir()
        self.python = self.folder / "py thon"
        self.log = folder / "log"
        self.script(self.python, f"{{ printf '<%s>' \"$@\"; cat; }} >>'{self.log}'; exit 7")
        self.path = self.folder / stage
        self.path.write_text(shim.render(BY_NAME[stage], str(self.python) if python is None else python), newline="\n")
        self.path.chmod(0o755)
        self.legacy = self.folder / f"{stage}{shim.LEGACY}"

    def script(self, path: Path, body: str) -> None:
        path.write_text(f"#!/bin/sh\n{body}\n", newline="\n")
        path.chmod(0o755)

    def run(self, *args: str, stdin: str = "", env: dict[str, str] | None = None, shell: str = "sh") -> int:
        words = ["busybox", "sh"] if shell == "busybox" else [shell]
        done = subprocess.run(
            [*words, str(self.path), *args], input=stdin.encode(), env=env, check=False, capture_output=True
        )
        self.stderr = done.stderr.decode()
        return done.returncode

    @property
    def logged(self) -> str:
        return self.log.read_text() if self.log.exists() else ""


ARGUMENTS = ("a b", "", "it's", "*")
CALL = "<-P><-m><aigate><hook>"
REFS = "refs/heads/a 1 refs/heads/a 0\nrefs/heads/b 2 refs/heads/b 0\n\n"


@posix
@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("stage", STAGES, ids=str)
def test_arguments_input_and_exit_code_pass_through(tmp_path: Path, stage: Stage, shell: str) -> None:
    hook = Hook(tmp_path, stage.name)
    assert hook.run(*ARGUMENTS, stdin=REFS, shell=shell) == 7
    assert hook.logged == f"{CALL}<{stage.name}><a b><><it's><*>{REFS}"


@posix
@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("stdin", [REFS, "", "no newline"], ids=["two refs", "nothing", "no newline at the end"])
def test_both_hooks_of_a_push_get_all_of_the_input(tmp_path: Path, stdin: str, shell: str) -> None:
    hook = Hook(tmp_path, "pre-push")
    hook.script(hook.legacy, f"{{ printf '(%s)' \"$@\"; cat; }} >>'{hook.log}'")
    assert hook.run("origin", "a url", stdin=stdin, shell=shell) == 7
    assert hook.logged == f"(origin)(a url){stdin}{CALL}<pre-push><origin><a url>{stdin}"


@posix
@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("stage", STAGES, ids=str)
def test_the_failure_of_what_was_there_is_the_failure_of_the_hook(tmp_path: Path, stage: Stage, shell: str) -> None:
    hook = Hook(tmp_path, stage.name)
    hook.script(hook.legacy, "exit 42")
    assert hook.run(stdin=REFS * 20_000, shell=shell) == 42
    assert not hook.logged
    assert not hook.stderr


@posix
def test_a_legacy_hook_that_never_reads_its_input_is_no_failure(tmp_path: Path) -> None:
    hook = Hook(tmp_path, "pre-push")
    hook.script(hook.legacy, "exit 0")
    assert hook.run(stdin=REFS * 20_000) == 7
    assert hook.logged.count("refs/heads/b 2") == 20_000


@posix
def test_a_legacy_hook_that_is_not_executable_is_passed_over_as_git_does(tmp_path: Path) -> None:
    hook = Hook(tmp_path, "pre-commit")
    hook.script(hook.legacy, "exit 42")
    hook.legacy.chmod(0o644)
    assert hook.run() == 7


@posix
@pytest.mark.parametrize("variable", ["PRE_COMMIT_RUNNING_LEGACY", "PREK_RUNNING_LEGACY"])
def test_the_manager_that_runs_us_is_not_run_by_us(tmp_path: Path, variable: str) -> None:
    hook = Hook(tmp_path, "pre-commit")
    hook.script(hook.legacy, "# File generated by pre-commit\nexit 42")
    assert hook.run(env={variable: "1", "PATH": "/usr/bin:/bin"}) == 7
    hook.script(hook.legacy, "exit 43")
    assert hook.run(env={variable: "1", "PATH": "/usr/bin:/bin"}) == 43


@posix
def test_without_its_interpreter_it_takes_the_command_on_the_path(tmp_path: Path) -> None:
    hook = Hook(tmp_path, "commit-msg", python="/nowhere/python")
    hook.script(tmp_path / "aigate", f"printf '<%s>' \"$@\" >>'{hook.log}'; exit 5")
    assert hook.run("MSG", env={"PATH": f"{tmp_path}:/usr/bin:/bin"}) == 5
    assert hook.logged == "<hook><commit-msg><MSG>"


@posix
@pytest.mark.parametrize("python", ["/nowhere/python", ""], ids=["gone", "never known"])
def test_without_anything_to_run_it_says_so_and_fails(tmp_path: Path, python: str) -> None:
    hook = Hook(tmp_path, "pre-commit", python=python)
    assert hook.run(env={"PATH": "/usr/bin:/bin"}) == 1
    assert "aigate install" in hook.stderr


@posix
def test_a_folder_named_aigate_in_the_repository_is_never_the_program(tmp_path: Path) -> None:
    hook = Hook(tmp_path, "pre-commit", python=sys.executable)
    planted = tmp_path / "aigate"
    planted.mkdir()
    (planted / "__init__.py").write_text("")
    (planted / "__main__.py").write_text(f"open({str(tmp_path / 'planted-ran')!r}, 'w')")
    subprocess.run(["sh", str(hook.path)], cwd=tmp_path, check=False, capture_output=True)
    assert not (tmp_path / "planted-ran").exists()


@posix
def test_it_finds_its_neighbour_when_called_by_its_bare_name(tmp_path: Path) -> None:
    hook = Hook(tmp_path, "pre-commit")
    hook.script(hook.legacy, "exit 42")
    done = subprocess.run(["sh", "pre-commit"], cwd=hook.folder, check=False)
    assert done.returncode == 42
    assert Path(hook.legacy).exists()
