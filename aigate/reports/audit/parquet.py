"""One table of the audit as Parquet, for data frames and warehouses: typed columns, times as UTC timestamps.

pyarrow writes it: the one implementation that every reader is tested against. It is heavy, so it comes with an extra, and is
imported only here.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, assert_never

from aigate.reports.audit import check
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
    check(NAME)
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns, rows = table(audit, view.get("table", "findings"))
    values = list(zip(*rows, strict=True)) or [()] * len(columns)
    fields = [pa.field(column.name, _type(pa, column.kind)) for column in columns]
    described = {
        "aigate.schema": "aigate/1",
        "aigate.version": audit.version,
        "aigate.repository": plain(audit.repository),
        "aigate.tip": audit.reach.tip,
        "aigate.made": str(audit.made),
    }
    arrays = [
        pa.array([_value(value, column.kind) for value in cells], field.type)
        for cells, column, field in zip(values, columns, fields, strict=True)
    ]
    stream = io.BytesIO()
    whole = pa.Table.from_arrays(arrays, schema=pa.schema(fields, metadata=described))
    pq.write_table(whole, stream, compression="zstd")
    return stream.getvalue()


def _type(pa: Any, kind: Kind) -> Any:
    match kind:
        case Kind.TEXT | Kind.PATH:
            return pa.string()
        case Kind.NUMBER:
            return pa.int64()
        case Kind.MOMENT:
            return pa.timestamp("ms", "UTC")  # Parquet has none in seconds
        case Kind.FLAG:
            return pa.bool_()
        case Kind.TEXTS:
            return pa.list_(pa.string())
        case Kind.AUTHORED:
            parts = [("agent", pa.string()), ("model", pa.string()), ("lines", pa.int64())]
            return pa.list_(pa.struct(parts))
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
