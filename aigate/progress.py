"""A line on standard error when work takes longer than a second or two, and silence otherwise."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TextIO

_QUIET = 1.5  # seconds before the first word
_PAUSE = {True: 0.2, False: 10.0}  # seconds between words, at a terminal and in a log


class Progress:
    """Tells how far the work is. At a terminal the line is rewritten and removed at the end."""

    def __init__(self, what: str, stream: TextIO | None = None) -> None:
        self._what = what
        self._stream = stream if stream is not None else sys.stderr
        self._terminal = self._stream.isatty()
        self._next = time.monotonic() + _QUIET
        self._shown = False

    def __call__(self, done: int, total: int) -> None:
        """Say that ``done`` of ``total`` are done, unless something was said a moment ago."""
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + _PAUSE[self._terminal]
        count = f"{done}/{total}" if total else str(done)
        line = f"aigate: {self._what} {count}"
        self._stream.write(f"\r{line}\x1b[K" if self._terminal else f"{line}\n")
        self._stream.flush()
        self._shown = True

    def close(self) -> None:
        """Take the line away."""
        if self._shown and self._terminal:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
