"""A file's lines with the hashes that anchors are made of, each computed when it is asked for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from aigate.provenance.anchors.hashing import weight
from aigate.provenance.anchors.symbols import enclosing

if TYPE_CHECKING:
    from aigate.provenance.anchors.hashing import Hasher


class Text:
    """Lines are counted from 1; line 0 stands for "there is none"."""

    def __init__(self, text: str, hasher: Hasher) -> None:
        self.lines = text.removesuffix("\n").split("\n") if text else []
        self._hasher = hasher
        self._hashes: dict[int, str] = {0: ""}

    def __len__(self) -> int:
        return len(self.lines)

    def hash(self, line: int) -> str:
        """The hash of a line; empty for a blank one."""
        known = self._hashes.get(line)
        if known is None:
            known = self._hashes[line] = self._hasher.line(self.lines[line - 1])
        return known

    def is_blank(self, line: int) -> bool:
        """Whether a line holds nothing but white space."""
        text = self.lines[line - 1]
        return not text or text.isspace()

    def weight(self, line: int) -> int:
        """How many letters and digits a line has."""
        return weight(self.lines[line - 1]) if line else 0

    def symbol(self, line: int) -> str:
        """The hash of the symbol around a line; empty outside any."""
        return self._symbols[line - 1]

    def neighbour(self, line: int, step: int) -> int:
        """The nearest line above (-1) or below (1) that is not blank; 0 where there is none."""
        line += step
        while 0 < line <= len(self.lines):
            if not self.is_blank(line):
                return line
            line += step
        return 0

    @cached_property
    def _symbols(self) -> list[str]:
        names = enclosing(self.lines)
        hashes = {name: self._hasher.symbol(name) for name in set(names)}
        return [hashes[name] for name in names]
