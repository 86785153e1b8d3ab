"""One file, read as if it ran."""

from __future__ import annotations

import ast
import sys
from typing import TYPE_CHECKING

from aigate.scanners.flow.expressions import REQUEST, Expressions
from aigate.scanners.flow.frames import Frame
from aigate.scanners.flow.functions import HERE, Functions
from aigate.scanners.flow.guards import Guards
from aigate.scanners.flow.sinks import Flow, Sinks
from aigate.scanners.flow.statements import Statements
from aigate.scanners.flow.values import Origin, Value, either, tainted
from aigate.scanners.statements import bodies

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aigate.scanners.flow.frames import Variables
    from aigate.scanners.flow.models import Models

_ANY_ERROR = frozenset({"Exception", "BaseException"})
_FRAMES = 20_000
_STEPS_PER_CHARACTER = 20
_MOST_STEPS = 2_000_000


class TooManySteps(Exception):  # noqa: N818 - a limit that was reached, no error of the file
    """Reading took more steps than any file needs that was not made for it."""


class Machine:
    """Reads one module. What it found is in ``flows``, even after :class:`TooManySteps`."""

    def __init__(self, tree: ast.Module, models: Models, size: int) -> None:
        """``size``: of the text, by which it is told how much reading is too much."""
        self.models = models
        self.imports: set[str] = set()
        self.module = Frame(None, {})
        self.expressions = Expressions(self)
        self.guards = Guards(self)
        self.sinks = Sinks(self)
        self.statements = Statements(self)
        self.functions = Functions(self)
        self._tree = tree
        self._attributes: dict[tuple[str, str], Value] = {}
        self._left = min(_MOST_STEPS, 10_000 + _STEPS_PER_CHARACTER * size)

    def run(self) -> None:
        """Read the module, then each of its functions."""
        self.imports.update(_imports(self._tree))  # a decorator says little without what it was imported from
        limit = sys.getrecursionlimit()
        sys.setrecursionlimit(max(limit, _FRAMES))  # calls are followed into functions, each as deep as its expressions
        try:
            self.statements.run(self._tree.body, self.module)
            self.functions.read_all()
            self.functions.report()
        finally:
            sys.setrecursionlimit(limit)

    @property
    def variables(self) -> Variables:
        """Those of the module."""
        return self.module.variables

    @property
    def flows(self) -> list[Flow]:
        """What was found so far."""
        return self.sinks.flows

    def tick(self) -> None:
        """One step of reading."""
        self._left -= 1
        if self._left < 0:
            raise TooManySteps

    def imported(self, name: str) -> Value:
        """What a name that is imported stands for."""
        return Value(name=REQUEST if name in self.models.requests else name)

    def caught(self, handler: ast.ExceptHandler) -> Value:
        """An exception, of which nobody knows whom its text may be shown to."""
        names = {getattr(one, "id", getattr(one, "attr", "")) for one in ast.walk(handler.type or handler)}
        kind = "error" if names & _ANY_ERROR else "own-error"
        return tainted(Origin(kind, handler.lineno, f'the exception "{handler.name}"'))

    # ---------------------------------------------------------------- objects of the file's own classes

    def attribute(self, owner: str, name: str) -> Value | None:
        """What an attribute of an object of this file was given, anywhere; or the method of that name."""
        if not owner.startswith(HERE):
            return None
        bare = owner.removeprefix(HERE).removesuffix("()")
        for one in self.functions.ancestry(bare):
            found = self._attributes.get((one, name))
            if found is not None:
                return found
        return None

    def is_sent(self, owner: str, name: str) -> bool:
        """Whether an attribute of an object of this file holds what a client sent."""
        return owner.startswith(HERE) and self.functions.is_sent(owner.removeprefix(HERE).removesuffix("()"), name)

    def set_attribute(self, owner: str, name: str, value: Value) -> None:
        """Somewhere an attribute is given a value."""
        if owner.startswith(HERE):
            key = owner.removeprefix(HERE).removesuffix("()"), name
            known = self._attributes.get(key)
            self._attributes[key] = value if known is None else either(known, value)


def _imports(tree: ast.Module) -> Iterator[str]:
    """The first part of the name of every module that is imported, wherever it is."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]
        for below in bodies(node):
            waiting.extend(below)
