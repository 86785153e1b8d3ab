"""What an agent's hook tells, in one vocabulary for all agents: the dialects translate into it.

This module is on the path of every event of every agent, so it imports next to nothing: no dataclasses, no ``aigate.model``.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """What happens, or has happened."""

    BEFORE_EDIT = "before-edit"
    AFTER_EDIT = "after-edit"
    BEFORE_SHELL = "before-shell"
    AFTER_SHELL = "after-shell"
    STOP = "stop"  # the agent wants to end its turn
    SESSION_START = "session-start"
    SESSION_END = "session-end"
    OTHER = "other"  # nothing to do with files or commands


class Edit(NamedTuple):
    """One file that a tool writes or has written, with as much of its content as the payload holds."""

    path: str  # absolute
    before: str | None = None  # the whole text before the edit, where the payload has it
    after: str | None = None  # the whole text after it
    pieces: tuple[tuple[str, str], ...] = ()  # (old text, new text) replacements, where only those are told
    deleted: bool = False
    by_human: bool = False  # the payload says that a human changed what the agent wrote


class Event(NamedTuple):
    """One call of an agent's hook."""

    agent: str  # an id of agents.toml
    kind: Kind
    name: str  # the event as the agent calls it
    session: str = ""
    cwd: str = ""  # absolute; where the agent works
    tool: str = ""
    tool_id: str = ""  # pairs the events before and after one call, where the agent has it
    edits: tuple[Edit, ...] = ()
    command: str = ""  # of a shell tool
    in_background: bool = False  # the shell tool returns while the command still runs
    failed: bool = False
    model: str = ""
    stopped_before: bool = False  # the agent was sent back already in this turn
