"""Who does the tasks of an audit: this process, several of them, or whatever executor one has.

Only so many tasks are under way at once as keep everybody busy, so that neither they nor what comes of them pile up. A
worker that dies takes nothing with it: what it was given is done here.
"""

from __future__ import annotations

import os
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType
    from typing import Self

    from aigate.audit.plan import Plan
    from aigate.audit.store import Store
    from aigate.audit.task import Bench, Done, Task
    from aigate.git.repo import Repo

_WORTH = 150  # commits that are worth another process, which takes a moment to begin
_AHEAD = 2  # tasks for each worker


def processors() -> int:
    """How many processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1


def count_of(jobs: int, commits: int) -> int:
    """How many processes are to read so many commits; ``jobs`` is what was asked for, or 0."""
    return max(1, min(jobs or processors(), commits // _WORTH))


class Workers:
    """The workers of one audit."""

    def __init__(self, repo: Repo, store: Store, plan: Plan, count: int, executor: Executor | None = None) -> None:
        self._repo = repo
        self._store = store
        self._plan = plan
        self.count = count if executor is None else max(count, 8)
        self._own = _processes(count) if executor is None and count > 1 else None
        self._executor = executor or self._own
        self._bench: Bench | None = None
        self.notes: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._own:
            self._own.shutdown(wait=error is None, cancel_futures=True)

    def perform(self, tasks: Iterator[Task]) -> Iterator[Done]:
        """Do all tasks, in any order."""
        if self._executor is None:
            yield from map(self._perform_here, tasks)
            return
        waiting: dict[Future[Done], Task] = {}
        for task in tasks:
            while len(waiting) >= self.count * _AHEAD:
                yield from self._finished(waiting)
            self._submit(task, waiting)
        while waiting:
            yield from self._finished(waiting)

    def _submit(self, task: Task, waiting: dict[Future[Done], Task]) -> None:
        from aigate.audit.task import perform

        assert self._executor is not None
        try:
            future = self._executor.submit(perform, task)
        except BrokenExecutor as error:
            future = Future()
            future.set_exception(error)
        waiting[future] = task

    def _finished(self, waiting: dict[Future[Done], Task]) -> Iterator[Done]:
        done, _ = wait(waiting, return_when=FIRST_COMPLETED)
        for future in done:
            task = waiting.pop(future)
            try:
                yield future.result()
            except BrokenExecutor:
                self.notes.append("a process of this audit was killed; what it was given was done by another")
                yield self._perform_here(task)

    def _perform_here(self, task: Task) -> Done:
        from aigate.audit.task import Bench

        self._bench = self._bench or Bench(self._repo, self._store)
        return self._bench.perform(task)


def _processes(count: int) -> Executor:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    return ProcessPoolExecutor(count, get_context("spawn"), _begin)  # forks of a process with threads may hang


def _begin() -> None:
    """In a process of our own: leave Ctrl-C to the one that waits for us, and do not outlive it."""
    import signal
    import threading
    from multiprocessing import parent_process
    from multiprocessing.connection import wait as wait_for

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()

    def follow() -> None:
        if parent is not None:
            wait_for([parent.sentinel])
            os._exit(1)

    threading.Thread(target=follow, daemon=True).start()
