"""The figures, the terminal's summary and the badge."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from aigate.audit_model import Audit, AuditedFinding, Counted, State
from aigate.lines import Span
from aigate.model import Bucket, Finding, Severity
from aigate.reports.audit import badge, figures, text
from aigate.reports.audit.charts import bar, sparkline
from aigate.reports.cells import cells
from tests.reports.audit.specimen import empty, large, specimen


def found(
    severity: Severity, bucket: Bucket = Bucket.BLOCKING, state: State = State.OPEN, days: int = 0
) -> AuditedFinding:
    finding = Finding("a/b", "app.py", Span(4, 4), severity, "Bad.", bucket=bucket)
    fixed = 1_000 + days * figures.DAY if days else 0
    return AuditedFinding(finding, "a" * 40, 1_000, "A", "claude", "", state, fixed_when=fixed)


def with_findings(*findings: AuditedFinding) -> Audit:
    return replace(empty(), findings=findings)


SHARES = {
    (0, 0): "0 %",
    (0, 9): "0 %",
    (9, 9): "100 %",
    (1, 3): "33 %",
    (999, 1000): "99 %",
    (1, 250): "0.4 %",
    (1, 10**6): "< 0.1 %",
}


@pytest.mark.parametrize(("share", "told"), SHARES.items())
def test_a_share_never_says_nothing_for_something(share: tuple[int, int], told: str) -> None:
    assert figures.percent(*share) == told


def test_an_accepted_finding_is_open_to_nobody() -> None:
    sums = figures.figures(with_findings(found(Severity.HIGH, Bucket.SUPPRESSED), found(Severity.LOW)))
    assert (sums.open, sums.accepted, sums.worst) == (1, 1, Severity.LOW)


def test_the_median_of_the_time_to_fix_counts_what_is_known() -> None:
    fixed = [found(Severity.LOW, state=State.FIXED, days=days) for days in (0, 2, 4, 40)]
    assert figures.figures(with_findings(*fixed)).days_to_fix == 4
    assert figures.figures(with_findings(found(Severity.LOW))).days_to_fix is None


def test_figures_of_the_specimen_agree_with_it() -> None:
    audit = specimen()
    sums = figures.figures(audit)
    assert sums.open + sums.accepted + sums.fixed == len(audit.findings)
    assert sum(row.written for row in figures.by_agent(audit)) == sums.written
    assert sum(row.left for row in figures.by_agent(audit)) == sums.lines.ai
    assert sum(row.lines.ai for row in figures.by_folder(audit)) == sums.lines.ai
    assert sum(row.open for row in figures.by_rule(audit)) == sums.open == sum(sums.severities.values())


@pytest.mark.parametrize(
    ("part", "most", "drawn"), [(0, 8, ""), (1, 0, ""), (8, 8, "████"), (1, 8, "▌"), (1, 10_000, "▏"), (3, 8, "█▌")]
)
def test_a_bar_is_as_long_as_its_share(part: int, most: int, drawn: str) -> None:
    assert bar(part, most, 4) == drawn


@pytest.mark.parametrize(
    ("values", "room", "drawn"),
    [([], 9, ""), ([0, 0], 9, "··"), ([1, 8, 0, 4], 9, "▁█·▄"), ([1, 1, 4, 4], 2, "▂█"), ([1, 10_000], 9, "▁█")],
)
def test_a_line_is_as_high_as_its_values(values: list[int], room: int, drawn: str) -> None:
    assert sparkline(values, room) == drawn


@pytest.mark.parametrize("width", [40, 60, 79, 119])
@pytest.mark.parametrize("audit", [large(300), empty()], ids=["many findings", "nothing"])
def test_no_line_is_wider_than_the_terminal_but_for_a_path(audit: Audit, width: int) -> None:
    lines = text.render(audit, width=max(width, 60)).splitlines()
    wide = [line for line in lines if cells(line) > max(width, 60)]
    assert not [line for line in wide if "  aigate " not in line and ":" not in line]


def test_the_summary_says_what_to_type_next() -> None:
    shown = text.render(specimen())
    assert "aigate why deploy/terraform/health.tf:" in shown
    assert "aigate explain secrets/aws-access-key" in shown
    assert "--every-patch" in text.render(empty())
    assert "--every-patch" not in shown


def test_the_summary_says_what_was_not_seen() -> None:
    shown = text.render(specimen(), width=100)
    assert "the object of web/assets/logo.svg is missing" in shown
    assert "not Python 3" in shown
    assert "shallow" in shown
    assert "not seen" not in text.render(empty())


def test_no_check_is_not_no_finding() -> None:
    assert "no check was run" in text.render(empty())
    checked = replace(empty(), reach=replace(empty().reach, checks=("bandit",)))
    assert "0  open findings" in text.render(checked)


def test_without_a_look_at_today_nothing_is_said_of_it() -> None:
    shown = text.render(replace(specimen(), files=(), reach=replace(specimen().reach, has_exposure=False)))
    assert "was not looked at" in shown
    assert "of today's lines" not in shown


COLOURS = {
    "#2e7d32": (),
    "#8a5a00": (found(Severity.MEDIUM),),
    "#b3261e": (found(Severity.MEDIUM), found(Severity.CRITICAL)),
}


@pytest.mark.parametrize(("colour", "findings"), COLOURS.items())
def test_the_badge_has_the_colour_of_the_worst(colour: str, findings: tuple[AuditedFinding, ...]) -> None:
    assert colour in badge.render(with_findings(*findings))


def test_the_badge_is_an_image_with_a_title() -> None:
    root = ET.fromstring(badge.render(specimen()))
    title = "AI lines: 29 %; open findings: 26"
    assert root.get("role") == "img"
    assert root.get("aria-label") == title
    assert [one.text for one in root.iter("{http://www.w3.org/2000/svg}title")] == [title]
    assert [one.text for one in root.iter("{http://www.w3.org/2000/svg}text")] == ["AI lines", "29 % · 26 open"]


def test_a_tiny_share_is_still_xml() -> None:
    file = replace(specimen().files[0], lines=Counted(1, 10**6, 0))
    ET.fromstring(badge.render(replace(specimen(), files=(file,))))
