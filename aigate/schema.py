"""The configuration's reference, made from its classes: a JSON Schema that editors complete by, and a table for the docs."""

from __future__ import annotations

from dataclasses import MISSING, is_dataclass
from enum import Enum
from typing import Any, NamedTuple, get_args, get_origin

from aigate.config import Config
from aigate.shape import Option, names, options

_SCALARS = {bool: "boolean", int: "integer", float: "number", str: "string"}


class Key(NamedTuple):
    """One key that a person may write, by its full name: ``gate.block``, ``provenance.agents[].id``."""

    name: str
    option: Option

    @property
    def kind(self) -> str:
        """Its type, as the documentation names it."""
        return _kind(self.option.kind)


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 7, the one that TOML editors know) of ``.aigate.toml``."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "The configuration of aigate",
        **_table(Config),
    }


def table() -> str:
    """The keys as rows of a Markdown table: key, type, default, meaning."""
    rows = ["| key | type | default | meaning |", "|---|---|---|---|"]
    for key in keys():
        default = "mandatory" if key.option.default is MISSING else f"`{literal(key.option.default)}`"
        rows.append(f"| `{key.name}` | {key.kind} | {default} | {key.option.says} |")
    return "\n".join(rows) + "\n"


def keys(shape: type = Config, prefix: str = "") -> list[Key]:
    """Every key of the configuration; tables are not listed themselves, their keys are."""
    found = []
    for option in options(shape):
        name, kind = prefix + option.name, option.kind
        inner = get_args(kind)[0] if get_origin(kind) is tuple else None
        if not is_dataclass(kind):
            found.append(Key(name, option))
        if isinstance(kind, type) and is_dataclass(kind):
            found += keys(kind, f"{name}.")
        elif isinstance(inner, type) and is_dataclass(inner):
            found += keys(inner, f"{name}[].")
    return found


def literal(value: object) -> str:
    """A default as TOML writes it."""
    match value:
        case bool():
            return str(value).lower()
        case Enum() | str():
            return f'"{value}"'
        case int():
            return f"{value:_}"
        case tuple():
            return f"[{', '.join(literal(each) for each in value)}]"
        case dict():
            return "{}"
        case _:
            return str(value)


def _kind(kind: Any) -> str:
    if get_origin(kind) is tuple:
        return f"array of {_kind(get_args(kind)[0])}s"
    if get_origin(kind) is dict:
        return f"table of {_kind(get_args(kind)[1])}"
    if is_dataclass(kind):
        return "table"
    if issubclass(kind, Enum):
        return ", ".join(f"`{name}`" for name in names(kind))
    return _SCALARS[kind]


def _table(shape: type) -> dict[str, Any]:
    mandatory = [option.name for option in options(shape) if option.default is MISSING]
    return {
        "type": "object",
        "properties": {option.name: _property(option) for option in options(shape)},
        **({"required": mandatory} if mandatory else {}),
        "additionalProperties": False,
    }


def _property(option: Option) -> dict[str, Any]:
    described = {"description": option.says, **_value(option.kind, option)}
    if option.default is not MISSING and not is_dataclass(option.kind):
        described["default"] = _plain(option.default)
    return described


def _value(kind: Any, option: Option) -> dict[str, Any]:
    if is_dataclass(kind):
        return _table(kind) if isinstance(kind, type) else {}
    if get_origin(kind) is tuple:
        return {"type": "array", "items": _value(get_args(kind)[0], option)}
    if get_origin(kind) is dict:
        keyed, valued = get_args(kind)
        allowed = {"propertyNames": {"enum": list(names(keyed))}} if issubclass(keyed, Enum) else {}
        return {"type": "object", **allowed, "additionalProperties": _value(valued, option)}
    if issubclass(kind, Enum):
        return {"type": "string", "enum": list(names(kind))}
    return {"type": _SCALARS[kind], **(option.check.schema if option.check else {})}


def _plain(value: object) -> object:
    match value:
        case Enum():
            return str(value)
        case tuple():
            return [_plain(each) for each in value]
        case _:
            return value
