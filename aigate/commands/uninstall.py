"""``aigate uninstall``: takes the native hooks out again, and puts back what stood there before."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from aigate.errors import ExitCode
from aigate.git.repo import Repo
from aigate.install import hooks
from aigate.install.folder import hooks_folder
from aigate.install.stages import BY_NAME, NAMES
from aigate.reports.visible import visible

if TYPE_CHECKING:
    import argparse

NAME = "uninstall"
HELP = "take aigate's native git hooks out again, and put back what stood there before"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument(
        "--hook",
        action="append",
        metavar="STAGE",
        choices=NAMES,
        help="remove this hook only; may be repeated (default: all)",
    )


def run(args: argparse.Namespace) -> int:
    """Uninstall, and say what was done to each hook."""
    with Repo.open() as repo:
        folder = hooks_folder(repo)
    for done in hooks.uninstall(folder.path, [BY_NAME[name] for name in dict.fromkeys(args.hook or NAMES)]):
        print(f"{done.stage}: {done.step}")
        if done.note:
            print(f"note: {visible(done.note)}", file=sys.stderr)
    if not args.hook or "post-commit" in args.hook:
        from aigate.install import notes_config

        with Repo.open() as repo:
            for setting in notes_config.restore(repo):
                print(f"git config: {visible(str(setting))} is taken out")
    return ExitCode.ALLOWED
