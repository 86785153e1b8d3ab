"""The parts of the text report: a finding in full, a finding in short, and the lists at its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aigate.model import Bucket
from aigate.reports import wording
from aigate.reports.cells import wrap
from aigate.reports.frame import frame
from aigate.reports.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aigate.model import Finding, Gap, Judgement
    from aigate.reports.palette import Palette

_LABEL = 13  # columns of "fingerprint" and the space after it


def full(finding: Finding, judgement: Judgement, width: int, palette: Palette, *, explain: bool) -> list[str]:
    """A finding with its code, who wrote it and how that is known, and what to write instead."""
    return [
        *_heading(finding, width, palette),
        *frame(finding, width, palette),
        *_facts(_told(finding, judgement, explain=explain), width, palette),
    ]


def short(finding: Finding, width: int, palette: Palette, *, explain: bool) -> list[str]:
    """A finding that stops nobody: where, what, and what to write or why it does not count."""
    facts = [("hint", finding.hint)] if finding.bucket is Bucket.WARNING else []
    if explain:
        facts.append(("reason", finding.reason))
    if explain and finding.bucket in {Bucket.WARNING, Bucket.SUPPRESSED}:
        facts.append(("fingerprint", finding.fingerprint))
    return [*_heading(finding, width, palette), *_facts(facts, width, palette)]


def gaps(title: str, unseen: Iterable[Gap], width: int, palette: Palette) -> list[str]:
    """A titled list of what was not looked at, and why."""
    lines = [line for each in unseen for line in wrap(wording.gap(each), width, first="  ", rest="    ")]
    return [palette.paint("title", title), *lines]


def _heading(finding: Finding, width: int, palette: Palette) -> list[str]:
    label = palette.paint(finding.bucket, f"{finding.bucket} ({finding.severity})")
    where = palette.paint("place", wording.place(finding))
    return [f"{label} {visible(finding.rule)} {where}", *_paragraphs(finding.message, width, "  ", "  ")]


def _told(finding: Finding, judgement: Judgement, *, explain: bool) -> list[tuple[str, str]]:
    # A blocking finding has a reason where somebody tried to wave it through: a comment that does not count.
    writer = "" if finding.kind == "message" else _writer(finding, judgement)
    facts = [
        ("written by", writer),
        ("reason", finding.reason),
        ("hint", finding.hint),
        ("also", ", ".join(finding.also)),
    ]
    if explain:
        classes = ", ".join(name for name in (finding.cwe, finding.owasp) if name)
        facts += [
            ("confidence", str(finding.confidence)),
            ("found by", ", ".join(name for name in (finding.scanner, classes) if name)),
            *(("see", reference) for reference in finding.references),
        ]
    return [*facts, ("fingerprint", finding.fingerprint)]


def _writer(finding: Finding, judgement: Judgement) -> str:
    """Who wrote it and by what evidence; "" where authorship is not the question (whole files, the gate's own files)."""
    if finding.evidence:
        return f"{wording.author(finding.evidence)}, known from {wording.evidence(finding.evidence)}"
    if finding.agent:
        return visible(finding.agent)
    file = judgement.attribution.files.get(finding.path)
    if file and file.unknown.meets(finding.span):
        return "unknown, no evidence either way"
    return ""


def _facts(facts: Iterable[tuple[str, str]], width: int, palette: Palette) -> list[str]:
    """``label  value`` lines, aligned; those without a value are left out."""
    lines = []
    for label, value in facts:
        if value:
            painted = "  " + palette.paint("label", label) + " " * (_LABEL - len(label))
            first, *rest = _paragraphs(value, width, " " * (_LABEL + 2), " " * (_LABEL + 2))
            lines += [painted + first[_LABEL + 2 :], *rest]
    return lines


def _paragraphs(text: str, width: int, first: str, rest: str) -> list[str]:
    """Each line of a message wrapped for itself: a hint may hold a few lines of code."""
    lines = []
    for line in text.strip().split("\n"):
        lines += wrap(visible(line.removesuffix("\r")), width, first=first, rest=rest)
        first = rest
    return lines
