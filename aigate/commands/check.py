"""``aigate check``: judge what is staged, one commit, or a range."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from aigate.commands import fixing, output
from aigate.commands.judging import judge_commits, judge_index, message_of
from aigate.commands.message_file import read_message
from aigate.errors import UsageError
from aigate.git import changeset as changesets
from aigate.git.repo import Repo
from aigate.protected import policy_at

if TYPE_CHECKING:
    import argparse

NAME = "check"
HELP = "judge the AI-written lines of what is staged, of a commit, or of a range"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--staged", action="store_true", help="judge the index against HEAD (the default)")
    what.add_argument("--commit", metavar="REV", help="judge one commit, by its parent's policy")
    what.add_argument("--range", metavar="A..B", help="judge each commit of a range, by A's policy")
    parser.add_argument(
        "--message-file", metavar="FILE", type=Path, help="the message the staged change will be committed with"
    )
    output.add_options(parser)
    fixing.add_options(parser)


def run(args: argparse.Namespace) -> int:
    """Judge and report."""
    if args.message_file and (args.commit or args.range):
        raise UsageError("--message-file goes with --staged: a commit has its own message")
    if (args.fix or args.diff) and (args.commit or args.range):
        raise UsageError(
            "--fix and --diff go with what is staged: a commit is not changed",
            hint="check the commit out, or scan its files",
        )
    with Repo.open() as repo:
        if args.commit:
            return judge_commits(repo, [changesets.of_commit(repo, args.commit)], args)
        if args.range:
            base = base_of(repo, args.range)
            commits = changesets.of_range(repo, [args.range])
            return judge_commits(repo, commits, args, policy=policy_at(repo, base))
        message = message_of(repo, read_message(args.message_file)) if args.message_file else None
        return judge_index(repo, args, message=message)


def base_of(repo: Repo, span: str) -> str:
    """The left side of a range: the protected revision that its commits are judged by."""
    left, dots, right = span.partition("..")
    if not dots:
        raise UsageError(
            f'"{span}" is no range', hint="write A..B, for example: aigate check --range origin/main..HEAD"
        )
    repo.resolve(right.removeprefix(".") or "HEAD")
    return repo.resolve(left or "HEAD")
