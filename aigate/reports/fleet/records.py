"""Many repositories as plain dicts, for JSON and JSONL: the versioned copy that others rely on. Keys only grow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aigate.reports.audit.records import density_record, lines_record, month_record
from aigate.reports.fleet.summary import sums
from aigate.reports.records import Record, exact, plain

if TYPE_CHECKING:
    from aigate.audit_model import AgentShare, Failure, Fleet, Member, RuleShare


def fleet_record(fleet: Fleet) -> Record:
    """Everything."""
    return {
        **head_record(fleet),
        "months": [month_record(month) for month in fleet.months],
        "repositories": [member_record(member) for member in fleet.members],
        "failures": [failure_record(failure) for failure in fleet.failures],
    }


def head_record(fleet: Fleet) -> Record:
    """What there is to say of the whole: all but the long lists."""
    found = sums(fleet)
    return {
        "source": exact(fleet.source),
        "made": fleet.made,
        "version": fleet.version,
        "filters": [plain(each) for each in fleet.filters],
        "has_exposure": fleet.has_exposure,
        "whole": fleet.is_whole,
        "audited": len(fleet.members),
        "failed": len(fleet.failures),
        "totals": {
            "commits": found.commits,
            "ai_commits": found.ai_commits,
            "written": found.written,
            "lines": lines_record(found.lines),
            "open": dict(found.severities),
            "fixed": found.fixed,
            "density": density_record(found.density),
            "breaches": found.breaches,
            "stopped": found.stopped,
            "unread": found.unread,
            "unexamined": found.unexamined,
        },
        "agents": [agent_record(agent) for agent in fleet.agents],
        "rules": [rule_record(rule) for rule in fleet.rules],
    }


def member_record(member: Member) -> Record:
    """One repository."""
    return {
        "repository": plain(member.name),
        "place": exact(member.place),
        "tip": member.tip or None,
        "commits": member.commits,
        "ai_commits": member.ai_commits,
        "written": member.written,
        "lines": lines_record(member.lines),
        "open": dict(member.open),
        "fixed": member.fixed,
        "density": density_record(member.density),
        "breaches": member.breaches,
        "stopped": member.stopped,
        "unexamined": member.unexamined,
        "unread": member.unread,
        "newest": member.newest or None,
        "whole": member.is_whole,
        "notes": [plain(note) for note in member.notes],
        "page": member.page or None,
    }


def failure_record(failure: Failure) -> Record:
    """A repository that is not in the figures."""
    return {"repository": plain(failure.name), "place": exact(failure.place), "reason": plain(failure.reason)}


def agent_record(agent: AgentShare) -> Record:
    """One agent in all of them."""
    return {
        "agent": plain(agent.agent) or None,
        "repositories": agent.repositories,
        "commits": agent.commits,
        "lines": agent.lines,
        "open": agent.findings,
    }


def rule_record(rule: RuleShare) -> Record:
    """One rule in all of them."""
    return {
        "rule": plain(rule.rule),
        "severity": rule.severity,
        "repositories": rule.repositories,
        "open": rule.findings,
    }
