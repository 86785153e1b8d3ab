"""Cursor: ``.cursor/hooks.json``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aigate.install.agents.entries import AFTER, BEFORE, STOP, Note, Scope, Settings

if TYPE_CHECKING:
    from pathlib import Path

    from aigate.install.agents.entries import Command, Entry, Homes

NAME = "cursor"
TITLE = "Cursor"
PROGRAMS: tuple[str, ...] = ("cursor", "cursor-agent")
FOLDERS: tuple[str, ...] = (".cursor",)
_EDITS = "Write|StrReplace|Delete|ApplyPatch|Edit|EditNotebook"


def place(homes: Homes, scope: Scope) -> Path:
    """The file that its hooks are entered in."""
    return (homes.project if scope is Scope.PROJECT and homes.project else homes.user) / ".cursor" / "hooks.json"


def wanted(command: Command) -> Settings:
    """What is entered. Shell commands have events of their own; ``afterFileEdit`` is for versions without tool events."""

    def entry(seconds: int, **more: str) -> Entry:
        return {"command": command.line, **more, "timeout": seconds}

    return Settings(
        {
            "preToolUse": entry(BEFORE, matcher=_EDITS),
            "postToolUse": entry(AFTER, matcher=_EDITS),
            "beforeShellExecution": entry(BEFORE),
            "afterShellExecution": entry(AFTER),
            "afterFileEdit": entry(AFTER),
            "stop": entry(STOP),
        },
        {"version": 1},
    )


def left(homes: Homes, scope: Scope, path: Path) -> tuple[Note, ...]:
    """What a human still has to know."""
    del homes, scope, path
    return (
        Note("with third-party hooks switched on, cursor runs Claude Code's hooks as well: install for one of the two"),
    )
