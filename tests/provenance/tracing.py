"""Agent Trace records as its reference implementation writes them."""

from __future__ import annotations

import json
from typing import Any

PATH = ".agent-trace/traces.jsonl"


def contributor(kind: str = "ai", model: str | None = "anthropic/claude-opus-4-5-20251101") -> dict[str, Any]:
    return {"type": kind} | ({"model_id": model} if model else {})


def traced(start: int, end: int, **more: Any) -> dict[str, Any]:
    """One range."""
    return {"start_line": start, "end_line": end, **more}


def record(
    path: str,
    *ranges: dict[str, Any],
    at: str | None = None,
    by: dict[str, Any] | None = None,
    tool: str = "claude-code",
    edit: str | None = "Edit",
    **more: Any,
) -> dict[str, Any]:
    """One record: these ranges of this file, written when HEAD was ``at``."""
    row = {
        "version": "1.0",
        "id": "550e8400-e29b-41d4-a716-446655440000",
        "timestamp": "2026-01-02T03:04:05.678Z",
        "vcs": {"type": "git", "revision": at},
        "tool": {"name": tool},
        "files": [{"path": path, "conversations": [{"contributor": by or contributor(), "ranges": list(ranges)}]}],
        "metadata": {"session_id": "s", "tool_name": edit},
    }
    if at is None:
        del row["vcs"]
    return row | more


def jsonl(*rows: object) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)
