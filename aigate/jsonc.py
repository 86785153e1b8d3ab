"""JSON with comments and trailing commas, read with the place of every value, so that text can be changed around them.

Not a checker: what strict JSON forbids beyond comments and trailing commas is refused, and which of the two an agent
accepts is its own business. Bounded in size and depth, because a settings file may come from a stranger's repository.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

LARGEST = 1 << 20
_DEEPEST = 64
_BLANK = re.compile(r"(?:[ \t\r\n\ufeff]|//[^\r\n]*|/\*.*?\*/)*", re.DOTALL)
_STRING = re.compile(r'"(?:[^"\\\x00-\x1f]|\\.)*"')
_SCALAR = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null")
_PAIRS = {"{": "}", "[": "]"}


class MalformedError(Exception):
    """The text is not JSON, with or without comments. Says the line, and never quotes the text."""

    def __init__(self, text: str, position: int, why: str) -> None:
        super().__init__(f"line {text.count(chr(10), 0, position) + 1}: {why}")


@dataclass(slots=True)
class Node:
    """One value, and the text that it takes up. ``start`` is where its member's key begins, if it has one."""

    start: int
    value_start: int
    end: int
    key: str = ""
    children: list[Node] = field(default_factory=list)
    commas: list[int] = field(default_factory=list)  # one after each child; the last may be missing
    scalar: object = None
    kind: str = ""  # "{" or "["; "" for a scalar

    @property
    def value(self) -> object:
        """What a parser would make of it."""
        if self.kind == "{":
            return {child.key: child.value for child in self.children}
        return [child.value for child in self.children] if self.kind else self.scalar

    def member(self, key: str) -> Node | None:
        """The value of an object's key."""
        return next((child for child in self.children if child.key == key), None) if self.kind == "{" else None


def parse(text: str) -> Node:
    """The whole document; :class:`MalformedError` where it is not one."""
    if len(text) > LARGEST:
        raise MalformedError(text, 0, "the file is too large")
    start = skip_blank(text, 0)
    node, position = _value(text, start, start, 0)
    position = skip_blank(text, position)
    if position != len(text):
        raise MalformedError(text, position, "something follows the end of the document")
    return node


def skip_blank(text: str, position: int) -> int:
    """The first place from ``position`` on that is neither white space nor comment."""
    found = _BLANK.match(text, position)
    return found.end() if found else position


def _value(text: str, start: int, position: int, depth: int) -> tuple[Node, int]:
    if depth > _DEEPEST:
        raise MalformedError(text, position, "it is nested too deeply")
    opening = text[position : position + 1]
    if opening in _PAIRS:
        return _container(text, Node(start, position, position, kind=opening), depth)
    found = _STRING.match(text, position) if opening == '"' else _SCALAR.match(text, position)
    if not found:
        raise MalformedError(text, position, "a value is expected here")
    return Node(start, position, found.end(), scalar=_loaded(text, position, found.group())), found.end()


def _container(text: str, node: Node, depth: int) -> tuple[Node, int]:
    closing = _PAIRS[node.kind]
    position = skip_blank(text, node.value_start + 1)
    while not text.startswith(closing, position):
        if len(node.commas) < len(node.children):
            raise MalformedError(text, position, f"a comma or {closing} is expected here")
        child, position = _child(text, position, depth, keyed=node.kind == "{")
        if node.kind == "{" and node.member(child.key) is not None:
            raise MalformedError(text, child.start, "a key stands twice in the same object")
        node.children.append(child)
        position = skip_blank(text, position)
        if text.startswith(",", position):
            node.commas.append(position)
            position = skip_blank(text, position + 1)
    node.end = position + 1
    return node, node.end


def _child(text: str, position: int, depth: int, *, keyed: bool) -> tuple[Node, int]:
    if not keyed:
        return _value(text, position, position, depth + 1)
    found = _STRING.match(text, position)
    if not found:
        raise MalformedError(text, position, "a key in double quotes is expected here")
    colon = skip_blank(text, found.end())
    if not text.startswith(":", colon):
        raise MalformedError(text, colon, "a colon is expected here")
    node, end = _value(text, position, skip_blank(text, colon + 1), depth + 1)
    node.key = str(_loaded(text, position, found.group()))
    return node, end


def _loaded(text: str, position: int, token: str) -> object:
    try:
        loaded: object = json.loads(token)
    except ValueError:
        raise MalformedError(text, position, "a string or number is malformed") from None
    return loaded
