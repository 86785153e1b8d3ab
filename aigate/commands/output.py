"""The options that are spelled the same everywhere, and the one way a report leaves a command."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from aigate import firewall, reports
from aigate.config import GateScope
from aigate.errors import UsageError
from aigate.model import Report, Severity
from aigate.policy import gatefiles, message_rules
from aigate.policy.decide import worst
from aigate.provenance.env import running_agent
from aigate.reports import terminal
from aigate.reports.visible import visible

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from aigate.config import Config
    from aigate.model import Judgement, RuleInfo
    from aigate.protected import Policy


def add_options(parser: argparse.ArgumentParser) -> None:
    """``--format``, ``--output``, ``--scope``, ``--fail-on`` and ``--explain``."""
    parser.add_argument(
        "--format",
        choices=reports.NAMES,
        help="how to report (default: text; in short where an agent runs the command)",
    )
    parser.add_argument(
        "--output", metavar="FILE", type=Path, help="write the report to FILE instead of standard output"
    )
    parser.add_argument(
        "--scope",
        choices=[str(scope) for scope in GateScope],
        help="which added lines are gated (default: the configuration's, ai)",
    )
    parser.add_argument(
        "--fail-on",
        metavar="SEVERITY",
        choices=[str(severity) for severity in Severity],
        help="lowest severity that blocks: info, low, medium, high or critical (default: the configuration's, medium)",
    )
    parser.add_argument(
        "--explain", action="store_true", help="also show what was left alone, and why, and the evidence"
    )


def adjust(policy: Policy, args: argparse.Namespace) -> Policy:
    """The policy with the command line's wishes in it."""
    config: Config = policy.config
    if args.scope:
        config = replace(config, scope=GateScope(args.scope))
    if args.fail_on:
        config = replace(config, gate=replace(config.gate, block=Severity[args.fail_on.upper()]))
    return replace(policy, config=config)


def report_of(judgements: Sequence[Judgement], command: str, policy: Policy | None, args: argparse.Namespace) -> Report:
    """The one value that every format renders. What rules say of themselves is read only for the format that tells it."""
    decision = worst([judgement.decision for judgement in judgements])
    named = {finding.rule for judgement in judgements for finding in judgement.findings}
    infos = _infos(named, policy) if policy and named and args.format == "sarif" else ()
    return Report(tuple(judgements), decision, command, infos)


def _infos(named: set[str], policy: Policy) -> tuple[RuleInfo, ...]:
    from aigate.scanners import Settings
    from aigate.scanners.registry import SCANNERS

    settings = Settings(policy.rules)
    known = [info for scanner in SCANNERS for info in scanner.rules(settings)] + [
        *firewall.infos(),
        *gatefiles.infos(),
        *message_rules.infos(),
    ]
    return tuple(info for info in known if info.id in named)


def emit(report: Report, args: argparse.Namespace, *, quiet: bool = False) -> int:
    """Write the report where it was asked for; the exit code, which no format changes."""
    write(_render(report, args, quiet=quiet), args.output)
    return report.exit_code


def _render(report: Report, args: argparse.Namespace, *, quiet: bool) -> str:
    if is_for_agent(args):
        return _card(report, quiet=quiet)
    renderer = reports.load(args.format or "text")
    colour = args.output is None and terminal.wants_colour(sys.stdout, os.environ)
    width = terminal.width_of(sys.stdout, os.environ)
    return renderer.render(report, colour=colour, width=width, explain=args.explain, quiet=quiet)


def is_for_agent(args: argparse.Namespace) -> bool:
    """Whether an agent's model will read the report."""
    return not (args.format or args.explain or args.output) and running_agent(os.environ) is not None


def _card(report: Report, *, quiet: bool) -> str:
    """The text report as an agent's model reads it best: short, without colours and frames."""
    from aigate.agent import card

    if quiet and not any(judgement.findings or judgement.not_examined for judgement in report.judgements):
        return ""
    return card.for_report(report) + "\n"


def write(text: str, target: Path | None) -> None:
    """To ``target``, opened only now so that a failed run leaves no empty file, or to standard output."""
    if target is None:
        sys.stdout.write(text)
    else:
        write_bytes(text.encode("utf-8", "backslashreplace"), target)


def write_patch(text: str, target: Path | None) -> None:
    """The same for a patch, whose bytes are those of the files; a terminal gets them escaped."""
    if target is None and sys.stdout.isatty():
        write("\n".join("\t".join(map(visible, line.split("\t"))) for line in text.split("\n")), target)
    else:
        write_bytes(text.encode("utf-8", "surrogateescape"), target)


def write_bytes(data: bytes, target: Path | None) -> None:
    """The same for what holds a file's own bytes, whatever they are."""
    if target is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        return
    try:
        target.write_bytes(data)
    except OSError as error:
        raise UsageError(
            f"cannot write {target}: {error.strerror}", hint="name a file in a folder that exists"
        ) from error
