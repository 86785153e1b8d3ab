"""``aigate rules``: list, show and test the rules in force, and test rules against the past."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from aigate.commands import backtesting
from aigate.errors import ExitCode, UsageError
from aigate.policy import gatefiles, message_rules
from aigate.reports import wrapper_rules
from aigate.rules import loader
from aigate.scanners import Settings
from aigate.scanners.registry import SCANNERS

if TYPE_CHECKING:
    import argparse

    from aigate.model import RuleInfo
    from aigate.rules import RuleSet

NAME = "rules"
HELP = "list, show and test the rules in force, and test rules against the past"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="every rule, one a line")
    listing.add_argument("--format", choices=("text", "json"), default="text")
    listing.add_argument("--language", metavar="NAME", help="only the rules for this language")
    listing.set_defaults(action=_list)
    showing = actions.add_parser("show", help="all there is to know of one rule")
    showing.add_argument("rule", metavar="RULE")
    showing.set_defaults(action=_show)
    testing = actions.add_parser("test", help="check rules against their own good and bad examples")
    testing.add_argument("files", nargs="*", type=Path, metavar="FILE", help="rule files (default: all rules in force)")
    testing.set_defaults(action=_test)
    exporting = actions.add_parser("export", help="the configuration's wrappers as rules of Ruff, ESLint or Semgrep")
    exporting.add_argument("--format", choices=tuple(wrapper_rules.FORMATS), required=True)
    exporting.set_defaults(action=_export)
    looking_back = actions.add_parser(
        "backtest", help="when a rule would have fired in history, and where it fires now"
    )
    backtesting.configure(looking_back)
    looking_back.set_defaults(action=backtesting.run)


def run(args: argparse.Namespace) -> int:
    """Do what was asked."""
    code: int = args.action(args)
    return code


def in_force() -> RuleSet:
    """The rules of the repository around us, as in the work tree's HEAD; the built-in ones anywhere else."""
    from aigate.git.repo import Repo
    from aigate.protected import head_or_index, policy_at

    try:
        repo = Repo.open()
    except UsageError:
        return loader.load()
    with repo:
        return policy_at(repo, head_or_index(repo)).rules


def infos(rules: RuleSet) -> list[RuleInfo]:
    """Every rule of every scanner, and the gate's own."""
    settings = Settings(rules)
    known = [info for scanner in SCANNERS for info in scanner.rules(settings)]
    return sorted([*known, *gatefiles.infos(), *message_rules.infos()], key=lambda info: info.id)


def _list(args: argparse.Namespace) -> int:
    known = infos(in_force())
    if args.language:
        known = [info for info in known if args.language in info.languages]
        if not known:
            raise UsageError(f'no rule is for "{args.language}"', hint="aigate rules list shows every rule's languages")
    if args.format == "json":
        print(json.dumps([_as_dict(info) for info in known], indent=2))
        return ExitCode.ALLOWED
    width = max(len(info.id) for info in known)
    for info in known:
        print(f"{info.id:{width}}  {info.severity!s:8}  {info.confidence!s:6}  {info.cwe:8}  {info.message}")
    return ExitCode.ALLOWED


def _as_dict(info: RuleInfo) -> dict[str, object]:
    names = ("id", "message", "scanner", "cwe", "owasp", "hint", "languages", "references")
    return {name: getattr(info, name) for name in names} | {
        "severity": str(info.severity),
        "confidence": str(info.confidence),
    }


def _show(args: argparse.Namespace) -> int:
    from aigate.commands.explain import explain

    print(explain(args.rule, infos(in_force())), end="")
    return ExitCode.ALLOWED


def _test(args: argparse.Namespace) -> int:
    """Each rule must find its bad examples and leave its good ones alone; each fix must make its examples what they become."""
    from aigate.fixes import examples as fixes
    from aigate.scanners import examples

    rules = loader.load([(path.as_posix(), _read(path)) for path in args.files]) if args.files else in_force()
    settings = Settings(rules)
    names = {path.as_posix() for path in args.files}
    tested = [rule for rule in rules.all() if not names or rule.origin.rpartition(":")[0] in names]
    tried = [recipe for recipe in rules.recipes() if not names or recipe.origin.rpartition(":")[0] in names]
    failures = [failure for rule in tested for failure in examples.failures_of(rule, settings)]
    failures += [failure for recipe in tried for failure in fixes.failures_of(recipe, settings)]
    for failure in failures:
        print(failure)
    print(f"{len(tested)} rules and {len(tried)} fixes tested, {len(failures)} examples failed")
    return ExitCode.BLOCKED if failures else ExitCode.ALLOWED


def _export(args: argparse.Namespace) -> int:
    wrappers = [wrapper for wrapper, _ in in_force().wrappers]
    if not wrappers:
        raise UsageError("no wrapper is configured", hint="write [[wrapper]] in .aigate.toml, and commit it")
    print(wrapper_rules.FORMATS[args.format](wrappers), end="")
    return ExitCode.ALLOWED


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"cannot read the rule file {path}: {error.strerror}") from error
