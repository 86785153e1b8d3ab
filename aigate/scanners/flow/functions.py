"""The functions of one file: who calls them, with what, and what comes of it.

Each is read once, with its parameters as origins of their own. What is then known of it (which parameters come back, which
arrive where they must not) is applied at each of its calls, so that the work grows with the file and not with its call paths.
"""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from aigate.scanners.flow.expressions import REQUEST
from aigate.scanners.flow.frames import Frame, Function, Reach
from aigate.scanners.flow.values import NOTHING, PARAMETER, Origin, Taint, Value, joined, mixed, tainted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from aigate.scanners.flow.frames import AnyFunction
    from aigate.scanners.flow.machine import Machine
    from aigate.scanners.flow.models import HandlerModel

HERE = "<here>."  # what the names of the file's own functions and classes begin with

# Annotations of parameters that cannot hold text.
_PLAIN_TYPES = frozenset(
    [
        "int",
        "float",
        "bool",
        "complex",
        "UUID",
        "UUID4",
        "date",
        "datetime",
        "timedelta",
        "Decimal",
        "bytes_size",
        "PositiveInt",
    ]
)
_INJECTED = frozenset(["Depends", "Security", "Inject", "Provide"])
_NUMBER = re.compile(r"<(?:int|float|uuid)(?:\([^)]*\))?:(\w+)>|\{(\w+):(?:int|float|uuid)\}")
_DEEPEST = 60  # calls within calls that are followed
_ANSWERS = frozenset(
    ["HttpResponse", "JsonResponse", "render", "redirect", "HttpResponseRedirect", "FileResponse", "Response"]
)


class Functions:
    """Defines, reads and calls."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._known: dict[str, Function] = {}
        self._depth = 0
        self._bases: dict[str, tuple[str, ...]] = {}  # of each class of the file

    # ---------------------------------------------------------------- definitions

    def define(self, node: ast.FunctionDef | ast.AsyncFunctionDef, frame: Frame, owner: str = "") -> None:
        """Take note of a function; it is read when it is called, or at the end."""
        within = f"{frame.function.name}." if frame.function and not owner else ""
        name = f"{owner}.{node.name}" if owner else within + node.name
        function = Function(node, name, owner, outer=dict(frame.variables) if frame.function else {})
        function.handler = self._handler(function, frame)
        self._known[name] = function
        if not owner:
            frame.variables[node.name] = Value(name=HERE + name)
        for default in (*node.args.defaults, *node.args.kw_defaults):
            if default is not None:
                self._machine.expressions.value(default, frame)

    def define_class(self, node: ast.ClassDef, frame: Frame) -> None:
        """Take note of a class and its methods."""
        name = f"{frame.function.name}.{node.name}" if frame.function else node.name
        bases = [self._machine.expressions.value(base, frame).name for base in node.bases]
        self._bases[name] = tuple(base.removeprefix(HERE) for base in bases)
        frame.variables[node.name] = Value(name=HERE + name)
        for part in node.body:
            if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef):
                self.define(part, frame, name)
            elif isinstance(part, ast.ClassDef):
                self.define_class(part, frame)
            elif isinstance(part, ast.Assign | ast.AnnAssign) and part.value is not None:
                value = self._machine.expressions.value(part.value, frame)
                targets = part.targets if isinstance(part, ast.Assign) else [part.target]
                for target in targets:
                    if isinstance(target, ast.Name):
                        self._machine.set_attribute(f"{HERE}{name}()", target.id, value)

    def inherited(self, name: str) -> Iterator[str]:
        """What a method of an object of this file may be, where its class has it from another file."""
        owner, is_object, method = name.removeprefix(HERE).partition("().")
        if name.startswith(HERE) and is_object and f"{owner}.{method}" not in self._known:
            for one in self.ancestry(owner):
                yield from (f"{base}().{method}" for base in self._bases.get(one, ()) if base not in self._bases)

    def is_sent(self, owner: str, attribute: str) -> bool:
        """Whether an attribute of an object of the file holds what a client sent."""
        named = [one for one in self._machine.models.handlers if attribute in one.attributes]
        if not named:
            return False
        bases = {base.rpartition(".")[2] for one in self.ancestry(owner) for base in self._bases.get(one, ())}
        return any(bases & set(one.bases) for one in named)

    def ancestry(self, owner: str) -> Iterator[str]:
        """A class of the file, and those of its bases that are in the file too."""
        waiting, seen = [owner], set()
        while waiting:
            name = waiting.pop(0)
            if name not in seen:
                seen.add(name)
                yield name
                waiting.extend(self._bases.get(name, ()))

    # ---------------------------------------------------------------- reading

    def read_all(self) -> None:
        """Read every function that nobody has called; what makes objects first."""
        for function in sorted(self._known.values(), key=lambda one: not one.name.endswith("__init__")):
            self._read(function)
        for function in list(self._known.values()):  # those that were defined within others
            self._read(function)

    def report(self) -> None:
        """Report the parameters of public functions that arrive where they must not."""
        for function in self._known.values():
            if function.is_public and not function.node.name.startswith("test"):  # type: ignore[union-attr]
                for reach in function.reaches:
                    self._machine.sinks.report(reach, self._told(function, reach.taint.origin.number))

    def _told(self, function: Function, number: int) -> str:
        """The kind of source that the name of a parameter says it is."""
        parameters = function.parameters
        if not 0 <= number < len(parameters):
            return ""
        return self._machine.models.told_by(function.name.rpartition(".")[2], parameters[number].arg)

    def _read(self, function: Function) -> None:
        if function.is_read or function.is_open or self._depth > _DEEPEST:
            return
        self._depth += 1
        function.is_open = True
        frame = Frame(function, dict(self._parameters(function)))
        body = function.node.body
        if isinstance(body, list):
            self._machine.statements.run(body, frame)
        function.returns = self._returned(frame.returned)
        function.is_open, function.is_read = False, True
        self._depth -= 1

    def _returned(self, values: Sequence[Value]) -> Value:
        if not values:
            return NOTHING
        if len(values) == 1:
            return values[0]
        names = {one.name for one in values}
        return Value(
            joined(values),
            name=names.pop() if len(names) == 1 else "",
            is_fixed=all(one.is_fixed for one in values),
            is_text=any(one.is_text for one in values),
            shape=values[0].shape if all(one.shape == values[0].shape for one in values) else "",
        )

    def of_lambda(self, node: ast.Lambda, frame: Frame) -> Value:
        """Read a function without a name where it stands."""
        kept = frame.variables
        frame.variables = {**kept, **{arg.arg: NOTHING for arg in node.args.args}}
        self._machine.expressions.value(node.body, frame)
        frame.variables = kept
        return NOTHING

    # ---------------------------------------------------------------- parameters

    def _parameters(self, function: Function) -> Iterator[tuple[str, Value]]:
        positional = [*function.node.args.posonlyargs, *function.node.args.args]
        defaults = dict(
            zip(reversed([one.arg for one in positional]), reversed(function.node.args.defaults), strict=False)
        )
        defaults |= {
            one.arg: value
            for one, value in zip(function.node.args.kwonlyargs, function.node.args.kw_defaults, strict=True)
            if value is not None
        }
        kind = self._kind(function)
        numbers = set(_numbers_of(function.node))
        for index, arg in enumerate(function.parameters):
            if arg.arg in numbers:
                yield arg.arg, NOTHING
            elif index == 0 and function.is_method:
                yield arg.arg, Value(name=f"{HERE}{function.owner}" + ("" if arg.arg == "cls" else "()"))
            else:
                yield arg.arg, self._parameter(function, index, arg, defaults.get(arg.arg), kind)
        for offset, rest in enumerate((function.node.args.vararg, function.node.args.kwarg)):
            if rest is not None:
                index = len(function.parameters) + offset
                yield rest.arg, tainted(Origin(kind, function.node.lineno, f'the parameter "{rest.arg}"', index))

    def _parameter(self, function: Function, index: int, arg: ast.arg, default: ast.expr | None, kind: str) -> Value:
        annotation = _last_name(arg.annotation)
        if arg.arg in self._machine.models.request_parameters or annotation in self._machine.models.request_types:
            return Value(name=REQUEST)
        if annotation in _PLAIN_TYPES or (isinstance(default, ast.Call) and _last_name(default.func) in _INJECTED):
            return NOTHING
        if arg.annotation is not None and _is_injected(arg.annotation):
            return NOTHING
        return tainted(Origin(kind, function.node.lineno, f'the parameter "{arg.arg}"', index))

    def _kind(self, function: Function) -> str:
        """What kind of source the parameters of a function are."""
        if function.handler is not None or self._is_view(function):
            return "request"
        for decorator in getattr(function.node, "decorator_list", ()):
            for kind in self._machine.models.commands.of(self._decorator(decorator)):
                return kind
        return PARAMETER

    def _handler(self, function: Function, frame: Frame) -> HandlerModel | None:
        del frame
        models, imports = self._machine.models, self._machine.imports  # a fragment has none: then names have to do
        name = function.name.rpartition(".")[2]
        for decorator in getattr(function.node, "decorator_list", ()):
            for handler in models.decorated.of(self._decorator(decorator)):
                if not handler.imports or not imports or imports & set(handler.imports):
                    return replace(handler, html=handler.html or _says_html(decorator, handler))
        ancestors = {
            base.rpartition(".")[2]
            for one in self.ancestry(function.owner)
            for base in (one, *self._bases.get(one, ()))
        }
        for handler in models.handlers:
            if handler.imports and imports and not imports & set(handler.imports):
                continue
            if name in handler.functions or (name in handler.methods and ancestors & set(handler.bases)):
                return handler
        return None

    def _decorator(self, node: ast.expr) -> str:
        target = node.func if isinstance(node, ast.Call) else node
        return self._machine.expressions.value(target, self._machine.module).name

    def _is_view(self, function: Function) -> bool:
        """Whether a function looks like a Django view: it takes the request first, and answers."""
        first = function.parameters[1:2] if function.is_method else function.parameters[:1]
        if "django" not in self._machine.imports and "rest_framework" not in self._machine.imports:
            return False
        if not first or first[0].arg not in self._machine.models.request_parameters:
            return False
        return any(isinstance(one, ast.Call) and _last_name(one.func) in _ANSWERS for one in ast.walk(function.node))

    # ---------------------------------------------------------------- calls

    def call(self, called: Value, given: Sequence[Value], named: Mapping[str, Value], frame: Frame) -> Value | None:
        """What a call of one of the file's own functions gives; None if it is none."""
        if not called.name.startswith(HERE):
            return None
        name = called.name.removeprefix(HERE)
        if name in self._bases:
            if (maker := self._find(f"{name}.__init__")) is not None:
                self._apply(maker, [NOTHING, *given], named, frame)
            return Value(joined([*given, *named.values()]), name=f"{HERE}{name}()")
        function = self._find(name.replace("()", ""))
        if function is None:
            return None
        is_bound = function.is_method and ("()" in name or _is_class_method(function.node))
        return self._apply(function, [NOTHING, *given] if is_bound else given, named, frame)

    def _find(self, name: str) -> Function | None:
        owner, dot, last = name.rpartition(".")
        if name in self._known or not dot:
            return self._known.get(name)
        for ancestor in self.ancestry(owner):
            if found := self._known.get(f"{ancestor}.{last}"):
                return found
        return None

    def _apply(self, function: Function, given: Sequence[Value], named: Mapping[str, Value], frame: Frame) -> Value:
        self._read(function)
        if not function.is_read:  # it calls itself, or the calls are too deep
            return mixed([*given, *named.values()])
        arguments = self._bound(function, given, named)
        for reach in list(function.reaches):
            for taint in _through(reach.taint, function, arguments):
                self._machine.sinks.reach(Reach(reach.rule, reach.model, reach.node, taint), frame.function)
        returns = function.returns
        taints = joined(Value((each,)) for taint in returns.taints for each in _through(taint, function, arguments))
        return replace(returns, taints=taints, items=None, variables=frozenset())

    def _bound(self, function: Function, given: Sequence[Value], named: Mapping[str, Value]) -> dict[int, Value]:
        names = {arg.arg: index for index, arg in enumerate(function.parameters)}
        positional = len(function.node.args.posonlyargs) + len(function.node.args.args)
        found: dict[int, Value] = dict(enumerate(given[:positional]))
        rest = len(function.parameters)
        if given[positional:]:
            found[rest] = mixed(given[positional:])
        extra = [value for name, value in named.items() if name not in names]
        if extra:
            found[rest + 1] = mixed(extra)
        return found | {names[name]: value for name, value in named.items() if name in names}


def _through(taint: Taint, function: Function, arguments: Mapping[int, Value]) -> Iterator[Taint]:
    """A taint of a function as its caller sees it: what the caller gave stands for the parameter."""
    origin = taint.origin
    if origin.kind != PARAMETER or origin.line != function.node.lineno:
        yield taint
        return
    for given in arguments.get(origin.number, NOTHING).taints:
        yield replace(
            given,
            clean=given.clean | taint.clean,
            is_part=given.is_part or taint.is_part,
            is_remade=given.is_remade or taint.is_remade,
            steps=(*given.steps, *taint.steps)[:6],
        )


def _numbers_of(node: AnyFunction) -> Iterator[str]:
    """The parameters that a route's address takes numbers for: ``/page/<int:number>``."""
    for decorator in getattr(node, "decorator_list", ()):
        for each in decorator.args if isinstance(decorator, ast.Call) else ():
            if isinstance(each, ast.Constant) and isinstance(each.value, str):
                yield from (name for pair in _NUMBER.findall(each.value) for name in pair if name)


def _says_html(decorator: ast.expr, handler: HandlerModel) -> bool:
    keywords = decorator.keywords if isinstance(decorator, ast.Call) else []
    return any(_last_name(one.value) in handler.html_classes for one in keywords)


def _is_class_method(node: AnyFunction) -> bool:
    return any(isinstance(one, ast.Name) and one.id == "classmethod" for one in getattr(node, "decorator_list", ()))


def _last_name(node: ast.expr | None) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Constant(value=str() as text):
            return text.rpartition(".")[2]
        case ast.Subscript(value=ast.Name(id="Optional"), slice=inner):
            return _last_name(inner)
        case ast.BinOp(left=left, op=ast.BitOr(), right=ast.Constant(value=None)):
            return _last_name(left)
        case _:
            return ""


def _is_injected(annotation: ast.expr) -> bool:
    """``Annotated[Session, Depends(get_session)]``: the framework's own object."""
    return any(isinstance(one, ast.Call) and _last_name(one.func) in _INJECTED for one in ast.walk(annotation))
