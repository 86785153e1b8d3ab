"""How each agent speaks: one module an agent, listed by hand, none of which knows anything of findings or files.

A dialect reads an event and phrases an answer. What it must never do is break the agent's work: an answer that an agent does
not understand is worse than none, so every form here is one that was tried with the real agent or that its types promise.
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from aigate.agent.dialects.answers import Answer
    from aigate.agent.events import Event
    from aigate.agent.payload import Fields

    class Dialect(Protocol):
        """The fixed few names of a dialect module."""

        AGENT: str  # its id in agents.toml

        def parse(self, fields: Fields) -> Event:
            """The event that a payload tells of."""

        def deny(self, event: Event, reason: str) -> Answer:
            """What is about to happen must not happen, and the model is told why."""

        def context(self, event: Event, text: str) -> Answer:
            """Something has happened, and this is for the model to read beside the tool's own result."""

        def send_back(self, event: Event, reason: str) -> Answer:
            """The agent wanted to stop and is to go on, for this reason."""

        def notice(self, event: Event | None, text: str) -> Answer:
            """Something for the human, where the agent has a place for it. Nothing is held up."""

        def silence(self, event: Event | None) -> Answer:
            """Nothing to say."""


# The name on the command line, and its module. Only the one that is asked for is imported.
DIALECTS: tuple[tuple[str, str], ...] = (
    ("claude", "claude"),
    ("codex", "codex"),
    ("cursor", "cursor"),
    ("gemini", "gemini"),
    ("qwen", "qwen"),
    ("opencode", "opencode"),
    ("copilot", "copilot"),
    ("windsurf", "windsurf"),
    ("droid", "droid"),
)
ALIASES = {
    "claude-code": "claude",
    "qwen-code": "qwen",
    "factory-droid": "droid",
    "vscode": "copilot",
    "gemini-cli": "gemini",
}


def find(name: str) -> Dialect | None:
    """The dialect of an agent, or None for an agent that aigate does not know."""
    wanted = ALIASES.get(name, name)
    return next((_load(module) for known, module in DIALECTS if known == wanted), None)


def spoken_by(fields: Fields, installed: Dialect) -> Dialect:
    """Who really calls: Cursor and Copilot also run the hooks that were installed for Claude Code, with payloads of their own."""
    if installed.AGENT == "claude":
        if "cursor_version" in fields or "workspace_roots" in fields:
            return _load("cursor")
        camel = "toolName" in fields or "sessionId" in fields or "hookEventName" in fields
        if (
            camel
            or "tool_result" in fields
            or ("timestamp" in fields and not fields.text("permission_mode", "prompt_id"))
        ):
            return _load("copilot")
        if "agent_action_name" in fields:
            return _load("windsurf")
    return installed


def _load(module: str) -> Dialect:
    loaded: Dialect = import_module(f"aigate.agent.dialects.{module}")
    return loaded
