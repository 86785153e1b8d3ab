"""``aigate agent``: agents' own hooks. ``hook`` is what they call; the rest puts that call into their settings.

``aigate agent hook --agent NAME``, spelled like this, never gets here: ``__main__`` answers it without a parser.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aigate.commands import agent_setup

if TYPE_CHECKING:
    import argparse

NAME = "agent"
HELP = "agents' own hooks: record what an agent writes, and answer it"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    hook = actions.add_parser("hook", help="answer one event of an agent, read from standard input")
    hook.description = (
        "Reads one event from standard input in the agent's own dialect, records which lines the agent wrote, checks them, "
        "and answers in the same dialect. It is called from an agent's settings, not by hand."
    )
    hook.add_argument("--agent", required=True, metavar="NAME", help="whose dialect: claude, codex, cursor, gemini, …")
    hook.set_defaults(action=_hook)
    agent_setup.configure(actions)


def run(args: argparse.Namespace) -> int:
    """Do what the action says."""
    code: int = args.action(args)
    return code


def _hook(args: argparse.Namespace) -> int:
    from aigate.agent import hook

    return hook.main(args.agent)
