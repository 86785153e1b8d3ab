"""A line on standard error when work takes longer than a second or two, and silence otherwise.

At a terminal it is a bar with the time left, rewritten and removed at the end; in a log, a line every ten seconds. The time
left is what the rest will take at the pace of the work so far, and nothing is said of it before there is a pace.
"""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TextIO

_QUIET = 1.5  # seconds before the first word
_PAUSE = {True: 0.2, False: 10.0}  # seconds between words, at a terminal and in a log
_BAR = 24  # characters
_ENOUGH = 0.03  # of the work that has to be done before the rest can be guessed
_MINUTE = 60
_HOUR = 3600


_silent = False


def silence() -> None:
    """Nothing more of this process: another one tells how far the whole is."""
    global _silent  # noqa: PLW0603 - whatever a process does from now on
    _silent = True


class Progress:
    """Tells how far the work is."""

    def __init__(self, what: str, stream: TextIO | None = None) -> None:
        self._what = what
        self._stream = stream if stream is not None else sys.stderr
        self._terminal = self._stream.isatty()
        self._began = time.monotonic()
        self._next = self._began + _QUIET
        self._shown = False

    def __call__(self, done: int, total: int) -> None:
        """Say that ``done`` of ``total`` are done, unless something was said a moment ago; 0 where nobody knows of how many."""
        now = time.monotonic()
        if _silent or now < self._next:
            return
        self._next = now + _PAUSE[self._terminal]
        line = f"aigate: {self._what} {self._told(done, total, now - self._began)}"
        self._stream.write(f"\r{line}\x1b[K" if self._terminal else f"{line}\n")
        self._stream.flush()
        self._shown = True

    def close(self) -> None:
        """Take the line away."""
        if self._shown and self._terminal:
            self._stream.write("\r\x1b[K")
            self._stream.flush()

    def _told(self, done: int, total: int, passed: float) -> str:
        if not total:
            return str(done)
        part = min(1.0, done / total)
        left = f", {_duration(passed / part - passed)} left" if part >= _ENOUGH else ""
        full = int(part * _BAR)
        bar = f"[{'#' * full}{'.' * (_BAR - full)}] " if self._terminal else ""
        return f"{bar}{done}/{total}, {int(part * 100)}%{left}"


def _duration(seconds: float) -> str:
    """``40 s``, ``3 min``, ``1 h 20 min``: as exact as a guess may be."""
    if seconds < _MINUTE:
        return f"{max(1, round(seconds))} s"
    if seconds < _HOUR:
        return f"{round(seconds / _MINUTE)} min"
    hours, rest = divmod(round(seconds / _MINUTE), _MINUTE)
    return f"{hours} h {rest} min"
