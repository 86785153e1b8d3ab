"""Qwen Code: ``.qwen/settings.json``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aigate.install.agents.entries import AFTER, BEFORE, SESSION, STOP, Note, Scope, Settings, group

if TYPE_CHECKING:
    from pathlib import Path

    from aigate.install.agents.entries import Command, Entry, Homes

NAME = "qwen"
TITLE = "Qwen Code"
PROGRAMS: tuple[str, ...] = ("qwen",)
FOLDERS: tuple[str, ...] = (".qwen",)
_SHELL = "run_shell_command"
_TOOLS = f"^(write_file|edit|notebook_edit|{_SHELL})$"


def place(homes: Homes, scope: Scope) -> Path:
    """The file that its hooks are entered in."""
    return (homes.project if scope is Scope.PROJECT and homes.project else homes.user) / ".qwen" / "settings.json"


def wanted(command: Command) -> Settings:
    """What is entered. A shell command that fails has changed files all the same, and is told by an event of its own."""

    def entry(seconds: int, matcher: str = "") -> Entry:
        return group(command.line, seconds, matcher, name="aigate")

    return Settings(
        {
            "PreToolUse": entry(BEFORE, _TOOLS),
            "PostToolUse": entry(AFTER, _TOOLS),
            "PostToolUseFailure": entry(AFTER, f"^{_SHELL}$"),
            "Stop": entry(STOP),
            "SubagentStop": entry(STOP),
            "SessionStart": entry(SESSION),
            "SessionEnd": entry(SESSION),
        }
    )


def left(homes: Homes, scope: Scope, path: Path) -> tuple[Note, ...]:
    """What a human still has to do."""
    del homes, path
    return (Note("if you have switched folder trust on, trust this folder in qwen"),) if scope is Scope.PROJECT else ()
