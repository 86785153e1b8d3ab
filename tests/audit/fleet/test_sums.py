"""Everybody's figures, added up."""

from __future__ import annotations

import random
from dataclasses import replace

from aigate.audit.fleet import figures
from aigate.audit.fleet.listing import Listing, Target
from aigate.audit.fleet.order import Outcome
from aigate.audit.fleet.sums import Sums
from aigate.audit_model import AgentShare, Authored, Counted, Failure, Fleet, Member, Month, RuleShare
from tests.reports.audit.specimen import specimen

LISTING = Listing(
    "repos.txt",
    tuple(Target(f"r{number}", f"/srv/r{number}") for number in range(4)),
    (Failure("-x", "repos.txt:9", "no"),),
)


def summed(outcomes: list[Outcome]) -> Fleet:
    sums = Sums(LISTING)
    for one in outcomes:
        sums.add(one)
    return sums.fleet(0, "1")


def outcome(number: int, month: str, *agents: AgentShare) -> Outcome:
    lines = Counted(3, 2, 1)
    months = (Month(month, 5, 2, lines, (Authored("claude", "", 2), Authored("codex", "", 1)), 1, 4, 2),)
    rules = (RuleShare("crypto/weak-hash", "medium", 1, 2), RuleShare("bandit/B602", "high", 1, number))
    return Outcome(number, Member(f"r{number}", f"/srv/r{number}", "abc"), months=months, agents=agents, rules=rules)


def test_adds_up_whatever_the_order() -> None:
    outcomes = [
        outcome(0, "2026-01", AgentShare("claude", 1, 2, 30, 1)),
        outcome(2, "2026-04", AgentShare("claude", 1, 1, 10, 0), AgentShare("", 1, 1, 50, 2)),
        outcome(3, "2026-04"),
        Outcome(1, failure="gone"),
    ]
    found = summed(outcomes)
    for seed in range(5):
        random.Random(seed).shuffle(outcomes)
        assert summed(outcomes) == found
    assert [member.name for member in found.members] == ["r0", "r2", "r3"]
    assert found.failures == (Failure("-x", "repos.txt:9", "no"), Failure("r1", "/srv/r1", "gone"))
    assert [month.month for month in found.months] == ["2026-01", "2026-02", "2026-03", "2026-04"]
    assert found.months[1] == Month("2026-02", 0, 0, Counted())
    assert found.months[3] == Month(
        "2026-04", 10, 4, Counted(6, 4, 2), (Authored("claude", "", 4), Authored("codex", "", 2)), 2, 8, 4
    )
    assert found.agents == (AgentShare("", 1, 1, 50, 2), AgentShare("claude", 2, 3, 40, 1))
    assert found.rules[0] == RuleShare("crypto/weak-hash", "medium", 3, 6)
    assert not found.is_whole


def test_absurd_dates_cost_nothing() -> None:
    assert len(summed([outcome(0, "0001-01"), outcome(1, "9999-12")]).months) == 2


def test_a_repository_comes_to_its_own_figures() -> None:
    audit = replace(specimen(), repository="team/app")
    found = figures.outcome(7, audit, "/srv/app", "repositories/app.html")
    member = found.member
    assert member is not None
    assert (member.name, member.tip, member.commits) == ("team/app", audit.reach.tip, audit.reach.commits)
    assert (
        member.findings == sum(share.findings for share in found.rules) == sum(share.findings for share in found.agents)
    )
    assert member.written == sum(commit.lines.ai for commit in audit.commits)
    assert found.months == audit.months
