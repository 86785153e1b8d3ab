"""Events in the shapes that the real agents send, for one work tree and one file."""

from __future__ import annotations

from typing import Any

PATCH = "*** Begin Patch\n*** Update File: {name}\n@@\n-{old}\n+{new}\n*** End Patch\n"


def claude(root: str, name: str, **fields: Any) -> dict[str, Any]:
    return {
        "session_id": "23aad27c-175d-427f-ac5f-a6830b8e6e65",
        "transcript_path": "/home/ada/.claude/projects/x/23aad27c.jsonl",
        "cwd": root,
        "permission_mode": "default",
        "hook_event_name": name,
        **fields,
    }


def codex(root: str, name: str, **fields: Any) -> dict[str, Any]:
    return {
        "session_id": "01a2b3",
        "turn_id": "01a2b4",
        "transcript_path": None,
        "cwd": root,
        "hook_event_name": name,
        "model": "gpt-5.5",
        "permission_mode": "bypassPermissions",
        **fields,
    }


def gemini(root: str, name: str, **fields: Any) -> dict[str, Any]:
    return {
        "session_id": "18c0d1",
        "transcript_path": "/home/ada/.gemini/tmp/repo/chats/session-1.jsonl",
        "cwd": root,
        "hook_event_name": name,
        "timestamp": "2026-11-23T06:51:37.757Z",
        **fields,
    }


def qwen(root: str, name: str, **fields: Any) -> dict[str, Any]:
    return gemini(root, name, permission_mode="yolo", prompt_id="1b42########0", tool_use_id="toolu_17", **fields)


def cursor(root: str, name: str, **fields: Any) -> dict[str, Any]:
    return {
        "conversation_id": "c0ffee",
        "generation_id": "g1",
        "workspace_roots": [root],
        "cursor_version": "2.1.0",
        "model": "composer-1",
        "user_email": "ada@example.org",
        "hook_event_name": name,
        **fields,
    }


def copilot(root: str, **fields: Any) -> dict[str, Any]:
    return {"sessionId": "cp-1", "timestamp": 1764140000000, "cwd": root, **fields}


def windsurf(root: str, name: str, **info: Any) -> dict[str, Any]:
    return {
        "agent_action_name": name,
        "trajectory_id": "t1",
        "model_name": "swe-1.5",
        "tool_info": {"cwd": root, **info},
    }


def opencode(root: str, name: str, **fields: Any) -> dict[str, Any]:
    return {"hook_event_name": name, "session_id": "ses_1", "tool_use_id": "call_1", "cwd": root, **fields}


def whole(path: str, before: str, after: str) -> dict[str, Any]:
    """What Gemini CLI and Qwen Code answer after a write: the file's whole text, before and after."""
    shown = {"fileDiff": "…", "fileName": path, "filePath": path, "originalContent": before, "newContent": after}
    return {"llmContent": f"Successfully overwrote file: {path}.", "returnDisplay": shown}
