"""The lint for regular expressions that a hostile line could make run for hours."""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigate.rules import pack_names
from aigate.rules.backtracking import trouble
from aigate.rules.loader import read_pack
from aigate.scanners.deadline import deadline

if TYPE_CHECKING:
    from collections.abc import Iterator

HARMLESS = [
    "abc",
    r"^\s*password\s*=\s*\S+$",
    r"(?:\w+\.)*\w+",
    r"(?:[a-z]+-)+[a-z]+",
    r"a{1,3}b{2,5}",
    r"(?:ab|cd)*",
    r"(?i)\b(md5|sha1)\b",
    r"x(?!y)(?<=x)z*",
    r"(a)\1",
    r"(?P<q>['\"]).*?(?P=q)",
    r"[^\"]*\"[^\"]*\"",
    r"(?:\\.|[^\\\"])*",
    r"(?>a+)b",
    r"a*+a",
    r"(a)?(?(1)b|c)",
    r"(?:a|ab)*c",
    r"(?:\w|_)*b",
]
DANGEROUS = [
    r"(a+)+b",
    r"(a*)*b",
    r"(?:ab|[a-c]c)*d",
    r"(?:\w+\s?)*!",
    r"(?:x+y?)+z",
    r"(?:.*,)*x",
    r"^(\d+)*$",
    r"(?:a?a)*b",
    r"(?i)(?:[a-z]+[A-Z]*)+!",
    r"(?:(?:ab)+)+c",
    r"\s*\s*\s*x",
    r".*a.*b.*c",
    r"(?:é+)+x",
]


@pytest.mark.parametrize("pattern", HARMLESS)
def test_harmless_pattern_passes(pattern: str) -> None:
    re.compile(pattern)
    assert trouble(pattern) == ""


@pytest.mark.parametrize("pattern", DANGEROUS)
def test_dangerous_pattern_is_named(pattern: str) -> None:
    re.compile(pattern)
    assert trouble(pattern)


@given(st.text(alphabet=r"ab.*+?()|[]\w{}1,^$", max_size=20))
def test_the_lint_never_crashes_on_what_compiles(pattern: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            re.compile(pattern)
        except (re.error, RecursionError, OverflowError):
            return
        assert isinstance(trouble(pattern), str)


def regexes() -> list[tuple[str, str]]:
    rules = [rule for name in pack_names() for rule in read_pack(name)]
    return [(rule.id, pattern) for rule in rules for pattern in (rule.regex, rule.unless) if pattern]


def hostile_lines(pattern: str) -> Iterator[str]:
    """Long lines that almost match: the pattern's own pieces, over and over."""
    pieces = {piece for piece in re.split(r"[^\w:/=@.\"'-]+", pattern) if piece}
    alphabet = sorted({char for piece in pieces for char in piece} | set(" \t=:\"'/-_.@{$("))
    for char in alphabet:
        yield char * 4_000
    for piece in sorted(pieces, key=len)[-6:]:
        yield (piece + " ") * (4_000 // (len(piece) + 1))
        yield piece + " " * 4_000
        yield piece + "=" + "a" * 4_000 + "!"


@pytest.mark.parametrize(("rule", "pattern"), regexes())
def test_no_built_in_pattern_can_be_made_to_run_for_long(rule: str, pattern: str) -> None:
    search = re.compile(pattern).search
    with deadline(30):  # far beyond what any takes; without it an exploding pattern would never come back
        for line in hostile_lines(pattern):
            search(line)
