"""What stands in a file of Agent Trace records: which lines of which file somebody wrote, at which revision.

Pure, and takes any bytes: what does not fit is counted, never raised. The reference implementation breaks its own schema in
places (a version of two numbers, pseudo-paths, absolute paths), so that much is read all the same.
"""

from __future__ import annotations

import os
import posixpath
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple, TypeGuard

from aigate.model import Verdict
from aigate.provenance.record_file import composed, rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_VERSION = re.compile(r"\d{1,9}(?:\.\d{1,9}){1,2}", re.ASCII)
_HASH = re.compile(r"sha256:([0-9a-f]{64})", re.ASCII)
_PSEUDO = frozenset({".sessions", ".shell-history", ".unknown"})
_WHOLE = "Write"  # the tool that writes whole files, of which the reference implementation says "line 1" only
_LONGEST = 200


class Trace(NamedTuple):
    """Lines that one record attributes."""

    path: str
    start: int
    end: int
    verdict: Verdict
    is_mixed: bool = False  # a human had a part in it
    tool: str | None = None
    model: str | None = None
    hash: str = ""  # the SHA-256 of the lines, in hex; "" where there is none that can be checked
    edit: str | None = None  # the agent's tool that made the edit
    record: str = ""
    when: int = 0

    @property
    def may_stand_for_more(self) -> bool:
        """Whether this may be what is written when the place of an edit was not found: the first line, or from there on."""
        return self.start == 1 and not self.hash

    @property
    def is_whole(self) -> bool | None:
        """Whether it stands for the whole file; None where that depends on whether the file is new."""
        if self.end != 1 or not self.may_stand_for_more:
            return False
        return None if self.edit is None else self.edit == _WHOLE


@dataclass(slots=True)
class Traces:
    """The records of a file. ``known`` is by revision (None: written before the first commit, or by no revision)."""

    known: dict[str | None, dict[str, list[Trace]]] = field(default_factory=dict)
    torn: int = 0
    foreign: int = 0  # records of another version, or of another version control system


def parse(data: bytes, roots: Sequence[str] = ()) -> Traces:
    """All records; ``roots`` are what the work tree's top folder is called, for absolute paths."""
    traces = Traces()
    for row in rows(data):
        files = row.get("files") if row else None
        if row is None or not isinstance(files, list):
            traces.torn += 1
            continue
        version, vcs = row.get("version"), row.get("vcs")
        revision = vcs.get("revision") if isinstance(vcs, dict) else None
        is_ours = vcs is None or (
            isinstance(vcs, dict) and vcs.get("type", "git") == "git" and isinstance(revision, str)
        )
        if not is_ours or not isinstance(version, str) or not _VERSION.fullmatch(version):
            traces.foreign += 1
            continue
        known = traces.known.setdefault(revision.lower() if isinstance(revision, str) else None, {})
        for trace in _traces(traces, row, files, roots):
            known.setdefault(trace.path, []).append(trace)
    return traces


def _traces(traces: Traces, row: dict[str, object], files: Sequence[object], roots: Sequence[str]) -> Iterator[Trace]:
    tool, metadata = _dict(row.get("tool")), _dict(row.get("metadata"))
    about = Trace(
        "",
        0,
        0,
        Verdict.UNKNOWN,
        tool=_name(tool.get("name")),
        edit=_name(metadata.get("tool_name")),
        record=_name(row.get("id")) or "",
        when=_seconds(row.get("timestamp")),
    )
    for file in map(_dict, files):
        given, conversations = file.get("path"), file.get("conversations")
        if not isinstance(given, str) or not isinstance(conversations, list):
            traces.torn += 1
            continue
        path = _relative(given, roots)
        for conversation in map(_dict, conversations if path else ()):
            ranges = conversation.get("ranges")
            usual = conversation.get("contributor")
            for one in ranges if isinstance(ranges, list) else (None,):
                if trace := _range(about._replace(path=path or ""), _dict(one), usual):
                    yield trace
                else:
                    traces.torn += 1


def _range(about: Trace, one: dict[str, object], usual: object) -> Trace | None:
    """One range; it may name another contributor than its conversation. A conversation is with an agent if none is named."""
    start, end = one.get("start_line"), one.get("end_line")
    if not _is_line(start) or not _is_line(end):
        return None
    contributor = _dict(one.get("contributor", usual))
    match contributor.get("type", "ai"):
        case "ai" | "mixed" as kind:
            verdict, is_mixed = Verdict.AI, kind == "mixed"
        case "human":
            verdict, is_mixed = Verdict.HUMAN, False
        case _:
            verdict, is_mixed = Verdict.UNKNOWN, False
    stated = one.get("content_hash")
    checked = _HASH.fullmatch(stated) if isinstance(stated, str) else None
    return about._replace(
        start=start,
        end=end,
        verdict=verdict,
        is_mixed=is_mixed,
        model=_name(contributor.get("model_id")),
        hash=checked[1] if checked else "",
    )


def _relative(path: str, roots: Sequence[str]) -> str | None:
    """A path below the work tree's top; None for what is no file in it."""
    path = path.replace(os.sep, "/")
    if posixpath.isabs(path) or path[1:2] == ":":
        below = next(
            (top for root in roots if path.startswith(top := root.replace(os.sep, "/").rstrip("/") + "/")), None
        )
        if below is None:
            return None
        path = path[len(below) :]
    path = posixpath.normpath(path)
    is_inside = path not in {".", ".."} and not path.startswith("../") and path not in _PSEUDO
    return composed(path) if is_inside else None


def _seconds(timestamp: object) -> int:
    if not isinstance(timestamp, str):
        return 0
    try:
        read = datetime.fromisoformat(timestamp)
        return max(0, int((read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp()))
    except (ValueError, OverflowError):
        return 0


def _dict(given: object) -> dict[str, object]:
    return given if isinstance(given, dict) else {}


def _name(given: object) -> str | None:
    return given[:_LONGEST] if isinstance(given, str) else None


def _is_line(given: object) -> TypeGuard[int]:
    return isinstance(given, int) and not isinstance(given, bool) and 0 < given < 1 << 40
