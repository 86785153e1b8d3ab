"""Where the string literals of a piece of syntax stand: what to hide when the finding is about a secret."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ast_grep_py import SgNode

# Kinds of string nodes in the grammars: string, string_literal, template_string, raw_string, string_lit, plain_scalar …
_LITERAL = re.compile(r"string|heredoc|scalar|char_literal|quoted_template|^word$")


def masks_in(node: SgNode) -> tuple[tuple[int, int, int], ...]:
    """(line, start column, end column) of each string literal in ``node``; of all of it where it holds none."""
    literals = list(_literals(node)) or [node]
    return tuple(mask for literal in literals for mask in _by_line(literal))


def _literals(node: SgNode) -> Iterator[SgNode]:
    """The outermost string literals."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        if _LITERAL.search(current.kind()):
            yield current
        else:
            waiting.extend(reversed(current.children()))


def _by_line(node: SgNode) -> Iterator[tuple[int, int, int]]:
    start = node.range().start
    for offset, piece in enumerate(node.text().split("\n")):
        column = start.column if offset == 0 else 0
        length = len(piece.removesuffix("\r"))
        if length:
            yield start.line + 1 + offset, column, column + length
