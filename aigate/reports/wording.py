"""The phrases that text reports are made of; each is one line, and safe to show."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from aigate.model import ChangesetKind, Verdict
from aigate.reports.cells import excerpt
from aigate.reports.visible import visible

if TYPE_CHECKING:
    from aigate.lines import Lines
    from aigate.model import Adoption, Changeset, Claim, Finding, Gap

_QUOTE = 100  # columns of evidence that are enough to find it again
_SHORT_ID = 12


def count(number: int, noun: str, plural: str = "") -> str:
    """``1 finding``, ``2 findings``."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def line_list(lines: Lines) -> str:
    """``line 4``, ``lines 3-9, 12``."""
    noun = "line" if len(lines) == 1 else "lines"
    return f"{noun} {', '.join(str(a) if a == b else f'{a}-{b}' for a, b in lines.spans)}"


def place(finding: Finding) -> str:
    """``path:line:column``, as terminals and editors make it a link."""
    column = f":{finding.columns[0] + 1}" if finding.columns else ""
    return f"{visible(finding.path)}:{finding.anchor}{column}"


def agent(identity: str | None, model: str | None) -> str:
    """``claude (claude-opus-4-8)``, ``an AI of unknown make``."""
    name = visible(identity) if identity else "an AI of unknown make"
    return f"{name} ({visible(model)})" if model else name


def author(claim: Claim) -> str:
    """``claude (claude-opus-4-8)``, ``an AI of unknown make``, ``a human``."""
    match claim.verdict:
        case Verdict.AI:
            return agent(claim.agent, claim.model)
        case Verdict.HUMAN:
            return "a human"
        case Verdict.UNKNOWN:
            return "unknown"
        case _:
            assert_never(claim.verdict)


def evidence(claim: Claim) -> str:
    """Where it is known from: ``markers, line 2: "# ai-begin claude"``."""
    where = f", line {claim.line}" if claim.line else ""
    quote = f': "{excerpt(claim.quote, _QUOTE).text}"' if claim.quote else ""
    reviewer = f", reviewed by {visible(claim.reviewer)}" if claim.reviewer else ""
    return f"{visible(claim.source)}{where}{quote}{reviewer}"


def gap(unseen: Gap) -> str:
    """``data.bin: binary``, ``a.py, lines 3-9: does not parse (bandit)``."""
    where = f", {line_list(unseen.lines)}" if unseen.lines else ""
    scanner = f" ({visible(unseen.scanner)})" if unseen.scanner else ""
    return f"{visible(unseen.path)}{where}: {visible(unseen.reason)}{scanner}"


def subject(changeset: Changeset) -> str:
    """The first line of the message as it is, "" where there is none."""
    return (changeset.message or "").strip().partition("\n")[0].rstrip("\r")


def short_id(changeset: Changeset) -> str:
    """Enough of the commit's id to tell it by."""
    return (changeset.id or "")[:_SHORT_ID]


def title(changeset: Changeset) -> str:
    """What is judged: ``commit 1a2b3c4d5e6f by Ada Author: Add the uploader``."""
    match changeset.kind:
        case ChangesetKind.INDEX:
            return "staged changes"
        case ChangesetKind.FILES:
            return "whole files"
        case ChangesetKind.COMMIT:
            by = f" by {visible(changeset.author.name)}" if changeset.author else ""
            about = f": {visible(subject(changeset))}" if subject(changeset) else ""
            return f"commit {short_id(changeset)}{by}{about}"
        case _:
            assert_never(changeset.kind)


def adoption(one: Adoption) -> str:
    """How far a wrapper is in use."""
    total = one.uses + one.others
    if not total:
        return f"{one.wrapper} instead of {one.replaces}: neither is used"
    return f"{one.wrapper} instead of {one.replaces}: {one.uses} of {total} uses, {round(100 * one.uses / total)} %"
