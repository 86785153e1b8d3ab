"""What statements do to the variables of a function."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from aigate.scanners.flow.expressions import element
from aigate.scanners.flow.values import NOTHING, Value, either, mixed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from aigate.scanners.flow.frames import Frame, Variables
    from aigate.scanners.flow.machine import Machine

_ROUNDS = (4, 2)  # how often a loop is read at most, and one within it; those within that are read once
_ENDS = frozenset(
    {"abort", "sys.exit", "exit", "quit", "os._exit", "os.abort", "flask.abort", "bottle.abort", "self.fail"}
)


class Statements:
    """Reads the statements of one file, in the order in which they would run."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine

    def run(self, body: Sequence[ast.stmt], frame: Frame) -> bool:
        """Read a block; whether its end can be reached."""
        for node in body:
            self._machine.tick()
            method = self._BY_TYPE.get(type(node))
            if method is not None and not method(self, node, frame):
                return False
        return True

    def assign(self, target: ast.expr, value: Value, frame: Frame) -> None:
        """Give a value to a variable, or to what else can stand on the left."""
        match target:
            case ast.Name(id=name):
                passed = value.passing(target.lineno)
                frame.variables[name] = replace(passed, variables=passed.variables | {name})
            case ast.Tuple(elts=parts) | ast.List(elts=parts):
                items = value.items if value.items is not None and len(value.items) == len(parts) else None
                for at, part in enumerate(parts):
                    self.assign(part, items[at] if items else element(value), frame)
            case ast.Starred(value=inner):
                self.assign(inner, value, frame)
            case ast.Attribute(value=inner, attr=attr):
                self._machine.set_attribute(self._machine.expressions.value(inner, frame).name, attr, value)
            case ast.Subscript(value=ast.Name(id=name)) if name in frame.variables:
                held = frame.variables[name]
                frame.variables[name] = replace(mixed([held, value]), name=held.name, variables=held.variables)
            case _:
                pass

    # ---------------------------------------------------------------- simple statements

    def _assign(self, node: ast.Assign, frame: Frame) -> bool:
        value = self._machine.expressions.value(node.value, frame)
        for target in node.targets:
            self.assign(target, value, frame)
            if isinstance(target, ast.Name):
                frame.tests.pop(target.id, None)
                if isinstance(node.value, ast.Call | ast.Compare | ast.BoolOp | ast.UnaryOp):
                    frame.tests[target.id] = node.value
        if isinstance(node.value, ast.Call):
            self._machine.guards.after(node.value, frame)
        return True

    def _annotated(self, node: ast.AnnAssign, frame: Frame) -> bool:
        if node.value is not None:
            self.assign(node.target, self._machine.expressions.value(node.value, frame), frame)
        return True

    def _augmented(self, node: ast.AugAssign, frame: Frame) -> bool:
        before = self._machine.expressions.value(node.target, frame)
        added = self._machine.expressions.value(node.value, frame)
        if isinstance(node.op, ast.Add):
            whole = self._machine.expressions.composed(node, [before, added], frame)
        else:
            whole = mixed([before, added])
        self.assign(node.target, whole, frame)
        return True

    def _expression(self, node: ast.Expr, frame: Frame) -> bool:
        call = node.value.value if isinstance(node.value, ast.Await) else node.value
        self._machine.expressions.value(node.value, frame)
        if not isinstance(call, ast.Call):
            return True
        self._machine.guards.stood(call, frame)
        return not (
            isinstance(call.func, ast.Name | ast.Attribute)
            and self._machine.expressions.value(call.func, frame).name in _ENDS
        )

    def _return(self, node: ast.Return, frame: Frame) -> bool:
        value = self._machine.expressions.value(node.value, frame) if node.value is not None else NOTHING
        frame.returned.append(value)
        self._machine.sinks.returned(node, value, frame)
        return False

    def _raise(self, node: ast.Raise, frame: Frame) -> bool:
        for each in (node.exc, node.cause):
            if each is not None:
                self._machine.expressions.value(each, frame)
        return False

    def _leave(self, _node: ast.Break | ast.Continue, frame: Frame) -> bool:
        frame.escapes.append(frame.variables)
        return False

    def _assert(self, node: ast.Assert, frame: Frame) -> bool:
        self._machine.expressions.value(node.test, frame)
        frame.variables = self._machine.guards.narrowed(node.test, frame, truth=True)
        return True

    def _import(self, node: ast.Import, frame: Frame) -> bool:
        for alias in node.names:
            self._machine.imports.add(alias.name.partition(".")[0])
            bound, name = (alias.asname, alias.name) if alias.asname else (alias.name.partition(".")[0],) * 2
            frame.variables[bound] = Value(name=name)
        return True

    def _import_from(self, node: ast.ImportFrom, frame: Frame) -> bool:
        module = node.module or ""
        if not node.level:
            self._machine.imports.add(module.partition(".")[0])
        for alias in node.names:
            name = f"{module}.{alias.name}" if module else alias.name
            frame.variables[alias.asname or alias.name] = self._machine.imported(name)
        return True

    # ---------------------------------------------------------------- blocks

    def _if(self, node: ast.If, frame: Frame) -> bool:
        """A chain of elifs is as deep as it is long, so it is not walked by recursion."""
        ends: list[Variables] = []
        at = node
        while True:
            self._machine.tick()
            self._machine.expressions.value(at.test, frame)
            otherwise = self._machine.guards.narrowed(at.test, frame, truth=False)
            frame.variables = self._machine.guards.narrowed(at.test, frame, truth=True)
            if self.run(at.body, frame):
                ends.append(frame.variables)
            frame.variables = otherwise
            if len(at.orelse) == 1 and isinstance(at.orelse[0], ast.If):
                at = at.orelse[0]
                continue
            if self.run(at.orelse, frame):
                ends.append(frame.variables)
            return self._meet(ends, frame)

    def _for(self, node: ast.For | ast.AsyncFor, frame: Frame) -> bool:
        given = self._machine.expressions.value(node.iter, frame)

        def begin() -> None:
            self.assign(node.target, element(given), frame)

        return self._loop(node, frame, begin)

    def _while(self, node: ast.While, frame: Frame) -> bool:
        def begin() -> None:
            self._machine.expressions.value(node.test, frame)
            frame.variables = self._machine.guards.narrowed(node.test, frame, truth=True)

        return self._loop(node, frame, begin)

    def _loop(self, node: ast.For | ast.AsyncFor | ast.While, frame: Frame, begin: Callable[[], None]) -> bool:
        """A body is read again while the last time changed what it begins with; where loops are nested deep, once."""
        frame.loops += 1
        escapes, frame.escapes = frame.escapes, []
        for _ in range(_ROUNDS[frame.loops - 1] if frame.loops <= len(_ROUNDS) else 1):
            before = frame.variables
            frame.variables = dict(before)
            begin()
            ends = [frame.variables] if self.run(node.body, frame) else []
            frame.variables = _merged([before, *ends, *frame.escapes])
            if frame.variables == before:
                break
        frame.escapes = escapes
        frame.loops -= 1
        return self.run(node.orelse, frame)

    def _try(self, node: ast.Try | ast.TryStar, frame: Frame) -> bool:
        before = dict(frame.variables)
        reached = self.run(node.body, frame)
        after = frame.variables
        ends: list[Variables] = []
        if reached and self.run(node.orelse, frame):
            ends.append(frame.variables)
        for handler in node.handlers:
            frame.variables = _merged([before, after])
            if handler.name:
                frame.variables[handler.name] = self._machine.caught(handler)
            if self.run(handler.body, frame):
                ends.append(frame.variables)
        if not ends:
            frame.variables = _merged([before, after])
            self.run(node.finalbody, frame)
            return False
        frame.variables = _merged(ends)
        return self.run(node.finalbody, frame)

    def _with(self, node: ast.With | ast.AsyncWith, frame: Frame) -> bool:
        for item in node.items:
            value = self._machine.expressions.value(item.context_expr, frame)
            if item.optional_vars is not None:
                self.assign(item.optional_vars, value, frame)
        return self.run(node.body, frame)

    def _match(self, node: ast.Match, frame: Frame) -> bool:
        subject = self._machine.expressions.value(node.subject, frame)
        before = frame.variables
        ends: list[Variables] = []
        for case in node.cases:
            frame.variables = dict(before)
            is_literal = isinstance(case.pattern, ast.MatchValue | ast.MatchSingleton)
            if is_literal and isinstance(node.subject, ast.Name):
                self.assign(node.subject, NOTHING, frame)
            for part in ast.walk(case.pattern):
                name = getattr(part, "name", None) if isinstance(part, ast.MatchAs | ast.MatchStar) else None
                if name:
                    frame.variables[name] = Value(taints=subject.taints)
            if case.guard is not None:
                self._machine.expressions.value(case.guard, frame)
                frame.variables = self._machine.guards.narrowed(case.guard, frame, truth=True)
            if self.run(case.body, frame):
                ends.append(frame.variables)
        ends.append(before)
        return self._meet(ends, frame)

    def _meet(self, ends: Sequence[Variables], frame: Frame) -> bool:
        """Where the ways that go on come together."""
        if ends:
            frame.variables = _merged(ends)
        return bool(ends)

    # ---------------------------------------------------------------- definitions

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, frame: Frame) -> bool:
        self._machine.functions.define(node, frame)
        return True

    def _class(self, node: ast.ClassDef, frame: Frame) -> bool:
        self._machine.functions.define_class(node, frame)
        return True

    _BY_TYPE: ClassVar[dict[type[ast.stmt], Callable[..., bool]]] = {
        ast.Assign: _assign,
        ast.AnnAssign: _annotated,
        ast.AugAssign: _augmented,
        ast.Expr: _expression,
        ast.Return: _return,
        ast.Raise: _raise,
        ast.Break: _leave,
        ast.Continue: _leave,
        ast.Assert: _assert,
        ast.Import: _import,
        ast.ImportFrom: _import_from,
        ast.If: _if,
        ast.For: _for,
        ast.AsyncFor: _for,
        ast.While: _while,
        ast.Try: _try,
        ast.TryStar: _try,
        ast.With: _with,
        ast.AsyncWith: _with,
        ast.Match: _match,
        ast.FunctionDef: _function,
        ast.AsyncFunctionDef: _function,
        ast.ClassDef: _class,
    }


def _merged(ways: Sequence[Variables]) -> Variables:
    """What each variable may hold where several ways meet; one that some way does not set holds what the others gave it."""
    found = dict(ways[0])
    for way in ways[1:]:
        for name, value in way.items():
            known = found.get(name)
            found[name] = value if known is None or known is value else either(known, value)
    return found
