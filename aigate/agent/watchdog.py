"""A limit for the whole of an event, well below the time-out after which an agent would end us without an answer.

It is a thread of its own, because the work may be in code that looks at no signal. When time is up it gives the answer that it
was told to give, and ends the process.
"""

from __future__ import annotations

import os
import threading

from aigate.agent.dialects.answers import say

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self

    from aigate.agent.dialects.answers import Answer


class Watchdog:
    """``with Watchdog(...) as dog``: inside, ``expect`` says how long it may take from now on, and what is answered if longer."""

    def __init__(self, seconds: float, late: Callable[[], Answer]) -> None:
        self._late = late
        self._lock = threading.Lock()
        self._timer = self._start(seconds)

    def expect(self, seconds: float, late: Callable[[], Answer]) -> None:
        """A new limit, from now."""
        self._timer.cancel()
        self._late = late
        self._timer = self._start(seconds)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """The answer is ready: nothing cuts it short any more."""
        self._timer.cancel()
        self._lock.acquire()

    def _start(self, seconds: float) -> threading.Timer:
        timer = threading.Timer(seconds, self._bite)
        timer.daemon = True
        timer.start()
        return timer

    def _bite(self) -> None:
        if not self._lock.acquire(blocking=False):
            return
        try:
            answer = self._late()
            say(answer)
        finally:
            os._exit(answer.code)
