"""opencode, through the plugin that ``aigate agent install`` writes: exit code 2 with a reason throws, other output is appended.

It has no way to be sent back: ``session.idle`` is told when the turn is over.
"""

from __future__ import annotations

from aigate.agent.dialects.answers import NOTHING, Answer
from aigate.agent.dialects.reading import event_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aigate.agent.events import Event
    from aigate.agent.payload import Fields

AGENT = "opencode"


def parse(fields: Fields) -> Event:
    """The event that the plugin tells of; ``metadata.exit`` is a shell command's exit code."""
    event = event_of(fields, AGENT)
    return event._replace(failed=event.failed or bool(fields.table("metadata").number("exit")))


def deny(event: Event, reason: str) -> Answer:
    """Refuse a tool before it runs: the plugin throws the reason."""
    return Answer(err=reason, code=2)


def context(event: Event, text: str) -> Answer:
    """Appended to the tool's output by the plugin."""
    return Answer(text)


def send_back(event: Event, reason: str) -> Answer:
    """There is nobody to send back."""
    return NOTHING


def notice(event: Event | None, text: str) -> Answer:
    """The plugin passes on what is on standard error to nobody, and that is meant: it is no answer to the model."""
    return Answer(err=text)


def silence(event: Event | None) -> Answer:
    """Nothing to say."""
    return NOTHING
