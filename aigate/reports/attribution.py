"""Who wrote the added lines of a changeset, and how that is known: for people as text, for programs as one record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aigate.model import ChangesetKind, Verdict
from aigate.reports import wording
from aigate.reports.authors import agents
from aigate.reports.cells import excerpt, wrap
from aigate.reports.records import Record, attribution_record, dump, plain
from aigate.reports.visible import disarm, visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aigate.errors import AigateError
    from aigate.model import Attribution, Changeset, FileAttribution


def as_dict(changeset: Changeset, attribution: Attribution) -> Record:
    """The record of one changeset, as design and documentation spell it."""
    return attribution_record(changeset, attribution)


def as_line(changeset: Changeset, attribution: Attribution) -> str:
    """The same as one line of ASCII JSON, its newline included."""
    return dump(as_dict(changeset, attribution)) + "\n"


def failure_as_line(commit: str, error: AigateError) -> str:
    """The record of a commit that could not be read: nothing in it can be taken for an answer."""
    return dump({"commit": commit, "kind": str(ChangesetKind.COMMIT), "error": plain(error.message)}) + "\n"


def failure_as_text(commit: str, error: AigateError) -> str:
    """The same for people."""
    return disarm(f"commit {commit[:12]}\n  could not be read: {visible(error.message)}\n")


def as_text(changeset: Changeset, attribution: Attribution, *, colour: bool = False, width: int = 80) -> str:
    """What it is, whose it is, and each file's lines with the evidence; safe to print, its last newline included."""
    from aigate.reports.palette import COLOUR, PLAIN

    palette = COLOUR if colour else PLAIN
    title = palette.paint("title", excerpt(wording.title(changeset), width).text)
    lines = [title, *wrap(_summary(attribution), width, first="  ", rest="    "), *authorship(attribution, width)]
    lines += [
        row for note in attribution.notes for row in wrap(f"note: {visible(note)}", width, first="  ", rest="    ")
    ]
    return disarm("\n".join(lines) + "\n")


def authorship(attribution: Attribution, width: int) -> list[str]:
    """Each file with its lines, who wrote them and by what evidence."""
    lines = []
    for path, file in attribution.files.items():
        rows = [row for told in _told(file) for row in wrap(told, width, first="    ", rest="      ")]
        if rows:
            lines += [f"  {visible(path)}", *rows]
    return lines or ["  no added lines"]


def _told(file: FileAttribution) -> Iterator[str]:
    """One sentence for each share of the file, the deciding ones first; then what no evidence speaks for."""
    untold = file.ai | file.human
    for share in file.shares:
        decided = share.lines & (file.ai if share.claim.verdict is Verdict.AI else file.human)
        if mine := decided & untold:
            yield f"{wording.line_list(mine)}: {wording.author(share.claim)}, known from {wording.evidence(share.claim)}"
            untold -= mine
        elif share.lines:
            also = f"{wording.author(share.claim)}, according to {wording.evidence(share.claim)}"
            yield f"{wording.line_list(share.lines)}: also {also}"
    if by_decree := file.ai & untold:
        yield f"{wording.line_list(by_decree)}: taken as AI-written"
    if file.unknown:
        yield f"{wording.line_list(file.unknown)}: unknown, no evidence either way"
    for seam in file.seams:
        yield f"lines {seam.start}-{seam.end}: an agent removed lines here"
    yield from (f"note: {visible(warning)}" for warning in file.warnings)


def _summary(attribution: Attribution) -> str:
    """``claude (claude-opus-4-8): 7 lines; human: 2 lines; unknown: 1 line``."""
    files = attribution.files.values()
    parts = [
        f"{wording.agent(agent.id, agent.model)}: {wording.count(agent.lines, 'line')}" for agent in agents(attribution)
    ]
    others = {"human": sum(len(file.human) for file in files), "unknown": sum(len(file.unknown) for file in files)}
    parts += [f"{who}: {wording.count(number, 'line')}" for who, number in others.items() if number]
    return "; ".join(parts) or "no added lines, no evidence of an agent"
