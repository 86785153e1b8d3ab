"""The agents whose own hooks lead to aigate: one module an agent, each with the same few names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from aigate.install.agents import claude, codex, copilot, cursor, droid, gemini, opencode, qwen, windsurf

if TYPE_CHECKING:
    from pathlib import Path

    from aigate.install.agents.entries import Command, Homes, Note, Scope, Wanted


class Agent(Protocol):
    """One agent."""

    NAME: str  # what `aigate agent hook --agent` calls it
    TITLE: str  # what people call it
    PROGRAMS: tuple[str, ...]  # found on the PATH where it is installed
    FOLDERS: tuple[str, ...]  # found in a home folder or a project where it is used

    def place(self, homes: Homes, scope: Scope) -> Path:
        """The file that its hooks are entered in."""

    def wanted(self, command: Command) -> Wanted:
        """What is entered."""

    def left(self, homes: Homes, scope: Scope, path: Path) -> tuple[Note, ...]:
        """What a human still has to do, or to know, once the hooks are in ``path``."""


AGENTS: tuple[Agent, ...] = (claude, codex, cursor, gemini, qwen, opencode, copilot, windsurf, droid)
BY_NAME = {agent.NAME: agent for agent in AGENTS}
