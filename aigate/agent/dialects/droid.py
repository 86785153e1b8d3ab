"""Factory's Droid: Claude Code's language throughout."""

from __future__ import annotations

from aigate.agent.dialects.claude import context, deny, notice, send_back, silence
from aigate.agent.dialects.reading import event_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aigate.agent.events import Event
    from aigate.agent.payload import Fields

__all__ = ["AGENT", "context", "deny", "notice", "parse", "send_back", "silence"]

AGENT = "factory-droid"


def parse(fields: Fields) -> Event:
    """The event that a payload tells of. Its ``Execute`` runs commands, its ``Create`` and ``ApplyPatch`` write files."""
    return event_of(fields, AGENT)
