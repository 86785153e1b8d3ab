"""When a rule fired, from an audit that was held to it; and how that is told."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from unicodedata import category

import pytest

from aigate.audit.backtest import backtest, month_of
from aigate.audit_model import Backtest, Fired, State
from aigate.model import Confidence, RuleInfo, Severity
from aigate.reports import backtest as form
from tests.reports.audit.specimen import empty, large, specimen

NEVER = RuleInfo("team/never", "Nobody writes that.", Severity.LOW, Confidence.LOW, "patterns")
MD5 = specimen().rule_of["bandit/B324"]
SECRET = specimen().rule_of["secrets/aws-access-key"]


def test_a_rule_that_never_fired_says_so() -> None:
    made = backtest([NEVER], specimen())
    assert made.audit.findings == ()
    assert made.by_rule == (Fired("team/never", 0, 0, 0),)
    assert sum(one.findings for one in made.by_month) == 0
    assert "never have fired" in form.as_text(made)


def test_a_history_without_agents_is_no_error() -> None:
    assert "never have fired" in form.as_text(backtest([MD5], empty()))


def test_only_the_findings_of_the_rule_count() -> None:
    made = backtest([MD5], specimen())
    found = [one for one in specimen().findings if one.finding.rule == MD5.id]
    assert list(made.audit.findings) == found
    fixed = sum(one.state is State.FIXED for one in found)
    commits = len({one.commit for one in found})
    assert made.by_rule == (Fired(MD5.id, commits, len(found), fixed),)
    for tallies in (made.by_month, made.by_agent):
        assert sum(one.findings for one in tallies) == len(found)
        assert sum(one.fixed for one in tallies) == fixed


def test_every_month_is_there_also_one_before_the_first() -> None:
    months = [month.month for month in specimen().months]
    assert [one.key for one in backtest([MD5], specimen()).by_month] == months
    early = replace(specimen().findings[0], when=0)
    made = backtest([specimen().rule_of[early.finding.rule]], replace(specimen(), findings=(early,)))
    assert [one.key for one in made.by_month] == ["1970-01", *months]


@pytest.mark.parametrize(
    ("when", "month"), [(0, "1970-01"), (1_767_225_600, "2026-01"), (10**16, "?"), (-(10**16), "?")]
)
def test_a_month_is_utc(when: int, month: str) -> None:
    assert month_of(when) == month


def test_several_rules_are_told_apart() -> None:
    made = backtest([NEVER, MD5, SECRET], specimen())
    assert [one.key for one in made.by_rule] == [MD5.id, SECRET.id, "team/never"]
    shown = form.as_text(made)
    assert re.search(r"^rule +commits +fired +fixed +open$", shown, re.MULTILINE)
    assert re.search(r"^team/never +0 +0 +0 +0$", shown, re.MULTILINE)


def test_the_text_says_when_and_where() -> None:
    shown = form.as_text(backtest([MD5], specimen()))
    assert "MD5 does not protect anything." in shown
    assert "fires now" in shown
    assert re.search(r"^fired  2025-03  [·▁▂▃▄▅▆▇█]{14}  2026-04$", shown, re.MULTILINE)
    assert re.search(r"^20\d\d-\d\d +1 +1 +\d +\d$", shown, re.MULTILINE)


def test_the_json_has_every_key() -> None:
    document = json.loads(form.as_json(backtest([MD5], specimen())))
    assert " ".join(document) == (
        "schema command repository made rules fired fixed commits by_rule by_agent by_month findings reach"
    )
    assert document["command"] == "backtest"
    assert document["fired"] == len(document["findings"]) == sum(one["findings"] for one in document["by_month"])


@pytest.mark.parametrize("made", [backtest(specimen().rules, specimen()), backtest(large(900).rules, large(900))])
@pytest.mark.parametrize("width", [40, 80, 119])
def test_what_a_repository_says_stays_text(made: Backtest, width: int) -> None:
    shown = form.as_text(made, width=width)
    assert [each for each in shown if category(each) in {"Cc", "Cf", "Cs", "Zl", "Zp"} and each != "\n"] == []
    assert form.as_json(made).isascii()
