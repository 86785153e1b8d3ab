"""Qwen Code: Claude Code's language, as far as its model hears it.

A refusal's reason is the whole result of the tool. After a tool only ``additionalContext`` reaches the model; everything
else is dropped in silence. Being sent back is the next user turn, and Qwen itself stops after eight in a row.
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
