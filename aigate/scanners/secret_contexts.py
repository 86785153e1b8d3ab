"""Places of a secret that detect-secrets does not read: all of them are habits of generated code.

A default for an environment variable that is missing, a pair of literals in ``define``, a password inside a connection
string, and a token whose name says so though it is none of the plug-in's keywords.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, NamedTuple

from aigate.scanners.secret_values import SAYS_SECRET, judge

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aigate.model import Confidence

_LEAST_BITS = 3.2  # per character; words and names have less, at the lengths in question

_NAMED = re.compile(
    r"(?<![\w.-])(?P<name>[\w.-]{1,80}+)[\"'\]]{0,2}\s{0,8}(?::=|=>|={1,3}|:|\()\s{0,8}[@frbuFRBU]{0,2}"
    r"(?P<quote>[\"'`])(?P<value>[\w.=/+~-]{10,400}+)(?P=quote)"
)
_DEFAULT = re.compile(
    r"(?:environ\.get|getenv|get_env|\benv|\bdefine|putenv|setenv|setdefault|setProperty)\(\s{0,8}"
    r"[\"'](?P<name>[\w.-]{1,80}+)[\"']\s{0,8},\s{0,8}(?:default\s{0,3}=\s{0,3})?(?P<quote>[\"'])(?P<value>[^\"']{3,200}+)(?P=quote)"
)
_OTHERWISE = re.compile(
    r"(?P<name>\b(?:env\.|environ\[[\"']|getenv\([\"'])\w{1,80}+)[\"'\])]{0,3}\s{0,8}(?:\|\||\?\?|\bor\b)\s{0,8}"
    r"(?P<quote>[\"'`])(?P<value>[^\"'`]{3,200}+)(?P=quote)"
)
_CONNECTION = re.compile(
    r"(?<=[;?&\"'` ])(?P<name>password|passwd|pwd|accountkey|sharedaccesskey|access_?key|secret)\s?=\s?"
    r"(?P<value>[^;&'\"`\s<>{}$%(),\\\[\]]{3,200}+)(?=[;&'\"`]|\s\w+=)",
    re.IGNORECASE,
)


class Place(NamedTuple):
    """Columns of a value on a line, and how surely it is a secret."""

    start: int
    end: int
    confidence: Confidence


def places(line: str) -> Iterator[Place]:
    """Every such place on a line."""
    for found in _NAMED.finditer(line):
        if SAYS_SECRET.search(found["name"]) and _is_mixed(found["value"]):
            yield from _judged(found)
    for pattern in (_DEFAULT, _OTHERWISE):
        for found in pattern.finditer(line):
            if SAYS_SECRET.search(found["name"]):
                yield from _judged(found)
    for found in _CONNECTION.finditer(line):
        if any(quote in line[: found.start()] for quote in "\"'`"):
            yield from _judged(found)


def _judged(found: re.Match[str]) -> Iterator[Place]:
    confidence = judge(found["name"], found["value"])
    if confidence is not None:
        yield Place(*found.span("value"), confidence)


def _is_mixed(value: str) -> bool:
    """Letters and digits, in no order to speak of."""
    if not (re.search(r"\d", value) and re.search(r"[A-Za-z]", value)):
        return False
    shares = [value.count(character) / len(value) for character in set(value)]
    return -sum(share * math.log2(share) for share in shares) >= _LEAST_BITS
