"""Many repositories as one record a line: first all of them, then months, each repository, and each that failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aigate.reports.audit.records import month_record
from aigate.reports.fleet import records
from aigate.reports.records import SCHEMA, Record, dump

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Unpack

    from aigate.audit_model import Fleet
    from aigate.reports.fleet import View

NAME = "jsonl"


def render(fleet: Fleet, **_view: Unpack[View]) -> str:
    """One line a record, in ASCII."""
    return "".join(dump(record) + "\n" for record in _records(fleet))


def _records(fleet: Fleet) -> Iterator[Record]:
    yield {"type": "fleet", "schema": SCHEMA, **records.head_record(fleet)}
    for month in fleet.months:
        yield {"type": "month", **month_record(month)}
    for member in fleet.members:
        yield {"type": "repository", **records.member_record(member)}
    for failure in fleet.failures:
        yield {"type": "failure", **records.failure_record(failure)}
