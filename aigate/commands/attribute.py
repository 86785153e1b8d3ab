"""``aigate attribute``: who wrote which added lines, with the evidence."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from aigate.commands.message_file import read_message
from aigate.errors import GitError, UsageError
from aigate.git.changeset import Failure, of_commit, of_history, of_index, of_range, with_failures
from aigate.git.repo import Repo
from aigate.progress import Progress
from aigate.protected import head_or_index, provenance_at
from aigate.provenance.many import Attributor
from aigate.provenance.records import Records
from aigate.provenance.resolve import watch

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from typing import TextIO

    from aigate.config import Provenance
    from aigate.model import Changeset

NAME = "attribute"
HELP = "say who wrote which added lines, with the evidence: of the index, a commit, a range, or a history"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument(
        "revision", nargs="?", metavar="REV", help="a commit, or a range A..B (default: what is staged)"
    )
    parser.add_argument("--staged", action="store_true", help="attribute what is staged (the default)")
    parser.add_argument("--history", metavar="REV", help="attribute every commit that REV reaches")
    parser.add_argument("--message-file", metavar="FILE", type=Path, help="the message the staged change will have")
    parser.add_argument(
        "--format", choices=("text", "jsonl"), default="text", help="how to report; jsonl is one commit a line"
    )
    parser.add_argument("--output", metavar="FILE", type=Path, help="write to FILE instead of standard output")


def run(args: argparse.Namespace) -> int:
    """Attribute and report, one changeset at a time: a history never stands in memory whole."""
    if sum(map(bool, (args.revision, args.staged, args.history))) > 1:
        raise UsageError("name one of REV, --staged and --history")
    with Repo.open() as repo:
        if args.output is None:
            return _report(repo, args, sys.stdout)
        try:
            with args.output.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as stream:
                return _report(repo, args, stream)
        except OSError as error:
            raise UsageError(f"cannot write {args.output}: {error.strerror}") from error


def _report(repo: Repo, args: argparse.Namespace, stream: TextIO) -> int:
    from aigate.reports import attribution as form
    from aigate.reports import terminal

    settings = provenance_at(repo, head_or_index(repo))
    colour = args.format == "text" and args.output is None and terminal.wants_colour(stream, os.environ)
    width = terminal.width_of(stream, os.environ)
    progress = Progress("attributing commits")
    attributor = Attributor(repo, settings, Records(repo))
    failures: list[GitError] = []
    for number, one in enumerate(attributor.each(_changesets(repo, args, settings))):
        progress(number, 0)
        if isinstance(one, Failure):
            failures.append(one.error)
            text = form.failure_as_line if args.format == "jsonl" else form.failure_as_text
            stream.write(text(one.commit, one.error))
        elif args.format == "jsonl":
            stream.write(form.as_line(*one))
        else:
            stream.write(form.as_text(*one, colour=colour, width=width))
    progress.close()
    if failures:
        count = f"{len(failures)} commits" if len(failures) > 1 else "1 commit"
        raise GitError(f"{count} could not be read: {failures[0].message}", hint=failures[0].hint)
    return 0


def _changesets(repo: Repo, args: argparse.Namespace, settings: Provenance) -> Iterator[Changeset | Failure]:
    if args.history:
        yield from with_failures(lambda failed: of_history(repo, args.history, watch(settings), failed))
    elif args.revision and ".." in args.revision:
        yield from with_failures(lambda failed: of_range(repo, [args.revision], watch(settings), failed))
    elif args.revision:
        yield of_commit(repo, args.revision)
    else:
        from aigate.commands.judging import message_of  # and with it all that judges

        message = message_of(repo, read_message(args.message_file)) if args.message_file else None
        yield of_index(repo, message=message)
