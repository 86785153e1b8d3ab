"""What the world around a program is: data, read from ``python.toml``, so that nobody has to change code to add to it.

A *place* is a dotted name as the file's imports make it: ``subprocess.run`` whatever it was imported as, ``sqlite3.connect()``
for what a call gives, ``*.execute`` for a method of anything. An *argument* is a position (``"0"``), a keyword, ``"self"`` for
what the method is called on, or ``"*"`` for all of them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Generic, TypeVar

from aigate.model import Confidence, Severity  # noqa: TC001 - the shape of a file is read from the annotations
from aigate.shape import says

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

T = TypeVar("T")

ALL = "all"  # the label of what is safe for every use
SELF = "self"
EVERY = "*"
_ANY = "*."
_QUERY = r"(?i:\b(?:select|insert|update|delete|where|values)\b)"
_LONGEST_NAME = 100
_MARKUP = r"""["']\s*<[A-Za-z]"""


class Takes(StrEnum):
    """Which part of an argument matters."""

    VALUE = "value"
    PROGRAM = "program"
    SCRIPT = "script"
    QUERY = "query"  # a text, unless it does not begin like a query
    FIXED = "fixed"  # a text that is written out in the file, wherever it stands
    SCRIPT_FIELD = "script-field"  # of a query that is a dict: what it has the database run
    EVERY = "every"  # each of its items
    CONDITION = "condition"  # of a query that is an object: what has to be equal
    WHOLE = "whole"  # a body as a client sent it, and not a field of it
    MARKUP = "markup"  # of a text with tags: what stands between them
    STACK = "stack"  # of an error: where it happened
    ERROR = "error"  # an error, whole


@dataclass(frozen=True, slots=True)
class Requests:
    """What frameworks hand to their handlers: objects whose attributes hold what a client sent."""

    names: tuple[str, ...] = field(metadata=says("places that are one"))
    parameters: tuple[str, ...] = field(metadata=says("names of parameters that are one"))
    types: tuple[str, ...] = field(metadata=says("annotations, by their last part, of parameters that are one"))
    attributes: tuple[str, ...] = field(metadata=says("attributes that hold what the client sent"))
    calls: tuple[str, ...] = field(metadata=says("methods that give what the client sent"))
    addresses: tuple[str, ...] = field(
        default=(), metadata=says("those of both that are the address of this very page")
    )


@dataclass(frozen=True, slots=True)
class SourceModel:
    """Where somebody else's text comes in."""

    kind: str = field(metadata=says("the kind of source, by which rules weigh it"))
    attributes: tuple[str, ...] = field(default=(), metadata=says("places that hold it"))
    calls: tuple[str, ...] = field(default=(), metadata=says("calls that give it"))
    decorators: tuple[str, ...] = field(default=(), metadata=says("decorators of functions whose parameters are it"))
    parameters: str = field(default="", metadata=says("a pattern for all of the name of a public function's parameter"))
    functions: str = field(default="", metadata=says("a pattern that such a function's name has to hold"))


@dataclass(frozen=True, slots=True)
class HandlerModel:
    """Functions that a framework calls with what a client sent."""

    decorators: tuple[str, ...] = field(default=(), metadata=says("decorators of such functions"))
    bases: tuple[str, ...] = field(default=(), metadata=says("classes, by their last part, whose methods are such"))
    methods: tuple[str, ...] = field(default=(), metadata=says("names of these methods"))
    functions: tuple[str, ...] = field(default=(), metadata=says("names of functions that are such"))
    imports: tuple[str, ...] = field(default=(), metadata=says("modules of which the file has to import one"))
    html: bool = field(default=False, metadata=says("whether text that it returns is sent as HTML"))
    html_classes: tuple[str, ...] = field(
        default=(), metadata=says("classes that say so, as a keyword argument of the decorator")
    )
    attributes: tuple[str, ...] = field(
        default=(), metadata=says("attributes of the object that hold what the client sent")
    )


@dataclass(frozen=True, slots=True)
class CleanerModel:
    """Calls whose result is safe for some uses, whatever they were given."""

    labels: tuple[str, ...] = field(metadata=says('the uses, or "all"'))
    calls: tuple[str, ...] = field(metadata=says("places"))


@dataclass(frozen=True, slots=True)
class GuardModel:
    """Calls that say whether a value is safe for some uses, or fail if it is not."""

    labels: tuple[str, ...] = field(metadata=says('the uses, or "all"'))
    calls: tuple[str, ...] = field(metadata=says("places"))
    arguments: tuple[str, ...] = field(default=("0",), metadata=says("the arguments that are checked"))
    raises: bool = field(default=False, metadata=says("whether it fails instead of saying no"))


@dataclass(frozen=True, slots=True)
class SinkModel:
    """Calls that must not be given somebody else's text."""

    calls: dict[str, tuple[str, ...]] = field(metadata=says("places, each with the arguments that matter"))
    takes: Takes = field(default=Takes.VALUE, metadata=says("which part of an argument matters"))
    when: dict[str, str] = field(
        default_factory=dict, metadata=says('arguments, and the literal that each has to be; "absent" for none')
    )
    unless: dict[str, str] = field(default_factory=dict, metadata=says("the same, for what makes the call harmless"))
    kinds: tuple[str, ...] = field(
        default=(), metadata=says("the kinds of source that count here; all that the rule has if none")
    )
    needs_part: bool = field(default=False, metadata=says("whether only a text of which it is a part is dangerous"))
    reads: str = field(default="", metadata=says("a pattern that the text has to hold, as far as it is known"))
    takes_whole: bool = field(
        default=False, metadata=says("whether kinds that count only as a part count here as a whole")
    )
    confidence: dict[str, Confidence] = field(
        default_factory=dict, metadata=says("how sure it is here, where that is not what the rule says")
    )


@dataclass(frozen=True, slots=True)
class FlowRule:
    """One weakness: where text must not go, from where, and what makes it safe."""

    id: str = field(metadata=says("the rule's name"))
    cwe: str = field(metadata=says("its weakness"))
    owasp: str = field(metadata=says("its class"))
    severity: Severity = field(metadata=says("how bad it is"))
    label: str = field(metadata=says("the use that cleaners and guards speak of"))
    message: str = field(metadata=says("one sentence"))
    hint: str = field(metadata=says("the next thing to write"))
    confidence: dict[str, Confidence] = field(metadata=says("how sure it is, by kind of source; others do not count"))
    parts: tuple[str, ...] = field(
        default=(), metadata=says("kinds of source that count only as part of a longer text")
    )
    sinks: tuple[SinkModel, ...] = field(default=(), metadata=says("where it must not go"))
    secret: bool = field(default=False, metadata=says("whether the texts in the call have to be hidden"))
    composed: bool = field(default=False, metadata=says("whether a query's text must not be put together from it"))
    returned: bool = field(default=False, metadata=says("whether a handler that sends HTML must not return it"))
    references: tuple[str, ...] = field(default=(), metadata=says("where to read more"))
    bad: tuple[str, ...] = field(default=(), metadata=says("what it finds"))
    good: tuple[str, ...] = field(default=(), metadata=says("what looks alike and is fine"))


@dataclass(frozen=True, slots=True)
class ModelFile:
    """All of it, as it stands in a file."""

    requests: Requests = field(metadata=says("what frameworks hand to their handlers"))
    sources: tuple[SourceModel, ...] = field(metadata=says("where text comes in"))
    handlers: tuple[HandlerModel, ...] = field(metadata=says("functions that frameworks call"))
    carriers: tuple[str, ...] = field(metadata=says("calls that give what they are given, in another form"))
    cleaners: tuple[CleanerModel, ...] = field(metadata=says("what makes text safe"))
    guards: tuple[GuardModel, ...] = field(metadata=says("what says that text is safe"))
    rules: tuple[FlowRule, ...] = field(metadata=says("where text must not go"))


class Places(Generic[T]):
    """What is said of places, found by their last part."""

    def __init__(self, said: Iterable[tuple[str, T]]) -> None:
        self._by_last: dict[str, list[tuple[str, T]]] = defaultdict(list)
        for place, what in said:
            self._by_last[place.rpartition(".")[2]].append((place, what))

    def of(self, name: str) -> Iterator[T]:
        """What is said of a dotted name."""
        if not name:
            return
        for place, what in self._by_last.get(name.rpartition(".")[2], ()):
            if place == name or (place.startswith(_ANY) and name.endswith(place[1:])):
                yield what

    def __contains__(self, name: str) -> bool:
        return any(True for _ in self.of(name))

    @property
    def words(self) -> frozenset[str]:
        """The last part of every place."""
        return frozenset(self._by_last)


@dataclass(frozen=True, slots=True)
class Sink:
    """One place of one rule."""

    rule: FlowRule
    model: SinkModel
    arguments: tuple[str, ...]


class Watched:
    """What every language's models say of text that has come in: what makes it safe, and where it must not go."""

    def __init__(
        self, rules: Sequence[FlowRule], cleaners: Iterable[CleanerModel], guards: Iterable[GuardModel]
    ) -> None:
        self.cleaners = Places((place, one.labels) for one in cleaners for place in one.calls)
        self.guards = Places((place, one) for one in guards for place in one.calls)
        self.sinks = Places(
            (place, Sink(rule, model, arguments))
            for rule in rules
            for model in rule.sinks
            for place, arguments in model.calls.items()
        )
        self.composed = tuple(rule for rule in rules if rule.composed)


class Models(Watched):
    """A model file, ready to be asked."""

    def __init__(self, file: ModelFile) -> None:
        super().__init__(file.rules, file.cleaners, file.guards)
        self.file = file
        requests = file.requests
        self.requests = Places((name, True) for name in requests.names)
        self.request_parameters = frozenset(requests.parameters)
        self.request_types = frozenset(requests.types)
        self.request_parts = frozenset((*requests.attributes, *requests.calls))
        self.own_addresses = frozenset(requests.addresses)
        self.carriers = Places((place, True) for place in file.carriers)
        self.attributes = Places((place, source.kind) for source in file.sources for place in source.attributes)
        self.calls = Places((place, source.kind) for source in file.sources for place in source.calls)
        self.commands = Places((place, source.kind) for source in file.sources for place in source.decorators)
        self.told = tuple(
            (one.kind, re.compile(one.parameters, re.IGNORECASE), re.compile(one.functions, re.IGNORECASE))
            for one in file.sources
            if one.parameters
        )
        self.returned = tuple(rule for rule in file.rules if rule.returned)
        self.decorated = Places((place, one) for one in file.handlers for place in one.decorators)
        self.handlers = file.handlers
        returned = (
            {word for one in file.handlers if one.html for word in ("route", *one.methods)} if self.returned else set()
        )
        watched = {
            place.rpartition(".")[2].removesuffix("()")
            for rule in file.rules
            for sink in rule.sinks
            for place in sink.calls
        }
        self.words = re.compile(
            rf"\b(?:{'|'.join(map(re.escape, sorted(watched | returned)))})\b|{_QUERY if self.composed else '(?!)'}"
            rf"|{_MARKUP if self.returned else '(?!)'}"
        )

    def told_by(self, function: str, parameter: str) -> str:
        """The kind of source that a public function's parameter is by its name: "" where the name says nothing."""
        if len(parameter) > _LONGEST_NAME or len(function) > _LONGEST_NAME:
            return ""  # nobody writes these, and patterns take their time over them
        for kind, names, functions in self.told:
            if names.fullmatch(parameter) and functions.search(function):
                return kind
        return ""


def sentence(message: str, source: str) -> str:
    """A rule's message, said of one source."""
    said = message.replace("{source}", source)
    return said[0].upper() + said[1:] if message.startswith("{") and not source[0].isupper() else said
