"""A history by months: how much agents wrote in each, what is left of it, what came in and what was mended."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from aigate.audit_model import Authored, Counted, Month

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from aigate.audit.account import Account
    from aigate.audit_model import AuditedFinding

_LAST = 253_402_300_799  # the last second that has a four-digit year
_MOST = 1_200  # months that are told without a gap; a clock that was wrong by a century is no reason for more
_YEAR = 12


def months(
    commits: Iterable[tuple[str, int]],
    accounts: Mapping[str, Account],
    findings: Iterable[AuditedFinding] = (),
    surviving: Mapping[str, int] | None = None,
) -> tuple[Month, ...]:
    """Every month from the first commit to the last. ``commits`` are all of them, with their dates.

    ``surviving`` says how many AI lines of each commit are left.
    """
    left = surviving or {}
    count: Counter[str] = Counter()
    ai: Counter[str] = Counter()
    alive: Counter[str] = Counter()
    lines: dict[str, Counted] = {}
    authored: dict[str, Counter[tuple[str, str]]] = {}
    for commit, when in commits:
        name = month_of(when)
        count[name] += 1
        alive[name] += left.get(commit, 0)
        if account := accounts.get(commit):
            ai[name] += account.is_ai
            lines[name] = Counted(*map(sum, zip(lines.get(name, Counted()), account.commit.lines, strict=True)))
            for one in account.commit.authored:
                authored.setdefault(name, Counter())[one.agent, one.model] += one.lines
    found = list(findings)
    introduced = Counter(month_of(one.when) for one in found)
    fixed = Counter(month_of(one.fixed_when) for one in found if one.fixed_when)
    return tuple(
        Month(
            name,
            count[name],
            ai[name],
            lines.get(name, Counted()),
            tuple(_authored(authored.get(name, Counter()))),
            alive[name],
            introduced[name],
            fixed[name],
        )
        for name in _between(sorted(count))
    )


def month_of(when: int) -> str:
    """The month of a moment, UTC. One that no calendar has is the nearest that has."""
    return f"{datetime.fromtimestamp(min(max(when, 0), _LAST), UTC):%Y-%m}"


def _authored(lines: Counter[tuple[str, str]]) -> Iterator[Authored]:
    for (agent, model), count in sorted(lines.items(), key=lambda one: (-one[1], one[0])):
        yield Authored(agent, model, count)


def _between(names: list[str]) -> Iterable[str]:
    """All months from the first of them to the last."""
    if not names:
        return ()
    first, last = (int(name[:4]) * _YEAR + int(name[5:]) - 1 for name in (names[0], names[-1]))
    if last - first > _MOST:
        return names
    return (f"{at // _YEAR:04}-{at % _YEAR + 1:02}" for at in range(first, last + 1))
