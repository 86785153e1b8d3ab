"""What a report comes to in numbers, and the phrases that say so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aigate.model import Bucket, ChangesetKind, Coverage
from aigate.reports.wording import count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aigate.model import Finding, Judgement, Report


def within(bucket: Bucket, judgement: Judgement) -> Iterator[Finding]:
    """The findings of one changeset that ended in ``bucket``."""
    return (finding for finding in judgement.findings if finding.bucket is bucket)


def number(report: Report, bucket: Bucket) -> int:
    """How many findings ended in ``bucket``."""
    return sum(1 for judgement in report.judgements for _ in within(bucket, judgement))


def coverage(report: Report) -> Coverage:
    """The ledgers of all changesets, added up."""
    ledgers = [judgement.coverage for judgement in report.judgements]
    return Coverage(
        ai=sum(each.ai for each in ledgers),
        clean=sum(each.clean for each in ledgers),
        finding=sum(each.finding for each in ledgers),
        not_examined=sum(each.not_examined for each in ledgers),
        excluded=sum(each.excluded for each in ledgers),
    )


def changesets(report: Report) -> str:
    """``3 commits``."""
    commits = all(judgement.changeset.kind is ChangesetKind.COMMIT for judgement in report.judgements)
    return count(len(report.judgements), "commit" if commits else "changeset")


def line_noun(report: Report) -> str:
    """What the ledger counts: AI-written lines, or where whole files are judged simply lines."""
    whole = all(judgement.changeset.kind is ChangesetKind.FILES for judgement in report.judgements)
    return "line" if whole else "AI-written line"


def ledger(report: Report) -> str:
    """``42 AI-written lines: 39 clean, 2 with findings, 1 not examined, 0 excluded``."""
    total = coverage(report)
    return (
        f"{count(total.ai, line_noun(report))}: {total.clean} clean, {total.finding} with findings, "
        f"{total.not_examined} not examined, {total.excluded} excluded"
    )


def counted(report: Report) -> str:
    """``2 blocking findings, 1 warning``: the findings that count; "" if there are none."""
    blocking, warning = number(report, Bucket.BLOCKING), number(report, Bucket.WARNING)
    parts = [count(blocking, "blocking finding") if blocking else "", count(warning, "warning") if warning else ""]
    return ", ".join(part for part in parts if part)


def uncounted(report: Report) -> str:
    """``1 suppressed, 2 findings on lines that are not AI-written``: what was seen and does not count; "" if nothing."""
    suppressed, outside = number(report, Bucket.SUPPRESSED), number(report, Bucket.OUTSIDE)
    files = len({gap.path for judgement in report.judgements for gap in judgement.excluded})
    parts = [
        f"{suppressed} suppressed" if suppressed else "",
        f"{count(outside, 'finding')} on lines that are not AI-written" if outside else "",
        f"{count(files, 'file')} left out by [paths] exclude" if files else "",
    ]
    return ", ".join(part for part in parts if part)
