"""Patterns that take values apart, and what variables and properties are given."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from aigate.scanners.flow.ecma.syntax import string_of
from aigate.scanners.flow.values import Value, either, joined

if TYPE_CHECKING:
    from aigate.scanners.flow.ecma.frames import Frame
    from aigate.scanners.flow.ecma.machine import Machine
    from aigate.scanners.flow.ecma.syntax import Node

_NAMES = frozenset(["identifier", "shorthand_property_identifier_pattern", "undefined"])
_ASKED = ("req", "request")
_EXPORTS = ("exports", "module.exports")


class Bindings:
    """Assigns the values of one file."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine

    def bind(self, target: Node, value: Value, frame: Frame, *, declares: bool = True) -> None:
        """Give what a pattern names its part of a value."""
        self._machine.tick()
        kind = target.kind
        if kind in _NAMES:
            self._name(target.text, _passing(value, target), frame, declares=declares)
        elif kind in ("object_pattern", "object"):
            self._object(target, value, frame, declares=declares)
        elif kind in ("array_pattern", "array"):
            for number, each in enumerate(target.children):
                items = value.items
                part = items[number] if items is not None and number < len(items) else element(value)
                self.bind(each, part, frame, declares=declares)
        elif kind in ("assignment_pattern", "object_assignment_pattern", "assignment_expression"):
            if len(target.children) > 1:
                default = self._machine.expressions.value(target.last, frame)
                given = value if value.taints or value.fields else either(default, value) if value.name else default
                self.bind(target.first, given, frame, declares=declares)
        elif kind in ("rest_pattern", "spread_element") and target.children:
            self.bind(target.last, replace(value, items=None), frame, declares=declares)
        elif kind == "member_expression" and len(target.children) > 1:
            self._member(target, value, frame)
        elif kind == "subscript_expression" and len(target.children) > 1:
            self._subscript(target, value, frame)

    def _name(self, name: str, value: Value, frame: Frame, *, declares: bool) -> None:
        frame.tests.pop(name, None)
        if not declares and name not in frame.variables:
            holder = frame.holder(name)
            if holder is not None:  # a variable of a function around this one, which may run at any time
                holder.set(name, either(holder.variables[name], value))
                return
        frame.set(name, value)

    def _object(self, target: Node, value: Value, frame: Frame, *, declares: bool) -> None:
        for each in target.children:
            if each.kind in ("shorthand_property_identifier_pattern", "shorthand_property_identifier"):
                name = each.text
                self._name(name, _passing(self._part(value, name, each, frame), each), frame, declares=declares)
            elif each.kind in ("pair_pattern", "pair") and len(each.children) > 1:
                self.bind(each.last, self._part(value, key_of(each.first), each, frame), frame, declares=declares)
            elif each.kind == "object_assignment_pattern" and each.children:
                self.bind(each, self._part(value, each.first.text, each, frame), frame, declares=declares)
            else:
                self.bind(each, value, frame, declares=declares)

    def _part(self, value: Value, name: str, node: Node, frame: Frame) -> Value:
        return self._machine.expressions.attribute(value, name, node, frame)

    def _member(self, target: Node, value: Value, frame: Frame) -> None:
        base, name = self._machine.expressions.value(target.first, frame), target.last.text
        place = f"{base.name or '?'}.{name}"
        if name != "body" or not target.first.text.endswith(_ASKED):  # what a request is given answers nobody
            self._machine.sinks.check(target, f"{place}=", base, (value,), fields_of((value,)), frame)
        if base.name == "this":
            self._machine.set_property(frame.owner, name, _passing(value, target))
        if base.name in _EXPORTS or place == "module.exports":
            self._machine.functions.export(value, name)
        self._widen(target.first, base, name, value, frame)

    def _subscript(self, target: Node, value: Value, frame: Frame) -> None:
        base = self._machine.expressions.value(target.first, frame)
        key = self._machine.expressions.value(target.last, frame)
        name = key.constant if isinstance(key.constant, str) else ""
        self._machine.sinks.check(target, "?.[]=", base, (key, value), {}, frame)
        if target.first.kind == "subscript_expression" and len(target.first.children) > 1:
            outer = self._machine.expressions.value(target.first.last, frame)
            self._machine.sinks.check(target, "?.[][]=", base, (outer, key, value), {}, frame)
        if name:
            self._machine.sinks.check(target, f"{base.name or '?'}.{name}=", base, (value,), fields_of((value,)), frame)
        self._widen(target.first, base, name, value, frame)

    def _widen(self, holder: Node, base: Value, name: str, value: Value, frame: Frame) -> None:
        """What is put into an object is in the variable that holds it."""
        if holder.kind != "identifier" or not (value.taints or name or base.is_fixed):
            return
        if base.name and (base.name.startswith(("<", "this")) or base.name in _EXPORTS):
            return
        fields = (*((key, one) for key, one in base.fields if key != name), (name, value)) if name else base.fields
        whole = replace(base, taints=joined((base, value)), fields=fields[-64:], is_fixed=False)
        self._name(holder.text, whole, frame, declares=False)


def _passing(value: Value, node: Node) -> Value:
    """A value, one step further."""
    return value.passing(node.line) if value.taints else value


def element(container: Value) -> Value:
    """What iterating over a value gives."""
    if container.items:
        found = container.items[0]
        for each in container.items[1:]:
            found = either(found, each)
        return found
    return Value(taints=container.taints, is_fixed=container.is_fixed, name=container.name if container.taints else "")


def key_of(node: Node) -> str:
    """The name of a property as it is written in an object or a pattern."""
    if node.kind == "string":
        return string_of(node.text)
    if node.kind == "computed_property_name":
        return string_of(node.first.text) if node.children and node.first.kind == "string" else ""
    return node.text


def fields_of(given: tuple[Value, ...] | list[Value]) -> dict[str, Value]:
    """The fields of arguments, by the names that models give them: ``0.url``."""
    return {f"{number}.{key}": value for number, one in enumerate(given) for key, value in one.fields}
