"""Events in each agent's real shape, read into the common vocabulary."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigate.agent import dialects
from aigate.agent.dialects.reading import absolute
from aigate.agent.events import Edit, Event, Kind
from aigate.agent.payload import Fields
from tests.agent import events
from tests.agent.events import whole

ROOT = "/w"
PATCH = events.PATCH.format(name="a.py", old="x", new="y")
PIECE = (("x", "y"),)


def parsed(agent: str, values: dict[str, Any]) -> Event:
    installed = dialects.find(agent)
    assert installed is not None
    fields = Fields(json.loads(json.dumps(values)))
    return dialects.spoken_by(fields, installed).parse(fields)


EDITS = [
    ("claude", "an edit", events.claude(ROOT, "PostToolUse", tool_name="Edit", tool_input={"file_path": "/w/a.py", "old_string": "x", "new_string": "y"}, tool_response={"filePath": "/w/a.py", "originalFile": "x\n", "structuredPatch": [], "userModified": False}), Edit("/w/a.py", "x\n", None, PIECE)),
    ("claude", "an edit that a human changed", events.claude(ROOT, "PostToolUse", tool_name="Edit", tool_input={"file_path": "/w/a.py", "old_string": "x", "new_string": "y"}, tool_response={"originalFile": None, "userModified": True}), Edit("/w/a.py", None, None, PIECE, by_human=True)),
    ("claude", "a new file", events.claude(ROOT, "PostToolUse", tool_name="Write", tool_input={"file_path": "/w/a.py", "content": "y"}, tool_response={"type": "create", "originalFile": None}), Edit("/w/a.py", "", "y")),
    ("claude", "several edits of an older version", events.claude(ROOT, "PostToolUse", tool_name="MultiEdit", tool_input={"file_path": "/w/a.py", "edits": [{"old_string": "x", "new_string": "y"}, {"old_string": "1", "new_string": "2"}]}), Edit("/w/a.py", pieces=(("x", "y"), ("1", "2")))),
    ("claude", "a notebook", events.claude(ROOT, "PostToolUse", tool_name="NotebookEdit", tool_input={"notebook_path": "a.ipynb", "cell_id": "1", "new_source": "y"}), Edit("/w/a.ipynb", pieces=(("", "y"),))),
    ("claude", "a server's tool that writes", events.claude(ROOT, "PostToolUse", tool_name="mcp__filesystem__write_file", tool_input={"path": "sub/a.py", "content": "y"}), Edit("/w/sub/a.py", None, "y")),
    ("codex", "a patch", events.codex(ROOT, "PostToolUse", tool_name="apply_patch", tool_input={"command": PATCH}, tool_response="Exit code: 0\n"), Edit("/w/a.py", pieces=(("x\n", "y\n"),))),
    ("codex", "a patch of an older version", events.codex(ROOT, "PostToolUse", tool_name="apply_patch", tool_input=PATCH), Edit("/w/a.py", pieces=(("x\n", "y\n"),))),
    ("gemini", "a file written", events.gemini(ROOT, "AfterTool", tool_name="write_file", tool_input={"file_path": "/w/a.py", "content": "y"}, tool_response=whole("/w/a.py", "x", "y!")), Edit("/w/a.py", "x", "y!")),
    ("gemini", "a text replaced", events.gemini(ROOT, "AfterTool", tool_name="replace", tool_input={"file_path": "/w/a.py", "old_string": "x", "new_string": "y", "instruction": "…"}, tool_response=whole("/w/a.py", "x", "y")), Edit("/w/a.py", "x", "y", PIECE)),
    ("qwen", "an edit", events.qwen(ROOT, "PostToolUse", tool_name="edit", tool_input={"file_path": "/w/a.py", "old_string": "x", "new_string": "y"}, tool_response=whole("/w/a.py", "x", "y")), Edit("/w/a.py", "x", "y", PIECE)),
    ("opencode", "a file written", events.opencode(ROOT, "tool.execute.after", tool_name="write", tool_input={"filePath": "/w/a.py", "content": "y"}, metadata={"filepath": "/w/a.py", "exists": False}), Edit("/w/a.py", None, "y")),
    ("opencode", "an edit", events.opencode(ROOT, "tool.execute.after", tool_name="edit", tool_input={"filePath": "a.py", "oldString": "x", "newString": "y"}), Edit("/w/a.py", pieces=PIECE)),
    ("opencode", "a patch", events.opencode(ROOT, "tool.execute.after", tool_name="apply_patch", tool_input={"patchText": PATCH}), Edit("/w/a.py", pieces=(("x\n", "y\n"),))),
    ("cursor", "its own edit event", events.cursor(ROOT, "afterFileEdit", file_path="/w/a.py", edits=[{"old_string": "x", "new_string": "y", "range": None}]), Edit("/w/a.py", pieces=PIECE)),
    ("cursor", "a tool", events.cursor(ROOT, "postToolUse", tool_name="Write", tool_input={"path": "a.py", "content": "y"}), Edit("/w/a.py", None, "y")),
    ("cursor", "a file deleted", events.cursor(ROOT, "postToolUse", tool_name="Delete", tool_input={"path": "a.py"}), Edit("/w/a.py", deleted=True)),
    ("copilot", "its own form", events.copilot(ROOT, toolName="edit", toolArgs={"path": "a.py", "old_str": "x", "new_str": "y"}, toolResult={"resultType": "success", "textResultForLlm": "ok"}), Edit("/w/a.py", pieces=PIECE)),
    ("copilot", "arguments as a text", events.copilot(ROOT, toolName="create", toolArgs='{"path": "/w/a.py", "file_text": "y"}', toolResult={"resultType": "success"}), Edit("/w/a.py", None, "y")),
    ("copilot", "Claude's names", {"session_id": "cp", "timestamp": "2026-11-23T06:51:37Z", "cwd": ROOT, "hook_event_name": "PostToolUse", "tool_name": "Edit", "tool_input": {"file_path": "/w/a.py", "old_string": "x", "new_string": "y"}, "tool_result": {"result_type": "success"}}, Edit("/w/a.py", pieces=PIECE)),
    ("copilot", "VS Code's older form", {"hookEventName": "PostToolUse", "sessionId": "vs", "cwd": ROOT, "tool_name": "replace_string_in_file", "tool_input": {"filePath": "/w/a.py", "oldString": "x", "newString": "y"}, "tool_use_id": "1"}, Edit("/w/a.py", pieces=PIECE)),
    ("windsurf", "a file written", events.windsurf(ROOT, "post_write_code", file_path="/w/a.py", edits=[{"old_string": "x", "new_string": "y"}]), Edit("/w/a.py", pieces=PIECE)),
    ("droid", "a file created", events.claude(ROOT, "PostToolUse", tool_name="Create", tool_input={"file_path": "/w/a.py", "content": "y"}), Edit("/w/a.py", None, "y")),
    ("droid", "a patch", events.claude(ROOT, "PostToolUse", tool_name="ApplyPatch", tool_input={"input": PATCH}), Edit("/w/a.py", pieces=(("x\n", "y\n"),))),
]  # fmt: skip


@pytest.mark.parametrize(("agent", "values", "edit"), [pytest.param(a, v, e, id=f"{a}: {i}") for a, i, v, e in EDITS])
def test_an_edit_is_read(agent: str, values: dict[str, Any], edit: Edit) -> None:
    event = parsed(agent, values)
    assert event.kind is Kind.AFTER_EDIT
    assert event.edits == (edit,)
    assert event.cwd == ROOT
    assert not event.failed


@pytest.mark.parametrize(
    ("tool", "kind"),
    [
        ("mcp__code__rename_symbol", Kind.AFTER_SHELL),
        ("mcp__ide__applyRefactoring", Kind.AFTER_SHELL),
        ("mcp__web__search", Kind.OTHER),
        ("mcp__fs__read_file", Kind.OTHER),
        ("TodoWrite", Kind.OTHER),
    ],
)
def test_a_servers_tool_that_may_write_and_names_no_file_is_taken_for_a_command(tool: str, kind: Kind) -> None:
    event = parsed(
        "claude", events.claude(ROOT, "PostToolUse", tool_name=tool, tool_use_id="1", tool_input={"to": "x"})
    )
    assert (event.kind, event.edits, event.command) == (kind, (), "")


GIT = "git commit -m x"
COMMANDS = [
    ("claude", events.claude(ROOT, "PreToolUse", tool_name="Bash", tool_input={"command": GIT, "description": "…"})),
    ("claude", events.claude(ROOT, "PreToolUse", tool_name="PowerShell", tool_input={"command": GIT})),
    ("claude", events.claude(ROOT, "PreToolUse", tool_name="mcp__box__run", tool_input={"command": GIT})),
    ("codex", events.codex(ROOT, "PreToolUse", tool_name="Bash", tool_input={"command": GIT})),
    ("gemini", events.gemini(ROOT, "BeforeTool", tool_name="run_shell_command", tool_input={"command": GIT, "is_background": False})),
    ("qwen", events.qwen(ROOT, "PreToolUse", tool_name="run_shell_command", tool_input={"command": GIT})),
    ("opencode", events.opencode(ROOT, "tool.execute.before", tool_name="bash", tool_input={"command": GIT})),
    ("cursor", events.cursor(ROOT, "beforeShellExecution", command=GIT)),
    ("cursor", events.cursor(ROOT, "preToolUse", tool_name="Shell", tool_input={"command": GIT})),
    ("copilot", events.copilot(ROOT, toolName="bash", toolArgs=json.dumps({"command": GIT}))),
    ("windsurf", events.windsurf(ROOT, "pre_run_command", command_line=GIT)),
    ("droid", events.claude(ROOT, "PreToolUse", tool_name="Execute", tool_input={"command": GIT})),
]  # fmt: skip


@pytest.mark.parametrize(("agent", "values"), COMMANDS)
def test_a_command_is_read(agent: str, values: dict[str, Any]) -> None:
    event = parsed(agent, values)
    assert (event.kind, event.command, event.cwd) == (Kind.BEFORE_SHELL, GIT, ROOT)


def test_an_argument_vector_is_a_command() -> None:
    event = parsed(
        "codex",
        events.codex(ROOT, "PreToolUse", tool_name="shell", tool_input={"command": ["bash", "-lc", "git commit -n"]}),
    )
    assert event.command == "bash -lc 'git commit -n'"


STOPS = [
    ("claude", events.claude(ROOT, "Stop", stop_hook_active=True), True),
    ("claude", events.claude(ROOT, "SubagentStop", stop_hook_active=False), False),
    ("codex", events.codex(ROOT, "Stop", stop_hook_active=True, last_assistant_message="done"), True),
    ("gemini", events.gemini(ROOT, "AfterAgent", prompt="p", prompt_response="r", stop_hook_active=False), False),
    ("qwen", events.qwen(ROOT, "Stop", stop_hook_active=True), True),
    ("cursor", events.cursor(ROOT, "stop", status="completed", loop_count=1), True),
    ("copilot", events.copilot(ROOT, stop_hook_active=True, transcriptPath="/x", stopReason="end_turn"), True),
]  # fmt: skip


@pytest.mark.parametrize(("agent", "values", "again"), STOPS)
def test_a_stop_is_read(agent: str, values: dict[str, Any], again: bool) -> None:
    event = parsed(agent, values)
    assert (event.kind, event.stopped_before) == (Kind.STOP, again)


@pytest.mark.parametrize(
    ("agent", "values"),
    [
        ("claude", events.claude(ROOT, "PreToolUse", tool_name="Read", tool_input={"file_path": "/w/a.py"})),
        ("claude", events.claude(ROOT, "UserPromptSubmit", prompt="git commit --no-verify")),
        ("claude", events.claude(ROOT, "PermissionRequest", tool_name="Bash", tool_input={"command": GIT})),
        ("gemini", events.gemini(ROOT, "AfterTool", tool_name="read_file", tool_input={"file_path": "a"}, tool_response={"llmContent": "x"})),
        ("cursor", events.cursor(ROOT, "afterTabFileEdit", file_path="/w/a.py", edits=[])),
        ("claude", {}),
        ("copilot", {"sessionId": 7, "toolName": None}),
    ],
)  # fmt: skip
def test_the_rest_is_none_of_our_business(agent: str, values: dict[str, Any]) -> None:
    assert parsed(agent, values).kind is Kind.OTHER


@pytest.mark.parametrize(
    ("values", "agent"),
    [
        (events.claude(ROOT, "PostToolUse"), "claude"),
        (events.cursor(ROOT, "postToolUse"), "cursor"),
        (events.copilot(ROOT, toolName="edit"), "copilot"),
        (
            {"session_id": "x", "timestamp": "2026-11-23T06:51:37Z", "cwd": ROOT, "hook_event_name": "PreToolUse"},
            "copilot",
        ),
        (events.windsurf(ROOT, "pre_write_code"), "windsurf"),
    ],
)
def test_whoever_runs_the_hooks_of_claude_is_known_by_the_payload(values: dict[str, Any], agent: str) -> None:
    assert parsed("claude", values).agent == agent


def test_failures_are_known() -> None:
    failed = {"llmContent": "no", "returnDisplay": "Error", "error": {"message": "no", "type": "edit_no_occurrence"}}
    assert parsed("gemini", events.gemini(ROOT, "AfterTool", tool_name="replace", tool_input={"file_path": "a", "old_string": "x", "new_string": "y"}, tool_response=failed)).failed  # fmt: skip
    assert parsed("qwen", events.qwen(ROOT, "PostToolUseFailure", tool_name="run_shell_command", tool_input={"command": GIT}, error="exit 1")).failed  # fmt: skip
    assert parsed("copilot", events.copilot(ROOT, toolName="bash", toolArgs={"command": GIT}, toolResult={"resultType": "failure"})).failed  # fmt: skip
    assert parsed("opencode", events.opencode(ROOT, "tool.execute.after", tool_name="bash", tool_input={"command": GIT}, metadata={"exit": 1})).failed  # fmt: skip


@pytest.mark.parametrize(
    ("path", "windows", "expected"),
    [
        ("a.py", False, "/w/a.py"),
        ("/x/../a.py", False, "/a.py"),
        ("file:///x/a.py", False, "/x/a.py"),
        ("/c:/x/a.py", False, "/c:/x/a.py"),
        ("/c:/x/a.py", True, "/w/c:/x/a.py"),  # joined by this machine's rules; Windows' own take the drive as a root
        ("", False, ""),
        ("a\0b", False, ""),
        ("a" * 5000, False, ""),
    ],
)
def test_a_path_is_made_absolute(path: str, windows: bool, expected: str) -> None:
    assert absolute(path, "/w", windows=windows) == expected


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["edits", "path", "command", "content", "error", "a"]), inner, max_size=4),
    max_leaves=8,
)  # fmt: skip
KEYS = st.sampled_from(
    ["hook_event_name", "tool_name", "tool_input", "tool_response", "toolArgs", "toolResult", "cwd", "edits", "file_path", "session_id",
     "workspace_roots", "tool_info", "agent_action_name", "metadata", "loop_count", "command"]
)  # fmt: skip


@given(st.sampled_from([name for name, _ in dialects.DIALECTS]), st.dictionaries(KEYS, ANY, max_size=8), st.sampled_from(["PreToolUse", "PostToolUse", "Stop", "afterFileEdit"]))  # fmt: skip
def test_no_object_breaks_a_dialect(agent: str, values: dict[str, Any], name: str) -> None:
    dialect = dialects.find(agent)
    assert dialect is not None
    event = dialect.parse(Fields({"hook_event_name": name} | values))
    for answer in (
        dialect.deny(event, "r"),
        dialect.context(event, "t"),
        dialect.send_back(event, "r"),
        dialect.silence(event),
    ):
        assert answer.code in (0, 2)
