"""What is known while one file is read: its functions, the variables of the one that is being read, what was checked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from aigate.scanners.flow.values import NOTHING, Value

if TYPE_CHECKING:
    from aigate.scanners.flow.ecma.syntax import Node
    from aigate.scanners.flow.models import FlowRule, SinkModel
    from aigate.scanners.flow.values import Origin, Taint

Variables = dict[str, Value]
Facts = dict[str, frozenset[str]]  # what was checked, by what an origin is called: the uses it is safe for

MOST_REACHES = 64  # of one function, that its callers are told of


class Reach(NamedTuple):
    """A function's parameter that arrives where it must not."""

    rule: FlowRule
    model: SinkModel | None
    node: Node
    taint: Taint  # its origin is the parameter


@dataclass(slots=True, eq=False)
class Function:
    """One function of the file, and what reading it has told."""

    node: Node
    name: str
    outer: Frame
    number: int  # among the file's functions; -1 for what stands for a class
    owner: str = ""  # the class whose method it is
    is_handler: bool = False  # whether a framework calls it with a request
    is_checked: bool = False  # whether what it is called with went through a validator before
    is_callback: bool = False  # whether somebody unknown calls it
    is_open: bool = False  # while it is being read
    is_read: bool = False
    is_idle: bool | None = None  # whether it neither checks nor changes what it is given; None before anybody asked
    given: tuple[Value, ...] = ()  # what its parameters are, where that is known from where it stands
    returns: Value = NOTHING
    reaches: list[Reach] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Frame:
    """One function while it is read; without a function, the module."""

    function: Function | None
    outer: Frame | None = None
    variables: Variables = field(default_factory=dict)
    facts: Facts = field(default_factory=dict)
    returned: list[Value] = field(default_factory=list)
    tests: dict[str, Node] = field(default_factory=dict)  # variables that hold the outcome of a test
    pending: list[Function] = field(default_factory=list)  # functions that stand in it, not read yet
    is_plain: bool = False  # whether it said that its answer is no HTML
    loops: int = 0
    log: list[tuple[str, Value | None]] | None = None  # what a branch replaced, so that it can be taken back

    @property
    def owner(self) -> str:
        """The class whose method is read."""
        return self.function.owner if self.function else ""

    def find(self, name: str) -> Value | None:
        """What a variable may hold here."""
        frame: Frame | None = self
        while frame is not None:
            if name in frame.variables:
                return frame.variables[name]
            frame = frame.outer
        return None

    def set(self, name: str, value: Value) -> None:
        """Give a variable of this frame a value."""
        if self.log is not None:
            self.log.append((name, self.variables.get(name)))
        self.variables[name] = value

    def rewind(self) -> Variables:
        """Take back what a branch did to variables, and say what they were at its end."""
        changes = {name: self.variables[name] for name, _ in self.log or ()}
        for name, before in reversed(self.log or ()):
            if before is None:
                self.variables.pop(name, None)
            else:
                self.variables[name] = before
        return changes

    def holder(self, name: str) -> Frame | None:
        """The frame around this one that has a variable of that name."""
        frame = self.outer
        while frame is not None and name not in frame.variables:
            frame = frame.outer
        return frame

    def known(self, origin: Origin) -> frozenset[str]:
        """The uses that checks before this place made an origin safe for."""
        found: frozenset[str] = frozenset()
        what = origin.what if self.facts else ""
        while what:
            found |= self.facts.get(what, found)
            what = what.rpartition(".")[0]
        return found


def add_fact(facts: Facts, what: str, labels: frozenset[str]) -> None:
    """Remember a check."""
    facts[what] = facts.get(what, frozenset()) | labels


def common(ways: list[Facts]) -> Facts:
    """What was checked on every way."""
    found = dict(ways[0])
    for way in ways[1:]:
        found = {what: labels & way[what] for what, labels in found.items() if what in way and labels & way[what]}
    return found
