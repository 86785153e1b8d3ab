"""Tests that make a value safe: membership of a fixed list, a pattern that all of it matches, a check by that name."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aigate.scanners.flow.expressions import words_of
from aigate.scanners.flow.models import ALL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aigate.scanners.flow.frames import Frame, Variables
    from aigate.scanners.flow.machine import Machine

_EVERYTHING = (ALL,)
_PLACE = ("path",)
_ADDRESS = ("url", "redirect")
_HOSTS = frozenset({"netloc", "hostname", "host", "domain"})
_TELLING = frozenset(["isdigit", "isalnum", "isalpha", "isdecimal", "isnumeric", "isidentifier"])
_BEGINS = frozenset({"startswith", "is_relative_to"})
_SCHEMES = frozenset({"http", "https", "http:", "https:", "http://", "https://", "ftp://"})
_MATCHES = frozenset({"match", "fullmatch"})
_GOOD = frozenset(
    [
        "valid",
        "validate",
        "validated",
        "allowed",
        "allow",
        "permitted",
        "safe",
        "check",
        "verify",
        "verified",
        "whitelisted",
        "ok",
        "accept",
    ]
)
_BAD = frozenset(
    ["invalid", "unsafe", "malicious", "dangerous", "suspicious", "forbidden", "blocked", "illegal", "bad"]
)

Fact = tuple[ast.expr, tuple[str, ...]]  # an expression, and what it is safe for


class Guards:
    """Reads the tests of one file."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine

    def narrowed(self, test: ast.expr, frame: Frame, *, truth: bool) -> Variables:
        """The variables as they are where ``test`` came out so."""
        facts = list(self._facts(test, frame, truth=truth))
        if not facts:
            return dict(frame.variables)
        return self._applied(facts, frame)

    def after(self, call: ast.Call, frame: Frame) -> None:
        """A call that did not fail: what it checks is safe from here on."""
        name = self._name_of(call, frame)
        facts = [
            fact
            for guard in self._machine.models.guards.of(name)
            if guard.raises
            for fact in _named(call, guard.arguments, guard.labels)
        ]
        frame.variables = self._applied(facts, frame) if facts else frame.variables

    def stood(self, call: ast.Call, frame: Frame) -> None:
        """A call that stands alone, for what it does: one that is named a check fails where its arguments are bad."""
        self.after(call, frame)
        words = words_of(_last(call.func))
        if words & _GOOD and not words & _BAD:
            facts = [(each, _EVERYTHING) for each in call.args]
            frame.variables = self._applied(facts, frame)

    # ---------------------------------------------------------------- what a test tells

    def _facts(self, test: ast.expr, frame: Frame, *, truth: bool, is_kept: bool = False) -> Iterator[Fact]:
        """``is_kept``: the test was kept in a variable, whose own variables are followed no further."""
        match test:
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                yield from self._facts(operand, frame, truth=not truth, is_kept=is_kept)
            case ast.BoolOp(op=op, values=values):
                if isinstance(op, ast.And) == truth:
                    for each in values:
                        yield from self._facts(each, frame, truth=truth, is_kept=is_kept)
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                yield from self._compared(left, op, right, frame, truth=truth)
            case ast.Call():
                yield from self._called(test, frame, truth=truth)
            case ast.NamedExpr(value=value):
                yield from self._facts(value, frame, truth=truth, is_kept=is_kept)
            case ast.Name(id=name) if name in frame.tests and not is_kept:
                yield from self._facts(frame.tests[name], frame, truth=truth, is_kept=True)
            case _:
                pass

    def _compared(self, left: ast.expr, op: ast.cmpop, right: ast.expr, frame: Frame, *, truth: bool) -> Iterator[Fact]:
        value = self._machine.expressions.value
        if isinstance(op, ast.Is | ast.IsNot) and isinstance(left, ast.Call) and isinstance(right, ast.Constant):
            if right.value is None:  # re.fullmatch(…) is None
                yield from self._called(left, frame, truth=truth == isinstance(op, ast.IsNot))
            return
        holds = truth if isinstance(op, ast.In | ast.Eq) else not truth
        if isinstance(op, ast.In | ast.NotIn):
            if isinstance(left, ast.Constant) and not holds:  # ".." not in path
                if isinstance(left.value, str) and set("./\\") & set(left.value):
                    yield right, _PLACE
            elif holds and not value(right, frame).taints:
                yield left, _ADDRESS if self._is_host(left) else _EVERYTHING
        elif isinstance(op, ast.Eq | ast.NotEq) and holds:
            if not value(right, frame).taints or _is_common(left):
                yield left, self._labels_of_equal(left)
            elif not value(left, frame).taints:
                yield right, self._labels_of_equal(right)

    def _labels_of_equal(self, node: ast.expr) -> tuple[str, ...]:
        if self._is_host(node):
            return _ADDRESS
        if isinstance(node, ast.Call) and _last(node.func) in (
            "commonpath",
            "commonprefix",
            "dirname",
            "realpath",
            "abspath",
        ):
            return _PLACE
        return _EVERYTHING

    def _is_host(self, node: ast.expr) -> bool:
        return isinstance(node, ast.Attribute) and node.attr in _HOSTS

    def _called(self, call: ast.Call, frame: Frame, *, truth: bool) -> Iterator[Fact]:
        last = _last(call.func)
        name = self._name_of(call, frame)
        method_of = call.func.value if isinstance(call.func, ast.Attribute) else None
        if truth and method_of is not None and last in _TELLING:
            yield method_of, _EVERYTHING
        elif truth and method_of is not None and last in _BEGINS:
            yield method_of, _PLACE if _is_scheme(call) else (*_PLACE, *_ADDRESS)
        elif last in _MATCHES and truth and call.args:
            is_module = name.startswith(("re.", "regex."))
            yield from ((each, _EVERYTHING) for each in (call.args[1:2] if is_module else call.args[:1]))
        elif last in ("search", "findall") and not truth and call.args and "re" in name.split("."):
            yield from ((each, _EVERYTHING) for each in call.args[1:2])
        elif last == "isinstance" and truth and len(call.args) > 1 and _is_number_type(call.args[1]):
            yield call.args[0], _EVERYTHING
        else:
            found = [guard for guard in self._machine.models.guards.of(name) if not guard.raises]
            if found and truth:
                for guard in found:
                    yield from _named(call, guard.arguments, guard.labels)
            elif not found:
                words = words_of(last)
                if (truth and words & _GOOD and not words & _BAD) or (not truth and words & _BAD):
                    yield from ((each, _EVERYTHING) for each in call.args)

    def _name_of(self, call: ast.Call, frame: Frame) -> str:
        if isinstance(call.func, ast.Name | ast.Attribute):
            return self._machine.expressions.value(call.func, frame).name or f".{_last(call.func)}"
        return ""

    # ---------------------------------------------------------------- what follows from it

    def _applied(self, facts: Iterable[Fact], frame: Frame) -> Variables:
        variables = dict(frame.variables)
        for node, labels in facts:
            for name in self._held_by(node, frame):
                known = variables.get(name)
                if known is not None:
                    variables[name] = known.cleaned(labels)
        return variables

    def _held_by(self, node: ast.expr, frame: Frame) -> Iterator[str]:
        """The variables that an expression is, or is cut from, and those that hold what these were cut from."""
        at = node
        while True:
            match at:
                case ast.Name(id=name):
                    yield name
                    if name in frame.variables:
                        yield from frame.variables[name].variables
                    return
                case (
                    ast.Attribute(value=inner)
                    | ast.Subscript(value=inner)
                    | ast.Starred(value=inner)
                    | ast.Await(value=inner)
                    | ast.NamedExpr(target=inner)
                    | ast.BinOp(left=inner, op=ast.Add())  # path + os.sep
                ):
                    at = inner
                case ast.List(elts=parts) | ast.Tuple(elts=parts):  # os.path.commonpath([base, path])
                    for each in parts:
                        yield from self._held_by(each, frame)
                    return
                case ast.Call(func=ast.Attribute(value=inner), args=[]):
                    at = inner
                case ast.Call(args=[inner, *_]):
                    at = inner
                case _:
                    return


def _is_scheme(call: ast.Call) -> bool:
    """``url.startswith("https://")``, which says nothing of the host."""
    beginnings = call.args[0].elts if call.args and isinstance(call.args[0], ast.Tuple) else call.args[:1]
    return any(isinstance(one, ast.Constant) and one.value in _SCHEMES for one in beginnings)


def _is_common(node: ast.expr) -> bool:
    """``commonpath([base, path])``, which is compared with the base alone."""
    return isinstance(node, ast.Call) and _last(node.func) in {"commonpath", "commonprefix"}


def _named(call: ast.Call, arguments: Iterable[str], labels: tuple[str, ...]) -> Iterator[Fact]:
    for argument in arguments:
        if argument == "self" and isinstance(call.func, ast.Attribute):
            yield call.func.value, labels
        elif argument.isdigit() and int(argument) < len(call.args):
            yield call.args[int(argument)], labels
        else:
            yield from ((each.value, labels) for each in call.keywords if each.arg == argument)


def _last(func: ast.expr) -> str:
    return func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""


def _is_number_type(node: ast.expr) -> bool:
    names = node.elts if isinstance(node, ast.Tuple) else [node]
    return bool(names) and all(
        isinstance(one, ast.Name) and one.id in ("int", "float", "bool", "complex") for one in names
    )
