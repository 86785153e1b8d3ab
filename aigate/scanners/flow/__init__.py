"""Follows somebody else's text through a file, from where it comes in to where it must not go.

This is what tells ``eval(request.args["q"])`` from ``eval("1+1")``, and a path that was checked from one that was not. It is
small and exact within a file: assignments, containers, formatting, branches, loops, the calls of the file's own functions
and methods. What the world around a program is stands in ``python.toml``. JavaScript and TypeScript have a reader of their
own, ``ecma``.
"""

from __future__ import annotations

import ast
import tomllib
from dataclasses import replace
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from aigate.lines import Span
from aigate.model import Finding, Gap, RuleInfo
from aigate.scanners import Outcome
from aigate.scanners.deadline import DeadlineExceeded, deadline
from aigate.scanners.embedded import programs_in
from aigate.scanners.flow import ecma
from aigate.scanners.flow.models import ModelFile, Models, sentence
from aigate.scanners.numbering import numbering_of
from aigate.scanners.salvage import salvage
from aigate.scanners.statements import parse
from aigate.shape import read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aigate.model import Source
    from aigate.scanners import Settings
    from aigate.scanners.flow.models import FlowRule
    from aigate.scanners.flow.sinks import Flow
    from aigate.scanners.numbering import Numbering

NAME = "flow"

_LANGUAGES = ("python",)


def accepts(source: Source) -> bool:
    """Python, JavaScript and TypeScript, also within a page."""
    return source.language in (*_LANGUAGES, *ecma.LANGUAGES, "html")


def scan(source: Source, settings: Settings) -> Outcome:
    """Every flow that the models know of, in as much of the file as can be read; what cannot is Bandit's to report."""
    if source.language in ecma.LANGUAGES:
        return ecma.scan(source, settings)
    if source.language == "html":
        outcomes = [ecma.scan(one, settings) for one in programs_in(source)]
        return Outcome(
            tuple(found for outcome in outcomes for found in outcome.findings),
            tuple(gap for outcome in outcomes for gap in outcome.gaps),
        )
    models = load(settings.rules.flows)
    if not models.words.search(source.text):
        return Outcome()  # none of the places that a rule watches is in the file: there is nothing to follow
    tree = parse(source.data if source.encoding == "utf-8" else source.text)
    if tree is None:
        salvaged = salvage(source.text)
        if salvaged is None:
            return Outcome()
        tree = salvaged.tree
    from aigate.scanners.flow.machine import Machine, TooManySteps

    machine = Machine(tree, models, len(source.text))
    reason = ""
    try:
        with deadline(settings.seconds):
            machine.run()
    except DeadlineExceeded:
        reason = f"took longer than limits.seconds = {settings.seconds:g}"
    except TooManySteps:
        reason = "following its values takes too many steps"
    except RecursionError:
        reason = "nested deeper than its values can be followed"
    lines, numbering = source.lines, numbering_of(source.text)
    findings = [_finding(source.path, flow, lines, numbering) for flow in machine.flows]
    findings.sort(key=lambda one: (one.anchor, one.columns or (0, 0), one.rule))
    return Outcome(tuple(findings), (Gap(source.path, reason, scanner=NAME),) if reason else ())


def rules(settings: Settings) -> Iterator[RuleInfo]:
    """Every rule, with the confidence that it has at its best; one of several languages once, with what it says of Python."""
    ours, theirs = (
        load(settings.rules.flows).file.rules,
        {rule.id: rule for rule in ecma.load(settings.rules.flows).file.rules},
    )
    for rule in ours:
        other = theirs.pop(rule.id, None)
        yield _about(rule, _LANGUAGES) if other is None else _both(rule, other)
    for rule in theirs.values():
        yield _about(rule, ecma.LANGUAGES)


def _about(rule: FlowRule, languages: tuple[str, ...]) -> RuleInfo:
    return RuleInfo(
        id=rule.id,
        message=sentence(rule.message, "text from outside"),
        severity=rule.severity,
        confidence=max(rule.confidence.values()),
        scanner=NAME,
        cwe=rule.cwe,
        owasp=rule.owasp,
        hint=rule.hint,
        languages=languages,
        references=rule.references,
        bad=rule.bad,
        good=rule.good,
    )


def _both(rule: FlowRule, other: FlowRule) -> RuleInfo:
    return replace(
        _about(rule, (*_LANGUAGES, *ecma.LANGUAGES)),
        confidence=max(*rule.confidence.values(), *other.confidence.values()),
        references=tuple(dict.fromkeys((*rule.references, *other.references))),
        bad=(*rule.bad, *other.bad),
        good=(*rule.good, *other.good),
    )


@lru_cache(maxsize=8)
def load(files: tuple[tuple[str, bytes], ...] = ()) -> Models:
    """The models that come with aigate, with what the teams' files add."""
    if not files:
        text = resources.files(__package__).joinpath("python.toml").read_text("utf-8")
        return Models(read(tomllib.loads(text), ModelFile))
    from aigate.scanners.flow.team import extended

    return Models(extended(load().file, files))


def _finding(path: str, flow: Flow, lines: list[str], numbering: Numbering) -> Finding:
    node, rule = flow.node, flow.rule
    assert isinstance(node, ast.expr | ast.stmt)
    count = max(len(lines), 1)
    first = min(numbering.line(node.lineno), count)
    last = min(max(numbering.line(node.end_lineno or node.lineno), first), count)
    start = numbering.column(lines, node.lineno, node.col_offset)
    end = numbering.column(lines, node.end_lineno or node.lineno, node.end_col_offset or 0)
    if last > first:
        end = len(lines[first - 1])
    return Finding(
        rule=rule.id,
        path=path,
        span=Span(first, last),
        severity=rule.severity,
        message=_message(flow, numbering),
        confidence=flow.confidence,
        hint=rule.hint,
        cwe=rule.cwe,
        owasp=rule.owasp,
        scanner=NAME,
        kind="secret" if rule.secret else "weakness",
        line=first,
        columns=(start, max(end, start)),
        references=rule.references,
        masks=tuple(_masks(node, lines, numbering)) if rule.secret else (),
        way=tuple(line for line in _way(flow, numbering) if line != first),
    )


def _masks(node: ast.AST, lines: list[str], numbering: Numbering) -> Iterator[tuple[int, int, int]]:
    """Where texts stand in a call: every line that one of them is on, from its first column to its last."""
    for each in ast.walk(node):
        if not isinstance(each, ast.Constant) or not isinstance(each.value, str | bytes):
            continue
        last = each.end_lineno or each.lineno
        for number in range(each.lineno, last + 1):
            line = numbering.line(number)
            start = numbering.column(lines, number, each.col_offset) if number == each.lineno else 0
            end = numbering.column(lines, number, each.end_col_offset or 0) if number == last else len(lines[line - 1])
            yield line, start, end


def _way(flow: Flow, numbering: Numbering) -> Iterator[int]:
    """Where the text comes in, and the lines that it passes. What a function is called with says who calls it, not where."""
    origin = flow.taint.origin
    lines = (*(() if origin.number >= 0 else (origin.line,)), *flow.taint.steps)
    yield from dict.fromkeys(map(numbering.line, lines))


def _message(flow: Flow, numbering: Numbering) -> str:
    origin = flow.taint.origin
    came = numbering.line(origin.line)
    ends = (came, numbering.line(flow.node.lineno))  # type: ignore[attr-defined]
    way = [line for line in dict.fromkeys(map(numbering.line, flow.taint.steps)) if line not in ends]
    through = f", through line{'s' if len(way) > 1 else ''} {', '.join(map(str, way))}" if way else ""
    return sentence(flow.rule.message, f"{origin.what} (line {came}{through})")
