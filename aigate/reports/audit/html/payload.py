"""What the page's scripts work on: the audit as tables of numbers, with every text in one list beside them.

A table is a dict of columns. Tens of thousands of findings are a few megabytes that way, and no value is ever markup.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from aigate.audit_model import State
from aigate.model import Bucket
from aigate.reports.audit import links
from aigate.reports.audit.figures import by_agent, where
from aigate.reports.audit.html.snippets import snippet
from aigate.reports.audit.html.strings import Strings
from aigate.reports.visible import visible
from aigate.reports.wording import evidence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aigate.audit_model import Audit, AuditedCommit, AuditedFinding, Authored, ExposedFile, Month

Table = dict[str, list[object]]
_PATH = 400
_NAME = 120


def payload(audit: Audit) -> dict[str, object]:
    """All of it, ready for JSON."""
    strings = Strings()
    return {
        "tip": audit.reach.tip if audit.reach.tip.isalnum() else "",
        "links": {"commit": links.commit(audit, "0"), "line": links.line(audit, "", 0).partition("#")[0]},
        "exposure": audit.reach.has_exposure,
        "checked": bool(audit.reach.checks),
        "agents": [strings.add(one.agent, _NAME) for one in by_agent(audit)],
        "months": [_month(strings, one) for one in audit.months],
        "findings": _columns(_findings(strings, audit)),
        "commits": _columns(_commit(strings, one) for one in audit.commits),
        "files": _columns(_file(strings, one) for one in audit.files if one.lines.ai),
        "others": _columns(
            {"path": strings.add(one.path, _PATH), "lines": one.lines.human + one.lines.unknown}
            for one in _others(audit)
        ),
        "odd": sorted(
            {strings.add(path, _PATH) for path in _paths(audit) if visible(path) != path or len(path) > _PATH}
        ),
        "strings": strings.all,
    }


def _columns(rows: Iterable[dict[str, object]]) -> Table:
    columns: Table = {}
    for row in rows:
        for name, value in row.items():
            columns.setdefault(name, []).append(value)
    return columns


def _others(audit: Audit) -> Iterable[ExposedFile]:
    return (one for one in audit.files if not one.lines.ai)


def _paths(audit: Audit) -> Iterable[str]:
    yield from (where(one)[0] for one in audit.findings)
    yield from (one.path for one in audit.files)


def _month(strings: Strings, one: Month) -> dict[str, object]:
    return {
        "month": one.month,
        "commits": one.commits,
        "aiCommits": one.ai_commits,
        "lines": list(one.lines),
        "authored": _authored(strings, one.authored),
        "surviving": one.surviving,
        "introduced": one.introduced,
        "fixed": one.fixed,
    }


def _authored(strings: Strings, authored: Iterable[Authored]) -> list[list[int]]:
    return [[strings.add(one.agent, _NAME), strings.add(one.model, _NAME), one.lines] for one in authored]


def _findings(strings: Strings, audit: Audit) -> Iterable[dict[str, object]]:
    met = Counter[str]()
    for one in audit.findings:
        name = visible(one.finding.fingerprint) or f"{one.commit[:12]}-{one.finding.anchor}"
        met[name] += 1
        yield {"id": strings.keep(name if met[name] == 1 else f"{name}-{met[name]}"), **_finding(strings, one)}


def _finding(strings: Strings, one: AuditedFinding) -> dict[str, object]:
    finding = one.finding
    path, line = where(one)
    return {
        "severity": int(finding.severity),
        "confidence": int(finding.confidence),
        "state": int(one.state is State.FIXED) or 2 * int(finding.bucket is Bucket.SUPPRESSED),
        "rule": strings.add(finding.rule, _NAME),
        "message": strings.add(finding.message, 400),
        "hint": strings.add(finding.hint, 400),
        "cwe": strings.add(finding.cwe, _NAME),
        "reason": strings.add(finding.reason),
        "references": [strings.keep(link) for link in finding.references[:5] if _is_link(link)],
        "path": strings.add(path, _PATH),
        "line": line,
        "agent": strings.add(one.agent, _NAME),
        "model": strings.add(one.model, _NAME),
        "evidence": strings.keep(evidence(finding.evidence)) if finding.evidence else 0,
        "commit": strings.add(one.commit),
        "when": one.when,
        "author": strings.add(one.author, _NAME),
        "owner": strings.add(one.owner, _NAME),
        "fixedBy": strings.add(one.fixed_by),
        "fixedWhen": one.fixed_when,
        "code": [[strings.keep(cell) if isinstance(cell, str) else cell for cell in row] for row in snippet(finding)],
    }


def _is_link(address: str) -> bool:
    """Whether it is a plain address of the web, and not an order to the browser."""
    return (
        address.startswith(("https://", "http://"))
        and address.isascii()
        and address.isprintable()
        and " " not in address
    )


def _commit(strings: Strings, one: AuditedCommit) -> dict[str, object]:
    return {
        "id": strings.add(one.id),
        "when": one.when,
        "author": strings.add(one.author.name, _NAME),
        "subject": strings.add(one.subject),
        "lines": list(one.lines),
        "authored": _authored(strings, one.authored),
        "sources": [strings.add(source, _NAME) for source in one.sources],
        "evidence": [strings.add(quote) for quote in one.evidence[:5]],
        "files": len(one.files),
        "declared": int(one.is_declared),
        "signed": int(one.is_signed_off),
        "breaches": [strings.add(rule, _NAME) for rule in one.breaches],
        "stopped": [strings.add(rule, _NAME) for rule in one.stopped_by],
        "suppressions": one.suppressions,
    }


def _file(strings: Strings, one: ExposedFile) -> dict[str, object]:
    return {
        "path": strings.add(one.path, _PATH),
        "language": strings.add(one.language, _NAME),
        "lines": list(one.lines),
        "authored": _authored(strings, one.authored),
        "oldest": one.oldest,
        "newest": one.newest,
        "owner": strings.add(one.owner, _NAME),
        "findings": one.findings,
    }
