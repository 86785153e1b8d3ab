"""How much work matching a rule may cause: ast-grep cannot be interrupted, so what might not end is told apart beforehand.

Two things make matching take more than linear time. On a chain that is hundreds of levels deep every look up or down the
tree walks the chain. And a rule that follows a value through a function walks that function once for each place where the
value could end up, and once more for each assignment to a name on its way. All of this is measured first: on the text, and
on the large nodes of the tree, which are few. The measure errs towards too much.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from enum import Flag, auto
from functools import lru_cache, reduce
from operator import or_
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ast_grep_py import SgNode

    from aigate.rules import Rule
    from aigate.rules.recipes import Recipe

MAX_DEPTH = 200  # hand-written code stays below 100
_MAX_STEPS = 20_000_000  # characters whose nodes one rule walks: less than a second
_MAX_CHARACTERS = 40 * _MAX_STEPS  # characters that one rule searches with a regular expression
_LARGE = 250  # characters; below that a node can be neither very deep nor very long
_AROUND = ("inside", "follows", "precedes")
_WIDE_KINDS = frozenset(
    [
        "class_body",
        "class_declaration",
        "class_definition",
        "compilation_unit",
        "module",
        "program",
        "source_file",
        "translation_unit",
    ]
)
_ASSIGNED = re.compile(r"\b([^\W\d]\w*)[^\S\n]*(?:[-+|?:]|\?\?|\|\|)?=(?!=)")


@dataclass(frozen=True, slots=True)
class Terrain:
    """What of a file matters to the effort. ``text`` is in lower case."""

    text: str
    deep: bool  # deeper than MAX_DEPTH
    longest: int  # the characters of its longest function

    @property
    def trouble(self) -> str:
        """Why this file is hard, in words."""
        return f"nested deeper than {MAX_DEPTH} levels" if self.deep else "too much to follow values through"


def survey(root: SgNode, text: str) -> Terrain:
    """Walk the large nodes."""
    longest, deepest = 0, 0
    waiting = [(root, 0)]
    while waiting and deepest <= MAX_DEPTH:
        node, depth = waiting.pop()
        deepest = max(deepest, depth)
        place = node.range()
        size = place.end.index - place.start.index
        if size >= _LARGE:
            if _is_function(node.kind()):
                longest = max(longest, size)
            waiting.extend((child, depth + 1) for child in node.children())
    return Terrain(text.lower(), deepest > MAX_DEPTH, longest)


def affordable(rule: Rule | Recipe, terrain: Terrain, searched: Iterable[SgNode] | None = None) -> bool:
    """Whether this rule, or recipe of a fix, is done with this file in about a second, whatever the file.

    ``searched``: the nodes that alone are searched for matches.
    """
    if terrain.deep:
        return False
    reach = _reach_of(rule)
    if not reach:
        return True
    text = terrain.text
    begun = text if searched is None else "\n".join(node.text() for node in searched).lower()
    places = sum(map(begun.count, rule.keywords)) if rule.keywords else len(begun) // 20
    size = len(text) if _Reach.WIDE in reach else terrain.longest
    if _Reach.NODES not in reach:
        return places * size < _MAX_CHARACTERS
    # most files need no count of the assignments: that of all equals signs is bound enough
    walked = places * size
    return walked * max(text.count("="), 1) < _MAX_STEPS or walked * _most_assigned(text) < _MAX_STEPS


@lru_cache(maxsize=1)
def _most_assigned(text: str) -> int:
    """How often the name that is assigned most often is assigned."""
    return max(Counter(_ASSIGNED.findall(text)).values(), default=1)


class _Reach(Flag):
    """How far a rule looks around a node that it matches."""

    NEAR = 0
    TEXT = auto()  # at the text of something around it
    NODES = auto()  # at every node in something around it
    WIDE = auto()  # and that something may be larger than a function


@lru_cache(maxsize=1024)
def _reach_of(rule: Rule | Recipe) -> _Reach:
    return _reach(rule.ast or {})


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
