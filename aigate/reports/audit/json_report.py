"""The whole audit as one JSON document, schema ``aigate/1``, for programs to rely on.

What is listed stands one a line, so that ``grep`` and ``diff`` are of use, and a large audit is written fast.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from aigate.reports.audit.records import audit_record
from aigate.reports.records import SCHEMA, dump

if TYPE_CHECKING:
    from typing import Unpack

    from aigate.audit_model import Audit
    from aigate.reports.audit import View

NAME = "json"


def render(audit: Audit, **_view: Unpack[View]) -> str:
    """One document in ASCII."""
    members = [f"{json.dumps(key)}: {on_lines(value)}" for key, value in audit_record(audit).items()]
    inside = ",\n".join(members)
    return f'{{"schema": "{SCHEMA}", "command": "audit", "audit": {{\n{inside}\n}}}}\n'


def on_lines(value: object) -> str:
    """A value; of a list, each element on a line of its own."""
    if not isinstance(value, list) or not value:
        return dump(value)
    items = ",\n".join(map(dump, value))
    return f"[\n{items}\n]"
