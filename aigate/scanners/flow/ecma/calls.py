"""What calls give, and what they do with what they are given."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from aigate.scanners.flow.ecma.bindings import element, fields_of
from aigate.scanners.flow.ecma.expressions import ANSWER, PLAIN, REGEX, REPLY, REQUEST, based
from aigate.scanners.flow.ecma.functions import FUNCTIONS
from aigate.scanners.flow.ecma.parameters import parameters_of
from aigate.scanners.flow.ecma.slow import SLOW, subject_of
from aigate.scanners.flow.models import ALL
from aigate.scanners.flow.values import (
    FIXED,
    NOTHING,
    PARAMETER,
    Origin,
    Value,
    either,
    mixed,
    tainted,
    text_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aigate.scanners.flow.ecma.frames import Frame, Function
    from aigate.scanners.flow.ecma.machine import Machine
    from aigate.scanners.flow.ecma.syntax import Node

_ENDS = frozenset(["process.exit", "process.abort"])
_JQUERY = frozenset(["$()", "jQuery()"])
_SAME_OBJECT = frozenset(["bind", "promisify", "catch", "finally"])
_PRODUCES = frozenset(["then", "map", "flatMap"])
_ANY_SHAPE = frozenset(["json", "formData", "valid", "parseBody", "body"])
_MOST_NAME = 120
_BUFFERS = frozenset(["Buffer.alloc()", "Uint8Array()"])  # filled by those who are given them
_BEHIND_AN_EVENT = re.compile(r"\bipcMain\.\w+$")  # whose callbacks are given an event before what was sent
_WORD = re.compile(r"[a-z]+|[A-Z][a-z]*|[A-Z]+(?![a-z])")
_CLEANING = {
    "escape": (ALL,), "escaped": (ALL,), "sanitize": (ALL,), "sanitise": (ALL,), "sanitizer": (ALL,), "purify": (ALL,),
    "clean": (ALL,), "encode": (ALL,), "quote": (ALL,), "slugify": (ALL,), "validate": (ALL,), "validated": (ALL,),
    "safe": (ALL,), "strip": ("html",), "whitelist": (ALL,), "allowlist": (ALL,), "hash": (ALL,), "hashed": (ALL,),
}  # fmt: skip
_NOT_CLEANING = frozenset(["unescape", "encoded", "un"])
_KEEPS_FEW = re.compile(r"/\[\^(?!<>)[^\]]{1,40}\]\+?/[a-z]*g[a-z]*")
_TAKES_TAGS = re.compile(r"/.*(?:<|\[<).*/[a-z]*g[a-z]*")
CHECKS = re.compile(r"(?i)valid|joi|zod|schema|celebrate|sanitiz|check|parse")
_TYPE_CALLS = frozenset(["type", "contentType", "setHeader", "set", "header", "writeHead"])


class Calls:
    """Evaluates the calls of one file."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._models = machine.models

    def call(self, node: Node, frame: Frame) -> Value:
        """What a call, or ``new``, gives."""
        if not node.children:
            return NOTHING
        callee, arguments = node.first, node.last if node.last.kind == "arguments" else None
        if node.last.kind == "template_string" and callee is not node.last:
            return self._tagged(node, frame)
        receiver, name = NOTHING, ""
        if callee.kind == "member_expression" and len(callee.children) > 1:
            receiver = self._machine.expressions.value(callee.first, frame)
            bound = self._machine.expressions.attribute(receiver, callee.last.text, callee, frame)
            name = bound.name or f"?.{callee.last.text}"
            if receiver.taints or receiver.name == REQUEST:
                name = bound.name if bound.name.startswith("<") else f"{receiver.name or '?'}.{callee.last.text}"
        elif callee.kind == "import":
            name = "import"
        elif callee.kind in FUNCTIONS:
            name = self._machine.functions.value_of(self._machine.functions.define(callee, frame)).name
        else:
            receiver = self._machine.expressions.value(callee, frame)
            name, receiver = receiver.name, NOTHING
        given = self._arguments(arguments, name, receiver, frame)
        self._machine.sinks.check(node, name, receiver, given, fields_of(given), frame)
        if (slowly := subject_of(name, receiver, given)) is not None:
            self._machine.sinks.check(node, SLOW, NOTHING, (slowly,), {}, frame)
        self._callbacks(arguments, name, receiver, given, frame)
        self._fill(node, name, given, frame)
        return self._result(node, name, receiver, given, frame)

    def _fill(self, node: Node, name: str, given: Sequence[Value], frame: Frame) -> None:
        """Whoever is given a buffer may write into it, and so may its methods: it is no constant from then on."""
        written = [one for one, value in zip(node.last.children, given, strict=False) if value.name in _BUFFERS]
        if name.rpartition(".")[0] in _BUFFERS and node.first.children:
            written.append(node.first.first)
        for one in written:
            if one.kind == "identifier" and not any(self._models.sinks.of(name)):
                self._machine.bindings.bind(one, NOTHING, frame, declares=False)

    # ---------------------------------------------------------------- arguments

    def _arguments(self, arguments: Node | None, name: str, receiver: Value, frame: Frame) -> list[Value]:  # noqa: ARG002
        given: list[Value] = []
        for argument in arguments.children if arguments else ():
            if argument.kind == "spread_element" and argument.children:
                whole = self._machine.expressions.value(argument.last, frame)
                given.extend(whole.items if whole.items is not None else (element(whole),))
            else:
                given.append(self._machine.expressions.value(argument, frame))
        return given

    def _callbacks(
        self, arguments: Node | None, name: str, receiver: Value, given: Sequence[Value], frame: Frame
    ) -> None:
        """Read the functions that a call is given, with what they are called with."""
        if arguments is None:
            return
        own = [self._machine.functions.named(one.name, frame) for one in given]
        if not any(own):
            return
        first = given[0].constant if given else None
        is_route = name in self._models.routes and (isinstance(first, str) or given[0].name == REGEX)
        middlewares = " ".join(one.name for one in given[1:-1]) if is_route else ""
        kinds = [*self._models.callbacks.of(name), *self._models.callbacks.of(f"{name}:{first}")]
        method = name.rpartition(".")[2]
        for argument, function in zip(arguments.children, own, strict=False):
            if function is None or function.is_read or function.is_open:
                continue
            if is_route:
                function.is_handler = True
                function.is_checked = function.is_checked or bool(CHECKS.search(middlewares))
            is_literal = argument.kind in FUNCTIONS
            if kinds and not function.given:
                function.given = self._sent(kinds[0], name, function)
            elif method in self._models.elements and receiver.taints and is_literal:
                held = element(receiver)
                function.given = (NOTHING, held) if method.startswith("reduce") else (held,)
            elif is_literal and not is_route and not function.given and not name.startswith("<"):
                self._unknown(function)
            if is_literal and not is_route:  # a handler runs when all of the file has run
                self._machine.functions.read(function)

    def _sent(self, kind: str, name: str, function: Function) -> tuple[Value, ...]:
        """What a callback is called with that is given what somebody sent."""
        sent = tainted(Origin(kind, function.node.line, f"what {name.removeprefix('?.')}() is given"), "message")
        if _BEHIND_AN_EVENT.search(name):
            return (NOTHING, *[sent] * (len(parameters_of(function.node)) - 1))
        return (sent,)

    def _unknown(self, function: Function) -> None:
        """Nobody knows what a callback is given, unless its parameters are called as those of handlers are."""
        requests = self._models.requests
        listed = parameters_of(function.node)
        names = [one.text or (one.first.text if one.children else "") for one in listed]
        typed = any(one.child("type_annotation") for one in listed)
        known = (*requests.parameters, *requests.always, *requests.answers)
        if not typed and not any(name in known for name in names) and not any(one.decorators for one in listed):
            function.given = tuple(NOTHING for _ in names[:1] if names[0] not in ("err", "error"))
            function.is_callback = True

    # ---------------------------------------------------------------- results

    def _result(self, node: Node, name: str, receiver: Value, given: Sequence[Value], frame: Frame) -> Value:
        function = self._machine.functions.named(name, frame)
        if node.kind == "new_expression":
            return self._made(name, given, function, node, frame)
        if name.startswith((ANSWER, REPLY, REQUEST)) or receiver.name == REQUEST:
            return self._of_handler(node, name, receiver, given, frame)
        known = self._known(node, name, receiver, given)
        if known is not None:
            return known
        if function is not None:
            name = "" if self._machine.functions.is_idle(function) else function.name
            return self._cleaned(name, self._machine.functions.call(function, given, node, frame))
        method = name.rpartition(".")[2]
        if method in _PRODUCES and (made := self._produced(given, receiver)) is not None:
            return made
        is_text = receiver.is_fixed or receiver.is_text or receiver.items is not None
        if receiver.taints or (method in self._models.same and is_text):
            return self._method(method, receiver, given, node)
        if receiver.name in _JQUERY:
            return Value(name=receiver.name)
        return Value(name=f"{name}()"[-_MOST_NAME:]) if name else NOTHING

    def _known(self, node: Node, name: str, receiver: Value, given: Sequence[Value]) -> Value | None:
        """What the models, or the language, say that a function gives."""
        if name == "require":
            module = given[0].constant if given else None
            return Value(name=module.removeprefix("node:")) if isinstance(module, str) else NOTHING
        if name.rpartition(".")[2] == "promisify" and given:
            return Value(name=given[0].name)
        if name == "Buffer.alloc":
            return Value(name="Buffer.alloc()", is_fixed=all(one.is_fixed for one in given))
        for kind in self._models.calls.of(name):
            return tainted(Origin(kind, node.line, f"{name.removeprefix('?.')}()"), f"{name}()")
        if name in self._models.passes:
            return self._passed(name, given)
        for labels in self._models.cleaners.of(name):
            return NOTHING if ALL in labels else self._passed(name, [receiver, *given]).cleaned(labels)
        return None

    def _of_handler(self, node: Node, name: str, receiver: Value, given: Sequence[Value], frame: Frame) -> Value:
        """A method of a request or of an answer."""
        method = name.rpartition(".")[2]
        if receiver.name == REQUEST and method in self._models.requests.calls:
            word = given[0].constant if given else None
            what = f"request.{method}('{word}')" if isinstance(word, str) else f"request.{method}()"
            found = tainted(Origin("request", node.line, what), what)
            return found if method in _ANY_SHAPE else found.cleaned(PLAIN)
        is_html = self._told_type(method, given, frame)
        if not name.startswith((ANSWER, REPLY)):
            return NOTHING
        return Value(name=ANSWER if name.startswith(ANSWER) or is_html else REPLY)

    def _made(self, name: str, given: Sequence[Value], function: Function | None, node: Node, frame: Frame) -> Value:
        """A new object: of a class that passes on what it is given, or of one that does not."""
        if function is not None:
            self._machine.functions.call(function, given, node, frame)
            return NOTHING
        constructor = self._machine.functions.named(f"{name}.constructor", frame)
        if constructor is not None:
            self._machine.functions.call(constructor, given, node, frame)
        for kind in self._models.calls.of(name):
            return tainted(Origin(kind, node.line, f"new {name}()"), f"{name}()")
        if name in self._models.passes:
            return replace(self._passed(name, given), name=f"{name}()")
        return Value(name=f"{name}()" if name else "")

    def _passed(self, name: str, given: Sequence[Value]) -> Value:
        """What is made of what was given; a path that is joined, like any text, is longer than its parts."""
        if name in ("path.join", "path.resolve", "util.format", "concat"):
            return based(given, text_of(given).cleaned(PLAIN))
        if name == "String":
            return mixed(given).cleaned(PLAIN)
        found = mixed(given) if given else NOTHING
        fields = given[0].fields if len(given) == 1 else ()
        return replace(found, name=given[0].name if len(given) == 1 and given[0].taints else "", fields=fields)

    def _method(self, method: str, receiver: Value, given: Sequence[Value], node: Node) -> Value:
        """A method of a value whose text is followed."""
        if method in self._models.tells:
            return NOTHING
        if method in ("replace", "replaceAll") and given:
            return self._replaced(receiver, given)
        if method in ("concat", "join"):
            items = receiver.items if receiver.items is not None else (receiver,)
            return (
                text_of([*items, *given]).cleaned(PLAIN)
                if receiver.is_text or method == "join"
                else mixed([*items, *given])
            )
        if method in ("get", "getAll") and given and isinstance(given[0].constant, str) and receiver.name:
            found = self._machine.expressions.attribute(receiver, given[0].constant, node, self._machine.module)
            return Value(taints=found.taints, name=found.name).cleaned(PLAIN)
        keeps = (*PLAIN,) if method in ("toString", "trim", "toLowerCase", "toUpperCase") else ()
        if method in self._models.same:
            is_fixed = receiver.is_fixed
            name = receiver.name if method in ("json", "then", "trim", "toString", *_SAME_OBJECT) else ""
            return Value(taints=receiver.taints, name=name, is_text=receiver.is_text, is_fixed=is_fixed).cleaned(keeps)
        return self._cleaned(
            method, Value(taints=tuple(one for one in receiver.taints if one.origin.kind != PARAMETER))
        )

    def _produced(self, given: Sequence[Value], receiver: Value) -> Value | None:
        """What a callback makes of what its method is called on."""
        function = self._machine.functions.named(given[0].name, self._machine.module) if given else None
        if function is None or not function.is_read:
            return None
        taints = tuple(one for one in function.returns.taints if one.origin.kind != PARAMETER)
        is_text = function.returns.is_text
        return Value(taints=taints, is_text=is_text, is_fixed=receiver.is_fixed and function.returns.is_fixed)

    def _replaced(self, receiver: Value, given: Sequence[Value]) -> Value:
        pattern = str(given[0].constant) if given[0].name == REGEX else ""
        if _KEEPS_FEW.fullmatch(pattern) and "." not in pattern[:3]:
            return FIXED
        labels = ("html",) if _TAKES_TAGS.fullmatch(pattern) else ()
        added = given[1] if len(given) > 1 and not given[1].name.startswith("<") else NOTHING
        found = Value(taints=receiver.taints, is_text=receiver.is_text, is_fixed=receiver.is_fixed).cleaned(
            (*labels, *PLAIN)
        )
        return either(found, Value(taints=added.taints)) if added.taints else found

    def _cleaned(self, name: str, value: Value) -> Value:
        """A function whose name says that it cleans is believed."""
        if not value.taints or not name:
            return value
        words = [word.lower() for word in _WORD.findall(name)]
        if _NOT_CLEANING.intersection(words):
            return value
        return value.cleaned(label for word in words for label in _CLEANING.get(word, ()))

    def _told_type(self, method: str, given: Sequence[Value], frame: Frame) -> bool:
        """Whether an answer's type is said to be HTML; that it is not is remembered."""
        if method not in _TYPE_CALLS or not given:
            return False
        texts = [one.constant for one in given] + [value.constant for one in given for _, value in one.fields]
        words = " ".join(str(one).lower() for one in texts if isinstance(one, str))
        about = (
            method in ("type", "contentType")
            or "content-type" in words
            or any(key.lower() == "content-type" for one in given for key, _ in one.fields)
        )
        if about:
            frame.is_plain = "html" not in words
        return about and not frame.is_plain

    def _tagged(self, node: Node, frame: Frame) -> Value:
        """A template that a function takes apart: what it makes of it is its own business."""
        self._machine.expressions.value(node.first, frame)
        self._machine.expressions.template_parts(node.last, frame)
        return NOTHING

    def ends(self, node: Node, frame: Frame) -> bool:
        """Whether nothing runs after this call."""
        return (
            node.kind == "call_expression"
            and node.first.kind == "member_expression"
            and (self._machine.expressions.value(node.first, frame).name in _ENDS)
        )
