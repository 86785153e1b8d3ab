"""The files of the audited revision, inspected: each anew only if it, the lines in it or the rules are not as they were.

Like the commits, files are dealt out in tasks to whoever works for the audit.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from aigate.audit import digests
from aigate.audit.flaws import Inspected, from_plain
from aigate.audit.store import key

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from aigate.audit.plan import Plan
    from aigate.audit.store import Store
    from aigate.audit.survivors import Standing
    from aigate.audit.workers import Workers
    from aigate.git.repo import Repo
    from aigate.protected import Policy

KIND = "look"
_MOST_LINES = 4_000  # of the files of one task
_MOST_FILES = 32


@dataclass(frozen=True, slots=True)
class Look:
    """Files of one repository, and all that is needed to say what is wrong with them."""

    place: str  # a folder in the repository
    store: str  # the file of earlier results; "" for none
    plan: Plan
    policy: Policy
    files: tuple[Standing, ...]
    today: date


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of it."""

    files: Mapping[str, list[Any]]  # by path, as JSON holds what was found
    rows: Mapping[str, Mapping[bytes, Any]]  # of the store, by kind
    scans: int = 0  # how often a scanner was run


class Looks:
    """Looks at files under one policy."""

    def __init__(self, repo: Repo, plan: Plan, policy: Policy, today: date, store: Store, workers: Workers) -> None:
        self._place = os.fspath(repo.root or repo.git_dir)
        self._plan = plan
        self._policy = policy
        self._today = today
        self._store = store
        self._workers = workers
        self._digest = digests.inspecting(policy, plan.checks, today)
        self.scans = 0

    def at(self, files: Sequence[Standing]) -> dict[str, Inspected]:
        """What is wrong with each file, by its path."""
        names = {one.file.path: self.key_of(one) for one in files}
        kept = self._store.read(KIND, names.values(), from_plain)
        missing = [one for one in files if names[one.file.path] not in kept]
        for done in self._workers.look(list(self._tasks(missing))):
            rows = {names[path]: plain for path, plain in done.files.items()}
            kept |= {name: from_plain(plain) for name, plain in rows.items()}
            self._store.put(KIND, rows.items())
            for kind, found in done.rows.items():
                self._store.put(kind, found.items())
            self.scans += done.scans
        return {one.file.path: kept[names[one.file.path]](one) for one in files}

    def key_of(self, one: Standing) -> bytes:
        """The key of all that is found in a file."""
        ai = [(span, origin, *part[1:]) for span, _, _, origin, part in one.ai]
        return key(self._digest, *one.file, one.count, ai, one.human.spans)

    def _tasks(self, files: Sequence[Standing]) -> Iterator[Look]:
        part: list[Standing] = []
        lines = 0
        for one in files:
            part.append(replace(one, runs=()))
            lines += one.count
            if lines > _MOST_LINES or len(part) == _MOST_FILES:
                yield self._task(part)
                part, lines = [], 0
        if part:
            yield self._task(part)

    def _task(self, files: Sequence[Standing]) -> Look:
        return Look(self._place, self._store.path, self._plan, self._policy, tuple(files), self._today)
