"""What was said to an agent in one session, so that it is not said twice, and so that failing again and again is noticed.

One small file a session in ``$GIT_DIR/aigate/sessions/``, readable by its owner alone. It holds names of rules, paths,
fingerprints, keyed hashes of lines and counts: never a line, a command or a message. Losing it costs a repetition, so a disk that is
full or read-only is no error.
"""

from __future__ import annotations

import json
import os
import time
from contextlib import suppress
from hashlib import blake2b
from typing import NamedTuple

from aigate.git import state

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, Self

_LOCK = "lock"
_MOST = 40  # sessions that are kept
_MOST_OPEN = 200  # findings of one session
_MOST_MENDED = 50
_LARGEST = 1 << 18  # bytes
_STALE = 7 * 86_400  # seconds


class Open(NamedTuple):
    """One finding that the agent was told of and has not mended."""

    rule: str
    path: str
    fingerprint: str
    tries: int = 0  # how often it wrote there again and left the fault
    body: str = ""  # keyed hash of its lines, by which they are known again elsewhere
    height: int = 1  # how many lines


class Session:
    """One session's memory. ``with Session(...) as session`` keeps others out, and writes it at the end."""

    def __init__(self, git_dir: str, session: str) -> None:
        name = blake2b(session.encode("utf-8", "replace"), digest_size=12).hexdigest()
        self._folder = os.path.join(git_dir, "aigate", "sessions")
        self._file = os.path.join(self._folder, f"{name}.json")
        self._lock = -1
        self.is_kept = False  # once it is written
        self._read()

    def _read(self) -> None:
        stored = self._load()
        self._key: str = _text(stored.get("key")) or os.urandom(16).hex()
        self.open: list[Open] = [found for each in _list(stored.get("open")) if (found := _open(each))]
        self.mended: list[Open] = [found for each in _list(stored.get("mended")) if (found := _open(each))]
        self.unread: list[str] = [path for path in _list(stored.get("unread")) if isinstance(path, str)]
        self.stops = _count(stored.get("stops"))
        self.reflog = _count(stored.get("reflog"))  # bytes of HEAD's log before the command that runs

    def __enter__(self) -> Self:
        with suppress(OSError):
            os.makedirs(self._folder, mode=0o700, exist_ok=True)
            self._lock = _locked(os.path.join(self._folder, _LOCK))
        self._read()
        return self

    def __exit__(self, *_: object) -> None:
        self.is_kept = self._save()
        if self._lock >= 0:
            os.close(self._lock)

    def hash(self, lines: Iterable[str]) -> str:
        """A keyed hash of lines, blind to their spacing."""
        text = " ".join(" ".join(lines).split()).encode("utf-8", "surrogatepass")
        return blake2b(text, digest_size=8, key=self._key.encode()).hexdigest()

    def of(self, path: str) -> list[Open]:
        """The open findings of one file."""
        return [each for each in self.open if each.path == path]

    def replace(self, path: str, found: Iterable[Open]) -> None:
        """What is open in one file from now on."""
        self.open = [*(each for each in self.open if each.path != path), *found][-_MOST_OPEN:]

    def _save(self) -> bool:
        """Replace the file in one step, and forget sessions of long ago. Whether that could be done."""
        body = {
            "key": self._key,
            "open": self.open,
            "mended": self.mended[-_MOST_MENDED:],
            "unread": self.unread[-_MOST_OPEN:],
            "stops": self.stops,
            "reflog": self.reflog,
        }
        try:
            state.replace(self._file, json.dumps(body).encode("ascii"))
        except OSError:
            return False
        with suppress(OSError):
            self._forget()
        return True

    def _load(self) -> dict[str, Any]:
        try:
            with open(self._file, "rb") as file:
                stored = json.loads(file.read(_LARGEST))
        except (OSError, ValueError, RecursionError):
            return {}
        return stored if isinstance(stored, dict) else {}

    def _forget(self) -> None:
        entries = [entry for entry in os.scandir(self._folder) if entry.name != _LOCK]  # others may be waiting for it
        files = sorted(((entry.stat().st_mtime, entry.path) for entry in entries), reverse=True)
        for age, (changed, path) in enumerate(files):
            if age >= _MOST or changed < time.time() - _STALE:
                os.unlink(path)


def _locked(path: str) -> int:
    """A lock file, held until it is closed. Where there are no such locks, two hooks at once may forget a finding between them."""
    descriptor = state.open_regular(path, os.O_RDWR | os.O_CREAT)
    with suppress(ImportError):
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX)
    return descriptor


def open_in(git_dir: str, session: str) -> bool:
    """Whether anything is open in a session: one look at one small file."""
    known = Session(git_dir, session)
    return bool(known.open or known.unread)


def _open(stored: Any) -> Open | None:
    """A stored finding; None for what is none."""
    try:
        rule, path, name, tries, body, height = stored
    except (TypeError, ValueError):
        return None
    texts = all(isinstance(each, str) for each in (rule, path, name, body))
    return (
        Open(rule, path, name, tries, body, height)
        if texts and isinstance(tries, int) and isinstance(height, int)
        else None
    )


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _count(value: object) -> int:
    return value if isinstance(value, int) and value >= 0 else 0


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
