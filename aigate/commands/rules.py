"""``aigate rules``: list, show, test, lint, write and export rules, and test them against the past."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from aigate import firewall
from aigate.commands import backtesting, rule_files, rule_linting, rule_making
from aigate.errors import ConfigError, ExitCode, UsageError
from aigate.policy import gatefiles, message_rules
from aigate.reports import wrapper_rules
from aigate.rules import loader
from aigate.rules.fields import nearest
from aigate.rules.peers import peers_of
from aigate.scanners import Settings
from aigate.scanners.registry import SCANNERS

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sized

    from aigate.model import RuleInfo
    from aigate.rules import RuleSet

NAME = "rules"
HELP = "list, show, test, lint, write and export rules, and test them against the past"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="every rule, one a line")
    listing.add_argument("--format", choices=("text", "json"), default="text")
    listing.add_argument("--language", metavar="NAME", help="only the rules for this language")
    listing.set_defaults(action=_list)
    showing = actions.add_parser("show", help="all there is to know of one rule")
    showing.add_argument("rule", metavar="RULE", help="a rule's id, as a finding names it")
    showing.set_defaults(action=_show)
    testing = actions.add_parser("test", help="check rules against their own good and bad examples")
    testing.add_argument(
        "files",
        nargs="*",
        type=Path,
        metavar="FILE",
        help="rule files, and folders of them (default: all rules in force)",
    )
    testing.set_defaults(action=_test)
    linting = actions.add_parser("lint", help="what is wrong or questionable about rules, all of it at once")
    linting.add_argument(
        "files",
        nargs="*",
        type=Path,
        metavar="FILE",
        help="rule files, and folders of them (default: the team's, at HEAD)",
    )
    linting.set_defaults(action=_lint)
    making = actions.add_parser("new", help="write a first rule that works, to be changed")
    making.add_argument("rule", metavar="ID", help="pack/name, such as acme/no-print")
    making.add_argument("--language", action="append", required=True, metavar="NAME", help="may be given several times")
    making.set_defaults(action=_new)
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
    return sorted([*known, *firewall.infos(), *gatefiles.infos(), *message_rules.infos()], key=lambda info: info.id)


def _list(args: argparse.Namespace) -> int:
    known = infos(in_force())
    if args.language:
        languages = {language for info in known for language in info.languages}
        if args.language not in languages:
            raise UsageError(f'no rule is for "{args.language}"', hint=nearest(args.language, languages))
        known = [info for info in known if args.language in info.languages]
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
        "peers": peers_of(info.id, info.languages),
    }


def _show(args: argparse.Namespace) -> int:
    from aigate.commands.explain import explain

    print(explain(args.rule, infos(in_force())), end="")
    return ExitCode.ALLOWED


def _test(args: argparse.Namespace) -> int:
    """Each rule must find its bad examples and leave its good ones alone; each fix must make its examples what they become."""
    from aigate.fixes import examples as fixes
    from aigate.scanners import examples

    rules = loader.load(rule_files.without_flows(rule_files.read(args.files))) if args.files else in_force()
    settings = Settings(rules)
    tested, tried = rules.own() if args.files else (rules.all(), rules.recipes())
    failures = [failure for rule in tested for failure in examples.failures_of(rule, settings)]
    failures += [failure for recipe in tried for failure in fixes.failures_of(recipe, settings)]
    for failure in failures:
        print(failure)
    told = (_count(tested, "rule", "rules"), _count(tried, "fix", "fixes"), _count(failures, "example", "examples"))
    print("{} and {} tested, {} failed".format(*told))
    return ExitCode.BLOCKED if failures else ExitCode.ALLOWED


def _lint(args: argparse.Namespace) -> int:
    """Problems of the files named; or of the team's at the protected revision, and of what its configuration says of rules."""
    if args.files:
        problems = list(rule_linting.problems_of_files(rule_files.read(args.files)))
    else:
        problems = list(_problems_in_force())
    for problem in problems:
        print(problem)
    print(_count(problems, "problem", "problems"))
    return ExitCode.BLOCKED if problems else ExitCode.ALLOWED


def _problems_in_force() -> Iterator[str]:
    from aigate.config import find
    from aigate.git.repo import Repo
    from aigate.protected import head_or_index, policy_at
    from aigate.protected import rule_files as files_at

    with Repo.open() as repo:
        rev = head_or_index(repo)
        try:
            policy = policy_at(repo, rev)
        except ConfigError:
            config, _ = find(lambda path: repo.read_path(rev, path))
            broken = list(rule_linting.problems_of_files([*files_at(repo, rev, config).items()]))
            if not broken:
                raise  # it is not the rules
            yield from broken
            return
    yield from rule_linting.problems_of(policy.rules)
    known = {info.id for info in (*infos(policy.rules), *infos(loader.load()))}
    yield from rule_linting.problems_of_config(policy.config, known)


def _new(args: argparse.Namespace) -> int:
    """Add a rule to the first folder of rules, in the work tree."""
    from aigate.git.repo import Repo
    from aigate.protected import head_or_index, policy_at

    with Repo.open() as repo:
        if repo.root is None:
            raise UsageError("a bare repository has no work tree to write a rule to", hint="run this in a clone")
        folders = policy_at(repo, head_or_index(repo)).config.rules.folders
        if not folders:
            raise UsageError("[rules] folders names no folder", hint='folders = [".aigate/rules"]')
        pack = rule_making.add(repo.root / folders[0], args.rule, args.language).relative_to(repo.root)
    print(f"wrote {args.rule} to {pack.as_posix()}: change its matcher, its words and its examples, then")
    print(f"  aigate rules test {pack.as_posix()}")
    print(f"  aigate rules lint {pack.as_posix()}")
    print("It counts once it is committed.")
    return ExitCode.ALLOWED


def _export(args: argparse.Namespace) -> int:
    wrappers = [wrapper for wrapper, _ in in_force().wrappers]
    if not wrappers:
        raise UsageError("no wrapper is configured", hint="write [[wrapper]] in .aigate.toml, and commit it")
    print(wrapper_rules.FORMATS[args.format](wrappers), end="")
    return ExitCode.ALLOWED


def _count(things: Sized, one: str, many: str) -> str:
    return f"{len(things)} {one if len(things) == 1 else many}"
