"""Whether git may take a new file for one that is gone, under another name.

git measures how many bytes of the old file, in pieces of a line or of 64 bytes, the new one has too; half of the larger
file makes a rename. It knows pieces by a hash that mistakes some for others, so less than half is asked for here: this errs
towards yes.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from aigate.errors import GitError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_HALF = 0.5
_HASHES = 107_927  # how many different pieces git can tell apart
_SLACK = 0.02
_PIECE = 64
_MOST_PAIRS = 20_000  # of one commit; with more of them, any may be


class _Pieces(NamedTuple):
    size: int
    bytes_of: Counter[bytes]


class Likeness:
    """Compares contents by their ids. ``read`` gives one; what it cannot give is like everything."""

    def __init__(self, read: Callable[[str], bytes]) -> None:
        self._read = read
        self._known: dict[tuple[str, str], bool] = {}
        self._pieces: dict[str, _Pieces | None] = {}

    def among(self, old: Iterable[str], new: Iterable[str]) -> set[str]:
        """Those of the new contents that may be one of the old."""
        before, after = set(old), set(new)
        if len(before) * len(after) > _MOST_PAIRS:
            return after
        found = {one for one in after if one in before or any(self._is_like(each, one) for each in before)}
        self._pieces.clear()
        return found

    def _is_like(self, old: str, new: str) -> bool:
        if (old, new) not in self._known:
            self._known[old, new] = self._compare(self._cut(old), self._cut(new))
        return self._known[old, new]

    def _compare(self, old: _Pieces | None, new: _Pieces | None) -> bool:
        if old is None or new is None:
            return True
        least = (_HALF - _SLACK - len(new.bytes_of) / _HASHES) * max(old.size, new.size)
        if min(old.size, new.size) < least:
            return False
        common = old.bytes_of.keys() & new.bytes_of.keys()
        return sum(min(old.bytes_of[piece], new.bytes_of[piece]) for piece in common) >= least

    def _cut(self, oid: str) -> _Pieces | None:
        if oid not in self._pieces:
            try:
                data = self._read(oid)
            except GitError:
                self._pieces[oid] = None
            else:
                self._pieces[oid] = _Pieces(len(data), _count(data))
        return self._pieces[oid]


def _count(data: bytes) -> Counter[bytes]:
    found: Counter[bytes] = Counter()
    data = data.replace(b"\r\n", b"\n")  # git is blind to the difference
    for line in data.splitlines(keepends=True):
        for at in range(0, len(line), _PIECE):
            piece = line[at : at + _PIECE]
            found[piece] += len(piece)
    return found
