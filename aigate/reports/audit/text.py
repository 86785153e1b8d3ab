"""The audit for people at a terminal: how much, by whom, what is wrong with it, what was not seen, what to type next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aigate.model import Verdict
from aigate.reports.audit import worst
from aigate.reports.audit.charts import bar, grid, sparkline
from aigate.reports.audit.figures import by_agent, by_folder, by_rule, figures, percent
from aigate.reports.audit.headline import count_of, headline
from aigate.reports.cells import cells, excerpt, wrap
from aigate.reports.visible import disarm, visible
from aigate.reports.wording import agent, gap

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Unpack

    from aigate.audit_model import Audit, Month
    from aigate.reports.audit import View
    from aigate.reports.palette import Palette

NAME = "text"

_MOST_ROWS = 8  # of a table
_MOST_MONTHS = 12
_MOST_UNSEEN = 5
_LONGEST_NOTE = 400
_MONTH = len("2026-03")
_WIDEST_BAR = 30
_SHORTEST_BAR = 5
_ID = 12


def render(audit: Audit, **view: Unpack[View]) -> str:
    """The summary as text that no repository can turn against the terminal."""
    from aigate.reports.palette import COLOUR, PLAIN

    width = view.get("width", 80)
    palette = COLOUR if view.get("colour") else PLAIN
    parts = (_title, _headline, _months, _agents, _folders, _rules, worst.block, unseen, _next)
    blocks = [block for part in parts if (block := list(part(audit, width, palette)))]
    return disarm("\n\n".join("\n".join(block) for block in blocks) + "\n")


def _title(audit: Audit, width: int, palette: Palette) -> Iterator[str]:
    reach = audit.reach
    span = f", {audit.months[0].month} to {audit.months[-1].month}" if audit.months else ""
    what = " ".join([*reach.revisions, *reach.filters])
    at = f" at {reach.tip[:_ID]}" if reach.tip else ""
    yield palette.paint("title", excerpt(audit.repository, width).text)
    told = f"{count_of(reach.commits, 'commit')} of {what or 'HEAD'}{at}{span}"
    yield from wrap(visible(told), width)


def _headline(audit: Audit, width: int, palette: Palette) -> Iterator[str]:
    told = headline(audit, figures(audit))
    column = max((cells(figure) for figure, _ in told), default=0)
    for figure, sentence in told:
        first, *rest = wrap(sentence, width, first=f"{figure:>{column}}  ", rest=" " * (column + 2))
        yield palette.paint("title", first[:column]) + first[column:]
        yield from rest


def _months(audit: Audit, width: int, palette: Palette) -> Iterator[str]:
    written = [month.lines.ai for month in audit.months]
    if not any(written):
        return
    shown = audit.months[-_MOST_MONTHS:]
    if len(audit.months) > len(shown):
        first, last = audit.months[0].month, audit.months[-1].month
        line = sparkline(written, width - 2 * (_MONTH + 2) - len("AI lines  "))
        yield f"{palette.paint('title', 'AI lines')}  {first}  {palette.paint(Verdict.AI, line)}  {last}"
        yield ""
    most = max(month.lines.ai for month in shown)
    head = [name for name, _ in _month(shown[0], audit)]
    cut = [[cell for _, cell in _month(month, audit)] for month in shown]
    rows = grid(head, cut, width, palette)
    room = min(_WIDEST_BAR, width - max(cells(row) for row in rows[1:]) - 2)
    yield rows[0]
    for row, month in zip(rows[1:], shown, strict=True):
        drawn = palette.paint(Verdict.AI, bar(month.lines.ai, most, room)) if room >= _SHORTEST_BAR else ""
        yield f"{row}  {drawn}".rstrip(" ")


def _month(month: Month, audit: Audit) -> list[tuple[str, str]]:
    """The heads and cells of a month's row; what was not looked at has no column."""
    cells_of = [("month", month.month), ("AI lines", f"{month.lines.ai:,}")]
    if audit.reach.has_exposure:
        cells_of.append(("left", f"{month.surviving:,}"))
    cells_of += [("AI commits", f"{month.ai_commits:,}"), ("commits", f"{month.commits:,}")]
    if audit.reach.checks:
        cells_of += [("found", f"{month.introduced:,}"), ("fixed", f"{month.fixed:,}")]
    return cells_of


def _agents(audit: Audit, width: int, palette: Palette) -> Iterator[str]:
    rows = by_agent(audit)
    if not rows:
        return
    head = ["agent", "commits", "AI lines", *(["left", "open"] if audit.reach.has_exposure else [])]
    cut = [
        [agent(row.agent or None, None), *(f"{number:,}" for number in row[1:])][: len(head)]
        for row in rows[:_MOST_ROWS]
    ]
    yield from grid(head, cut, width, palette)
    yield from _more(len(rows) - len(cut), "agent")


def _folders(audit: Audit, width: int, palette: Palette) -> Iterator[str]:
    rows = by_folder(audit)
    if not rows:
        return
    cut = [
        (f"{row.folder or '.'}/", f"{row.lines.ai:,}", percent(row.lines.ai, sum(row.lines)), f"{row.open:,}")
        for row in rows[:_MOST_ROWS]
    ]
    yield from grid(("folder", "AI lines today", "share", "open"), cut, width, palette)
    yield from _more(len(rows) - len(cut), "folder")


def _rules(audit: Audit, width: int, palette: Palette) -> Iterator[str]:
    rows = by_rule(audit)
    if not rows:
        return
    cut = [(row.rule, str(row.severity), f"{row.open:,}", f"{row.fixed:,}") for row in rows[:_MOST_ROWS]]
    yield from grid(("rule", "severity", "open", "fixed"), cut, width, palette)
    yield from _more(len(rows) - len(cut), "rule")


def unseen(audit: Audit, width: int, palette: Palette) -> Iterator[str]:
    """What the figures do not stand on."""
    reach = audit.reach
    if reach.unread or audit.gaps or reach.edges or reach.git_exit or reach.notes:
        yield palette.paint("title", "not seen")
    told = [f"commit {one.commit[:_ID]}: {visible(one.reason)}" for one in reach.unread[:_MOST_UNSEEN]]
    if left := len(reach.unread) - len(told):
        told.append(f"and {count_of(left, 'more commit')} that could not be read")
    told += [gap(one) for one in audit.gaps[:_MOST_UNSEEN]]
    if (left := len(audit.gaps) - _MOST_UNSEEN) > 0:
        told.append(f"and {count_of(left, 'more file')} of which AI lines could not be examined")
    if reach.edges:
        told.append(
            f"{count_of(reach.edges, 'commit')} at the edge of a shallow clone: of their lines nothing is known"
        )
    if reach.git_exit:
        told.append(f"git ended with exit code {reach.git_exit}: the history may be longer than what was seen")
    for sentence in (*told, *map(visible, reach.notes)):
        yield from wrap(excerpt(sentence, _LONGEST_NOTE).text, width, first="  ", rest="    ")


def _next(audit: Audit, width: int, palette: Palette) -> Iterator[str]:
    yield palette.paint("title", "next")
    lines = []
    if found := worst.first(audit):
        path, line = found.now or (found.finding.path, found.finding.anchor)
        lines.append((f"aigate why {visible(path)}:{line}", "who wrote it, and how that is known"))
        lines.append((f"aigate explain {visible(found.finding.rule)}", "why it matters, with examples"))
    elif not (audit.commits or audit.reach.unread or audit.reach.every_patch):
        lines.append(("aigate audit --every-patch", "look for markers in all commits, not only at the tip"))
    lines.append(("aigate audit --write html=audit.html", "all of it, as a page"))
    column = min(max(len(command) for command, _ in lines), width // 2 + 10)
    for command, why in lines:
        yield f"  {command:{column}}  {why}" if len(command) + len(why) + 4 <= width else f"  {command}"


def _more(number: int, noun: str) -> Iterator[str]:
    if number > 0:
        yield f"and {count_of(number, 'more ' + noun)}"
