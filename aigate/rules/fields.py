"""The values of a rule's fields, read from a document and checked one by one."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from aigate.model import Confidence, Severity
from aigate.rules.document import Items, Scalar, Table, fail
from aigate.rules.narrow import narrow

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from aigate.rules.document import Node

_NULL = ("", "~", "null", "Null", "NULL")
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,8})")
_TEXT_KEYS = frozenset(["pattern", "kind", "regex", "field", "matches", "selector", "context", "stopBy", "strictness"])
_AST_KEYS = ("rule", "constraints", "utils")


def nearest(word: str, known: Collection[str]) -> str:
    """A hint with the known word that is most like ``word``."""
    near = get_close_matches(word, known, n=1)
    return f'Did you mean "{near[0]}"?' if near else f"Known: {', '.join(sorted(known))}."


def check_keys(name: str, table: Table, known: Collection[str], required: Collection[str]) -> None:
    """No key that is unknown, none missing."""
    for key, line in table.lines.items():
        if key not in known:
            raise fail(name, line, f'unknown key "{key}"', nearest(key, known))
    for key in required:
        if key not in table.nodes:
            raise fail(name, table.line, f'"{key}" is missing')


def as_table(name: str, what: str, node: Node) -> Table:
    """A mapping, or an error."""
    if not isinstance(node, Table):
        raise fail(name, node.line, f"{what} has to be a mapping of keys to values")
    return node


def text(name: str, table: Table, key: str) -> str:
    """A field that holds text; "" where it is absent."""
    node = table.nodes.get(key)
    return "" if node is None else _text(name, key, node)


def texts(name: str, table: Table, key: str) -> tuple[str, ...]:
    """A field that holds a list of texts; empty where it is absent."""
    node = table.nodes.get(key)
    if node is None:
        return ()
    if not isinstance(node, Items) or not node.nodes:
        raise fail(name, table.lines[key], f'"{key}" has to be a list with at least one item')
    return tuple(_text(name, key, item) for item in node.nodes)


def severity(name: str, table: Table) -> Severity:
    """The ``severity`` field."""
    return Severity[_one_of(name, table, "severity", [str(rank) for rank in Severity]).upper()]


def confidence(name: str, table: Table) -> Confidence:
    """The ``confidence`` field."""
    return Confidence[_one_of(name, table, "confidence", [str(rank) for rank in Confidence]).upper()]


def utils(name: str, document: Table, *, narrowed: bool) -> dict[str, object]:
    """The ast-grep utility rules that a file's rules share, by name."""
    if "utils" not in document.nodes:
        return {}
    table = as_table(name, '"utils"', document.nodes["utils"])
    return {key: _plain(as_table(name, f'"{key}"', node), key, narrowed) for key, node in table.nodes.items()}


def ast(name: str, table: Table, shared: Mapping[str, object], *, narrowed: bool) -> dict[str, object] | None:
    """The ``ast`` field as ast-grep wants it, with those of the file's shared ``utils`` that it refers to."""
    if "ast" not in table.nodes:
        return None
    config = as_table(name, '"ast"', table.nodes["ast"])
    check_keys(name, config, _AST_KEYS, ["rule"])
    plain: dict[str, object] = {}
    for key, node in config.nodes.items():
        plain[key] = _plain(as_table(name, f'"{key}"', node), key, narrowed)
    own = plain.get("utils", {})
    pool = {**shared, **own} if isinstance(own, dict) else dict(shared)
    used = _reachable(plain, pool)
    if used:
        plain["utils"] = used
    return plain


def _text(name: str, key: str, node: Node) -> str:
    if not isinstance(node, Scalar) or (node.plain and node.text in _NULL) or not node.text.strip():
        raise fail(name, node.line, f'"{key}" has to be text')
    return node.text


def _one_of(name: str, table: Table, key: str, known: list[str]) -> str:
    value = text(name, table, key)
    if value not in known:
        raise fail(name, table.lines[key], f'"{value}" is not a {key}', f"Write one of: {', '.join(known)}.")
    return value


def _plain(node: Node, key: str, narrowed: bool) -> object:
    """A node as plain Python values; the document's depth is bounded, so recursion is."""
    if isinstance(node, Items):
        return [_plain(item, key, narrowed) for item in node.nodes]
    if isinstance(node, Table):
        return {inner: _plain(value, inner, narrowed) for inner, value in node.nodes.items()}
    if key == "regex" and narrowed:
        return narrow(node.text)
    if node.plain and key not in _TEXT_KEYS:
        if _INTEGER.fullmatch(node.text):
            return int(node.text)
        if node.text in ("true", "false"):
            return node.text == "true"
    return node.text


def _reachable(config: object, pool: dict[str, object]) -> dict[str, object]:
    """Those of ``pool`` that ``config`` names in ``matches``, and those that these name in turn."""
    used: dict[str, object] = {}
    waiting = list(_references(config))
    while waiting:
        word = waiting.pop()
        if word in pool and word not in used:
            used[word] = pool[word]
            waiting.extend(_references(pool[word]))
    return used


def _references(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "matches" and isinstance(inner, str):
                yield inner
            else:
                yield from _references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _references(inner)
