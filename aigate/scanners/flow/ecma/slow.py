"""Regular expressions of the file that somebody else's text can make run for hours."""

from __future__ import annotations

import re
import warnings
from functools import lru_cache
from typing import TYPE_CHECKING

from aigate.rules.backtracking import trouble
from aigate.scanners.flow.ecma.expressions import REGEX

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aigate.scanners.flow.values import Value

SLOW = "<regex>.<slow>"  # the place that rules watch
_LONGEST = 2_000  # characters of a pattern that is judged
_ASKED = frozenset(["test", "exec"])
_ASKING = frozenset(["match", "matchAll", "replace", "replaceAll", "search", "split"])
_NAMED = re.compile(r"\(\?<(?=[A-Za-z_$])")
_ENDS_OPEN = re.compile(r"[*+}]\??\)?[*+]?\)?/[a-z]*$")  # nothing behind it can fail, so it never tries again


def subject_of(name: str, receiver: Value, given: Sequence[Value]) -> Value | None:
    """The text that a call applies a slow expression to."""
    method = name.rpartition(".")[2]
    if not given:
        return None
    if method in _ASKED and receiver.name == REGEX and given[0].taints:
        return given[0] if is_slow(str(receiver.constant)) else None
    if method in _ASKING and receiver.taints and given[0].name == REGEX:
        return receiver if is_slow(str(given[0].constant)) else None
    return None


@lru_cache(maxsize=256)
def is_slow(literal: str) -> bool:
    """Whether some text makes the expression try twice as many ways for each character more."""
    pattern = literal[1:].rpartition("/")[0]
    if len(pattern) > _LONGEST or _ENDS_OPEN.search(literal):
        return False
    pattern = _NAMED.sub("(?P<", pattern).replace("\\/", "/").replace("[^]", "[\\s\\S]")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            re.compile(pattern)
            why = trouble(pattern)
    except (re.error, OverflowError, RecursionError, ValueError):
        return False
    return bool(why) and not why[0].isdigit()  # several repetitions in a row are slow, but not for hours
