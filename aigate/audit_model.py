"""The nouns of an audit, frozen: what agents wrote in a history, what is wrong with it, and what became of it.

Every report of ``aigate audit`` is a function of one :class:`Audit`. Times are seconds since the epoch, UTC, of the author's
date; months are ``2026-03``; an agent or a model that nobody knows is ``""``; paths are as in ``model.py``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aigate.model import Finding, Gap, Identity, RuleInfo


NOT_EXAMINED = "not-examined"  # what stands for a rule where lines could not be examined, and policy stops that


class Authored(NamedTuple):
    """How many lines one agent wrote with one model."""

    agent: str
    model: str
    lines: int


class Counted(NamedTuple):
    """Lines by who wrote them."""

    ai: int = 0
    human: int = 0
    unknown: int = 0


@dataclass(frozen=True, slots=True)
class AuditedFile:
    """What a commit added to one file."""

    path: str
    language: str  # a name from scanners/languages.py, or ""
    lines: Counted


@dataclass(frozen=True, slots=True)
class AuditedCommit:
    """One commit with lines, or removals, of an agent."""

    id: str
    when: int
    author: Identity
    subject: str
    lines: Counted  # added
    authored: tuple[Authored, ...]  # its AI lines, most lines first
    sources: tuple[str, ...]  # what kinds of record say so: "trailers", "git-ai", …
    evidence: tuple[str, ...]  # some of it, quoted
    files: tuple[AuditedFile, ...] = ()
    is_declared: bool = False  # whether its message or identities name an agent
    is_signed_off: bool = False  # by somebody who is no agent
    breaches: tuple[str, ...] = ()  # the rules for messages that it breaks, by the policy that the audit holds it to
    stopped_by: tuple[str, ...] = ()  # rules for which the gate would have stopped it, NOT_EXAMINED among them
    suppressions: int = 0  # that it added on AI lines


class State(StrEnum):
    """What became of a finding."""

    OPEN = "open"  # it stands at the revision
    FIXED = "fixed"  # it does not


class Place(NamedTuple):
    """Where a finding stands at the audited revision."""

    path: str
    line: int


@dataclass(frozen=True, slots=True)
class AuditedFinding:
    """A finding on lines that an agent wrote, from the commit that brought it to what became of it."""

    finding: Finding  # as of that commit; of an open one whose commit was not scanned, as of the revision
    commit: str
    when: int
    author: str
    agent: str
    model: str
    state: State
    now: Place | None = None  # None: fixed
    fixed_by: str = ""  # the commit that fixed it; "" where that is not known
    fixed_when: int = 0
    owner: str = ""  # whom the repository's CODEOWNERS names for the file; "" without one


@dataclass(frozen=True, slots=True)
class ExposedFile:
    """One file at the audited revision, and who wrote what is left of its lines."""

    path: str
    language: str
    lines: Counted
    authored: tuple[Authored, ...] = ()
    oldest: int = 0  # of its AI lines
    newest: int = 0
    owner: str = ""
    findings: int = 0  # open, on AI lines


@dataclass(frozen=True, slots=True)
class Month:
    """One month of the history. ``lines`` are those of the commits whose patches were read (``Reach.every_patch``)."""

    month: str
    commits: int
    ai_commits: int
    lines: Counted
    authored: tuple[Authored, ...] = ()
    surviving: int = 0  # of its AI lines, at the audited revision
    introduced: int = 0  # findings
    fixed: int = 0  # findings of any month, fixed in this one


@dataclass(frozen=True, slots=True)
class Density:
    """Open findings on AI lines next to those on all other lines of the audited revision, and like next to like.

    Lines are compared within their language, tests apart (``audit/density.py``); of many repositories, within each of them.
    """

    ai_lines: int = 0
    ai_findings: int = 0
    other_lines: int = 0
    other_findings: int = 0
    compared_lines: int = 0  # AI lines that have other lines to be compared with
    compared_findings: int = 0  # on these
    expected: float = 0.0  # findings, had these lines the rates that other lines of their languages have

    @property
    def incomparable(self) -> int:
        """AI lines that have no others of their kind next to them, or that a check could not examine."""
        return self.ai_lines - self.compared_lines


class Unread(NamedTuple):
    """A commit that could not be read, and why."""

    commit: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reach:
    """How far the audit looked: an honest account of what its figures stand on."""

    revisions: tuple[str, ...]  # as they were asked for
    tip: str  # the commit whose lines are the exposure; "" where there is none
    filters: tuple[str, ...] = ()  # --since, --until, paths, …, as they were asked for
    commits: int = 0
    ai_commits: int = 0
    patches: int = 0  # commits whose patches were read
    every_patch: bool = False  # whether all were; otherwise only of commits with a sign of an agent
    checks: tuple[str, ...] = ()  # the scanners that ran
    has_exposure: bool = True  # whether the lines of the tip were looked at
    unread: tuple[Unread, ...] = ()
    edges: int = 0  # commits at the edge of a shallow clone, of whose lines nothing is known
    git_exit: int = 0
    notes: tuple[str, ...] = ()  # what a reader has to know: grafts and replace refs not followed, a cache made anew, …

    @property
    def is_whole(self) -> bool:
        """Whether everything that was asked for could be read."""
        return not self.unread and not self.git_exit


@dataclass(frozen=True, slots=True)
class Audit:
    """One repository, audited."""

    repository: str  # its name for a reader
    made: int
    version: str
    reach: Reach
    commits: tuple[AuditedCommit, ...] = ()  # oldest first; those with AI lines alone
    months: tuple[Month, ...] = ()  # all from the first to the last, empty ones too
    findings: tuple[AuditedFinding, ...] = ()
    files: tuple[ExposedFile, ...] = ()  # of the tip; those with AI lines, and every other by its lines alone
    density: Density = field(default_factory=Density)
    gaps: tuple[Gap, ...] = ()  # AI lines of the tip that could not be examined
    rules: tuple[RuleInfo, ...] = ()  # those that findings name
    policy: str = ""  # the name of the message policy that commits were held to; "" where it asks for nothing
    weblink: str = ""  # of the repository at its forge, from its remote: https://…; "" where there is none

    @property
    def open_findings(self) -> tuple[AuditedFinding, ...]:
        """Those that stand at the audited revision."""
        return tuple(one for one in self.findings if one.state is State.OPEN)

    @property
    def rule_of(self) -> Mapping[str, RuleInfo]:
        """The rules, by their ids."""
        return {rule.id: rule for rule in self.rules}


# ---------------------------------------------------------------- a policy in the rear-view mirror


class Tally(NamedTuple):
    """What a policy would have stopped, by one rule, agent, month or week."""

    key: str
    commits: int  # AI commits that it would have stopped
    findings: int  # that would have stopped them
    fixed: int  # of these, what somebody mended later all the same


class Stop(NamedTuple):
    """A commit that a policy would have stopped, and what for."""

    commit: AuditedCommit
    rules: tuple[str, ...]
    is_new: bool  # whether the policy in force lets it pass


@dataclass(frozen=True, slots=True)
class Simulation:
    """What a policy would have done to the history, next to the policy in force."""

    policy: str  # what it was read from
    audit: Audit  # the history, held to it
    stops: tuple[Stop, ...]  # oldest first
    spared: tuple[AuditedCommit, ...]  # what the policy in force stops and this one lets pass
    by_rule: tuple[Tally, ...]  # most commits first
    by_agent: tuple[Tally, ...]
    by_month: tuple[Tally, ...]  # every month from the first AI commit to the last
    weeks: tuple[Tally, ...]  # likewise, by ISO week: ``2026-W07``


# ---------------------------------------------------------------- many repositories


class Failure(NamedTuple):
    """A repository that is not in the figures, and why."""

    name: str
    place: str  # where it was looked for, or the entry of the list that names it; never with credentials
    reason: str


class AgentShare(NamedTuple):
    """What one agent wrote in one repository, or in all of them."""

    agent: str
    repositories: int
    commits: int
    lines: int  # written
    findings: int  # open


class RuleShare(NamedTuple):
    """Open findings of one rule, in one repository or in all of them."""

    rule: str
    severity: str
    repositories: int
    findings: int


@dataclass(frozen=True, slots=True)
class Member:
    """One repository among many: its figures. Its whole audit is in a report of its own, if that was asked for."""

    name: str
    place: str  # a path, or a URL
    tip: str  # "" where it has no commit yet
    commits: int = 0
    ai_commits: int = 0
    written: int = 0  # AI lines that its commits added
    lines: Counted = field(default_factory=Counted)  # of the tip
    open: tuple[tuple[str, int], ...] = ()  # open findings by severity, the worst first; only severities that there are
    fixed: int = 0  # findings
    density: Density = field(default_factory=Density)
    breaches: int = 0  # commits that break a rule for messages
    stopped: int = 0  # commits that the gate would have stopped
    unexamined: int = 0  # AI lines of the tip that could not be examined
    unread: int = 0  # commits that could not be read
    newest: int = 0  # when the last commit with AI lines was made; 0 where there is none
    is_whole: bool = True  # whether everything that was asked for could be read
    notes: tuple[str, ...] = ()
    page: str = ""  # its own report, beside the merged one: "repositories/…"

    @property
    def findings(self) -> int:
        """How many are open."""
        return sum(number for _, number in self.open)


@dataclass(frozen=True, slots=True)
class Fleet:
    """Many repositories, audited. What is in it does not depend on the order in which they were done."""

    source: str  # what lists them, as a reader knows it
    made: int
    version: str
    members: tuple[Member, ...] = ()  # in the order of the list
    failures: tuple[Failure, ...] = ()  # likewise
    months: tuple[Month, ...] = ()  # all from the first to the last, empty ones too
    agents: tuple[AgentShare, ...] = ()  # most lines first
    rules: tuple[RuleShare, ...] = ()  # most findings first
    filters: tuple[str, ...] = ()  # as they were asked for
    has_exposure: bool = True  # whether the lines of the tips were looked at

    @property
    def is_whole(self) -> bool:
        """Whether every repository that was listed could be read, and all of it."""
        return not self.failures and all(member.is_whole for member in self.members)


# ---------------------------------------------------------------- one rule in the rear-view mirror


class Fired(NamedTuple):
    """How often a rule fired on AI lines, in one month or on the lines of one agent."""

    key: str
    commits: int  # that brought such findings
    findings: int
    fixed: int  # of these, by today


@dataclass(frozen=True, slots=True)
class Backtest:
    """When rules would have fired in a history, and where they fire now."""

    rules: tuple[RuleInfo, ...]
    audit: Audit  # the history; its findings are these rules' alone
    by_month: tuple[Fired, ...]  # every month from the first commit to the last
    by_agent: tuple[Fired, ...]  # most findings first
    by_rule: tuple[Fired, ...]  # likewise; those that never fired too
