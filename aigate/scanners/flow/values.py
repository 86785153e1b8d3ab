"""What is known of a value while a function is read: where it comes from, what it was made safe for, what it is."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

PARAMETER = "parameter"  # the kind of origin that a function's own parameters are

_MOST_TAINTS = 8  # of one value: more origins say no more
_MOST_ITEMS = 32  # of a display whose items are told apart
_MOST_SHAPE = 2000  # characters of a composed text that are remembered
HOLE = "\0"  # stands in a shape for what nobody knows
_MOST_STEPS = 6  # lines that are remembered of the way
_NO_LABELS: frozenset[str] = frozenset()


class Unknown:
    """No constant: a class of its own, because ``None`` is one."""

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN = Unknown()


class Origin(NamedTuple):
    """Where somebody else's text comes in."""

    kind: str  # a kind of the models: "request", "argument", …, or PARAMETER
    line: int
    what: str  # as the source has it: ``request.args``
    number: int = -1  # of a parameter, from 0


@dataclass(frozen=True, slots=True)
class Taint:
    """Somebody else's text in a value. Which way it came makes no difference between two of them."""

    origin: Origin
    clean: frozenset[str] = _NO_LABELS  # what it was made safe for
    is_part: bool = False  # whether it stands within a longer text
    is_remade: bool = False  # whether it passed what nobody can look into, which may have made anything of it
    steps: tuple[int, ...] = field(default=(), compare=False)  # lines that it passed


@dataclass(frozen=True, slots=True)
class Value:
    """What an expression may be. Nothing of it is certain but ``constant`` and ``is_fixed``."""

    taints: tuple[Taint, ...] = ()
    name: str = ""  # what it is known as: ``subprocess.run``, ``flask.Flask()`` for what a call gave
    constant: object = UNKNOWN
    items: tuple[Value, ...] | None = None  # of a list or tuple that is written out
    fields: tuple[tuple[str, Value], ...] = ()  # of a dict that is written out: its literal keys
    is_fixed: bool = False  # whether it is made of constants alone
    is_text: bool = False  # whether it is text that was put together here
    shape: str = ""  # of such a text: how it reads, with holes for what is not written out
    variables: frozenset[str] = _NO_LABELS  # those that hold it, or hold what it was cut from

    def passing(self, line: int) -> Value:
        """The same, one step further."""
        if not self.taints or all(taint.steps[-1:] == (line,) for taint in self.taints):
            return self
        return replace(self, taints=tuple(_step(taint, line) for taint in self.taints))

    def cleaned(self, labels: Iterable[str]) -> Value:
        """The same, made safe for some uses."""
        added = frozenset(labels)
        if not self.taints or not added:
            return self
        return replace(self, taints=tuple(replace(one, clean=one.clean | added) for one in self.taints))

    def remade(self) -> Value:
        """The same, after something unknown was done with it."""
        if not self.taints:
            return self
        return replace(self, taints=tuple(replace(one, is_remade=True) for one in self.taints))

    @property
    def reading(self) -> str:
        """How it reads as part of a text."""
        if isinstance(self.constant, bytes):
            return self.constant.decode("latin-1")
        return self.constant if isinstance(self.constant, str) else self.shape or HOLE


NOTHING = Value()
FIXED = Value(is_fixed=True)


def constant(value: object) -> Value:
    """A literal."""
    return Value(constant=value, is_fixed=True)


def tainted(origin: Origin, name: str = "") -> Value:
    """What comes from outside."""
    return Value(taints=(Taint(origin),), name=name)


def joined(values: Iterable[Value]) -> tuple[Taint, ...]:
    """The taints of several values in one: of the same origin the one that is least safe."""
    found: dict[Origin, Taint] = {}
    for value in values:
        for taint in value.taints:
            known = found.get(taint.origin)
            if known is None:
                if len(found) < _MOST_TAINTS:
                    found[taint.origin] = taint
            elif known != taint:
                found[taint.origin] = replace(
                    known,
                    clean=known.clean & taint.clean,
                    is_part=known.is_part or taint.is_part,
                    is_remade=known.is_remade and taint.is_remade,
                )
    return tuple(found.values())


def either(one: Value, other: Value) -> Value:
    """What a variable may hold after two ways have met."""
    if one is other or one == other:
        return one
    return Value(
        taints=joined((one, other)),
        name=one.name if one.name == other.name else one.name or other.name,
        constant=one.constant if one.constant == other.constant else UNKNOWN,
        items=one.items if one.items == other.items else None,
        is_fixed=one.is_fixed and other.is_fixed,
        is_text=one.is_text or other.is_text,
        shape=one.shape if one.shape == other.shape else "",
        variables=one.variables & other.variables,
    )


def mixed(values: Iterable[Value]) -> Value:
    """A value made of others: a container, or what an unknown function gives for its arguments."""
    given = tuple(values)
    return Value(taints=joined(given), is_fixed=all(one.is_fixed for one in given))


def text_of(values: Iterable[Value]) -> Value:
    """Text that is put together from parts; what stands beside other parts is a part."""
    given = tuple(values)
    taints = joined(given)
    if len(given) > 1:
        taints = tuple(replace(taint, is_part=True) for taint in taints)
    shape = "".join(one.reading for one in given)[:_MOST_SHAPE]
    return Value(taints=taints, is_fixed=all(one.is_fixed for one in given), is_text=True, shape=shape)


def path_of(values: Iterable[Value]) -> Value:
    """A path that is joined from parts."""
    given = tuple(values)
    return replace(text_of(given), shape="/".join(one.reading.rstrip("/") for one in given)[:_MOST_SHAPE])


def display(values: Iterable[Value]) -> Value:
    """A list or tuple that is written out."""
    given = tuple(values)
    return replace(mixed(given), items=given if len(given) <= _MOST_ITEMS else None)


def _step(taint: Taint, line: int) -> Taint:
    if taint.steps[-1:] == (line,) or len(taint.steps) >= _MOST_STEPS:
        return taint
    return replace(taint, steps=(*taint.steps, line))
