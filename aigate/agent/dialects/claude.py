"""Claude Code, and those whose hooks speak its language word for word."""

from __future__ import annotations

from aigate.agent.dialects.answers import NOTHING, Answer, block, said, specific
from aigate.agent.dialects.reading import event_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aigate.agent.events import Event
    from aigate.agent.payload import Fields

AGENT = "claude"


def parse(fields: Fields) -> Event:
    """The event that a payload tells of."""
    return event_of(fields, AGENT)


def deny(event: Event, reason: str) -> Answer:
    """Refuse a tool before it runs."""
    return specific("PreToolUse", permissionDecision="deny", permissionDecisionReason=reason)


def context(event: Event, text: str) -> Answer:
    """Beside the tool's result. No ``decision: block`` with it: that would tell the model that its edit failed."""
    return specific(event.name, additionalContext=text)


def send_back(event: Event, reason: str) -> Answer:
    """Go on, for this reason."""
    return block(reason)


def notice(event: Event | None, text: str) -> Answer:
    """Shown to the human, not to the model."""
    return said({"systemMessage": text})


def silence(event: Event | None) -> Answer:
    """Nothing to say."""
    return NOTHING
