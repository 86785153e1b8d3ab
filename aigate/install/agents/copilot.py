"""GitHub Copilot CLI and cloud agent: a hooks file of aigate's own in ``.github/hooks``."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from aigate.install.agents.entries import AFTER, BEFORE, STOP, Note, Scope, Settings

if TYPE_CHECKING:
    from pathlib import Path

    from aigate.install.agents.entries import Command, Entry, Homes

NAME = "copilot"
TITLE = "GitHub Copilot"
PROGRAMS: tuple[str, ...] = ("copilot",)
FOLDERS: tuple[str, ...] = (".copilot", ".github/copilot-instructions.md", ".github/hooks")
_SHELLS = "bash|powershell"
_TOOLS = f"create|edit|str_replace_editor|apply_patch|{_SHELLS}"


def place(homes: Homes, scope: Scope) -> Path:
    """The file that its hooks are entered in."""
    if scope is Scope.PROJECT and homes.project:
        return homes.project / ".github" / "hooks" / "aigate.json"
    return homes.user_folder("COPILOT_HOME", ".copilot") / "hooks" / "aigate.json"


def wanted(command: Command) -> Settings:
    """What is entered.

    Copilot takes any failure before a tool for a no. Where aigate is not installed, as on its own machines in the cloud,
    it could then do nothing at all; so there the hook says what is missing and lets it work, as all other agents do.
    """
    program = command.words[0]
    missing = "aigate: not installed here, so nothing that is written is recorded or checked by it"
    quoted = shlex.quote(program)
    line = f"command -v {quoted} >/dev/null || {{ echo '{missing}' >&2; exit 0; }}; {command.line}"

    def entry(seconds: int, matcher: str = "") -> Entry:
        return {"type": "command", **({"matcher": matcher} if matcher else {}), "bash": line, "timeoutSec": seconds}

    return Settings(
        {
            "preToolUse": entry(BEFORE, _TOOLS),
            "postToolUse": entry(AFTER, _TOOLS),
            "postToolUseFailure": entry(AFTER, _SHELLS),
            "agentStop": entry(STOP),
        },
        {"version": 1},
    )


def left(homes: Homes, scope: Scope, path: Path) -> tuple[Note, ...]:
    """What a human still has to do."""
    del homes, path
    if scope is Scope.USER:
        return ()
    return (
        Note("the cloud agent reads this file from the default branch only: commit and merge it"),
        Note("copilot runs Claude Code's project hooks as well: install for one of the two"),
    )
