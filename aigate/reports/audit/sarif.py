"""SARIF 2.1.0 of what is open today: findings on AI-written lines, where they stand at the audited revision.

What is fixed stays out; the other formats tell of it. Each result carries in ``properties`` the commit that brought it,
when, and who owns the file.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from aigate.audit_model import Place
from aigate.lines import Span
from aigate.model import Changeset, ChangesetKind
from aigate.reports import sarif, sarif_results
from aigate.reports.audit import links
from aigate.reports.audit.csv_report import moment
from aigate.reports.audit.figures import worst_first
from aigate.reports.audit.records import density_record
from aigate.reports.records import plain
from aigate.reports.sarif_rules import rule_records
from aigate.reports.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Unpack

    from aigate.audit_model import Audit, AuditedFinding
    from aigate.model import Finding
    from aigate.reports.audit import View
    from aigate.reports.records import Record

NAME = "sarif"


def render(audit: Audit, **_view: Unpack[View]) -> str:
    """One log in ASCII, the worst findings first: services that take only so many take these."""
    found = worst_first(audit.open_findings)
    rules = rule_records(audit.rules, [one.finding for one in found])
    places = {str(rule["id"]): index for index, rule in enumerate(rules)}
    run: Record = {
        "tool": sarif.tool(rules),
        "automationDetails": {"id": "aigate/audit/"},
        "columnKind": "unicodeCodePoints",
        "results": [_result(one, places) for one in found],
        "invocations": [
            {
                "executionSuccessful": audit.reach.is_whole,
                "toolExecutionNotifications": list(_notifications(audit)),
            }
        ],
        "properties": {"made": moment(audit.made), "density": density_record(audit.density)},
    }
    if audit.reach.tip:
        address = links.home(audit) or sarif.NO_ADDRESS
        run["versionControlProvenance"] = [{"repositoryUri": address, "revisionId": audit.reach.tip}]
    return sarif.log(run)


def _result(found: AuditedFinding, places: Mapping[str, int]) -> Record:
    brought = Changeset(ChangesetKind.COMMIT, (), id=found.commit)
    record = sarif_results.result(today(found), brought, places)
    record["properties"] = {
        **sarif_results.properties(found.finding, brought),
        "agent": plain(found.agent) or None,
        "model": plain(found.model) or None,
        "introduced": moment(found.when),
        "author": visible(found.author),
        "owner": visible(found.owner) or None,
    }
    return record


def today(found: AuditedFinding) -> Finding:
    """The finding with the path and the lines that it has at the audited revision."""
    one = found.finding
    path, line = found.now or Place(one.path, one.anchor)
    shift = line - one.anchor
    return replace(one, path=path, span=Span(one.span.start + shift, one.span.end + shift), line=line)


def _notifications(audit: Audit) -> Iterator[Record]:
    """What could not be looked at."""
    yield from (sarif_results.unseen(gap, "warning") for gap in audit.gaps)
    for one in audit.reach.unread:
        yield sarif_results.remark(f"commit {one.commit} could not be read: {one.reason}")
    yield from map(sarif_results.remark, audit.reach.notes)
