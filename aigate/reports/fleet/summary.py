"""What many repositories come to: their sums, the few sentences to take away, and which of them to look at first.

The sentences hold nothing but numbers and words of our own.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aigate.audit_model import Density
from aigate.model import Severity
from aigate.reports.audit.figures import add, percent, rate
from aigate.reports.audit.headline import Told, compared, count_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from aigate.audit_model import Counted, Fleet, Member

_WORST_FIRST = tuple(str(severity) for severity in sorted(Severity, reverse=True))


@dataclass(frozen=True, slots=True)
class Sums:
    """Every repository's figures, added up."""

    commits: int
    ai_commits: int
    written: int
    lines: Counted
    severities: Mapping[str, int]  # open findings, worst first
    fixed: int
    density: Density
    breaches: int
    stopped: int
    unread: int
    unexamined: int
    with_ai: int  # repositories
    with_findings: int

    @property
    def open(self) -> int:
        """Findings."""
        return sum(self.severities.values())


def sums(fleet: Fleet) -> Sums:
    """Added up."""
    members = fleet.members
    found = Counter[str]()
    for member in members:
        found.update(dict(member.open))
    return Sums(
        sum(member.commits for member in members),
        sum(member.ai_commits for member in members),
        sum(member.written for member in members),
        add(member.lines for member in members),
        {severity: found[severity] for severity in _WORST_FIRST if found[severity]},
        sum(member.fixed for member in members),
        _density([member.density for member in members]),
        sum(member.breaches for member in members),
        sum(member.stopped for member in members),
        sum(member.unread for member in members),
        sum(member.unexamined for member in members),
        sum(bool(member.written or member.lines.ai) for member in members),
        sum(bool(member.open) for member in members),
    )


def _density(densities: Sequence[Density]) -> Density:
    """Added up; what is expected of a repository's AI lines is by the rates of its own other lines."""
    return Density(*(sum(getattr(one, name) for one in densities) for name in Density.__slots__))


def repositories(number: int) -> str:
    """``1 repository``, ``1,234 repositories``."""
    return f"{number:,} {'repository' if number == 1 else 'repositories'}"


def title(fleet: Fleet) -> str:
    """How many were looked at."""
    told = repositories(len(fleet.members) + len(fleet.failures))
    return f"{told}: {len(fleet.members):,} audited, {len(fleet.failures):,} not"


def headline(fleet: Fleet, found: Sums) -> list[Told]:
    """The most important first."""
    return [*_exposure(fleet, found), *_findings(found), *_commits(fleet, found)]


def _exposure(fleet: Fleet, found: Sums) -> Iterator[Told]:
    whole = sum(found.lines)
    if fleet.has_exposure and whole:
        told = f"of today's lines are AI-written: {found.lines.ai:,} of {whole:,}, in {repositories(found.with_ai)}"
        yield percent(found.lines.ai, whole), told
    yield f"{found.written:,}", "AI lines were written in all"


def _findings(found: Sums) -> Iterator[Told]:
    by_severity = ", ".join(f"{number:,} {severity}" for severity, number in found.severities.items())
    where = f" in {repositories(found.with_findings)}: {by_severity}" if by_severity else ""
    yield f"{found.open:,}", f"open findings on AI lines{where}"
    if found.fixed:
        yield f"{found.fixed:,}", "findings fixed since"
    one = found.density
    if one.ai_lines and one.other_lines:
        others = rate(one.other_findings, one.other_lines)
        yield rate(one.ai_findings, one.ai_lines), f"open findings per 1,000 AI lines; {others} per 1,000 others"
        yield from compared(one)


def _commits(fleet: Fleet, found: Sums) -> Iterator[Told]:
    told = f"of all commits have AI lines: {found.ai_commits:,} of {found.commits:,}"
    yield percent(found.ai_commits, found.commits), told
    if found.breaches:
        yield f"{found.breaches:,}", "AI commits break the policy for messages"
    if found.stopped:
        yield f"{found.stopped:,}", "AI commits would be stopped by today's gate"
    if found.unread:
        yield f"{found.unread:,}", f"{count_of(found.unread, 'commit').partition(' ')[2]} could not be read"
    if fleet.failures:
        told, _, noun = repositories(len(fleet.failures)).partition(" ")
        yield told, f"{noun} could not be audited and {'is' if told == '1' else 'are'} not in these figures"


def notes(fleet: Fleet) -> list[tuple[str, str]]:
    """What there is to say of repositories, and of which: what is true of several is said once, of as many."""
    names: dict[str, list[str]] = {}
    for member in fleet.members:
        for note in member.notes:
            names.setdefault(note, []).append(member.name)
    return [(told[0] if len(told) == 1 else repositories(len(told)), note) for note, told in names.items()]


def ranked(fleet: Fleet) -> list[Member]:
    """Those with the worst findings first, then those with most AI lines."""
    return sorted(fleet.members, key=_rank)


def _rank(member: Member) -> tuple[object, ...]:
    found = dict(member.open)
    return (*(-found.get(severity, 0) for severity in _WORST_FIRST), -member.lines.ai, -member.written, member.name)


def worst(member: Member) -> str:
    """Its findings, the worst severity first: ``2 high, 14 medium``; "" where there is none."""
    return ", ".join(f"{number:,} {severity}" for severity, number in member.open)
