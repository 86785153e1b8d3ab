"""What the world around a JavaScript program is: data, read from ``javascript.toml``. The words are those of ``flow/models.py``.

An argument may also be a field of an argument, ``"0.url"``. What is assigned to a property is a call of the property's name
with ``=`` behind it, ``*.innerHTML=``; what a component is given is a call of ``jsx.`` and the attribute's name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from aigate.scanners.flow.models import CleanerModel, FlowRule, GuardModel, Places, Watched
from aigate.shape import says


@dataclass(frozen=True, slots=True)
class Requests:
    """What frameworks hand to their handlers."""

    parameters: tuple[str, ...] = field(metadata=says("names of parameters that are a request"))
    always: tuple[str, ...] = field(metadata=says("the same, in any file and beside any other parameter"))
    answers: tuple[str, ...] = field(metadata=says("names of parameters that are an answer"))
    replies: tuple[str, ...] = field(metadata=says("the same, of frameworks that send text as text"))
    types: tuple[str, ...] = field(metadata=says("types of parameters that are a request"))
    inner: tuple[str, ...] = field(metadata=says("properties of a request that are one, too"))
    attributes: tuple[str, ...] = field(metadata=says("properties that hold what the client sent, of any shape"))
    texts: tuple[str, ...] = field(
        metadata=says("properties that hold text that the client sent, and nothing but text")
    )
    calls: tuple[str, ...] = field(metadata=says("methods that give what the client sent"))
    decorators: tuple[str, ...] = field(metadata=says("decorators of parameters that hold what the client sent"))
    frameworks: tuple[str, ...] = field(metadata=says("modules of which a server's file imports one"))
    routes: tuple[str, ...] = field(metadata=says("calls that are given a path and its handlers"))
    functions: tuple[str, ...] = field(metadata=says("names of exported functions that are handlers"))
    resolvers: tuple[str, ...] = field(metadata=says("names of second parameters that hold what the client sent"))

    parents: tuple[str, ...] = field(metadata=says("names of first parameters beside these"))


@dataclass(frozen=True, slots=True)
class EcmaSource:
    """Where somebody else's text comes in."""

    kind: str = field(metadata=says("the kind of source, by which rules weigh it"))
    attributes: tuple[str, ...] = field(default=(), metadata=says("places that hold it"))
    calls: tuple[str, ...] = field(default=(), metadata=says("calls that give it"))
    callbacks: tuple[str, ...] = field(
        default=(), metadata=says("calls whose callback is given it; after a colon, their first argument")
    )


@dataclass(frozen=True, slots=True)
class EcmaFile:
    """All of it, as it stands in a file."""

    requests: Requests = field(metadata=says("what frameworks hand to their handlers"))
    sources: tuple[EcmaSource, ...] = field(metadata=says("where text comes in"))
    passes: tuple[str, ...] = field(metadata=says("functions whose result holds what they were given"))
    same: tuple[str, ...] = field(metadata=says("methods whose result holds what they are called on"))
    tells: tuple[str, ...] = field(metadata=says("methods and properties that tell of a value and hold nothing of it"))
    elements: tuple[str, ...] = field(metadata=says("methods whose callback is given what they are called on"))
    cleaners: tuple[CleanerModel, ...] = field(metadata=says("what makes text safe"))
    guards: tuple[GuardModel, ...] = field(metadata=says("what says that text is safe"))
    rules: tuple[FlowRule, ...] = field(metadata=says("where text must not go"))


class EcmaModels(Watched):
    """A model file, ready to be asked."""

    def __init__(self, file: EcmaFile) -> None:
        super().__init__(file.rules, file.cleaners, file.guards)
        self.file = file
        self.requests = file.requests
        self.attributes = Places((place, one.kind) for one in file.sources for place in one.attributes)
        self.calls = Places((place, one.kind) for one in file.sources for place in one.calls)
        self.callbacks = Places((place, one.kind) for one in file.sources for place in one.callbacks)
        self.routes = Places((place, True) for place in file.requests.routes)
        self.passes = Places((place, True) for place in file.passes)
        self.same = frozenset(file.same)
        self.tells = frozenset(file.tells)
        self.elements = frozenset(file.elements)
        watched = {
            place.rpartition(".")[2].rstrip("=()") for rule in file.rules for sink in rule.sinks for place in sink.calls
        }
        words = "|".join(re.escape(word) for word in sorted(watched, key=len, reverse=True) if word)
        self.words = re.compile(rf"(?<![\w$])(?:{words})(?![\w$])|(?i:\b(?:select|insert|update|delete|where)\b)")
