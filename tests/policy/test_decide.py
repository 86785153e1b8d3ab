"""One bucket for each finding, one decision for all, every reason told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from aigate.config import Config, Gate, OnGap
from aigate.lines import Lines, Span
from aigate.model import Bucket, Confidence, Decision, Finding, Gap, Severity, Suppression
from aigate.policy.acceptance import Acceptance
from aigate.policy.decide import decide, label, worst

FINDING = Finding("bandit/B602", "a.py", Span(1, 1), Severity.MEDIUM, "m", Confidence.MEDIUM)
COMMENT = Suppression("bandit/B602", "constant command", 1, Span(1, 1))
RECORD = Acceptance("f", "bandit/B602", "a.py", "constant command", expires="2030-01-01")


@pytest.mark.parametrize(
    ("finding", "circumstances", "bucket", "reason"),
    [
        pytest.param(FINDING, {"gated": False}, Bucket.OUTSIDE, "not gated", id="a human's line"),
        pytest.param(
            FINDING, {"gated": False, "accepted": RECORD}, Bucket.OUTSIDE, "not gated", id="a human's accepted line"
        ),
        pytest.param(replace(FINDING, severity=Severity.LOW), {}, Bucket.WARNING, "low severity", id="low severity"),
        pytest.param(
            replace(FINDING, confidence=Confidence.LOW), {}, Bucket.WARNING, "low confidence", id="low confidence"
        ),
        pytest.param(
            FINDING, {"suppressed_by": COMMENT}, Bucket.SUPPRESSED, "constant command", id="a comment that counts"
        ),
        pytest.param(FINDING, {"accepted": RECORD}, Bucket.SUPPRESSED, "until 2030-01-01", id="an accepted finding"),
        pytest.param(
            FINDING, {"void": COMMENT}, Bucket.BLOCKING, "does not count", id="a comment that came with the change"
        ),
        pytest.param(FINDING, {}, Bucket.BLOCKING, "", id="medium and medium"),
    ],
)
def test_a_finding_goes_into_one_bucket(
    finding: Finding, circumstances: dict[str, object], bucket: Bucket, reason: str
) -> None:
    given = {"gated": True, "suppressed_by": None, "void": None, "accepted": None} | circumstances
    labelled = label(finding, Config(), **given)  # type: ignore[arg-type]
    assert labelled.bucket is bucket
    assert reason in labelled.reason


BLOCKING = replace(FINDING, bucket=Bucket.BLOCKING)
WARNING = replace(FINDING, bucket=Bucket.WARNING)
OWN = replace(BLOCKING, kind="gate")
GAP = Gap("a.bin", "binary", Lines([(1, 2)]))
LENIENT = Config(gate=Gate(not_examined=OnGap.WARN))


@pytest.mark.parametrize(
    ("findings", "gaps", "config", "decision", "reasons"),
    [
        ([], [], Config(), Decision.ALLOW, []),
        ([replace(FINDING, bucket=Bucket.SUPPRESSED), FINDING], [], Config(), Decision.ALLOW, []),
        ([WARNING], [], Config(), Decision.WARN, ["1 warning"]),
        ([], [GAP], LENIENT, Decision.WARN, ["2 AI-written lines not examined"]),
        ([], [GAP], Config(), Decision.BLOCK, ["2 AI-written lines not examined"]),
        (
            [BLOCKING, WARNING],
            [],
            Config(),
            Decision.BLOCK,
            ["1 finding of medium severity or higher on AI-written lines"],
        ),
        ([OWN], [], Config(), Decision.BLOCK, ["1 finding about the gate's own files"]),
    ],
)
def test_the_decision_and_its_reasons(
    findings: list[Finding], gaps: list[Gap], config: Config, decision: Decision, reasons: list[str]
) -> None:
    assert decide(findings, gaps, config, {"a.bin": 2} if gaps else {}) == (decision, tuple(reasons))


def test_the_worst_of_several_changesets_decides() -> None:
    assert worst([]) is Decision.ALLOW
    assert worst([Decision.WARN, Decision.BLOCK, Decision.ALLOW]) is Decision.BLOCK
