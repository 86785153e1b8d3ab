"""The worst of what is open, for people at a terminal: what, where, who wrote it, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aigate.model import Severity
from aigate.reports.audit.csv_report import moment
from aigate.reports.audit.figures import pending, where, worst_first
from aigate.reports.cells import excerpt, wrap
from aigate.reports.visible import visible
from aigate.reports.wording import agent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aigate.audit_model import Audit, AuditedFinding
    from aigate.reports.palette import Palette

_MOST = 10
_ID = 12
_DAY = len("2026-03-01")
_ROLES = {Severity.CRITICAL: "blocking", Severity.HIGH: "blocking", Severity.MEDIUM: "warning"}


def first(audit: Audit) -> AuditedFinding | None:
    """The worst of all; None where nothing is open."""
    return next(iter(worst_first(pending(audit))), None)


def block(audit: Audit, width: int, palette: Palette) -> Iterator[str]:
    """The worst few, and how many more there are."""
    found = worst_first(pending(audit))
    if not found:
        return
    yield palette.paint("title", "worst open findings")
    for one in found[:_MOST]:
        yield from finding(one, width, palette)
    if (left := len(found) - _MOST) > 0:
        yield f"and {left:,} more: aigate audit --format csv, or --write"


def finding(found: AuditedFinding, width: int, palette: Palette) -> Iterator[str]:
    """One finding, with its place of today."""
    one = found.finding
    path, line = where(found)
    severity = f"{one.severity!s:8}"
    head = f"  {severity}  {visible(path)}:{line}  {visible(one.rule)}"
    yield head.replace(severity, palette.paint(_ROLES.get(one.severity, "suppressed"), severity), 1)
    indent = " " * (len(severity) + 4)
    room = width - len(indent)
    yield from wrap(excerpt(one.message, 2 * room).text, width, first=indent, rest=indent)
    owner = f", owner {excerpt(found.owner, room).text}" if found.owner else ""
    told = f"{agent(found.agent or None, found.model or None)}, {moment(found.when)[:_DAY]}, commit {found.commit[:_ID]}{owner}"
    yield from wrap(told, width, first=indent, rest=indent)
