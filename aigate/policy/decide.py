"""The one place that decides: a bucket for each finding, then allow, warn or block, with every reason."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from aigate.config import OnGap
from aigate.model import Bucket, Decision
from aigate.policy.testcode import is_harmless_in_tests, is_test

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aigate.config import Config
    from aigate.model import Finding, Gap, Suppression
    from aigate.policy.acceptance import Acceptance


def label(
    finding: Finding,
    config: Config,
    *,
    gated: bool,
    suppressed_by: Suppression | None,
    void: Suppression | None,
    accepted: Acceptance | None,
) -> Finding:
    """Put one finding into its bucket. ``void`` is a suppression that means it but may not speak."""
    if not gated:
        return replace(finding, bucket=Bucket.OUTSIDE, reason="on lines that are not gated")
    if accepted is not None:
        until = f", until {accepted.expires}" if accepted.expires else ""
        return replace(finding, bucket=Bucket.SUPPRESSED, reason=f"accepted{until}: {accepted.reason}")
    if suppressed_by is not None:
        why = f"{suppressed_by.syntax} comment on line {suppressed_by.line}"
        words = f": {suppressed_by.reason}" if suppressed_by.syntax == "aigate" else ""
        return replace(finding, bucket=Bucket.SUPPRESSED, reason=why + words)
    reason = ""
    if void is not None:
        reason = f"the {void.syntax} comment on line {void.line} came with this change, so it does not count"
    if finding.severity < config.gate.block:
        return replace(finding, bucket=Bucket.WARNING, reason=reason or f"{finding.severity} severity only warns")
    if finding.confidence < config.gate.confidence:
        return replace(finding, bucket=Bucket.WARNING, reason=reason or f"{finding.confidence} confidence only warns")
    if config.gate.tests is OnGap.WARN and is_test(finding.path) and is_harmless_in_tests(finding):
        return replace(finding, bucket=Bucket.WARNING, reason=reason or "in a test this only warns")
    return replace(finding, bucket=Bucket.BLOCKING, reason=reason)


def decide(
    findings: Sequence[Finding], gaps: Sequence[Gap], config: Config, lines_of: Mapping[str, int]
) -> tuple[Decision, tuple[str, ...]]:
    """The decision, and every reason for it. ``lines_of`` counts the gated lines in each unexamined path."""
    reasons: list[str] = []
    blocking = sum(finding.bucket is Bucket.BLOCKING for finding in findings)
    warnings = sum(finding.bucket is Bucket.WARNING for finding in findings)
    where = {"ai": "AI-written", "ai+unknown": "AI-written or unattributed", "all": "added"}[config.scope]
    own = sum(finding.bucket is Bucket.BLOCKING and finding.kind == "gate" for finding in findings)
    said = sum(finding.bucket is Bucket.BLOCKING and finding.kind == "message" for finding in findings)
    if blocking - own - said:
        reasons.append(
            f"{_count(blocking - own - said, 'finding')} of {config.gate.block} severity or higher on {where} lines"
        )
    if own:
        reasons.append(f"{_count(own, 'finding')} about the gate's own files")
    if said:
        reasons.append(f"{_count(said, 'finding')} about the commit message")
    unread = sum(lines_of.values())
    if gaps:
        reasons.append(f"{_count(unread, f'{where} line')} not examined")
    if blocking or (gaps and config.gate.not_examined is OnGap.BLOCK):
        return Decision.BLOCK, tuple(reasons)
    if warnings or gaps:
        reasons += [_count(warnings, "warning")] if warnings else []
        return Decision.WARN, tuple(reasons)
    return Decision.ALLOW, tuple(reasons)


def worst(decisions: Sequence[Decision]) -> Decision:
    """The decision over several changesets."""
    order = (Decision.ALLOW, Decision.WARN, Decision.BLOCK)
    return max(decisions, key=order.index, default=Decision.ALLOW)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
