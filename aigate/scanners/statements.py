"""From the lines a scanner points at to the whole statement, and to the function around it.

A finding counts when an agent wrote any line of its statement, not only the line the scanner happened to name. Python is
parsed; other languages have their brackets matched (``brackets.py``). An ``Outline`` is built once for a file that
has findings, and asked for each of them.
"""

from __future__ import annotations

import ast
import gc
import re
import warnings
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING

from aigate.lines import Lines, Span
from aigate.scanners.brackets import DATA, group_lines
from aigate.scanners.numbering import numbering_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from aigate.model import Source
    from aigate.scanners.numbering import Numbering

LONGEST = 200  # lines: what is wider tells nothing about who wrote the finding's line

# The compound nodes: their own lines are the header, down to the line before the first line of the body.
_COMPOUND = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.If,
    ast.For,
    ast.AsyncFor,
    ast.While,
    ast.With,
    ast.AsyncWith,
    ast.Try,
    ast.TryStar,
    ast.ExceptHandler,
)
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)

# What the parser raises for text that is not Python, or that is nested deeper than it can go.
PARSE_ERRORS = (SyntaxError, ValueError, RecursionError, MemoryError)
_LINE, _LAST_LINE = attrgetter("lineno"), attrgetter("end_lineno")
COOKIE = re.compile(rb"coding[:=]")  # by which Python may read the bytes otherwise than everybody else


@dataclass(frozen=True, slots=True)
class Outline:
    """Which statement, and which function or class, each line of a file belongs to. Index 0 stands for line 1."""

    statements: tuple[Span, ...]
    symbols: tuple[str, ...] = ()

    def statement_of(self, span: Span) -> Span:
        """``span`` widened to the statements that its first and last line belong to."""
        start, end = self._at(span.start).start, self._at(span.end).end
        if end - start < LONGEST:
            return Span(min(start, span.start), max(end, span.end))
        margin = max(0, LONGEST - (span.end - span.start + 1)) // 2
        return Span(max(start, span.start - margin), min(end, span.end + margin))

    def symbol_at(self, line: int) -> str:
        """The qualified name of the function or class around a line of Python, or ``""``."""
        return self.symbols[line - 1] if 0 < line <= len(self.symbols) else ""

    def _at(self, line: int) -> Span:
        return self.statements[line - 1] if 0 < line <= len(self.statements) else Span(line, line)


@lru_cache(maxsize=1)
def outline_of(source: Source) -> Outline:
    """Read a file's statements; what cannot be parsed is matched by brackets instead."""
    if source.language == "python":
        tree = tree_of(source)
        if tree is not None:
            return _outline_python(tree, source.text.count("\n") + 1, numbering_of(source.text))
    return Outline(group_lines(source.text, source.language, LONGEST))


def statement_of(source: Source, span: Span) -> Span:
    """For a single question; ask an :class:`Outline` when there are more."""
    return outline_of(source).statement_of(span)


def symbol_at(source: Source, line: int) -> str:
    """For a single question; ask an :class:`Outline` when there are more."""
    return outline_of(source).symbol_at(line)


def parse(code: str | bytes) -> ast.Module | None:
    """The tree, or None."""
    try:
        return read(code)
    except PARSE_ERRORS:
        return None


def tree_of(source: Source) -> ast.Module | None:
    """The tree of the text as everybody reads it, or None. Mostly it is that of the bytes, which is parsed once."""
    own = source.encoding in {"utf-8", "utf-8-sig"} and not COOKIE.search(source.data[:1000])
    return parse(source.data if own else source.text)


def read(code: str | bytes) -> ast.Module:
    """The tree, or one of ``PARSE_ERRORS``; the last one is remembered.

    The interpreter's remarks on odd but valid code are nobody's business here.
    """
    result = _read(code)
    if isinstance(result, ast.Module):
        return result
    raise result.with_traceback(None)


@lru_cache(maxsize=1)
def _read(code: str | bytes) -> ast.Module | Exception:
    collects = gc.isenabled()
    gc.disable()  # a tree is made of nothing but live objects: looking for dead ones takes a fifth of the time
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(code)
    except PARSE_ERRORS as error:
        return error
    finally:
        if collects:
            gc.enable()


@lru_cache(maxsize=1)
def reach(tree: ast.Module, focus: Lines) -> Lines:
    """The lines that a span must meet for its statement to hold a line of the focus: those of the statements around it."""
    return focus | Lines(span for node in _meeting(tree, focus) for span in _own_lines(node) if focus.meets(span))


def pieces(tree: ast.Module, lines: Lines) -> set[Span]:
    """Every simple statement, decorator and header of which a part stands on one of the lines."""
    found: set[Span] = set()
    for node in _meeting(tree, lines):
        spans = list(_own_lines(node))
        if header_end(node) is not None:  # a header can end on the line on which its body begins
            spans.append((spans[-1][0], spans[-1][1] + 1))
        found.update(Span(first, last) for first, last in spans if lines.meets((first, last)))
    return found


def _meeting(tree: ast.Module, lines: Lines) -> Iterator[ast.AST]:
    """Every statement, handler and case that stands on, or has something on, one of the lines."""
    stack: list[ast.AST] = [tree.body[at] for at in standing(tree.body, lines)]
    while stack:
        node = stack.pop()
        yield node
        for below in bodies(node):
            stack.extend(below[at] for at in standing(below, lines))


def nearby(focus: Lines, language: str | None) -> Lines:
    """The same as ``reach`` for whoever does not parse: more lines, never fewer; some of them past the file's end."""
    if language in DATA:
        return focus
    return Lines((max(1, start - LONGEST), end + LONGEST) for start, end in focus.spans)


def extent(node: ast.AST) -> tuple[int, int]:
    """All lines of a statement, handler or case, from its first decorator to the end of its body."""
    if isinstance(node, ast.match_case):
        return node.pattern.lineno, node.body[-1].end_lineno or 0
    decorators = getattr(node, "decorator_list", None)
    first: int = decorators[0].lineno if decorators else node.lineno  # type: ignore[attr-defined]
    return first, node.end_lineno  # type: ignore[attr-defined]


def bodies(node: ast.AST) -> Iterator[Sequence[ast.AST]]:
    """The statements, handlers and cases directly below a node, in order."""
    for name in ("body", "handlers", "orelse", "finalbody", "cases"):
        below = getattr(node, name, None)
        if isinstance(below, list):
            yield below


def standing(siblings: Sequence[ast.AST], lines: Lines) -> Iterable[int]:
    """Which of the statements, handlers or cases of one body have something on the lines."""
    if len(siblings) < 4 * len(lines.spans) or isinstance(siblings[0], ast.match_case):
        return [at for at, node in enumerate(siblings) if lines.meets(extent(node))]
    found: dict[int, None] = {}
    for start, end in lines.spans:
        first = bisect_left(siblings, start, key=_LAST_LINE)
        past = bisect_right(siblings, end, key=_LINE)
        if past < len(siblings) and extent(siblings[past])[0] <= end:
            past += 1  # its decorators stand here
        found.update(dict.fromkeys(range(first, past)))
    return found


def header_end(node: ast.AST) -> int | None:
    """The last line of a compound statement's header; None for anything else."""
    if isinstance(node, ast.match_case):
        return max(node.pattern.lineno, _first_line(node.body[0]) - 1)
    if isinstance(node, ast.Match):
        return max(node.lineno, node.cases[0].pattern.lineno - 1)
    if isinstance(node, _COMPOUND):
        return max(node.lineno, _first_line(node.body[0]) - 1) if node.body else node.lineno
    return None


def _first_line(node: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def _outline_python(tree: ast.Module, count: int, numbering: Numbering) -> Outline:
    statements = [Span(line, line) for line in range(1, count + 1)]
    symbols = [""] * count
    for node, name in _walk(tree):
        if isinstance(node, _SCOPES):
            lines = range(numbering.line(_first_line(node)), numbering.line(node.end_lineno or node.lineno) + 1)
            for line in lines:
                symbols[line - 1] = name
        for first, last in _own_lines(node):
            span = Span(numbering.line(first), numbering.line(last))
            for line in range(span.start, span.end + 1):
                statements[line - 1] = span
    return Outline(tuple(statements), tuple(symbols))


def _own_lines(node: ast.AST) -> Iterator[tuple[int, int]]:
    for decorator in getattr(node, "decorator_list", ()):
        yield decorator.lineno, decorator.end_lineno
    first: int = node.pattern.lineno if isinstance(node, ast.match_case) else node.lineno  # type: ignore[attr-defined]
    last = header_end(node)
    yield first, node.end_lineno if last is None else last  # type: ignore[attr-defined]


def _walk(tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
    """Every statement, handler and case with the name of its scope, outer ones first; no recursion, so no depth limit."""
    stack: list[tuple[ast.AST, str]] = [(node, "") for node in reversed(tree.body)]
    while stack:
        node, scope = stack.pop()
        name = f"{scope}.{node.name}".lstrip(".") if isinstance(node, _SCOPES) else scope
        yield node, name
        for field in ("finalbody", "orelse", "handlers", "cases", "body"):
            children = getattr(node, field, ())
            if isinstance(children, list):
                stack.extend((child, name) for child in reversed(children))
