"""Each agent's answers, to the letter: a key too many, or an exit code that is not zero, undoes them elsewhere."""

from __future__ import annotations

import json
from typing import Any

import pytest

from aigate.agent import dialects
from aigate.agent.events import Event, Kind

DENY = {
    "hookSpecificOutput": {"hookEventName": "PreToolUse", "permissionDecision": "deny", "permissionDecisionReason": "R"}
}
ADDED = {"hookSpecificOutput": {"hookEventName": "PostToolUse", "additionalContext": "C"}}
BACK = {"decision": "block", "reason": "R"}

# agent, how it calls the events before, after and at the end, and what it is told.
JSON_SPEAKERS = [
    ("claude", "PreToolUse", DENY, "PostToolUse", ADDED, "Stop", BACK),
    ("droid", "PreToolUse", DENY, "PostToolUse", ADDED, "Stop", BACK),
    ("codex", "PreToolUse", DENY, "PostToolUse", ADDED, "Stop", BACK),
    ("qwen", "PreToolUse", DENY, "PostToolUse", ADDED, "Stop", BACK),
    ("gemini", "BeforeTool", BACK, "AfterTool", {"hookSpecificOutput": {"hookEventName": "AfterTool", "additionalContext": "C"}}, "AfterAgent", BACK),
    ("cursor", "preToolUse", {"permission": "deny", "user_message": "R", "agent_message": "R"}, "postToolUse", {"additional_context": "C"}, "stop", {"followup_message": "R"}),
    ("copilot", "preToolUse", {"permissionDecision": "deny", "permissionDecisionReason": "R"}, "postToolUse", {"additionalContext": "C"}, "agentStop", BACK),
    ("copilot", "PreToolUse", {"permissionDecision": "deny", "permissionDecisionReason": "R"} | DENY, "PostToolUse", {"additionalContext": "C"} | ADDED, "Stop",
     BACK | {"hookSpecificOutput": {"hookEventName": "Stop"} | BACK}),
]  # fmt: skip


def said(answer: Any) -> dict[str, Any]:
    assert answer.code == 0
    assert answer.err == ""
    return dict(json.loads(answer.out))


@pytest.mark.parametrize(("agent", "before", "deny", "after", "context", "stop", "back"), JSON_SPEAKERS)
def test_an_answer_is_one_object_and_exit_code_zero(
    agent: str, before: str, deny: dict[str, Any], after: str, context: dict[str, Any], stop: str, back: dict[str, Any]
) -> None:
    dialect = dialects.find(agent)
    assert dialect is not None
    assert said(dialect.deny(Event(agent, Kind.BEFORE_SHELL, before), "R")) == deny
    assert said(dialect.context(Event(agent, Kind.AFTER_EDIT, after), "C")) == context
    assert said(dialect.send_back(Event(agent, Kind.STOP, stop), "R")) == back


@pytest.mark.parametrize("agent", ["opencode", "windsurf"])
def test_two_refuse_with_exit_code_two_and_an_empty_standard_output(agent: str) -> None:
    dialect = dialects.find(agent)
    assert dialect is not None
    assert tuple(dialect.deny(Event(agent, Kind.BEFORE_SHELL, "x"), "R")) == ("", "R", 2)
    assert dialect.context(Event(agent, Kind.AFTER_EDIT, "x"), "C").code == 0
    assert tuple(dialect.send_back(Event(agent, Kind.STOP, "x"), "R")) == ("", "", 0)


def test_what_opencode_is_told_after_an_edit_is_plain_text() -> None:
    dialect = dialects.find("opencode")
    assert dialect is not None
    assert dialect.context(Event("opencode", Kind.AFTER_EDIT, "x"), "C").out == "C"


@pytest.mark.parametrize("agent", [name for name, _ in dialects.DIALECTS])
def test_silence_and_notices_hold_nothing_up(agent: str) -> None:
    dialect = dialects.find(agent)
    assert dialect is not None
    for answer in (dialect.silence(None), dialect.notice(None, "T")):
        assert answer.code == 0
        assert not answer.out or isinstance(json.loads(answer.out), dict)


def test_every_dialect_is_an_agent_of_the_catalogue() -> None:
    from aigate.provenance import catalogue

    known = {agent.id for agent in catalogue.load().agents}
    for name, _ in dialects.DIALECTS:
        dialect = dialects.find(name)
        assert dialect is not None
        assert dialect.AGENT in known


def test_other_names_of_an_agent_are_known_and_unknown_ones_are_not() -> None:
    assert dialects.find("claude-code") is dialects.find("claude")
    assert dialects.find("vscode") is dialects.find("copilot")
    assert dialects.find("nobody") is None
    assert dialects.find("../evil") is None
