"""One chunk of commits, read, attributed and examined: what a process, here or elsewhere, does for an audit.

What goes in and comes out is plain data. Nothing is written: whoever gave the task keeps what came of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aigate import firewall, pipeline
from aigate.audit import flaws, inspection
from aigate.audit.account import Plain, to_plain
from aigate.audit.accounting import account_of
from aigate.audit.garbage import seldom_collected
from aigate.audit.looks import Looked
from aigate.audit.messages import Messages
from aigate.audit.outcomes import Outcomes
from aigate.audit.recent import Recent
from aigate.audit.store import Store
from aigate.audit.walk import Walk
from aigate.audit_model import Unread
from aigate.config import GateScope
from aigate.examination import Circumstances
from aigate.git.repo import Repo
from aigate.model import Judgement
from aigate.policy.trailers import Desk

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from aigate.audit.looks import Look
    from aigate.audit.plan import Plan
    from aigate.config import Provenance
    from aigate.model import Attribution, Changeset
    from aigate.protected import Policy


@dataclass(frozen=True, slots=True)
class Task:
    """Commits of one repository, and all that is needed to say what they came to."""

    place: str  # a folder in the repository
    store: str  # the file of earlier results; "" for none
    plan: Plan
    policy: Policy  # what the commits are held to
    commits: tuple[tuple[str, int], ...]  # ids and dates
    today: date


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a task."""

    accounts: tuple[Plain, ...] = ()
    unread: tuple[Unread, ...] = ()
    rows: Mapping[str, Mapping[bytes, Any]] | None = None  # of the store, by kind
    scans: int = 0  # how often a scanner was run
    notes: tuple[str, ...] = ()  # about the store


def perform(task: Task) -> Done:
    """Do it, in a process that keeps its repository open for the next task."""
    with seldom_collected():
        return _bench(task.place, task.store).perform(task)


def look(task: Look) -> Looked:
    """The same for files of the audited revision."""
    with seldom_collected():
        return _bench(task.place, task.store).look(task)


@lru_cache(maxsize=1)
def _bench(place: str, store: str) -> Bench:
    return Bench(Repo.open(Path(place)), Store.reading(store))


class Bench:
    """Where tasks of one repository are done, one after the other."""

    def __init__(self, repo: Repo, store: Store) -> None:
        self._repo = repo
        self._read = Recent(repo.read)
        self._store = store
        self._walk: tuple[Plan, Provenance, Walk] | None = None

    def perform(self, task: Task) -> Done:
        """One task."""
        when = dict(task.commits)
        outcomes = Outcomes(self._store, task.plan.checks)
        accounts: list[Plain] = []
        unread: list[Unread] = []
        config = replace(task.policy.config, scope=GateScope.AI)
        policy = replace(task.policy, config=config)
        asked = task.plan.checks
        checks = tuple(name for name in firewall.NAMES if asked is None or name in asked)
        desk = Desk(Messages(self._repo, list(when)).parse)
        world = Circumstances(self._read, task.today, desk=desk, focused=True, checks=checks, scan=outcomes.scan)
        for one in self._walked(task).attributed(list(when)):
            if isinstance(one, Unread):
                unread.append(one)
                continue
            changeset, known = one
            outcomes.begin()
            judgement = _judge(changeset, known, policy, world, has_checks=task.plan.checks != ())
            oid = changeset.id or ""
            accounts.append(to_plain(account_of(changeset, when[oid], judgement, config, outcomes.suppressions)))
        return Done(tuple(accounts), tuple(unread), outcomes.new, outcomes.scans, tuple(self._store.notes))

    def look(self, task: Look) -> Looked:
        """One task about files of the audited revision."""
        outcomes = Outcomes(self._store, task.plan.checks)
        world = Circumstances(self._read, task.today, scan=outcomes.scan)
        found = {
            one.file.path: flaws.to_plain(inspection.inspect(one, task.policy, world, whole=True)) for one in task.files
        }
        return Looked(found, outcomes.new, outcomes.scans)

    def _walked(self, task: Task) -> Walk:
        settings = task.policy.config.provenance
        if self._walk is None or self._walk[:2] != (task.plan, settings):
            self._walk = task.plan, settings, Walk(self._repo, task.plan, settings)
        return self._walk[2]


def _judge(
    changeset: Changeset, known: Attribution, policy: Policy, world: Circumstances, *, has_checks: bool
) -> Judgement:
    """As the gate does it; without checks, what the message is held to and nothing else."""
    if not known.has_ai or not world.desk:
        return Judgement(changeset, known)
    if has_checks:
        return pipeline.judge(changeset, known, policy, world)
    return pipeline.judge_message(changeset, known, policy, world.desk)
