"""The whole report as one JSON document, schema ``aigate/1``: everything that is known, for programs to rely on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aigate.reports.records import SCHEMA, changeset_record, dump

if TYPE_CHECKING:
    from typing import Unpack

    from aigate.model import Report
    from aigate.reports import View

NAME = "json"


def render(report: Report, **_view: Unpack[View]) -> str:
    """One document in ASCII; ``records.py`` says how odd paths are spelled."""
    document: dict[str, object] = {
        "schema": SCHEMA,
        "command": report.command,
        "decision": str(report.decision),
        "exit_code": report.exit_code,
        "changesets": [changeset_record(judgement) for judgement in report.judgements],
    }
    if report.adoption:
        document["adoption"] = [
            {"wrapper": one.wrapper, "replaces": one.replaces, "uses": one.uses, "others": one.others}
            for one in report.adoption
        ]
    return dump(document, indent=2) + "\n"
