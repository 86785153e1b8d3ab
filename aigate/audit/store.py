"""What audits found out, kept in the git directory: rows of JSON under keys that name all that they depend on.

A row is never brought up to date, only left behind: when anything changes that it depends on, its key is another. So
concurrent audits need not agree on anything, and one that was killed leaves nothing half done. Each row is sealed with a
checksum over its key and its content, so that a damaged one is as good as none. A file that SQLite cannot read, or that
another version of aigate made, is made anew; where none can be written, rows are kept in memory. Losing it costs time,
nothing else.

SQLite's rollback journal is used, not its write-ahead log: that one needs shared memory, which network file systems do not
have, and a writable folder to be read at all.
"""

from __future__ import annotations

import json
import os
import sqlite3
import stat
import time
from contextlib import closing, suppress
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

from aigate.git import state

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from types import TracebackType
    from typing import Self

    from aigate.git.repo import Repo

NAME = "aigate/audit.sqlite"
FORMAT = 1  # of the file; what a row means is part of its key
_MARK = 0x61696761  # how SQLite's header says that the file is ours
_WAIT = 10.0  # seconds for another audit that writes
_KEPT = 60  # days that a row is kept after it was last of use
_TOUCHED = 7  # days after which its use is noted again
_MOST = 1 << 30  # bytes of the file; one that has outgrown them is made anew
_MANY = 500  # keys in one question
_SEAL = 8
_DAY = 86_400
_PRUNED = "pruned"
_SCHEMA = (
    "CREATE TABLE row(kind TEXT, key BLOB, body BLOB, seal BLOB, used INTEGER, PRIMARY KEY(kind, key)) WITHOUT ROWID"
)


_MISFITS = (TypeError, ValueError, LookupError, AttributeError, ArithmeticError)  # how a wrong form shows itself
_DAMAGED = "some of what earlier audits found out was damaged, or of another form, and was made anew"

Kept = TypeVar("Kept")


def key(*parts: object) -> bytes:
    """A key that names everything a row depends on."""
    digest = blake2b(digest_size=16)
    for part in parts:
        data = str(part).encode("utf-8", "surrogateescape")
        digest.update(b"%d:" % len(data) + data)
    return digest.digest()


class Store:
    """Rows by kind and key. Only one process of an audit writes; any number may read."""

    def __init__(self, base: sqlite3.Connection, path: Path | None, notes: Sequence[str] = ()) -> None:
        """``path`` is None where everything is kept in memory. Use ``open``."""
        self._base = base
        self._path = path
        self._today = int(time.time()) // _DAY
        self.notes = list(notes)  # what a reader of the report has to know
        self.damaged = 0  # rows whose seal did not fit, or of which nobody could make anything

    @classmethod
    def open(cls, repo: Repo, *, use: bool = True) -> Self:
        """The store of a repository, which linked work trees share; without ``use``, one that is forgotten."""
        if not use:
            return cls(_in_memory(), None)
        return cls.at(repo.common_dir / NAME)

    @classmethod
    def at(cls, path: Path) -> Self:
        """The store in a file, made if there is none."""
        notes = []
        try:
            path.parent.mkdir(exist_ok=True)
            if problem := _problem(path):
                notes.append(_anew(problem))
                _remove(path)
            return cls(_made(path), path, notes)
        except (OSError, sqlite3.Error) as error:
            return cls(_beside(path), None, (_not_kept(error),))

    @classmethod
    def reading(cls, path: str) -> Self:
        """As ``at``, to be read alone, by another process of the same audit; "" for one that holds nothing."""
        with suppress(sqlite3.Error):
            if path and Path(path).is_file():
                return cls(_connected(Path(path), "ro"), None)
        return cls(_in_memory(), None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._base.close()

    @property
    def path(self) -> str:
        """Where the file lies; "" where there is none."""
        return os.fspath(self._path) if self._path else ""

    # ---------------------------------------------------------------- rows

    def get(self, kind: str, keys: Iterable[bytes]) -> dict[bytes, Any]:
        """The rows that there are, by their keys. A damaged one is not there."""
        wanted = list(keys)
        bodies: dict[bytes, bytes] = {}
        worn: list[bytes] = []
        for name, body, seal, used in self._rows(kind, wanted):
            if isinstance(body, bytes) and seal == _seal(kind, name, body):
                bodies[name] = body
                if not isinstance(used, int) or used < self._today - _TOUCHED:
                    worn.append(name)
            else:
                self._pass_over()
        try:
            values = json.loads(b"[" + b",".join(bodies.values()) + b"]")
            found = dict(zip(bodies, values, strict=True))
        except (ValueError, RecursionError):  # sealed, so never damaged: but another program may have made it
            found = dict(self._loaded(bodies))
        self._touch(kind, worn)
        return found

    def read(self, kind: str, keys: Iterable[bytes], make: Callable[[Any], Kept]) -> dict[bytes, Kept]:
        """As ``get``, each row as ``make`` makes it. One of another form than it takes is not there."""
        found: dict[bytes, Kept] = {}
        for name, plain in self.get(kind, keys).items():
            try:
                found[name] = make(plain)
            except _MISFITS:
                self._pass_over()
        return found

    def _loaded(self, bodies: Mapping[bytes, bytes]) -> Iterator[tuple[bytes, Any]]:
        for name, body in bodies.items():
            try:
                yield name, json.loads(body)
            except (ValueError, RecursionError):
                self._pass_over()

    def _pass_over(self) -> None:
        """Count a row that is no good, and say so once."""
        self.damaged += 1
        if _DAMAGED not in self.notes:
            self.notes.append(_DAMAGED)

    def put(self, kind: str, rows: Iterable[tuple[bytes, Any]]) -> None:
        """Keep rows, all of them or, where the disk is full, in memory. Safe while another audit does the same."""
        sealed = [
            (kind, name, body, _seal(kind, name, body), self._today)
            for name, value in rows
            for body in [json.dumps(value, separators=(",", ":")).encode("ascii")]
        ]
        self._write("INSERT OR REPLACE INTO main.row VALUES(?,?,?,?,?)", sealed)

    def prune(self) -> None:
        """Once in a while, forget what has long been of no use: rows of commits that are gone, of rules that were replaced."""
        name = key("pruned")
        if self._path and self.read(_PRUNED, (name,), int).get(name, 0) < self._today - _TOUCHED:
            self._write("DELETE FROM row WHERE used < ?", [(self._today - _KEPT,)])
            self.put(_PRUNED, [(name, self._today)])

    def _rows(self, kind: str, keys: Sequence[bytes]) -> Iterator[tuple[bytes, bytes, bytes, object]]:
        for base in ("main", "old") if self._has_old else ("main",):
            for at in range(0, len(keys), _MANY):
                part = keys[at : at + _MANY]
                marks = ",".join("?" * len(part))
                question = f"SELECT key, body, seal, used FROM {base}.row WHERE kind = ? AND key IN ({marks})"  # noqa: S608
                try:
                    found = self._base.execute(question, (kind, *part)).fetchall()
                except sqlite3.DatabaseError as error:
                    self._give_up(error)
                    return
                yield from found

    @property
    def _has_old(self) -> bool:
        return len(self._base.execute("PRAGMA database_list").fetchall()) > 1

    def _touch(self, kind: str, keys: Sequence[bytes]) -> None:
        if keys and self._path:
            self._write(
                "UPDATE row SET used = ? WHERE kind = ? AND key = ?", [(self._today, kind, one) for one in keys]
            )

    def _write(self, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
        try:
            with self._base:
                self._base.executemany(statement, rows)
        except sqlite3.DatabaseError as error:
            self._give_up(error)
            with suppress(sqlite3.Error), self._base:
                self._base.executemany(statement, rows)

    def _give_up(self, error: sqlite3.DatabaseError) -> None:
        """Make a damaged file anew; where one cannot be written, go on in memory with what can still be read of it."""
        with suppress(sqlite3.Error):
            self._base.close()
        path, self._path = self._path, None
        if path is None:
            self._base = _in_memory()
        elif isinstance(error, sqlite3.OperationalError):  # a full disk, a lock that is never let go, …
            self._base = _beside(path)
            self.notes.append(_not_kept(error))
        else:
            self.notes.append(_anew(_reason(error)))
            try:
                _remove(path)
                self._base, self._path = _made(path), path
            except (OSError, sqlite3.Error):
                self._base = _in_memory()


def _seal(kind: str, name: bytes, body: bytes) -> bytes:
    return blake2b(body, digest_size=_SEAL, key=name[:32], person=kind.encode()[:16]).digest()


# ---------------------------------------------------------------- the file


def _made(path: Path) -> sqlite3.Connection:
    """The file, to be read and written, made if there is none."""
    os.close(state.open_regular(os.fspath(path), os.O_RDWR | os.O_CREAT))
    base = _connected(path, "rw")
    try:
        base.execute("BEGIN IMMEDIATE")  # of two that make the file at once, the second finds it made
        if not base.execute("SELECT 1 FROM sqlite_master").fetchone():
            base.execute(_SCHEMA)
            base.execute(f"PRAGMA application_id = {_MARK}")
            base.execute(f"PRAGMA user_version = {FORMAT}")
        base.commit()
    except sqlite3.Error:
        base.close()
        raise
    return base


def _beside(path: Path) -> sqlite3.Connection:
    """A store in memory, with a file beside it that can be read and not written, if it is sound."""
    base = _in_memory()
    with suppress(OSError, sqlite3.Error):
        if path.is_file() and not _problem(path):
            base.execute("ATTACH ? AS old", (_uri(path, "ro"),))
            base.execute("SELECT 1 FROM old.row LIMIT 1")
    return base


def _in_memory() -> sqlite3.Connection:
    base = sqlite3.connect("file::memory:", uri=True)
    base.execute(_SCHEMA)
    return base


def _connected(path: Path, mode: str) -> sqlite3.Connection:
    base = sqlite3.connect(_uri(path, mode), uri=True, timeout=_WAIT)
    try:
        base.execute("PRAGMA trusted_schema = OFF")
        base.execute("PRAGMA synchronous = NORMAL")
    except sqlite3.Error:  # what is no database is seen here first
        base.close()
        raise
    return base


def _problem(path: Path) -> str:
    """Why a file that is there cannot be used; "" if it can, or if there is none."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        return ""
    if not stat.S_ISREG(found.st_mode):
        return "it is no regular file"
    if found.st_size > _MOST:
        return f"it had grown beyond {_MOST >> 20} MiB"
    try:
        # Even to be read it is opened to be written, where that is allowed: an audit that was killed may have left a journal
        # to roll back.
        with closing(_connected(path, "rw")) as base:
            base.execute("BEGIN")  # else another audit could make the file between two questions
            (mark,), (version,) = (
                base.execute(f"PRAGMA {one}").fetchone() for one in ("application_id", "user_version")
            )
            schema = base.execute("SELECT sql FROM sqlite_master").fetchall()
    except sqlite3.OperationalError:
        return ""  # locked, or not to be opened at all: that is for whoever opens it to say
    except sqlite3.DatabaseError as error:
        return _reason(error)
    if mark == 0 and not schema:
        return ""  # empty: another audit is about to make it
    if mark != _MARK or (version == FORMAT and schema != [(_SCHEMA,)]):
        return "it is of another kind"
    return "" if version == FORMAT else f"another version of aigate made it (format {version})"


def _uri(path: Path, mode: str) -> str:
    return f"file:{quote(os.fsencode(path))}?mode={mode}"


def _remove(path: Path) -> None:
    for name in (path, path.with_name(f"{path.name}-journal")):
        name.unlink(missing_ok=True)


def _anew(problem: str) -> str:
    return f"what earlier audits found out could not be used and was made anew: {problem}"


def _not_kept(error: Exception) -> str:
    return f"what this audit found out is not kept for the next one: {_reason(error)}"


def _reason(error: Exception) -> str:
    return (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
