"""Follows somebody else's text through a JavaScript or TypeScript file. What the world around is stands in ``javascript.toml``.

Lighter than what is done for Python: objects are followed by their fields, but not through aliases; what a function of
another file gives is nobody's text.
"""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from aigate.lines import Span
from aigate.model import Finding, Gap
from aigate.scanners import Outcome
from aigate.scanners.deadline import DeadlineExceeded, deadline
from aigate.scanners.flow.ecma.models import EcmaFile, EcmaModels
from aigate.scanners.flow.models import sentence
from aigate.shape import read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aigate.model import Source
    from aigate.scanners import Settings
    from aigate.scanners.flow.ecma.sinks import Flow
    from aigate.scanners.flow.ecma.syntax import Node

LANGUAGES = ("javascript", "typescript", "tsx")


@lru_cache(maxsize=8)
def load(files: tuple[tuple[str, bytes], ...] = ()) -> EcmaModels:
    """The models that come with aigate, with what the teams' files add."""
    if not files:
        text = resources.files("aigate.scanners.flow").joinpath("javascript.toml").read_text("utf-8")
        return EcmaModels(read(tomllib.loads(text), EcmaFile))
    from aigate.scanners.flow.ecma.team import extended

    return EcmaModels(extended(load().file, files))


def scan(source: Source, settings: Settings) -> Outcome:
    """Every flow that the models know of, in as much of a file as the parser makes sense of."""
    models = load(settings.rules.flows)
    if source.language is None or not models.words.search(source.text):
        return Outcome()  # none of the places that a rule watches is in the file: there is nothing to follow
    flows, reason = follow(source.text, source.language, settings.seconds, models)
    lines = source.lines
    findings = [_finding(source.path, flow, lines) for flow in flows]
    findings.sort(key=lambda one: (one.anchor, one.columns or (0, 0), one.rule))
    return Outcome(tuple(findings), (Gap(source.path, reason, scanner="flow"),) if reason else ())


def follow(text: str, language: str, seconds: float, models: EcmaModels) -> tuple[list[Flow], str]:
    """Every flow in a text, and why it is not every flow."""
    from aigate.scanners.flow.ecma.machine import Machine, TooManySteps
    from aigate.scanners.flow.ecma.syntax import TooMuchSyntax, tree_of

    machine, reason = None, ""
    try:
        with deadline(seconds):
            machine = Machine(tree_of(text, language), models)
            machine.run()
    except DeadlineExceeded:
        reason = f"took longer than limits.seconds = {seconds:g}"
    except TooManySteps:
        reason = "following its values takes too many steps"
    except TooMuchSyntax:
        reason = "too large, or nested too deep, to follow its values"
    except RecursionError:
        reason = "nested deeper than its values can be followed"
    return machine.sinks.flows if machine else [], reason


def _finding(path: str, flow: Flow, lines: list[str]) -> Finding:
    place, rule = flow.node.place, flow.rule
    first = min(place.line, max(len(lines), 1))
    last = min(max(place.end_line, first), max(len(lines), 1))
    end = place.end_column if last == first else len(lines[first - 1])
    return Finding(
        rule=rule.id,
        path=path,
        span=Span(first, last),
        severity=rule.severity,
        message=_message(flow),
        confidence=flow.confidence,
        hint=rule.hint,
        cwe=rule.cwe,
        owasp=rule.owasp,
        scanner="flow",
        line=first,
        columns=(place.column, max(end, place.column)),
        kind="secret" if rule.secret else "weakness",
        masks=tuple(_masks(flow.node, lines)) if rule.secret else (),
        references=rule.references,
        way=tuple(line for line in _way(flow) if line != first),
    )


def _masks(top: Node, lines: list[str]) -> Iterator[tuple[int, int, int]]:
    """Where texts stand in a call: every line that one of them is on, from its first column to its last."""
    waiting = [top]
    while waiting:
        node = waiting.pop()
        waiting += node.children
        if node.kind not in ("string", "template_string"):
            continue
        place = node.place
        for number in range(place.line, min(place.end_line, len(lines)) + 1):
            start = place.column if number == place.line else 0
            yield number, start, place.end_column if number == place.end_line else len(lines[number - 1])


def _way(flow: Flow) -> list[int]:
    """Where the text comes in, and the lines that it passes."""
    origin = flow.taint.origin
    return list(dict.fromkeys((*(() if origin.number >= 0 else (origin.line,)), *flow.taint.steps)))


def _message(flow: Flow) -> str:
    origin = flow.taint.origin
    way = [line for line in dict.fromkeys(flow.taint.steps) if line not in (origin.line, flow.node.line)]
    through = f", through line{'s' if len(way) > 1 else ''} {', '.join(map(str, way))}" if way else ""
    return sentence(flow.rule.message, f"{origin.what} (line {origin.line}{through})")
