"""Calls that must not be given somebody else's text, and what is reported where they are."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from aigate.model import Confidence
from aigate.scanners.flow import sql_text
from aigate.scanners.flow.expressions import REQUEST, select
from aigate.scanners.flow.frames import MOST_REACHES, Reach
from aigate.scanners.flow.models import ALL, SinkModel, Takes
from aigate.scanners.flow.values import PARAMETER, UNKNOWN, Origin, Taint, Value, tainted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from aigate.scanners.flow.frames import Frame, Function
    from aigate.scanners.flow.machine import Machine
    from aigate.scanners.flow.models import FlowRule, Sink
    from aigate.scanners.flow.sql_text import Place

_SHELLS = frozenset(["sh", "bash", "zsh", "dash", "ksh", "cmd", "cmd.exe", "powershell", "pwsh"])
_SCRIPT_FIELDS = frozenset({"$where", "$function", "$accumulator", "mapReduce", "$expr"})
_ADDRESSES = frozenset({"url", "redirect"})
# A text whose host is written out, or that is a path on this one.
_ADDRESS_KNOWN = re.compile(r"(?:https?:)?//[^/?#\0]+[/?#]|/[^/\\\0]|\?|#")
_PAGE = SinkModel({}, kinds=("user",), needs_part=True, reads=r"<[A-Za-z][^<>\0]*>")  # HTML that a function makes
_OWN_FIELDS = frozenset({"where", "include", "relations", "transaction", "rejectOnEmpty"})
NO_MARKUP = "no-markup"  # the label of text that is part of a text without tags
QUOTED, VALUE = "quoted", "value"  # kinds of origin that nobody knows, by where they stand in a query's text
_BODIES = (".body", ".payload", "@Body()", "request.json()")
FIXED_TEXT = "fixed"  # the kind of what is written out in the file
_ABSENT = "absent"
_PRESENT = "present"


class Flow(NamedTuple):
    """Text that arrives where it must not."""

    rule: FlowRule
    node: ast.AST
    taint: Taint
    confidence: Confidence


class Sinks:
    """Watches the calls of one file."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._found: dict[tuple[str, int, int], Flow] = {}

    @property
    def flows(self) -> list[Flow]:
        """What was found, the surest for each rule and place."""
        whole = [one for one in self._found.values() if not one.rule.composed]
        texts = [one for one in self._found.values() if one.rule.composed]
        return [*whole, *(one for one in texts if not any(_tells_more(other, one) for other in whole))]

    def check(
        self,
        node: ast.Call,
        name: str,
        receiver: Value,
        given: Sequence[Value],
        named: Mapping[str, Value],
        frame: Frame,
    ) -> bool:
        """Look at one call; whether it is a place of any rule."""
        is_sink = False
        arguments = dict(named)
        names = (name, *self._machine.functions.inherited(name))
        for sink in (one for each in names for one in self._machine.models.sinks.of(each)):
            is_sink = True
            for part in given_to(sink, receiver, given, arguments, node.lineno):
                self.arrive(sink.rule, sink.model, node, part, frame)
        return is_sink

    def returned(self, node: ast.Return, value: Value, frame: Frame) -> None:
        """Look at what a handler sends as HTML, and at HTML that any function makes."""
        function = frame.function
        if function is None or node.value is None:
            return
        if isinstance(node.value, ast.Dict | ast.List | ast.DictComp | ast.ListComp):
            return
        if function.handler is None:
            for rule in self._machine.models.returned if value.is_text else ():
                self.arrive(rule, _PAGE, node, value, frame)
        if function.handler is None or not function.handler.html:
            return
        if value.is_text or value.name == "" or value.name.startswith(REQUEST):
            first = value.items[0] if isinstance(node.value, ast.Tuple) and value.items else value
            for rule in self._machine.models.returned:
                self.arrive(rule, None, node, first, frame)

    def composed(self, node: ast.expr | ast.stmt, place: Place, frame: Frame) -> None:
        """Look at a value that stands in the text of a query."""
        for rule in self._machine.models.composed:
            if place.is_quoted or place.value.taints:
                kind = QUOTED if place.is_quoted else VALUE
                taints = place.value.taints or (Taint(Origin(kind, node.lineno, "a value that is not fixed")),)
                part = Value(taints=tuple(replace(taint, is_part=True) for taint in taints))
                self.arrive(rule, None, node, part, frame)

    def arrive(self, rule: FlowRule, model: SinkModel | None, node: ast.AST, value: Value, frame: Frame) -> None:
        """Somebody else's text is where a rule does not want it."""
        if rule.label == "html" and value.fields:
            return  # a table is sent as JSON
        if model is not None and model.reads and not re.search(model.reads, value.shape):
            return
        taints: Sequence[Taint] = value.taints
        if rule.label in _ADDRESSES and _ADDRESS_KNOWN.match(value.shape):
            if rule.label == "redirect":
                return
            # only where on the server it leads is somebody else's choice
            taints = [replace(taint, is_remade=True) for taint in taints if not taint.is_remade]
        for taint in taints:
            self.reach(Reach(rule, model, node, taint), frame.function)

    def reach(self, reach: Reach, function: Function | None) -> None:
        """Report it; or, where it is a parameter of the function, remember it for its callers."""
        if {reach.rule.label, ALL} & reach.taint.clean:
            return
        if reach.taint.origin.kind == PARAMETER:
            if function is not None and len(function.reaches) < MOST_REACHES and reach not in function.reaches:
                function.reaches.append(reach)
            return
        self.report(reach)

    def report(self, reach: Reach, told: str = "") -> None:
        """One thing found, unless its kind of source does not count; ``told`` is what a parameter's name says it is."""
        rule = reach.rule
        kind = told if told in rule.confidence else reach.taint.origin.kind
        said, needs_part = rule.confidence.get(kind), kind in rule.parts
        if reach.model is not None:
            said = reach.model.confidence.get(kind, said)
            needs_part = reach.model.needs_part or (needs_part and not reach.model.takes_whole)
        confidence = _weakened(said, reach.taint)
        if reach.model is not None and reach.model.kinds and kind not in reach.model.kinds:
            return
        if confidence is None or (needs_part and not reach.taint.is_part):
            return
        key = (rule.id, reach.node.lineno, reach.node.col_offset)  # type: ignore[attr-defined]
        known = self._found.get(key)
        if known is None or known.confidence < confidence:
            self._found[key] = Flow(rule, reach.node, reach.taint, confidence)


def _weakened(confidence: Confidence | None, taint: Taint) -> Confidence | None:
    """How sure it is where nobody knows what became of the text on its way."""
    if confidence is None or not taint.is_remade:
        return confidence
    return Confidence.MEDIUM if taint.is_part and confidence is Confidence.HIGH else Confidence.LOW


def _tells_more(one: Flow, other: Flow) -> bool:
    """Whether a call that is given a query says all that the query's text says."""
    same = one.rule.label == other.rule.label and one.confidence >= other.confidence
    return same and one.node.lineno <= other.node.lineno and other.node.end_lineno <= one.node.end_lineno  # type: ignore[attr-defined]


def holds(
    wanted: Mapping[str, str], receiver: Value, given: Sequence[Value], named: dict[str, Value], *, default: bool
) -> bool:
    """Whether the arguments are as wanted: all of them for a condition, any of them for an exception."""
    answers = (_is(word, select(argument, receiver, given, named)) for argument, word in wanted.items())
    return all(answers) if default else any(answers)


def _is(word: str, values: Sequence[Value]) -> bool:
    if word == _ABSENT:
        return not values or (values[0].constant is False or values[0].constant is None)
    if word == _PRESENT:
        return bool(values)
    return any(one.constant is not UNKNOWN and str(one.constant).lower() == word for one in values)


def given_to(
    sink: Sink, receiver: Value, given: Sequence[Value], named: dict[str, Value], line: int
) -> Iterator[Value]:
    """What of a call's values a place is given that matters to it; nothing where its conditions do not hold."""
    model = sink.model
    if not holds(model.when, receiver, given, named, default=True):
        return
    if model.unless and holds(model.unless, receiver, given, named, default=False):
        return
    for argument in sink.arguments:
        for value in select(argument, receiver, given, named):
            yield from taken(model.takes, value, line)


def taken(takes: Takes, value: Value, line: int) -> Iterator[Value]:  # noqa: C901, PLR0912 - one branch a case
    """The part of an argument that matters."""
    items = value.items
    match takes:
        case Takes.VALUE:
            yield value
        case Takes.PROGRAM:
            yield items[0] if items else value
        case Takes.SCRIPT:
            if items and isinstance(items[0].constant, str) and items[0].constant.rpartition("/")[2] in _SHELLS:
                yield from items[1:]
        case Takes.QUERY:
            if sql_text.is_query(value.constant if isinstance(value.constant, str) else value.shape):
                yield value
        case Takes.FIXED:
            if value.is_fixed and (
                value.constant is UNKNOWN or (isinstance(value.constant, str | bytes) and not _is_open(value.constant))
            ):
                yield tainted(Origin(FIXED_TEXT, line, "a value that is written here"))
        case Takes.SCRIPT_FIELD:
            yield from (one for key, one in value.fields if key in _SCRIPT_FIELDS)
        case Takes.EVERY:
            yield from items or (value,)
        case Takes.CONDITION:
            if not any(key in _OWN_FIELDS for key, _ in value.fields):
                yield value
        case Takes.WHOLE:
            inside = {one.origin for _, each in value.fields for one in each.taints}
            whole = (one for one in value.taints if not one.is_part and one.origin.what.endswith(_BODIES))
            yield replace(value, taints=tuple(one for one in whole if one.origin not in inside))
        case Takes.MARKUP:
            yield replace(
                value, taints=tuple(one for one in value.taints if one.is_part and NO_MARKUP not in one.clean)
            )
        case Takes.STACK | Takes.ERROR:
            yield replace(value, taints=tuple(_of_error(takes, value)))


def _is_open(text: str | bytes) -> bool:
    """Whether a text that is written out is nobody's secret: an empty one, or a public key."""
    head = text[:200]
    return not text or (b"PUBLIC KEY-" in head if isinstance(head, bytes) else "PUBLIC KEY-" in head)


def _of_error(takes: Takes, value: Value) -> Iterator[Taint]:
    """The errors in a value that tell of the inside: a stack anywhere, or one that is given as it is."""
    if takes is Takes.STACK:
        inside = [value, *(one for _, one in value.fields)]
        yield from (one for each in inside for one in each.taints if one.origin.what.endswith(".stack"))
    elif value.name:
        yield from (one for one in value.taints if one.origin.kind == "error" and one.origin.what == value.name)
