"""One table of the audit as Parquet, for data frames and warehouses: typed columns, times as UTC timestamps.

pyarrow writes it: the one implementation that every reader is tested against. It is heavy, so it comes with an extra, and is
imported only here.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, assert_never

from aigate.errors import UsageError
from aigate.reports.audit.tables import Kind, table
from aigate.reports.records import exact, plain

if TYPE_CHECKING:
    from typing import Unpack

    from aigate.audit_model import Audit
    from aigate.reports.audit import View

NAME = "parquet"
_MOST_SECONDS = 253_402_300_799  # the end of the year 9999: what the timestamps of most readers can hold


def render(audit: Audit, **view: Unpack[View]) -> bytes:
    """The table that ``view`` names; findings if it names none. The file says which repository and version it is of."""
    pyarrow, parquet = load_library()
    columns, rows = table(audit, view.get("table", "findings"))
    values = list(zip(*rows, strict=True)) or [()] * len(columns)
    fields = [pyarrow.field(column.name, _type(pyarrow, column.kind)) for column in columns]
    described = {
        "aigate.schema": "aigate/1",
        "aigate.version": audit.version,
        "aigate.repository": plain(audit.repository),
        "aigate.tip": audit.reach.tip,
        "aigate.made": str(audit.made),
    }
    arrays = [
        pyarrow.array([_value(value, column.kind) for value in cells], field.type)
        for cells, column, field in zip(values, columns, fields, strict=True)
    ]
    stream = io.BytesIO()
    whole = pyarrow.Table.from_arrays(arrays, schema=pyarrow.schema(fields, metadata=described))
    parquet.write_table(whole, stream, compression="zstd")
    return stream.getvalue()


def load_library() -> tuple[Any, Any]:
    """The library and its Parquet part; asked for before an audit starts, lest an hour's work ends in this error."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise UsageError(
            "Parquet needs pyarrow, which is not installed", hint='pip install "aigate[parquet]"'
        ) from error
    return pa, pq


def _type(pyarrow: Any, kind: Kind) -> Any:
    match kind:
        case Kind.TEXT | Kind.PATH:
            return pyarrow.string()
        case Kind.NUMBER:
            return pyarrow.int64()
        case Kind.MOMENT:
            return pyarrow.timestamp("ms", "UTC")  # Parquet has none in seconds
        case Kind.FLAG:
            return pyarrow.bool_()
        case Kind.TEXTS:
            return pyarrow.list_(pyarrow.string())
        case Kind.AUTHORED:
            parts = [("agent", pyarrow.string()), ("model", pyarrow.string()), ("lines", pyarrow.int64())]
            return pyarrow.list_(pyarrow.struct(parts))
        case _:
            assert_never(kind)


def _value(value: Any, kind: Kind) -> object:
    if value is None:
        return None
    match kind:
        case Kind.TEXT:
            return plain(value)
        case Kind.PATH:
            return exact(value)
        case Kind.NUMBER | Kind.FLAG:
            result: object = value
            return result
        case Kind.MOMENT:
            return value * 1000 if abs(value) <= _MOST_SECONDS else None
        case Kind.TEXTS:
            return [plain(each) for each in value]
        case Kind.AUTHORED:
            return [
                {"agent": plain(one.agent) or None, "model": plain(one.model) or None, "lines": one.lines}
                for one in value
            ]
        case _:
            assert_never(kind)
