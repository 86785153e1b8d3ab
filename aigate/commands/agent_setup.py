"""``aigate agent install``, ``uninstall`` and ``status``: aigate's hooks in the agents' own settings."""

from __future__ import annotations

import difflib
import json
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from aigate.commands import agent_status
from aigate.errors import AigateError, ExitCode, UsageError
from aigate.install.agents import AGENTS, BY_NAME
from aigate.install.agents.entries import Homes, Plugin, Scope, command
from aigate.install.agents.placing import Step, carry_out, plan_install, plan_removal
from aigate.install.agents.standing import State, is_used, standings
from aigate.reports.visible import visible

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator, Sequence

    from aigate.install.agents import Agent
    from aigate.install.agents.placing import Plan

_ALL = "all"


def configure(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the three commands."""
    names = ", ".join(BY_NAME)
    install = _add(commands, "install", "enter aigate's hooks in agents' settings; what stands there is kept")
    install.add_argument("agents", nargs="*", metavar="NAME", help=f"{names}, or all (default: those found in use)")
    uninstall = _add(commands, "uninstall", "take aigate's hooks out of agents' settings again")
    uninstall.add_argument("agents", nargs="*", metavar="NAME", help=f"{names} (default: all)")
    for parser in (install, uninstall):
        parser.add_argument(
            "--scope",
            choices=[str(scope) for scope in Scope],
            default=str(Scope.PROJECT),
            help="project: settings that are committed with the repository; user: yours, for every repository (default: %(default)s)",
        )
        parser.add_argument("--dry-run", action="store_true", help="print what would change, and change nothing")
    install.add_argument(
        "--trust", action="store_true", help="codex only: approve aigate's hooks in your own Codex configuration too"
    )
    status = _add(
        commands, "status", "say where aigate's hooks are installed, whether they can run, and what is left to do"
    )
    status.add_argument("agents", nargs="*", metavar="NAME", help=f"{names} (default: all)")
    status.add_argument(
        "--format", choices=("text", "json"), default="text", help="how to report (default: %(default)s)"
    )
    install.set_defaults(action=_install)
    uninstall.set_defaults(action=_uninstall)
    status.set_defaults(action=_status)


def _add(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, says: str
) -> argparse.ArgumentParser:
    return commands.add_parser(name, help=says, description=says, allow_abbrev=False)


def find_homes(*, needs_project: bool) -> Homes:
    """Where settings can be; without a repository, only the user's, unless the project's are asked for."""
    from aigate.git.repo import Repo

    root = None
    try:
        with Repo.open() as repo:
            root = repo.root
    except AigateError:
        if needs_project:
            raise
    if root is None and needs_project:
        raise UsageError("a bare repository has no project settings", hint="install for the user: --scope user")
    return Homes(root, Path.home(), os.environ)


def _install(args: argparse.Namespace) -> int:
    scope = Scope(args.scope)
    homes = find_homes(needs_project=scope is Scope.PROJECT)
    agents = _chosen(args.agents, lambda: _used(homes))
    plans = [plan_install(agent, homes, scope) for agent in agents]
    if args.dry_run:
        return _print_changes(plans)
    carry_out(plans, homes)
    for plan in plans:
        print(f"{plan.agent.NAME}: {plan.step} ({visible(str(plan.path))})")
        if args.trust and plan.agent.NAME == "codex":
            _trust_codex(plan, homes)
        for note in _notes(plan, homes):
            print(f"note: {plan.agent.NAME}: {visible(note)}", file=sys.stderr)
    if scope is Scope.PROJECT:
        if shutil.which("aigate") is None:
            print("note: aigate is not on your PATH, where these hooks look for it", file=sys.stderr)
        for path in _ignored([plan.path for plan in plans]):
            print(
                f"note: git ignores {visible(path)}: whoever clones this repository will not have it", file=sys.stderr
            )
        print(
            "commit these files, so that everybody's agents are covered; on each machine aigate has to be on the PATH"
        )
    return ExitCode.ALLOWED


def _uninstall(args: argparse.Namespace) -> int:
    scope = Scope(args.scope)
    homes = find_homes(needs_project=scope is Scope.PROJECT)
    plans = [plan_removal(agent, homes, scope) for agent in _chosen(args.agents, lambda: AGENTS)]
    if args.dry_run:
        return _print_changes(plans)
    for plan in plans:
        if plan.step is Step.REMOVED and plan.agent.NAME == "codex":
            _distrust_codex(plan, homes)
        carry_out([plan], homes)
        if args.agents or plan.step is Step.REMOVED:
            print(f"{plan.agent.NAME}: {plan.step} ({visible(str(plan.path))})")
    if not args.agents and all(plan.step is Step.ABSENT for plan in plans):
        print("nothing is installed")
    return ExitCode.ALLOWED


def _status(args: argparse.Namespace) -> int:
    homes = find_homes(needs_project=False)
    found = [*standings(homes, tuple(_chosen(args.agents, lambda: AGENTS)))]
    print(agent_status.as_json(found, homes) if args.format == "json" else agent_status.as_text(found, homes))
    return ExitCode.ALLOWED if all(each.works for each in found) else ExitCode.BLOCKED


def _chosen(names: Sequence[str], otherwise: Callable[[], Sequence[Agent]]) -> Sequence[Agent]:
    if not names:
        return otherwise()
    if _ALL in names:
        return AGENTS
    for name in names:
        if name not in BY_NAME:
            near = difflib.get_close_matches(name, BY_NAME, 1)
            raise UsageError(
                f"no agent is called {name!r} here",
                hint=f"did you mean {near[0]}?" if near else f"one of: {', '.join(BY_NAME)}",
            )
    return [BY_NAME[name] for name in dict.fromkeys(names)]


def _used(homes: Homes) -> Sequence[Agent]:
    found = [agent for agent in AGENTS if is_used(agent, homes)]
    if not found:
        raise UsageError(
            "no agent was found on this machine or in this project", hint=f"name one: {', '.join(BY_NAME)}"
        )
    print(f"found in use: {', '.join(agent.TITLE for agent in found)}")
    return found


def _notes(plan: Plan, homes: Homes) -> Iterator[str]:
    """What a human has to do or to know after an installation."""
    yield from (note.text for note in plan.agent.left(homes, plan.scope, plan.path))
    other = Scope.USER if plan.scope is Scope.PROJECT else Scope.PROJECT
    for standing in standings(homes, (plan.agent,)):
        if standing.scope is other and standing.state in (State.CURRENT, State.OUTDATED):
            yield (
                f"its hooks are in the {other} settings too, so everything runs twice: "
                f"aigate agent uninstall {plan.agent.NAME} --scope {other}"
            )


def _ignored(paths: Sequence[Path]) -> list[str]:
    """Those of some files that no commit will hold."""
    from aigate.git.repo import Repo

    with Repo.open() as repo:
        words = ("--others", "--ignored", "--exclude-standard", "--full-name")
        said = repo.git("ls-files", "-z", *words, "--", *map(str, paths))
    return [os.fsdecode(path) for path in said.split(b"\0") if path]


def _trust_codex(plan: Plan, homes: Homes) -> None:
    from aigate.install.agents import codex_trust
    from aigate.install.files import write

    path = codex_trust.config(homes)
    wanted = codex_trust.missing(homes, plan.path)
    if not wanted:
        return
    try:
        before = path.read_bytes().decode() if path.is_file() else ""
        fresh = codex_trust.trusting(before, wanted)
        path.parent.mkdir(parents=True, exist_ok=True)
        write(path.resolve(), fresh.encode())
    except (OSError, UnicodeDecodeError, codex_trust.CannotTrustError) as error:
        raise UsageError(f"{path} cannot be changed: {error}", hint="open codex and approve the hooks there") from error
    print(f"codex: approved {len(wanted)} hooks ({visible(str(path))})")


def _distrust_codex(plan: Plan, homes: Homes) -> None:
    from aigate.install.agents import codex_trust
    from aigate.install.files import write

    path = codex_trust.config(homes)
    try:
        before = path.read_bytes().decode() if path.is_file() else ""
        fresh = codex_trust.distrusting(before, list(codex_trust.hashes(plan.path)))
        if fresh and fresh != before:
            write(path.resolve(), fresh.encode())
        elif fresh != before:
            path.unlink()
    except (OSError, UnicodeDecodeError) as error:
        print(f"note: codex: its approvals stay in {visible(str(path))}: {error}", file=sys.stderr)


def _print_changes(plans: Sequence[Plan]) -> int:
    """Aigate's part of each file, before and after. The rest stays as it is, and may hold what nobody should see."""
    from aigate.install.agents import settings
    from aigate.install.agents.placing import decoded

    def part(plan: Plan, content: bytes | None) -> list[str]:
        if content is None:
            return []
        text = decoded(plan.path, content)
        if isinstance(plan.agent.wanted(command(plan.agent.NAME, plan.scope)), Plugin):
            return text.splitlines()
        return json.dumps({"hooks": settings.ours(text)}, indent=2, ensure_ascii=False).splitlines()

    for plan in plans:
        name = visible(str(plan.path))
        print(
            f"{plan.agent.NAME}: would be {plan.step}"
            if plan.after != plan.before
            else f"{plan.agent.NAME}: {plan.step}"
        )
        for line in difflib.unified_diff(part(plan, plan.before), part(plan, plan.after), name, name, lineterm=""):
            print(visible(line))
    return ExitCode.ALLOWED
