"""An audit, from the plan to the value that every report is a function of.

plan -> census -> what the store has of the commits that matter -> the others walked and scanned, chunk by chunk
     -> what stands at the tip, and what became of findings -> totals -> audit
"""

from __future__ import annotations

import os
import re
import time
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from aigate import __version__
from aigate.audit import digests, labels, resume
from aigate.audit.account import from_plain
from aigate.audit.beside import Beside
from aigate.audit.census import REMOVED_SINCE, census
from aigate.audit.exposure import Exposure, expose, follow
from aigate.audit.garbage import seldom_collected
from aigate.audit.looks import Looks
from aigate.audit.store import Store, key
from aigate.audit.tip import Ground
from aigate.audit.totals import Calendar
from aigate.audit.workers import WORTH, Workers
from aigate.audit_model import Audit, Reach, Unread
from aigate.errors import GitError
from aigate.progress import Progress
from aigate.protected import policy_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from concurrent.futures import Executor

    from aigate.audit.account import Account
    from aigate.audit.census import Census
    from aigate.audit.plan import Plan
    from aigate.audit.task import Done, Task
    from aigate.audit_model import AuditedCommit, Month
    from aigate.git.repo import Repo
    from aigate.protected import Policy

ACCOUNT = "account"
UNREAD = "unread"
_OID = re.compile(r"\b[0-9a-f]{40}(?:[0-9a-f]{24})?\b")
_SHORT = 12
_NUMBER = re.compile(r"[0-9]+")
_MOST_NOTES = 20


def audit(repo: Repo, plan: Plan, *, policy: Policy | None = None, executor: Executor | None = None) -> Audit:
    """Audit one repository. ``policy`` is what its commits are held to: by default the tip's own.

    ``executor`` runs the chunks, wherever it likes; without one they run here, in as many processes as pay.
    """
    with seldom_collected(), Store.open(repo, use=plan.cache) as store:
        if resume.can_be_kept(plan, store) and (known := resume.begin(repo, plan)):
            run = Run(repo, plan, store, policy, executor, known)
            if found := run.resumed():
                return found
        return Run(repo, plan, store, policy, executor).audit()


class Run:
    """One audit under way."""

    def __init__(
        self,
        repo: Repo,
        plan: Plan,
        store: Store,
        policy: Policy | None = None,
        executor: Executor | None = None,
        taken: Census | None = None,
    ) -> None:
        """``taken`` is a census that is not to be taken here."""
        self._repo = repo
        self.plan = plan
        self.store = store
        self._workers = Workers(repo, store, plan, executor)
        self.census = taken or census(repo, plan)
        found = policy or policy_at(repo, self.census.tip or None)
        self.policy = replace(found, config=replace(found.config, provenance=self.census.settings))
        self._today = datetime.now(UTC).date()
        self.names: Mapping[str, bytes | None] = {}
        self.said: dict[str, str | None] = {}  # what the records say of commits
        self.unread: dict[str, Unread] = {}
        self._notes: list[str] = list(self.census.notes)
        self.scans = 0  # how often a scanner was run
        self.walked = 0  # how many commits were read

    def audit(self) -> Audit:
        """All of it."""
        with self._workers:
            return self._audit()

    def _audit(self) -> Audit:
        accounts = self.accounts()
        ai = {oid: one for oid, one in accounts.items() if one.is_ai}
        found = self._exposure(accounts)
        if resume.can_be_kept(self.plan, self.store):
            resume.keep(self, self.census, accounts, found)
        calendar = Calendar()
        for one in self.census.commits:
            calendar.add(one.when, accounts.get(one.id))
        left = [(accounts[oid].commit.when, count) for oid, count in found.surviving.items()]
        reach = self._reach(
            len(self.census.commits), len(ai), len(accounts), {oid: one.notes for oid, one in accounts.items()}
        )
        return self._value(
            reach, tuple(one.commit for one in ai.values()), calendar.months(found.findings, left), found
        )

    def resumed(self) -> Audit | None:
        """All of it, from what the last audit came to; None where that will not do."""
        with self._workers:
            gone_on = resume.resume(self, self._repo)
        if gone_on is None:
            return None
        base, new, accounts, found = gone_on
        self._notes += self.census.notes
        for one in self.census.commits:
            base.calendar.add(one.when, new.get(one.id))
        left = [(accounts[oid].commit.when, count) for oid, count in found.surviving.items()]
        commits = tuple(one.commit for one in accounts.values())
        self.unread = {oid: Unread(oid, reason) for oid, reason, _ in base.unread} | self.unread
        notes = {**dict(base.notes), **{oid: one.notes for oid, one in new.items()}}
        patches = len(base.chosen) - len(base.unread) + len(new)
        reach = self._reach(base.commits + len(self.census.commits), len(commits), patches, notes)
        return self._value(reach, commits, base.calendar.months(found.findings, left), found)

    @property
    def is_odd(self) -> bool:
        """Whether something could not be read, or is to be told."""
        return bool(self.unread or self._notes or self._workers.notes)

    def _value(
        self, reach: Reach, commits: tuple[AuditedCommit, ...], in_time: tuple[Month, ...], found: Exposure
    ) -> Audit:
        self.store.prune()
        return Audit(
            repository=labels.name_of(self._repo),
            made=int(time.time()),
            version=__version__,
            reach=reach,
            commits=commits,
            months=in_time,
            findings=found.findings,
            files=found.files,
            density=found.density,
            gaps=found.gaps,
            rules=labels.infos_of((one.finding.rule for one in found.findings), self.policy, self.store),
            policy=labels.policy_of(self.policy.config.trailers),
            weblink=labels.weblink_of(self._repo),
        )

    # ---------------------------------------------------------------- the tip

    def _exposure(self, accounts: Mapping[str, Account]) -> Exposure:
        """What stands at the tip, and what became of findings."""
        tip, plan = self.census.tip, self.plan
        if not plan.exposure:
            return Exposure(findings=follow(self._repo, plan, tip, accounts, self.store))
        progress = Progress("blaming files")
        found = expose(self.ground(), accounts, self.looks(), progress)
        progress.close()
        self._notes += found.notes
        return found

    def ground(self, beside: Beside | None = None) -> Ground:
        """What it takes to tell whose the lines of the tip are."""
        key_of = self.names.get if beside is None else lambda commit: self.name_of(commit, beside)
        return Ground(self._repo, self.plan, self.census.tip, self.store, key_of)

    def looks(self) -> Looks:
        """What looks at the files of the tip."""
        return Looks(self._repo, self.plan, self.policy, self._today, self.store, self._workers)

    # ---------------------------------------------------------------- the commits

    def accounts(self, beside: Beside | None = None) -> dict[str, Account]:
        """The account of every commit that was read, oldest first: those that are kept, and the others found out."""
        chosen = self.census.chosen(self.plan)
        names = self.names = self._named(chosen, beside or Beside(self._repo, chosen))
        known = self.kept(names)
        missing = [oid for oid in chosen if oid not in known and oid not in self.unread]
        for done in self._perform(missing):
            known |= self._keep(done, names)
        self.unread = {oid: self.unread[oid] for oid in chosen if oid in self.unread}  # oldest first, too
        return {oid: known[oid] for oid in chosen if oid in known}

    @cached_property
    def scope(self) -> str:
        """A digest of all that accounts depend on besides their commits."""
        checks = digests.SCANNERS if self.plan.checks is None else self.plan.checks
        judged = digests.judging(self.policy, checks, self._today)
        attributed = digests.attribution(self.census.settings)
        return digests.digest_of(attributed, judged, self.plan.checks, self.plan.paths)

    @property
    def ways(self) -> str:
        """A digest of all that the rest of an audit depends on."""
        return digests.digest_of(
            self.scope, digests.auditing(), digests.inspecting(self.policy, self.plan.checks, self._today)
        )

    def name_of(self, commit: str, beside: Beside) -> bytes | None:
        """The key of an account; None where it is not to be kept."""
        said = self.said[commit] = beside.of(commit)
        return None if said is None else key(self.scope, commit, said)

    def _named(self, chosen: Sequence[str], beside: Beside) -> dict[str, bytes | None]:
        return {oid: self.name_of(oid, beside) for oid in chosen}

    def kept(self, names: Mapping[str, bytes | None]) -> dict[str, Account]:
        """What earlier audits have found out of these commits."""
        by_name = {name: oid for oid, name in names.items() if name is not None}
        known = {
            by_name[name]: account
            for name, account in self.store.read(ACCOUNT, by_name, from_plain).items()
            if account.commit.id == by_name[name]
        }
        rest = [name for name, oid in by_name.items() if oid not in known]
        for name, (reason, lacking) in self.store.read(UNREAD, rest, _lacking).items():
            if any(map(self._is_absent, lacking)):
                self.unread[by_name[name]] = Unread(by_name[name], reason)
        return known

    def _is_absent(self, oid: bytes) -> bool:
        """Whether an object is still not here. Over what a partial clone left out, an older git gives up."""
        try:
            return self._repo.objects.find(oid, 0) is None
        except GitError:
            return True

    def _perform(self, missing: Sequence[str]) -> Iterator[Done]:
        if not missing:
            return
        when = {one.id: one.when for one in self.census.commits}
        workers = self._workers
        progress = Progress("auditing commits")
        told = 0
        progress(0, len(missing))
        for done in workers.perform(self._tasks(missing, when, workers.hire(len(missing), WORTH))):
            yield done
            told += len(done.accounts) + len(done.unread)
            progress(told, len(missing))
        progress.close()

    def _tasks(self, missing: Sequence[str], when: Mapping[str, int], workers: int) -> Iterator[Task]:
        from aigate.audit.task import Task

        size = min(256, max(16, len(missing) // (workers * 8)))
        for at in range(0, len(missing), size):
            commits = tuple((oid, when[oid]) for oid in missing[at : at + size])
            place = os.fspath(self._repo.root or self._repo.git_dir)
            yield Task(place, self.store.path, self.plan, self.policy, commits, self._today)

    def _keep(self, done: Done, names: Mapping[str, bytes | None]) -> dict[str, Account]:
        """Keep what came of a chunk."""
        self.scans += done.scans
        self.walked += len(done.accounts)
        self._notes += done.notes
        found = {plain[0][0]: plain for plain in done.accounts}
        self.store.put(ACCOUNT, [(name, plain) for oid, plain in found.items() if (name := names[oid]) is not None])
        for kind, rows in (done.rows or {}).items():
            self.store.put(kind, rows.items())
        for one in done.unread:
            self.unread[one.commit] = one
            name, lacking = names[one.commit], [oid for oid in _OID.findall(one.reason) if oid != one.commit]
            if name is not None and lacking:
                self.store.put(UNREAD, [(name, [one.reason, lacking])])
        return {oid: from_plain(plain) for oid, plain in found.items()}

    # ---------------------------------------------------------------- the value

    def _reach(self, commits: int, ai_commits: int, patches: int, said: Mapping[str, Sequence[str]]) -> Reach:
        found, plan = self.census, self.plan
        notes = list(dict.fromkeys((*self.store.notes, *self._notes, *self._workers.notes, *_of_records(said))))
        if len(notes) > _MOST_NOTES:
            notes = [*notes[:_MOST_NOTES], f"and {len(notes) - _MOST_NOTES} more such notes"]
        if not plan.every_patch and patches < commits:
            notes.append(REMOVED_SINCE)
        return Reach(
            revisions=plan.revisions or ("HEAD",),
            tip=found.tip,
            filters=plan.filters,
            commits=commits,
            ai_commits=ai_commits,
            patches=patches,
            every_patch=plan.every_patch,
            checks=digests.SCANNERS if plan.checks is None else plan.checks,
            has_exposure=plan.exposure,
            unread=(*found.unread, *self.unread.values()),
            edges=len(found.edges),
            git_exit=found.git_exit,
            notes=tuple(notes),
        )


def _lacking(plain: Sequence[Any]) -> tuple[str, list[bytes]]:
    """Why a commit could not be read, and the objects that were missing; ValueError for what says something else."""
    reason, lacking = plain
    if not isinstance(reason, str) or not all(_OID.fullmatch(one) for one in lacking):
        raise ValueError(reason)
    return reason, [one.encode() for one in lacking]


def _of_records(said: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """What there is to say of the records of who wrote what: each kind of thing once, and of how many commits it is true."""
    kinds: dict[str, list[tuple[str, str]]] = {}
    for oid, notes in said.items():
        for note in notes:
            kinds.setdefault(_NUMBER.sub("0", note), []).append((oid, note))
    for (oid, note), *others in kinds.values():
        alike = len({other for other, _ in others} - {oid})
        more = f"; {alike:,} more {'commits are' if alike > 1 else 'commit is'} like it" if alike else ""
        yield f"commit {oid[:_SHORT]}: {note}{more}"
