"""All anchors of a repository, from every note of every clone, in a file that answers "who wrote a line like this?" at once.

The notes are the truth; the file (SQLite, in the git directory) is made from them, brought up to date note by note when a
notes ref has moved, and made anew when anything about it is odd. Where it cannot be written it is kept in memory. An anchor
that many commits carry, as after rebases, stands in it once.
"""

from __future__ import annotations

import sqlite3
import weakref
from contextlib import suppress
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

from aigate.git.notes import Notes
from aigate.git.refs import list_refs
from aigate.model import Confidence, Verdict
from aigate.provenance.anchors import record
from aigate.provenance.anchors.keys import (
    ABOVE,
    BELOW,
    EDGE,
    FILE,
    FORMAT,
    HOME,
    REF,
    SYMBOL,
    TRACKING,
    home,
    question,
    state_of,
    stored,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from typing import Self

    from aigate.git.repo import Repo
    from aigate.provenance.anchors.record import Anchor

_MANY = 4096  # lines from which on it pays to know which hashes there are at all
_MOST = 48  # hits that one question gives
_WAIT = 2.0  # seconds for another process that writes the file
_SCHEMA = """
CREATE TABLE state(format INTEGER, refs TEXT);
CREATE TABLE note(id INTEGER PRIMARY KEY, oid TEXT, blob TEXT, unreadable INTEGER, UNIQUE(oid, blob));
CREATE TABLE anchor(id INTEGER PRIMARY KEY, digest BLOB UNIQUE, path TEXT, verdict TEXT, source TEXT, agent TEXT, model TEXT,
    confidence INTEGER, salt TEXT);
CREATE TABLE place(anchor INTEGER, note INTEGER, author_date INTEGER, PRIMARY KEY(anchor, note)) WITHOUT ROWID;
CREATE INDEX place_of_note ON place(note);
CREATE TABLE hit(question INTEGER, anchor INTEGER, line INTEGER, PRIMARY KEY(question, anchor, line)) WITHOUT ROWID;
CREATE INDEX hit_of_anchor ON hit(anchor);
"""


class Hit(NamedTuple):
    """A line of an anchor that answers a question."""

    anchor: int
    line: int  # its place in the anchor, from 0
    path: str
    verdict: Verdict
    source: str
    agent: str | None
    model: str | None
    confidence: Confidence


class Pool:
    """The anchors below ``refs``; nothing is read or opened before the first question."""

    def __init__(self, repo: Repo, *refs: str) -> None:
        self._repo = repo
        self._refs = list_refs(repo, *(refs or (REF, TRACKING)))
        self._base: sqlite3.Connection | None = None
        self.missing = 0  # notes that are not here, once the first question was asked
        self._asked = 0
        self._held = bytearray()  # a bit for each hash of a line

    @classmethod
    def of_notes(cls, repo: Repo, notes: Iterable[tuple[str, record.Note]]) -> Self:
        """A pool of just these notes, each with the commit it speaks of; kept in memory."""
        pool = cls(repo, REF)
        pool._refs = {}
        pool._base = pool._kept(_connect(":memory:"))
        _clear(pool._base)
        for number, (oid, note) in enumerate(notes):
            _learn(pool._base, oid, str(number), note)
        return pool

    def __bool__(self) -> bool:
        return bool(self._refs) or self._base is not None

    def refresh(self) -> None:
        """Bring the file up to date, so that the next glance need not look."""
        self._open()

    @property
    def salts(self) -> frozenset[str]:
        """The ids of the salts that anchors were made with."""
        return frozenset(salt for (salt,) in self._open().execute("SELECT DISTINCT salt FROM anchor"))

    @property
    def unreadable(self) -> int:
        """How many lines of the notes are no record."""
        return int(self._open().execute("SELECT coalesce(sum(unreadable), 0) FROM note").fetchone()[0])

    @property
    def commits(self) -> frozenset[str]:
        """The objects that the notes are on."""
        return frozenset(oid for (oid,) in self._open().execute("SELECT oid FROM note"))

    @property
    def since(self) -> int | None:
        """The date of the earliest commit that has an anchor, by its author; None where there are no anchors."""
        found = self._open().execute("SELECT min(author_date) FROM place").fetchone()[0]
        return None if found is None else int(found)

    def notes_on(self, oid: str) -> Iterator[record.Note]:
        """The notes on one object itself, parsed."""
        yield from filter(None, (_read(self._repo, blob) for blob in self._notes.of(oid)))

    def may_hold(self, line: str) -> bool:
        """Whether any anchor may have a line with this hash: certain once so many were asked for that a table pays."""
        self._asked += 1
        if self._asked == _MANY:
            self._held = bytearray(1 << 21)
            for (number,) in self._open().execute("SELECT DISTINCT question >> 24 & 16777215 FROM hit"):
                self._held[number >> 3] |= 1 << (number & 7)
        number = int(line, 16)
        return not self._held or bool(self._held[number >> 3] & 1 << (number & 7))

    def ask(self, line: str, other: str, kind: int) -> list[Hit]:
        """The anchored lines with this hash that stand with the hash ``other`` above, below or around them, or in it."""
        rows = self._open().execute(
            "SELECT h.anchor, h.line, a.path, a.verdict, a.source, a.agent, a.model, a.confidence"
            " FROM hit h JOIN anchor a ON a.id = h.anchor WHERE h.question = ? LIMIT ?",
            (question(line, other, kind), _MOST),
        )
        return [
            Hit(anchor, at, path, Verdict(verdict), source, agent, model, Confidence(confidence))
            for anchor, at, path, verdict, source, agent, model, confidence in rows
        ]

    def earliest(self, anchor: int) -> tuple[str, int]:
        """The commit that an anchor stands on, the earliest of them, and the date of its author."""
        found = self._open().execute(
            "SELECT n.oid, p.author_date FROM place p JOIN note n ON n.id = p.note WHERE p.anchor = ?"
            " ORDER BY p.author_date, n.oid LIMIT 1",
            (anchor,),
        )
        oid, when = found.fetchone()
        return oid, when

    @cached_property
    def _notes(self) -> Notes:
        return Notes(self._repo, listed=self._refs)

    # ---------------------------------------------------------------- the file

    def _open(self) -> sqlite3.Connection:
        if self._base is None:
            self._base = self._from_file() or self._in_memory()
        return self._base

    def _kept(self, base: sqlite3.Connection) -> sqlite3.Connection:
        """The same, closed once nobody has this pool any more."""
        weakref.finalize(self, base.close)
        return base

    def _from_file(self) -> sqlite3.Connection | None:
        """The file, up to date; None where it cannot be: a file system that takes nothing, a file that is no base."""
        path = self._repo.common_dir / "aigate" / FILE
        for _ in range(2):
            base = None
            try:
                path.parent.mkdir(exist_ok=True)
                base = self._kept(_connect(path))
                self.missing = _update(base, self._repo, self._refs)
            except (OSError, sqlite3.Error) as error:
                if base is not None:
                    base.close()
                if isinstance(error, sqlite3.OperationalError | OSError):
                    return None  # locked, full or read-only: no fault of the file
                with suppress(OSError):
                    path.unlink()
            else:
                return base
        return None

    def _in_memory(self) -> sqlite3.Connection:
        base = self._kept(_connect(":memory:"))
        self.missing = _update(base, self._repo, self._refs)
        return base


def _connect(path: Path | str) -> sqlite3.Connection:
    # Whichever thread collects the pool closes its base; no two use it at a time.
    base = sqlite3.connect(path, timeout=_WAIT, isolation_level=None, check_same_thread=False)
    try:
        base.execute("PRAGMA synchronous = OFF")  # losing the file costs time, nothing else
    except sqlite3.Error:
        base.close()
        raise
    return base


def _update(base: sqlite3.Connection, repo: Repo, refs: dict[str, str]) -> int:
    """Make the base say what the refs say: notes that have gone are forgotten, new ones are read; how many are missing."""
    wanted = state_of(refs)
    if _state(base) == (FORMAT, wanted):
        return 0
    base.execute("BEGIN IMMEDIATE")
    try:
        state = _state(base)
        if state is None or state[0] != FORMAT:
            _clear(base)
        present = {note for ref, tip in refs.items() for note in Notes(repo, listed={ref: tip})}
        known = dict(_known(base))
        _forget(base, [number for note, number in known.items() if note not in present])
        missing = 0
        for oid, blob in sorted(present - known.keys()):
            note = _read(repo, blob)
            missing += note is None
            if note is not None:
                _learn(base, oid, blob, note)
        base.execute("DELETE FROM state")
        if not missing:  # else all is asked again: a partial clone may have brought what is missing
            base.execute("INSERT INTO state VALUES(?, ?)", (FORMAT, wanted))
    except BaseException:
        base.execute("ROLLBACK")
        raise
    base.execute("COMMIT")
    return missing


def _state(base: sqlite3.Connection) -> tuple[int, str] | None:
    tables = {name for (name,) in base.execute("SELECT name FROM sqlite_master")}
    found = base.execute("SELECT format, refs FROM state").fetchone() if "state" in tables else None
    return (int(found[0]), str(found[1])) if found else None


def _clear(base: sqlite3.Connection) -> None:
    names = [name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for name in names:
        base.execute(f"DROP TABLE {_quoted(name)}")
    for statement in filter(str.strip, _SCHEMA.split(";")):
        base.execute(statement)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _known(base: sqlite3.Connection) -> Iterator[tuple[tuple[str, str], int]]:
    for number, oid, blob in base.execute("SELECT id, oid, blob FROM note"):
        yield (oid, blob), number


def _forget(base: sqlite3.Connection, notes: Iterable[int]) -> None:
    for note in notes:
        anchors = base.execute("SELECT anchor FROM place WHERE note = ?", (note,)).fetchall()
        base.execute("DELETE FROM place WHERE note = ?", (note,))
        base.execute("DELETE FROM note WHERE id = ?", (note,))
        for (anchor,) in anchors:
            if not base.execute("SELECT 1 FROM place WHERE anchor = ?", (anchor,)).fetchone():
                base.execute("DELETE FROM anchor WHERE id = ?", (anchor,))
                base.execute("DELETE FROM hit WHERE anchor = ?", (anchor,))


def _learn(base: sqlite3.Connection, oid: str, blob: str, note: record.Note) -> None:
    number = base.execute(
        "INSERT INTO note(oid, blob, unreadable) VALUES(?, ?, ?)", (oid, blob, note.unreadable)
    ).lastrowid
    for one in note.anchors:
        digest = blake2b(repr(one._replace(start=0, when=0)).encode(), digest_size=16).digest()
        row = base.execute("SELECT id FROM anchor WHERE digest = ?", (digest,)).fetchone()
        anchor = row[0] if row else _add(base, one, digest)
        base.execute("INSERT OR IGNORE INTO place VALUES(?, ?, ?)", (anchor, number, one.when))


def _add(base: sqlite3.Connection, one: Anchor, digest: bytes) -> int:
    values = (digest, stored(one.path), one.verdict, one.source, one.agent, one.model, int(one.confidence), one.salt)
    found = base.execute(
        "INSERT INTO anchor(digest, path, verdict, source, agent, model, confidence, salt) VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
        values,
    ).lastrowid
    assert found is not None
    base.executemany("INSERT OR IGNORE INTO hit VALUES(?, ?, ?)", ((q, found, at) for q, at in questions(one)))
    return found


def questions(one: Anchor) -> Iterator[tuple[int, int]]:
    """Everything that the anchor's lines answer, each with the line's place."""
    path = home(stored(one.path))
    solid = [(at, line) for at, line in enumerate(one.lines) if line]
    for place, (at, line) in enumerate(solid):
        above = solid[place - 1][1] if place else one.before
        below = solid[place + 1][1] if place + 1 < len(solid) else one.after
        yield question(line, above or EDGE, ABOVE), at
        yield question(line, below or EDGE, BELOW), at
        yield question(line, path, HOME), at
        if one.symbol:
            yield question(line, one.symbol, SYMBOL), at


def _read(repo: Repo, blob: str) -> record.Note | None:
    """A note; None if it is missing, as in a partial clone."""
    found = repo.objects.find(blob.encode(), record.LIMIT)
    return record.parse(found.data) if found else None
