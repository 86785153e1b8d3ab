"""What one audit comes to among many: the figures of its row, and what it adds to everybody's."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from aigate.audit.fleet.order import Outcome
from aigate.audit_model import AgentShare, Member, RuleShare
from aigate.reports.audit.figures import by_agent, figures, pending

if TYPE_CHECKING:
    from aigate.audit_model import Audit

_MOST_NOTES = 5


def outcome(number: int, audit: Audit, place: str, page: str) -> Outcome:
    """The figures, as a worker answers with them."""
    return Outcome(
        number,
        _member(audit, place, page),
        months=audit.months,
        agents=tuple(_agents(audit)),
        rules=tuple(_rules(audit)),
    )


def _member(audit: Audit, place: str, page: str) -> Member:
    sums, reach = figures(audit), audit.reach
    return Member(
        audit.repository,
        place,
        reach.tip,
        commits=reach.commits,
        ai_commits=reach.ai_commits,
        written=sums.written,
        lines=sums.lines,
        open=tuple((str(severity), found) for severity, found in sums.severities.items()),
        fixed=sums.fixed,
        density=audit.density,
        breaches=sums.in_breach,
        stopped=sums.stopped,
        unexamined=sum(len(gap.lines) for gap in audit.gaps if gap.lines is not None),
        unread=len(reach.unread),
        newest=max((commit.when for commit in audit.commits if commit.lines.ai), default=0),
        is_whole=reach.is_whole,
        notes=reach.notes[:_MOST_NOTES],
        page=page,
    )


def _agents(audit: Audit) -> list[AgentShare]:
    return [AgentShare(row.agent, 1, row.commits, row.written, row.open) for row in by_agent(audit)]


def _rules(audit: Audit) -> list[RuleShare]:
    found = Counter((one.finding.rule, str(one.finding.severity)) for one in pending(audit))
    return [RuleShare(rule, severity, 1, number) for (rule, severity), number in sorted(found.items())]
