r"""git-ai's authorship records, in every generation: which lines of a commit's files were written by whom.

The third generation is text. Lines of entries below each path, a line ``---``, and JSON about the keys::

    src/app.py
      s_8d2579124116c6::t_013c07475d8e43 2,4-23
      h_5e32efc4aad69a 30-31
    ---
    {"sessions": {"s_8d2579124116c6": {"agent_id": {"tool": "claude", "model": "claude-sonnet-4-6", …}}}, …}

Earlier ones are JSON alone, with display names for authors. A record is whatever somebody pushed: megabytes of transcripts
with secrets in them, nesting without end, numbers without sense. Nothing here raises; what is well-formed is kept, what
is not is told in ``problems``, and of the JSON nothing but names of tools and models gets out.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aigate.lines import Lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

_DIVIDER = re.compile(rb"^---[ \t\r]*$", re.MULTILINE)
_INDENT = "  "
_TRAILING = " \t\r"  # what may follow a line without being counted
_DIGITS = 9  # of a line's number
_MOST = 1_000_000_000  # no file has so many lines
_HUMAN = re.compile(r"human|h_[0-9a-f]+", re.ASCII)
_PLAIN_KEY = re.compile(r"[\w-]{1,80}", re.ASCII)
_AGENT = re.compile(rb'\s*:\s*\{\s*"agent_id"\s*:\s*(\{[^{}]{0,2000}\})')
_LONG = 1 << 16  # bytes of JSON that are worth a closer look at what is needed of it
_SEPARATOR = "::"  # between a session and one of its traces
_NO_PATHS = "a record without a line that ends its list of files"


@dataclass(frozen=True, slots=True)
class Entry:
    """Lines of one file under one key: a session, a prompt, a known human, or the name of an author."""

    key: str
    lines: Lines


@dataclass(frozen=True, slots=True)
class Writer:
    """What a record says of an agent, as it spells it: bounded, but anybody's text."""

    tool: str = ""
    model: str = ""


@dataclass(frozen=True, slots=True)
class Authorship:
    """One record. Where entries of a file overlap, the last one holds."""

    files: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)
    metadata: bytes = b""  # JSON about the keys; see ``writers_of``
    torn: frozenset[str] = frozenset()  # files of which some line could not be read
    is_whole: bool = True  # False: cut short, so that files may be missing
    is_early: bool = False  # the generations whose keys are display names
    problems: tuple[str, ...] = ()


def parse(data: bytes, wanted: Callable[[str], bool] = lambda _: True) -> Authorship:
    """A record of any generation; entries of files that are not ``wanted`` are left out, their paths are not."""
    if data.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")[:1] == b"{":
        return _parse_early(data, wanted)
    divider = _DIVIDER.search(data)
    text = (data[: divider.start()] if divider else data).decode("utf-8", "surrogateescape")
    files: dict[str, list[Entry]] = {}
    torn: dict[str | None, int] = {}
    path: str | None = None
    is_wanted = False
    for line in text.removeprefix("\ufeff").split("\n"):
        line = line.rstrip(_TRAILING)  # noqa: PLW2901
        if not line:
            continue
        if not line.startswith((" ", "\t")):
            path = _path(line)
            is_wanted = wanted(path)
            files.setdefault(path, [])
        elif is_wanted or path is None:
            entry, is_sound = _entry(line)
            if entry and path is not None:
                files[path].append(entry)
            if not is_sound or path is None:
                torn[path] = torn.get(path, 0) + 1
    problems = [_NO_PATHS] if divider is None else []
    if torn:
        problems.append(f"{sum(torn.values())} lines that cannot be read")
    return Authorship(
        {name: tuple(entries) for name, entries in files.items()},
        data[divider.end() :] if divider else b"",
        frozenset(name for name in torn if name is not None),
        is_whole=divider is not None,
        problems=tuple(problems),
    )


def is_human(key: str) -> bool:
    """Whether a key stands for lines that a human is known to have typed. Every other one is an agent's, known or not."""
    return _HUMAN.fullmatch(key) is not None


def writers_of(metadata: bytes, keys: Iterable[str] | None = None) -> tuple[dict[str, Writer], tuple[str, ...]]:
    """The agents behind the keys, and what is wrong with the JSON that names them.

    With ``keys`` it is enough to know those; of a long text, most of which is conversations, no more is read then.
    """
    if keys is not None and len(metadata) > _LONG:
        some = {key: _about(metadata, key.partition(_SEPARATOR)[0]) for key in keys}
        known = {key: writer for key, writer in some.items() if writer}
        if len(known) == len(some):
            return known, ()
    found = _json(metadata)
    if not isinstance(found, dict):
        return {}, ("no JSON that can be read about its keys",)
    writers: dict[str, Writer] = {}
    for kind in ("prompts", "sessions"):
        about = found.get(kind)
        for key, one in about.items() if isinstance(about, dict) else ():
            writer = _writer(one.get("agent_id") if isinstance(one, dict) else None)
            if writer:
                writers[key] = writer
    return writers, ()


def _about(metadata: bytes, key: str) -> Writer | None:
    """The agent of one key, where it stands. In JSON a quote within a string has a backslash: what looks like a key is one."""
    if not _PLAIN_KEY.fullmatch(key):
        return None
    quoted = b'"%b"' % key.encode("ascii")
    at = metadata.find(quoted)
    while at >= 0:
        found = _AGENT.match(metadata, at + len(quoted))
        if found:
            return _writer(_json(found[1]))
        at = metadata.find(quoted, at + len(quoted))
    return None


def _writer(agent: object) -> Writer | None:
    return Writer(_short(agent.get("tool")), _short(agent.get("model"))) if isinstance(agent, dict) else None


def writer_of(key: str, writers: Mapping[str, Writer]) -> Writer | None:
    """The agent behind a key; None for one that nothing is known of."""
    if key == "ai_agent":  # some agent: the one of the record, if there is no other
        known = set(writers.values())
        return known.pop() if len(known) == 1 else None
    return writers.get(key) or writers.get(key.partition(_SEPARATOR)[0])


def render(record: Authorship) -> bytes:
    """A record of the third generation, as git-ai writes it."""
    lines = []
    for path, entries in record.files.items():
        lines.append(f'"{path}"' if any(mark in path for mark in " \t\n") else path)
        lines += [f"{_INDENT}{entry.key} {_ranges(entry.lines)}" for entry in entries]
    head = "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogateescape")
    return head + b"---" + record.metadata


# ---------------------------------------------------------------- text


def _path(line: str) -> str:
    is_quoted = len(line) > 1 and line[0] == line[-1] == '"'
    return line[1:-1] if is_quoted else line


def _entry(line: str) -> tuple[Entry | None, bool]:
    """The entry of a line, and whether all of the line was understood."""
    key, space, ranges = line[len(_INDENT) :].partition(" ")
    if not line.startswith(_INDENT) or not key or key[0] in " \t" or not space:
        return None, False
    spans = [_span(part) for part in ranges.split(",")]
    lines = Lines(span for span in spans if span)
    return (Entry(key, lines) if lines else None), None not in spans


def _span(text: str) -> tuple[int, int] | None:
    first, dash, last = text.partition("-")
    if not _is_number(first) or (dash and not _is_number(last)):
        return None
    start, end = int(first), int(last or first)
    return (start, end) if 1 <= start <= end else None


def _is_number(text: str) -> bool:
    return text.isdigit() and text.isascii() and len(text) <= _DIGITS


def _ranges(lines: Lines) -> str:
    return ",".join(str(start) if start == end else f"{start}-{end}" for start, end in lines.spans)


# ---------------------------------------------------------------- JSON


def _parse_early(data: bytes, wanted: Callable[[str], bool]) -> Authorship:
    found = _json(data)
    about = found.get("files") if isinstance(found, dict) else None
    if not isinstance(about, dict):
        return Authorship(is_whole=False, is_early=True, problems=("no JSON that can be read about its files",))
    files: dict[str, tuple[Entry, ...]] = {}
    torn: set[str] = set()
    for path, one in about.items():
        parts = list(_early_entries(one)) if wanted(path) else []
        files[path] = tuple(entry for entry, _ in parts if entry)
        if not all(is_sound for _, is_sound in parts):
            torn.add(path)
    problems = (f"{len(torn)} files whose lines cannot be read",) if torn else ()
    return Authorship(files, torn=frozenset(torn), is_early=True, problems=problems)


def _early_entries(about: object) -> Iterator[tuple[Entry | None, bool]]:
    authors = about.get("authors") if isinstance(about, dict) else None
    if not isinstance(authors, list):
        yield None, False
        return
    for one in authors:
        name, lines = (one.get("author"), one.get("lines")) if isinstance(one, dict) else (None, None)
        if not isinstance(name, str) or not isinstance(lines, list):
            yield None, False
            continue
        spans = [_early_span(part) for part in lines]
        yield Entry(name, Lines(span for span in spans if span)), None not in spans


def _early_span(part: object) -> tuple[int, int] | None:
    ends = part if isinstance(part, list) else [part, part]
    match ends:
        case [int(start), int(end)] if 1 <= start <= end < _MOST and bool not in (type(start), type(end)):
            return start, end
    return None


def _json(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def _short(text: object) -> str:
    return text[:200] if isinstance(text, str) else ""
