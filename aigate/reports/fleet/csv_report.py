"""The repositories as CSV, as the tables of a single audit are written. One that failed has a reason and no figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aigate.model import Severity
from aigate.reports.audit.csv_report import as_csv
from aigate.reports.audit.tables import Column, Kind, Row, Table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Unpack

    from aigate.audit_model import Failure, Fleet, Member
    from aigate.reports.fleet import View

NAME = "csv"

_SEVERITIES = tuple(str(severity) for severity in sorted(Severity, reverse=True))
_NUMBERS = (
    *("commits", "ai_commits", "written", "ai", "human", "unknown", *_SEVERITIES, "fixed"),
    *("ai_lines", "ai_findings", "other_lines", "other_findings", "breaches", "stopped", "unexamined", "unread"),
)
_COMPARED = ("compared_lines", "compared_findings", "expected_findings")
_COLUMNS = (
    Column("repository", Kind.TEXT),
    Column("place", Kind.PATH),
    Column("tip", Kind.TEXT),
    *(Column(name, Kind.NUMBER) for name in _NUMBERS),
    Column("newest", Kind.MOMENT),
    Column("whole", Kind.FLAG),
    Column("notes", Kind.TEXTS),
    Column("page", Kind.TEXT),
    Column("failure", Kind.TEXT),
    *(Column(name, Kind.NUMBER) for name in _COMPARED),
)


def render(fleet: Fleet, **_view: Unpack[View]) -> str:
    """One row a repository, in the order of the list; those that failed at the end."""
    return as_csv(Table(_COLUMNS, _rows(fleet)))


def _rows(fleet: Fleet) -> Iterator[Row]:
    yield from map(_member, fleet.members)
    yield from map(_failure, fleet.failures)


def _member(member: Member) -> Row:
    found, density = dict(member.open), member.density
    return (
        *(member.name, member.place, member.tip or None, member.commits, member.ai_commits, member.written),
        *member.lines,
        *(found.get(severity, 0) for severity in _SEVERITIES),
        *(member.fixed, density.ai_lines, density.ai_findings, density.other_lines, density.other_findings),
        *(member.breaches, member.stopped, member.unexamined, member.unread, member.newest or None),
        *(member.is_whole, member.notes, member.page or None, None),
        *(density.compared_lines, density.compared_findings, round(density.expected, 3)),
    )


def _failure(failure: Failure) -> Row:
    figures = [None] * (len(_COLUMNS) - 3 - len(_COMPARED))
    return (failure.name, failure.place, *figures, failure.reason, *([None] * len(_COMPARED)))
