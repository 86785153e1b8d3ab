"""Values without quotes: where a language has them, what an assignment looks like there, and where the value ends."""

from __future__ import annotations

import re

# How a value may stand without quotes, by language. In code (and in TOML) what has no quotes is no literal.
CONFIG = frozenset(("ini", "nginx", "properties", "yaml"))
UNQUOTED = CONFIG | {"bash", "dockerfile", "dotenv", "makefile"}
LOOSE = frozenset(("markdown", "text", None))  # only what plainly is an environment's assignment

_COMMENT = re.compile(r"\s[#;]")
SHELL = re.compile(r"(?<![\w$.%/-])-{0,2}(?P<name>[A-Za-z_][\w-]*)=(?P<quote>['\"]?)(?P<value>[^\s'\"`;,&|<>()]++)")
_DOCKER = re.compile(
    r"\s*+(?:ENV|ARG)\s++(?P<name>\w++)\s++(?P<quote>['\"]?)(?P<value>[^\s'\"=][^\s'\"]*+)", re.IGNORECASE
)
_LINE = re.compile(
    r"\s*+(?:-\s++)?(?:export\s++|set\s++)?(?P<name>[A-Za-z_][\w.-]*+)\s*+(?:[:?+]?=|:(?=\s))\s*+(?P<quote>['\"]?)"
    r"(?P<value>[^\s'\"#;&*!|>][^'\"]*+)"
)
_LOOSE_LINE = re.compile(
    r"\s*+(?:#\s?)?(?:export\s++)?(?P<name>[A-Z][A-Z0-9_]*+)=(?P<quote>['\"]?)(?P<value>[^\s'\"`<>]++)['\"]?\s*(?:#.*)?$"
)


def assignment_patterns(language: str | None) -> tuple[re.Pattern[str], ...]:
    """How a language assigns values that need no quotes."""
    if language == "dockerfile":
        return (_DOCKER, SHELL)
    if language == "bash":
        return (SHELL,)
    return (_LOOSE_LINE,) if language in LOOSE else (_LINE,)


def ending(line: str, start: int, end: int) -> int:
    """Where a value without quotes really ends: before a comment, and before the brackets around it."""
    comment = _COMMENT.search(line, start, end)
    value = line[start : comment.start() if comment else end].rstrip().rstrip("]},;")
    return start + len(value)
