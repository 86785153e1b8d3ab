"""When rules would have fired in a history, and where they fire now: for people as text, for programs as one record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aigate.audit_model import State
from aigate.reports.audit import records, worst
from aigate.reports.audit.charts import grid, sparkline
from aigate.reports.audit.figures import pending, rate, worst_first
from aigate.reports.audit.headline import count_of
from aigate.reports.audit.text import unseen
from aigate.reports.cells import wrap
from aigate.reports.records import SCHEMA, Record, dump, plain
from aigate.reports.visible import disarm, visible
from aigate.reports.wording import agent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aigate.audit_model import Backtest, Fired
    from aigate.reports.palette import Palette

_MOST_ROWS = 12
_MOST_MONTHS = 24
_MOST_OPEN = 20


# ---------------------------------------------------------------- for programs


def as_json(backtest: Backtest) -> str:
    """One JSON document in ASCII, its newline included."""
    audit = backtest.audit
    record: Record = {
        "schema": SCHEMA,
        "command": "backtest",
        "repository": plain(audit.repository),
        "made": audit.made,
        "rules": [records.rule_record(rule) for rule in backtest.rules],
        "fired": sum(one.findings for one in backtest.by_rule),
        "fixed": sum(one.fixed for one in backtest.by_rule),
        "commits": len({one.commit for one in audit.findings}),
        "by_rule": [_record(one, "rule") for one in backtest.by_rule],
        "by_agent": [_record(one, "agent") for one in backtest.by_agent],
        "by_month": [_record(one, "month") for one in backtest.by_month],
        "findings": [records.audited_record(one) for one in audit.findings],
        "reach": records.reach_record(audit.reach),
    }
    return dump(record, indent=2) + "\n"


def _record(fired: Fired, key: str) -> Record:
    return {key: plain(fired.key) or None, "commits": fired.commits, "findings": fired.findings, "fixed": fired.fixed}


# ---------------------------------------------------------------- for people


def as_text(backtest: Backtest, *, colour: bool = False, width: int = 80) -> str:
    """The same in tables; safe to print, its last newline included."""
    from aigate.reports.palette import COLOUR, PLAIN

    palette = COLOUR if colour else PLAIN
    parts = (_heading, _rules, _months, _agents, _open)
    blocks = [block for part in parts if (block := list(part(backtest, width, palette)))]
    blocks += [block] if (block := list(unseen(backtest.audit, width, palette))) else []
    return disarm("\n\n".join("\n".join(block) for block in blocks) + "\n")


def _heading(backtest: Backtest, width: int, palette: Palette) -> Iterator[str]:
    audit = backtest.audit
    for rule in backtest.rules[:_MOST_ROWS]:
        yield palette.paint("title", visible(rule.id))
        yield from wrap(visible(rule.message), width, first="  ", rest="  ")
    found = len(audit.findings)
    where = f"the AI lines of {count_of(audit.reach.ai_commits, 'AI commit')}"
    if not found:
        yield from wrap(f"It would never have fired on {where}.", width)
        return
    fixed = sum(one.state is State.FIXED for one in audit.findings)
    written = sum(commit.lines.ai for commit in audit.commits)
    commits = len({one.commit for one in audit.findings})
    told = (
        f"It would have fired {count_of(found, 'time')} on {where}, in {count_of(commits, 'commit')}: "
        f"{rate(found, written)} per 1,000 AI lines. Fixed since: {fixed:,}; standing today: {found - fixed:,}."
    )
    yield from wrap(told, width)


def _rules(backtest: Backtest, width: int, palette: Palette) -> Iterator[str]:
    if len(backtest.rules) > 1:
        yield from _table("rule", [(one.key, one) for one in backtest.by_rule], width, palette)


def _agents(backtest: Backtest, width: int, palette: Palette) -> Iterator[str]:
    yield from _table("agent", [(agent(one.key or None, None), one) for one in backtest.by_agent], width, palette)


def _table(title: str, named: list[tuple[str, Fired]], width: int, palette: Palette) -> Iterator[str]:
    if not named:
        return
    rows = [(name, *_figures(one)) for name, one in named[:_MOST_ROWS]]
    yield from grid((title, "commits", "fired", "fixed", "open"), rows, width, palette)
    if len(named) > len(rows):
        yield f"and {len(named) - len(rows):,} more"


def _months(backtest: Backtest, width: int, palette: Palette) -> Iterator[str]:
    """All months as one line, and those in which it fired, each as one."""
    months = backtest.by_month
    fired = [one for one in months if one.findings]
    if not fired:
        return
    first, last = months[0].key, months[-1].key
    line = sparkline([one.findings for one in months], max(width - len(first) - len(last) - 11, 1))
    yield f"{palette.paint('title', 'fired')}  {first}  {palette.paint('warning', line)}  {last}"
    yield ""
    shown = fired[-_MOST_MONTHS:]
    head = ("month", "commits", "fired", "fixed", "open")
    yield from grid(head, [(one.key, *_figures(one)) for one in shown], width, palette)
    if earlier := sum(one.findings for one in fired[: -len(shown)]):
        yield f"and {count_of(earlier, 'time')} before {shown[0].key}"


def _figures(one: Fired) -> tuple[str, ...]:
    return tuple(f"{number:,}" for number in (one.commits, one.findings, one.fixed, one.findings - one.fixed))


def _open(backtest: Backtest, width: int, palette: Palette) -> Iterator[str]:
    found = worst_first(pending(backtest.audit))
    if not found:
        return
    yield palette.paint("title", "fires now")
    for one in found[:_MOST_OPEN]:
        yield from worst.finding(one, width, palette)
    if len(found) > _MOST_OPEN:
        yield f"and {len(found) - _MOST_OPEN:,} more: --format json has all of them"
