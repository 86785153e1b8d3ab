"""Frozen dataclasses as the shape that untrusted data must have: strict conversion, with an error that says what would do.

A field's metadata (:func:`says`) holds its one-line description, from which the schema, the documentation and the starter
file are made, and what its type cannot say: a number is positive, a string is a regular expression.
"""

from __future__ import annotations

from dataclasses import MISSING, Field, fields, is_dataclass
from enum import Enum
from keyword import iskeyword
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, get_args, get_origin, get_type_hints

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

Path = tuple[str | int, ...]
T = TypeVar("T")

_SHOWN = 60
_LARGE = 2**63


class Check(NamedTuple):
    """What a value must be beyond its type: ``complaint`` answers "" for a good one; ``schema`` says it in JSON Schema."""

    complaint: Callable[[Any], str]
    schema: Mapping[str, Any]


class Option(NamedTuple):
    """One field of a configuration class, as the schema and the documentation see it."""

    name: str
    kind: Any
    default: Any  # MISSING when the key is mandatory
    says: str
    check: Check | None


class MisfitError(Exception):
    """Data that does not fit its shape: where, why, and what would."""

    def __init__(self, path: Path, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.path = path
        self.message = message
        self.hint = hint


class UnknownKeyError(MisfitError):
    """A key that its table does not have."""


def says(text: str, check: Check | None = None) -> dict[str, Any]:
    """Metadata of a field: its description, and a check of its value (of each element, for arrays)."""
    return {"says": text, "check": check}


def options(shape: type) -> Iterator[Option]:
    """The fields of a configuration class, in order."""
    kinds = get_type_hints(shape)
    for each in fields(shape):
        name = each.name.removesuffix("_")  # a key such as "with" cannot be a field's name
        yield Option(name, kinds[each.name], _default(each), each.metadata["says"], each.metadata["check"])


def names(kind: type[Enum]) -> dict[str, Enum]:
    """The members of an enumeration by the names that people write."""
    return {str(member): member for member in kind}


def read(raw: object, shape: type[T]) -> T:
    """Convert what a parser made of a file into ``shape``; :class:`MisfitError` if it does not fit."""
    try:
        result: T = _table(raw, shape, ())
    except UnknownKeyError as error:
        error.hint = error.hint or _suggestion(error.path, shape)
        raise
    return result


def dotted(path: Path) -> str:
    """A path as people write it: ``provenance.agents[0].id``."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            bare = part.replace("-", "").replace("_", "").isalnum() and part.isascii()
            text += ("." if text else "") + (shown(part) if bare else f'"{shown(part)}"')
    return text


def shown(text: str) -> str:
    """Text from a file, short and without anything that a terminal would obey."""
    short = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
    return "".join(
        each if each.isprintable() else each.encode("unicode_escape", "surrogatepass").decode() for each in short
    )


def _default(each: Field[Any]) -> Any:
    return each.default_factory() if each.default_factory is not MISSING else each.default


def _convert(raw: object, kind: Any, path: Path, check: Check | None) -> Any:
    if is_dataclass(kind):
        return _table(raw, kind, path)
    if get_origin(kind) is tuple:
        items = _expect(raw, list, "an array", path)
        return tuple(_convert(item, get_args(kind)[0], (*path, at), check) for at, item in enumerate(items))
    if get_origin(kind) is dict:
        table = _expect(raw, dict, "a table", path)
        names_of, kind_of = get_args(kind)
        return {
            _convert(key, names_of, (*path, key), None): _convert(item, kind_of, (*path, key), check)
            for key, item in table.items()
        }
    value = _member(raw, kind, path) if issubclass(kind, Enum) else _scalar(raw, kind, path)
    complaint = check.complaint(value) if check else ""
    if complaint:
        raise MisfitError(path, f'"{dotted(path)}" {complaint}{_got(raw)}')
    return value


def _table(raw: object, shape: Any, path: Path) -> Any:
    table = _expect(raw, dict, "a table", path)
    known = {option.name: option for option in options(shape)}
    for key in table:
        if key not in known:
            raise UnknownKeyError((*path, key), f'unknown key "{dotted((*path, key))}"')
    for option in known.values():
        if option.default is MISSING and option.name not in table:
            raise MisfitError(path, f'"{dotted(path)}" lacks the key "{option.name}"', option.says)
    return shape(
        **{
            f"{key}_" if iskeyword(key) else key: _convert(value, known[key].kind, (*path, key), known[key].check)
            for key, value in table.items()
        }
    )


def _expect(raw: object, kind: type[T], what: str, path: Path) -> T:
    if not isinstance(raw, kind):
        name = f'"{dotted(path)}"' if path else "the configuration"
        raise MisfitError(path, f"{name} must be {what}{_got(raw)}")
    return raw


def _member(raw: object, kind: type[Enum], path: Path) -> Enum:
    allowed = names(kind)
    if isinstance(raw, str) and raw in allowed:
        return allowed[raw]
    near = _nearest(raw, allowed) if isinstance(raw, str) else ""
    hint = f'did you mean "{near}"?' if near else ""
    raise MisfitError(path, f'"{dotted(path)}" must be one of {", ".join(allowed)}{_got(raw)}', hint)


def _scalar(raw: object, kind: type, path: Path) -> object:
    if kind is float and isinstance(raw, int) and not isinstance(raw, bool):
        # A longer one does not fit; what is too large is the check's business.
        return float(max(-_LARGE, min(raw, _LARGE)))
    if type(raw) is not kind:
        what = {bool: "true or false", int: "a whole number", float: "a number", str: "a string"}[kind]
        raise MisfitError(path, f'"{dotted(path)}" must be {what}{_got(raw)}')
    return raw


def _got(raw: object) -> str:
    match raw:
        case bool():
            return f", not {str(raw).lower()}"
        case str():
            return f', not "{shown(raw)}"'
        case int() | float():
            return f", not {shown(str(raw))}"
        case list():
            return ", not an array"
        case dict():
            return ", not a table"
        case _:
            return ", not a date or time"


def _suggestion(path: Path, shape: type) -> str:
    """The key that was meant: one beside the unknown key first, then the same name in another table, then the choice."""
    *around, last = path
    table = _below(shape, tuple(around))
    beside = [option.name for option in options(table)]
    near = _nearest(str(last), beside)
    if near:
        return f'did you mean "{dotted((*around, near))}"?'
    sections = [section for section in options(shape) if is_dataclass(section.kind)]
    everywhere = {
        each.name: dotted((section.name, each.name)) for section in sections for each in options(section.kind)
    }
    near = _nearest(str(last), everywhere)
    return f'did you mean "{everywhere[near]}"?' if near else f"known here: {', '.join(beside)}"


def _below(shape: type, path: Path) -> type:
    for part in path:
        if isinstance(part, str):
            kind = next(option.kind for option in options(shape) if option.name == part)
            shape = get_args(kind)[0] if get_origin(kind) is tuple else kind
    return shape


def _nearest(word: str, known: Iterable[str]) -> str:
    import difflib

    return next(iter(difflib.get_close_matches(word.lower()[:_SHOWN], list(known), n=1, cutoff=0.6)), "")
