"""The card: what an agent's model reads of findings. Short, because it is read at every step; and never with a secret in it.

At most 400 tokens. No tokenizer is the same, so bytes are counted, three of which are less than one token in all of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from aigate.model import Bucket, Decision
from aigate.reports.visible import disarm, visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aigate.agent.repairs import Point, Review
    from aigate.config import AgentTalk
    from aigate.model import Finding, Judgement, Report

MOST = 1200  # bytes
_WHY = 150  # characters
_FIX = 190
_RULE = 60
_PATH = 90
_REMARK = 240
_TOLD = (Bucket.BLOCKING, Bucket.WARNING)
_LINE_TO_ADD = 320  # a hint about a message holds the very line to write
_KEPT = 130  # bytes for the last lines


def after_edit(review: Review, talk: AgentTalk) -> str:
    """What is wrong with lines that were just written."""
    blocking = sum(point.finding.bucket is Bucket.BLOCKING for point in review.points)
    if blocking:
        head = f"aigate: {_count(blocking, 'finding')} on lines that you just wrote would block the commit. Mend the code; a comment does not silence a finding."
    elif review.points:
        head = f"aigate: {_count(len(review.points), 'remark')} on lines that you just wrote. They do not block."
    else:
        head = "aigate, on what you just wrote:"
    return _card(head, review.points, review.remarks, talk)


def at_stop(points: Sequence[Point], talk: AgentTalk) -> str:
    """What is still open, for an agent that wants to stop."""
    head = f"aigate: before you stop: {_count(len(points), 'finding')} on uncommitted lines that you wrote would block the commit. Mend the code."
    return _card(head, points, (), talk)


def for_human(points: Sequence[Point], most: int) -> str:
    """What an agent leaves open, for whoever it worked for."""
    named = ", ".join(
        f"{_short(point.finding.rule, _RULE)} in {_short(point.finding.path, _PATH)}" for point in points[:most]
    )
    more = f" and {len(points) - most} more" if len(points) > most else ""
    return f"aigate: {_count(len(points), 'finding')} left open on lines that the agent wrote: {named}{more}. They block the commit."


def after_commit(judgement: Judgement, talk: AgentTalk) -> str:
    """What is wrong with a commit that no hook has seen."""
    name = (judgement.changeset.id or "")[:12]
    head = f"aigate: commit {name} was made without git's hooks, which would have blocked it: {_short('; '.join(judgement.reasons), _REMARK)}."
    return _card(f"{head} Mend the code and amend the commit.", *_blocking(judgement), talk)


def at_commit(judgement: Judgement, talk: AgentTalk) -> str:
    """Why a commit that was judged before it is made is refused."""
    reasons = _short("; ".join(judgement.reasons), _REMARK)
    return _card(
        f"aigate refuses this commit: {reasons}. Mend the code, then commit again.", *_blocking(judgement), talk
    )


def _blocking(judgement: Judgement) -> tuple[Sequence[Point], Sequence[str]]:
    from aigate.agent.repairs import Point, by_weight

    found = (finding for finding in judgement.findings if finding.bucket is Bucket.BLOCKING)
    gaps = [f"{gap.path}: not examined, because {gap.reason}." for gap in judgement.not_examined]
    return by_weight(Point(finding, 0, is_known=False) for finding in found), gaps


def for_report(report: Report) -> str:
    """What a command of ours says to an agent that runs it."""
    from aigate.agent.repairs import Point, by_weight
    from aigate.config import AgentTalk

    told = [finding for judgement in report.judgements for finding in judgement.findings if finding.bucket in _TOLD]
    gaps = [
        f"{gap.path}: not examined, because {gap.reason}." for each in report.judgements for gap in each.not_examined
    ]
    reasons = "; ".join(dict.fromkeys(reason for judgement in report.judgements for reason in judgement.reasons))
    match report.decision:
        case Decision.BLOCK:
            head = f"aigate: blocked: {_short(reasons, _REMARK)}. Mend the code; a comment does not silence a finding."
        case Decision.WARN:
            head = f"aigate: nothing blocks; {_short(reasons, _REMARK)}."
        case Decision.ALLOW:
            head = "aigate: nothing blocks."
        case _:
            assert_never(report.decision)
    points = by_weight(Point(finding, 0, is_known=False) for finding in told)
    return disarm(_card(head, points, gaps, AgentTalk()))


def _card(head: str, points: Sequence[Point], remarks: Sequence[str], talk: AgentTalk) -> str:
    hopeless = [point for point in points if point.tries >= talk.failed_repairs]
    tail = [_ask(hopeless)] if hopeless else []
    lines = [head, *(f"- {_short(remark, _REMARK)}" for remark in remarks[:2])]
    named = 0
    for point in points[: talk.card_findings]:
        line = _line(point)
        if _size([*lines, line, *tail]) > MOST - _KEPT:
            break
        lines.append(line)
        named += 1
    left = len(points) - named + len(remarks[2:])
    if left:
        tail.insert(0, f"and {left} more.")
    return "\n".join([*lines, *tail])


def _line(point: Point) -> str:
    finding = point.finding
    where = f"{_short(finding.path, _PATH) or 'message'}:{finding.span.start}"
    where += f"-{finding.span.end}" if finding.span.end > finding.span.start else ""
    blocks = "blocks" if finding.bucket is Bucket.BLOCKING else "warns"
    name = f"{_short(finding.rule, _RULE)} {where} ({finding.severity}, {blocks})"
    silenced = f" The comment {point.silencer} does not count on lines that you wrote." if point.silencer else ""
    fix = _what_to_write(finding)
    if point.is_known and point.tries:
        return f"- still there after {_count(point.tries, 'try', 'tries')}: {name}.{silenced}{fix}"
    return f"- {name}: {_short(finding.message, _WHY)}{silenced}{fix}"


def _what_to_write(finding: Finding) -> str:
    """The very line, where that is known; or else the rule's hint."""
    if finding.fix and finding.fix.line and len(finding.fix.line) <= _FIX:
        beside = f", with `{_short(finding.fix.imports, _PATH)}`" if finding.fix.imports else ""
        return f" Fix: write `{_short(finding.fix.line, _FIX)}`{beside}"
    return f" Fix: {_short(finding.hint, _LINE_TO_ADD if finding.kind == 'message' else _FIX)}" if finding.hint else ""


def _ask(points: Sequence[Point]) -> str:
    rule = _short(points[0].finding.rule, _RULE)
    return f"You have tried {points[0].tries} times to mend {rule}. Leave it, and ask your human what to do."


def _short(text: str, most: int) -> str:
    """One line, safe to show, cut where it gets long."""
    flat = visible(" ".join(text.split()))
    return flat if len(flat) <= most else flat[: most - 3].rstrip() + "..."


def _size(lines: Sequence[str]) -> int:
    return len("\n".join(lines).encode("utf-8", "replace"))


def _count(number: int, noun: str, plural: str = "") -> str:
    return f"{number} {noun if number == 1 else plural or noun + 's'}"
