"""What an audit comes to in numbers: the figures that its summaries are made of."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from aigate.audit_model import Counted, State
from aigate.model import Bucket, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from aigate.audit_model import Audit, AuditedFinding

DAY = 86_400
_FOLDER_DEPTH = 2


class ByAgent(NamedTuple):
    """One agent in the whole history."""

    agent: str
    commits: int
    written: int  # lines
    left: int  # of these, at the audited revision
    open: int  # findings


class ByFolder(NamedTuple):
    """One folder at the audited revision, two levels deep at most; "" for the files at the top."""

    folder: str
    lines: Counted
    open: int


class ByRule(NamedTuple):
    """One rule's findings."""

    rule: str
    severity: Severity  # the worst that one of them has
    open: int
    fixed: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The sums."""

    lines: Counted  # at the audited revision
    open: int  # findings
    accepted: int  # findings that stand, but were accepted or suppressed
    fixed: int
    days_to_fix: float | None  # the median; None where nothing was fixed, or nobody knows when
    worst: Severity | None  # of the open ones
    severities: Mapping[Severity, int] = field(default_factory=dict)  # of the open ones, worst first
    written: int = 0  # AI lines in the whole history
    declared: int = 0  # AI commits that name an agent
    signed_off: int = 0
    in_breach: int = 0  # AI commits that break a rule for messages
    stopped: int = 0  # AI commits that the gate would have stopped
    suppressions: int = 0


def figures(audit: Audit) -> Figures:
    """Added up."""
    severities = Counter(found.finding.severity for found in pending(audit))
    waits = [found.fixed_when - found.when for found in audit.findings if found.fixed_when]
    return Figures(
        add(file.lines for file in audit.files),
        severities.total(),
        len(audit.open_findings) - severities.total(),
        len(audit.findings) - len(audit.open_findings),
        max(median(waits) / DAY, 0.0) if waits else None,
        max(severities, default=None),
        {severity: severities[severity] for severity in sorted(severities, reverse=True)},
        sum(commit.lines.ai for commit in audit.commits),
        sum(commit.is_declared for commit in audit.commits),
        sum(commit.is_signed_off for commit in audit.commits),
        sum(bool(commit.breaches) for commit in audit.commits),
        sum(bool(commit.stopped_by) for commit in audit.commits),
        sum(commit.suppressions for commit in audit.commits),
    )


def by_agent(audit: Audit) -> tuple[ByAgent, ...]:
    """Most lines first."""
    commits, written, left = Counter[str](), Counter[str](), Counter[str]()
    for commit in audit.commits:
        commits.update({one.agent for one in commit.authored})
        for one in commit.authored:
            written[one.agent] += one.lines
    for file in audit.files:
        for one in file.authored:
            left[one.agent] += one.lines
    open_ones = Counter(found.agent for found in pending(audit))
    agents = {*commits, *left, *open_ones}
    rows = (ByAgent(agent, commits[agent], written[agent], left[agent], open_ones[agent]) for agent in agents)
    return tuple(sorted(rows, key=lambda row: (-row.written, -row.left, row.agent)))


def by_folder(audit: Audit) -> tuple[ByFolder, ...]:
    """Folders with AI lines, most of them first."""
    lines: dict[str, list[Counted]] = defaultdict(list)
    open_ones = Counter[str]()
    for file in audit.files:
        folder = "/".join(file.path.split("/")[:-1][:_FOLDER_DEPTH])
        lines[folder].append(file.lines)
        open_ones[folder] += file.findings
    rows = (ByFolder(folder, add(parts), open_ones[folder]) for folder, parts in lines.items())
    return tuple(sorted((row for row in rows if row.lines.ai), key=lambda row: (-row.lines.ai, row.folder)))


def by_rule(audit: Audit) -> tuple[ByRule, ...]:
    """Rules with open findings first, the worst of these first."""
    found: dict[str, list[AuditedFinding]] = defaultdict(list)
    for one in audit.findings:
        found[one.finding.rule].append(one)
    rows = (_rule(rule, ones) for rule, ones in found.items())
    return tuple(sorted(rows, key=lambda row: (not row.open, -row.severity, -row.open, -row.fixed, row.rule)))


def _rule(rule: str, ones: list[AuditedFinding]) -> ByRule:
    open_ones = [one for one in ones if is_pending(one)]
    severity = max(one.finding.severity for one in open_ones or ones)
    return ByRule(rule, severity, len(open_ones), sum(one.state is State.FIXED for one in ones))


def pending(audit: Audit) -> Iterator[AuditedFinding]:
    """The findings that somebody still has to look at."""
    return filter(is_pending, audit.findings)


def is_pending(found: AuditedFinding) -> bool:
    """Whether it is open and nobody has accepted it."""
    return found.state is State.OPEN and found.finding.bucket is not Bucket.SUPPRESSED


def worst_first(found: Iterable[AuditedFinding]) -> list[AuditedFinding]:
    """The most severe first, then the surest, then the oldest."""
    return sorted(
        found,
        key=lambda one: (-one.finding.severity, -one.finding.confidence, one.when, where(one), one.finding.rule),
    )


def where(found: AuditedFinding) -> tuple[str, int]:
    """Path and line: today's of a finding that is open, else those of its commit."""
    return found.now or (found.finding.path, found.finding.anchor)


def add(parts: Iterable[Counted]) -> Counted:
    """Lines summed up."""
    ai = human = unknown = 0
    for one in parts:
        ai, human, unknown = ai + one.ai, human + one.human, unknown + one.unknown
    return Counted(ai, human, unknown)


def percent(part: int, whole: int) -> str:
    """``23 %``, ``0.4 %``; never 0 % for something nor 100 % for less than all."""
    if not whole or part in {0, whole}:
        return f"{100 if whole and part else 0} %"
    share = 100 * part / whole
    if share < 1:
        return f"{share:.1f} %" if share >= 0.05 else "< 0.1 %"  # noqa: PLR2004 - what rounds to 0.0
    return f"{min(round(share), 99)} %"


def rate(findings: float, lines: int) -> str:
    """Findings per 1,000 lines: ``0.42``."""
    return f"{1000 * findings / lines:.2f}" if lines else "-"
