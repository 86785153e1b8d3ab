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
from typing import TYPE_CHECKING, Any

from aigate import __version__
from aigate.audit import digests, labels
from aigate.audit.account import from_plain
from aigate.audit.beside import Beside
from aigate.audit.census import REMOVED_SINCE, census
from aigate.audit.exposure import Exposure, expose, follow
from aigate.audit.garbage import seldom_collected
from aigate.audit.looks import Looks
from aigate.audit.store import Store, key
from aigate.audit.tip import Ground
from aigate.audit.totals import months
from aigate.audit.workers import WORTH, Workers
from aigate.audit_model import Audit, Reach, Unread
from aigate.errors import GitError
from aigate.progress import Progress
from aigate.protected import policy_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from concurrent.futures import Executor

    from aigate.audit.account import Account
    from aigate.audit.plan import Plan
    from aigate.audit.task import Done, Task
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
        return Run(repo, plan, store, policy, executor).audit()


class Run:
    """One audit under way."""

    def __init__(
        self, repo: Repo, plan: Plan, store: Store, policy: Policy | None = None, executor: Executor | None = None
    ) -> None:
        self._repo = repo
        self._plan = plan
        self._store = store
        self._workers = Workers(repo, store, plan, executor)
        self._census = census(repo, plan)
        found = policy or policy_at(repo, self._census.tip or None)
        self.policy = replace(found, config=replace(found.config, provenance=self._census.settings))
        self._today = datetime.now(UTC).date()
        self._names: Mapping[str, bytes | None] = {}
        self._unread: dict[str, Unread] = {}
        self._notes: list[str] = list(self._census.notes)
        self.scans = 0  # how often a scanner was run
        self.walked = 0  # how many commits were read

    def audit(self) -> Audit:
        """All of it."""
        with self._workers:
            return self._audit()

    def _audit(self) -> Audit:
        accounts = self._accounts()
        ai = {oid: one for oid, one in accounts.items() if one.is_ai}
        found = self._exposure(accounts)
        self._store.prune()
        return Audit(
            repository=labels.name_of(self._repo),
            made=int(time.time()),
            version=__version__,
            reach=self._reach(accounts, len(ai)),
            commits=tuple(one.commit for one in ai.values()),
            months=months(
                ((one.id, one.when) for one in self._census.commits), accounts, found.findings, found.surviving
            ),
            findings=found.findings,
            files=found.files,
            density=found.density,
            gaps=found.gaps,
            rules=labels.infos_of((one.finding.rule for one in found.findings), self.policy, self._store),
            policy=labels.policy_of(self.policy.config.trailers),
            weblink=labels.weblink_of(self._repo),
        )

    # ---------------------------------------------------------------- the tip

    def _exposure(self, accounts: Mapping[str, Account]) -> Exposure:
        """What stands at the tip, and what became of findings."""
        tip, plan = self._census.tip, self._plan
        if not plan.exposure:
            return Exposure(findings=follow(self._repo, plan, tip, accounts, self._store))
        progress = Progress("blaming files")
        found = expose(self.ground(), accounts, self.looks(), progress)
        progress.close()
        self._notes += found.notes
        return found

    def ground(self) -> Ground:
        """What it takes to tell whose the lines of the tip are."""
        return Ground(self._repo, self._plan, self._census.tip, self._store, self._names)

    def looks(self) -> Looks:
        """What looks at the files of the tip."""
        return Looks(self._repo, self._plan, self.policy, self._today, self._store, self._workers)

    # ---------------------------------------------------------------- the commits

    def _accounts(self) -> dict[str, Account]:
        """The account of every commit that was read, oldest first: those that are kept, and the others found out."""
        chosen = self._census.chosen(self._plan)
        names = self._names = self._named(chosen)
        known = self._kept(names)
        missing = [oid for oid in chosen if oid not in known and oid not in self._unread]
        for done in self._perform(missing):
            known |= self._keep(done, names)
        self._unread = {oid: self._unread[oid] for oid in chosen if oid in self._unread}  # oldest first, too
        return {oid: known[oid] for oid in chosen if oid in known}

    def _named(self, chosen: Sequence[str]) -> dict[str, bytes | None]:
        """The key of each account; None where none is to be kept."""
        beside = Beside(self._repo, chosen)
        settings = self._census.settings
        checks = digests.SCANNERS if self._plan.checks is None else self._plan.checks
        judged = digests.judging(self.policy, checks, self._today)
        common = digests.digest_of(digests.attribution(settings), judged, self._plan.checks, self._plan.paths)
        found = ((oid, beside.of(oid)) for oid in chosen)
        return {oid: None if said is None else key(common, oid, said) for oid, said in found}

    def _kept(self, names: Mapping[str, bytes | None]) -> dict[str, Account]:
        """What earlier audits have found out of these commits."""
        by_name = {name: oid for oid, name in names.items() if name is not None}
        known = {
            by_name[name]: account
            for name, account in self._store.read(ACCOUNT, by_name, from_plain).items()
            if account.commit.id == by_name[name]
        }
        rest = [name for name, oid in by_name.items() if oid not in known]
        for name, (reason, lacking) in self._store.read(UNREAD, rest, _lacking).items():
            if any(map(self._is_absent, lacking)):
                self._unread[by_name[name]] = Unread(by_name[name], reason)
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
        when = {one.id: one.when for one in self._census.commits}
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
            yield Task(place, self._store.path, self._plan, self.policy, commits, self._today)

    def _keep(self, done: Done, names: Mapping[str, bytes | None]) -> dict[str, Account]:
        """Keep what came of a chunk."""
        self.scans += done.scans
        self.walked += len(done.accounts)
        self._notes += done.notes
        found = {plain[0][0]: plain for plain in done.accounts}
        self._store.put(ACCOUNT, [(name, plain) for oid, plain in found.items() if (name := names[oid]) is not None])
        for kind, rows in (done.rows or {}).items():
            self._store.put(kind, rows.items())
        for one in done.unread:
            self._unread[one.commit] = one
            name, lacking = names[one.commit], [oid for oid in _OID.findall(one.reason) if oid != one.commit]
            if name is not None and lacking:
                self._store.put(UNREAD, [(name, [one.reason, lacking])])
        return {oid: from_plain(plain) for oid, plain in found.items()}

    # ---------------------------------------------------------------- the value

    def _reach(self, accounts: Mapping[str, Account], ai_commits: int) -> Reach:
        found, plan = self._census, self._plan
        notes = list(dict.fromkeys((*self._store.notes, *self._notes, *self._workers.notes, *_of_records(accounts))))
        if len(notes) > _MOST_NOTES:
            notes = [*notes[:_MOST_NOTES], f"and {len(notes) - _MOST_NOTES} more such notes"]
        if not plan.every_patch and len(accounts) < len(found.commits):
            notes.append(REMOVED_SINCE)
        return Reach(
            revisions=plan.revisions or ("HEAD",),
            tip=found.tip,
            filters=plan.filters,
            commits=len(found.commits),
            ai_commits=ai_commits,
            patches=len(accounts),
            every_patch=plan.every_patch,
            checks=digests.SCANNERS if plan.checks is None else plan.checks,
            has_exposure=plan.exposure,
            unread=(*found.unread, *self._unread.values()),
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


def _of_records(accounts: Mapping[str, Account]) -> Iterator[str]:
    """What there is to say of the records of who wrote what: each kind of thing once, and of how many commits it is true."""
    kinds: dict[str, list[tuple[str, str]]] = {}
    for oid, account in accounts.items():
        for note in account.notes:
            kinds.setdefault(_NUMBER.sub("0", note), []).append((oid, note))
    for (oid, note), *others in kinds.values():
        alike = len({other for other, _ in others} - {oid})
        more = f"; {alike:,} more {'commits are' if alike > 1 else 'commit is'} like it" if alike else ""
        yield f"commit {oid[:_SHORT]}: {note}{more}"
