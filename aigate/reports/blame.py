"""Who wrote each line of some files: line by line or added up, for people as text, for programs as one record."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from aigate.model import Verdict
from aigate.reports import wording
from aigate.reports.cells import cells, excerpt
from aigate.reports.records import (
    SCHEMA,
    Record,
    claim_record,
    dump,
    exact,
    gap_record,
    identity_record,
    plain,
)
from aigate.reports.visible import disarm, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aigate.model import Blame, BlamedFile, Changeset, Stretch
    from aigate.reports.palette import Palette

_ID = 8
_WIDEST_NAME = 30
_DAY = len("2026-01-02")
_LEAST = 20  # columns of code, however narrow the terminal
_LONGEST = 10_000  # of a line that goes to a file: a hostile one may have gigabytes


class Totals(NamedTuple):
    """Lines counted by who wrote them. ``not_examined`` are those of which nobody could tell."""

    ai: int
    human: int
    unknown: int
    not_examined: int
    agents: tuple[tuple[str | None, str | None, int], ...]  # (agent, model, lines), the one with most lines first

    @property
    def lines(self) -> int:
        """All of them."""
        return self.ai + self.human + self.unknown + self.not_examined


def totals(stretches: Iterable[Stretch]) -> Totals:
    """Stretches added up."""
    counts = {"ai": 0, "human": 0, "unknown": 0, "not_examined": 0}
    agents: dict[tuple[str | None, str | None], int] = {}
    for one in stretches:
        size = one.lines.end - one.lines.start + 1
        counts["not_examined" if one.reason else str(one.verdict)] += size
        if one.verdict is Verdict.AI:
            who = (one.claim.agent, one.claim.model) if one.claim else (None, None)
            agents[who] = agents.get(who, 0) + size
    ranked = sorted(((*who, size) for who, size in agents.items()), key=lambda each: (-each[2], str(each)))
    return Totals(**counts, agents=tuple(ranked))


# ---------------------------------------------------------------- for programs


def as_json(blame: Blame, *, summary: bool = False) -> str:
    """One JSON document in ASCII, its newline included."""
    return dump(as_dict(blame, summary=summary), indent=2) + "\n"


def as_dict(blame: Blame, *, summary: bool = False) -> Record:
    """Every line's author as runs of lines, the commits that they come from, and the sums; or the sums alone."""
    commits = {one.commit.id: one.commit for file in blame.files for one in file.stretches if one.commit.id}
    return {
        "schema": SCHEMA,
        "command": "blame",
        "revision": blame.revision,
        "totals": _totals_record(totals(one for file in blame.files for one in file.stretches)),
        "files": [_file_record(file, summary=summary) for file in blame.files],
        "commits": {} if summary else {name: _commit_record(commit) for name, commit in commits.items()},
        "skipped": [gap_record(gap) for gap in blame.skipped],
        "notes": [plain(note) for note in blame.notes],
    }


def _file_record(file: BlamedFile, *, summary: bool) -> Record:
    return {
        "path": exact(file.path),
        "totals": _totals_record(totals(file.stretches)),
        "lines": [] if summary else [stretch_record(one) for one in file.stretches],
    }


def stretch_record(one: Stretch) -> Record:
    """A run of lines, and who wrote it."""
    return {
        "lines": list(one.lines),
        "verdict": str(one.verdict),
        "agent": one.claim.agent if one.claim else None,
        "model": plain(one.claim.model) if one.claim and one.claim.model else None,
        "commit": one.commit.id,
        "path": exact(one.path),
        "origin": [one.origin, one.origin + one.lines.end - one.lines.start],
        "evidence": claim_record(one.claim) if one.claim else None,
        "not_examined": plain(one.reason) if one.reason else None,
    }


def _commit_record(commit: Changeset) -> Record:
    return {
        "author": identity_record(commit.author),
        "date": commit.date or None,
        "subject": plain(wording.subject(commit)),
    }


def _totals_record(sums: Totals) -> Record:
    return {
        "lines": sums.lines,
        "ai": sums.ai,
        "human": sums.human,
        "unknown": sums.unknown,
        "not_examined": sums.not_examined,
        "agents": [
            {"id": agent, "model": plain(model) if model else None, "lines": size} for agent, model, size in sums.agents
        ],
    }


# ---------------------------------------------------------------- for people


def as_text(blame: Blame, *, colour: bool = False, room: int | None = None) -> str:
    """Each line with its author; safe to print. ``room`` is the width that a line may fill, None without bounds."""
    from aigate.reports.palette import COLOUR, PLAIN

    palette = COLOUR if colour else PLAIN
    rows: list[str] = []
    for file in blame.files:
        if len(blame.files) > 1:
            rows += ([""] if rows else []) + [palette.paint("title", visible(file.path))]
        rows += _lines(file, palette, room)
    return disarm("".join(f"{row}\n" for row in (*rows, *_asides(blame))))


def _lines(file: BlamedFile, palette: Palette, room: int | None) -> Iterator[str]:
    names = {one: excerpt(author(one), _WIDEST_NAME).text for one in file.stretches}
    widest = max(map(cells, names.values()), default=0)
    digits = len(str(file.stretches[-1].lines.end)) if file.stretches else 1
    for one in file.stretches:
        name = names[one] + " " * (widest - cells(names[one]))
        commit = ("^" if one.reason else "") + (one.commit.id or "staged")
        about = f"{one.verdict:<7} {name}  {commit[:_ID]:<{_ID}} {one.commit.date[:_DAY]:<{_DAY}}"
        for number in range(one.lines.start, one.lines.end + 1):
            gutter = f"{about} {number:>{digits}} | "
            line = file.text[number - 1]
            left = max(room - cells(gutter), _LEAST) if room else _LONGEST
            yield (palette.paint(one.verdict, gutter) + excerpt(line, left).text).rstrip()


def author(one: Stretch) -> str:
    """``claude (claude-opus-4-8)`` for an agent's lines, the commit's author's name for all others."""
    if one.verdict is Verdict.AI:
        return wording.author(one.claim) if one.claim else wording.agent(None, None)
    return visible(one.commit.author.name) if one.commit.author else ""


def as_summary(blame: Blame, *, colour: bool = False) -> str:
    """The sums of each file, and of all; safe to print."""
    from aigate.reports.palette import COLOUR, PLAIN

    palette = COLOUR if colour else PLAIN
    rows = [f"{palette.paint('title', visible(file.path))}: {_sums(totals(file.stretches))}" for file in blame.files]
    if len(blame.files) != 1:
        all_of_them = totals(one for file in blame.files for one in file.stretches)
        rows.append(f"{palette.paint('title', 'total')}: {_sums(all_of_them)}")
    return disarm("".join(f"{row}\n" for row in (*rows, *_asides(blame))))


def _sums(sums: Totals) -> str:
    """``12 lines: 7 ai (claude 5, codex 2), 1 human, 4 unknown``."""
    agents: dict[str, int] = {}
    for agent, _, size in sums.agents:
        name = wording.agent(agent, None)
        agents[name] = agents.get(name, 0) + size
    who = ", ".join(f"{name} {size}" for name, size in sorted(agents.items(), key=lambda each: (-each[1], each[0])))
    parts = [
        f"{sums.ai} ai ({who})" if sums.ai else "",
        f"{sums.human} human" if sums.human else "",
        f"{sums.unknown} unknown" if sums.unknown else "",
        f"{sums.not_examined} not examined" if sums.not_examined else "",
    ]
    told = ", ".join(part for part in parts if part)
    return wording.count(sums.lines, "line") + (f": {told}" if told else "")


def _asides(blame: Blame) -> Iterator[str]:
    reasons = dict.fromkeys(one.reason for file in blame.files for one in file.stretches if one.reason)
    for reason in reasons:
        yield f"note: ^ marks lines that were not examined: {visible(reason)}"
    for gap in blame.skipped:
        yield f"note: skipped {wording.gap(gap)}"
    for note in blame.notes:
        yield f"note: {visible(note)}"
