"""The audit as Markdown, for the summary of a CI job and for an issue: short enough for both, safe in both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aigate.reports.audit import links
from aigate.reports.audit.csv_report import moment
from aigate.reports.audit.figures import by_agent, by_folder, by_rule, figures, pending, percent, where, worst_first
from aigate.reports.audit.headline import count_of, headline
from aigate.reports.audit.markup import code, link, prose

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Unpack

    from aigate.audit_model import Audit, AuditedFinding
    from aigate.reports.audit import View

NAME = "markdown"

_MOST_FINDINGS = 50  # an issue takes 65,536 characters
_MOST_ROWS = 12
_MOST_NOTES = 20
_ID = 12
_DAY = len("2026-03-01")


def render(audit: Audit, **_view: Unpack[View]) -> str:
    """Headings, lists and tables that every forge draws alike."""
    parts = (_head, _findings, _agents, _folders, _rules, _months, _unseen)
    blocks = [block for part in parts if (block := "\n".join(part(audit)))]
    return "\n\n".join(blocks) + "\n"


def _head(audit: Audit) -> Iterator[str]:
    reach = audit.reach
    yield f"# AI audit of {link(code(audit.repository), links.home(audit))}"
    yield ""
    asked = " ".join([*(reach.revisions or ("HEAD",)), *reach.filters])
    tip = f" at {link(code(reach.tip[:_ID]), links.commit(audit, reach.tip))}" if reach.tip else ""
    made = f"on {moment(audit.made)[:_DAY]} by aigate {prose(audit.version)}"
    yield f"{count_of(reach.commits, 'commit')} of {code(asked)}{tip}, {made}"
    yield ""
    yield from (f"- **{figure}** {prose(sentence)}" for figure, sentence in headline(audit, figures(audit)))


def _findings(audit: Audit) -> Iterator[str]:
    found = worst_first(pending(audit))
    if not found:
        return
    shown = found[:_MOST_FINDINGS]
    yield "## Open findings"
    yield ""
    yield from findings_table(audit, shown)
    if len(found) > len(shown):
        yield ""
        yield f"and {len(found) - len(shown):,} more"


def findings_table(audit: Audit, found: Iterable[AuditedFinding]) -> Iterator[str]:
    """Findings as the lines of a table."""
    yield from _table(("severity", "where", "what", "by", "since"), (_finding(one, audit) for one in found))


def _finding(found: AuditedFinding, audit: Audit) -> tuple[str, ...]:
    one = found.finding
    path, line = where(found)
    since = link(moment(found.when)[:_DAY], links.commit(audit, found.commit))
    owner = f", {code(found.owner)}" if found.owner else ""
    return (
        str(one.severity),
        link(code(f"{path}:{line}"), links.line(audit, path, line)) + owner,
        f"{code(one.rule)} {prose(one.message)}",
        _name(found.agent),
        since,
    )


def _agents(audit: Audit) -> Iterator[str]:
    rows = [
        (_name(row.agent), f"{row.commits:,}", f"{row.written:,}", _known(row.left, audit), _known(row.open, audit))
        for row in by_agent(audit)
    ]
    yield from _section("Agents", ("agent", "commits", "AI lines", "left today", "open findings"), rows)


def _folders(audit: Audit) -> Iterator[str]:
    rows = [
        (code(f"{row.folder or '.'}/"), f"{row.lines.ai:,}", percent(row.lines.ai, sum(row.lines)), f"{row.open:,}")
        for row in by_folder(audit)
    ]
    yield from _section("Folders", ("folder", "AI lines today", "share", "open findings"), rows)


def _rules(audit: Audit) -> Iterator[str]:
    rows = [(code(row.rule), str(row.severity), f"{row.open:,}", f"{row.fixed:,}") for row in by_rule(audit)]
    yield from _section("Rules", ("rule", "severity", "open", "fixed"), rows)


def _months(audit: Audit) -> Iterator[str]:
    rows = [
        (month.month, *(f"{number:,}" for number in (month.lines.ai, month.ai_commits, month.introduced, month.fixed)))
        for month in reversed(audit.months)
    ]
    yield from _section("Months", ("month", "AI lines", "AI commits", "findings introduced", "findings fixed"), rows)


def _unseen(audit: Audit) -> Iterator[str]:
    reach = audit.reach
    told = [f"commit {code(one.commit[:_ID])} could not be read: {code(one.reason)}" for one in reach.unread]
    told += [f"{code(gap.path)} could not be examined: {code(gap.reason)}" for gap in audit.gaps]
    told += [f"{count_of(reach.edges, 'commit')} at the edge of a shallow clone"] if reach.edges else []
    told += [f"git ended with exit code {reach.git_exit}"] if reach.git_exit else []
    told += [code(note, 400) for note in reach.notes]
    if not told:
        return
    yield "## Not seen"
    yield ""
    yield from (f"- {sentence}" for sentence in told[:_MOST_NOTES])
    if len(told) > _MOST_NOTES:
        yield f"- and {len(told) - _MOST_NOTES:,} more"


def _section(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """A table with its heading; the rows beyond the first few are only counted."""
    if not rows:
        return
    yield f"## {title}"
    yield ""
    yield from _table(head, rows[:_MOST_ROWS])
    if len(rows) > _MOST_ROWS:
        yield ""
        yield f"and {len(rows) - _MOST_ROWS:,} more"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    numeric = {"commits", "AI lines", "left today", "open findings", "AI lines today", "share", "open", "fixed"}
    yield f"| {' | '.join(head)} |"
    yield f"| {' | '.join('---:' if name in numeric or 'findings' in name else '---' for name in head)} |"
    yield from (f"| {' | '.join(row)} |" for row in rows)


def _name(agent: str) -> str:
    return code(agent) or "an AI of unknown make"


def _known(number: int, audit: Audit) -> str:
    return f"{number:,}" if audit.reach.has_exposure else "?"
