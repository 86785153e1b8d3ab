"""Windsurf: ``.windsurf/hooks.json``. It cannot be told anything after an edit; its user can, in the panel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aigate.install.agents.entries import Scope, Settings

if TYPE_CHECKING:
    from pathlib import Path

    from aigate.install.agents.entries import Command, Homes, Note

NAME = "windsurf"
TITLE = "Windsurf"
PROGRAMS: tuple[str, ...] = ("windsurf",)
FOLDERS: tuple[str, ...] = (".windsurf", ".codeium/windsurf")
_EVENTS = ("pre_write_code", "post_write_code", "pre_run_command", "post_run_command")


def place(homes: Homes, scope: Scope) -> Path:
    """The file that its hooks are entered in."""
    if scope is Scope.PROJECT and homes.project:
        return homes.project / ".windsurf" / "hooks.json"
    return homes.user / ".codeium" / "windsurf" / "hooks.json"


def wanted(command: Command) -> Settings:
    """What is entered; Windsurf knows no time-outs."""
    return Settings({event: {"command": command.line, "show_output": True} for event in _EVENTS})


def left(homes: Homes, scope: Scope, path: Path) -> tuple[Note, ...]:
    """Nothing is known that a human still has to do."""
    del homes, scope, path
    return ()
