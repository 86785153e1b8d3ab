"""An audit as plain dicts, for JSON and JSONL: the hand-written, versioned copy that others rely on. Keys only grow.

Times are whole seconds since the epoch, UTC. What is not known is null. Paths and texts are spelled as in all of aigate's
JSON (``reports/records.py``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aigate.reports.records import Record, exact, finding_record, gap_record, identity_record, plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aigate.audit_model import (
        Audit,
        AuditedCommit,
        AuditedFinding,
        Authored,
        Counted,
        Density,
        ExposedFile,
        Month,
        Place,
        Reach,
    )
    from aigate.model import RuleInfo


def audit_record(audit: Audit) -> Record:
    """Everything."""
    return {
        **head_record(audit),
        "months": [month_record(month) for month in audit.months],
        "commits": [commit_record(commit) for commit in audit.commits],
        "findings": [audited_record(found) for found in audit.findings],
        "files": [exposed_record(file) for file in audit.files],
    }


def head_record(audit: Audit) -> Record:
    """What there is to say of the whole: all but the long lists."""
    return {
        "repository": plain(audit.repository),
        "weblink": plain(audit.weblink) or None,
        "made": audit.made,
        "version": audit.version,
        "policy": plain(audit.policy) or None,
        "reach": reach_record(audit.reach),
        "density": density_record(audit.density),
        "not_examined": [gap_record(gap) for gap in audit.gaps],
        "rules": [rule_record(rule) for rule in audit.rules],
    }


def reach_record(reach: Reach) -> Record:
    """How far the audit looked."""
    return {
        "revisions": [plain(revision) for revision in reach.revisions],
        "tip": reach.tip or None,
        "filters": [plain(each) for each in reach.filters],
        "commits": reach.commits,
        "ai_commits": reach.ai_commits,
        "patches": reach.patches,
        "every_patch": reach.every_patch,
        "checks": [plain(check) for check in reach.checks],
        "has_exposure": reach.has_exposure,
        "whole": reach.is_whole,
        "unread": [{"commit": one.commit, "reason": plain(one.reason)} for one in reach.unread],
        "edges": reach.edges,
        "git_exit": reach.git_exit,
        "notes": [plain(note) for note in reach.notes],
    }


def commit_record(commit: AuditedCommit) -> Record:
    """One commit with lines, or removals, of an agent."""
    return {
        "id": commit.id,
        "when": commit.when,
        "author": identity_record(commit.author),
        "subject": plain(commit.subject),
        "lines": lines_record(commit.lines),
        "authored": authored_records(commit.authored),
        "sources": [plain(source) for source in commit.sources],
        "evidence": [plain(quote) for quote in commit.evidence],
        "files": [
            {"path": exact(file.path), "language": plain(file.language) or None, "lines": lines_record(file.lines)}
            for file in commit.files
        ],
        "declared": commit.is_declared,
        "signed_off": commit.is_signed_off,
        "breaches": [plain(rule) for rule in commit.breaches],
        "stopped_by": [plain(rule) for rule in commit.stopped_by],
        "suppressions": commit.suppressions,
    }


def audited_record(found: AuditedFinding) -> Record:
    """One finding: the keys that it has in every report of aigate, as of its commit, and what became of it."""
    return {
        **finding_record(found.finding),
        "agent": plain(found.agent) or None,
        "model": plain(found.model) or None,
        "commit": found.commit,
        "when": found.when,
        "author": plain(found.author),
        "state": str(found.state),
        "now": place_record(found.now),
        "fixed_by": found.fixed_by or None,
        "fixed_when": found.fixed_when or None,
        "owner": plain(found.owner) or None,
    }


def exposed_record(file: ExposedFile) -> Record:
    """One file at the audited revision."""
    return {
        "path": exact(file.path),
        "language": plain(file.language) or None,
        "lines": lines_record(file.lines),
        "authored": authored_records(file.authored),
        "oldest": file.oldest or None,
        "newest": file.newest or None,
        "owner": plain(file.owner) or None,
        "findings": file.findings,
    }


def month_record(month: Month) -> Record:
    """One month."""
    return {
        "month": month.month,
        "commits": month.commits,
        "ai_commits": month.ai_commits,
        "lines": lines_record(month.lines),
        "authored": authored_records(month.authored),
        "surviving": month.surviving,
        "introduced": month.introduced,
        "fixed": month.fixed,
    }


def density_record(density: Density) -> Record:
    """Findings on AI lines next to those on others, and like next to like."""
    return {
        "ai_lines": density.ai_lines,
        "ai_findings": density.ai_findings,
        "other_lines": density.other_lines,
        "other_findings": density.other_findings,
        "compared_lines": density.compared_lines,
        "compared_findings": density.compared_findings,
        "expected_findings": round(density.expected, 3),
    }


def rule_record(rule: RuleInfo) -> Record:
    """What a rule says of itself, without its examples: some look like secrets."""
    return {
        "id": plain(rule.id),
        "message": plain(rule.message),
        "severity": str(rule.severity),
        "confidence": str(rule.confidence),
        "scanner": plain(rule.scanner),
        "cwe": plain(rule.cwe) or None,
        "owasp": plain(rule.owasp) or None,
        "hint": plain(rule.hint) or None,
        "references": [plain(reference) for reference in rule.references],
    }


def place_record(place: Place | None) -> Record | None:
    """Where a finding stands at the audited revision; null if it is fixed."""
    return {"path": exact(place.path), "line": place.line} if place else None


def lines_record(lines: Counted) -> Record:
    """Lines by who wrote them."""
    return {"ai": lines.ai, "human": lines.human, "unknown": lines.unknown}


def authored_records(authored: Iterable[Authored]) -> list[Record]:
    """AI lines by agent and model."""
    return [
        {"agent": plain(one.agent) or None, "model": plain(one.model) or None, "lines": one.lines} for one in authored
    ]
