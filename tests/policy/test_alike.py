"""One weakness, told once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from aigate.lines import Span
from aigate.model import Bucket, Confidence, Finding, Severity
from aigate.policy import alike

BANDIT = Finding(
    "bandit/B602",
    "a.py",
    Span(3, 5),
    Severity.HIGH,
    "m",
    Confidence.HIGH,
    cwe="CWE-78",
    scanner="bandit",
    columns=(4, 30),
)
FLOW = replace(BANDIT, rule="flow/command-injection", confidence=Confidence.MEDIUM, scanner="flow", way=(2,))
SECRET = replace(BANDIT, rule="bandit/B105", kind="secret", cwe="CWE-259", masks=((3, 10, 20),))


def told(*findings: Finding) -> list[tuple[str, tuple[str, ...]]]:
    labelled = [replace(one, statement=one.span) for one in findings]
    return [(one.rule, one.also) for one in alike.fold(labelled, alike.groups(labelled))]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(BANDIT, BANDIT, id="two of the same rule"),
        pytest.param(BANDIT, replace(FLOW, cwe="CWE-22"), id="another weakness"),
        pytest.param(BANDIT, replace(FLOW, span=Span(6, 6)), id="another statement"),
        pytest.param(BANDIT, replace(FLOW, columns=(40, 50)), id="another call of the same line"),
        pytest.param(SECRET, replace(SECRET, rule="secrets/password", masks=((3, 30, 40),)), id="two passwords"),
        pytest.param(SECRET, replace(BANDIT, cwe="CWE-259"), id="a password and a weakness"),
        pytest.param(BANDIT, replace(FLOW, cwe=""), id="one without a class"),
    ],
)
def test_what_is_not_the_same_is_told_apart(one: Finding, other: Finding) -> None:
    assert told(one, other) == [(one.rule, ()), (other.rule, ())]


@pytest.mark.parametrize(
    ("one", "other", "first"),
    [
        pytest.param(BANDIT, FLOW, BANDIT.rule, id="the surer one"),
        pytest.param(
            replace(BANDIT, confidence=Confidence.LOW), FLOW, FLOW.rule, id="the surer one, whichever comes first"
        ),
        pytest.param(BANDIT, replace(FLOW, confidence=Confidence.HIGH), FLOW.rule, id="the one that says more"),
        pytest.param(BANDIT, replace(FLOW, cwe="CWE-77", columns=None), BANDIT.rule, id="another name of the class"),
        pytest.param(
            replace(BANDIT, bucket=Bucket.SUPPRESSED),
            replace(FLOW, bucket=Bucket.BLOCKING),
            FLOW.rule,
            id="what blocks",
        ),
        pytest.param(
            SECRET,
            replace(SECRET, rule="secrets/password", cwe="CWE-798", masks=((3, 8, 12),), confidence=Confidence.LOW),
            SECRET.rule,
            id="the same password",
        ),
    ],
)
def test_the_same_is_told_once(one: Finding, other: Finding, first: str) -> None:
    (only,) = told(one, other)
    assert only == (first, (other.rule if first == one.rule else one.rule,))


def test_two_calls_on_a_line_are_each_told_by_two_rules() -> None:
    second = (40, 60)
    found = told(BANDIT, FLOW, replace(BANDIT, columns=second), replace(FLOW, columns=second))
    assert found == [(BANDIT.rule, (FLOW.rule,))] * 2


def test_the_way_is_told_by_whoever_stands_for_it() -> None:
    labelled = [BANDIT, FLOW]
    (only,) = alike.fold(labelled, alike.groups(labelled))
    assert only.way == (2,)
