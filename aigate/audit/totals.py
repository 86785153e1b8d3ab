"""A history by months: how much agents wrote in each, what is left of it, what came in and what was mended."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from aigate.audit_model import Authored, Counted, Month

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from aigate.audit.account import Account
    from aigate.audit_model import AuditedFinding

_LAST = 253_402_300_799  # the last second that has a four-digit year
_MOST = 1_200  # months that are told without a gap; a clock that was wrong by a century is no reason for more
_YEAR = 12
_DAY = 86_400


class Calendar:
    """What happened in each month of a history, commit by commit."""

    def __init__(self, kept: Mapping[str, Sequence[Any]] | None = None) -> None:
        """``kept`` is an earlier one, as ``to_plain`` gave it."""
        self._commits: Counter[str] = Counter()
        self._ai: Counter[str] = Counter()
        self._lines: dict[str, Counted] = {}
        self._authored: dict[str, Counter[tuple[str, str]]] = {}
        for name, (commits, ai, lines, authored) in (kept or {}).items():
            self._commits[name], self._ai[name] = commits, ai
            if lines is not None:
                self._lines[name] = Counted(*lines)
            if authored:
                self._authored[name] = Counter({(agent, model): count for agent, model, count in authored})

    def add(self, when: int, account: Account | None) -> None:
        """A commit, with its account if it has one."""
        name = month_of(when)
        self._commits[name] += 1
        if account:
            self._ai[name] += account.is_ai
            lines = zip(self._lines.get(name, Counted()), account.commit.lines, strict=True)
            self._lines[name] = Counted(*map(sum, lines))
            for one in account.commit.authored:
                self._authored.setdefault(name, Counter())[one.agent, one.model] += one.lines

    def to_plain(self) -> dict[str, list[Any]]:
        """The same as JSON can hold it."""
        return {
            name: [
                count,
                self._ai[name],
                self._lines.get(name),
                [[*who, lines] for who, lines in self._of(name).items()],
            ]
            for name, count in self._commits.items()
        }

    def months(
        self, findings: Iterable[AuditedFinding] = (), surviving: Iterable[tuple[int, int]] = ()
    ) -> tuple[Month, ...]:
        """Every month from the first commit to the last. ``surviving`` are dates of commits, and how many AI lines are left."""
        found = list(findings)
        introduced = Counter(month_of(one.when) for one in found)
        fixed = Counter(month_of(one.fixed_when) for one in found if one.fixed_when)
        alive: Counter[str] = Counter()
        for when, count in surviving:
            alive[month_of(when)] += count
        return tuple(
            Month(
                name,
                self._commits[name],
                self._ai[name],
                self._lines.get(name, Counted()),
                tuple(_authored(self._of(name))),
                alive[name],
                introduced[name],
                fixed[name],
            )
            for name in _between(sorted(self._commits))
        )

    def _of(self, name: str) -> Counter[tuple[str, str]]:
        return self._authored.get(name, Counter())


def months(
    commits: Iterable[tuple[str, int]],
    accounts: Mapping[str, Account],
    findings: Iterable[AuditedFinding] = (),
    surviving: Mapping[str, int] | None = None,
) -> tuple[Month, ...]:
    """Every month from the first commit to the last. ``commits`` are all of them, with their dates.

    ``surviving`` says how many AI lines of each commit are left.
    """
    calendar = Calendar()
    when_of = dict(commits)
    for commit, when in when_of.items():
        calendar.add(when, accounts.get(commit))
    left = ((when_of[commit], count) for commit, count in (surviving or {}).items() if commit in when_of)
    return calendar.months(findings, left)


@lru_cache(maxsize=4096)
def _month_of_day(day: int) -> str:
    return f"{datetime.fromtimestamp(day * _DAY, UTC):%Y-%m}"


def month_of(when: int) -> str:
    """The month of a moment, UTC. One that no calendar has is the nearest that has."""
    return _month_of_day(min(max(when, 0), _LAST) // _DAY)


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
