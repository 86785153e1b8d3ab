"""Qwen Code. After a tool only ``additionalContext`` reaches the model; everything else is dropped in silence."""

from __future__ import annotations

from aigate.agent.dialects.answers import NOTHING, Answer, block, said, specific
from aigate.agent.dialects.reading import event_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aigate.agent.events import Event
    from aigate.agent.payload import Fields

AGENT = "qwen-code"


def parse(fields: Fields) -> Event:
    """The event that a payload tells of."""
    return event_of(fields, AGENT)


def deny(event: Event, reason: str) -> Answer:
    """Refuse a tool before it runs; the tool's result is exactly the reason."""
    return specific("PreToolUse", permissionDecision="deny", permissionDecisionReason=reason)


def context(event: Event, text: str) -> Answer:
    """Appended to the tool's result."""
    return specific(event.name, additionalContext=text)


def send_back(event: Event, reason: str) -> Answer:
    """The next user turn; Qwen itself stops after eight in a row."""
    return block(reason)


def notice(event: Event | None, text: str) -> Answer:
    """Shown to the human, not to the model."""
    return said({"systemMessage": text})


def silence(event: Event | None) -> Answer:
    """Nothing to say."""
    return NOTHING
