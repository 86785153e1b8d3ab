"""A crew of processes on this machine.

When one of them dies, the standard library gives up its whole pool. Whoever had an order in that pool is tried once more
alone, so that nobody else dies of it; what kills its process even then is told as failed.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from typing import TYPE_CHECKING, Any

from aigate.audit.fleet.crew import failed
from aigate.audit.fleet.order import Outcome
from aigate.progress import silence

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from aigate.audit.fleet.crew import Work
    from aigate.audit.fleet.order import Order

# Orders for each process of a pool, before a fresh pool takes over and all that they hold is given back. The standard
# library's own way to replace processes can hang in Python 3.11 and 3.12.
_LIFETIME = 40
# What a process would have to import first thing.
_READY = ["aigate.audit.fleet.work", "aigate.audit.run", "aigate.audit.task", "aigate.reports.audit.figures"]
_TRIES = 2  # alone: it may not have been its own fault the first time
_KILLED = "the process that audited it was killed again and again: out of memory?"


class Processes:
    """Processes of this machine."""

    def __init__(self, work: Work, jobs: int) -> None:
        self._work = work
        self._jobs = jobs
        self._pool: ProcessPoolExecutor | None = None
        self._given = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool:
            self._pool.shutdown(wait=error is None, cancel_futures=True)

    @property
    def window(self) -> int:
        """Each process has its next order waiting, and no more."""
        return 2 * self._jobs

    def submit(self, order: Order) -> Future[Outcome]:
        """To whichever process is free first."""
        if self._pool and self._given >= _LIFETIME * self._jobs:
            self._pool.shutdown(wait=False)  # it does what it was given, and ends
            self._pool = None
        try:
            return self._submit(order)
        except BrokenExecutor:
            self._pool = None
            return self._submit(order)

    def _submit(self, order: Order) -> Future[Outcome]:
        if self._pool is None:
            self._pool, self._given = _pool(self._jobs), 0
        self._given += 1
        return self._pool.submit(self._work, order)

    def again(self, order: Order, error: BaseException) -> Outcome:
        """Alone, so that nobody else dies of it and it is plain whose fault it is."""
        if not isinstance(error, BrokenExecutor):
            return failed(order, error)
        for _ in range(_TRIES):
            with _pool(1) as pool:
                try:
                    return pool.submit(self._work, order).result()
                except BrokenExecutor:
                    continue
                except Exception as another:  # noqa: BLE001 - one repository's trouble stops no other
                    return failed(order, another)
        return Outcome(order.number, failure=_KILLED)

    def look(self) -> None:
        """A process that dies is told by its pool."""


def _pool(jobs: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(jobs, mp_context=_context(), initializer=begin)


def _context() -> Any:
    """Processes that inherit no open file or lock of ours; where it can be, from one that has imported everything."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_READY)
    return context


def begin() -> None:
    """The first thing that a process does: see to it that it says nothing, and ends with whoever has started it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    silence()
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
