"""Codex CLI: ``.codex/hooks.json``. It runs no hook that its user has not approved, and says nothing about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aigate.install.agents import codex_trust
from aigate.install.agents.entries import AFTER, BEFORE, STOP, Note, Scope, Settings, group

if TYPE_CHECKING:
    from pathlib import Path

    from aigate.install.agents.entries import Command, Homes

NAME = "codex"
TITLE = "Codex CLI"
PROGRAMS: tuple[str, ...] = ("codex",)
FOLDERS: tuple[str, ...] = (".codex",)
_TOOLS = "^(Bash|apply_patch|Edit|Write)$"


def place(homes: Homes, scope: Scope) -> Path:
    """The file that its hooks are entered in."""
    if scope is Scope.PROJECT and homes.project:
        return homes.project / ".codex" / "hooks.json"
    return homes.user_folder("CODEX_HOME", ".codex") / "hooks.json"


def wanted(command: Command) -> Settings:
    """What is entered."""
    line = command.line
    return Settings(
        {
            "PreToolUse": group(line, BEFORE, _TOOLS),
            "PostToolUse": group(line, AFTER, _TOOLS),
            "Stop": group(line, STOP),
        }
    )


def left(homes: Homes, scope: Scope, path: Path) -> tuple[Note, ...]:
    """What a human still has to do: trust the project, and approve each hook."""
    notes = []
    if scope is Scope.PROJECT and homes.project and not codex_trust.trusts_project(homes):
        notes.append(
            Note(
                "codex reads no project hooks in a folder it does not trust: start codex here and trust it", stops=True
            )
        )
    if codex_trust.missing(homes, path):
        notes.append(
            Note(
                "codex runs no hook that you have not approved: open codex and approve them (or install with --trust)",
                stops=True,
            )
        )
    return tuple(notes)
