"""detect-secrets' keyword patterns: which of them a language needs, and the whole name around a match."""

from __future__ import annotations

import re

from aigate.scanners import secret_detectors as detectors
from aigate.scanners.secret_unquoted import CONFIG

_C_LIKE = frozenset(("c", "cpp", "csharp", "objectivec"))
_AROUND = re.compile(r"[\w.$-]{0,60}$")
_AFTER = re.compile(r"[\w.$-]{1,120}")


def patterns_of(language: str | None) -> list[tuple[re.Pattern[str], int]]:
    """The patterns for a language, and the group of each that holds the value."""
    keyword = detectors.module("keyword")
    tables = [keyword.QUOTES_REQUIRED_DENYLIST_REGEX_TO_GROUP]
    if language in CONFIG:
        tables = [keyword.CONFIG_DENYLIST_REGEX_TO_GROUP]
    elif language == "go":
        tables = [keyword.GOLANG_DENYLIST_REGEX_TO_GROUP]
    elif language in _C_LIKE:
        tables = [*tables, keyword.COMMON_C_DENYLIST_REGEX_TO_GROUP, keyword.C_PLUS_PLUS_REGEX_TO_GROUP]
    return [pair for table in tables for pair in table.items()]


def name_of(line: str, found: re.Match[str], start: int) -> str:
    """The whole name around the keyword of a match, whichever side of the value it is on."""
    if start - found.start() <= 1:  # "value" == name
        after = list(_AFTER.finditer(found[0], start - found.start()))
        return after[-1][0] if after else ""
    before = _AROUND.search(line[max(0, found.start() - 60) : found.start()])
    rest = _AFTER.match(line, found.start())
    return (before[0] if before else "") + (rest[0] if rest else "")
