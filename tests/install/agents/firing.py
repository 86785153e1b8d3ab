"""Agents played by their own rules: each reads the settings that were installed for it, picks the hooks that fit an event as
it does, runs them as it does, with a payload as it sends, and makes of the answer what it makes of it.

The files' names and the rules stand here by hand, from what the real agents were seen to do, not taken from the code.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.agent import events
from tests.install.agents.plugin import call_plugin

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.repository import Repository


class Fired(NamedTuple):
    """What an agent makes of the answers to one event."""

    denied: str = ""  # the tool does not run, and the model reads this
    told: str = ""  # the model reads this beside the tool's result
    back: str = ""  # the agent goes on, with this as the next turn
    shown: str = ""  # only the human sees it


Payload = dict[str, Any]
Call = tuple[str, str, Payload]  # event, tool, payload


@dataclass(frozen=True)
class Player:
    """One agent."""

    name: str
    file: str
    before_write: Callable[[str, Path, str], Call]
    after_write: Callable[[str, Path, str, str], Call]
    before_shell: Callable[[str, str], Call]
    after_shell: Callable[[str, str], Call]
    stop: Callable[[str], Call] | None
    understand: Callable[[str, int, str, str], Fired]
    fits: Callable[[str, str], bool]
    shell: str = "sh"


def fire(repo: Repository, player: Player, call: Call, settings: Path | None = None) -> Fired:
    """One event, through the installed file."""
    event, tool, payload = call
    path = settings or repo.path / player.file
    if player.name == "opencode":
        return _fire_plugin(repo, path, event, payload)
    answers = [
        player.understand(event, *_run(repo, player, line, payload))
        for line in _commands(json.loads(path.read_text("utf-8")), event, tool, player)
    ]
    assert answers, f"{player.name}: no hook fits {event} of {tool}"
    return Fired(*("\n".join(filter(None, column)) for column in zip(*answers, strict=True)))


def _commands(settings: Payload, event: str, tool: str, player: Player) -> list[str]:
    found: list[str] = []
    for entry in settings["hooks"].get(event, []):
        if tool and "matcher" in entry and not player.fits(entry["matcher"], tool):
            continue
        found += [handler.get("bash") or handler["command"] for handler in entry.get("hooks", [entry])]
    return found


def _run(repo: Repository, player: Player, line: str, payload: Payload) -> tuple[int, str, str]:
    done = repo.run(player.shell, "-c", line, ok=False, stdin=json.dumps(payload).encode())
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def _fire_plugin(repo: Repository, path: Path, event: str, payload: Payload) -> Fired:
    output: Payload = (
        {"args": payload["tool_input"]}
        if event.endswith("before")
        else {"output": "Done.", "metadata": payload.get("metadata", {})}
    )
    given = {"tool": payload["tool_name"], "sessionID": "ses_1", "callID": "call_1", "args": payload["tool_input"]}
    answer = call_plugin(path, [[event, given, output]], directory=str(repo.path), env=repo.env)
    result = answer["results"][0]
    told = result.get("output", {}).get("output", "").removeprefix("Done.").strip()
    return Fired(result.get("threw", ""), told, "", "\n".join(entry["message"] for entry in answer["log"]))


# ---------------------------------------------------------------- how answers are read


def _object(out: str) -> Payload:
    try:
        value = json.loads(out) if out.strip() else {}
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _claude(event: str, code: int, out: str, err: str) -> Fired:
    """Claude Code, Qwen Code and Droid; exit code 2 and the older forms are accepted too, but aigate uses none of them."""
    value = _object(out)
    specific = value.get("hookSpecificOutput", {})
    if code == 2:
        return Fired(denied=err)
    if event == "PreToolUse" and specific.get("permissionDecision") == "deny":
        return Fired(denied=specific["permissionDecisionReason"])
    if event in ("Stop", "SubagentStop") and value.get("decision") == "block":
        return Fired(back=value["reason"])
    named = specific.get("hookEventName") == event
    return Fired(
        told=specific.get("additionalContext", "") if named else "", shown=value.get("systemMessage", "") + err
    )


_CODEX_KEYS = {"hookSpecificOutput", "decision", "reason", "systemMessage", "continue", "stopReason", "suppressOutput"}


def _codex(event: str, code: int, out: str, err: str) -> Fired:
    """Codex drops an answer with a key that it does not know."""
    if code == 0 and _object(out).keys() - _CODEX_KEYS:
        return Fired()
    return _claude(event, code, out, err)


def _gemini(event: str, code: int, out: str, err: str) -> Fired:
    value = _object(out)
    if not value and code >= 2 and not out:
        return Fired(denied=err)
    if value.get("decision") in ("deny", "block"):
        return Fired(back=value["reason"]) if event == "AfterAgent" else Fired(denied=value["reason"])
    specific = value.get("hookSpecificOutput", {})
    return Fired(told=specific.get("additionalContext", ""), shown=value.get("systemMessage", "") + err)


def _copilot(event: str, code: int, out: str, err: str) -> Fired:
    value = _object(out)
    if event == "preToolUse" and (code or value.get("permissionDecision") == "deny"):
        return Fired(denied=value.get("permissionDecisionReason") or err or "failed")
    if event == "agentStop" and value.get("decision") == "block":
        return Fired(back=value["reason"])
    return Fired(told=value.get("additionalContext", ""), shown=err)


def _cursor(event: str, code: int, out: str, err: str) -> Fired:
    value = _object(out)
    if value.get("permission") == "deny":
        return Fired(denied=value["agent_message"])
    return Fired("", value.get("additional_context", ""), value.get("followup_message", ""), err)


def _windsurf(event: str, code: int, out: str, err: str) -> Fired:
    return Fired(denied=err) if code == 2 and event.startswith("pre_") else Fired(shown=out + err)


# ---------------------------------------------------------------- how matchers are read


def _whole(matcher: str, tool: str) -> bool:
    return re.fullmatch(matcher, tool) is not None


def _anywhere(matcher: str, tool: str) -> bool:
    return re.search(matcher, tool) is not None


# ---------------------------------------------------------------- the agents


def _claude_like(name: str, file: str, write: str, shell: str) -> Player:
    def call(event: str, root: str, tool: str, **fields: Any) -> Call:
        more = {"tool_name": tool, **fields} if tool else fields
        return event, tool, events.claude(root, event, **more)

    def written(path: Path, text: str) -> Payload:
        return {"file_path": str(path), "content": text}

    return Player(
        name, file,
        lambda root, path, text: call("PreToolUse", root, write, tool_input=written(path, text), tool_use_id="t1"),
        lambda root, path, old, new: call(
            "PostToolUse", root, write, tool_input=written(path, new), tool_use_id="t1",
            tool_response={"type": "update" if old else "create", "filePath": str(path), "content": new, "structuredPatch": []},
        ),
        lambda root, line: call("PreToolUse", root, shell, tool_input={"command": line}, tool_use_id="t2"),
        lambda root, line: call("PostToolUse", root, shell, tool_input={"command": line}, tool_use_id="t2",
                                tool_response={"stdout": "", "stderr": "", "interrupted": False}),
        lambda root: call("Stop", root, "", stop_hook_active=False),
        _claude, _whole,
    )  # fmt: skip


def _codex_player() -> Player:
    def call(event: str, root: str, tool: str, **fields: Any) -> Call:
        more = {"tool_name": tool, "tool_use_id": f"call_{tool}", **fields} if tool else fields
        return event, tool, events.codex(root, event, **more)

    def patch(root: str, path: Path, text: str) -> Payload:
        added = "".join(f"+{line}\n" for line in text.splitlines())
        return {"command": f"*** Begin Patch\n*** Add File: {path.relative_to(root)}\n{added}*** End Patch\n"}

    return Player(
        "codex", ".codex/hooks.json",
        lambda root, path, text: call("PreToolUse", root, "apply_patch", tool_input=patch(root, path, text)),
        lambda root, path, old, new: call(
            "PostToolUse", root, "apply_patch", tool_input=patch(root, path, new),
            tool_response=f"Exit code: 0\nWall time: 0 seconds\nOutput:\nSuccess. Updated the following files:\nA {path.name}\n",
        ),
        lambda root, line: call("PreToolUse", root, "Bash", tool_input={"command": line}),
        lambda root, line: call("PostToolUse", root, "Bash", tool_input={"command": line}, tool_response=""),
        lambda root: call("Stop", root, "", stop_hook_active=False, last_assistant_message="done"),
        _codex, _anywhere,
    )  # fmt: skip


def _gemini_like(
    name: str, file: str, names: tuple[str, str, str], understand: Callable[[str, int, str, str], Fired]
) -> Player:
    before, after, stop = names
    build = events.gemini if name == "gemini" else events.qwen

    def call(event: str, root: str, tool: str, **fields: Any) -> Call:
        return event, tool, build(root, event, **({"tool_name": tool, **fields} if tool else fields))

    def written(path: Path, text: str) -> Payload:
        return {"file_path": str(path), "content": text}

    def command(line: str) -> Payload:
        return {"command": line, "description": "", "is_background": False}

    return Player(
        name, file,
        lambda root, path, text: call(before, root, "write_file", tool_input=written(path, text)),
        lambda root, path, old, new: call(after, root, "write_file", tool_input=written(path, new),
                                          tool_response=events.whole(str(path), old, new)),
        lambda root, line: call(before, root, "run_shell_command", tool_input=command(line)),
        lambda root, line: call(after, root, "run_shell_command", tool_input=command(line),
                                tool_response={"llmContent": "Output: (empty)", "returnDisplay": ""}),
        lambda root: call(stop, root, "", prompt="p", prompt_response="r", stop_hook_active=False),
        understand, _anywhere, "bash",
    )  # fmt: skip


def _copilot_player() -> Player:
    def call(event: str, root: str, tool: str, **fields: Any) -> Call:
        return event, tool, events.copilot(root, **({"toolName": tool, **fields} if tool else fields))

    ok = {"resultType": "success", "textResultForLlm": "ok"}
    return Player(
        "copilot", ".github/hooks/aigate.json",
        lambda root, path, text: call("preToolUse", root, "create", toolArgs={"path": str(path), "file_text": text}),
        lambda root, path, old, new: call("postToolUse", root, "create", toolArgs={"path": str(path), "file_text": new}, toolResult=ok),
        lambda root, line: call("preToolUse", root, "bash", toolArgs={"command": line}),
        lambda root, line: call("postToolUse", root, "bash", toolArgs={"command": line}, toolResult=ok),
        lambda root: call("agentStop", root, "", stopReason="end_turn", stop_hook_active=False, transcriptPath=""),
        _copilot, _whole, "bash",
    )  # fmt: skip


def _cursor_player() -> Player:
    def call(event: str, root: str, tool: str, **fields: Any) -> Call:
        return event, tool, events.cursor(root, event, **({"tool_name": tool, **fields} if tool else fields))

    return Player(
        "cursor", ".cursor/hooks.json",
        lambda root, path, text: call("preToolUse", root, "Write", tool_input={"file_path": str(path), "content": text}),
        lambda root, path, old, new: call("postToolUse", root, "Write", tool_input={"file_path": str(path), "content": new}),
        lambda root, line: call("beforeShellExecution", root, "", command=line),
        lambda root, line: call("afterShellExecution", root, "", command=line, output=""),
        lambda root: call("stop", root, "", status="completed", loop_count=0),
        _cursor, _whole,
    )  # fmt: skip


def _windsurf_player() -> Player:
    def edits(path: Path, old: str, new: str) -> Payload:
        return {"file_path": str(path), "edits": [{"old_string": old, "new_string": new}]}

    return Player(
        "windsurf", ".windsurf/hooks.json",
        lambda root, path, text: ("pre_write_code", "", events.windsurf(root, "pre_write_code", **edits(path, path.read_text() if path.exists() else "", text))),
        lambda root, path, old, new: ("post_write_code", "", events.windsurf(root, "post_write_code", **edits(path, old, new))),
        lambda root, line: ("pre_run_command", "", events.windsurf(root, "pre_run_command", command_line=line)),
        lambda root, line: ("post_run_command", "", events.windsurf(root, "post_run_command", command_line=line)),
        None, _windsurf, _whole,
    )  # fmt: skip


def _opencode_player() -> Player:
    def call(event: str, root: str, tool: str, arguments: Payload, **more: Any) -> Call:
        return event, tool, {"tool_name": tool, "tool_input": arguments, **more}

    def written(path: Path, text: str) -> Payload:
        return {"filePath": str(path), "content": text}

    return Player(
        "opencode", ".opencode/plugin/aigate.js",
        lambda root, path, text: call("tool.execute.before", root, "write", written(path, text)),
        lambda root, path, old, new: call("tool.execute.after", root, "write", written(path, new),
                                          metadata={"filepath": str(path), "exists": bool(old), "diagnostics": {}}),
        lambda root, line: call("tool.execute.before", root, "bash", {"command": line}),
        lambda root, line: call("tool.execute.after", root, "bash", {"command": line}, metadata={"output": "", "exit": 0}),
        None, _claude, _whole,
    )  # fmt: skip


PLAYERS = (
    _claude_like("claude", ".claude/settings.json", "Write", "Bash"),
    _codex_player(),
    _cursor_player(),
    _gemini_like("gemini", ".gemini/settings.json", ("BeforeTool", "AfterTool", "AfterAgent"), _gemini),
    _gemini_like("qwen", ".qwen/settings.json", ("PreToolUse", "PostToolUse", "Stop"), _claude),
    _opencode_player(),
    _copilot_player(),
    _windsurf_player(),
    _claude_like("droid", ".factory/settings.json", "Create", "Execute"),
)
