"""SARIF's results, locations and notifications: one finding or one gap each."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING

from aigate.lines import Span
from aigate.model import Bucket, Decision, Severity
from aigate.reports.records import claim_record, encoded
from aigate.reports.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from aigate.model import Changeset, Finding, Gap, Judgement
    from aigate.reports.records import Record

NOT_EXAMINED = "aigate/not-examined"
NOTE = "aigate/evidence"
LEVELS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
    Severity.INFO: "note",
}
_UNRESERVED = frozenset((string.ascii_letters + string.digits + "-._~/").encode())


def result(finding: Finding, changeset: Changeset, rules: Mapping[str, int]) -> Record:
    """One finding. Without columns its region is whole lines; with them the part of the line to look at."""
    record: Record = {
        "ruleId": visible(finding.rule),
        "ruleIndex": rules[visible(finding.rule)],
        "level": LEVELS[finding.severity],
        "message": {"text": prose(f"{finding.message} {finding.hint}".strip())},
        "locations": [_location(finding.path, _region(finding))],
        "suppressions": _suppressions(finding),
        "properties": properties(finding, changeset),
    }
    if finding.way:
        record["codeFlows"] = [_flow(finding)]
    if finding.fingerprint:
        record["partialFingerprints"] = {"aigate/v1": visible(finding.fingerprint)}
    return record


def notifications(judgement: Judgement) -> Iterator[Record]:
    """What could not be looked at, and what was odd about the evidence."""
    level = "error" if judgement.decision is Decision.BLOCK else "warning"
    yield from (unseen(gap, level) for gap in judgement.not_examined)
    yield from (remark(note) for note in judgement.notes)


def unseen(gap: Gap, level: str) -> Record:
    """Lines that could not be examined."""
    return {
        "descriptor": {"id": NOT_EXAMINED},
        "level": level,
        "message": {"text": prose(f"Not examined: {gap.reason}")},
        "locations": _gap_locations(gap),
    }


def remark(note: str) -> Record:
    """What a reader has to know besides."""
    return {"descriptor": {"id": NOTE}, "level": "note", "message": {"text": prose(note)}}


def prose(text: str) -> str:
    """A message that shows as it reads: nothing hidden in it, and no link that SARIF's message syntax would make of it."""
    return visible(" ".join(text.split())).replace("](", "] (")


def uri(path: str) -> str:
    """A path relative to the repository's root as a URI reference: the bytes git knows, percent-encoded."""
    return "".join(chr(byte) if byte in _UNRESERVED else f"%{byte:02X}" for byte in encoded(path))


def _location(path: str, region: Record | None) -> Record:
    physical: Record = {"artifactLocation": {"uri": uri(path), "uriBaseId": "%SRCROOT%"}}
    if region:
        physical["region"] = region
    return {"physicalLocation": physical}


def _gap_locations(gap: Gap) -> list[Record]:
    return [_location(gap.path, _lines(span)) for span in (gap.lines.spans if gap.lines else ())] or [
        _location(gap.path, None)
    ]


def _flow(finding: Finding) -> Record:
    """The way of a text through the file, to where it must not be."""
    lines = [Span(line, line) for line in finding.way]
    places = [*(_location(finding.path, _lines(span)) for span in lines), _location(finding.path, _region(finding))]
    return {"threadFlows": [{"locations": [{"location": place} for place in places]}]}


def _region(finding: Finding) -> Record:
    if finding.columns is None:
        return _lines(finding.span)
    line = max(finding.anchor, 1)
    start = finding.columns[0] + 1
    return {"startLine": line, "startColumn": start, "endLine": line, "endColumn": max(finding.columns[1] + 1, start)}


def _lines(span: Span) -> Record:
    start = max(span.start, 1)
    return {"startLine": start, "endLine": max(span.end, start)}


def _suppressions(finding: Finding) -> list[Record]:
    """Empty, not absent, for a finding that counts: the specification wants the property on all results or on none."""
    if finding.bucket is not Bucket.SUPPRESSED:
        return []
    return [{"kind": "external", "status": "accepted", "justification": prose(finding.reason)}]


def properties(finding: Finding, changeset: Changeset) -> Record:
    """What SARIF has no name for."""
    return {
        "bucket": str(finding.bucket),
        "blocking": finding.bucket is Bucket.BLOCKING,
        "reason": visible(finding.reason),
        "severity": str(finding.severity),
        "confidence": str(finding.confidence),
        "kind": finding.kind,
        "scanner": finding.scanner,
        "also": [visible(rule) for rule in finding.also],
        "agent": finding.agent,
        "model": finding.evidence.model if finding.evidence else None,
        "evidence": claim_record(finding.evidence) if finding.evidence else None,
        "changeset": str(changeset.kind),
        "commit": changeset.id,
    }
