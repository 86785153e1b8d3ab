"""``aigate why``: all that is known of one line."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from aigate.commands.judging import today
from aigate.commands.output import write
from aigate.commands.places import name_of
from aigate.errors import UsageError
from aigate.git.repo import Repo

if TYPE_CHECKING:
    import argparse

NAME = "why"
HELP = "say who wrote a line and how that is known, through which commits it came, and what the gate makes of it"

_MOST_DIGITS = 9


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("place", metavar="PATH:LINE", help="a line of a file; a column behind it is ignored")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--rev", metavar="REV", default="HEAD", help="the file as a commit has it (default: HEAD)")
    where.add_argument("--staged", action="store_true", help="the file as it is staged")
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="how to report (default: %(default)s)"
    )
    parser.add_argument("--json", action="store_const", const="json", dest="format", help="the same as --format json")
    parser.add_argument("--output", metavar="FILE", type=Path, help="write to FILE instead of standard output")


def run(args: argparse.Namespace) -> int:
    """Explain the line; 0 whoever wrote it."""
    from aigate.history.why import why
    from aigate.protected import head_or_index, policy_at
    from aigate.reports import terminal
    from aigate.reports import why as form

    with Repo.open() as repo:
        tip = "" if args.staged else repo.resolve(args.rev)
        path, line = _place(repo, tip, args.place)
        policy = policy_at(repo, head_or_index(repo))
        found = why(repo, tip, path, line, policy, today())
    if args.format == "json":
        write(form.as_json(found, policy.config), args.output)
        return 0
    colour = args.output is None and terminal.wants_colour(sys.stdout, os.environ)
    width = terminal.width_of(sys.stdout, os.environ)
    write(form.as_text(found, policy.config, colour=colour, width=width), args.output)
    return 0


def _place(repo: Repo, tip: str, given: str) -> tuple[str, int]:
    """The file and the line. A path may hold colons, and compilers write a column behind the line."""
    path, line = _split(given)
    shorter, number = _split(path) if path else ("", 0)
    for name, at in ((path, line), (shorter, number)):
        if name and at and repo.kind_at(tip, name_of(repo, name)):
            return name_of(repo, name), at
    if not path or not line:
        raise UsageError(f'"{given}" names no line', hint="aigate why PATH:LINE, with lines counted from 1")
    where = f"in commit {tip[:12]}" if tip else "in the index"
    raise UsageError(
        f"there is no file {path} {where}", hint="git ls-files lists what there is; --rev REV asks another commit"
    )


def _split(given: str) -> tuple[str, int]:
    """A path and the number behind its last colon; 0 if there is none."""
    path, colon, digits = given.rpartition(":")
    if not colon or not (digits.isascii() and digits.isdigit()) or len(digits) > _MOST_DIGITS:
        return "", 0
    return path, int(digits)
