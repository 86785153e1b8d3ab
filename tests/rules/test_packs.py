"""Every rule of every built-in pack: its bad examples are found, its good ones are not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from aigate.commands.rule_linting import doubts_of
from aigate.rules import PACKS, pack_names, pack_path
from aigate.rules.backtracking import trouble
from aigate.rules.compile import check_ast
from aigate.rules.loader import load, read_pack
from aigate.scanners import Settings
from aigate.scanners.examples import failures_of

if TYPE_CHECKING:
    from aigate.rules import Rule

SETTINGS = Settings(load())
WRITTEN = [name for name in pack_names() if pack_path(name).exists()]
RULES = {rule.id: rule for name in WRITTEN for rule in read_pack(name)}
BY_RULE = pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())


@BY_RULE
def test_bad_examples_are_found_and_good_ones_left_alone(rule: Rule) -> None:
    assert list(failures_of(rule, SETTINGS)) == []


@BY_RULE
def test_every_rule_can_be_used(rule: Rule) -> None:
    assert rule.id.partition("/")[0] in pack_names()
    if rule.ast is not None:
        check_ast("pack", 1, rule.id, rule.languages, rule.ast)
    for pattern in (rule.regex, rule.unless):
        if pattern is not None:
            re.compile(pattern)
            assert trouble(pattern) == ""


@BY_RULE
def test_every_rule_says_what_to_do(rule: Rule) -> None:
    assert rule.message.endswith(".")
    assert rule.hint
    assert rule.cwe
    assert rule.references
    assert all(reference.startswith("https://") for reference in rule.references)


@BY_RULE
def test_every_keyword_is_lower_case_and_some_bad_example_needs_each_rule(rule: Rule) -> None:
    assert all(any(word in code.lower() for word in rule.keywords) for code in rule.bad if rule.keywords)


@pytest.mark.parametrize("name", WRITTEN)
def test_a_pack_is_read_for_each_of_its_languages(name: str) -> None:
    rules = read_pack(name)
    languages = {language for rule in rules for language in rule.languages}
    assert languages == {language for language, names in PACKS.items() if name in names}
    assert {rule.id.partition("/")[0] for rule in rules} == {name}


@pytest.mark.parametrize("name", WRITTEN)
def test_lint_has_no_doubts_about_a_pack(name: str) -> None:
    """Among them: every alternative of a matcher is needed by a bad example, which also proves that its keywords let it through."""
    assert list(doubts_of(read_pack(name))) == []


def test_every_pack_exists() -> None:
    assert pack_names() == tuple(WRITTEN)


def test_there_are_enough_rules() -> None:
    assert len(RULES) >= 40
