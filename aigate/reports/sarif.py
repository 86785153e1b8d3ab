"""SARIF 2.1.0, written by hand: what code scanning services and editors read.

One run for the whole report. Each result carries its provenance in ``properties``. Findings outside the AI-written lines
are none of our business and stay out unless asked for; suppressed ones are marked as such, and can be left out for services
that do not honour ``suppressions``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aigate import __version__
from aigate.model import Bucket
from aigate.reports.records import Record, coverage_record, dump
from aigate.reports.sarif_results import notifications, result
from aigate.reports.sarif_rules import HOME, NOTIFICATIONS, rule_records
from aigate.reports.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Unpack

    from aigate.model import Finding, Judgement, Report
    from aigate.reports import View

NAME = "sarif"
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
NO_ADDRESS = "urn:git:this-repository"  # the property is mandatory, and the gate does not ask which remote there is


def render(
    report: Report,
    *,
    include_outside: bool = False,
    include_suppressed: bool = True,
    repository: str = NO_ADDRESS,
    **_view: Unpack[View],
) -> str:
    """One SARIF log in ASCII. ``repository`` is the repository's address, where the caller knows it."""
    left_out = set[Bucket]()
    if not include_outside:
        left_out.add(Bucket.OUTSIDE)
    if not include_suppressed:
        left_out.add(Bucket.SUPPRESSED)
    return log(_run(report, left_out, repository))


def log(run: Record) -> str:
    """A whole SARIF log with this one run."""
    return dump({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def tool(rules: list[Record]) -> Record:
    """Who says so, and by which rules."""
    return {
        "driver": {
            "name": "aigate",
            "version": __version__,
            "semanticVersion": __version__,
            "informationUri": HOME,
            "rules": rules,
            "notifications": NOTIFICATIONS,
        }
    }


def _run(report: Report, left_out: set[Bucket], repository: str) -> Record:
    told = list(_told(report, left_out))
    rules = rule_records(report.rules, [finding for _, finding in told])
    places = {str(rule["id"]): index for index, rule in enumerate(rules)}
    run: Record = {
        "tool": tool(rules),
        "automationDetails": {"id": f"aigate/{report.command}/"},
        "columnKind": "unicodeCodePoints",
        "results": [result(finding, judgement.changeset, places) for judgement, finding in told],
        "invocations": [_invocation(report)],
        "properties": {
            "decision": str(report.decision),
            "changesets": [_changeset(judgement) for judgement in report.judgements],
        },
    }
    if revisions := _revisions(report, repository):
        run["versionControlProvenance"] = revisions
    return run


def _told(report: Report, left_out: set[Bucket]) -> Iterator[tuple[Judgement, Finding]]:
    for judgement in report.judgements:
        for finding in judgement.findings:
            if finding.bucket not in left_out:
                yield judgement, finding


def _invocation(report: Report) -> Record:
    """A report exists only where a decision could be made, so the execution was a success; what it did not see is said."""
    told = [notification for judgement in report.judgements for notification in notifications(judgement)]
    return {"executionSuccessful": True, "exitCode": report.exit_code, "toolExecutionNotifications": told}


def _changeset(judgement: Judgement) -> Record:
    return {
        "kind": str(judgement.changeset.kind),
        "id": judgement.changeset.id,
        "decision": str(judgement.decision),
        "reasons": [visible(reason) for reason in judgement.reasons],
        "coverage": coverage_record(judgement.coverage),
    }


def _revisions(report: Report, repository: str) -> list[Record]:
    """The commits that were judged; the specification wants no two alike."""
    ids = dict.fromkeys(judgement.changeset.id for judgement in report.judgements if judgement.changeset.id)
    return [{"repositoryUri": repository, "revisionId": commit} for commit in ids]
