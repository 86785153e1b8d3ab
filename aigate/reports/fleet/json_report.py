"""Many repositories as one JSON document, schema ``aigate/1``. What is listed stands one a line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from aigate.reports.audit.json_report import on_lines
from aigate.reports.fleet.records import fleet_record
from aigate.reports.records import SCHEMA

if TYPE_CHECKING:
    from typing import Unpack

    from aigate.audit_model import Fleet
    from aigate.reports.fleet import View

NAME = "json"


def render(fleet: Fleet, **_view: Unpack[View]) -> str:
    """One document in ASCII."""
    inside = ",\n".join(f"{json.dumps(key)}: {on_lines(each)}" for key, each in fleet_record(fleet).items())
    return f'{{"schema": "{SCHEMA}", "command": "audit", "fleet": {{\n{inside}\n}}}}\n'
