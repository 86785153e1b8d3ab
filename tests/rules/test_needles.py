"""Whatever a rule matches holds what is told of it: a literal too many would hide a finding."""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aigate.model import Confidence, Severity
from aigate.rules import Rule
from aigate.rules.loader import load
from aigate.rules.needles import demands_of, fold, holds, kinds_of, literals_of

if TYPE_CHECKING:
    from collections.abc import Iterator

RULES = load().all()


def rule(ast: dict[str, object] | None = None, regex: str | None = None) -> Rule:
    return Rule("x/y", ("python",), Severity.LOW, Confidence.LOW, "", (), (), ast=ast, regex=regex)


def regexes(value: object) -> Iterator[str]:
    """Every regular expression in a rule."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "regex" and isinstance(inner, str):
                yield inner
            else:
                yield from regexes(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from regexes(inner)


def compiled(pattern: str) -> re.Pattern[str] | None:
    """A rule's expression, where it means the same to Python."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return re.compile(pattern.replace(r"(?-u:\b)", r"\b"))
    except (re.error, Warning):
        return None


PATTERNS = sorted({one for each in RULES for one in (*regexes(each.ast), each.regex or "a")})


def test_every_bad_example_of_every_rule_holds_what_its_rule_demands() -> None:
    unmet = [(each.id, code) for each in RULES for code in each.bad if not holds(fold(code), demands_of(each))]
    assert not unmet


@pytest.mark.parametrize("part", range(8))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_what_a_rules_expression_matches_holds_its_literals(part: int, data: st.DataObject) -> None:
    pattern = compiled(data.draw(st.sampled_from(PATTERNS[part::8])))
    if pattern:
        text = data.draw(st.from_regex(pattern))
        assert holds(fold(text), [literals_of(pattern.pattern)]), (pattern.pattern, text)


@pytest.mark.parametrize(
    ("pattern", "literals"),
    [
        pytest.param("[[:alpha:]]x", [], id="a set within a set is Rust's, and its end is no literal"),
        pytest.param("[a-z&&[^b]]", [], id="an intersection of sets is Rust's"),
        pytest.param(r"[\w--\d]x", [], id="a difference of sets is Rust's"),
        pytest.param(r"\b{start}x", [], id="a half of a word boundary is Rust's"),
        pytest.param("(?<name>x)", [], id="what Python cannot read demands nothing"),
        pytest.param("a|b*", [], id="an alternative that can be empty demands nothing"),
        pytest.param("(ab)?", [], id="what may be absent is not demanded"),
        pytest.param("[^a]", [], id="a set of what may not stand demands nothing"),
        pytest.param("AB|cd|[xX]", [{"ab", "cd", "x"}], id="one of several"),
        pytest.param(r"^foo\.(bar|baz)$", [{"foo."}, {"ba"}, {"r", "z"}], id="one after the other"),
        pytest.param("(^|_)key$|(?i)^Token$", [{"key", "token"}], id="a flag in the middle, as Rust allows"),
        pytest.param(r"(?-u:\b)eval(?-u:\b)", [{"eval"}], id="a word boundary as the packs have it"),
        pytest.param("\u017fecret", [{"secret"}], id="letters that ignoring case takes for others"),
    ],
)
def test_literals(pattern: str, literals: list[set[str]]) -> None:
    assert literals_of(pattern) == literals


@pytest.mark.parametrize(
    ("ast", "kinds"),
    [
        pytest.param({"rule": {"pattern": "f($A)"}}, None, id="a pattern may be anything"),
        pytest.param({"rule": {"any": [{"kind": "call"}, {"regex": "x"}]}}, None, id="one alternative without a kind"),
        pytest.param({"rule": {"kind": "call > x"}}, None, id="a selector is no kind"),
        pytest.param({"rule": {"matches": "a"}, "utils": {"a": {"matches": "a"}}}, None, id="a rule that names itself"),
        pytest.param({"rule": {"not": {"kind": "call"}}}, None, id="what it is not does not tell what it is"),
        pytest.param({"rule": {"any": [{"kind": "call"}, {"kind": "pair"}]}}, {"call", "pair"}, id="either"),
        pytest.param(
            {"rule": {"all": [{"matches": "a"}, {"regex": "x"}]}, "utils": {"a": {"kind": "b"}}}, {"b"}, id="named"
        ),
    ],
)
def test_kinds(ast: dict[str, object], kinds: set[str] | None) -> None:
    assert kinds_of(rule(ast)) == kinds


@pytest.mark.parametrize(
    "around", ["inside", "follows", "precedes", "not"], ids=lambda word: f"what stands in {word} is not in the match"
)
def test_what_is_around_a_match_is_not_demanded_of_it(around: str) -> None:
    assert demands_of(rule({"rule": {"kind": "call", around: {"regex": "secret"}}})) == ((),)


def test_alternatives_are_demanded_one_by_one() -> None:
    either = rule(
        {"rule": {"regex": "x", "any": [{"has": {"regex": "foo"}}, {"all": [{"regex": "bar"}, {"regex": "b.z"}]}]}}
    )
    assert holds("x foo", demands_of(either))
    assert holds("x bar baz", demands_of(either))
    assert not holds("foo", demands_of(either))
    assert not holds("x bar", demands_of(either))
