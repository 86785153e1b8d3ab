"""What counts as a suppression, and what does not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from aigate.lines import Span
from aigate.model import Finding, Severity, Suppression
from aigate.policy.suppress import is_malformed, speaks_for, suppressions

BANDIT = Finding("bandit/B602", "a.py", Span(2, 4), Severity.HIGH, "m", scanner="bandit")
SECRET = Finding("secrets/keyword", "a.py", Span(2, 2), Severity.HIGH, "m", scanner="detect-secrets")


def found(*lines: str) -> list[Suppression]:
    return list(suppressions(lines))


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("x = 1  # aigate: ignore", id="a blanket"),
        pytest.param("x = 1  # aigate: ignore[] because", id="an empty list"),
        pytest.param("x = 1  # aigate: ignore[bandit/B602]", id="no reason"),
        pytest.param("x = 1  # aigate: ignore[bandit/B602] -- ", id="a reason of dashes"),
        pytest.param("x = 1  # aigate: ignore[*] because I say so", id="a star"),
        pytest.param("x = 1  # aigate: ignore[B602] reviewed by Ada", id="half a rule"),
        pytest.param("<p> <!-- aigate: ignore[html/x] --> </p>", id="no reason before the comment ends"),
    ],
)
def test_ours_without_rule_and_reason_is_malformed_and_never_speaks(line: str) -> None:
    (one,) = found(line)
    assert is_malformed(one)
    assert not speaks_for(one, BANDIT)


def test_other_words_are_no_suppression() -> None:
    assert found("aigate ignores", "ignore[bandit/B602]", "nosecrets = 1", "allowlist", "# no sec", "x") == []


@pytest.mark.parametrize(
    ("line", "rule", "reason"),
    [
        ("run()  # aigate: ignore[bandit/B602] argv is a constant", "bandit/B602", "argv is a constant"),
        ("run(); // AIGATE: Ignore[go/x-y.z] — see ADR 12", "go/x-y.z", "see ADR 12"),
        ("<a/> <!-- aigate: ignore[html/x] static page -->", "html/x", "static page"),
    ],
)
def test_rule_and_reason_are_read(line: str, rule: str, reason: str) -> None:
    (one,) = found(line)
    assert (one.rule, one.reason, one.covers) == (rule, reason, Span(1, 1))


def test_several_rules_share_a_reason() -> None:
    assert [one.rule for one in found("x  # aigate: ignore[a/b, c/d] checked")] == ["a/b", "c/d"]


def test_a_comment_on_its_own_line_speaks_for_the_next_line_of_code() -> None:
    (one,) = found("# aigate: ignore[bandit/B602] checked by hand", "", "# more", "run(shell=True)")
    assert one.covers == Span(4, 4)
    assert one.line == 1


@pytest.mark.parametrize(
    ("suppression", "finding", "speaks"),
    [
        pytest.param(Suppression("bandit/B602", "why", 9, Span(9, 9)), BANDIT, False, id="another statement"),
        pytest.param(Suppression("bandit/B605", "why", 3, Span(3, 3)), BANDIT, False, id="another rule"),
        pytest.param(Suppression("B605", "nosec", 3, Span(3, 3), "nosec"), BANDIT, False, id="nosec of another test"),
        pytest.param(Suppression("", "nosec", 2, Span(2, 2), "nosec"), SECRET, False, id="nosec and a secret"),
        pytest.param(Suppression("secrets", "pragma", 3, Span(3, 3), "pragma"), BANDIT, False, id="pragma and Bandit"),
        pytest.param(Suppression("bandit/B602", "why", 3, Span(3, 3)), BANDIT, True, id="any line of the statement"),
        pytest.param(Suppression("", "nosec", 4, Span(4, 4), "nosec"), BANDIT, True, id="a blanket nosec"),
        pytest.param(Suppression("B602, B605", "nosec", 4, Span(4, 4), "nosec"), BANDIT, True, id="nosec by test"),
        pytest.param(Suppression("secrets", "pragma", 1, Span(2, 2), "pragma"), SECRET, True, id="pragma nextline"),
    ],
)
def test_a_suppression_speaks_for_its_own_finding_only(
    suppression: Suppression, finding: Finding, speaks: bool
) -> None:
    assert speaks_for(suppression, finding) is speaks


def test_foreign_pragmas_are_read() -> None:
    lines = found("a = 1  # nosec B602", "b  # pragma: allowlist secret", "# pragma: allowlist nextline secret", "c")
    assert [(one.syntax, one.covers.start) for one in lines] == [("nosec", 1), ("pragma", 2), ("pragma", 4)]


def test_a_long_line_of_near_misses_is_read_at_once() -> None:
    assert found("aigate: ignore[" * 20_000)
    assert found("# nosec " * 20_000)


def test_a_comment_that_names_a_rule_by_its_former_name_counts() -> None:
    (asked,) = found("get(url)  # aigate: ignore[python/ssrf] the host is checked by the caller")
    finding = Finding("flow/ssrf", "a.py", Span(1, 1), Severity.HIGH, "m", scanner="flow")
    assert speaks_for(asked, finding)
    assert not speaks_for(asked, replace(finding, rule="flow/xss"))
