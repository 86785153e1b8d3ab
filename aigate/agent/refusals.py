"""What an agent may not do, and what to do instead: the answer before a tool runs.

Most tools have nothing to do with the gate, and cost next to nothing here: a command is only read (``bypasses.py``) when
one of a few words stands in it.
"""

from __future__ import annotations

import os
import re
from typing import NamedTuple

from aigate.agent.guarded import Guard

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aigate.agent.events import Event
    from aigate.git.locate import Place

# Without any of these, and without a variable or an escape that could hide one, there is nothing to refuse.
_TELLING = re.compile(
    r"git|aigate|agent-trace|pre.?commit|prek|hook|husky|overcommit|skip|settings|config|pyproject|opencode|\b(?:rm|mv|rmdir|del|ri|rd)\b|remove|[$\\`*?\[]",
    re.IGNORECASE,
)
_QUOTES = str.maketrans("", "", "'\"")

ASK = "Leave it as it is; if it has to change, tell your human what and why."


class Refusal(NamedTuple):
    """Why not. ``rule`` is a short name for tests and logs."""

    rule: str
    reason: str


def refuse(event: Event, place: Place) -> Refusal | None:
    """Why the tool that is about to run must not, or None."""
    guard = Guard(place, os.path.expanduser("~"))
    if event.edits:
        return next((guarded(what) for edit in event.edits if (what := guard.unsettled(edit))), None)
    if not _TELLING.search(event.command.translate(_QUOTES)):
        return None
    from aigate.agent.bypasses import complaints
    from aigate.agent.shell_calls import as_posix

    text = as_posix(event.command) if "powershell" in event.tool.lower() else event.command
    return next(complaints(text, event.cwd, place, guard), None)


def guarded(what: str) -> Refusal:
    """An agent would change what judges it."""
    return Refusal(
        "guarded",
        f"aigate refuses this: it changes {what}, and an agent is not judged by rules that it sets itself. {ASK}",
    )
