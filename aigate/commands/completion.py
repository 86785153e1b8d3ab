"""``aigate completion``: the script that lets a shell complete aigate's commands and options."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aigate.errors import ExitCode

if TYPE_CHECKING:
    import argparse

NAME = "completion"
HELP = "print the script that lets a shell complete aigate's command line"
SHELLS = ("bash", "zsh", "tcsh")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("shell", choices=SHELLS, help="the shell to write the script for")
    parser.epilog = (
        'bash: eval "$(aigate completion bash)" in ~/.bashrc\n'
        "zsh:  aigate completion zsh > a folder of $fpath, as _aigate\n"
        "tcsh: aigate completion tcsh > ~/.aigate.tcsh, and source it in ~/.tcshrc"
    )


def run(args: argparse.Namespace) -> int:
    """Print the script. The parser of the whole command line is handed over, as only ``cli`` knows it."""
    import shtab

    print(shtab.complete(args.parser_factory(), shell=args.shell))
    return ExitCode.ALLOWED
