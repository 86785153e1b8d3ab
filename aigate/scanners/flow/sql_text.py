"""Values that are written into the text of a query, wherever the query goes then.

A name of a table or column has no other place than the text; a value has one beside it. So what counts is where in the text
something stands: after ``=``, in ``VALUES (``, and most of all between quotes.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from aigate.scanners.flow.values import HOLE, UNKNOWN, Value, constant

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_STATEMENT = re.compile(
    r"\s*(?:--[^\n]*\n\s*)*\(?(?:SELECT\s.+?\sFROM\s|INSERT\s+(?:OR\s+\w+\s+)?INTO\s|REPLACE\s+INTO\s|UPDATE\s+\S+\s+SET\s|DELETE\s+FROM\s"
    r"|WITH\s+\w+\s+AS\s*\(|WHERE\s+\S+\s*(?:=|LIKE|IN)|AND\s+\S+\s*(?:=|LIKE)\s*')",
    re.IGNORECASE | re.DOTALL,
)
_BEGINS = re.compile(
    r"\s*(?:--[^\n]*\n\s*|/\*.*?\*/\s*)*\(?(?:SELECT|INSERT|REPLACE|UPDATE|DELETE|WITH|CREATE|DROP|ALTER|TRUNCATE|GRANT|REVOKE|CALL|EXEC|MERGE"
    r"|WHERE|AND|OR|SET|USE|COPY|EXPLAIN|SHOW|DESCRIBE|PRAGMA|ATTACH|VACUUM|LOAD|BEGIN|DECLARE|FROM|MATCH|UPSERT)\b",
    re.IGNORECASE | re.DOTALL,
)
_CLAUSE = re.compile(r"\b(?:WHERE|HAVING|VALUES|SET|LIKE|LIMIT|BETWEEN|VALUE)\b|=|\bIN\s*\(", re.IGNORECASE)
_VALUE = re.compile(
    r"(?:[=<>]|\bLIKE|\bIN\s*\(|\bVALUES\s*\(|,|\bBETWEEN|\bLIMIT|\bOFFSET|\|\|)\s*(?P<quote>['\"]?)%?$", re.IGNORECASE
)
_QUOTED = re.compile(r"(?<![\w\\])['\"]%?$")
_PERCENT = re.compile(r"%(?:\((?P<key>[^)]*)\))?[-+ #0]*\d*(?:\.\d+)?(?P<kind>[a-zA-Z%])")
_BRACES = re.compile(r"\{\{|\}\}|\{(?P<key>\w*)(?:[.\[][^{}:!]*)?(?:![rsa])?(?::(?P<spec>[^{}]*))?\}")
_NUMBER_KINDS = frozenset("diouxXeEfFgG")


class Place(NamedTuple):
    """A value in a query's text."""

    value: Value
    is_quoted: bool


def places(parts: Sequence[Value]) -> Iterator[Place]:
    """The values in a text that is made of these parts, if it is a query's."""
    text = ""
    for part in parts:
        if isinstance(part.constant, str) or (part.shape and not text):
            text += part.reading.replace(HOLE, "?")  # what stands in its holes was looked at when it was put together
            continue
        if not part.is_fixed and _STATEMENT.match(text) and _CLAUSE.search(text):
            match = _VALUE.search(text[-200:])
            is_quoted = _QUOTED.search(text) is not None
            if match or is_quoted:
                yield Place(part, is_quoted)
        text += part.shape.replace(HOLE, "?") or "?"


def is_query(shape: str) -> bool:
    """Whether a text may be a query, as far as one can see how it begins."""
    return not shape or shape.startswith(HOLE) or _BEGINS.match(shape) is not None


def percent(template: str, given: Sequence[Value], fields: Mapping[str, Value]) -> list[Value]:
    """The parts of ``template % given``; what is formatted as a number is a constant for our purposes."""
    parts, at, used = [], 0, 0
    for match in _PERCENT.finditer(template):
        if match["kind"] == "%":
            continue
        parts.append(constant(template[at : match.start()]))
        if match["key"] is not None:
            value = fields.get(match["key"], Value())
        else:
            value = _at(given, used)
            used += 1
        parts.append(_number(value) if match["kind"] in _NUMBER_KINDS else value)
        at = match.end()
    return [*parts, constant(template[at:])]


def braces(template: str, given: Sequence[Value], named: Mapping[str, Value]) -> list[Value]:
    """The parts of ``template.format(...)``."""
    parts, at, used = [], 0, 0
    for match in _BRACES.finditer(template):
        if match["key"] is None:
            continue
        parts.append(constant(template[at : match.start()]))
        key = match["key"]
        if key == "":
            number, used = used, used + 1
        else:
            number = int(key) if key.isdigit() else -1
        value = _at(given, number) if number >= 0 else named.get(key, Value())
        parts.append(_number(value) if (match["spec"] or "")[-1:] in _NUMBER_KINDS - {"o"} else value)
        at = match.end()
    return [*parts, constant(template[at:])]


def _at(given: Sequence[Value], number: int) -> Value:
    return given[number] if number < len(given) else Value()


def _number(value: Value) -> Value:
    return replace(value, taints=(), constant=UNKNOWN, is_fixed=True)
