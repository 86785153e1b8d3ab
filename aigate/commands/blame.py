"""``aigate blame``: who wrote each line of files, at a revision."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from aigate.commands import follow
from aigate.commands.output import write, write_bytes
from aigate.commands.places import files_at, span_of
from aigate.errors import UsageError
from aigate.git.repo import Repo
from aigate.lines import Span

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from aigate.history.blame import View
    from aigate.model import Blame

NAME = "blame"
HELP = "say who wrote each line of files, at a revision, as git blame says which commit did"

_FORMATS = ("text", "json", "porcelain", "line-porcelain")
_LINES = re.compile(r"(?P<start>[0-9]{1,9})(?:,(?:(?P<end>[0-9]{1,9})|\+(?P<count>[0-9]{1,9})))?")
_LAST = 10**9


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("paths", nargs="*", metavar="PATH", help="files, and folders with all text files below them")
    where = parser.add_mutually_exclusive_group()
    where.add_argument(
        "--rev",
        metavar="REV",
        default="HEAD",
        help="a commit, or a range A..B: older lines are not examined (default: HEAD)",
    )
    where.add_argument("--staged", action="store_true", help="blame the files as they are staged")
    follow.add_options(parser)
    parser.add_argument("-w", action="append_const", const="-w", dest="options", help="ignore changes of white space")
    parser.add_argument(
        "-L",
        metavar="START,END",
        dest="lines",
        help="only these lines of the one file: START, START,END or START,+COUNT",
    )
    parser.add_argument("--summary", action="store_true", help="only the sums, of each file and of all")
    parser.add_argument("--format", choices=_FORMATS, default="text", help="how to report (default: %(default)s)")
    parser.add_argument("--json", action="store_const", const="json", dest="format", help="the same as --format json")
    for name in _FORMATS[2:]:
        parser.add_argument(
            f"--{name}",
            action="store_const",
            const=name,
            dest="format",
            help=f"as git blame --{name}, with header lines of aigate's own",
        )
    parser.add_argument("--output", metavar="FILE", type=Path, help="write to FILE instead of standard output")


def run(args: argparse.Namespace) -> int:
    """Blame and report; 0 whoever wrote it."""
    given = [*args.more, *args.paths]
    if not given:
        raise UsageError("no PATH was named", hint="aigate blame FILE, or aigate blame --summary . for all of them")
    with Repo.open() as repo:
        tip, stops = ("", ()) if args.staged else span_of(repo, args.rev)
        paths = tuple(dict.fromkeys(path for one in given for path in files_at(repo, tip, one)))
        _check(args, paths)
        found = _blame(repo, _view(args, tip, stops), paths)
    return _report(found, args)


def _check(args: argparse.Namespace, paths: Sequence[str]) -> None:
    if len(paths) != 1 and (args.lines or "porcelain" in args.format):
        what = "-L" if args.lines else f"--{args.format}"
        raise UsageError(f"{what} is for one file, and here are {len(paths)}", hint="name one file")
    if "porcelain" in args.format and (args.staged or args.summary):
        raise UsageError(
            "the porcelain tells every line of a commit", hint="leave out --staged and --summary, or use --json"
        )


def _view(args: argparse.Namespace, tip: str, stops: tuple[str, ...]) -> View:
    from aigate.history.blame import View

    return View(
        tip,
        stops,
        tuple(args.options) + (("--line-porcelain",) if args.format == "line-porcelain" else ()),
        _span(args.lines) if args.lines else None,
        keeps_text=args.format == "text" and not args.summary,
        keeps_porcelain="porcelain" in args.format,
    )


def _span(given: str) -> Span:
    found = _LINES.fullmatch(given)
    if found is None:
        raise UsageError(
            f'-L "{given}" names no lines', hint="-L 10,20 or -L 10,+5; names of functions are not understood"
        )
    start = int(found["start"])
    end = int(found["end"] or _LAST) if not found["count"] else start + int(found["count"]) - 1
    if end < start:
        raise UsageError(f'-L "{given}" ends before it starts', hint="-L START,END, or -L START,+COUNT")
    return Span(start, end)


def _blame(repo: Repo, view: View, paths: Sequence[str]) -> Blame:
    from aigate.history.blame import blame
    from aigate.progress import Progress
    from aigate.protected import head_or_index, provenance_at

    progress = Progress("blaming files")
    found = blame(repo, view, paths, provenance_at(repo, head_or_index(repo)), progress=progress)
    progress.close()
    return found


def _report(found: Blame, args: argparse.Namespace) -> int:
    from aigate.reports import blame as form
    from aigate.reports import terminal

    if "porcelain" in args.format:
        write_bytes(_porcelain(found, args.format), args.output)
        return 0
    colour = args.output is None and terminal.wants_colour(sys.stdout, os.environ)
    if args.format == "json":
        write(form.as_json(found, summary=args.summary), args.output)
    elif args.summary:
        write(form.as_summary(found, colour=colour), args.output)
    else:
        room = terminal.room_of(sys.stdout, os.environ) if args.output is None else None
        write(form.as_text(found, colour=colour, room=room), args.output)
    return 0


def _porcelain(found: Blame, form: str) -> bytes:
    from aigate.reports import porcelain

    if found.skipped:
        raise UsageError(f"{found.skipped[0].path} has no lines: {found.skipped[0].reason}")
    return porcelain.render(found.files[0], each_line=form == "line-porcelain")
