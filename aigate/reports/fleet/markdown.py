"""Many repositories as Markdown, for the summary of a CI job and for an issue: short enough for both, safe in both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aigate.reports.audit.csv_report import moment
from aigate.reports.audit.figures import percent
from aigate.reports.audit.headline import count_of
from aigate.reports.audit.markup import code, prose
from aigate.reports.fleet.summary import headline, notes, ranked, sums, title, worst

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Unpack

    from aigate.audit_model import Fleet, Member
    from aigate.reports.fleet import View

NAME = "markdown"

_MOST_MEMBERS = 100  # an issue takes 65,536 characters
_MOST_ROWS = 12
_MOST_UNSEEN = 50
_DAY = len("2026-03-01")


def render(fleet: Fleet, **_view: Unpack[View]) -> str:
    """Headings, lists and tables that every forge draws alike."""
    blocks = [block for part in (_head, _members, _agents, _rules, _unseen) if (block := "\n".join(part(fleet)))]
    return "\n\n".join(blocks) + "\n"


def _head(fleet: Fleet) -> Iterator[str]:
    yield f"# AI audit of {code(fleet.source) or 'many repositories'}"
    yield ""
    filters = f" ({code(' '.join(fleet.filters))})" if fleet.filters else ""
    yield f"{title(fleet)}{filters}, on {moment(fleet.made)[:_DAY]} by aigate {prose(fleet.version)}"
    yield ""
    yield from (f"- **{figure}** {prose(sentence)}" for figure, sentence in headline(fleet, sums(fleet)))


def _members(fleet: Fleet) -> Iterator[str]:
    rows = [_member(member, fleet) for member in ranked(fleet)]
    head = ("repository", "AI commits", "AI lines", "today", "share", "open findings")
    yield from _section("Repositories", head, rows, _MOST_MEMBERS)


def _member(member: Member, fleet: Fleet) -> tuple[str, ...]:
    today = (f"{member.lines.ai:,}", percent(member.lines.ai, sum(member.lines))) if fleet.has_exposure else ("?", "?")
    return (code(member.name), f"{member.ai_commits:,}", f"{member.written:,}", *today, worst(member) or "0")


def _agents(fleet: Fleet) -> Iterator[str]:
    rows = [
        (code(one.agent) or "an AI of unknown make", *(f"{number:,}" for number in one[1:5])) for one in fleet.agents
    ]
    yield from _section("Agents", ("agent", "repositories", "commits", "AI lines", "open findings"), rows)


def _rules(fleet: Fleet) -> Iterator[str]:
    rows = [(code(one.rule), one.severity, f"{one.repositories:,}", f"{one.findings:,}") for one in fleet.rules]
    yield from _section("Rules", ("rule", "severity", "repositories", "open findings"), rows)


def _unseen(fleet: Fleet) -> Iterator[str]:
    told = [f"{code(one.name)} ({code(one.place)}): {code(one.reason, 300)}" for one in fleet.failures]
    told += [
        f"{code(one.name)}: {count_of(one.unread, 'commit')} could not be read" for one in fleet.members if one.unread
    ]
    told += [f"{code(name)}: {code(note, 300)}" for name, note in notes(fleet)]
    if told:
        yield "## Not seen"
        yield ""
        yield from (f"- {sentence}" for sentence in told[:_MOST_UNSEEN])
        if len(told) > _MOST_UNSEEN:
            yield f"- and {len(told) - _MOST_UNSEEN:,} more"


def _section(name: str, head: Sequence[str], rows: Sequence[Sequence[str]], most: int = _MOST_ROWS) -> Iterator[str]:
    """A table with its heading; the rows beyond the first few are only counted."""
    if not rows:
        return
    yield f"## {name}"
    yield ""
    yield f"| {' | '.join(head)} |"
    yield f"| --- | {' | '.join(':---' if one == 'severity' else '---:' for one in head[1:])} |"
    yield from (f"| {' | '.join(row)} |" for row in rows[:most])
    if len(rows) > most:
        yield ""
        yield f"and {len(rows) - most:,} more"
