"""Functions that are named a check, or a cleaning, and are none: they give back what they get, or ask no more than whether it is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aigate.scanners.flow.ecma.syntax import Node

_MOST_NODES = 400  # a function with more of them does something
_SHALLOW = frozenset(
    ["String", "Boolean", "Error", "TypeError", "trim", "toString", "toLowerCase", "toUpperCase", "normalize",
     "decodeURIComponent", "log", "info", "debug", "warn", "error", "trace", "isString", "isArray", "status", "send", "json", "resolve"]
)  # fmt: skip
_WORKING = frozenset(
    ["regex", "subscript_expression", "for_statement", "for_in_statement", "while_statement", "do_statement",
     "switch_statement", "spread_element", "await_expression", "yield_expression", "augmented_assignment_expression"]
)  # fmt: skip
_EQUAL = frozenset(["==", "===", "!=", "!=="])


def is_idle(function: Node) -> bool:
    """Whether nothing in a function looks at what a text holds, or changes it."""
    if not function.children:
        return False
    waiting, count = [function.last], 0
    while waiting:
        node = waiting.pop()
        count += 1
        if count > _MOST_NODES or _works(node):
            return False
        waiting += node.children
    return True


def _works(node: Node) -> bool:
    if node.kind in _WORKING:
        return True
    if node.kind in ("call_expression", "new_expression") and node.children:
        callee = node.first.last if node.first.kind == "member_expression" and node.first.children else node.first
        return callee.text not in _SHALLOW and not callee.text.endswith("Error")
    if node.kind == "binary_expression" and len(node.children) > 1:
        if node.sign == "in":
            return True
        one, other = node.first, node.last
        if node.sign in _EQUAL and not any(each.kind == "unary_expression" for each in (one, other)):
            return not any(_is_nothing(each) for each in (one, other))
    return False


def _is_nothing(node: Node) -> bool:
    """Whether it is what a missing value is compared with, or a number."""
    return node.kind in ("null", "undefined", "true", "false", "number") or node.text in ("undefined", "''", '""')
