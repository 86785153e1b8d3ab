"""Cursor: its own hooks, and those of Claude Code that it runs too. Known from its documentation alone."""

from __future__ import annotations

from aigate.agent.dialects.answers import Answer, said
from aigate.agent.dialects.reading import event_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aigate.agent.events import Event
    from aigate.agent.payload import Fields

AGENT = "cursor"


def parse(fields: Fields) -> Event:
    """The event that a payload tells of. The user's e-mail in it is not read."""
    event = event_of(fields, AGENT)
    rounds = fields.number("loop_count") or 0
    return event._replace(stopped_before=event.stopped_before or rounds > 0)


def deny(event: Event, reason: str) -> Answer:
    """Refuse a tool or command before it runs."""
    return said({"permission": "deny", "user_message": reason, "agent_message": reason})


def context(event: Event, text: str) -> Answer:
    """Older builds read nothing after an edit; newer ones this."""
    return said({"additional_context": text})


def send_back(event: Event, reason: str) -> Answer:
    """The next user message; Cursor itself stops after five."""
    return said({"followup_message": reason})


def notice(event: Event | None, text: str) -> Answer:
    """Shown to the human where the event has a place for it, without a word on what is allowed."""
    return said({"user_message": text})


def silence(event: Event | None) -> Answer:
    """An object without wishes."""
    return said({})
