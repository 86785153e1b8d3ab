"""What a policy would have stopped, from two audits of one history."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from aigate.audit.simulate import simulate
from aigate.audit_model import NOT_EXAMINED, Audit, AuditedCommit, AuditedFinding, Authored, Counted, Reach, State
from aigate.lines import Span
from aigate.model import Bucket, Finding, Identity, Severity
from aigate.reports import simulation as form

DAY = 86_400
START = 1_767_225_600  # Thursday, 2026-01-01, in ISO week 2026-W01


def commit(number: int, day: int, *stopped_by: str, agent: str = "claude") -> AuditedCommit:
    return AuditedCommit(
        id=f"{number:040x}",
        when=START + day * DAY,
        author=Identity("A", "a@example.com"),
        subject=f"Change {number}",
        lines=Counted(ai=3),
        authored=(Authored(agent, "", 3),),
        sources=("trailers",),
        evidence=(),
        stopped_by=stopped_by,
    )


def found(one: AuditedCommit, rule: str, bucket: Bucket = Bucket.BLOCKING, state: State = State.OPEN) -> AuditedFinding:
    finding = Finding(rule, "app.py", Span(1, 1), Severity.HIGH, "Bad.", bucket=bucket)
    return AuditedFinding(finding, one.id, one.when, "A", one.authored[0].agent, "", state)


def audit(*commits: AuditedCommit, findings: tuple[AuditedFinding, ...] = (), reach: Reach | None = None) -> Audit:
    return Audit("shop", START, "1", reach or Reach(("HEAD",), ""), commits, findings=findings)


@pytest.mark.parametrize("commits", [(), (commit(1, 0),)], ids=["a history without agents", "nothing is stopped"])
def test_where_nothing_is_stopped_nothing_is_counted(commits: tuple[AuditedCommit, ...]) -> None:
    made = simulate("new.toml", audit(*commits), audit(*commits))
    assert not made.stops
    assert not made.by_rule
    assert not made.spared
    assert sum(one.commits for one in made.by_month) == 0
    assert "would have stopped 0 of" in form.as_text(made)
    json.loads(form.as_json(made))


def test_a_warning_stops_nobody() -> None:
    one, other = commit(1, 0), commit(2, 1, "a/b")
    made = simulate("p", audit(one, other, findings=(found(one, "c/d", Bucket.WARNING),)), audit(one, other))
    assert [tally.key for tally in made.by_rule] == ["a/b"]


def test_what_is_new_and_what_is_spared() -> None:
    before = (commit(1, 0, "a/b"), commit(2, 1), commit(3, 2, "a/b"))
    after = (commit(1, 0), commit(2, 1, "c/d"), commit(3, 2, "a/b"))
    made = simulate("p", audit(*after), audit(*before))
    assert [(stop.commit.subject, stop.is_new) for stop in made.stops] == [("Change 2", True), ("Change 3", False)]
    assert [one.subject for one in made.spared] == ["Change 1"]


def test_findings_are_counted_by_rule_and_agent_and_those_fixed_later_with_them() -> None:
    one = commit(1, 0, "a/b", "c/d")
    two = replace(commit(2, 3, "a/b", agent="codex"), authored=(Authored("codex", "", 2), Authored("", "", 1)))
    findings = (
        found(one, "a/b"),
        found(one, "a/b", state=State.FIXED),
        found(one, "c/d"),
        found(two, "a/b", state=State.FIXED),
    )
    made = simulate("p", audit(one, two, findings=findings), audit(one, two))
    assert [tuple(tally) for tally in made.by_rule] == [("a/b", 2, 3, 2), ("c/d", 1, 1, 0)]
    assert [tuple(tally) for tally in made.by_agent] == [("claude", 1, 3, 1), ("codex", 1, 1, 1), ("", 1, 0, 0)]


def test_every_week_and_month_between_the_first_commit_and_the_last_counts() -> None:
    made = simulate("p", audit(commit(1, 0, "a/b"), commit(2, 40, "a/b"), commit(3, 40, "a/b"), commit(4, 70)), audit())
    assert [(one.key, one.commits) for one in made.by_month] == [("2026-01", 1), ("2026-02", 2), ("2026-03", 0)]
    assert made.weeks[0] == ("2026-W01", 1, 0, 0)
    assert len(made.weeks) == 11
    assert sum(one.commits for one in made.weeks) == 3
    assert json.loads(form.as_json(made))["interruptions_per_week"] == {"mean": 0.27, "median": 0, "most": 2}


def test_commits_out_of_order_and_around_new_year_lose_no_week() -> None:
    made = simulate("p", audit(commit(2, 5, "a/b"), commit(1, -10, "a/b")), audit())
    assert [one.key for one in made.weeks] == ["2025-W52", "2026-W01", "2026-W02"]
    assert [one.key for one in made.by_month] == ["2025-12", "2026-01"]


def test_the_text_gives_no_orders_to_a_terminal_or_a_ci_system() -> None:
    hostile = replace(commit(1, 0, NOT_EXAMINED), subject="::error::x \x1b[31m\u202e" + "y" * 500)
    text = form.as_text(simulate("new\x1b.toml", audit(hostile), audit()), width=80)
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert not any(line.startswith("::") for line in text.splitlines())
    assert "lines that could not be examined" in text
    assert all(len(line) <= 80 for line in text.splitlines())
