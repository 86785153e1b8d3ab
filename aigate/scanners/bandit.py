"""Bandit's tests over one Python file in memory.

``# nosec`` is not heeded here: whether a suppression counts is policy's business, because an agent can write one. What
Bandit could not read, or could not finish, comes back as a gap; a file that Python cannot parse is never "clean".
"""

from __future__ import annotations

import ast
import io
import re
import sys
import tokenize
from typing import TYPE_CHECKING, Any, NamedTuple

from aigate.lines import Lines, Span
from aigate.model import Confidence, Finding, Gap, Severity
from aigate.scanners import Outcome, bandit_rules, bandit_weights
from aigate.scanners.deadline import DeadlineExceeded, deadline
from aigate.scanners.numbering import numbering_of
from aigate.scanners.salvage import salvage
from aigate.scanners.sparse import sparse
from aigate.scanners.statements import PARSE_ERRORS, header_end, parse, reach, read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aigate.model import RuleInfo, Source
    from aigate.scanners import Settings
    from aigate.scanners.bandit_engine import Failure, Hit, Interest
    from aigate.scanners.numbering import Numbering

NAME = bandit_rules.SCANNER

_KEPT_WHEN_LATE = 200  # findings told of a file that took too long: the gap already speaks for all of it
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069\u200f]")
_ASCII = bytes(range(0x20, 0x7F)) + b"\t\n"
_TEST_FILE = re.compile(r"(?:^|/)(?:tests?/|test_[^/]*$|[^/]*_test\.pyw?$|conftest\.py$)")
_QUOTED = re.compile(r"'(.*)'", re.DOTALL)


class _View(NamedTuple):
    """A source with what it takes to translate Python's positions in it."""

    source: Source
    lines: list[str]
    numbering: Numbering
    pairs: dict[int, dict[int, ast.AST]]  # of each dict display that has a hit: its keys' and values' nodes

    def span(self, first: int, last: int) -> Span:
        """Python's lines as git's, within the file."""
        start = min(max(self.numbering.line(first), 1), max(len(self.lines), 1))
        return Span(start, min(max(self.numbering.line(last), start), max(len(self.lines), 1)))

    def column(self, line: int, offset: int) -> int:
        return self.numbering.column(self.lines, line, offset)

    def value_of(self, table: ast.Dict, key: ast.AST) -> ast.AST:
        """What a dict display gives to one of its keys."""
        if id(table) not in self.pairs:
            self.pairs[id(table)] = {id(one): value for one, value in zip(table.keys, table.values, strict=True)}
        return self.pairs[id(table)].get(id(key), table)


def accepts(source: Source) -> bool:
    """Python, by name, extension or first line."""
    return source.language == "python"


def scan(source: Source, settings: Settings) -> Outcome:
    """Everything Bandit sees in the file."""
    from aigate.scanners.bandit_engine import Walk, walk

    view = _View(source, source.lines, numbering_of(source.text), {})
    seen = Walk([], [], [])
    findings = list(_find_bidi(view))
    gaps: tuple[Gap, ...] = ()
    interest: Interest | None = None
    unread = _foreign_encoding(source.data)
    if unread:
        gaps = (_gap(source, unread),)
    else:
        try:
            with deadline(settings.seconds):
                tree, interest, gaps = _tree(view, settings.focus)
                walk(tree, seen, interest)
                findings += _findings(seen.hits, view)
        except DeadlineExceeded:
            gaps = (_gap(source, f"took longer than limits.seconds = {settings.seconds:g}"),)
            findings += _findings(seen.hits[:_KEPT_WHEN_LATE], view)
        except PARSE_ERRORS as error:
            gaps = (_gap(source, _explain(error, view)),)
        finally:
            seen.release()
    if interest:
        findings = [finding for finding in findings if interest.near.meets(finding.span)]
    return Outcome(
        tuple(sorted(findings, key=lambda one: (one.anchor, one.rule))), (*gaps, *_unfinished(seen.failures, view))
    )


def rules(settings: Settings) -> Iterable[RuleInfo]:  # noqa: ARG001 - the same under any settings
    """Every test Bandit has."""
    return tuple(bandit_rules.info(test) for test in bandit_rules.WORDS)


# ---------------------------------------------------------------- reading


def _tree(view: _View, focus: Lines | None) -> tuple[ast.Module, Interest | None, tuple[Gap, ...]]:
    """The file's tree, and what of it matters; without the rest of it, where that is known."""
    from aigate.scanners.bandit_engine import Interest

    if focus is not None and not view.numbering.starts:
        part = sparse(view.source, focus)
        if part:
            return part.tree, Interest(reach(part.tree, focus), _lines_with("import", part.text)), ()
    tree, gaps, is_whole = _read(view)
    if focus is None or view.numbering.starts or not is_whole:
        return tree, None, gaps  # of a file that is read in part, nobody knows where its statements end
    return tree, Interest(reach(tree, focus), _lines_with("import", view.source.text)), gaps


def _read(view: _View) -> tuple[ast.Module, tuple[Gap, ...], bool]:
    """The file's tree; where it does not parse as a whole, that of the parts that do, and a gap for what is in none."""
    source = view.source
    try:
        return read(source.data), (), True
    except SyntaxError as error:
        salvaged = None if parse(source.text) else salvage(source.text)  # text that parses is not what Python reads
        if salvaged is None:
            raise
        lost = Lines(view.span(line, line) for line in salvaged.lost)
        reason = f"{_explain(error, view)}; what could be read without it was"
        return salvaged.tree, ((_gap(source, reason, lost),) if lost else ()), False


def _lines_with(word: str, text: str) -> Lines:
    """The lines that hold a word."""
    numbers: list[int] = []
    line, counted = 1, 0
    at = text.find(word)
    while at >= 0:
        line, counted = line + text.count("\n", counted, at), at
        numbers.append(line)
        at = text.find(word, at + 1)
    return Lines.of(numbers)


def _foreign_encoding(data: bytes) -> str:
    """Why a file that names its encoding cannot be trusted to read as it looks, or ``""``.

    Python obeys a ``coding:`` comment. An encoding in which ASCII bytes mean something else (UTF-7, rot13) can hide code, and
    shift its lines, from everybody who reads the file as text.
    """
    try:
        name = tokenize.detect_encoding(io.BytesIO(data).readline)[0]
    except SyntaxError as error:
        return f"Python cannot decode it: {error}"
    try:
        same = _ASCII.decode(name) == _ASCII.decode("ascii")
    except (LookupError, ValueError):
        same = False
    return "" if same else f"its coding comment says {name}, which reads otherwise than the file looks"


def _explain(error: BaseException, view: _View) -> str:
    version = f"Python {sys.version_info.major}.{sys.version_info.minor}"
    match error:
        case SyntaxError(lineno=int() as line):
            where = view.span(line, line).start
            return f"not valid for {version}, which Bandit runs on: {error.msg} (line {where})"
        case RecursionError() | MemoryError():
            return f"nested too deeply for {version}'s parser"
        case _:
            return f"{version} cannot parse it: {error}"


def _gap(source: Source, reason: str, lines: Lines | None = None) -> Gap:
    return Gap(source.path, reason, lines, NAME)


def _unfinished(failures: Iterable[Failure], view: _View) -> Iterator[Gap]:
    """Nodes on which one of the tests broke: the others have judged them, that one has not."""
    broken: dict[str, list[Span]] = {}
    for failure in failures:
        first = getattr(failure.node, "lineno", 1)
        span = view.span(first, getattr(failure.node, "end_lineno", None) or first)
        broken.setdefault(f"Bandit's test {failure.test} broke here ({failure.error})", []).append(span)
    for reason, spans in broken.items():
        yield _gap(view.source, reason, Lines(spans))


# ---------------------------------------------------------------- telling


def _findings(hits: Iterable[Hit], view: _View) -> list[Finding]:
    return [_finding(hit, view) for hit in hits]


def _finding(hit: Hit, view: _View) -> Finding:
    issue = hit.issue
    test = issue.test_id
    span = _span(hit, view)
    line = min(max(view.numbering.line(issue.lineno), span.start), span.end)
    info = bandit_rules.info(test)
    severity = min(Severity[issue.severity], info.severity)
    confidence = bandit_weights.confidence_of(hit, min(Confidence[issue.confidence], info.confidence), view.source.text)
    if test == "B101" and _TEST_FILE.search(view.source.path):
        severity, confidence = Severity.INFO, Confidence.LOW  # where asserts are at home
    secret = test in bandit_rules.PASSWORDS
    return Finding(
        rule=f"{NAME}/{test}",
        path=view.source.path,
        span=span,
        severity=severity,
        message=info.message,
        confidence=confidence,
        hint=info.hint,
        cwe=info.cwe,
        owasp=info.owasp,
        scanner=NAME,
        kind="secret" if secret else "weakness",
        line=line,
        columns=_columns(hit, view),
        masks=tuple(_masks(hit, view, span)) if secret else (),
        references=info.references,
    )


def _span(hit: Hit, view: _View) -> Span:
    """Bandit's range of lines; of a compound statement only the header, or every line of its body would be to blame."""
    first, last = hit.issue.linerange[0], hit.issue.linerange[-1]
    for node in (hit.node, hit.parent):
        is_handler = node is hit.node and isinstance(node, ast.ExceptHandler)  # then it is about the body, too
        end = None if is_handler else header_end(node)
        if end is not None and (first, last) == (getattr(node, "lineno", 0), getattr(node, "end_lineno", 0)):
            last = end
    line = hit.issue.lineno
    return view.span(min(first, line or first), max(last, line))


def _columns(hit: Hit, view: _View) -> tuple[int, int] | None:
    """What to underline: the node, as far as it stands on the line that is pointed at."""
    node: Any = hit.node
    if getattr(node, "lineno", None) != hit.issue.lineno:
        return None
    start = view.column(node.lineno, node.col_offset)
    header = header_end(node) or node.end_lineno
    line = view.lines[view.span(node.lineno, node.lineno).start - 1] if view.lines else ""
    one_line = header == node.end_lineno == node.lineno
    end = view.column(node.lineno, node.end_col_offset) if one_line else len(line)
    return (start, end) if start < end else None


def _masks(hit: Hit, view: _View, span: Span) -> Iterator[tuple[int, int, int]]:
    """Where the password stands: every literal below the node, or beside it, that has the reported value."""
    value = _QUOTED.search(hit.issue.text)
    literals = [
        node
        for root in _around(hit, view)
        for node in ast.walk(root)
        if isinstance(node, ast.Constant) and value and format(node.value) == value[1]
    ]
    if not literals or (view.source.encoding not in {"utf-8", "utf-8-sig"} and not view.source.text.isascii()):
        # Nothing to go by, or columns that cannot be trusted: show none of it.
        yield from ((line, 0, len(view.lines[line - 1])) for line in range(span.start, span.end + 1))
        return
    for node in literals:
        yield from _stretch(node, view)


def _around(hit: Hit, view: _View) -> list[ast.AST]:
    """The nodes that may hold the value: the call or function itself, else the assignment or comparison around."""
    if not isinstance(hit.node, ast.Constant):
        return [hit.node.args] if isinstance(hit.node, ast.FunctionDef) else [hit.node]
    if isinstance(hit.parent, ast.Dict):
        return [view.value_of(hit.parent, hit.node)]
    beyond = getattr(hit.parent, "_bandit_parent", None)
    if isinstance(hit.parent, ast.Subscript) and beyond is not None:
        return [beyond]
    return [hit.parent]


def _stretch(node: ast.Constant, view: _View) -> Iterator[tuple[int, int, int]]:
    """A literal's columns, line by line of git's."""
    last = node.end_lineno or node.lineno
    begin = (view.span(node.lineno, node.lineno).start, view.column(node.lineno, node.col_offset))
    end = (view.span(last, last).start, view.column(last, node.end_col_offset or 0))
    for line in range(begin[0], end[0] + 1):
        first = begin[1] if line == begin[0] else 0
        past = end[1] if line == end[0] else len(view.lines[line - 1])
        yield line, first, past


def _find_bidi(view: _View) -> Iterator[Finding]:
    """Every line with a bidirectional control character. Bandit stops at the first, which may be somebody else's."""
    if view.source.text.isascii() or not _BIDI.search(view.source.text):
        return
    info = bandit_rules.info(bandit_rules.BIDI)
    for number, line in enumerate(view.lines, 1):
        found = _BIDI.search(line)
        if found:
            yield Finding(
                rule=info.id,
                path=view.source.path,
                span=Span(number, number),
                severity=info.severity,
                message=info.message,
                confidence=info.confidence,
                hint=info.hint,
                cwe=info.cwe,
                owasp=info.owasp,
                scanner=NAME,
                columns=found.span(),
                references=info.references,
            )
