"""``aigate audit``: what agents wrote in a history, what is wrong with it today, and what became of the rest."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from aigate.commands import destinations, planning, repositories, telling
from aigate.errors import ExitCode, UsageError
from aigate.model import Severity

if TYPE_CHECKING:
    import argparse

    from aigate.audit_model import Audit

NAME = "audit"
HELP = "say what agents wrote in a history, what is wrong with it today, and what became of the rest"

CHECKS = ("detect-secrets", "bandit", "flow", "patterns", "wrappers", "suppressions", "removals")  # a test holds it
_NO_CHECKS = "none"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    planning.add_options(parser)
    parser.add_argument(
        "--checks",
        metavar="NAMES",
        help=f"run only these checks, separated by commas: {', '.join(CHECKS)}; or {_NO_CHECKS} (default: all)",
    )
    parser.add_argument(
        "--policy",
        metavar="FILE|REV",
        help="say which commits a policy would have stopped: a configuration file, or the policy of a commit (text and json)",
    )
    parser.add_argument("--no-exposure", action="store_true", help="do not look at what is left today: faster")
    parser.add_argument(
        "--fail-on",
        metavar="SEVERITY",
        choices=[str(severity) for severity in Severity],
        help="exit with 1 if a finding of this severity or higher is open: info, low, medium, high or critical",
    )
    destinations.add_options(parser)
    telling.add_options(parser)
    repositories.add_options(parser)


def run(args: argparse.Namespace) -> int:
    """Audit and report; what could not be read is told last, and is the exit code, unless a finding is."""
    from aigate.audit.run import audit
    from aigate.git.repo import Repo

    checks = _checks(args.checks)
    if args.repos is not None:
        from aigate.commands import simulating

        simulating.check(args)
        return repositories.run(args, checks)
    repositories.check(args)
    if args.policy is not None:
        from aigate.commands import simulating

        return simulating.run(args, checks)
    wanted = destinations.asked(args)
    place = telling.connect(args)
    with Repo.open() as repo:
        plan = planning.plan_of(repo, args)
        made = audit(repo, replace(plan, checks=checks, exposure=not args.no_exposure))
        destinations.deliver(made, wanted)
        if place:
            telling.tell(place, made, repo)
    if args.fail_on and _fails(made, Severity[args.fail_on.upper()]):
        return ExitCode.BLOCKED
    if not made.reach.is_whole:
        raise planning.unread(made.reach)
    return ExitCode.ALLOWED


def _checks(given: str | None) -> tuple[str, ...] | None:
    if given is None:
        return None
    names = tuple(dict.fromkeys(name.strip() for name in given.split(",")))
    if names == (_NO_CHECKS,):
        return ()
    for name in names:
        if name not in CHECKS:
            raise UsageError(f'there is no check "{name}"', hint=f"use {', '.join(CHECKS)}, or {_NO_CHECKS}")
    return names


def _fails(made: Audit, lowest: Severity) -> bool:
    from aigate.reports.audit.figures import pending

    return any(found.finding.severity >= lowest for found in pending(made))
