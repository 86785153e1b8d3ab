"""What statements do to what variables may be, and to what was checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from aigate.scanners.flow.ecma.bindings import element
from aigate.scanners.flow.ecma.frames import add_fact, common
from aigate.scanners.flow.ecma.functions import FUNCTIONS
from aigate.scanners.flow.ecma.syntax import string_of
from aigate.scanners.flow.models import ALL
from aigate.scanners.flow.values import FIXED, NOTHING, Origin, Value, either, tainted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from aigate.scanners.flow.ecma.frames import Facts, Frame, Variables
    from aigate.scanners.flow.ecma.machine import Machine
    from aigate.scanners.flow.ecma.syntax import Node

_DECLARATIONS = frozenset(["function_declaration", "generator_function_declaration"])
_TESTS = frozenset(["call_expression", "binary_expression", "unary_expression", "await_expression"])


class Statements:
    """Runs the statements of one file."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine

    def run(self, nodes: Sequence[Node], frame: Frame) -> bool:
        """Run some statements; whether what stands behind them is reached."""
        self._hoist(nodes, frame)
        return all(self.one(node, frame) for node in nodes)

    def one(self, node: Node, frame: Frame) -> bool:
        """Run one statement."""
        self._machine.tick()
        method = self._BY_KIND.get(node.kind)
        if method is not None:
            return method(self, node, frame)
        if node.kind in self._PLAIN:
            return self.run(node.children, frame)
        self._machine.expressions.value(node, frame)
        return True

    def _hoist(self, nodes: Sequence[Node], frame: Frame) -> None:
        """Functions are there before anything runs."""
        for node in nodes:
            inner = node
            if node.kind == "export_statement" and node.children:
                inner = node.last
            if inner.kind in _DECLARATIONS and inner.children:
                function = self._machine.functions.define(inner, frame)
                value = self._machine.functions.value_of(function)
                frame.set(function.name, value)
                if inner is not node:
                    self._machine.functions.export(value, function.name)

    # ---------------------------------------------------------------- simple statements

    def _declaration(self, node: Node, frame: Frame) -> bool:
        for each in node.children:
            if each.kind == "variable_declarator" and each.children:
                self._declared(each, frame)
        return True

    def _declared(self, node: Node, frame: Frame) -> None:
        target, has_value = node.first, len(node.children) > 1 and node.last.kind != "type_annotation"
        value = self._machine.expressions.value(node.last, frame) if has_value else NOTHING
        if target.kind == "identifier":
            self._machine.functions.name(value, target.text)
        self._machine.bindings.bind(target, value, frame)
        if target.kind == "identifier" and has_value and node.last.kind in _TESTS:
            frame.tests[target.text] = node.last

    def _expression(self, node: Node, frame: Frame) -> bool:
        for child in node.children:
            self._machine.expressions.value(child, frame)
        if not node.children:
            return True
        call = node.last.last if node.last.kind == "await_expression" and node.last.children else node.last
        if call.kind == "call_expression" and call.children:
            self._machine.guards.stood(call, frame)
            return not self._machine.calls.ends(call, frame)
        return True

    def _return(self, node: Node, frame: Frame) -> bool:
        if node.children:
            value = self._machine.expressions.value(node.last, frame)
            frame.returned.append(self._machine.expressions.as_checked(value, frame))
        return False

    def _throw(self, node: Node, frame: Frame) -> bool:
        for child in node.children:
            self._machine.expressions.value(child, frame)
        return False

    def _leave(self, _node: Node, _frame: Frame) -> bool:
        return False

    def _import(self, node: Node, frame: Frame) -> bool:
        source = node.child("string")
        clause = node.child("import_clause")
        if source is None or clause is None:
            return True
        module = string_of(source.text).removeprefix("node:")
        for one in clause.children:
            if one.kind == "identifier":
                frame.set(one.text, Value(name=module))
            elif one.kind == "namespace_import" and one.children:
                frame.set(one.last.text, Value(name=module))
            elif one.kind == "named_imports":
                for each in one.children:
                    if each.children:
                        name = each.first.text
                        frame.set(each.last.text, Value(name=module if name == "default" else f"{module}.{name}"))
        return True

    def _export(self, node: Node, frame: Frame) -> bool:
        for child in node.children:
            if child.kind in ("lexical_declaration", "variable_declaration"):
                self._declaration(child, frame)
                for each in child.children:
                    if each.children and each.first.kind == "identifier":
                        self._machine.functions.export(frame.variables.get(each.first.text, NOTHING), each.first.text)
            elif child.kind not in ("export_clause", "string", *_DECLARATIONS):
                if child.kind in FUNCTIONS or child.kind in ("identifier", "object", "call_expression", "class"):
                    self._machine.functions.export(self._machine.expressions.value(child, frame), "")
                else:
                    self.one(child, frame)
        return True

    def _function(self, node: Node, frame: Frame) -> bool:
        self._machine.functions.define(node, frame)
        return True

    def _class(self, node: Node, frame: Frame) -> bool:
        value = self._machine.functions.define_class(node, frame)
        if value.name:
            frame.set(value.name, value)
        return True

    # ---------------------------------------------------------------- blocks

    def _if(self, node: Node, frame: Frame) -> bool:
        """A chain of ``else if`` is as deep as it is long, so it is not walked by recursion."""
        ends: list[tuple[Variables, Facts]] = []
        at, outer = node, frame.log
        frame.log = []
        logs = [outer]
        while True:
            if len(at.children) < 2:  # noqa: PLR2004 - broken code
                ends.append(({}, frame.facts))
                break
            test = at.first
            self._machine.expressions.value(test, frame)
            otherwise = self._machine.guards.narrowed(test, frame, truth=False)
            frame.facts = self._machine.guards.narrowed(test, frame, truth=True)
            self._branch([at.children[1]], frame, ends)
            frame.facts = otherwise
            clause = at.child("else_clause")
            if clause is None or not clause.children:
                ends.append(({}, frame.facts))
                break
            if clause.first.kind == "if_statement":
                at = clause.first
                continue
            self._branch(clause.children, frame, ends)
            break
        before = frame.rewind()
        frame.log = logs[0]
        for name, value in before.items():  # what the tests themselves assigned
            frame.set(name, value)
        return self._meet(ends, frame)

    def _branch(self, nodes: Sequence[Node], frame: Frame, ends: list[tuple[Variables, Facts]]) -> None:
        """Run one way, and take it back."""
        outer, frame.log = frame.log, []
        goes_on = self.run(nodes, frame)
        changes = frame.rewind()
        frame.log = outer
        if goes_on:
            ends.append((changes, frame.facts))

    def _meet(self, ends: Sequence[tuple[Variables, Facts]], frame: Frame) -> bool:
        """Where the ways that go on come together."""
        if not ends:
            return False
        for name in {name for changes, _ in ends for name in changes}:
            before = frame.find(name)
            found: Value | None = None
            for changes, _ in ends:
                value = changes.get(name, before)
                found = value if found is None else found if value is None else either(found, value)
            frame.set(name, found or NOTHING)
        frame.facts = common([facts for _, facts in ends])
        return True

    def _loop(self, nodes: Sequence[Node], frame: Frame) -> bool:
        """A body is read twice, because what it ends with is what it begins with; nested ones once."""
        facts = frame.facts
        for _ in range(1 if frame.loops else 2):
            frame.loops += 1
            ends: list[tuple[Variables, Facts]] = [({}, facts)]
            frame.facts = facts
            self._branch(nodes, frame, ends)
            frame.loops -= 1
            self._meet(ends, frame)
        frame.facts = facts
        return True

    def _for(self, node: Node, frame: Frame) -> bool:
        for child in node.children[:-1]:
            self.one(child, frame)
        return self._loop(node.children[-1:], frame)

    def _for_in(self, node: Node, frame: Frame) -> bool:
        if len(node.children) < 3:  # noqa: PLR2004 - broken code
            return True
        target, given = node.children[-3], self._machine.expressions.value(node.children[-2], frame)
        if node.sign != "of":
            given = FIXED if given.is_fixed else Value(taints=given.taints)
        if target.kind in ("lexical_declaration", "variable_declaration") and target.children:
            target = target.first.first if target.first.children else target.first
        self._machine.bindings.bind(target, element(given), frame)
        return self._loop([node.last], frame)

    def _while(self, node: Node, frame: Frame) -> bool:
        if len(node.children) < 2:  # noqa: PLR2004 - broken code
            return True
        test, body = (node.last, node.first) if node.kind == "do_statement" else (node.first, node.last)
        self._machine.expressions.value(test, frame)
        facts = frame.facts
        if node.kind == "while_statement":
            frame.facts = self._machine.guards.narrowed(test, frame, truth=True)
        self._loop([body], frame)
        frame.facts = facts
        return True

    def _try(self, node: Node, frame: Frame) -> bool:
        body = node.child("statement_block")
        facts = frame.facts
        ends: list[tuple[Variables, Facts]] = []
        if body is not None:
            goes_on = self.run(body.children, frame)
            if goes_on:
                ends.append(({}, frame.facts))
        handler, final = node.child("catch_clause"), node.child("finally_clause")
        if handler is not None:
            frame.facts = facts
            if handler.children and handler.first.kind != "statement_block":
                what = f'the error "{handler.first.text or "caught"}"'
                error = tainted(Origin("error", handler.line, what), what)
                self._machine.bindings.bind(handler.first, error, frame)
            self._branch([handler.last], frame, ends) if handler.children else ends.append(({}, facts))
        elif not ends:
            ends.append(({}, facts))
        goes_on = self._meet(ends, frame)
        if final is not None:
            self.run(final.children, frame)
        return goes_on

    def _switch(self, node: Node, frame: Frame) -> bool:
        if len(node.children) < 2:  # noqa: PLR2004 - broken code
            return True
        subject = self._machine.expressions.value(node.first, frame)
        facts = frame.facts
        ends: list[tuple[Variables, Facts]] = [({}, facts)]
        for case in node.last.children:
            is_literal = case.kind == "switch_case" and case.children and case.first.kind in ("string", "number")
            frame.facts = dict(facts) if is_literal else facts
            for taint in subject.taints if is_literal else ():
                add_fact(frame.facts, taint.origin.what, frozenset([ALL]))
            nodes = case.children[1:] if case.kind == "switch_case" else case.children
            self._branch(nodes, frame, ends)
        frame.facts = facts
        self._meet(ends, frame)
        frame.facts = facts
        return True

    _PLAIN = frozenset(
        [
            "program",
            "statement_block",
            "else_clause",
            "labeled_statement",
            "ERROR",
            "internal_module",
            "module",
            "with_statement",
        ]
    )
    _BY_KIND: ClassVar[dict[str, Callable[..., bool]]] = {
        "abstract_class_declaration": _class,
        "break_statement": _leave,
        "class_declaration": _class,
        "continue_statement": _leave,
        "do_statement": _while,
        "export_statement": _export,
        "expression_statement": _expression,
        "for_in_statement": _for_in,
        "for_statement": _for,
        "function_declaration": _function,
        "generator_function_declaration": _function,
        "if_statement": _if,
        "import_statement": _import,
        "lexical_declaration": _declaration,
        "return_statement": _return,
        "switch_statement": _switch,
        "throw_statement": _throw,
        "try_statement": _try,
        "variable_declaration": _declaration,
        "while_statement": _while,
    }
