"""Windsurf: exit code 2 refuses before a write or a command, and nothing else is read. Its JSON may hold raw control characters."""

from __future__ import annotations

from aigate.agent.dialects.answers import NOTHING, Answer
from aigate.agent.dialects.reading import event_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aigate.agent.events import Event
    from aigate.agent.payload import Fields

AGENT = "windsurf"


def parse(fields: Fields) -> Event:
    """The event that a payload tells of: ``agent_action_name`` and ``tool_info``."""
    return event_of(fields, AGENT)


def deny(event: Event, reason: str) -> Answer:
    """Refuse before it happens."""
    return Answer(err=reason, code=2)


def context(event: Event, text: str) -> Answer:
    """After the fact there is no field that the model is promised to see: standard error is shown to the human."""
    return Answer(err=text)


def send_back(event: Event, reason: str) -> Answer:
    """There is no hook for the end of a turn."""
    return NOTHING


def notice(event: Event | None, text: str) -> Answer:
    """On standard error."""
    return Answer(err=text)


def silence(event: Event | None) -> Answer:
    """Nothing to say."""
    return NOTHING
