"""What went wrong while an agent was answered: one line an event in ``<git dir>/aigate/events.log``, for ``aigate doctor``.

A hook that fails must not hold up the agent, and must not fail in silence either. The lines hold times, names of agents and
events, and places in our code; never content, and no text of an exception, which could quote some.
"""

from __future__ import annotations

import os
import re
import time
from contextlib import suppress

from aigate.git import state

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType

NAME = "events.log"
_LARGEST = 64_000  # bytes; beyond them the older half goes
_ODD = re.compile(r"[^A-Za-z0-9 .,:;_()/-]")


def report(git_dir: str, agent: str, event: str, what: str) -> None:
    """Append one line. A disk that is full or read-only is the one trouble that cannot be written down."""
    line = f"{time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())} {_plain(agent, 40)} {_plain(event, 40)}: {_plain(what, 200)}\n"
    folder = os.path.join(git_dir, "aigate")
    path = os.path.join(folder, NAME)
    with suppress(OSError):
        os.makedirs(folder, exist_ok=True)
        _halve(path)
        descriptor = state.open_regular(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        try:
            os.write(descriptor, line.encode("ascii", "replace"))
        finally:
            os.close(descriptor)


def read(git_dir: str, last: int = 20) -> list[str]:
    """The last lines of the log; none where there is no log."""
    try:
        with open(os.path.join(git_dir, "aigate", NAME), "rb") as file:
            lines = file.read(4 * _LARGEST).decode("ascii", "replace").splitlines()
    except OSError:
        return []
    return [_plain(line, 400) for line in lines[-last:]]


def place_of(error: BaseException) -> str:
    """The kind of an error and where in our code it came up: ``ValueError at card.py:12``."""
    trace: TracebackType | None = error.__traceback__
    where = ""
    while trace is not None:
        where = f"{os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}"
        trace = trace.tb_next
    return f"{type(error).__name__} at {where}"


def _halve(path: str) -> None:
    if os.path.exists(path) and os.path.getsize(path) > _LARGEST:
        with open(path, "rb") as file:
            kept = file.read()[-_LARGEST // 2 :].partition(b"\n")[2]
        state.replace(path, kept)


def _plain(text: str, most: int) -> str:
    return _ODD.sub("?", text)[:most]
