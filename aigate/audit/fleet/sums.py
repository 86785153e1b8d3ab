"""Everybody's figures, added up as they come in; the order in which they do makes no difference."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from aigate.audit_model import AgentShare, Authored, Counted, Failure, Fleet, Month, RuleShare

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aigate.audit.fleet.listing import Listing
    from aigate.audit.fleet.order import Outcome
    from aigate.audit_model import Member

_MOST_MONTHS = 1200  # that are filled in; dates can be forged


class Sums:
    """What has come in so far."""

    def __init__(self, listing: Listing) -> None:
        self._listing = listing
        self._members: dict[int, Member] = {}
        self._failures: dict[int, str] = {}
        self._months: dict[str, _Month] = defaultdict(_Month)
        self._agents: dict[str, Counter[str]] = defaultdict(Counter)
        self._rules: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)

    def add(self, outcome: Outcome) -> None:
        """One repository's."""
        if outcome.member is None:
            self._failures[outcome.number] = outcome.failure
            return
        self._members[outcome.number] = outcome.member
        for month in outcome.months:
            self._months[month.month].add(month)
        for agent in outcome.agents:
            self._agents[agent.agent].update(agent._asdict() | {"agent": 0})
        for rule in outcome.rules:
            self._rules[rule.rule, rule.severity].update(repositories=rule.repositories, findings=rule.findings)

    def fleet(self, made: int, version: str, filters: tuple[str, ...] = (), *, has_exposure: bool = True) -> Fleet:
        """All of it."""
        targets = self._listing.targets
        failures = [
            Failure(targets[number].name, targets[number].place, self._failures[number])
            for number in sorted(self._failures)
        ]
        return Fleet(
            self._listing.source,
            made,
            version,
            tuple(self._members[number] for number in sorted(self._members)),
            (*self._listing.refused, *failures),
            tuple(self._filled()),
            tuple(sorted(map(_agent, self._agents, self._agents.values()), key=lambda one: (-one.lines, one.agent))),
            tuple(sorted(map(_rule, self._rules, self._rules.values()), key=lambda one: (-one.findings, one))),
            filters,
            has_exposure,
        )

    def _filled(self) -> Iterator[Month]:
        names = sorted(self._months)
        for name in _between(names) if names else ():
            yield self._months[name].month(name) if name in self._months else Month(name, 0, 0, Counted())


class _Month:
    """One month of all histories."""

    def __init__(self) -> None:
        self._sums = Counter[str]()
        self._authored = Counter[tuple[str, str]]()

    def add(self, month: Month) -> None:
        self._sums.update(
            commits=month.commits,
            ai_commits=month.ai_commits,
            surviving=month.surviving,
            introduced=month.introduced,
            fixed=month.fixed,
            ai=month.lines.ai,
            human=month.lines.human,
            unknown=month.lines.unknown,
        )
        for one in month.authored:
            self._authored[one.agent, one.model] += one.lines

    def month(self, name: str) -> Month:
        sums = self._sums
        lines = Counted(sums["ai"], sums["human"], sums["unknown"])
        authored = (Authored(agent, model, number) for (agent, model), number in self._authored.items())
        return Month(
            name,
            sums["commits"],
            sums["ai_commits"],
            lines,
            tuple(sorted(authored, key=lambda one: (-one.lines, one.agent, one.model))),
            sums["surviving"],
            sums["introduced"],
            sums["fixed"],
        )


def _between(names: list[str]) -> Iterable[str]:
    """Every month from the first to the last, unless that is absurd."""
    first, last = (int(name[:4]) * 12 + int(name[5:]) - 1 for name in (names[0], names[-1]))
    if last - first >= _MOST_MONTHS:
        return names
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in range(first, last + 1)]


def _agent(name: str, sums: Counter[str]) -> AgentShare:
    return AgentShare(name, sums["repositories"], sums["commits"], sums["lines"], sums["findings"])


def _rule(key: tuple[str, str], sums: Counter[str]) -> RuleShare:
    return RuleShare(*key, sums["repositories"], sums["findings"])
