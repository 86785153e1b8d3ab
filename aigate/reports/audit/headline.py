"""The few figures that a reader should take away, each with its sentence; the same in text and Markdown.

The sentences hold nothing but numbers and words of our own, but for the name of the message policy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aigate.reports.audit.figures import percent, rate
from aigate.reports.visible import visible
from aigate.reports.wording import count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aigate.audit_model import Audit, Density
    from aigate.reports.audit.figures import Figures

Told = tuple[str, str]  # a figure, and what it says


def headline(audit: Audit, sums: Figures) -> list[Told]:
    """The most important first."""
    return [*_exposure(audit, sums), *_findings(audit, sums), *_commits(audit, sums)]


def _exposure(audit: Audit, sums: Figures) -> Iterator[Told]:
    whole = sum(sums.lines)
    if not audit.reach.has_exposure:
        yield f"{sums.written:,}", "AI lines were written; what is left of them was not looked at"
        return
    files = sum(1 for file in audit.files if file.lines.ai)
    if whole:
        told = f"of today's lines are AI-written: {sums.lines.ai:,} of {whole:,}, in {count_of(files, 'file')}"
        yield percent(sums.lines.ai, whole), told
    if sums.written:
        yield f"{sums.written:,}", f"AI lines were written in all; {_left(sums)}"


def _left(sums: Figures) -> str:
    """What became of the lines. Lines that moved count where they are now, so there can be more than were written."""
    if sums.lines.ai > sums.written:
        return f"{sums.lines.ai:,} stand today"
    return f"{percent(sums.lines.ai, sums.written)} of them stand today"


def _findings(audit: Audit, sums: Figures) -> Iterator[Told]:
    if not audit.reach.checks:
        yield "?", "findings: no check was run"
        return
    if audit.reach.has_exposure:
        by_severity = ", ".join(f"{number:,} {severity}" for severity, number in sums.severities.items())
        yield (
            f"{sums.open:,}",
            f"open {_findings_noun(sums.open)} on AI lines" + (f": {by_severity}" if by_severity else ""),
        )
        if sums.accepted:
            yield (
                f"{sums.accepted:,}",
                f"{_findings_noun(sums.accepted)} more, accepted or suppressed",
            )
        if sums.fixed:
            which = "" if sums.fixed == 1 else "the median one "
            days = f", {which}after {_days(sums.days_to_fix)}" if sums.days_to_fix is not None else ""
            yield f"{sums.fixed:,}", f"{_findings_noun(sums.fixed)} fixed since{days}"
        density = audit.density
        if density.ai_lines and density.other_lines:
            other = rate(density.other_findings, density.other_lines)
            yield (
                rate(density.ai_findings, density.ai_lines),
                f"open findings per 1,000 AI lines; {other} per 1,000 others",
            )
            yield from compared(density)
    elif audit.findings:
        yield f"{len(audit.findings):,}", f"{_findings_noun(len(audit.findings))} on AI lines when they were written"


def compared(density: Density) -> Iterator[Told]:
    """What the other lines let expect of AI lines, like with like."""
    if density.compared_lines:
        seen = f"{density.compared_findings:,} found, {density.expected:,.1f} expected"
        rest = density.incomparable
        apart = (
            f"; {count_of(rest, 'AI line')} {'has' if rest == 1 else 'have'} no others to compare with" if rest else ""
        )
        told = f"would be expected, by the rate of others in the same languages, tests apart: {seen}{apart}"
        yield rate(density.expected, density.compared_lines), told


def _commits(audit: Audit, sums: Figures) -> Iterator[Told]:
    reach = audit.reach
    if not reach.ai_commits:
        which = "the commits that could be read" if reach.unread else count_of(reach.commits, "commit")
        yield "0", f"of {which} show a sign of an agent"
        return
    signed = f"; {sums.declared:,} name an agent, {sums.signed_off:,} are signed off by a human"
    told = f"of all commits have AI lines: {reach.ai_commits:,} of {reach.commits:,}{signed}"
    yield percent(reach.ai_commits, reach.commits), told
    if audit.policy:
        yield f"{sums.in_breach:,}", f"AI commits break the policy for messages ({visible(audit.policy)})"
    if sums.stopped:
        yield f"{sums.stopped:,}", "AI commits would be stopped by today's gate"
    if sums.suppressions:
        yield (
            f"{sums.suppressions:,}",
            f"{'suppression' if sums.suppressions == 1 else 'suppressions'} added on AI lines",
        )


def _findings_noun(number: int) -> str:
    return "finding" if number == 1 else "findings"


def _days(days: float) -> str:
    if days < 1:
        return "less than a day"
    return count_of(round(days), "day")


def count_of(number: int, noun: str) -> str:
    """``1,234 commits``: ``wording.count`` with its thousands told apart."""
    return f"{number:,} {count(number, noun).partition(' ')[2]}"
