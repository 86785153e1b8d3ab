"""One table of the audit as CSV: UTF-8, a header, one record a line.

Whatever opens it, the repository says nothing to it. A text that a spreadsheet would take for a formula (one that begins
with ``=``, ``+``, ``-`` or ``@``) gets an apostrophe in front, as does one that begins with an apostrophe, so that whoever
reads the file takes one off. What is not printable is spelled out, in a path as git does it. Times are ISO 8601, UTC. An
empty field is not known; lists are JSON.
"""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, assert_never

from aigate.reports.audit.tables import Kind, Table, table
from aigate.reports.records import plain, quoted
from aigate.reports.visible import disarm, visible

if TYPE_CHECKING:
    from typing import Unpack

    from aigate.audit_model import Audit
    from aigate.reports.audit import View

NAME = "csv"

# Full-width forms count: spreadsheets in East Asian settings read them as the plain ones.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "'", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def render(audit: Audit, **view: Unpack[View]) -> str:
    """The table that ``view`` names; findings if it names none."""
    return as_csv(table(audit, view.get("table", "findings")))


def as_csv(found: Table) -> str:
    """One table, whatever it is about."""
    columns, rows = found
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(column.name for column in columns)
    for row in rows:
        writer.writerow(_cell(value, column.kind) for value, column in zip(row, columns, strict=True))
    return stream.getvalue()


def _cell(value: Any, kind: Kind) -> str:
    if value is None:
        return ""
    match kind:
        case Kind.TEXT:
            return _inert(visible(value))
        case Kind.PATH:
            return _inert(value if visible(value) == value and not value.startswith(('"', ":")) else quoted(value))
        case Kind.NUMBER:
            return str(value)
        case Kind.MOMENT:
            return moment(value)
        case Kind.FLAG:
            return "true" if value else "false"
        case Kind.TEXTS:
            return _list([plain(each) for each in value])
        case Kind.AUTHORED:
            return _list([[plain(one.agent), plain(one.model), one.lines] for one in value])
        case _:
            assert_never(kind)


def _list(values: list[Any]) -> str:
    return json.dumps(values).replace("##", "#\\u0023") if values else ""


def moment(when: int) -> str:
    """``2026-03-01T12:00:00Z``; of a time that no calendar has, the seconds."""
    try:
        return f"{datetime.fromtimestamp(when, UTC):%Y-%m-%dT%H:%M:%SZ}"
    except (ValueError, OverflowError, OSError):
        return str(when)


def _inert(text: str) -> str:
    """A text that no spreadsheet computes and no CI log obeys."""
    inert = f"'{text}" if text.startswith(_FORMULA) else text
    return disarm(inert) if "::" in inert or "##" in inert else inert
