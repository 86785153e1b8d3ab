"""One rule in the rear-view mirror: when it would have fired on lines that agents wrote, and where it fires now.

Nothing is read here: an audit that was held to the rule says it all.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from aigate.audit_model import Backtest, Fired, State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from aigate.audit_model import Audit, AuditedFinding
    from aigate.model import RuleInfo


def backtest(rules: Sequence[RuleInfo], audit: Audit) -> Backtest:
    """What ``audit`` says of these rules."""
    ids = {rule.id for rule in rules}
    found = tuple(one for one in audit.findings if one.finding.rule in ids)
    fired = _counted(found, lambda one: one.finding.rule)
    return Backtest(
        tuple(rules),
        replace(audit, findings=found, rules=tuple(rules)),
        _by_month(found, [month.month for month in audit.months]),
        _largest(_counted(found, lambda one: one.agent).values()),
        _largest(fired.get(rule, Fired(rule, 0, 0, 0)) for rule in ids),
    )


def _by_month(found: Sequence[AuditedFinding], months: Sequence[str]) -> tuple[Fired, ...]:
    """In order; a finding from before the first month, as blame may bring it, has its own month all the same."""
    fired = _counted(found, lambda one: month_of(one.when))
    return tuple(fired.get(month, Fired(month, 0, 0, 0)) for month in sorted({*months, *fired}))


def _counted(found: Iterable[AuditedFinding], key_of: Callable[[AuditedFinding], str]) -> Mapping[str, Fired]:
    groups: dict[str, list[AuditedFinding]] = defaultdict(list)
    for one in found:
        groups[key_of(one)].append(one)
    return {
        key: Fired(key, len({one.commit for one in ones}), len(ones), sum(one.state is State.FIXED for one in ones))
        for key, ones in groups.items()
    }


def _largest(fired: Iterable[Fired]) -> tuple[Fired, ...]:
    return tuple(sorted(fired, key=lambda one: (-one.findings, -one.commits, one.key)))


def month_of(when: int) -> str:
    """``2026-03``; "?" for a time that no calendar has."""
    try:
        return f"{datetime.fromtimestamp(when, UTC):%Y-%m}"
    except (ValueError, OverflowError, OSError):
        return "?"
