"""What a function's parameters are, as far as its place, their names and their types tell."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aigate.scanners.flow.ecma.expressions import ANSWER, PLAIN, REPLY, REQUEST
from aigate.scanners.flow.values import NOTHING, PARAMETER, Origin, Taint, Value, tainted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aigate.scanners.flow.ecma.frames import Function
    from aigate.scanners.flow.ecma.models import Requests
    from aigate.scanners.flow.ecma.syntax import Node

_TYPE = re.compile(r"[\w$]+")
_NO_TEXT = re.compile(r":\s*(?:number|boolean|bigint|Date|symbol|never|null)\s*(?:\[\]|\|\s*(?:null|undefined))*\s*$")
_TEXT = re.compile(r":\s*string\b")
_DECORATOR = re.compile(r"@([\w$.]+)\s*\(?\s*(?:['\"](\w+)['\"])?")
_EVENTS = ("event", "context")
_ERRORS = ("err", "error")
_ERROR_HANDLER = 4  # parameters: the error comes first


def parameters_of(function: Node) -> list[Node]:
    """The patterns of a function's parameters."""
    listed = function.child("formal_parameters")
    if listed is not None:
        return listed.children
    single = function.kind == "arrow_function" and len(function.children) > 1 and function.first.kind == "identifier"
    return [function.first] if single else []


def pattern_of(parameter: Node) -> Node:
    """The pattern of a parameter, without its type and default."""
    while parameter.children and parameter.kind in (
        "required_parameter",
        "optional_parameter",
        "assignment_pattern",
        "rest_pattern",
    ):
        parameter = parameter.first
    return parameter


def may_be_text(parameter: Node) -> bool:
    """Whether a parameter's type leaves room for text."""
    annotation = parameter.child("type_annotation")
    return annotation is None or not _NO_TEXT.search(annotation.text)


def parameter(
    function: Function, node: Node, names: Sequence[str], number: int, requests: Requests, *, is_server: bool
) -> Value:
    """What one parameter is: a request, an answer, what its place says, or what a caller gives."""
    if number < len(function.given):
        return function.given[number]
    annotation = node.child("type_annotation")
    said = annotation.text if annotation is not None else ""
    decorated = _decorated(node, said, requests)
    if decorated is not None:
        return decorated
    framework = _framework(function, names, number, said, requests, pattern_of(node), is_server=is_server)
    if framework is not None:
        return framework
    if function.is_callback or _NO_TEXT.search(said):
        return NOTHING
    name = names[number] or "?"
    value = Value(taints=(Taint(Origin(PARAMETER, node.line, name, number)),), name=name)
    return value.cleaned(PLAIN) if _TEXT.match(said) else value


def _decorated(node: Node, said: str, requests: Requests) -> Value | None:
    """A parameter that a decorator fills with what a client sent."""
    for decorator in node.decorators:
        found = _DECORATOR.match(decorator)
        if found and found[1] in requests.decorators:
            if _NO_TEXT.search(said):
                return NOTHING
            what = f"@{found[1]}()" + (f".{found[2]}" if found[2] else "")
            value = tainted(Origin("request", node.line, what), what)
            return value.cleaned(PLAIN) if "string" in said else value
    return None


def _framework(
    function: Function,
    names: Sequence[str],
    number: int,
    said: str,
    requests: Requests,
    pattern: Node,
    *,
    is_server: bool,
) -> Value | None:
    """What frameworks hand over: requests and answers, by place, by type, by name."""
    name = names[number]
    first = 1 if len(names) == _ERROR_HANDLER and names[0].startswith("e") else 0
    if function.is_handler and number in (first, first + 1):
        return Value(name=REQUEST if number == first else _answer(name, requests) or ANSWER)
    found = _TYPE.findall(said)
    if (found and found[0] in requests.types) or name in requests.always:
        return Value(name=REQUEST)
    is_named = function.name in requests.functions
    if name in requests.parameters and (is_server or is_named or any(_answer(one, requests) for one in names)):
        return Value(name=REQUEST)
    if is_named and number == 0 and name in _EVENTS:
        return Value(name=REQUEST)
    if number == 0 and _is_page(pattern):
        return Value(name=REQUEST)
    if answer := _answer(name, requests):
        return Value(name=answer)
    return _other(names, number, function.node.line, requests)


def _other(names: Sequence[str], number: int, line: int, requests: Requests) -> Value | None:
    """Errors that callbacks are given, and the arguments of resolvers."""
    name = names[number]
    if name in _ERRORS and number == 0:
        what = f'the error "{name}"'
        return tainted(Origin("error", line, what), what)
    if name in requests.resolvers and number == 1 and names[0] in requests.parents:
        return tainted(Origin("request", line, name), name)
    return None


def _is_page(pattern: Node) -> bool:
    """Whether a parameter is taken apart as what a page is given: its address's parts."""
    return pattern.kind == "object_pattern" and any(
        (one.text or (one.first.text if one.children else "")) == "searchParams" for one in pattern.children
    )


def _answer(name: str, requests: Requests) -> str:
    return ANSWER if name in requests.answers else REPLY if name in requests.replies else ""
