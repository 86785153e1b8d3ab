"""``aigate completion`` prints a script that each shell can read, made from the parser it is handed."""

from __future__ import annotations

import argparse
import shutil
import subprocess

import pytest

from aigate.commands.completion import SHELLS
from tests.commands.running import parser_of, run


def full() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="aigate")
    commands = parser.add_subparsers()
    for name in ("install", "doctor", "completion"):
        commands.add_parser(name, help=name, parents=[parser_of(name)], add_help=False)
    return parser


def test_an_unknown_shell_is_refused() -> None:
    with pytest.raises(SystemExit) as caught:
        parser_of("completion").parse_args(["cmd.exe"])
    assert caught.value.code == 2


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_knows_commands_and_choices(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("completion", shell, parser_factory=full) == 0
    script = capsys.readouterr().out
    assert "doctor" in script
    assert "prepare-commit-msg" in script
    if shutil.which(shell):
        assert subprocess.run([shell, "-n"], input=script.encode(), check=False).returncode == 0
