"""The journal's records: one JSON object a line, of a path's content or of a shell command.

    {"p":"app.py","k":"wrote","d":…,"s":[mtime, size, inode],"w":1764057600.5,"i":…,"text":{…},"by":[…],"seams":[…]}
    {"c":"4f0c…","k":"open","agent":"claude",…}

A path's record holds its whole state, so that the last one counts; ``seen`` is what it was when an agent began to work,
``same`` that it had not changed. Lines are only parsed when they are needed: each begins with the name it is sought by.
Whoever can write in the git directory can write here what they like: a line that does not fit is skipped and counted.
"""

from __future__ import annotations

import json
from typing import NamedTuple

from aigate.provenance.carry import KEY
from aigate.provenance.journal.states import Mark, State

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

WROTE, SEEN, SAME = "wrote", "seen", "same"
OPEN, CLOSE, MISSED = "open", "close", "missed"
AGE = 3600.0  # seconds after which a command that never ended is given up
PAST = 8  # states of one path that an event looks at, for it may not take long
DEEP = 64  # states of one path that a judgement looks at
_STORED, _ROOM = 32, 1 << 20  # states of one path that outlive a compaction, and their bytes; …
_LEAST = 4  # … but so many of them in any case
KEPT = 30 * 86_400.0  # seconds for which what an agent wrote is kept
_IDLE = 86_400.0  # seconds for which a text is kept that no agent has touched
_PATH, _COMMAND = b'{"p":"', b'{"c":"'
_TEXT = b',"text":'
_KEYS = b',"text":{"keys":"'
_NOBODY = b',"by":[],'
_NOWHERE = b',"seams":[]}'
_RACY = 0.1  # seconds; a file may change again without a new time stamp


class Record(NamedTuple):
    """What one line says of a path, without the state."""

    kind: str
    digest: str  # of the text
    stamp: tuple[int, int, int] | None  # of the file when it was read: mtime in ns, size, inode
    when: float
    call: str  # the agent's tool call, hashed
    at: int  # which line of the log this is

    def knows(self, stamp: tuple[int, int, int] | None) -> bool:
        """Whether a file with this stamp still holds the text."""
        return stamp is not None and stamp == self.stamp and self.when - stamp[0] / 1e9 > _RACY


class Command(NamedTuple):
    """A shell command that was seen to begin, and how the work tree was then."""

    id: str
    agent: str
    model: str
    session: str
    when: float
    head: str  # the commit checked out; "" before the first one
    dirty: frozenset[str]  # paths that differed from it and whose content was recorded
    staged: Mapping[str, str]  # what was staged, by path: blobs
    more: int  # paths that differed, too, but were not recorded
    revs: tuple[str, ...]  # commits whose lines are not the command's: those it names, and the stash
    moves: int  # size of HEAD's log
    inside: str  # the command that was running already and whose snapshot counts; "" if none was
    at: int  # which line of the log this is

    @property
    def mark(self) -> Mark:
        """Who runs it."""
        return Mark(self.agent, self.model, self.session, int(self.when))


class History:
    """The records of one journal, oldest first."""

    def __init__(self, lines: Sequence[bytes], torn: int = 0, *, depth: int = PAST) -> None:
        """``depth``: how many states of one path are looked at."""
        self._lines = lines
        self._depth = depth
        self.broken = torn
        self._paths: dict[bytes, list[int]] = {}
        self._commands: dict[bytes, list[int]] = {}
        for at, line in enumerate(lines):
            table = self._paths if line.startswith(_PATH) else self._commands
            end = line.find(b'","k":"')
            if end < 0 or (table is self._commands and not line.startswith(_COMMAND)):
                self.broken += 1
            else:
                table.setdefault(line[len(_PATH) - 1 : end + 1], []).append(at)

    def __contains__(self, path: str) -> bool:
        return _name(path) in self._paths

    def paths(self) -> list[str]:
        """Every path with a record, the one with the newest last."""
        names = sorted(self._paths, key=lambda name: self._paths[name][-1])
        return [path for name in names if isinstance(path := _parsed(name), str)]

    # ---------------------------------------------------------------- paths

    def last(self, path: str) -> Record | None:
        """The newest record of a path."""
        return next(self._records(path), None)

    def states(self, path: str) -> Iterator[State]:
        """What a path held, the newest first; a few."""
        left = self._depth
        digest = ""
        for record in self._records(path):
            if left and record.kind != SAME and record.digest != digest and (state := self._state(record)):
                digest = record.digest
                left -= 1
                yield state

    def texts(self, path: str) -> Iterator[tuple[bool, frozenset[bytes]]]:
        """What a path held, the newest first, at a glance: whether an agent wrote any of it, and its lines' keys."""
        for at in reversed(self._paths.get(_name(path), ())):
            line = self._lines[at]
            start = line.find(_KEYS) + len(_KEYS)
            end = line.find(b'"', start)
            try:
                keys = bytes.fromhex(line[start:end].decode("ascii")) if start >= len(_KEYS) else None
            except ValueError:
                continue
            if keys is not None:
                cut = frozenset(keys[at : at + KEY] for at in range(0, len(keys), KEY))
                yield _NOBODY not in line, cut - {bytes(KEY)}

    def is_agents(self, path: str) -> bool:
        """Whether an agent was ever recorded to write or remove lines of a path."""
        lines = (self._lines[at] for at in self._paths.get(_name(path), ()))
        return any(_TEXT in line and (_NOBODY not in line or _NOWHERE not in line) for line in lines)

    def agents_keys(self) -> frozenset[bytes]:
        """The keys of all lines of every text in which an agent wrote any."""
        found: set[bytes] = set()
        for path in self.paths():
            for is_agents, keys in self.texts(path):
                found |= keys if is_agents else frozenset()
        return frozenset(found)

    def has_since(self, path: str, at: int) -> bool:
        """Whether a path has a record behind a line of the log."""
        return any(found > at for found in self._paths.get(_name(path), ())[-1:])

    def wrote_since(self, path: str, when: float) -> bool:
        """Whether an agent was recorded to write a path after a moment."""
        return any(record.kind == WROTE and record.when >= when for record in self._records(path))

    def _records(self, path: str) -> Iterator[Record]:
        for at in reversed(self._paths.get(_name(path), ())):
            record = self._record(at)
            if record:
                yield record

    def _record(self, at: int) -> Record | None:
        line = self._lines[at]
        end = line.find(_TEXT)
        body = _parsed(line if end < 0 else line[:end] + b"}")
        try:
            stamp = body["s"]
            fixed = (int(stamp[0]), int(stamp[1]), int(stamp[2])) if stamp else None
            return Record(str(body["k"]), str(body["d"]), fixed, float(body["w"]), str(body["i"]), at)
        except (KeyError, TypeError, ValueError, IndexError, OverflowError):
            self.broken += 1
            return None

    def _state(self, record: Record) -> State | None:
        try:
            return State.unpack(_parsed(self._lines[record.at]))
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
            self.broken += 1
            return None

    # ---------------------------------------------------------------- commands

    def running(self, now: float) -> list[Command]:
        """The commands that began, did not end and whose snapshot is known, the oldest first."""
        opened = [at for ats in self._commands.values() if self._kind(ats[-1]) == OPEN for at in ats[-1:]]
        return [command for at in sorted(opened) if (command := self._command(at, now))]

    def has_command(self, call: str) -> bool:
        """Whether a command was seen to begin, be it over or not."""
        return _name(call) in self._commands

    def missed(self, since: float) -> list[dict[str, Any]]:
        """What commands were told to have changed, but was not recorded."""
        lines = (_parsed(self._lines[at]) for ats in self._commands.values() for at in ats if self._kind(at) == MISSED)
        return [one for one in lines if isinstance(one, dict) and isinstance(one.get("w"), float) and one["w"] >= since]

    def _kind(self, at: int) -> str:
        line = self._lines[at]
        start = line.find(b'","k":"') + 7
        return line[start : line.find(b'"', start)].decode("ascii", "replace")

    def _command(self, at: int, now: float) -> Command | None:
        command = self._opened(at)
        if command and command.inside:
            ats = [at for at in self._commands.get(_name(command.inside), ()) if self._kind(at) == OPEN]
            outer = self._opened(ats[-1]) if ats else None
            if outer is None or outer.inside:
                return None
            mine = (*command.revs, *outer.revs)
            command = outer._replace(
                id=command.id,
                agent=command.agent,
                model=command.model,
                session=command.session,
                revs=mine,
                inside=command.inside,
            )
        return command if command and now - AGE <= command.when <= now + AGE else None

    def _opened(self, at: int) -> Command | None:
        body = _parsed(self._lines[at])
        try:
            return Command(
                str(body["c"]),
                str(body["agent"]),
                str(body["model"]),
                str(body["session"]),
                float(body["w"]),
                str(body["head"]),
                frozenset(map(str, body["dirty"])),
                {str(path): str(oid) for path, oid in dict(body["staged"]).items()},
                int(body["more"]),
                tuple(map(str, body["revs"])),
                int(body["moves"]),
                str(body["inside"]),
                at,
            )
        except (KeyError, TypeError, ValueError, OverflowError):
            self.broken += 1
            return None

    # ---------------------------------------------------------------- compaction

    def compacted(self, now: float) -> list[bytes]:
        """The lines worth keeping: a few states of each path that an agent wrote lately, and what was said of commands."""
        keep = {at for ats in self._commands.values() for at in ats if self._is_recent(at, now)}
        for ats in self._paths.values():
            found = [record for at in reversed(ats) if (record := self._record(at)) and now - record.when < KEPT]
            kept = self._fitting([record.at for record in found if record.kind != SAME])
            is_idle = not any(_NOBODY not in self._lines[at] for at in kept)
            if kept and not (is_idle and now - found[0].when > _IDLE):
                keep.update(kept)
        return [line for at, line in enumerate(self._lines) if at in keep]

    def _fitting(self, ats: Sequence[int]) -> list[int]:
        """The first of some lines, as many as there is room for."""
        room = _ROOM
        kept: list[int] = []
        for at in ats[:_STORED]:
            room -= len(self._lines[at])
            if room < 0 and len(kept) >= _LEAST:
                break
            kept.append(at)
        return kept

    def _is_recent(self, at: int, now: float) -> bool:
        body = _parsed(self._lines[at])
        when = body.get("w") if isinstance(body, dict) else None
        return isinstance(when, float) and now - when < AGE + (_IDLE if self._kind(at) == MISSED else 0)


# ---------------------------------------------------------------- lines


def of_path(
    path: str, kind: str, digest: str, stamp: Iterable[int] | None, when: float, call: str, state: State | None
) -> bytes:
    """The line that records a path."""
    head = {"p": path, "k": kind, "d": digest, "s": list(stamp) if stamp else None, "w": when, "i": call}
    return _line(head | (state.pack() if state else {}))


def of_command(command: Command) -> bytes:
    """The line that says that a command begins."""
    names = ("agent", "model", "session", "head", "more", "moves", "inside")
    values = {name: getattr(command, name) for name in names}
    tree = {"dirty": sorted(command.dirty), "staged": command.staged, "revs": command.revs}
    return _line({"c": command.id, "k": OPEN, "w": command.when, **values, **tree})


def of_end(call: str, when: float) -> bytes:
    """The line that says that a command has ended."""
    return _line({"c": call, "k": CLOSE, "w": when})


def of_missed(call: str, when: float, count: int, why: str) -> bytes:
    """The line that says how much a command changed that could not be recorded."""
    return _line({"c": f"{call}-", "k": MISSED, "w": when, "count": count, "why": why})


def _line(values: dict[str, Any]) -> bytes:
    return json.dumps(values, separators=(",", ":")).encode("ascii")


def _name(name: str) -> bytes:
    return json.dumps(name).encode("ascii")


def _parsed(line: bytes) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None
