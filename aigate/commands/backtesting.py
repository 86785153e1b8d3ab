"""``aigate rules backtest``: when a rule would have fired in history on lines that agents wrote, and where it fires now.

The history is audited under the policy in force and the rule besides, not under the rule alone: so the audit that comes next
finds all that it kept earlier, and a rule that is in force already costs next to nothing after one.
"""

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

    from aigate.audit_model import Backtest
    from aigate.git.repo import Repo
    from aigate.model import RuleInfo
    from aigate.protected import Policy

_SUFFIXES = (".yml", ".yaml")
_LARGEST = 1 << 20  # bytes of a file of rules


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the action's arguments."""
    parser.add_argument(
        "rule", metavar="RULE", help="a rule's id, or a YAML file of rules that need not be in force yet"
    )
    planning.add_options(parser)
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="how to report (default: %(default)s)"
    )
    parser.add_argument("--output", metavar="FILE", type=Path, help="write to FILE instead of standard output")


def run(args: argparse.Namespace) -> int:
    """Test the rule against the past; 0 however often it fired."""
    from aigate.audit.backtest import backtest
    from aigate.audit.run import audit
    from aigate.git.repo import Repo

    with Repo.open() as repo:
        plan = planning.plan_of(repo, args)
        policy, rules = _policy(repo, args)
        if _is_file(args.rule):
            plan = replace(plan, checks=("patterns",))
        made = backtest(rules, audit(repo, plan, policy=policy))
    _report(made, args)
    if not made.audit.reach.is_whole:
        raise planning.unread(made.audit.reach)
    return ExitCode.ALLOWED


def _is_file(given: str) -> bool:
    return given.endswith(_SUFFIXES)


def _policy(repo: Repo, args: argparse.Namespace) -> tuple[Policy, list[RuleInfo]]:
    """The policy in force with the rules in it that are asked about, and these."""
    from aigate.commands.explain import find
    from aigate.commands.rules import infos
    from aigate.protected import head_or_index, policy_at
    from aigate.rules import loader

    tip = repo.resolve("HEAD") if repo.has_head() else head_or_index(repo)
    if not _is_file(args.rule):
        policy = policy_at(repo, tip, enable=(args.rule,))
        return policy, [find(args.rule, infos(policy.rules))]
    path = Path(args.rule)
    name, content = _name(repo, path), _read(path)
    ids = {rule.id for rule in loader.read_rules(name, content, strict=True)}
    policy = policy_at(repo, tip, drafts=[(name, content)], enable=ids)
    return policy, [info for info in infos(policy.rules) if info.id in ids]


def _name(repo: Repo, path: Path) -> str:
    """As the repository calls the file, so that a draft takes the place of what is committed; else as it was given."""
    if repo.root is not None and path.resolve().is_relative_to(repo.root.resolve()):
        return path.resolve().relative_to(repo.root.resolve()).as_posix()
    return path.as_posix()


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
    except OSError as error:
        raise UsageError(
            f"cannot read the rule file {path}: {error.strerror}", hint="aigate rules list shows the ids in force"
        ) from error
    if len(content) > _LARGEST:
        raise UsageError(f"the rule file {path} is larger than {_LARGEST:,} bytes", hint="name a file of rules")
    return content


def _report(made: Backtest, args: argparse.Namespace) -> None:
    from aigate.reports import backtest as form
    from aigate.reports import terminal

    if args.format == "json":
        write(form.as_json(made), args.output)
        return
    colour = args.output is None and terminal.wants_colour(sys.stdout, os.environ)
    write(form.as_text(made, colour=colour, width=terminal.width_of(sys.stdout, os.environ)), args.output)
