"""What stands in git-ai's working log: ``checkpoints.jsonl`` and ``INITIAL``, read into the states that files went through.

A checkpoint's entry for a file holds the full state of that file, not a delta: a snapshot of its content, and the ranges of
its lines that an agent, or a human known to have typed, wrote. Lines by nobody known are left out of it.

Everything here is pure and takes any bytes: what does not fit is counted, never raised.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from aigate.provenance.record_file import as_object, composed, rows

if TYPE_CHECKING:
    from collections.abc import Iterator

VERSION = "checkpoint/1.0.0"
_BLOB = re.compile(r"[0-9a-f]{64}", re.ASCII)
_LONGEST_ID = 200


class Range(NamedTuple):
    """Lines of a snapshot and who wrote them; ``overrode`` is whose lines they were before a human changed them."""

    start: int
    end: int
    author: str
    overrode: str | None = None


class State(NamedTuple):
    """One file as a checkpoint saw it."""

    blob: str  # the SHA-256 of its content, which names its snapshot; "" where it has none
    ranges: tuple[Range, ...] = ()
    when: int = 0


@dataclass(slots=True)
class Log:
    """A working log. ``states`` are by path and then by content, the oldest first."""

    states: dict[str, dict[str, State]] = field(default_factory=dict)
    tools: dict[str, tuple[object, object]] = field(default_factory=dict)  # an author's id -> the tool, the model
    torn: int = 0  # lines and entries that could not be read
    foreign: int = 0  # checkpoints of another version

    def tool_of(self, author: str) -> tuple[object, object]:
        """The tool and model behind an author's id. A session may change its model: the very edit knows which it had."""
        session, _, trace = author.partition("::")
        usual, exact = self.tools.get(session), self.tools.get(trace)
        if exact and (usual is None or usual[0] == exact[0]):
            return exact
        return usual or (None, None)


def parse(checkpoints: bytes, initial: bytes = b"") -> Log:
    """A working log from its two files. The lines carried over in ``INITIAL`` come before every checkpoint."""
    log = Log()
    if initial.strip():
        _take_initial(log, as_object(initial))
    for row in rows(checkpoints):
        if row is None:
            log.torn += 1
        elif row.get("api_version") != VERSION:
            log.foreign += 1
        else:
            _take_checkpoint(log, row)
    return log


def _take_initial(log: Log, row: dict[str, object] | None) -> None:
    files = row.get("files") if row else None
    if row is None or not isinstance(files, dict):
        log.torn += 1
        return
    for kind in ("prompts", "sessions"):
        for author, about in _items(row.get(kind)):
            _take_tool(log, about.get("agent_id") if isinstance(about, dict) else None, author)
    blobs = dict(_items(row.get("file_blobs")))
    for path, given in files.items():
        if ranges := tuple(_ranges(log, given)):
            _take_state(log, path, State(_blob(blobs.get(path)), ranges))


def _take_checkpoint(log: Log, row: dict[str, object]) -> None:
    _take_tool(log, row.get("agent_id"), row.get("trace_id"))
    when = row.get("timestamp")
    entries = row.get("entries")
    if not isinstance(entries, list):
        log.torn += 1
        return
    for entry in entries:
        path = entry.get("file") if isinstance(entry, dict) else None
        if not isinstance(path, str):
            log.torn += 1
            continue
        ranges = tuple(_ranges(log, entry.get("line_attributions")))
        if not ranges and not entry.get("attributions"):
            continue  # somebody not known touched the file: what was known of it still stands
        _take_state(log, path, State(_blob(entry.get("blob_sha")), ranges, _number(when) or 0))


def _take_state(log: Log, path: str, state: State) -> None:
    """The newest word on a content is the one that counts, and the newest content comes last."""
    known = log.states.setdefault(composed(path), {})
    known.pop(state.blob, None)
    known[state.blob] = state


def _take_tool(log: Log, agent_id: object, *names: object) -> None:
    """Remember a tool by every id that git-ai ever gave its sessions, besides the names at hand."""
    if not isinstance(agent_id, dict):
        return
    found = (agent_id.get("tool"), agent_id.get("model"))
    digest = hashlib.sha256(f"{found[0]}:{agent_id.get('id')}".encode("utf-8", "replace")).hexdigest()
    for name in (digest[:7], digest[:16], f"s_{digest[:14]}", *names):
        if isinstance(name, str):
            log.tools[name] = found


def _ranges(log: Log, given: object) -> Iterator[Range]:
    if given is not None and not isinstance(given, list):
        log.torn += 1
        return
    for one in given or ():
        about = one if isinstance(one, dict) else {}
        start, end = _number(about.get("start_line")), _number(about.get("end_line"))
        author, overrode = about.get("author_id"), about.get("overrode")
        if not start or not end or not isinstance(author, str) or not author:
            log.torn += 1
        elif start <= end:
            yield Range(start, end, author[:_LONGEST_ID], overrode[:_LONGEST_ID] if isinstance(overrode, str) else None)


def _items(given: object) -> Iterator[tuple[str, object]]:
    yield from given.items() if isinstance(given, dict) else ()


def _blob(name: object) -> str:
    return name if isinstance(name, str) and _BLOB.fullmatch(name) else ""


def _number(given: object) -> int | None:
    """A whole number above nought that a line or a second could have."""
    fits = isinstance(given, int) and not isinstance(given, bool) and 0 < given < 1 << 40
    return given if fits and isinstance(given, int) else None
