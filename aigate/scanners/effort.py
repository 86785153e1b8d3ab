"""How much work a syntax tree may cause: ast-grep cannot be interrupted, so it is not started on what would not end.

Two things make matching take more than linear time. On a chain that is thousands of levels deep every look up or down the
tree walks the chain. And a rule that follows a value through a function walks that function once for each place where the
value could end up. Both are measured first, on the large nodes alone, which are few.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Flag, auto
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from aigate.lines import Lines, Span

if TYPE_CHECKING:
    from ast_grep_py import SgNode

    from aigate.rules import Rule

MAX_DEPTH = 500  # hand-written code stays below 100
_MAX_STEPS = 150_000_000  # characters whose nodes one rule walks: some seconds
_MAX_CHARACTERS = 40 * _MAX_STEPS  # characters that one rule searches with a regular expression
_LARGE = 250  # characters; below that a node can be neither very deep nor very long
_AROUND = ("inside", "follows", "precedes")
_WIDE_KINDS = frozenset({"class_body", "class_declaration", "class_definition", "module", "program", "source_file"})


class TooDeep(Exception):  # noqa: N818 - it says what the tree is
    """The tree is deeper than ``limit`` levels, in ``lines``."""

    def __init__(self, limit: int, lines: Lines) -> None:
        super().__init__(limit)
        self.limit = limit
        self.lines = lines


@dataclass(frozen=True, slots=True)
class Terrain:
    """The longest function of a file: its characters and lines."""

    longest: int = 0
    longest_lines: Lines | None = None


def survey(root: SgNode) -> Terrain:
    """Walk the large nodes; raise :class:`TooDeep`, or say how long the longest function is."""
    longest, found = 0, None
    waiting = [(root, 0, root)]
    while waiting:
        node, depth, top = waiting.pop()
        if depth > MAX_DEPTH:
            raise TooDeep(MAX_DEPTH, Lines([_span(top)]))
        place = node.range()
        size = place.end.index - place.start.index
        if size < _LARGE:
            continue
        if size > longest and _is_function(node.kind()):
            longest, found = size, node
        waiting.extend((child, depth + 1, node if depth <= 1 else top) for child in node.children())
    return Terrain(longest, Lines([_span(found)]) if found else None)


def affordable(rule: Rule, text: str, terrain: Terrain) -> bool:
    """Whether a rule can be run on this file in seconds. ``text`` is in lower case."""
    reach = _reach(rule.ast or {})
    if not reach:
        return True
    places = sum(text.count(word) for word in rule.keywords) if rule.keywords else len(text) // 20
    size = len(text) if _Reach.WIDE in reach else terrain.longest
    return places * size < (_MAX_STEPS if _Reach.NODES in reach else _MAX_CHARACTERS)


class _Reach(Flag):
    """How far a rule looks around a node that it matches."""

    NEAR = 0
    TEXT = auto()  # at the text of something around it
    NODES = auto()  # at every node in something around it
    WIDE = auto()  # and that something may be larger than a function


def _reach(value: object, *, above: bool = False) -> _Reach:
    if isinstance(value, list):
        return reduce(or_, (_reach(inner, above=above) for inner in value), _Reach.NEAR)
    if not isinstance(value, dict):
        return _Reach.NEAR
    reach = _Reach.NEAR
    if above and "regex" in value:
        reach |= _Reach.TEXT
    if above and value.get("kind") in _WIDE_KINDS:
        reach |= _Reach.WIDE
    for key, inner in value.items():
        deep = above and key == "has" and isinstance(inner, dict) and "stopBy" in inner
        reach |= _reach(inner, above=above or key in _AROUND) | (_Reach.NODES if deep else _Reach.NEAR)
    return reach


def _is_function(kind: str) -> bool:
    return any(word in kind for word in ("function", "method", "lambda", "closure", "constructor"))


def _span(node: SgNode) -> Span:
    place = node.range()
    return Span(place.start.line + 1, max(place.start.line, place.end.line - (not place.end.column)) + 1)
