"""Whether a change may hold a line that the anchors know, told from its patch and the pool's file alone.

Only where a repository has anchors, and then at every commit: so the standard library does it, line by line, and stops at the
first that may be known. It errs towards yes: where the file is missing or older than the notes, where a salt cannot be read
at a glance, and for lines whose surroundings the patch does not show. ``search`` gives the full answer.
"""

from __future__ import annotations

import re
import sqlite3
from typing import TYPE_CHECKING

from aigate.provenance.anchors.hashing import TELLING, Hasher, weight
from aigate.provenance.anchors.keys import ABOVE, BELOW, EDGE, FILE, FORMAT, HOME, home, question, state_of, stored

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    _Decoded = tuple[str, ...]

PATCH = (
    "-p",
    "-U3",
    "--inter-hunk-context=0",
    "--text",
    "--no-ext-diff",
    "--no-textconv",
    "--no-color",
    "--no-renames",
)
_SALT = re.compile(rb"^[ \t]*salt[ \t]*=[ \t]*(?:\"([^\"\\\n]*)\"|'([^'\n]*)')", re.MULTILINE)
_HUNK = re.compile(rb"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
_MOST_PATHS = 40


def may_be_found(common_dir: str, refs: bytes, config: bytes, paths: Collection[bytes], patch: Iterable[bytes]) -> bool:
    """Whether the full search may find anything among the lines that a patch adds and removes.

    ``refs`` are the notes refs as ``OID NAME`` lines, ``config`` is the text of HEAD's configuration files.
    """
    salts = {"", *(one.decode("utf-8", "replace") for pair in _SALT.findall(config) for one in pair)}
    if len(paths) > _MOST_PATHS or (b"salt" in config and len(salts) == 1):
        return True
    if not refs:
        return False
    wanted = state_of(dict(line.split(" ", 1)[::-1] for line in refs.decode("utf-8", "surrogateescape").splitlines()))
    try:
        base = sqlite3.connect(f"file:{_escaped(common_dir)}/aigate/{FILE}?mode=ro", uri=True, timeout=1)
        try:
            if base.execute("SELECT format, refs FROM state").fetchone() != (FORMAT, wanted):
                return True
            known = {salt for (salt,) in base.execute("SELECT DISTINCT salt FROM anchor")}
            homes = [home(stored(path.decode("utf-8", "surrogateescape"))) for path in paths]
            hashers = [hasher for hasher in map(Hasher, salts) if hasher.id in known]
            return bool(hashers) and _Glimpse(base, hashers, homes).sees_any(patch)
        finally:
            base.close()
    except sqlite3.Error:
        return True


def _escaped(path: str) -> str:
    return path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")


class _Glimpse:
    def __init__(self, base: sqlite3.Connection, hashers: Collection[Hasher], homes: Collection[str]) -> None:
        self._base = base
        self._hashers = hashers
        self._homes = homes

    def sees_any(self, patch: Iterable[bytes]) -> bool:
        """Follow the patch hunk by hunk, by the counts in their headers, on the old and the new side."""
        sides = {b"-": _Side(self), b"+": _Side(self)}
        left = {b"-": 0, b"+": 0}
        for line in patch:
            sign = line[:1]
            if any(left.values()):
                if sign == b"\\":
                    continue
                for one in (b"-", b"+") if sign == b" " else (sign,):
                    left[one] -= 1
                    if sides[one].takes(line[1:], is_changed=sign != b" "):
                        return True
                if not any(left.values()) and any(side.ends() for side in sides.values()):
                    return True
            elif match := _HUNK.match(line):
                for one, start, count in ((b"-", match[1], match[2]), (b"+", match[3], match[4])):
                    left[one] = 1 if count is None else int(count)
                    sides[one].begins(int(start))
        return False

    def knows(self, line: bytes, above: bytes | None, below: bytes | None) -> bool:
        """Whether a line may be known: in one of these files, or with both its neighbours (None: not shown)."""
        for text in _texts(line):
            if weight(text) < TELLING:
                continue
            for hasher in self._hashers:
                mine = hasher.line(text)
                if any(self._has(mine, {one}, HOME) for one in self._homes) or (
                    self._has(mine, _hashes(hasher, above), ABOVE) and self._has(mine, _hashes(hasher, below), BELOW)
                ):
                    return True
        return False

    def _has(self, line: str, others: set[str] | None, kind: int) -> bool:
        """Whether the pool has a line with any of these beside it; yes where it is not known what is beside it."""
        if others is None:
            return True
        asked = (question(line, other, kind) for other in others)
        return any(
            self._base.execute("SELECT 1 FROM hit WHERE question = ? LIMIT 1", (one,)).fetchone() for one in asked
        )


class _Side:
    """One side of a patch: its lines that are not blank, each kept until the next one is seen."""

    def __init__(self, glimpse: _Glimpse) -> None:
        self._glimpse = glimpse
        self.begins(2)

    def begins(self, start: int) -> None:
        self._above: bytes | None = b"" if start <= 1 else None
        self._line: bytes | None = None
        self._is_changed = False

    def takes(self, line: bytes, *, is_changed: bool) -> bool:
        """The next line; whether the one before it may be known."""
        if not line.strip() and b"\0" not in line:
            return False
        seen = self._shown(line)
        self._above, self._line, self._is_changed = self._line or self._above, line, is_changed
        return seen or (is_changed and b"\0" in line)

    def ends(self) -> bool:
        """Whether the last line may be known."""
        return self._shown(None)

    def _shown(self, below: bytes | None) -> bool:
        return self._line is not None and self._is_changed and self._glimpse.knows(self._line, self._above, below)


def _texts(line: bytes) -> _Decoded:
    """A line as a reader of the file may see it: its encoding is known to those who read the whole."""
    try:
        text = line.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError:
        return (line.decode("latin-1"),)
    return (text,) if text.isascii() else (text, line.decode("latin-1"))


def _hashes(hasher: Hasher, line: bytes | None) -> set[str] | None:
    """The hashes that a neighbour may have; None where it is not shown."""
    if line is None:
        return None
    return {hasher.line(text) or EDGE for text in _texts(line)} if line else {EDGE}
