"""What a note of anchors says: one record a line, each complete in itself, so that a sorted union of two notes is a note.

```
v1 PATH START VERDICT SOURCE AGENT MODEL CONFIDENCE WHEN SALT SYMBOL BEFORE:HASH,HASH,,HASH:AFTER
v1 PATH covered SALT HASH
```
The first kind is a run of lines in one symbol, by one author; a blank line has no hash. The second says that every edit of
the file was watched, and holds for exactly that content. Unknown values are ``-``; other odd bytes are percent-encoded.

A note is anybody's: whatever is not a record as above is counted and passed over.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import quote, unquote

from aigate.model import Confidence, Verdict

VERSION = "v1"
MOST_LINES = 500  # of one record that is written
LIMIT = 16_000_000  # bytes of a note that are read
_LONGEST = 32_768  # characters of a record that is read
_MOST_RECORDS = 200_000
_SAFE = "/@+:,=[]()"
_SHAPE = re.compile(
    r"(?P<path>[!-~]+) (?P<start>[1-9]\d{0,8}) (?P<verdict>ai|human) (?P<source>[a-z][a-z-]{0,31}) "
    r"(?P<agent>-|[a-z0-9][a-z0-9._-]{0,63}) (?P<model>[!-~]{1,400}) (?P<confidence>low|medium|high) (?P<when>\d{1,11}) "
    r"(?P<salt>[0-9a-f]{4}) (?P<symbol>-|[0-9a-f]{6}) "
    r"(?P<before>[0-9a-f]{6})?:(?P<lines>(?:[0-9a-f]{6})?(?:,(?:[0-9a-f]{6})?)*):(?P<after>[0-9a-f]{6})?"
)
_COVERED = re.compile(r"(?P<path>[!-~]+) covered (?P<salt>[0-9a-f]{4}) (?P<content>[0-9a-f]{16})")


class Anchor(NamedTuple):
    """A run of lines by one author in one symbol. Hashes are hex digits, empty where there is nothing to hash."""

    path: str
    start: int  # the first of ``lines`` in that file, counted from 1
    verdict: Verdict
    source: str  # what kind of record knew it
    agent: str | None
    model: str | None
    confidence: Confidence
    when: int  # the author's date of the commit, in seconds since the epoch
    salt: str  # the id of the salt
    symbol: str
    before: str  # the nearest line above that is not blank
    lines: tuple[str, ...]
    after: str


class Covered(NamedTuple):
    """A file every edit of which was watched, with the hash of the content that this holds for."""

    path: str
    salt: str
    content: str


class Note(NamedTuple):
    """A note, read."""

    anchors: tuple[Anchor, ...] = ()
    covered: tuple[Covered, ...] = ()
    unreadable: int = 0  # lines that are no record


def render(anchors: tuple[Anchor, ...], covered: tuple[Covered, ...] = ()) -> bytes:
    """The note that says all this: sorted, each record once."""
    records = {
        *map(_rendered, anchors),
        *(f"{VERSION} {_encode(o.path)} covered {o.salt} {o.content}" for o in covered),
    }
    return "".join(f"{record}\n" for record in sorted(records)).encode("ascii")


def join(*notes: bytes) -> bytes:
    """One note that holds every line of several, as git's ``cat_sort_uniq`` makes it."""
    return b"".join(line + b"\n" for line in sorted({line for note in notes for line in note.split(b"\n") if line}))


def parse(data: bytes) -> Note:
    """Read a note. It never fails: what is no record is counted."""
    lines = [line for line in data.decode("ascii", "replace").split("\n") if line.strip()]
    read = [_parsed(line) for line in lines[:_MOST_RECORDS]]
    return Note(
        tuple(one for one in read if isinstance(one, Anchor)),
        tuple(one for one in read if isinstance(one, Covered)),
        read.count(None) + max(0, len(lines) - _MOST_RECORDS),
    )


def _rendered(one: Anchor) -> str:
    words = (
        VERSION, _encode(one.path), one.start, one.verdict, one.source, one.agent or "-", _encode(one.model or "-", bool(one.model)),
        one.confidence, one.when, one.salt, one.symbol or "-", f"{one.before}:{','.join(one.lines)}:{one.after}",
    )  # fmt: skip
    return " ".join(map(str, words))


def _parsed(line: str) -> Anchor | Covered | None:
    version, _, rest = line.partition(" ")
    if version != VERSION or len(line) > _LONGEST:
        return None
    if found := _COVERED.fullmatch(rest):
        return Covered(_decode(found["path"]), found["salt"], found["content"])
    if not (found := _SHAPE.fullmatch(rest)):
        return None
    return Anchor(
        path=_decode(found["path"]),
        start=int(found["start"]),
        verdict=Verdict(found["verdict"]),
        source=found["source"],
        agent=None if found["agent"] == "-" else found["agent"],
        model=None if found["model"] == "-" else _decode(found["model"]),
        confidence=Confidence[found["confidence"].upper()],
        when=int(found["when"]),
        salt=found["salt"],
        symbol=found["symbol"].strip("-"),
        before=found["before"] or "",
        lines=tuple(found["lines"].split(",")),
        after=found["after"] or "",
    )


def _encode(text: str, is_value: bool = True) -> str:
    """A word without spaces and control characters; a text that is "-" itself is told from none."""
    word = quote(text.encode("utf-8", "surrogateescape"), safe=_SAFE)
    return "%2D" if word == "-" and is_value else word


def _decode(word: str) -> str:
    return unquote(word, encoding="utf-8", errors="surrogateescape")
