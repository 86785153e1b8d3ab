"""The report for people at a terminal: what is wrong, where, who wrote it, and what to type next.

When there is nothing to say it says so in one line, or with ``quiet`` not at all. What stops nobody is short; what does
not count here (suppressed, outside the AI-written lines) is only counted, unless ``explain`` asks for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from aigate.model import Bucket, ChangesetKind, Decision
from aigate.reports import tally, wording
from aigate.reports.visible import disarm, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aigate.model import Judgement, Report
    from aigate.reports.palette import Palette

NAME = "text"
MESSAGES = "trailers"  # the command that looks at messages alone, and counts no lines
_NAMED = 5  # commits that the verdict names before it says "and so many more"


def render(report: Report, *, colour: bool = False, width: int = 80, explain: bool = False, quiet: bool = False) -> str:
    """The report as text that no repository can turn against the terminal; "" if ``quiet`` and nothing is wrong."""
    if _nothing_to_say(report) and not explain:
        return "" if quiet else disarm(f"aigate: {_in_short(report)}\n")
    from aigate.reports.palette import COLOUR, PLAIN

    palette = COLOUR if colour else PLAIN
    blocks = [
        block for judgement in report.judgements for block in _judgement(judgement, report, width, palette, explain)
    ]
    blocks += [block for block in (_way_out(report, width), _footer(report, width, palette, explain=explain)) if block]
    return disarm("\n\n".join("\n".join(block) for block in blocks) + "\n")


def _judgement(
    judgement: Judgement, report: Report, width: int, palette: Palette, explain: bool
) -> Iterator[list[str]]:
    """The blocks about one changeset, under a heading where there are several."""
    from aigate.reports import blocks
    from aigate.reports.cells import excerpt

    body = list(_findings(judgement, width, palette, explain=explain))
    if judgement.not_examined:
        body.append(_not_examined(judgement, width, palette))
    if judgement.excluded and explain:
        body.append(blocks.gaps("left out by [paths] exclude:", judgement.excluded, width, palette))
    if explain and judgement.changeset.kind is not ChangesetKind.FILES:
        from aigate.reports.attribution import authorship

        body.append([palette.paint("title", "who wrote it:"), *authorship(judgement.attribution, width)])
    body += [_wrapped(f"note: {visible(note)}", width, rest="  ") for note in judgement.notes]
    if len(report.judgements) > 1 and (body or judgement.reasons):
        yield [palette.paint("title", excerpt(wording.title(judgement.changeset), width).text)]
        word = _word(judgement.decision)
        body += [_wrapped(f"{word}: {visible(reason)}", width, rest="  ") for reason in judgement.reasons]
    yield from body


def _findings(judgement: Judgement, width: int, palette: Palette, *, explain: bool) -> Iterator[list[str]]:
    """One block a finding: what blocks first, then what warns, then, if asked for, what does not count."""
    from aigate.reports import blocks

    for bucket in Bucket:
        for finding in sorted(tally.within(bucket, judgement), key=lambda each: (each.path, each.anchor, each.rule)):
            match bucket:
                case Bucket.BLOCKING:
                    yield blocks.full(finding, judgement, width, palette, explain=explain)
                case Bucket.WARNING:
                    yield blocks.short(finding, width, palette, explain=explain)
                case Bucket.SUPPRESSED | Bucket.OUTSIDE:
                    if explain:
                        yield blocks.short(finding, width, palette, explain=explain)
                case _:
                    assert_never(bucket)


def _not_examined(judgement: Judgement, width: int, palette: Palette) -> list[str]:
    from aigate.reports import blocks

    advice = (
        "Mend or split the file so that it can be read, raise the limit in [limits], or have a human leave the path out "
        "under [paths] exclude in .aigate.toml, committed first."
    )
    return [*blocks.gaps("not examined:", judgement.not_examined, width, palette), *_wrapped(advice, width, "  ", "  ")]


def _way_out(report: Report, width: int) -> list[str]:
    """What to type to learn more, and how to get past a false alarm: said once, filled in where there is only one."""
    blocking = [finding for judgement in report.judgements for finding in tally.within(Bucket.BLOCKING, judgement)]
    if not blocking:
        return []
    lines = ["Why it matters, with examples:", f"  aigate explain {_only((each.rule for each in blocking), 'RULE')}"]
    if not any(each.fingerprint for each in blocking):
        return lines
    told = (
        "A false alarm? A human may accept it, with a reason, and commit that record first; it does not count while an "
        "agent's change brings it:"
    )
    fingerprint = _only((each.fingerprint for each in blocking), "FINGERPRINT")
    return [*lines, *_wrapped(told, width), f'  aigate accept {fingerprint} --reason "..."']


def _only(values: Iterable[str], otherwise: str) -> str:
    """The value that all of them share; what is said otherwise if they do not."""
    different = set(values)
    return visible(different.pop()) if len(different) == 1 else otherwise


def _footer(report: Report, width: int, palette: Palette, *, explain: bool) -> list[str]:
    """The counts, and last of all the verdict."""
    lines = []
    if aside := tally.uncounted(report):
        lines += _wrapped(f"also: {aside}{'' if explain else ' (--explain shows them)'}", width, rest="  ")
    for one in report.adoption:
        lines += _wrapped(visible(wording.adoption(one)), width, rest="  ")
    if report.command != MESSAGES:
        lines += _wrapped(tally.ledger(report), width, rest="  ")
    first, *rest = _wrapped(_verdict(report), width, rest="  ")
    head, colon, tail = first.partition(":")
    return [*lines, palette.paint(report.decision, head) + colon + tail, *rest]


def _verdict(report: Report) -> str:
    because = _because(report)
    return f"{_word(report.decision)}: {because}" if because else _word(report.decision)


def _word(decision: Decision) -> str:
    match decision:
        case Decision.BLOCK:
            return "blocked"
        case Decision.WARN:
            return "allowed, with warnings"
        case Decision.ALLOW:
            return "allowed"
        case _:
            assert_never(decision)


def _because(report: Report) -> str:
    """The reasons of the one changeset; or which of several it was, since each has its own reasons above."""
    numbers = tally.counted(report)
    if len(report.judgements) == 1:
        return "; ".join(visible(reason) for reason in report.judgements[0].reasons) or numbers
    guilty = [each.changeset for each in report.judgements if each.decision is report.decision]
    if report.decision is Decision.ALLOW or not guilty:
        return numbers
    names = [wording.short_id(changeset) for changeset in guilty if changeset.id]
    named = ", ".join(names[:_NAMED]) + (f" and {len(names) - _NAMED} more" if len(names) > _NAMED else "")
    where = f"{len(guilty)} of {tally.changesets(report)}{f' ({named})' if named else ''}"
    return f"{numbers} in {where}" if numbers else where


def _nothing_to_say(report: Report) -> bool:
    return (
        report.decision is Decision.ALLOW
        and not report.adoption
        and not tally.counted(report)
        and not any(judgement.not_examined or judgement.notes for judgement in report.judgements)
    )


def _in_short(report: Report) -> str:
    """One line for a change that passes."""
    if not report.judgements:
        return "nothing to judge"
    if report.command == MESSAGES:
        return f"{tally.changesets(report)}: nothing in the message that the policy objects to"
    lines, noun = tally.coverage(report).ai, tally.line_noun(report)
    said = f"{wording.count(lines, noun)}, no findings" if lines else f"no {noun}s"
    where = f" in {tally.changesets(report)}" if len(report.judgements) > 1 else ""
    aside = tally.uncounted(report)
    return f"{said}{where}{f' ({aside})' if aside else ''}"


def _wrapped(text: str, width: int, first: str = "", rest: str = "") -> list[str]:
    from aigate.reports.cells import wrap

    return wrap(text, width, first=first, rest=rest)
