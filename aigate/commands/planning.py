"""What of a history is looked at: the options, and the plan that they make."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from aigate.commands import follow
from aigate.commands.places import name_of
from aigate.errors import GitError, UsageError

if TYPE_CHECKING:
    import argparse

    from aigate.audit.plan import Plan
    from aigate.audit_model import Reach
    from aigate.git.repo import Repo

_MOST_JOBS = 1024


def add_options(parser: argparse.ArgumentParser) -> None:
    """Revisions and what narrows them, spelled as ``git log`` has them, and how to go about it."""
    parser.add_argument("revisions", nargs="*", metavar="REV", help="commits, and ranges A..B (default: HEAD)")
    parser.add_argument("--since", metavar="DATE", default="", help="only commits after DATE, as git log reads it")
    parser.add_argument("--until", metavar="DATE", default="", help="only commits before DATE")
    parser.add_argument(
        "--path", metavar="PATH", action="append", default=[], help="only this file or folder; repeatable"
    )
    parser.add_argument("--first-parent", action="store_true", help="follow only the first parent of merges")
    parser.add_argument("--all", action="store_true", help="also what every branch and tag reaches")
    parser.add_argument(
        "--every-patch",
        action="store_true",
        help="read the patches of all commits, not only of those that show a sign of an agent: finds markers that are gone",
    )
    follow.add_options(parser)
    parser.add_argument("--no-cache", action="store_true", help="neither use nor keep the results of earlier audits")
    parser.add_argument(
        "--jobs", metavar="N", type=int, default=0, help="how many processes (default: one a processor)"
    )


def plan_of(repo: Repo, args: argparse.Namespace) -> Plan:
    """The plan that the options make; UsageError for what cannot be, and for a path that no commit ever touched."""
    from aigate.audit.plan import Plan

    check(repo, args)
    plan = Plan(
        revisions=(*args.more, *args.revisions),
        since=args.since,
        until=args.until,
        paths=_paths(repo, args.path),
        first_parent=args.first_parent,
        all_branches=args.all,
        every_patch=args.every_patch,
        follow=tuple(args.options),
        jobs=args.jobs,
        cache=not args.no_cache,
    )
    _check_paths(repo, plan)
    return plan


def check(repo: Repo | None, args: argparse.Namespace) -> None:
    """UsageError for what can be in no repository."""
    for option, text in (("--since", args.since), ("--until", args.until)):
        _check_date(repo, option, text)
    if not 0 <= args.jobs <= _MOST_JOBS:
        raise UsageError(f"--jobs {args.jobs} cannot be", hint="--jobs 1 uses one process")


def _check_date(repo: Repo | None, option: str, text: str) -> None:
    from aigate.git.dates import is_date

    if text and not is_date(repo, text):
        raise UsageError(f'{option} "{text}" is no date', hint=f'{option} 2026-01-31, or {option} "2 weeks ago"')


def _paths(repo: Repo, given: list[str]) -> tuple[str, ...]:
    """Paths from the top; none if one of them is the whole repository."""
    names = tuple(dict.fromkeys(name_of(repo, one) for one in given))
    return () if "" in names else names


def _check_paths(repo: Repo, plan: Plan) -> None:
    """A path that no commit ever touched is a slip, and would be an audit of nothing."""
    from aigate.audit.history import ask
    from aigate.git import log

    for path in plan.paths:
        asked = ask(repo, replace(plan, paths=(path,), since="", until=""))
        if asked.tips and not log.count(repo, asked.words, ("--max-count=1", *asked.options)):
            raise UsageError(f"no commit changes {path}", hint="git ls-files lists what there is")


def unread(reach: Reach) -> GitError:
    """The error to end with where something could not be read; the report, which is written, names it all."""
    if not reach.unread:
        return GitError(f"git ended with exit code {reach.git_exit}: the history may be longer", hint="git fsck")
    count = f"{len(reach.unread):,} commits" if len(reach.unread) > 1 else "1 commit"
    reason = reach.unread[0].reason
    is_partial = "promisor" in reason  # git's word for whoever has what a partial clone lacks
    hint = (
        "a partial clone lacks contents: git fetch --refetch --no-filter"
        if is_partial
        else "git fsck says what is missing"
    )
    return GitError(f"{count} could not be read: {reason}", hint=hint)
