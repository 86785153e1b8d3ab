"""What is wrong with a file of the audited revision, on the lines that an agent wrote and, if asked, on all others."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from aigate import examination
from aigate.audit.flaws import Flaw, Inspected
from aigate.lines import Lines
from aigate.model import Bucket, Claim, FileAttribution, FileChange, Hunk, Scope, Share, Verdict
from aigate.policy.narrow import Gated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aigate.audit.survivors import Standing
    from aigate.examination import Circumstances
    from aigate.protected import Policy

_OF_THE_GATE = ("gate", "message")


def inspect(standing: Standing, policy: Policy, world: Circumstances, *, whole: bool = False) -> Inspected:
    """Examine a file. A comment that an agent wrote suppresses nothing, as in the gate."""
    ai = standing.ai_lines
    gated = Gated(Lines.whole(standing.count) if whole else ai)
    if not gated:
        return Inspected()
    examined = examination.of_file(_change(standing, ai), gated, _known(standing, ai), policy, world)
    flaws = []
    others = 0
    for finding in examined.findings:
        if finding.bucket is Bucket.OUTSIDE or finding.kind in _OF_THE_GATE:
            continue
        if survivors := standing.within(finding.statement or finding.span):
            flaws.append(Flaw(finding, survivors, standing.file.blob))
        else:
            others += finding.bucket is not Bucket.SUPPRESSED
    gaps = (replace(gap, lines=ai if gap.lines is None else gap.lines & ai) for gap in examined.gaps)
    is_whole = not examined.excluded and not any(gap.lines in (None, gated.lines) for gap in examined.gaps)
    return Inspected(tuple(flaws), others, tuple(gap for gap in gaps if gap.lines), is_whole)


def _change(standing: Standing, ai: Lines) -> FileChange:
    """The file as a change that adds its AI lines to all others."""
    file = standing.file
    hunks = tuple(Hunk(start, end - start + 1, 0, 0) for start, end in ai.spans)
    return FileChange(file.path, "M", file.kind, file.blob, file.path, None, file.mode, hunks)


def _known(standing: Standing, ai: Lines) -> FileAttribution:
    return FileAttribution(
        standing.file.path,
        ai,
        standing.human,
        Lines.whole(standing.count) - ai - standing.human,
        tuple(_shares(standing)),
    )


def _shares(standing: Standing) -> Iterator[Share]:
    """The evidence, each once, however many lines there are."""
    lines: dict[tuple[str, str, str, str], list[tuple[int, int]]] = {}
    for one in standing.ai:
        lines.setdefault(one.part[1:], []).append(one.lines)
    for (agent, model, source, quote), spans in lines.items():
        claim = Claim(source, Verdict.AI, Scope.LINE, quote, agent=agent or None, model=model or None)
        yield Share(Lines(spans), claim)
