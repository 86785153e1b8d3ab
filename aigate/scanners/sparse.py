"""The syntax tree of those parts of a Python file that matter, for the price of parsing no more than what is new.

The versions of a file in a history have most of their functions in common. A text is cut before the functions and classes
of its outermost two levels. Pieces that are valid by themselves make a valid whole, so a piece that was parsed once need
not be parsed again, unless it matters: its imports stand in for it, since those give names their meaning. Every line stays
where it was. A text that cannot be cut so, be it valid or not, is parsed whole.
"""

from __future__ import annotations

import ast
import hashlib
import re
import unicodedata
from functools import lru_cache
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, NamedTuple

from aigate.scanners.statements import COOKIE, parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aigate.lines import Lines
    from aigate.model import Source

_START = re.compile(r"^(?P<indent>(?:    )?)(?:(?P<decorator>@)|(?:async +)?def |class )", re.MULTILINE)
_INDENT = "    "
_NOTHING = "..."  # a statement that no test says anything of, as one does of `pass`
# What a line or a file may hold that makes Python, or one of Bandit's tests, look beyond a piece.
_FAR_REACHING = ("\r", "\f", "\0", "safestring", "barry_as_FLUFL")
_MOST = 100_000  # pieces remembered


class Sparse(NamedTuple):
    """A tree without what does not matter, and the text that it was made of."""

    tree: ast.Module
    text: str


class _Piece(NamedTuple):
    """A part of a text, cut before a function or class, or the text before the first of them."""

    text: str
    first: int  # its first line
    indent: str
    is_followed: bool  # by one that is indented
    lines: int  # how many line feeds it has


class _Known(NamedTuple):
    """What is remembered of a piece that is valid by itself."""

    imports: str  # on one line
    is_closed: bool  # of an indented one: nothing but the body that it stands in


_KNOWN: dict[bytes, _Known | None] = {}  # by digest; None: not valid by itself. For as long as the process runs


@lru_cache(maxsize=1)
def sparse(source: Source, focus: Lines) -> Sparse | None:
    """The tree of what stands around the focus; None if only the whole file can be parsed, or if that is no more work."""
    text = source.text
    if source.encoding != "utf-8" or COOKIE.search(source.data[:1000]) or _reaches_far(text):
        return None
    pieces = list(_cut(text))
    near = {piece for piece in pieces if focus.meets((piece.first, piece.first + piece.lines))}
    if sum(len(piece.text) for piece in near) * 2 > len(text):
        return None
    known = [_know(piece) for piece in pieces]
    if not all(one and (one.is_closed or not piece.is_followed) for piece, one in zip(pieces, known, strict=True)):
        return None
    shortened = "".join(_shorten(pieces, [one.imports if one else "" for one in known], near))
    tree = parse(shortened)
    return Sparse(tree, shortened) if tree else None


def _reaches_far(text: str) -> bool:
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)  # names are the same to Python then
    return any(word in plain for word in _FAR_REACHING)


def _cut(text: str) -> Iterator[_Piece]:
    """The pieces of a text, each with its decorators."""
    starts: list[tuple[int, str]] = [(0, "")]
    decorated: str | None = None  # the indentation of a decorator that waits for what it decorates
    for found in _START.finditer(text):
        indent = found["indent"]
        if decorated != indent:
            starts.append((found.start(), indent))
            decorated = None
        if decorated is None or not found["decorator"]:
            decorated = indent if found["decorator"] else None
    if len(starts) > 1 and starts[1] == (0, ""):
        del starts[0]
    line = 1
    for (start, indent), (end, following) in pairwise([*starts, (len(text), "")]):
        lines = text.count("\n", start, end)
        yield _Piece(text[start:end], line, indent, bool(following), lines)
        line += lines


def _know(piece: _Piece) -> _Known | None:
    """What a piece is by itself, parsed once."""
    where = f"{piece.indent}{piece.is_followed}\0{piece.text}"
    digest = hashlib.blake2b(where.encode(), digest_size=16).digest()
    if digest not in _KNOWN:
        if len(_KNOWN) >= _MOST:
            _KNOWN.clear()
        _KNOWN[digest] = _look_at(piece)
    return _KNOWN[digest]


def _look_at(piece: _Piece) -> _Known | None:
    body = "class _:\n" if piece.indent else ""  # a class has no `else` that might be the piece's
    tree = parse(f"{body}{piece.text}{f'{_INDENT}pass' if piece.is_followed else ''}")
    if tree is None:
        return None
    imports = [ast.unparse(node) for node in _imports(tree)] if "import" in piece.text else []
    return _Known("; ".join(imports), not piece.indent or len(tree.body) == 1)


def _imports(tree: ast.Module) -> Iterator[ast.AST]:
    """The imports of a tree, in the order of the text."""
    found = (node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom))
    yield from sorted(found, key=lambda node: (node.lineno, node.col_offset))


def _shorten(pieces: Sequence[_Piece], imports: Sequence[str], near: set[_Piece]) -> Iterator[str]:
    """The text, line for line, with imports in place of what is not near."""
    number = 0

    def outermost(piece: _Piece) -> int:
        nonlocal number
        number += not piece.indent
        return number

    standing_in = iter(imports)
    for _, each in groupby(pieces, key=outermost):
        group = list(each)
        is_near = not near.isdisjoint(group)
        for at, piece in enumerate(group):
            instead = next(standing_in)
            if piece in near or (is_near and at == 0):
                yield piece.text
            elif is_near:
                yield _INDENT + (instead or _NOTHING) + "\n" * piece.lines
            else:
                yield instead + "\n" * piece.lines
