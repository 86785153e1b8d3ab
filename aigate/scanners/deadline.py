"""A time limit for work that runs in pure Python or in ``re``, so that no file can make the gate hang.

The limit is a real-time interval timer, whose signal CPython's regular expressions look at while they backtrack. Signals
reach the main thread of a POSIX process only. Anywhere else (Windows, a worker thread) ``deadline`` does nothing, and
the limits on file size and line length are the only guard: they bound the work, though not tightly. Who runs patterns
that cannot be trusted asks ``is_enforced`` first.
"""

from __future__ import annotations

import signal
import sys
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

_SHORTEST = 1e-4  # seconds: a timer set to zero would be switched off instead


class Deadline:
    """One limit. It is the signal's handler itself, so that what is raised can say whose limit it was."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def __call__(self, _number: int, _frame: FrameType | None) -> None:
        """Time is up."""
        raise DeadlineExceeded(self)


class DeadlineExceeded(BaseException):
    """The work took longer than it was given. No ``except Exception`` in a library on the way may swallow it.

    ``deadline`` is the limit that was reached. Where limits nest, whoever handles this compares it with its own, and lets
    another's pass.
    """

    def __init__(self, deadline: Deadline) -> None:
        super().__init__(f"took longer than {deadline.seconds:g} seconds")
        self.deadline = deadline


def is_enforced() -> bool:
    """Whether a deadline can interrupt anything here."""
    return sys.platform != "win32" and threading.current_thread() is threading.main_thread()


@contextmanager
def deadline(seconds: float) -> Iterator[Deadline]:
    """Raise :class:`DeadlineExceeded` in the block once ``seconds`` have passed.

    Deadlines nest: an inner one never outlives the outer one, and whatever handler and timer were set before are set again
    afterwards, the timer with the time that is left of it.
    """
    mine = Deadline(seconds)
    if sys.platform == "win32" or threading.current_thread() is not threading.main_thread():
        yield mine
        return
    left, interval = signal.getitimer(signal.ITIMER_REAL)
    if 0 < left < seconds and isinstance(signal.getsignal(signal.SIGALRM), Deadline):
        yield mine  # the outer one comes first
        return
    started = time.monotonic()
    before = signal.signal(signal.SIGALRM, mine)
    try:
        try:
            signal.setitimer(signal.ITIMER_REAL, max(seconds, _SHORTEST))
            yield mine
        finally:  # on its own: the signal may still arrive just here, and must not keep the rest from being restored
            signal.setitimer(signal.ITIMER_REAL, 0)
    finally:
        signal.signal(signal.SIGALRM, before)
        if left:
            rest = left - (time.monotonic() - started)
            signal.setitimer(signal.ITIMER_REAL, max(rest, _SHORTEST), interval)
