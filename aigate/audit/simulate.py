"""A policy in the rear-view mirror: which commits of a history it would have stopped, what for, and how often a week.

Nothing is read here: an audit that was held to the policy says it all, and one that was held to the policy in force says
what would change.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from aigate.audit_model import Simulation, State, Stop, Tally
from aigate.model import Bucket

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from aigate.audit_model import Audit, AuditedCommit, AuditedFinding

_WEEK = timedelta(days=7)


def simulate(policy: str, audit: Audit, standing: Audit) -> Simulation:
    """``audit`` was held to the policy that is named; ``standing`` is the same history under the policy in force."""
    stopped_now = {commit.id for commit in standing.commits if commit.stopped_by}
    stops = tuple(
        Stop(commit, commit.stopped_by, commit.id not in stopped_now) for commit in audit.commits if commit.stopped_by
    )
    stopped = {stop.commit.id for stop in stops}
    blocking = _blocking(audit.findings, stopped)
    return Simulation(
        policy,
        audit,
        stops,
        tuple(commit for commit in standing.commits if commit.stopped_by and commit.id not in stopped),
        _by_rule(stops, blocking),
        _largest(_counted(stops, blocking, _agents)),
        _in_time(stops, blocking, audit.commits, _month, _months),
        _in_time(stops, blocking, audit.commits, _week, _weeks),
    )


@dataclass(slots=True)
class _Count:
    commits: set[str] = field(default_factory=set)
    findings: int = 0
    fixed: int = 0

    def add(self, found: AuditedFinding) -> None:
        self.findings += 1
        self.fixed += found.state is State.FIXED

    def tally(self, key: str) -> Tally:
        return Tally(key, len(self.commits), self.findings, self.fixed)


def _blocking(findings: Iterable[AuditedFinding], stopped: set[str]) -> Mapping[str, Sequence[AuditedFinding]]:
    """The findings that stop commits, by the commit that brought them."""
    found = defaultdict(list)
    for one in findings:
        if one.finding.bucket is Bucket.BLOCKING and one.commit in stopped:
            found[one.commit].append(one)
    return found


def _by_rule(stops: Iterable[Stop], blocking: Mapping[str, Sequence[AuditedFinding]]) -> tuple[Tally, ...]:
    counts: dict[str, _Count] = defaultdict(_Count)
    for stop in stops:
        for rule in stop.rules:
            counts[rule].commits.add(stop.commit.id)
        for one in blocking.get(stop.commit.id, ()):
            counts[one.finding.rule].add(one)
    return _largest(counts)


def _counted(
    stops: Iterable[Stop],
    blocking: Mapping[str, Sequence[AuditedFinding]],
    keys_of: Callable[[AuditedCommit], Iterable[str]],
) -> dict[str, _Count]:
    counts: dict[str, _Count] = defaultdict(_Count)
    for stop in stops:
        for key in keys_of(stop.commit):
            counts[key].commits.add(stop.commit.id)
            for one in blocking.get(stop.commit.id, ()):
                if keys_of is not _agents or one.agent == key:
                    counts[key].add(one)
    return counts


def _largest(counts: Mapping[str, _Count]) -> tuple[Tally, ...]:
    tallies = (count.tally(key) for key, count in counts.items())
    return tuple(sorted(tallies, key=lambda one: (-one.commits, -one.findings, one.key)))


def _in_time(
    stops: Iterable[Stop],
    blocking: Mapping[str, Sequence[AuditedFinding]],
    commits: Sequence[AuditedCommit],
    key_of: Callable[[datetime], str],
    between: Callable[[datetime, datetime], Iterator[str]],
) -> tuple[Tally, ...]:
    """Every stretch of time from the first commit to the last, those in which nothing was stopped too."""
    if not commits:
        return ()
    counts = _counted(stops, blocking, lambda commit: (key_of(_moment(commit)),))
    times = [_moment(commit) for commit in commits]
    return tuple(counts.get(key, _Count()).tally(key) for key in between(min(times), max(times)))


def _agents(commit: AuditedCommit) -> Iterable[str]:
    return dict.fromkeys(one.agent for one in commit.authored) or ("",)


def _moment(commit: AuditedCommit) -> datetime:
    return datetime.fromtimestamp(commit.when, UTC)


def _month(when: datetime) -> str:
    return f"{when:%Y-%m}"


def _week(when: datetime) -> str:
    year, week, _ = when.isocalendar()
    return f"{year}-W{week:02}"


def _months(first: datetime, last: datetime) -> Iterator[str]:
    year, month = first.year, first.month
    while (year, month) <= (last.year, last.month):
        yield f"{year:04}-{month:02}"
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)  # noqa: PLR2004 - months of a year


def _weeks(first: datetime, last: datetime) -> Iterator[str]:
    monday = first.date() - timedelta(days=first.weekday())
    while monday <= last.date():
        yield _week(datetime(monday.year, monday.month, monday.day, tzinfo=UTC))
        monday += _WEEK
