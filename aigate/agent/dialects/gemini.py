"""Gemini CLI. An exit code of 2 or more counts only with an empty standard output, so every answer is JSON and exit code 0."""

from __future__ import annotations

from aigate.agent.dialects.answers import NOTHING, Answer, block, said, specific
from aigate.agent.dialects.reading import event_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aigate.agent.events import Event
    from aigate.agent.payload import Fields

AGENT = "gemini"


def parse(fields: Fields) -> Event:
    """The event that a payload tells of. After an edit it holds the file's whole text, before and after."""
    return event_of(fields, AGENT)


def deny(event: Event, reason: str) -> Answer:
    """Refuse a tool before it runs."""
    return block(reason)


def context(event: Event, text: str) -> Answer:
    """Appended to the tool's result. A ``decision`` beside it would replace the result, and lose this."""
    return specific("AfterTool", additionalContext=text)


def send_back(event: Event, reason: str) -> Answer:
    """The next user turn, word for word."""
    return block(reason)


def notice(event: Event | None, text: str) -> Answer:
    """Shown to the human, not to the model."""
    return said({"systemMessage": text})


def silence(event: Event | None) -> Answer:
    """Nothing to say."""
    return NOTHING
