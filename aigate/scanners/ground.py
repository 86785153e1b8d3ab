"""The parts of a syntax tree in which a match can count, so that a large file is not searched for the sake of a few lines.

A match lies within its node. A large node that is of no kind that a rule can match is left for those of its children which
stand on lines that count, and what lacks a literal that every match has is left out; the rule still sees all that is around.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aigate.rules.needles import demands_of, fold, holds, kinds_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ast_grep_py import SgNode

    from aigate.lines import Lines
    from aigate.rules import Rule

_SMALL = 40  # lines: what is no larger is searched whole
_DEEPEST = 40  # levels of large nodes
_MOST = 5  # nodes that are searched one by one: a rule is read anew for each


@dataclass(slots=True)
class _Part:
    node: SgNode
    kind: str
    is_large: bool
    parts: list[_Part] = field(default_factory=list)  # those of its children that stand on lines that count
    _text: str | None = None

    @property
    def text(self) -> str:
        """Its source, as literals are looked for in it."""
        if self._text is None:
            self._text = fold(self.node.text())
        return self._text


class Ground:
    """One file's tree, and the lines in it that count."""

    def __init__(self, root: SgNode, lines: Lines | None) -> None:
        self._root = root
        self._lines = lines
        self._whole: _Part | None = None

    def of(self, rule: Rule) -> list[SgNode]:
        """The nodes that a match of ``rule`` which counts is, or is within."""
        kinds = kinds_of(rule)
        if self._lines is None or kinds is None:
            return [self._root]
        if self._whole is None:
            self._whole = _part(self._root, self._lines, 0)
        demands = demands_of(rule)
        found = [part.node for part in _searched(self._whole, kinds) if holds(part.text, demands)]
        return found if len(found) <= _MOST else [self._root]


def _searched(part: _Part, kinds: frozenset[str]) -> Iterator[_Part]:
    if part.kind in kinds or not part.is_large:
        yield part
        return
    for below in part.parts:
        yield from _searched(below, kinds)


def _part(node: SgNode, lines: Lines, depth: int) -> _Part:
    first, last = _extent(node)
    part = _Part(node, node.kind(), is_large=last - first >= _SMALL and depth < _DEEPEST)
    if part.is_large:
        part.parts = [_part(child, lines, depth + 1) for child in node.children() if lines.meets(_extent(child))]
    return part


def _extent(node: SgNode) -> tuple[int, int]:
    place = node.range()
    return place.start.line + 1, place.end.line + 1
