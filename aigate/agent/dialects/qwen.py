"""Qwen Code: Claude Code's language, of which less is heard.

A refused tool's result is exactly the reason. After a tool only ``additionalContext`` reaches the model; everything else is
dropped in silence. Sent back, it begins a new user turn, and stops by itself after eight in a row.
"""

from __future__ import annotations

from aigate.agent.dialects.claude import context, deny, notice, send_back, silence
from aigate.agent.dialects.reading import event_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aigate.agent.events import Event
    from aigate.agent.payload import Fields

__all__ = ["AGENT", "context", "deny", "notice", "parse", "send_back", "silence"]

AGENT = "qwen-code"


def parse(fields: Fields) -> Event:
    """The event that a payload tells of."""
    return event_of(fields, AGENT)
