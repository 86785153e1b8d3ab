"""The functions of one file: each is read once, and its callers are told what it does with what they give it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from aigate.scanners.flow.ecma.expressions import BASED, PLAIN, REQUEST
from aigate.scanners.flow.ecma.frames import MOST_REACHES, Frame, Function
from aigate.scanners.flow.ecma.idle import is_idle
from aigate.scanners.flow.ecma.parameters import may_be_text, parameter, parameters_of, pattern_of
from aigate.scanners.flow.values import NOTHING, PARAMETER, Origin, Taint, Value, either, joined, tainted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aigate.scanners.flow.ecma.machine import Machine
    from aigate.scanners.flow.ecma.syntax import Node

FUNCTIONS = frozenset(
    ["arrow_function", "function", "function_declaration", "function_expression", "generator_function",
     "generator_function_declaration", "method_definition"]
)  # fmt: skip
JOINED = "joined"  # the kind of a parameter that names something within a folder that the program chose
_DEEPEST = 24  # calls that are followed into each other


class Functions:
    """Reads the functions of one file."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._all: list[Function] = []
        self._by_node: dict[int, Function] = {}
        self._methods: dict[tuple[str, str], Function] = {}
        self._called: set[int] = set()
        self._exported: set[int] = set()
        self._depth = 0

    # ---------------------------------------------------------------- finding

    def define(self, node: Node, frame: Frame, *, owner: str = "") -> Function:
        """A function where it stands; the same one each time it is asked for."""
        known = self._by_node.get(id(node))
        if known is not None:
            return known
        named = node.children and node.first.kind in (
            "identifier",
            "property_identifier",
            "string",
            "private_property_identifier",
        )
        name = node.first.text.strip("'\"") if named and node.kind != "arrow_function" else ""
        function = Function(node, name, frame, len(self._all), owner or frame.owner)
        self._by_node[id(node)] = function
        self._all.append(function)
        frame.pending.append(function)
        return function

    def value_of(self, function: Function) -> Value:
        """What stands for a function."""
        return Value(name=f"<{function.number}>")

    def named(self, name: str, frame: Frame) -> Function | None:
        """The function of this file that a name stands for."""
        if name.startswith("<") and name[1:-1].isdigit():
            return self._all[int(name[1:-1])]
        owner, _, method = name.rpartition(".")
        if not owner:
            return None
        return self._methods.get((frame.owner if owner == "this" else owner.removesuffix("()"), method))

    def name(self, value: Value, name: str) -> None:
        """A function that is given to a variable is called as that is."""
        if value.name.startswith("<") and value.name[1:-1].isdigit():
            function = self._all[int(value.name[1:-1])]
            function.name = function.name or name

    def export(self, value: Value, name: str) -> None:
        """What other files may call."""
        for one in (value, *(field for _, field in value.fields)):
            if one.name.startswith("<") and one.name[1:-1].isdigit():
                self._exported.add(int(one.name[1:-1]))
        self.name(value, name)
        if name.isupper() and name in self._machine.models.requests.functions and value.name[1:-1].isdigit():
            self._all[int(value.name[1:-1])].given = (Value(name=REQUEST), Value(name=REQUEST))

    def define_class(self, node: Node, frame: Frame) -> Value:
        """A class: its methods are functions that know it."""
        name = node.first.text if node.children and node.first.kind in ("identifier", "type_identifier") else ""
        body = node.child("class_body")
        inside = Frame(Function(node, name, frame, -1, name), frame)
        inside.facts = frame.facts
        for member in body.children if body else ():
            if member.kind == "method_definition":
                function = self.define(member, inside, owner=name)
                self._methods[name, function.name] = function
            elif len(member.children) > 1 and member.kind in ("field_definition", "public_field_definition"):
                value = self._machine.expressions.value(member.last, inside)
                self._machine.set_property(name, member.first.text, value)
                self.name(value, member.first.text)
                if (own := self.named(value.name, inside)) is not None:
                    own.owner = name
                    self._methods[name, member.first.text] = own
        frame.pending.extend(inside.pending)
        return Value(name=name)

    def is_idle(self, function: Function) -> bool:
        """Whether a function, whatever it is called, neither checks nor changes what it is given."""
        if function.is_idle is None:
            function.is_idle = is_idle(function.node)
        return function.is_idle

    # ---------------------------------------------------------------- reading

    def read_pending(self, frame: Frame) -> None:
        """Read what stands in a frame and nobody called."""
        for function in frame.pending:
            self.read(function)
        frame.pending = []

    def read(self, function: Function) -> None:
        """Read a function's body, once."""
        if function.is_read or function.is_open:
            return
        function.is_open = True
        self._depth += 1
        frame = Frame(function, function.outer, facts=dict(function.outer.facts))
        body = self._body(function)
        self._bind_parameters(function, frame)
        if body is not None and body.kind == "statement_block":
            self._machine.statements.run(body.children, frame)
        elif body is not None:
            frame.returned.append(self._machine.expressions.value(body, frame))
        self.read_pending(frame)
        for value in frame.returned:
            function.returns = either(function.returns, value) if function.returns is not NOTHING else value
        self._depth -= 1
        function.is_open, function.is_read = False, True

    def _body(self, function: Function) -> Node | None:
        return function.node.last if function.node.children else None

    def _bind_parameters(self, function: Function, frame: Frame) -> None:
        nodes, models = parameters_of(function.node), self._machine.models
        names = [pattern_of(node).text for node in nodes]
        for number, node in enumerate(nodes):
            pattern = pattern_of(node)
            value = parameter(function, node, names, number, models.requests, is_server=self._machine.is_server)
            if value.name != REQUEST and self._is_action(function):
                what = f'the argument "{pattern.text or "of an action"}"'
                value = tainted(Origin("request", node.line, what), what) if may_be_text(node) else value
            if function.is_checked:
                value = value.cleaned((*PLAIN, "property"))
            if function.is_checked and value.name == REQUEST:
                frame.facts["request"] = frozenset((*PLAIN, "property"))
            if node.kind in ("required_parameter", "optional_parameter") and node.last.kind not in (
                pattern.kind,
                "type_annotation",
            ):
                self._machine.expressions.value(node.last, frame)
            self._machine.bindings.bind(pattern, value, frame)

    def _is_action(self, function: Function) -> bool:
        """Whether pages call it from afar: "use server" says so of a function, or of all that its file exports."""
        body = function.node.last if function.node.children else None
        if body is not None and body.kind == "statement_block" and says_server(body.children[:1]):
            return True
        at_top = function.outer.function is None
        return at_top and function.number in self._exported and self._machine.is_action_file

    # ---------------------------------------------------------------- calling

    def call(self, function: Function, given: Sequence[Value], node: Node, frame: Frame) -> Value:
        """What a call of one of the file's functions gives."""
        if not function.is_open:
            self._called.add(function.number)
        if not function.is_read and self._depth < _DEEPEST:
            self.read(function)
        for reach in function.reaches:
            value = self._given(reach.taint.origin, given, node, frame)
            for taint in value.taints:
                passed = _through(taint, reach.taint, node.line)
                self._machine.sinks.reach(reach._replace(taint=passed), frame)
        return self._returned(function.returns, given, node, frame)

    def _returned(self, returns: Value, given: Sequence[Value], node: Node, frame: Frame) -> Value:
        parts = [Value(taints=tuple(one for one in returns.taints if one.origin.kind != PARAMETER))]
        for one in returns.taints:
            if one.origin.kind == PARAMETER:
                value = self._given(one.origin, given, node, frame)
                parts.append(Value(taints=tuple(_through(taint, one, node.line) for taint in value.taints)))
        name = returns.name if not returns.taints else ""
        return replace(
            returns, taints=joined(parts), name=name, fields=() if returns.taints else returns.fields, items=None
        )

    def _given(self, origin: Origin, given: Sequence[Value], node: Node, frame: Frame) -> Value:
        """What a caller gives for a parameter, or for a part of it."""
        if not 0 <= origin.number < len(given):
            return NOTHING
        value = given[origin.number]
        for part in origin.what.split(".")[1:]:
            value = self._machine.expressions.attribute(value, part, node, frame)
        return value

    # ---------------------------------------------------------------- reporting

    def report(self) -> None:
        """Tell of parameters of those functions that others may call."""
        for function in self._all:
            is_open = function.number in self._exported or function.number not in self._called
            at_top = function.outer.function is None or function.outer.function.node.kind.startswith("class")
            if not is_open or not at_top or not function.name or function.name.startswith(("_", "#")):
                continue
            for reach in function.reaches[:MOST_REACHES]:
                origin = reach.taint.origin
                is_joined = BASED in reach.taint.clean and JOINED in reach.rule.confidence
                kind = JOINED if is_joined and not origin.what.rpartition(".")[2].isupper() else PARAMETER
                said = origin._replace(kind=kind, what=f'the parameter "{origin.what}"', number=-1)
                self._machine.sinks.report(reach._replace(taint=replace(reach.taint, origin=said)))


def says_server(nodes: Sequence[Node]) -> bool:
    """Whether statements begin with ``"use server"``."""
    return any(
        node.kind == "expression_statement" and node.children and node.first.text[1:-1] == "use server"
        for node in nodes[:1]
    )


def _through(taint: Taint, inner: Taint, line: int) -> Taint:
    """What a caller gives, after the way that a function takes it."""
    steps = (*taint.steps, line) if taint.steps[-1:] != (line,) and len(taint.steps) < 6 else taint.steps  # noqa: PLR2004
    return replace(taint, clean=taint.clean | inner.clean, is_part=taint.is_part or inner.is_part, steps=steps)
