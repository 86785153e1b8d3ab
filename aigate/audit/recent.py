"""Contents that were read a moment ago: what a commit leaves behind is what a later one of the same chunk begins with."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_MOST = 24 << 20  # bytes


class Recent:
    """Reads contents by their ids, and keeps the latest of them, as far as they are small."""

    def __init__(self, read: Callable[[str], bytes], most: int = _MOST) -> None:
        self._read = read
        self._most = most
        self._size = 0
        self._kept: OrderedDict[str, bytes] = OrderedDict()

    def __call__(self, oid: str) -> bytes:
        """A content; the error of whoever reads it if there is none."""
        if oid in self._kept:
            self._kept.move_to_end(oid)
            return self._kept[oid]
        data = self._read(oid)
        if len(data) <= self._most // 8:
            self._kept[oid] = data
            self._size += len(data)
            while self._size > self._most:
                self._size -= len(self._kept.popitem(last=False)[1])
        return data
