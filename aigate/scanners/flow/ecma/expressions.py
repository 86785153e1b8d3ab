"""What an expression may be, given what its variables may be."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from aigate.scanners.flow import sql_text
from aigate.scanners.flow.ecma.bindings import element, fields_of, key_of
from aigate.scanners.flow.ecma.syntax import string_of, unescaped
from aigate.scanners.flow.sinks import NO_MARKUP
from aigate.scanners.flow.values import (
    FIXED,
    NOTHING,
    PARAMETER,
    Origin,
    Value,
    constant,
    display,
    either,
    joined,
    mixed,
    tainted,
    text_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from aigate.scanners.flow.ecma.frames import Frame
    from aigate.scanners.flow.ecma.machine import Machine
    from aigate.scanners.flow.ecma.syntax import Node

REQUEST = "<request>"
ANSWER = "<answer>"
REPLY = "<reply>"  # the answer of a framework that sends text as text
REGEX = "<regex>"
PLAIN = ("nosql", "merge")  # what text is safe for, because it is no object
BASED = "based"  # no use: it stands behind a folder that the program chose

_GLOBALS = frozenset(["window", "globalThis", "self", "global", "top", "parent"])
_FOLDERS = frozenset(["__dirname", "process.cwd()", "os.homedir()", "os.tmpdir()", "import.meta.dirname"])
_TESTED = re.compile(r"(?i)fixture|__(?:tests?|mocks|snapshots)__|testdata")  # tests name their own files
_FOLDER = re.compile(r"(?i)this\.\w*(?:dir|directory|folder|root|base|path)$")
_TAGS = re.compile(r"<[a-zA-Z!/]")
_FILTER = re.compile(r"\(\s*\w+\s*[~<>]?=|\b(?:uid|cn|ou|dc)=")
_COMMAND = re.compile(r"(?i)\b(?:select|insert|update|delete|replace|where)\b")
_CATALOG = re.compile(
    r"(?i)information_schema|sqlite_(?:master|sequence|schema)|pg_(?:catalog|class|type|constraint|index|namespace|indexes)|\bsyscat\b|\bsys\W+\w|user_(?:triggers|cons|tab)"
    r"|all_(?:tables|cons|tab)|object_id\(|xmltable|typeorm_metadata|parent_object_id|(?:table|constraint|column|schema)_(?:name|schema)|constname|typname"
)
_HOST = re.compile(r"(?:[a-z]+:)?//[^/\0?#]+[/?#]|/[^/\0\\]|[?#]|[\w.]+[/?]|mailto:|tel:")
_MOST_TEXT = 10_000
_MOST_NAME = 120


class Expressions:
    """Evaluates the expressions of one file."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._models = machine.models

    def value(self, node: Node, frame: Frame) -> Value:
        """What ``node`` may be."""
        self._machine.tick()
        method = self._BY_KIND.get(node.kind)
        if method is not None:
            return method(self, node, frame)
        found = [self.value(child, frame) for child in node.children]
        return mixed(found) if found else NOTHING

    # ---------------------------------------------------------------- names

    def _identifier(self, node: Node, frame: Frame) -> Value:
        name = node.text
        known = frame.find(name)
        if known is not None:
            return known
        if name.isupper() and len(name) > 1:
            return Value(name=name, is_fixed=True, constant=None)  # fixed, but not here
        for kind in self._models.attributes.of(name):
            return tainted(Origin(kind, node.line, name), name)
        return Value(name=name)

    def _this(self, _node: Node, _frame: Frame) -> Value:
        return Value(name="this")

    def _member(self, node: Node, frame: Frame) -> Value:
        if len(node.children) < 2:  # noqa: PLR2004 - broken code
            return NOTHING
        return self.attribute(self.value(node.first, frame), node.last.text, node, frame)

    def attribute(self, base: Value, name: str, node: Node, frame: Frame) -> Value:
        """A property of a value."""
        if base.name in _GLOBALS:
            for kind in self._models.attributes.of(name):
                return tainted(Origin(kind, node.line, name), name)
            return Value(name=name)
        if base.name == REQUEST:
            return self._request_part(name, node)
        own = self._own(base, name, frame)
        if own is not None:
            return own
        place = f"{base.name or '?'}.{name}"[-_MOST_NAME:]
        for kind in self._models.attributes.of(place):
            return tainted(Origin(kind, node.line, place.removeprefix("?.")), place)
        if not base.taints:
            return Value(name=place)
        if name in self._models.tells:
            return NOTHING
        return _refined(base, name)

    def _own(self, base: Value, name: str, frame: Frame) -> Value | None:
        """A property that this file has set."""
        for key, value in base.fields:
            if key == name:
                return value
        if base.name == "this":
            found = self._machine.property_of(frame.owner, name)
            is_own = found is not None and found.taints and all(one.origin.kind == PARAMETER for one in found.taints)
            return replace(found, name=f"this.{name}") if found is not None and is_own else found
        return self._machine.property_of(base.name[:-2], name) if base.name.endswith("()") else None

    def _request_part(self, name: str, node: Node) -> Value:
        requests = self._models.requests
        if name in requests.inner:
            return Value(name=REQUEST)
        place = f"request.{name}"
        if name in requests.attributes:
            return tainted(Origin("request", node.line, place), place)
        if name in requests.texts:
            return tainted(Origin("request", node.line, place), place).cleaned(PLAIN)
        return Value(name=f"{REQUEST}.{name}")

    def _subscript(self, node: Node, frame: Frame) -> Value:
        if len(node.children) < 2:  # noqa: PLR2004 - broken code
            return NOTHING
        base, key = self.value(node.first, frame), self.value(node.last, frame)
        if isinstance(key.constant, str):
            return self.attribute(base, key.constant, node, frame)
        items, number = base.items, node.last.text
        if items is not None and number.isdigit() and int(number) < len(items):
            return items[int(number)]
        if base.is_fixed or not base.taints:
            return FIXED if base.is_fixed else NOTHING
        return Value(taints=base.taints, name=base.name, is_text=base.is_text)

    # ---------------------------------------------------------------- text

    def _string(self, node: Node, _frame: Frame) -> Value:
        return constant(string_of(node.text))

    def _number(self, _node: Node, _frame: Frame) -> Value:
        return FIXED

    def _literal(self, node: Node, _frame: Frame) -> Value:
        return constant({"true": True, "false": False}.get(node.text))

    def _regex(self, node: Node, _frame: Frame) -> Value:
        return Value(name=REGEX, constant=node.text, is_fixed=True)

    def _template(self, node: Node, frame: Frame) -> Value:
        return self.composed(node, self.template_parts(node, frame), frame)

    def template_parts(self, node: Node, frame: Frame) -> list[Value]:
        """The pieces of a template string, in order."""
        parts: list[Value] = []
        for child in node.children:
            if child.kind in ("string_fragment", "template_fragment"):
                parts.append(constant(child.text))
            elif child.kind == "escape_sequence":
                parts.append(constant(unescaped(child.text)))
            elif child.children:
                parts.append(self.value(child.first, frame))
        return parts

    def _sum(self, node: Node, frame: Frame) -> Value:
        return self.composed(node, [self.value(child, frame) for child in node.children], frame)

    def composed(self, node: Node, parts: Sequence[Value], frame: Frame) -> Value:
        """Text that is put together from parts, in their order."""
        if all(isinstance(part.constant, str) for part in parts):
            return constant("".join(str(part.constant) for part in parts)[:_MOST_TEXT])
        if any(isinstance(part.constant, str) for part in parts):
            is_about_tables = any(isinstance(part.constant, str) and _CATALOG.search(part.constant) for part in parts)
            for place in sql_text.places(parts):
                if not is_about_tables or any(one.origin.kind == "request" for one in place.value.taints):
                    self._machine.sinks.composed(node, place, frame)
        return based(parts, _placed(parts, text_of(parts)).cleaned(PLAIN))

    def _binary(self, node: Node, frame: Frame) -> Value:
        if len(node.children) < 2:  # noqa: PLR2004 - broken code
            return NOTHING
        left = self.value(node.first, frame)
        if node.sign in ("&&", "||", "??"):
            facts = frame.facts
            if node.sign != "??":
                frame.facts = self._machine.guards.narrowed(node.first, frame, truth=node.sign == "&&")
            right = self.value(node.last, frame)
            frame.facts = facts
            return right if node.sign == "&&" else either(left, right)
        self.value(node.last, frame)
        return NOTHING

    def _unary(self, node: Node, frame: Frame) -> Value:
        for child in node.children:
            self.value(child, frame)
        return NOTHING

    def _ternary(self, node: Node, frame: Frame) -> Value:
        if len(node.children) < 3:  # noqa: PLR2004 - broken code
            return NOTHING
        self.value(node.first, frame)
        facts = frame.facts
        frame.facts = self._machine.guards.narrowed(node.first, frame, truth=True)
        one = self.as_checked(self.value(node.children[1], frame), frame)
        frame.facts = facts
        frame.facts = self._machine.guards.narrowed(node.first, frame, truth=False)
        other = self.as_checked(self.value(node.children[2], frame), frame)
        frame.facts = facts
        return either(one, other)

    def as_checked(self, value: Value, frame: Frame) -> Value:
        """A value that leaves the place where something was checked, with what was checked."""
        if not value.taints or not frame.facts:
            return value
        return replace(
            value, taints=tuple(replace(one, clean=one.clean | frame.known(one.origin)) for one in value.taints)
        )

    # ---------------------------------------------------------------- containers

    def _object(self, node: Node, frame: Frame) -> Value:
        fields: list[tuple[str, Value]] = []
        others: list[Value] = []
        for child in node.children:
            if child.kind == "pair" and len(child.children) > 1:
                key = key_of(child.first)
                value = self.value(child.last, frame)
                if key in ("$eq", "$in"):
                    value = value.cleaned(PLAIN)
                fields.append((key, value)) if key else others.append(value)
            elif child.kind == "shorthand_property_identifier":
                fields.append((child.text, self._identifier(child, frame)))
            elif child.kind == "method_definition":
                function = self._machine.functions.define(child, frame)
                fields.append((function.name, self._machine.functions.value_of(function)))
            elif child.kind == "spread_element" and child.children:
                spread = self.value(child.last, frame)
                fields.extend(spread.fields)
                others.append(spread)
        whole = mixed([*(value for _, value in fields), *others])
        return replace(whole, fields=tuple(dict(fields[-64:]).items()))

    def _array(self, node: Node, frame: Frame) -> Value:
        if any(child.kind == "spread_element" for child in node.children):
            return mixed([self.value(child, frame) for child in node.children])
        return display([self.value(child, frame) for child in node.children])

    def _spread(self, node: Node, frame: Frame) -> Value:
        return element(self.value(node.last, frame)) if node.children else NOTHING

    def _through(self, node: Node, frame: Frame) -> Value:
        return self.value(node.last, frame) if node.children else NOTHING

    def _sequence(self, node: Node, frame: Frame) -> Value:
        found = NOTHING
        for child in node.children:
            found = self.value(child, frame)
        return found

    # ---------------------------------------------------------------- the rest

    def _assignment(self, node: Node, frame: Frame) -> Value:
        if len(node.children) < 2:  # noqa: PLR2004 - broken code
            return NOTHING
        value = self.value(node.last, frame)
        self._machine.functions.name(
            value, node.first.text or node.first.children[-1].text if node.first.children or node.first.text else ""
        )
        if node.first.kind == "identifier":
            self._machine.sinks.check(node, f"{node.first.text}=", NOTHING, (value,), fields_of((value,)), frame)
        self._machine.bindings.bind(node.first, value, frame, declares=False)
        return value

    def _augmented(self, node: Node, frame: Frame) -> Value:
        if len(node.children) < 2:  # noqa: PLR2004 - broken code
            return NOTHING
        before, added = self.value(node.first, frame), self.value(node.last, frame)
        if node.sign == "+=":
            whole = self.composed(node, (before, added), frame)
        elif node.sign in ("||=", "&&=", "??="):
            whole = either(before, added)
        else:
            whole = NOTHING
        self._machine.bindings.bind(node.first, whole, frame, declares=False)
        return whole

    def _function(self, node: Node, frame: Frame) -> Value:
        return self._machine.functions.value_of(self._machine.functions.define(node, frame))

    def _class(self, node: Node, frame: Frame) -> Value:
        return self._machine.functions.define_class(node, frame)

    def _call(self, node: Node, frame: Frame) -> Value:
        return self._machine.calls.call(node, frame)

    def _attribute_of_component(self, node: Node, frame: Frame) -> Value:
        if len(node.children) < 2:  # noqa: PLR2004 - it has no value
            return NOTHING
        value = self.value(node.last, frame)
        if self._models.sinks.of(name := f"jsx.{node.first.text}"):
            self._machine.sinks.check(node, name, NOTHING, (value,), fields_of((value,)), frame)
        return NOTHING

    _BY_KIND: ClassVar[dict[str, Callable[..., Value]]] = {
        "array": _array,
        "arrow_function": _function,
        "assignment_expression": _assignment,
        "augmented_assignment_expression": _augmented,
        "await_expression": _through,
        "binary_expression": _binary,
        "call_expression": _call,
        "class": _class,
        "class_declaration": _class,
        "false": _literal,
        "function": _function,
        "function_expression": _function,
        "generator_function": _function,
        "identifier": _identifier,
        "jsx_attribute": _attribute_of_component,
        "member_expression": _member,
        "method_definition": _function,
        "new_expression": _call,
        "null": _literal,
        "number": _number,
        "object": _object,
        "regex": _regex,
        "sequence_expression": _sequence,
        "spread_element": _spread,
        "string": _string,
        "subscript_expression": _subscript,
        "sum": _sum,
        "template_string": _template,
        "ternary_expression": _ternary,
        "this": _this,
        "true": _literal,
        "type_assertion": _through,
        "unary_expression": _unary,
        "update_expression": _unary,
        "yield_expression": _through,
    }


def based(parts: Sequence[Value], whole: Value) -> Value:
    """A path of several parts: what stands behind a folder that the program chose is remembered to."""
    if not whole.taints or len(parts) < 2 or not _is_folder(parts[0]):  # noqa: PLR2004 - a folder and a name
        return whole
    if any(isinstance(part.constant, str) and _TESTED.search(part.constant) for part in parts):
        return whole
    first = {one.origin for one in parts[0].taints if BASED not in one.clean}
    taints = tuple(one if one.origin in first else replace(one, clean=one.clean | {BASED}) for one in whole.taints)
    return replace(whole, taints=taints)


def _is_folder(value: Value) -> bool:
    """Whether a value is, or begins with, a folder that is not somebody else's to choose."""
    if value.name in _FOLDERS or _FOLDER.match(value.name):
        return True
    if isinstance(value.constant, str):
        return bool(value.constant.strip("."))
    if value.taints:
        return all(one.origin.kind == "environment" or BASED in one.clean for one in value.taints)
    return value.is_fixed


def _refined(base: Value, name: str) -> Value:
    """A property of what came from outside: it comes from outside, too, and has a longer name."""
    place = f"{base.name}.{name}"[:_MOST_NAME] if base.name else ""
    taints = tuple(
        replace(one, origin=one.origin._replace(what=place)) if one.origin.what == base.name else one
        for one in base.taints
    )
    return Value(taints=joined((Value(taints=taints),)), name=place)


def _placed(parts: Sequence[Value], whole: Value) -> Value:
    """What the text around a value says of it: it is no address behind a host, no markup where there are no tags."""
    if not whole.taints:
        return whole
    fixed = "".join(str(part.constant) if isinstance(part.constant, str) else "\0" for part in parts)[:_MOST_TEXT]
    labels = set() if _TAGS.search(fixed) else {NO_MARKUP}
    if not _FILTER.search(fixed):
        labels.add("ldap")
    if _HOST.match(fixed) or (fixed.startswith("\0") and not parts[0].taints):
        labels.update(("url", "redirect"))
    own = labels if _COMMAND.search(fixed) and not _CATALOG.search(fixed) else labels | {"sql"}
    taints = tuple(
        replace(one, clean=(one.clean - {NO_MARKUP}) | (own if one.origin.kind == PARAMETER else labels))
        for one in whole.taints
    )
    return replace(whole, taints=taints)
