"""One file, read as if it ran."""

from __future__ import annotations

import sys
from functools import cached_property
from typing import TYPE_CHECKING

from aigate.scanners.flow.ecma.bindings import Bindings
from aigate.scanners.flow.ecma.calls import Calls
from aigate.scanners.flow.ecma.expressions import Expressions
from aigate.scanners.flow.ecma.frames import Frame
from aigate.scanners.flow.ecma.functions import Functions, says_server
from aigate.scanners.flow.ecma.guards import Guards
from aigate.scanners.flow.ecma.sinks import Sinks
from aigate.scanners.flow.ecma.statements import Statements
from aigate.scanners.flow.values import Value, either

if TYPE_CHECKING:
    from aigate.scanners.flow.ecma.models import EcmaModels
    from aigate.scanners.flow.ecma.syntax import Node

_FRAMES = 20_000
_MOST_STEPS = 3_000_000


class TooManySteps(Exception):  # noqa: N818 - a limit that was reached, no error of the file
    """Reading took more steps than any file needs that was not made for it."""


class Machine:
    """Reads one file. What it found is in ``sinks.flows``, even after :class:`TooManySteps`."""

    def __init__(self, tree: Node, models: EcmaModels) -> None:
        self.models = models
        self.module = Frame(None)
        self.imports: set[str] = set()
        self.expressions = Expressions(self)
        self.bindings = Bindings(self)
        self.calls = Calls(self)
        self.guards = Guards(self)
        self.sinks = Sinks(models)
        self.statements = Statements(self)
        self.functions = Functions(self)
        self._tree = tree
        self._properties: dict[tuple[str, str], Value] = {}
        self._left = _MOST_STEPS

    def run(self) -> None:
        """Read the module, then each of its functions."""
        self.imports = _imports(self._tree)
        limit = sys.getrecursionlimit()
        sys.setrecursionlimit(max(limit, _FRAMES))
        try:
            self.statements.run(self._tree.children, self.module)
            self.functions.read_pending(self.module)
            self.functions.report()
        finally:
            sys.setrecursionlimit(limit)

    @property
    def is_server(self) -> bool:
        """Whether the file imports a framework of servers."""
        return not self.imports.isdisjoint(self.models.requests.frameworks)

    @cached_property
    def is_action_file(self) -> bool:
        """Whether pages call from afar what the file exports."""
        return says_server(self._tree.children)

    def tick(self) -> None:
        """One step of reading."""
        self._left -= 1
        if self._left < 0:
            raise TooManySteps

    # ---------------------------------------------------------------- objects of the file's own classes

    def property_of(self, owner: str, name: str) -> Value | None:
        """What a property of the objects of a class was given, so far."""
        return self._properties.get((owner, name)) if owner else None

    def set_property(self, owner: str, name: str, value: Value) -> None:
        """Somewhere a property is given a value."""
        if owner:
            known = self._properties.get((owner, name))
            self._properties[owner, name] = value if known is None else either(known, value)


def _imports(tree: Node) -> set[str]:
    """The modules that a file names in imports and calls of ``require``."""
    found: set[str] = set()
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        strings: tuple[Node, ...] = ()
        if node.kind == "import_statement":
            strings = tuple(one for one in node.children if one.kind == "string")
        elif node.kind == "call_expression" and node.children and node.first.text == "require":
            strings = tuple(one for one in node.last.children if one.kind == "string")
        found.update(one.text[1:-1].removeprefix("node:") for one in strings)
        waiting.extend(node.children)
    return found
