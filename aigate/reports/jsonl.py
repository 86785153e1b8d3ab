"""One finding a line, for streams and tables: the keys of the JSON report's findings, and the commit each one is in.

Every finding is here, whatever its bucket; ``blocking`` says whether it stopped the change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aigate.reports.records import dump, finding_record

if TYPE_CHECKING:
    from typing import Unpack

    from aigate.model import Report
    from aigate.reports import View

NAME = "jsonl"


def render(report: Report, **_view: Unpack[View]) -> str:
    """One line a finding; "" if there are none."""
    return "".join(
        dump({**finding_record(finding), "commit": judgement.changeset.id}) + "\n"
        for judgement in report.judgements
        for finding in judgement.findings
    )
