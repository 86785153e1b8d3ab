"""What an expression may be, given what its variables may be."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar

from aigate.scanners.flow import sql_text
from aigate.scanners.flow.models import ALL, SELF
from aigate.scanners.flow.values import (
    FIXED,
    HOLE,
    NOTHING,
    PARAMETER,
    UNKNOWN,
    Origin,
    Value,
    constant,
    display,
    either,
    joined,
    mixed,
    path_of,
    tainted,
    text_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from aigate.scanners.flow.frames import Frame
    from aigate.scanners.flow.machine import Machine

REQUEST = "<request>"
_OWN_ADDRESS = ("redirect",)

# Methods of text whose result holds the same text.
_SAME_TEXT = frozenset(
    [
        "strip",
        "lstrip",
        "rstrip",
        "lower",
        "upper",
        "title",
        "capitalize",
        "casefold",
        "swapcase",
        "encode",
        "decode",
        "expandtabs",
        "removeprefix",
        "removesuffix",
        "replace",
        "translate",
        "zfill",
        "ljust",
        "rjust",
        "center",
        "split",
        "rsplit",
        "splitlines",
        "partition",
        "rpartition",
        "copy",
        "pop",
        "get",
        "getlist",
        "items",
        "values",
        "keys",
    ]
)
_SAME_SHAPE = frozenset({"encode", "decode", "strip", "lstrip", "rstrip", "lower", "upper"})
# Methods and functions whose result says something about a text, and holds nothing of it.
_TELLS_ONLY = frozenset(
    [
        "startswith",
        "endswith",
        "isdigit",
        "isalnum",
        "isalpha",
        "isdecimal",
        "isnumeric",
        "isidentifier",
        "isspace",
        "islower",
        "isupper",
        "istitle",
        "isascii",
        "isprintable",
        "count",
        "find",
        "index",
        "rfind",
        "rindex",
        "exists",
        "is_file",
        "is_dir",
        "isfile",
        "isdir",
        "is_absolute",
        "is_relative_to",
        "hexdigest",
        "digest",
        "append",
        "extend",
        "add",
        "update",
        "remove",
        "discard",
        "clear",
        "insert",
        "close",
        "flush",
        "commit",
        "rollback",
    ]
)
_SAME_PATH = frozenset({"pathlib.Path", "Path", "os.path.abspath", "os.path.realpath", "os.path.normpath", "str"})
_LOOKUPS = frozenset({"get", "pop", "setdefault", "__getitem__"})
_ADDS = frozenset({"append", "extend", "add", "insert", "appendleft", "update"})
_WORD = re.compile(r"[a-z]+|[A-Z][a-z]*|[A-Z]+(?![a-z])")
_CLEANING = frozenset(
    [
        "sanitize",
        "sanitise",
        "sanitized",
        "sanitised",
        "sanitizer",
        "escape",
        "escaped",
        "quote",
        "quoted",
        "clean",
        "cleaned",
        "validate",
        "validated",
        "secure",
        "secured",
        "safe",
        "whitelist",
        "allowlist",
        "normalize_path",
        "slugify",
    ]
)


class Expressions:
    """Evaluates the expressions of one file."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._models = machine.models

    def value(self, node: ast.expr, frame: Frame) -> Value:
        """What ``node`` may be."""
        self._machine.tick()
        method = self._BY_TYPE.get(type(node))
        if method is not None:
            return method(self, node, frame)
        parts = [self.value(child, frame) for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)]
        return mixed(parts) if parts else NOTHING

    # ---------------------------------------------------------------- names

    def _constant(self, node: ast.Constant, _frame: Frame) -> Value:
        return constant(node.value)

    def _name(self, node: ast.Name, frame: Frame) -> Value:
        known = frame.variables.get(node.id)
        if known is None and frame.function is not None:
            known = frame.function.outer.get(node.id)
        if known is None:
            known = self._machine.variables.get(node.id)
        if known is not None:
            return known
        if self._models.request_parameters and node.id in self._models.request_parameters:
            return Value(name=REQUEST)
        return Value(name=node.id)

    def _attribute(self, node: ast.Attribute, frame: Frame) -> Value:
        return self._attribute_of(self.value(node.value, frame), node)

    def _attribute_of(self, base: Value, node: ast.Attribute) -> Value:
        name = f"{base.name}.{node.attr}" if base.name else ""
        if own := self._machine.attribute(base.name, node.attr):
            return own
        if self._machine.is_sent(base.name, node.attr):
            return tainted(Origin("request", node.lineno, f"self.{node.attr}"), name)
        if base.name == REQUEST or name in self._models.requests:
            if name in self._models.requests:
                return Value(name=REQUEST)
            if node.attr in self._models.request_parts:
                found = tainted(Origin("request", node.lineno, f"request.{node.attr}"), name)
                return found.cleaned(_OWN_ADDRESS) if node.attr in self._models.own_addresses else found
            return Value(name=name)
        if base.name.endswith("()") and node.attr in self._models.request_parameters:
            return Value(name=REQUEST)  # self.request
        for kind in self._models.attributes.of(name):
            return tainted(Origin(kind, node.lineno, name), name)
        found = Value(
            taints=base.taints, name=name or ("." + node.attr if base.taints else ""), variables=base.variables
        )
        # who calls a function with an object has hardly taken all that it holds from outside
        return found.remade() if any(one.origin.kind == PARAMETER for one in base.taints) else found

    def _subscript(self, node: ast.Subscript, frame: Frame) -> Value:
        base, at = self.value(node.value, frame), self.value(node.slice, frame)
        if base.is_fixed and not base.is_text:
            return FIXED
        for key, value in base.fields:
            if key == at.constant:
                return value
        if (
            base.items is not None
            and isinstance(at.constant, int)
            and -len(base.items) <= at.constant < len(base.items)
        ):
            return base.items[at.constant]
        return Value(taints=base.taints, name=base.name, variables=base.variables, is_text=base.is_text)

    # ---------------------------------------------------------------- text

    def _joined(self, node: ast.JoinedStr, frame: Frame) -> Value:
        parts = [self.value(part, frame) for part in node.values]
        match node.values:
            case [ast.FormattedValue(value=base), ast.Constant(value=str() as rest), *_] if rest.startswith("/"):
                parts[0] = _folder(base, parts[0])
            case _:
                pass
        return self.composed(node, parts, frame)

    def composed(self, node: ast.expr | ast.stmt, parts: Sequence[Value], frame: Frame) -> Value:
        """Text that is put together from parts, in their order."""
        for place in sql_text.places(parts):
            self._machine.sinks.composed(node, place, frame)
        return text_of(parts)

    def _formatted(self, node: ast.FormattedValue, frame: Frame) -> Value:
        found = self.value(node.value, frame)
        if isinstance(node.format_spec, ast.JoinedStr) and _is_number(node.format_spec):
            return replace(found.cleaned((ALL,)), is_fixed=True)
        return found

    def _binary(self, node: ast.BinOp, frame: Frame) -> Value:
        """Chains of additions are as deep as they are long, so they are not walked by recursion."""
        parts: list[Value] = []
        at: ast.expr = node
        while isinstance(at, ast.BinOp) and isinstance(at.op, ast.Add):
            self._machine.tick()
            parts.append(self.value(at.right, frame))
            at = at.left
        if parts:
            parts.append(self.value(at, frame))
            parts.reverse()
            if all(part.items is not None for part in parts):
                return display(item for part in parts for item in part.items or ())
            return self.composed(node, parts, frame)
        left, right = self.value(node.left, frame), self.value(node.right, frame)
        if isinstance(node.op, ast.Mod) and (isinstance(left.constant, str | bytes) or left.is_text):
            items = right.items if right.items is not None else (right,)
            if isinstance(left.constant, str):
                return self.composed(node, sql_text.percent(left.constant, items, dict(right.fields)), frame)
            return text_of([left, *items])
        if isinstance(node.op, ast.Div):  # paths
            return path_of([_folder(node.left, left), right])
        return mixed([left, right])

    # ---------------------------------------------------------------- choices

    def _boolean(self, node: ast.BoolOp, frame: Frame) -> Value:
        found = self.value(node.values[0], frame)
        for each in node.values[1:]:
            found = either(found, self.value(each, frame))
        return found

    def _choice(self, node: ast.IfExp, frame: Frame) -> Value:
        self.value(node.test, frame)
        kept = frame.variables
        frame.variables = self._machine.guards.narrowed(node.test, frame, truth=True)
        one = self.value(node.body, frame)
        frame.variables = kept
        frame.variables = self._machine.guards.narrowed(node.test, frame, truth=False)
        other = self.value(node.orelse, frame)
        frame.variables = kept
        return either(one, other)

    def _compare(self, node: ast.Compare, frame: Frame) -> Value:
        for each in (node.left, *node.comparators):
            self.value(each, frame)
        return NOTHING

    def _unary(self, node: ast.UnaryOp, frame: Frame) -> Value:
        found = self.value(node.operand, frame)
        if isinstance(node.op, ast.Not):
            return NOTHING
        if isinstance(node.op, ast.USub) and isinstance(found.constant, int | float):
            return constant(-found.constant)
        return found

    def _walrus(self, node: ast.NamedExpr, frame: Frame) -> Value:
        found = self.value(node.value, frame)
        self._machine.statements.assign(node.target, found, frame)
        return found

    # ---------------------------------------------------------------- containers

    def _display(self, node: ast.List | ast.Tuple | ast.Set, frame: Frame) -> Value:
        found = display(self.value(each, frame) for each in node.elts)
        return found if not isinstance(node, ast.Set) else replace(found, items=None)

    def _dict(self, node: ast.Dict, frame: Frame) -> Value:
        keys = [self.value(key, frame) if key is not None else NOTHING for key in node.keys]
        values = [self.value(value, frame) for value in node.values]
        fields = tuple(
            (key.constant, value) for key, value in zip(keys, values, strict=True) if isinstance(key.constant, str)
        )
        fixed = all(one.is_fixed for one in values) and all(
            key.is_fixed for key, node_key in zip(keys, node.keys, strict=True) if node_key is not None
        )
        return replace(mixed([*keys, *values]), fields=fields[:32], is_fixed=fixed)

    def _comprehension(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp, frame: Frame) -> Value:
        kept = frame.variables
        frame.variables = dict(kept)
        for part in node.generators:
            self._machine.statements.assign(part.target, element(self.value(part.iter, frame)), frame)
            for test in part.ifs:
                self.value(test, frame)
                frame.variables = self._machine.guards.narrowed(test, frame, truth=True)
        if isinstance(node, ast.DictComp):
            found = mixed([self.value(node.key, frame), self.value(node.value, frame)])
        else:
            found = self.value(node.elt, frame)
        frame.variables = kept
        return Value(taints=found.taints, is_fixed=found.is_fixed)

    def _starred(self, node: ast.Starred | ast.Await, frame: Frame) -> Value:
        return self.value(node.value, frame)

    def _lambda(self, node: ast.Lambda, frame: Frame) -> Value:
        return self._machine.functions.of_lambda(node, frame)

    def _yield(self, node: ast.Yield | ast.YieldFrom, frame: Frame) -> Value:
        if node.value is not None:
            frame.returned.append(self.value(node.value, frame))
        return NOTHING

    # ---------------------------------------------------------------- calls

    def _call(self, node: ast.Call, frame: Frame) -> Value:
        called, receiver = self._called(node.func, frame)
        given = [self.value(each, frame) for each in node.args]
        named = {each.arg or f"**{at}": self.value(each.value, frame) for at, each in enumerate(node.keywords)}
        is_sink = self._machine.sinks.check(node, called.name, receiver, given, named, frame)
        for kind in self._models.calls.of(called.name):
            return tainted(Origin(kind, node.lineno, f"{called.name}()"), f"{called.name}()")
        known = self._machine.functions.call(called, given, named, frame)
        if known is not None:
            return known
        return self._unknown(node, called, receiver, [*given, *named.values()], named, frame, is_sink=is_sink)

    def _called(self, func: ast.expr, frame: Frame) -> tuple[Value, Value]:
        """The function that is called, and what it is a method of."""
        if not isinstance(func, ast.Attribute):
            return self.value(func, frame), NOTHING
        receiver = self.value(func.value, frame)
        found = self._attribute_of(receiver, func)
        return (found if found.name else replace(found, name=f".{func.attr}")), receiver

    def _unknown(
        self,
        node: ast.Call,
        called: Value,
        receiver: Value,
        given: Sequence[Value],
        named: Mapping[str, Value],
        frame: Frame,
        *,
        is_sink: bool,
    ) -> Value:
        """What a call gives that nobody can look into."""
        last = called.name.rpartition(".")[2]
        result = f"{called.name}()"
        if called.name.startswith(REQUEST) and last in self._models.request_parts:
            found = tainted(Origin("request", node.lineno, f"request.{last}()"), result)
            return found.cleaned(_OWN_ADDRESS) if last in self._models.own_addresses else found
        labels = {label for found in self._models.cleaners.of(called.name) for label in found}
        if ALL in labels or (last in _TELLS_ONLY and isinstance(node.func, ast.Attribute)):
            self._add_to(node, last, given, frame)
            return Value(name=result)
        if last == "format" and isinstance(receiver.constant, str):
            parts = sql_text.braces(receiver.constant, given[: len(node.args)], named)
            return self.composed(node, parts, frame).cleaned(labels)
        if last == "format_map" and isinstance(receiver.constant, str) and given:
            return self.composed(node, sql_text.braces(receiver.constant, (), dict(given[0].fields)), frame).cleaned(
                labels
            )
        made = self._method(last, receiver, given, result) if isinstance(node.func, ast.Attribute) else None
        if made is not None:
            return made.cleaned(labels)
        if is_sink:
            return Value(name=result)
        if not labels and _CLEANING & words_of(last):
            return Value(name=result)
        taints = joined([*given, receiver])
        is_carrier = called.name in self._models.carriers
        if called.name in ("os.path.join", "posixpath.join", "pathlib.Path", "Path") and len(given) > 1:
            first = _folder(node.args[0], given[0]) if node.args else given[0]
            return replace(path_of([first, *given[1:]]), name=result).cleaned(labels)
        variables = given[0].variables if len(given) == 1 else frozenset()
        found = Value(taints=taints, name=result, variables=variables).cleaned(labels)
        if not is_carrier:
            return found.remade()
        first = given[0] if given else NOTHING
        shape = first.constant if isinstance(first.constant, str) and called.name in _SAME_PATH else first.shape
        return replace(found, is_text=first.is_text, shape=shape, constant=first.constant if first.is_text else UNKNOWN)

    def _method(self, last: str, receiver: Value, given: Sequence[Value], result: str) -> Value | None:
        """What a method of text or of a container gives."""
        if last in ("format", "join", "format_map") and (
            receiver.is_text or isinstance(receiver.constant, str | bytes)
        ):
            items = [item for one in given for item in (one.items if one.items is not None else (one,))]
            return text_of([receiver, *items])
        if last == "joinpath":
            return path_of([receiver, *given])
        if last == "replace" and len(given) > 1 and joined(given[1:]) and not (receiver.is_text or receiver.is_fixed):
            return text_of([receiver, given[1]])  # a template that is filled in
        if last in _LOOKUPS and receiver.is_fixed:
            return mixed(given[1:]) if given[1:] else FIXED
        if last in _SAME_TEXT and (receiver.taints or receiver.is_text or receiver.is_fixed):
            taints = joined([receiver, *given]) if last == "replace" else receiver.taints
            name = result if receiver.name.startswith(REQUEST) else ""
            fixed = receiver.is_fixed and all(one.is_fixed for one in given)
            shape = receiver.shape if last in _SAME_SHAPE else ""
            return Value(
                taints, name, is_text=receiver.is_text, variables=receiver.variables, is_fixed=fixed, shape=shape
            )
        return None

    def _add_to(self, node: ast.Call, last: str, given: Sequence[Value], frame: Frame) -> None:
        """A container that something is added to holds it from now on."""
        target = node.func.value if isinstance(node.func, ast.Attribute) else None
        if last in _ADDS and isinstance(target, ast.Name) and target.id in frame.variables:
            held = frame.variables[target.id]
            items = (*held.items, *given) if held.items is not None and last == "append" else None
            grown = mixed([held, *given])
            frame.variables[target.id] = replace(grown, items=items, name=held.name)

    _BY_TYPE: ClassVar[dict[type[ast.expr], Callable[..., Value]]] = {
        ast.Constant: _constant,
        ast.Name: _name,
        ast.Attribute: _attribute,
        ast.Subscript: _subscript,
        ast.JoinedStr: _joined,
        ast.FormattedValue: _formatted,
        ast.BinOp: _binary,
        ast.BoolOp: _boolean,
        ast.IfExp: _choice,
        ast.Compare: _compare,
        ast.UnaryOp: _unary,
        ast.NamedExpr: _walrus,
        ast.List: _display,
        ast.Tuple: _display,
        ast.Set: _display,
        ast.Dict: _dict,
        ast.ListComp: _comprehension,
        ast.SetComp: _comprehension,
        ast.GeneratorExp: _comprehension,
        ast.DictComp: _comprehension,
        ast.Starred: _starred,
        ast.Await: _starred,
        ast.Lambda: _lambda,
        ast.Call: _call,
        ast.Yield: _yield,
        ast.YieldFrom: _yield,
    }


def _folder(node: ast.expr, value: Value) -> Value:
    """What a path begins with: a constant that nobody here knows, such as ``settings.MEDIA_ROOT``, reads like its name."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.Subscript(slice=ast.Constant(value=str() as name)):
            return replace(value, shape=name) if name.isupper() and value.reading == HOLE else value
        case _:
            return value


def select(argument: str, receiver: Value, given: Sequence[Value], named: dict[str, Value]) -> list[Value]:
    """The values that a model's argument names in one call."""
    if argument == SELF:
        return [receiver]
    if argument == "*":
        return [*given, *named.values()]
    if argument.isdigit():
        at = int(argument)
        return [given[at]] if at < len(given) else []
    return [named[argument]] if argument in named else []


@lru_cache(maxsize=4096)
def words_of(name: str) -> frozenset[str]:
    """The words of an identifier, in lower case."""
    return frozenset(word.lower() for word in _WORD.findall(name))


def element(container: Value) -> Value:
    """What iterating over a container gives."""
    if container.items:
        found = container.items[0]
        for each in container.items[1:]:
            found = either(found, each)
        return found
    return Value(taints=container.taints, is_fixed=container.is_fixed, variables=container.variables)


def _is_number(spec: ast.JoinedStr) -> bool:
    """Whether a format specification takes numbers alone."""
    parts = [part.value for part in spec.values if isinstance(part, ast.Constant) and isinstance(part.value, str)]
    return bool(parts) and parts[-1][-1:] in tuple("bcdoxXeEfFgGn%")
