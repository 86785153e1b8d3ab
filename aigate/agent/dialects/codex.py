"""Codex. Strict: a key that it does not know makes it ignore the whole answer, and run the tool."""

from __future__ import annotations

from aigate.agent.dialects.answers import NOTHING, Answer, block, specific
from aigate.agent.dialects.reading import event_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aigate.agent.events import Event
    from aigate.agent.payload import Fields

AGENT = "codex"


def parse(fields: Fields) -> Event:
    """The event that a payload tells of. An edit is a patch in ``tool_input.command``."""
    return event_of(fields, AGENT)


def deny(event: Event, reason: str) -> Answer:
    """Refuse a tool before it runs."""
    return specific("PreToolUse", permissionDecision="deny", permissionDecisionReason=reason)


def context(event: Event, text: str) -> Answer:
    """A developer message beside the tool's result."""
    return specific("PostToolUse", additionalContext=text)


def send_back(event: Event, reason: str) -> Answer:
    """Go on, for this reason."""
    return block(reason)


def notice(event: Event | None, text: str) -> Answer:
    """Nothing: a system message is shown twice here, and a key too many undoes an answer."""
    return NOTHING


def silence(event: Event | None) -> Answer:
    """Nothing to say."""
    return NOTHING
