"""The audit as one record a line, for streams: the records of the JSON report, each with a ``type`` that says which.

The first line is the audit itself without its long lists; then months, files, commits and findings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aigate.reports.audit import records
from aigate.reports.records import SCHEMA, Record, dump

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Unpack

    from aigate.audit_model import Audit
    from aigate.reports.audit import View

NAME = "jsonl"


def render(audit: Audit, **_view: Unpack[View]) -> str:
    """One line a record, in ASCII."""
    return "".join(dump(record) + "\n" for record in _records(audit))


def _records(audit: Audit) -> Iterator[Record]:
    yield {"type": "audit", "schema": SCHEMA, **records.head_record(audit)}
    for month in audit.months:
        yield {"type": "month", **records.month_record(month)}
    for file in audit.files:
        yield {"type": "file", **records.exposed_record(file)}
    for commit in audit.commits:
        yield {"type": "commit", **records.commit_record(commit)}
    for found in audit.findings:
        yield {"type": "finding", **records.audited_record(found)}
