"""What became of each finding that an agent's commit brought: whether it stands at the audited revision, and who fixed it.

A finding of the revision is the one of that rule which its line's own commit brought, by what git blame says; so it is found
under any name and on any line. One that stands there no more was fixed by the commit that took its statement away. Where
an agent's commit rewrote a statement and the same is wrong with it, the finding lives on and is told once.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from aigate.audit_model import AuditedFinding, Place, State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from aigate.audit.account import Account, Written
    from aigate.audit.flaws import Flaw
    from aigate.audit.passages import Passage, Passages
    from aigate.git.versions import Version
    from aigate.lines import Span
    from aigate.model import Finding


@dataclass(slots=True, eq=False)
class _Life:
    """A finding of one commit, and what is known of its end."""

    number: int  # by age
    account: Account
    finding: Finding
    written: Written | None
    passage: Passage
    flaw: Flaw | None = None
    removal: Version | None = None
    successor: _Life | None = None
    is_successor: bool = False

    def succeed(self, later: _Life) -> None:
        """It lives on as a finding of a later commit."""
        self.successor, later.is_successor = later, True

    @property
    def last(self) -> _Life:
        """What it lives on as."""
        life = self
        while life.successor:
            life = life.successor
        return life


@dataclass(slots=True)
class _Lives:
    """All of them, oldest first, and by the commit that brought them."""

    all: list[_Life] = field(default_factory=list)
    of: dict[str, list[_Life]] = field(default_factory=dict)


def lifetimes(
    accounts: Mapping[str, Account], flaws: Sequence[Flaw] | None, passages: Passages
) -> tuple[AuditedFinding, ...]:
    """Every finding on AI lines, in the order of their commits. ``accounts`` are oldest first.

    Where nobody has looked for flaws, findings whose text stands at the audited revision stand there, too.
    """
    lives = _begin(accounts, passages)
    unmet = _meet(lives, flaws or ())
    _carry_on(lives, passages)
    for life in lives.all:
        if life.flaw is None and life.successor is None:
            life.removal = passages.removal(life.passage)
            if successor := _successor(life, lives, passages):
                life.succeed(successor)
    unmet = _meet_by_text(lives, unmet, passages)
    place_of = passages.place if flaws is None else lambda _: None
    told = [_told(life, place_of) for life in lives.all if not life.is_successor]
    place = {commit: at for at, commit in enumerate(accounts)}
    return tuple(sorted((*told, *_new(unmet, accounts)), key=lambda one: place[one.commit]))


def _begin(accounts: Mapping[str, Account], passages: Passages) -> _Lives:
    lives = _Lives()
    for commit, account in accounts.items():
        written = {one.path: one for one in account.files}
        for finding in account.findings:
            file = written.get(finding.path)
            passage = passages.at(commit, finding.path, file.blob if file else "", _statement(finding))
            life = _Life(len(lives.all), account, finding, file, passage)
            lives.all.append(life)
            lives.of.setdefault(commit, []).append(life)
    return lives


def _statement(finding: Finding) -> Span:
    return finding.statement or finding.span


# ---------------------------------------------------------------- what stands at the tip


def _meet(lives: _Lives, flaws: Iterable[Flaw]) -> list[Flaw]:
    """Tell the lives that go on from the lines they stand on; the flaws that no commit's finding explains."""
    unmet = []
    for flaw in flaws:
        commits = dict.fromkeys(one.commit for one in flaw.survivors)
        found = [life for commit in commits if (life := _nearest(flaw, commit, lives))]
        found.sort(key=lambda life: life.number)
        for life in found:
            life.flaw = flaw
        for earlier, later in pairwise(found):  # one statement that several commits wrote
            earlier.succeed(later)
        if not found:
            unmet.append(flaw)
    return unmet


def _nearest(flaw: Flaw, commit: str, lives: _Lives) -> _Life | None:
    """The finding of a commit that is the flaw's; of several on its lines, the one in the same place."""
    found: list[tuple[bool, int, _Life]] = []
    statement = _statement(flaw.finding)
    for one in (one for one in flaw.survivors if one.commit == commit):
        offset = one.origin - one.lines.start
        start, end = max(one.lines.start, statement.start) + offset, min(one.lines.end, statement.end) + offset
        for life in lives.of.get(commit, ()):
            there = _statement(life.finding)
            if life.flaw or life.finding.path != one.path or life.finding.rule != flaw.finding.rule:
                continue
            if there.start <= end and start <= there.end:
                distance = abs(life.finding.anchor - flaw.finding.anchor - offset)
                found.append((life.finding.columns != flaw.finding.columns, distance, life))
    return min(found, key=lambda one: (one[1], one[0], one[2].number))[2] if found else None


def _meet_by_text(lives: _Lives, flaws: Sequence[Flaw], passages: Passages) -> list[Flaw]:
    """What nothing took away stands somewhere: blame may give its lines to another commit than a patch does."""
    waiting: dict[tuple[str, str], list[_Life]] = {}
    for life in lives.all:
        if not (life.flaw or life.removal or life.successor or life.is_successor):
            waiting.setdefault((life.finding.rule, life.passage.name), []).append(life)
    unmet = []
    for flaw in flaws:
        text = passages.at("", "", flaw.blob, _statement(flaw.finding)).name
        if found := waiting.get((flaw.finding.rule, text)):
            found.pop(0).flaw = flaw
        else:
            unmet.append(flaw)
    return unmet


# ---------------------------------------------------------------- what does not


def _carry_on(lives: _Lives, passages: Passages) -> None:
    """A commit that touched a statement, and left as many of it as there were, has brought nothing new."""
    same: dict[tuple[str, str, str], dict[str, list[_Life]]] = {}
    for life in lives.all:
        of_commits = same.setdefault((life.finding.rule, life.passage.path, life.passage.name), {})
        of_commits.setdefault(life.passage.commit, []).append(life)
    for of_commits in same.values():
        earlier: list[_Life] = []
        for found in of_commits.values():
            free = [life for life in found if not life.is_successor]
            touched = len(found) - max(0, passages.added(found[0].passage)) if earlier else 0
            for life in free[: max(0, touched)]:
                if before := next((one for one in earlier if not one.successor and not one.flaw), None):
                    before.succeed(life)
            earlier += found


def _successor(life: _Life, lives: _Lives, passages: Passages) -> _Life | None:
    """The finding that the same is wrong with, of an agent's commit that took the statement away or wrote it anew."""
    if life.removal is None:
        return None
    near = [
        one
        for one in lives.of.get(life.removal.commit, ())
        if one.finding.rule == life.finding.rule and not one.is_successor and one is not life
    ]
    same = next((one for one in near if one.passage.name == life.passage.name), None)
    over = (one for one in near if one.passage.path == life.removal.path)
    return same or next((one for one in over if passages.is_alike(one.passage, life.passage)), None)


# ---------------------------------------------------------------- as reports see it


def _told(life: _Life, place_of: Callable[[Passage], Place | None]) -> AuditedFinding:
    last = life.last
    found = life.finding
    agent, model = _writer(life)
    told = AuditedFinding(
        found,
        life.account.commit.id,
        life.account.commit.when,
        str(life.account.commit.author),
        agent,
        model,
        State.FIXED,
    )
    if flaw := last.flaw:
        now = flaw.finding
        as_of_now = replace(found, bucket=now.bucket, reason=now.reason, fingerprint=now.fingerprint)
        return replace(told, finding=as_of_now, state=State.OPEN, now=Place(now.path, now.anchor))
    if last.removal:
        return replace(told, fixed_by=last.removal.commit, fixed_when=last.removal.when)
    place = place_of(last.passage)
    return replace(told, state=State.OPEN, now=place) if place else told


def _writer(life: _Life) -> tuple[str, str]:
    """The agent and the model of the AI lines that a finding stands on."""
    statement = _statement(life.finding)
    for part in life.written.ai if life.written else ():
        if part.lines.meets(statement):
            return part.agent, part.model
    return life.finding.agent or "", ""


def _new(flaws: Iterable[Flaw], accounts: Mapping[str, Account]) -> Iterator[AuditedFinding]:
    """Findings of the revision that no commit brought by itself: they belong to the latest that had a hand in them."""
    place = {commit: at for at, commit in enumerate(accounts)}
    for finding, survivors, _ in flaws:
        one = max(survivors, key=lambda one: place[one.commit])
        commit = accounts[one.commit].commit
        yield AuditedFinding(
            finding,
            commit.id,
            commit.when,
            str(commit.author),
            one.part.agent,
            one.part.model,
            State.OPEN,
            Place(finding.path, finding.anchor),
        )
