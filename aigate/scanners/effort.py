"""How much work a syntax tree may cause: ast-grep cannot be interrupted, so it is not started on what would not end.

Two things make matching take more than linear time. On a chain that is thousands of levels deep every look up or down the
tree walks the chain. And a rule that follows a value through a function walks that function once for each place where the
value could end up. Both are measured first, on the large nodes alone, which are few.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aigate.lines import Lines, Span

if TYPE_CHECKING:

    from ast_grep_py import SgNode

    from aigate.rules import Rule

MAX_DEPTH = 500  # hand-written code stays below 100
_MAX_STEPS = 300_000_000  # characters walked by one rule: some seconds
_LARGE = 250  # characters; below that a node can be neither very deep nor very long
_FOLLOWING = ("inside", "follows", "precedes")


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
        waiting.extend((child, depth + 1, node if depth < 2 else top) for child in node.children())
    return Terrain(longest, Lines([_span(found)]) if found else None)


def affordable(rule: Rule, text: str, terrain: Terrain) -> bool:
    """Whether a rule can be run on this file in seconds. ``text`` is in lower case."""
    if not _follows_values(rule.ast or {}):
        return True
    places = sum(text.count(word) for word in rule.keywords) if rule.keywords else len(text) // 20
    return places * terrain.longest < _MAX_STEPS


def _is_function(kind: str) -> bool:
    return any(word in kind for word in ("function", "method", "lambda", "closure", "constructor"))


def _span(node: SgNode) -> Span:
    place = node.range()
    return Span(place.start.line + 1, place.end.line + 1)


def _follows_values(value: object, *, above: bool = False) -> bool:
    """Whether the rule looks through all of something that is around the node it looks at."""
    if isinstance(value, dict):
        if above and value.get("stopBy") is not None and "has" not in value:
            pass
        return any(
            _follows_values(inner, above=above or key in _FOLLOWING) or (above and key == "has" and _is_deep(inner))
            for key, inner in value.items()
        )
    if isinstance(value, list):
        return any(_follows_values(inner, above=above) for inner in value)
    return False


def _is_deep(value: object) -> bool:
    return isinstance(value, dict) and "stopBy" in value
