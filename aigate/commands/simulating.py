"""``aigate audit --policy``: which commits of the past a policy would have stopped, next to the policy in force."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from aigate.commands import planning
from aigate.commands.output import write
from aigate.errors import ExitCode, UsageError

if TYPE_CHECKING:
    import argparse

    from aigate.audit_model import Simulation
    from aigate.git.repo import Repo
    from aigate.protected import Policy

_FORMATS = ("text", "json")
_LARGEST = 1 << 20  # bytes of a configuration


def check(args: argparse.Namespace) -> None:
    """UsageError for ``--policy`` over many repositories, each of which has a policy of its own."""
    if args.policy is not None:
        raise UsageError("--policy is for one repository", hint="cd to it, and leave out --repos")


def run(args: argparse.Namespace, checks: tuple[str, ...] | None) -> int:
    """Simulate and report; 0 however many commits would have been stopped."""
    from aigate.audit.history import ask
    from aigate.audit.run import audit
    from aigate.audit.simulate import simulate
    from aigate.git.repo import Repo
    from aigate.protected import INDEX

    _check_options(args)
    with Repo.open() as repo:
        plan = replace(planning.plan_of(repo, args), checks=checks, exposure=False)
        policy = _policy(repo, ask(repo, plan).tip or INDEX, args.policy)
        made = simulate(args.policy, audit(repo, plan, policy=policy), audit(repo, plan))
    _report(made, args)
    if not made.audit.reach.is_whole:
        raise planning.unread(made.audit.reach)
    return ExitCode.ALLOWED


def _check_options(args: argparse.Namespace) -> None:
    if args.format not in _FORMATS:
        raise UsageError(f"--policy has no {args.format} report", hint=f"--format {' or '.join(_FORMATS)}")
    for option, given in (("--write", args.write), ("--issue", args.issue), ("--fail-on", args.fail_on)):
        if given:
            raise UsageError(f"{option} does not go with --policy", hint="--format json --output FILE")


def _policy(repo: Repo, tip: str, given: str) -> Policy:
    """A configuration file's, with the rules and acceptances of the audited tip; or all of it as a revision has it."""
    from aigate import config
    from aigate.protected import policy_at, policy_under

    path = Path(given)
    if not path.is_file():
        return policy_at(repo, _resolved(repo, given))
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as error:
        raise UsageError(f"cannot read {given}: {error.strerror}", hint="name a configuration file") from error
    if len(data) > _LARGEST:
        raise UsageError(f"{given} is larger than {_LARGEST:,} bytes", hint="name a configuration file")
    table = config.TABLE if path.name == config.PYPROJECT else ""
    return policy_under(repo, tip, config.load(data, given, table=table), given)


def _resolved(repo: Repo, given: str) -> str:
    try:
        return repo.resolve(given)
    except UsageError as error:
        hint = "--policy .aigate.toml, or --policy origin/main"
        raise UsageError(f'--policy "{given}" is neither a file nor a commit', hint=hint) from error


def _report(made: Simulation, args: argparse.Namespace) -> None:
    from aigate.reports import simulation as form
    from aigate.reports import terminal

    if args.format == "json":
        write(form.as_json(made), args.output)
        return
    colour = args.output is None and terminal.wants_colour(sys.stdout, os.environ)
    write(form.as_text(made, colour=colour, width=terminal.width_of(sys.stdout, os.environ)), args.output)
