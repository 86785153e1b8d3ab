"""The journal's files: a key, a lock, and a log that is only ever appended to.

Many hooks write at once and any of them may be killed. So whoever writes holds the lock, which dies with its process, and
adds all its records in one write; a line that was torn all the same is left behind by the next writer and skipped by
readers. When the disk is full the log is as it was.
"""

from __future__ import annotations

import os
import sys
import time
from typing import NamedTuple

from aigate.errors import JournalError
from aigate.git.state import open_regular

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import TracebackType
    from typing import Self

KEY = 32  # bytes
LIMIT = 64 << 20  # bytes of the log that are read, the newest
_CHUNK = 1 << 20
_PATIENCE = 5.0  # seconds to wait for the lock: fifty hooks at once are served within two
_FIRST_NAP, _LONGEST_NAP = 0.002, 0.05


class Contents(NamedTuple):
    """What the log holds."""

    lines: list[bytes]
    torn: int  # lines without an end, or left out because the log is larger than ``LIMIT``


class Store:
    """The files of one work tree's journal. Reading creates nothing; writing is allowed inside ``with store:`` alone."""

    def __init__(self, git_dir: str) -> None:
        self.folder = os.path.join(git_dir, "aigate", "journal")  # noqa: PTH118 - pathlib costs more than all the rest
        self._log = self._path("log.jsonl")
        self._lock = -1

    def _path(self, name: str) -> str:
        return os.path.join(self.folder, name)  # noqa: PTH118

    # ---------------------------------------------------------------- the lock

    def __enter__(self) -> Self:
        """Wait for the lock. JournalError if it cannot be had."""
        try:
            os.makedirs(self.folder, mode=0o700, exist_ok=True)  # noqa: PTH103
            self._lock = open_regular(self._path("lock"), os.O_RDWR | os.O_CREAT)
            _wait(self._lock)
        except OSError as error:
            self._close()
            raise JournalError(f"the journal cannot be written: {error}", hint=f"look at {self.folder}") from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def _close(self) -> None:
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    # ---------------------------------------------------------------- reading

    @property
    def key(self) -> bytes:
        """The secret that lines are hashed with; empty where there is none yet."""
        try:
            key, _ = _read(self._path("key"), KEY + 1)
        except OSError:
            return b""
        return key if len(key) == KEY else b""

    def read(self) -> Contents:
        """The lines of the log, oldest first; none where there is no log."""
        try:
            data, cut = _read(self._log, LIMIT)
        except FileNotFoundError:
            return Contents([], 0)
        except OSError as error:
            raise JournalError(f"the journal cannot be read: {error}", hint=f"look at {self.folder}") from error
        lines = data.split(b"\n")
        torn = bool(lines.pop()) + bool(cut)
        return Contents([line for line in lines[bool(cut) :] if line], torn)

    # ---------------------------------------------------------------- writing

    def make_key(self) -> bytes:
        """The key, made if there is none. What was hashed with a lost one is dropped: no line would be known again."""
        key = self.key
        if not key:
            key = os.urandom(KEY)
            self.rewrite(())
            self._replace("key", key)
        return key

    def append(self, lines: Iterable[bytes]) -> int:
        """Add lines in one write and tell how large the log is now. JournalError, and the log as it was, if they do not fit."""
        assert self._lock >= 0, "the journal is written under its lock"
        data = b"".join(line + b"\n" for line in lines)
        try:
            file = open_regular(self._log, os.O_RDWR | os.O_APPEND | os.O_CREAT)
        except OSError as error:
            raise _unwritten(error) from error
        try:
            return _append(file, data)
        finally:
            os.close(file)

    def rewrite(self, lines: Iterable[bytes]) -> None:
        """Replace the whole log in one step; where that fails, it stays as it is."""
        assert self._lock >= 0, "the journal is written under its lock"
        try:
            self._replace("log.jsonl", b"".join(line + b"\n" for line in lines))
        except JournalError:
            return

    def _replace(self, name: str, data: bytes) -> None:
        partial = self._path(f"{name}.new")
        try:
            file = open_regular(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            try:
                _write(file, data)
            finally:
                os.close(file)
            os.replace(partial, self._path(name))  # noqa: PTH105
        except OSError as error:
            raise _unwritten(error) from error


def _append(file: int, data: bytes) -> int:
    size = os.fstat(file).st_size
    if size:
        os.lseek(file, size - 1, os.SEEK_SET)
        data = data if os.read(file, 1) == b"\n" else b"\n" + data
    try:
        _write(file, data)
    except OSError as error:
        os.ftruncate(file, size)
        raise _unwritten(error) from error
    return size + len(data)


def _write(file: int, data: bytes) -> None:
    if os.write(file, data) < len(data):
        raise OSError("no space left")


def _unwritten(error: OSError) -> JournalError:
    return JournalError(
        f"what the agent wrote was not recorded: {error}", hint="make room, or mark the lines as the agent's yourself"
    )


def _read(path: str, limit: int) -> tuple[bytes, int]:
    """The last ``limit`` bytes of a regular file, and how many more there are."""
    file = open_regular(path, os.O_RDONLY)
    try:
        cut = max(0, os.fstat(file).st_size - limit)
        os.lseek(file, cut, os.SEEK_SET)
        parts = []
        while limit > 0 and (part := os.read(file, min(limit, _CHUNK))):
            parts.append(part)
            limit -= len(part)
        return b"".join(parts), cut
    finally:
        os.close(file)


def _wait(file: int) -> None:
    nap, end = _FIRST_NAP, time.monotonic() + _PATIENCE
    while not _take(file):
        if time.monotonic() > end:
            raise OSError(f"another process has held its lock for {_PATIENCE:g} seconds")
        time.sleep(nap)
        nap = min(2 * nap, _LONGEST_NAP)


if sys.platform == "win32":

    def _take(file: int) -> bool:
        import msvcrt

        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:

    def _take(file: int) -> bool:
        import fcntl

        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
