"""Calls that must not be given somebody else's text, and what is reported where they are."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from aigate.scanners.flow.ecma.expressions import ANSWER
from aigate.scanners.flow.ecma.frames import MOST_REACHES, Reach
from aigate.scanners.flow.models import ALL, Takes
from aigate.scanners.flow.sinks import QUOTED, VALUE, given_to
from aigate.scanners.flow.values import PARAMETER, Origin, Taint, Value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aigate.model import Confidence
    from aigate.scanners.flow.ecma.frames import Frame
    from aigate.scanners.flow.ecma.models import EcmaModels
    from aigate.scanners.flow.ecma.syntax import Node
    from aigate.scanners.flow.models import FlowRule, SinkModel
    from aigate.scanners.flow.sql_text import Place

# What holds fields that nobody but the program may set: roles, owners, balances.
_PERSON = re.compile(r"(?i)user|account|member(?!s?hip)|customer|employee|profile|admin|role|tenant|wallet|permission")
_WHOLE = ("request.body", "request.query", "request.params", "request.payload", "request.headers", "request.cookies")


class Flow(NamedTuple):
    """Text that arrives where it must not."""

    rule: FlowRule
    node: Node
    taint: Taint
    confidence: Confidence


class Sinks:
    """Watches the calls of one file."""

    def __init__(self, models: EcmaModels) -> None:
        self._models = models
        self._found: dict[tuple[str, int, int], Flow] = {}

    @property
    def flows(self) -> list[Flow]:
        """What was found, the surest for each rule and place."""
        whole = [one for one in self._found.values() if not one.rule.composed]
        texts = [one for one in self._found.values() if one.rule.composed]
        return [*whole, *(one for one in texts if not any(_tells_more(other, one) for other in whole))]

    def check(
        self,
        node: Node,
        name: str,
        receiver: Value,
        given: Sequence[Value],
        named: dict[str, Value],
        frame: Frame,
    ) -> None:
        """Look at one call, or at an assignment to a property."""
        for sink in self._models.sinks.of(name):
            if name.startswith(ANSWER) and sink.rule.label == "html" and _is_plain(given, frame):
                continue
            if sink.model.takes is Takes.WHOLE and not _PERSON.search(_written_to(name, node)):
                continue
            for part in given_to(sink, receiver, given, named, node.line):
                self._arrive(sink.rule, sink.model, node, part, frame, is_answer=name.startswith(ANSWER))

    def composed(self, node: Node, place: Place, frame: Frame) -> None:
        """Look at a value that stands in the text of a query."""
        for rule in self._models.composed:
            if place.is_quoted or place.value.taints:
                kind = QUOTED if place.is_quoted else VALUE
                taints = place.value.taints or (Taint(Origin(kind, node.line, "a value that is not fixed")),)
                part = Value(taints=tuple(replace(taint, is_part=True) for taint in taints))
                self._arrive(rule, None, node, part, frame)

    def _arrive(
        self,
        rule: FlowRule,
        model: SinkModel | None,
        node: Node,
        value: Value,
        frame: Frame,
        *,
        is_answer: bool = False,
    ) -> None:
        """Somebody else's text is where a rule does not want it."""
        for taint in value.taints:
            if is_answer and rule.label == "html" and not taint.is_part and taint.origin.what in _WHOLE:
                continue  # an object is sent as JSON
            self.reach(Reach(rule, model, node, taint), frame)

    def reach(self, reach: Reach, frame: Frame) -> None:
        """Report it; or, where it is a parameter of the function, remember it for its callers."""
        labels = {reach.rule.label, ALL}
        if labels & (reach.taint.clean | frame.known(reach.taint.origin)):
            return
        function = frame.function
        if reach.taint.origin.kind == PARAMETER:
            while function is not None and not _has(
                function.node.line, function.node.place.end_line, reach.taint.origin.line
            ):
                function = function.outer.function
            if function is not None and len(function.reaches) < MOST_REACHES and reach not in function.reaches:
                function.reaches.append(reach)
            return
        self.report(reach)

    def report(self, reach: Reach) -> None:
        """One thing found, unless its kind of source does not count."""
        rule, kind = reach.rule, reach.taint.origin.kind
        confidence, needs_part = rule.confidence.get(kind), kind in rule.parts
        if reach.model is not None:
            confidence = reach.model.confidence.get(kind, confidence)
            needs_part = reach.model.needs_part or (needs_part and not reach.model.takes_whole)
        if reach.model is not None and reach.model.kinds and kind not in reach.model.kinds:
            return
        if confidence is None or (needs_part and not reach.taint.is_part):
            return
        key = (rule.id, reach.node.line, reach.node.place.column)
        known = self._found.get(key)
        if known is None or known.confidence < confidence:
            self._found[key] = Flow(rule, reach.node, reach.taint, confidence)


def _has(first: int, last: int, line: int) -> bool:
    return first <= line <= last


def _written_to(name: str, node: Node) -> str:
    """What a call writes an object to: what it is called on, or its first argument."""
    if name == "Object.assign" and node.children and node.last.children:
        return node.last.first.text
    return name.rpartition(".")[0]


def _is_plain(given: Sequence[Value], frame: Frame) -> bool:
    """Whether an answer is no HTML: it was said so, or it is an object."""
    at: Frame | None = frame
    while at is not None:
        if at.is_plain:
            return True
        at = at.outer
    return bool(given) and (bool(given[0].fields) or given[0].items is not None)


def _tells_more(one: Flow, other: Flow) -> bool:
    """Whether a call that is given a query says all that the query's text says."""
    same = one.rule.label == other.rule.label and one.confidence >= other.confidence
    return same and one.node.line <= other.node.line and other.node.place.end_line <= one.node.place.end_line
