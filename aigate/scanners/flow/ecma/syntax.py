"""A file's syntax tree, lowered once into nodes that are cheap to read again and again.

What says nothing about values is left out: comments, types, punctuation. Sums are flattened, because a chain of them is as
deep as it is long.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from aigate.scanners.matching import parse

if TYPE_CHECKING:
    from ast_grep_py import SgNode

MOST_NODES = 300_000  # of one file: some 30,000 lines of what people write
MOST_LEVELS = 1_000

_SKIPPED = frozenset(
    [
        "accessibility_modifier",
        "comment",
        "empty_statement",
        "hash_bang_line",
        "interface_declaration",
        "optional_chain",
        "override_modifier",
        "statement_identifier",
        "type_alias_declaration",
        "type_arguments",
        "type_parameters",
    ]
)
# Nodes of which the text is all that counts.
_WHOLE = frozenset(
    [
        "decorator",
        "identifier",
        "number",
        "predefined_type",
        "private_property_identifier",
        "property_identifier",
        "regex",
        "shorthand_property_identifier",
        "shorthand_property_identifier_pattern",
        "string",
        "string_fragment",
        "template_fragment",
        "escape_sequence",
        "this",
        "true",
        "false",
        "null",
        "undefined",
        "super",
        "type_annotation",
        "import",
        "jsx_text",
    ]
)
_WRAPPERS = frozenset(
    ["as_expression", "satisfies_expression", "non_null_expression", "parenthesized_expression", "jsx_expression"]
)
_HAS_SIGN = frozenset(
    [
        "binary_expression",
        "unary_expression",
        "augmented_assignment_expression",
        "update_expression",
        "for_in_statement",
    ]
)
_ESCAPE = re.compile(r"\\(u\{[0-9a-fA-F]{1,6}\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|\r?\n|[\s\S])")
_CHARACTERS, _SURROGATES = 0x110000, range(0xD800, 0xE000)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}


class TooMuchSyntax(Exception):  # noqa: N818 - a limit that was reached
    """There is more in the file, or it is nested deeper, than can be followed."""


class Place(NamedTuple):
    """Where a node stands: 1-based lines, 0-based columns in characters."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(slots=True, eq=False)
class Node:
    """One node, and what it is made of. Where it stands is found out when somebody asks: that takes time on a long line."""

    kind: str
    given: SgNode
    text: str = ""
    sign: str = ""  # its operator
    children: list[Node] = field(default_factory=list)
    decorators: list[str] = field(default_factory=list)

    known: Place | None = None

    @property
    def place(self) -> Place:
        """Where it stands."""
        if self.known is None:
            found = self.given.range()
            self.known = Place(found.start.line + 1, found.start.column, found.end.line + 1, found.end.column)
        return self.known

    @property
    def line(self) -> int:
        """Its first line."""
        return self.place.line

    @property
    def first(self) -> Node:
        """The first child."""
        return self.children[0]

    @property
    def last(self) -> Node:
        """The last child."""
        return self.children[-1]

    def child(self, kind: str) -> Node | None:
        """The first child of a kind."""
        return next((one for one in self.children if one.kind == kind), None)


def tree_of(text: str, language: str) -> Node:
    """The lowered tree of a file; broken code has one too."""
    root = parse(text, language)
    top = _node(root)
    waiting: list[tuple[SgNode, Node, int]] = [(root, top, 0)]
    count = 0
    while waiting:
        given, node, level = waiting.pop()
        if level > MOST_LEVELS:
            raise TooMuchSyntax
        for child in given.children():
            count += 1
            if child.is_named():
                _attach(child, node, waiting, level)
            elif node.kind in _HAS_SIGN and not node.sign:
                node.sign = _sign(node.kind, child.kind())
        if count > MOST_NODES:
            raise TooMuchSyntax
    return top


def _attach(given: SgNode, node: Node, waiting: list[tuple[SgNode, Node, int]], level: int) -> None:
    """Lower one child, and leave its own children for later."""
    given = _unwrapped(given)
    kind = given.kind()
    if kind in _SKIPPED:
        return
    lowered = _node(given)
    if kind == "decorator":
        node.decorators.append(lowered.text)
        return
    node.children.append(lowered)
    if kind == "binary_expression" and _is_sum(given):
        lowered.kind = "sum"
        for part in _parts(given):
            _attach(part, lowered, waiting, level + 1)
    elif kind not in _WHOLE:
        waiting.append((given, lowered, level + 1))


def _parts(given: SgNode) -> list[SgNode]:
    """The parts of a chain of additions, in their order."""
    parts: list[SgNode] = []
    at = given
    while at.kind() == "binary_expression" and _is_sum(at):
        named = [one for one in at.children() if one.is_named() and one.kind() != "comment"]
        if len(named) < 2:  # noqa: PLR2004 - broken code
            break
        parts.append(named[-1])
        at = _unwrapped(named[0])
    return [at, *reversed(parts)] if parts else []


def _unwrapped(given: SgNode) -> SgNode:
    """What is inside of parentheses and assertions of types."""
    while given.kind() in _WRAPPERS:
        inner = next((one for one in given.children() if one.is_named() and one.kind() != "comment"), None)
        if inner is None:
            break
        given = inner
    return given


def string_of(text: str) -> str:
    """What a string literal's source stands for."""
    inner = text[1:-1]
    return _ESCAPE.sub(lambda match: unescaped(match[0]), inner) if "\\" in inner else inner


def unescaped(text: str) -> str:
    """What an escape sequence stands for."""
    code = text[1:]
    if code[:1] in "ux" and len(code) > 1:
        number = int(code.strip("ux{}"), 16)
        return chr(number) if number < _CHARACTERS and number not in _SURROGATES else "\ufffd"
    return _ESCAPED.get(code, "" if code.endswith("\n") else code)


def _node(given: SgNode) -> Node:
    kind = given.kind()
    return Node(kind, given, given.text() if kind in _WHOLE else "")


def _is_sum(given: SgNode) -> bool:
    return any(child.kind() == "+" for child in given.children())


def _sign(kind: str, token: str) -> str:
    if kind == "for_in_statement":
        return token if token in ("of", "in") else ""
    return token if token not in ("(", ")") else ""
