"""Every kind of guard: each example of a removal is found, and what only moves, renames or replaces it is not."""

from __future__ import annotations

import pytest

from aigate.removals import guards
from aigate.removals.guards import Guard
from aigate.removals.rules import RULES
from aigate.rules.backtracking import trouble
from tests.removals.comparing import changed, lost

EXTENSIONS = {
    "python": "a.py", "javascript": "a.js", "java": "A.java", "csharp": "A.cs", "ruby": "a.rb", "php": "a.php", "go": "a.go",
    "rust": "a.rs", "yaml": "a.yml", "dockerfile": "Dockerfile", "hcl": "a.tf", "solidity": "a.sol", "nginx": "nginx.conf",
}  # fmt: skip
BY_GUARD = pytest.mark.parametrize(
    "guard", guards.load(), ids=lambda one: f"{one.rule.partition('/')[2]}-{one.form}-{one.languages[0]}"
)


def place(guard: Guard) -> str:
    if guard.languages == ("text",):
        return "CODEOWNERS"
    return ".github/workflows/ci.yml" if guard.path else f"src/{EXTENSIONS[guard.languages[0]]}"


@BY_GUARD
def test_what_keeps_its_guard_is_left_alone(guard: Guard) -> None:
    for before, after in guard.good:
        assert guard.rule not in [rule for rule, _ in lost(changed(place(guard), before, after))], after


@BY_GUARD
def test_what_loses_its_guard_is_found(guard: Guard) -> None:
    assert guard.bad
    assert guard.good
    for before, after in guard.bad:
        assert (guard.rule, "medium") in lost(changed(place(guard), before, after)), after


@BY_GUARD
def test_no_pattern_can_blow_up(guard: Guard) -> None:
    assert guard.rule in RULES
    for pattern in (guard.pattern, guard.within, guard.wide, guard.becomes, guard.path):
        assert not pattern or trouble(pattern) == ""


@BY_GUARD
def test_its_words_stand_on_every_line_that_it_matches(guard: Guard) -> None:
    for before, _ in (*guard.bad, *guard.good):
        for line in before.splitlines():
            if guard.search(line):
                assert any(needle in line.lower() for needle in guard.needles), line
