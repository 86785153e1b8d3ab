"""What is known while one file is read: its functions, the variables of the one that is being read, what was found."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from aigate.scanners.flow.values import NOTHING, Value

if TYPE_CHECKING:
    from aigate.scanners.flow.models import FlowRule, HandlerModel, SinkModel
    from aigate.scanners.flow.values import Taint

Variables = dict[str, Value]
AnyFunction = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda

MOST_REACHES = 64  # of one function, that its callers are told of


class Reach(NamedTuple):
    """A function's parameter that arrives where it must not."""

    rule: FlowRule
    model: SinkModel | None
    node: ast.AST
    taint: Taint  # its origin is the parameter


@dataclass(slots=True)
class Function:
    """One function of the file, and what reading it has told."""

    node: AnyFunction
    name: str  # qualified: ``Shop.find``
    owner: str = ""  # the class whose method it is
    handler: HandlerModel | None = None
    outer: Variables = field(default_factory=dict)  # of the function around it
    is_open: bool = False  # while it is being read
    is_read: bool = False
    returns: Value = NOTHING
    reaches: list[Reach] = field(default_factory=list)

    @property
    def parameters(self) -> list[ast.arg]:
        """Those that can be given by position or name, in order."""
        return [*self.node.args.posonlyargs, *self.node.args.args, *self.node.args.kwonlyargs]

    @property
    def is_public(self) -> bool:
        """Whether somebody outside the file may call it."""
        return not any(part.startswith("_") and part != "__init__" for part in self.name.split("."))

    @property
    def is_method(self) -> bool:
        """Whether its first parameter is the object or class."""
        return bool(self.owner) and not any(
            isinstance(one, ast.Name) and one.id == "staticmethod" for one in getattr(self.node, "decorator_list", ())
        )


@dataclass(slots=True)
class Frame:
    """One function while it is read; without a function, the module."""

    function: Function | None
    variables: Variables
    returned: list[Value] = field(default_factory=list)
    tests: dict[str, ast.expr] = field(default_factory=dict)  # variables that hold the outcome of a test
    loops: int = 0
    escapes: list[Variables] = field(default_factory=list)  # the variables wherever the innermost loop is left

    @property
    def owner(self) -> str:
        """The class whose method is read."""
        return self.function.owner if self.function else ""
