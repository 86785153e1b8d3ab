"""GitHub Copilot: CLI, cloud agent, and the older hooks of VS Code.

Before a tool any exit code but 0 refuses it, whatever the reason, so this dialect knows no other. Events in camelCase are its
own; in PascalCase they have Claude's names, and whoever sent them may expect Claude's answers: they get both forms.
"""

from __future__ import annotations

from aigate.agent.dialects.answers import Answer, said
from aigate.agent.dialects.reading import event_of, said_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from aigate.agent.events import Event
    from aigate.agent.payload import Fields

AGENT = "copilot"


def parse(fields: Fields) -> Event:
    """The event that a payload tells of. The camelCase form does not name it: what is in it tells."""
    event = event_of(fields if said_in(fields).name else fields.named(_guess(fields)), AGENT)
    failed = fields.table("tool_result").text("result_type") in ("failure", "error")
    return event._replace(failed=event.failed or failed)


def _guess(fields: Fields) -> str:
    if "toolResult" in fields or "tool_result" in fields:
        return "postToolUse"
    if fields.text("tool_name"):
        return "preToolUse"
    if fields.text("stop_reason") or "stop_hook_active" in fields:
        return "agentStop"
    return ""


def deny(event: Event, reason: str) -> Answer:
    """Refuse a tool before it runs."""
    return _both(event, permissionDecision="deny", permissionDecisionReason=reason)


def context(event: Event, text: str) -> Answer:
    """Appended to the tool's result, of which ten kilobytes are kept."""
    return _both(event, additionalContext=text)


def send_back(event: Event, reason: str) -> Answer:
    """Go on, for this reason; older VS Code reads it one level down."""
    values: dict[str, Any] = {"decision": "block", "reason": reason}
    if event.name[:1].isupper():
        values["hookSpecificOutput"] = {"hookEventName": event.name, "decision": "block", "reason": reason}
    return said(values)


def notice(event: Event | None, text: str) -> Answer:
    """Shown to the human, not to the model."""
    return said({"systemMessage": text})


def silence(event: Event | None) -> Answer:
    """An object without wishes: standard output is exactly one."""
    return said({})


def _both(event: Event, **fields: str) -> Answer:
    values: dict[str, Any] = dict(fields)
    if event.name[:1].isupper():
        values["hookSpecificOutput"] = {"hookEventName": event.name, **fields}
    return said(values)
