"""Factory Droid: ``.factory/settings.json``, whose hooks are spelled as Claude Code's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aigate.install.agents.entries import AFTER, BEFORE, SESSION, STOP, Note, Scope, Settings, group

if TYPE_CHECKING:
    from pathlib import Path

    from aigate.install.agents.entries import Command, Homes

NAME = "droid"
TITLE = "Factory Droid"
PROGRAMS: tuple[str, ...] = ("droid",)
FOLDERS: tuple[str, ...] = (".factory",)
_TOOLS = "Edit|Create|Write|MultiEdit|ApplyPatch|Execute|Bash"


def place(homes: Homes, scope: Scope) -> Path:
    """The file that its hooks are entered in."""
    return (homes.project if scope is Scope.PROJECT and homes.project else homes.user) / ".factory" / "settings.json"


def wanted(command: Command) -> Settings:
    """What is entered."""
    line = command.line
    return Settings(
        {
            "PreToolUse": group(line, BEFORE, _TOOLS),
            "PostToolUse": group(line, AFTER, _TOOLS),
            "Stop": group(line, STOP),
            "SubagentStop": group(line, STOP),
            "SessionStart": group(line, SESSION),
            "SessionEnd": group(line, SESSION),
        }
    )


def left(homes: Homes, scope: Scope, path: Path) -> tuple[Note, ...]:
    """What a human still has to do: newer versions pass over the settings where a file of hooks stands beside them."""
    del homes, scope
    beside = path.with_name("hooks.json")
    if not beside.is_file():
        return ()
    return (Note(f"droid reads {beside} instead of settings.json: copy the entries there", stops=True),)
