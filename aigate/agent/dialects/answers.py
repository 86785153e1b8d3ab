"""What a hook's process ends with, and the JSON shapes that several agents share."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from typing import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Answer(NamedTuple):
    """What is written to standard output and standard error, and the exit code."""

    out: str = ""
    err: str = ""
    code: int = 0


NOTHING = Answer()


def say(answer: Answer) -> None:
    """Write it where the agent reads it. One that has closed that end, or gone, is not answered."""
    for descriptor, text in ((1, answer.out), (2, answer.err)):
        if text:
            with suppress(OSError):
                os.write(descriptor, text.encode("utf-8", "backslashreplace"))


def said(values: dict[str, Any]) -> Answer:
    """One JSON object on standard output, ASCII alone so that no locale can spoil it."""
    return Answer(json.dumps(values, ensure_ascii=True))


def specific(name: str, **fields: str) -> Answer:
    """``{"hookSpecificOutput": {"hookEventName": …}}``, as Claude Code and those who follow it read it."""
    return said({"hookSpecificOutput": {"hookEventName": name, **fields}})


def block(reason: str) -> Answer:
    """``{"decision": "block"}``: the only spelling that Gemini, Qwen and Codex all take."""
    return said({"decision": "block", "reason": reason})
