"""A history by months."""

from __future__ import annotations

from dataclasses import replace

import pytest

from aigate.audit.account import Account
from aigate.audit.totals import month_of, months
from aigate.audit_model import AuditedCommit, AuditedFinding, Authored, Counted, State
from aigate.lines import Span
from aigate.model import Finding, Identity, Severity

MARCH, MAY = 1_772_500_000, 1_778_000_000  # 2026


def account(commit: str, when: int, *authored: Authored) -> Account:
    lines = Counted(sum(one.lines for one in authored), 0, 1)
    return Account(AuditedCommit(commit, when, Identity("A", "a@b.c"), "s", lines, authored, ("trailers",), ()))


def found(when: int, fixed: int = 0) -> AuditedFinding:
    finding = Finding("r/r", "a.py", Span(1, 1), Severity.HIGH, "m")
    state = State.FIXED if fixed else State.OPEN
    return AuditedFinding(finding, "a", when, "A", "claude", "", state, fixed_by="b" if fixed else "", fixed_when=fixed)


def test_no_commit_is_no_month() -> None:
    assert months((), {}) == ()


def test_every_month_is_told_and_empty_ones_too() -> None:
    accounts = {"a": account("a", MARCH, Authored("claude", "m", 4), Authored("codex", "", 1))}
    told = months([("a", MARCH), ("b", MAY), ("c", MARCH)], accounts, [found(MARCH, MAY), found(MARCH)], {"a": 3})
    assert [one.month for one in told] == ["2026-03", "2026-04", "2026-05"]
    first, empty, last = told
    assert (first.commits, first.ai_commits, first.lines, first.surviving) == (2, 1, (5, 0, 1), 3)
    assert first.authored == (Authored("claude", "m", 4), Authored("codex", "", 1))
    assert (first.introduced, first.fixed, last.introduced, last.fixed) == (2, 0, 0, 1)
    assert empty == replace(empty, commits=0, ai_commits=0, lines=Counted(), authored=(), surviving=0)


@pytest.mark.parametrize(("when", "name"), [(-5, "1970-01"), (0, "1970-01"), (10**15, "9999-12"), (MARCH, "2026-03")])
def test_any_date_has_a_month(when: int, name: str) -> None:
    assert month_of(when) == name


def test_a_clock_that_was_wrong_by_centuries_fills_no_table() -> None:
    assert [one.month for one in months([("a", 0), ("b", 10**12)], {})] == ["1970-01", "9999-12"]
