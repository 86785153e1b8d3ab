"""Who does the tasks of an audit: this process, several of them, or whatever executor one has.

Only so many tasks are under way at once as keep everybody busy, so that neither they nor what comes of them pile up. A
worker that dies takes nothing with it: what it was given is done here.
"""

from __future__ import annotations

import os
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import TracebackType
    from typing import Self

    from aigate.audit.looks import Look, Looked
    from aigate.audit.plan import Plan
    from aigate.audit.store import Store
    from aigate.audit.task import Bench, Done, Task
    from aigate.git.repo import Repo

T = TypeVar("T")
R = TypeVar("R")

WORTH = 150  # commits that are worth another process, which takes a moment to begin
_LOOKS = 4  # tasks about files that are
_AHEAD = 2  # tasks for each worker
_ELSEWHERE = 8  # workers that an executor is taken to have
_KILLED = "a process of this audit was killed; what it was given was done by another"


def processors() -> int:
    """How many processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1


def count_of(jobs: int, pieces: int, worth: int) -> int:
    """How many processes are to do so many pieces of work, of which ``worth`` pay for one; ``jobs`` were asked for, or 0."""
    return max(1, min(jobs or processors(), pieces // worth))


class Workers:
    """The workers of one audit. Once there are several processes, they stay for whatever comes next."""

    def __init__(self, repo: Repo, store: Store, plan: Plan, executor: Executor | None = None) -> None:
        self._repo = repo
        self._store = store
        self._jobs = plan.jobs
        self._executor = executor
        self._own: Executor | None = None
        self._bench: Bench | None = None
        self.count = 1 if executor is None else _ELSEWHERE
        self.notes: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._own:
            self._own.shutdown(wait=error is None, cancel_futures=True)

    def hire(self, pieces: int, worth: int) -> int:
        """See to it that there are as many processes as so much work pays for; how many there are."""
        wanted = count_of(self._jobs, pieces, worth)
        if self._executor is None and wanted > 1:
            self.count = wanted
            self._own = self._executor = _processes(wanted)
        return self.count

    def perform(self, tasks: Iterator[Task]) -> Iterator[Done]:
        """Do all tasks, in any order."""
        from aigate.audit.task import perform

        return self._do(perform, tasks, self._here.perform)

    def look(self, tasks: Sequence[Look]) -> Iterator[Looked]:
        """Look at the files of all tasks."""
        if not tasks:
            return iter(())
        from aigate.audit.task import look

        self.hire(len(tasks), _LOOKS)
        return self._do(look, iter(tasks), self._here.look)

    @property
    def _here(self) -> Bench:
        from aigate.audit.task import Bench

        self._bench = self._bench or Bench(self._repo, self._store)
        return self._bench

    def _do(self, elsewhere: Callable[[T], R], tasks: Iterator[T], here: Callable[[T], R]) -> Iterator[R]:
        if self._executor is None:
            yield from map(here, tasks)
            return
        waiting: dict[Future[R], T] = {}
        for task in tasks:
            while len(waiting) >= self.count * _AHEAD:
                yield from self._finished(waiting, here)
            waiting[self._submitted(elsewhere, task)] = task
        while waiting:
            yield from self._finished(waiting, here)

    def _submitted(self, elsewhere: Callable[[T], R], task: T) -> Future[R]:
        assert self._executor is not None
        try:
            return self._executor.submit(elsewhere, task)
        except BrokenExecutor as error:
            future: Future[R] = Future()
            future.set_exception(error)
            return future

    def _finished(self, waiting: dict[Future[R], T], here: Callable[[T], R]) -> Iterator[R]:
        done, _ = wait(waiting, return_when=FIRST_COMPLETED)
        for future in done:
            task = waiting.pop(future)
            try:
                yield future.result()
            except BrokenExecutor:
                if _KILLED not in self.notes:
                    self.notes.append(_KILLED)
                yield here(task)


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
