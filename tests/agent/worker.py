"""An agent at work: it writes files and tells of it in its dialect, here in this process."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aigate.agent import hook
from tests.agent import events

if TYPE_CHECKING:
    from aigate.agent.dialects.answers import Answer
    from tests.repository import Repository


@dataclass
class Worker:
    """One session of one agent."""

    repo: Repository
    agent: str = "claude"
    session: str = "s1"

    @property
    def root(self) -> str:
        return str(self.repo.path)

    def tell(self, event: dict[str, Any]) -> Answer:
        named = {"conversation_id": self.session} if self.agent == "cursor" else {"session_id": self.session}
        return hook.respond(self.agent, io.BytesIO(json.dumps(event | named).encode()))

    def write(self, name: str, text: str) -> str:
        """Write a whole file; what the model is told."""
        file = self.repo.path / name
        before = file.read_text() if file.exists() else ""
        self.repo.write({name: text})
        return said(self.tell(written(self.agent, self.root, name, before, text)))

    def run(self, command: str) -> str:
        """Ask to run a command; why it may not, or ""."""
        return said(self.tell(before_shell(self.agent, self.root, command)))

    def stop(self, *, again: bool = False) -> str:
        """Want to stop; the reason to go on, or what the human is told."""
        return said(self.tell(stopping(self.agent, self.root, again=again)))


def said(answer: Answer) -> str:
    """The text in an answer, wherever it stands."""
    if not answer.out.startswith("{"):
        return answer.out + answer.err
    texts: list[str] = []

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            for name, each in value.items():
                if name not in ("hookEventName", "permissionDecision", "permission", "decision"):
                    walk(each)
        else:
            texts.append(str(value))

    walk(json.loads(answer.out))
    return texts[0] if texts else ""


def written(agent: str, root: str, name: str, before: str, after: str) -> dict[str, Any]:
    """How an agent says that it has written a file."""
    path = f"{root}/{name}"
    match agent:
        case "codex":
            removed = "".join(f"-{line}\n" for line in before.splitlines())
            added = "".join(f"+{line}\n" for line in after.splitlines())
            verb, hunk = ("Update", f"@@\n{removed}{added}") if before else ("Add", added)
            patch = f"*** Begin Patch\n*** {verb} File: {name}\n{hunk}*** End Patch\n"
            return events.codex(
                root,
                "PostToolUse",
                tool_name="apply_patch",
                tool_input={"command": patch},
                tool_response="Exit code: 0\n",
            )
        case "gemini":
            return events.gemini(
                root,
                "AfterTool",
                tool_name="write_file",
                tool_input={"file_path": path, "content": after},
                tool_response=events.whole(path, before, after),
            )
        case "qwen":
            return events.qwen(
                root,
                "PostToolUse",
                tool_name="write_file",
                tool_input={"file_path": path, "content": after},
                tool_response=events.whole(path, before, after),
            )
        case "opencode":
            return events.opencode(
                root,
                "tool.execute.after",
                tool_name="write",
                tool_input={"filePath": path, "content": after},
                metadata={"filepath": path, "exists": bool(before)},
            )
        case "cursor":
            return events.cursor(
                root, "afterFileEdit", file_path=path, edits=[{"old_string": before, "new_string": after}]
            )
        case "copilot":
            return events.copilot(
                root,
                toolName="create",
                toolArgs={"path": path, "file_text": after},
                toolResult={"resultType": "success", "textResultForLlm": "ok"},
            )
        case "windsurf":
            return events.windsurf(
                root, "post_write_code", file_path=path, edits=[{"old_string": before, "new_string": after}]
            )
        case _:
            tool = "Create" if agent == "droid" else "Write"
            response = {"type": "update" if before else "create", "filePath": path, "originalFile": before or None}
            return events.claude(
                root,
                "PostToolUse",
                tool_name=tool,
                tool_input={"file_path": path, "content": after},
                tool_response=response,
            )


def before_edit(agent: str, root: str, name: str, after: str) -> dict[str, Any]:
    """How an agent says that it is about to write a file."""
    event = written(agent, root, name, "x\n", after)
    for field in ("tool_response", "toolResult", "metadata"):
        event.pop(field, None)
    names = {"codex": "PreToolUse", "gemini": "BeforeTool", "qwen": "PreToolUse", "opencode": "tool.execute.before"}
    match agent:
        case "cursor":
            return events.cursor(root, "preToolUse", tool_name="Write", tool_input={"path": name, "content": after})
        case "windsurf":
            return event | {"agent_action_name": "pre_write_code"}
        case "copilot":
            return event
        case _:
            return event | {"hook_event_name": names.get(agent, "PreToolUse")}


def before_shell(agent: str, root: str, command: str) -> dict[str, Any]:
    """How an agent says that it is about to run a command."""
    match agent:
        case "codex":
            return events.codex(
                root, "PreToolUse", tool_name="Bash", tool_input={"command": command}, tool_use_id="call_1"
            )
        case "gemini":
            return events.gemini(root, "BeforeTool", tool_name="run_shell_command", tool_input={"command": command})
        case "qwen":
            return events.qwen(root, "PreToolUse", tool_name="run_shell_command", tool_input={"command": command})
        case "opencode":
            return events.opencode(root, "tool.execute.before", tool_name="bash", tool_input={"command": command})
        case "cursor":
            return events.cursor(root, "beforeShellExecution", command=command)
        case "copilot":
            return events.copilot(root, toolName="bash", toolArgs=json.dumps({"command": command}))
        case "windsurf":
            return events.windsurf(root, "pre_run_command", command_line=command)
        case _:
            tool = "Execute" if agent == "droid" else "Bash"
            return events.claude(
                root, "PreToolUse", tool_name=tool, tool_input={"command": command}, tool_use_id="toolu_1"
            )


def stopping(agent: str, root: str, *, again: bool) -> dict[str, Any]:
    """How an agent says that it wants to stop."""
    match agent:
        case "codex":
            return events.codex(root, "Stop", stop_hook_active=again, last_assistant_message="done")
        case "gemini":
            return events.gemini(root, "AfterAgent", prompt="p", prompt_response="r", stop_hook_active=again)
        case "qwen":
            return events.qwen(root, "Stop", stop_hook_active=again, last_assistant_message="done")
        case "opencode":
            return events.opencode(root, "session.idle")
        case "cursor":
            return events.cursor(root, "stop", status="completed", loop_count=int(again))
        case "copilot":
            return events.copilot(root, stop_hook_active=again, stopReason="end_turn")
        case _:
            return events.claude(root, "Stop", stop_hook_active=again)
