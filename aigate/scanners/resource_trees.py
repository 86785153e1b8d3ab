"""Syntax trees of Terraform, JSON and YAML as one kind of tree: keys with texts and trees below them.

A list's items are the values of its key, and the JSON text of a Terraform argument is read like what ``jsonencode`` takes.
A literal is its content without quotes; anything else, a reference or a call, is its source text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from aigate.scanners.grammar_text import fatal_lines
from aigate.scanners.matching import Place, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ast_grep_py import SgNode

_MOST = 40  # levels
_MAPPINGS = frozenset(["block_mapping", "flow_mapping", "object"])
_PAIRS = frozenset(["block_mapping_pair", "flow_pair", "pair"])
_LISTS = frozenset(["block_sequence", "flow_sequence", "array", "tuple", "stream"])
_MARKS = frozenset(["comment", "tuple_start", "tuple_end"])
_WRAPPERS = frozenset(
    ["block_node", "flow_node", "block_sequence_item", "expression", "collection_value", "document", "literal_value"]
)
_LONGEST = 100_000  # characters of JSON in a text


@dataclass(frozen=True, slots=True)
class Text:
    """A value without further structure."""

    text: str
    place: Place


@dataclass(slots=True)
class Tree:
    """A block or mapping. ``kind`` is the type of resource that it declares to be, if any."""

    place: Place
    kind: str = ""
    entries: list[tuple[str, list[Text | Tree]]] = field(default_factory=list)


class Origin(NamedTuple):
    """Where the text that was parsed begins in its file."""

    row: int
    offset: int


def tree_of(root: SgNode, language: str) -> Tree:
    """The whole file as one tree; the documents of a YAML stream side by side."""
    origin = Origin(0, 0)
    tree = Tree(_place(root, origin))
    if language == "hcl":
        for body in root.children():
            tree.entries += _body(body, origin, 0)
    else:
        tree.entries.append(("", list(_values(root, origin, 0))))
    return tree


def _body(body: SgNode, origin: Origin, depth: int) -> Iterator[tuple[str, list[Text | Tree]]]:
    """Arguments and blocks of Terraform, in order."""
    for node in body.children() if depth < _MOST else ():
        parts = node.children()
        if node.kind() == "attribute" and len(parts) > 2:  # noqa: PLR2004 - name = value
            yield parts[0].text(), list(_values(parts[2], origin, depth + 1))
        elif node.kind() == "block":
            yield _block(node, parts, origin, depth)


def _block(node: SgNode, parts: list[SgNode], origin: Origin, depth: int) -> tuple[str, list[Text | Tree]]:
    name, *labels = [part.text().strip('"') for part in parts if part.kind() in ("identifier", "string_lit")]
    label = labels[0] if labels else ""
    tree = Tree(_place(node, origin))
    for part in parts:
        if part.kind() == "body":
            tree.entries += _body(part, origin, depth + 1)
    if name == "dynamic":
        return label, _made_by(tree)
    if name in ("resource", "module"):
        tree.kind = label if name == "resource" else name
    elif name in ("data", "provider"):
        tree.kind = f"{name}.{label}"
    return name, [tree]


def _made_by(dynamic: Tree) -> list[Text | Tree]:
    """The block that a ``dynamic`` one makes; what it is made for is among its settings."""
    entries = dict(dynamic.entries)
    content = entries.get("content", [])
    for block in content:
        if isinstance(block, Tree):
            block.entries.append(("for_each", entries.get("for_each", [])))
    return content or [dynamic]


def _values(node: SgNode, origin: Origin, depth: int) -> Iterator[Text | Tree]:
    """The value of a node: none for null, several for a list."""
    kind = node.kind()
    if depth > _MOST:
        return
    if kind in _MAPPINGS:
        yield _mapping(node, origin, depth)
    elif kind in _LISTS:
        yield from _items(node, origin, depth)
    elif kind in _WRAPPERS and (inner := _only(node)) is not None:
        yield from _values(inner, origin, depth + 1)
    elif kind == "template_expr" and node.text().startswith("<<"):
        yield from _heredoc(node, origin, depth)
    elif kind == "function_call" and node.text().startswith("jsonencode("):
        for arguments in node.children():
            if arguments.kind() == "function_arguments":
                yield from _items(arguments, origin, depth)
    else:
        yield from _text(node, origin)


def _items(node: SgNode, origin: Origin, depth: int) -> Iterator[Text | Tree]:
    items = [item for item in node.children() if item.is_named() and item.kind() not in _MARKS]
    for item in items:
        yield from _values(item, origin, depth + 1)
    if not items:
        yield Text("[]", _place(node, origin))


def _only(node: SgNode) -> SgNode | None:
    """The one node that a wrapper is around; None if it is more than that, such as a tagged value."""
    named = [child for child in node.children() if child.is_named() and child.kind() != "comment"]
    return named[0] if len(named) == 1 else None


def _mapping(node: SgNode, origin: Origin, depth: int) -> Tree:
    tree = Tree(_place(node, origin))
    for pair in node.children():
        parts = [part for part in pair.children() if part.is_named() and part.kind() != "comment"]
        if pair.kind() in _PAIRS or pair.kind() == "object_elem":
            values = list(_values(parts[1], origin, depth + 1)) if len(parts) > 1 else []
            tree.entries.append((_unquoted(parts[0].text()) if parts else "", values))
    _declare(tree)
    return tree


def _declare(tree: Tree) -> None:
    """Tell what resource a mapping is, and take what its ``Properties`` say for its own."""
    own = {key: values[0].text for key, values in tree.entries if len(values) == 1 and isinstance(values[0], Text)}
    if "apiVersion" in own and "kind" in own:
        tree.kind = own["kind"]
        return
    kind = own.get("Type") or own.get("type") or ""
    if "::" not in kind and not kind.startswith("Microsoft."):
        return
    tree.kind = kind
    entries: list[tuple[str, list[Text | Tree]]] = []
    for key, values in tree.entries:
        inner = [value for value in values if isinstance(value, Tree)] if key in ("Properties", "properties") else []
        entries += [entry for value in inner for entry in value.entries] if inner else [(key, values)]
    tree.entries = entries


def _heredoc(node: SgNode, origin: Origin, depth: int) -> Iterator[Text | Tree]:
    """JSON in a text of several lines, which is how policies are often written."""
    text = node.text()
    first, _, rest = text.partition("\n")
    body = rest.rpartition("\n")[0]
    place = node.range().start
    if not body.lstrip().startswith(("{", "[")) or len(body) > _LONGEST or fatal_lines(body, "json") is not None:
        yield Text(body, _place(node, origin))
        return
    begin = Origin(origin.row + place.line + 1, origin.offset + place.index + len(first) + 1)
    yield from _values(parse(body, "json"), begin, depth + 1)


def _text(node: SgNode, origin: Origin) -> Iterator[Text]:
    text = node.text()
    if text not in ("null", "~"):
        yield Text(_unquoted(text), _place(node, origin))


def _unquoted(text: str) -> str:
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text


def _place(node: SgNode, origin: Origin) -> Place:
    span = node.range()
    start, end = span.start, span.end
    return Place(
        start.line + origin.row,
        start.column,
        start.index + origin.offset,
        end.line + origin.row,
        end.column,
        end.index + origin.offset,
    )
