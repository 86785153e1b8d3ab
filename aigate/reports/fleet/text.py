"""Many repositories for people at a terminal: how much, where it is worst, by whom, and what was not seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aigate.reports.audit.charts import grid, sparkline
from aigate.reports.audit.figures import percent
from aigate.reports.audit.headline import count_of
from aigate.reports.cells import cells, excerpt, wrap
from aigate.reports.fleet.summary import headline, notes, ranked, sums, title, worst
from aigate.reports.visible import disarm, visible
from aigate.reports.wording import agent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Unpack

    from aigate.audit_model import Fleet, Member
    from aigate.reports.fleet import View
    from aigate.reports.palette import Palette

NAME = "text"

_MOST_MEMBERS = 20
_MOST_ROWS = 8
_MOST_UNSEEN = 20
_LONGEST = 300
_MONTH = len("2026-03")


def render(fleet: Fleet, **view: Unpack[View]) -> str:
    """The summary as text that no repository can turn against the terminal."""
    from aigate.reports.palette import COLOUR, PLAIN

    width = view.get("width", 80)
    palette = COLOUR if view.get("colour") else PLAIN
    parts = (_head, _months, _members, _agents, _rules, _unseen)
    blocks = [block for part in parts if (block := list(part(fleet, width, palette)))]
    return disarm("\n\n".join("\n".join(block) for block in blocks) + "\n")


def _head(fleet: Fleet, width: int, palette: Palette) -> Iterator[str]:
    yield palette.paint("title", excerpt(fleet.source, width).text)
    yield from wrap(title(fleet), width)
    if fleet.filters:
        yield from wrap(visible(" ".join(fleet.filters)), width)
    yield ""
    told = headline(fleet, sums(fleet))
    column = max(cells(figure) for figure, _ in told)
    for figure, sentence in told:
        first, *rest = wrap(sentence, width, first=f"{figure:>{column}}  ", rest=" " * (column + 2))
        yield palette.paint("title", first[:column]) + first[column:]
        yield from rest


def _months(fleet: Fleet, width: int, palette: Palette) -> Iterator[str]:
    written = [month.lines.ai for month in fleet.months]
    if any(written):
        line = sparkline(written, max(width - 2 * (_MONTH + 2) - len("AI lines  "), 1))
        first, last = fleet.months[0].month, fleet.months[-1].month
        yield f"{palette.paint('title', 'AI lines')}  {first}  {line}  {last}"


def _members(fleet: Fleet, width: int, palette: Palette) -> Iterator[str]:
    shown = ranked(fleet)[:_MOST_MEMBERS]
    if not shown:
        return
    head = ("repository", "AI commits", "AI lines", "today", "share", "open findings")
    yield from grid(head, [_member(member, fleet) for member in shown], width, palette)
    yield from _more(len(fleet.members) - len(shown), "repositories")


def _member(member: Member, fleet: Fleet) -> tuple[str, ...]:
    today = (f"{member.lines.ai:,}", percent(member.lines.ai, sum(member.lines))) if fleet.has_exposure else ("?", "?")
    return (member.name, f"{member.ai_commits:,}", f"{member.written:,}", *today, worst(member) or "0")


def _agents(fleet: Fleet, width: int, palette: Palette) -> Iterator[str]:
    rows = [
        (
            agent(one.agent or None, None),
            *(f"{number:,}" for number in (one.repositories, one.commits, one.lines, one.findings)),
        )
        for one in fleet.agents
    ]
    yield from _table(("agent", "repositories", "commits", "AI lines", "open"), rows, width, palette, "agents")


def _rules(fleet: Fleet, width: int, palette: Palette) -> Iterator[str]:
    rows = [(one.rule, one.severity, f"{one.repositories:,}", f"{one.findings:,}") for one in fleet.rules]
    yield from _table(("rule", "severity", "repositories", "open"), rows, width, palette, "rules")


def _table(
    head: Sequence[str], rows: Sequence[Sequence[str]], width: int, palette: Palette, what: str
) -> Iterator[str]:
    if rows:
        yield from grid(head, rows[:_MOST_ROWS], width, palette)
        yield from _more(len(rows) - _MOST_ROWS, what)


def _more(number: int, what: str) -> Iterator[str]:
    if number > 0:
        yield f"and {number:,} more {what}"


def _unseen(fleet: Fleet, width: int, palette: Palette) -> Iterator[str]:
    """What the figures do not stand on."""
    told = [f"{failure.name} ({failure.place}): {failure.reason}" for failure in fleet.failures]
    told += [f"{one.name}: {count_of(one.unread, 'commit')} could not be read" for one in fleet.members if one.unread]
    told += [f"{name}: {note}" for name, note in notes(fleet)]
    if not told:
        return
    yield palette.paint("title", "not seen")
    for sentence in told[:_MOST_UNSEEN]:
        yield from wrap(excerpt(sentence, _LONGEST).text, width, first="  ", rest="    ")
    yield from _more(len(told) - _MOST_UNSEEN, "such lines: --format json has all of them")
