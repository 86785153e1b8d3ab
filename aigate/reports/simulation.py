"""What a policy would have done to a history: for people as text, for programs as one record."""

from __future__ import annotations

from datetime import UTC, datetime
from statistics import median
from typing import TYPE_CHECKING

from aigate.audit_model import NOT_EXAMINED
from aigate.reports.cells import cells, excerpt, wrap
from aigate.reports.records import SCHEMA, Record, dump, plain
from aigate.reports.visible import disarm, visible
from aigate.reports.wording import agent, count

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from aigate.audit_model import AuditedCommit, Simulation, Stop, Tally
    from aigate.reports.palette import Palette

_MOST_ROWS = 15  # of a table, in text
_MOST_STOPS = 10
_ID = 12
_BAR = 24  # columns of the longest bar


# ---------------------------------------------------------------- for programs


def as_json(simulation: Simulation) -> str:
    """One JSON document in ASCII, its newline included."""
    return dump(as_dict(simulation), indent=2) + "\n"


def as_dict(simulation: Simulation) -> Record:
    """Every figure and every commit that would have been stopped."""
    audit = simulation.audit
    return {
        "schema": SCHEMA,
        "command": "simulate",
        "repository": plain(audit.repository),
        "policy": plain(simulation.policy),
        "made": audit.made,
        "ai_commits": len(audit.commits),
        "stopped": len(simulation.stops),
        "newly_stopped": sum(stop.is_new for stop in simulation.stops),
        "spared": [_commit_record(commit) for commit in simulation.spared],
        "interruptions_per_week": _per_week(simulation.weeks),
        "rules": [_tally_record(one, "rule") for one in simulation.by_rule],
        "agents": [_tally_record(one, "agent") for one in simulation.by_agent],
        "months": [_tally_record(one, "month") for one in simulation.by_month],
        "weeks": [_tally_record(one, "week") for one in simulation.weeks],
        "commits": [_stop_record(stop) for stop in simulation.stops],
        "whole": audit.reach.is_whole,
        "notes": [plain(note) for note in audit.reach.notes],
    }


def _per_week(weeks: Sequence[Tally]) -> Record:
    counts = [week.commits for week in weeks]
    mean = sum(counts) / len(counts) if counts else 0.0
    return {"mean": round(mean, 2), "median": median(counts) if counts else 0, "most": max(counts, default=0)}


def _tally_record(one: Tally, key: str) -> Record:
    return {key: plain(one.key), "commits": one.commits, "findings": one.findings, "fixed": one.fixed}


def _stop_record(stop: Stop) -> Record:
    return {**_commit_record(stop.commit), "rules": [plain(rule) for rule in stop.rules], "new": stop.is_new}


def _commit_record(commit: AuditedCommit) -> Record:
    agents = [{"agent": one.agent or None, "model": one.model or None, "lines": one.lines} for one in commit.authored]
    return {"commit": commit.id, "when": commit.when, "subject": plain(commit.subject), "agents": agents}


# ---------------------------------------------------------------- for people


def as_text(simulation: Simulation, *, colour: bool = False, width: int = 80) -> str:
    """The same in tables; safe to print, its last newline included."""
    from aigate.reports.palette import COLOUR, PLAIN

    palette = COLOUR if colour else PLAIN
    rows = [
        *_heading(simulation, palette, width),
        *_table("by rule", simulation.by_rule, _rule, palette, width),
        *_table("by agent", simulation.by_agent, _agent, palette, width),
        *_months(simulation.by_month, palette, width),
        *_stops(simulation, palette, width),
    ]
    return disarm("".join(f"{row}\n" for row in rows))


def _heading(simulation: Simulation, palette: Palette, width: int) -> Iterator[str]:
    audit, stops = simulation.audit, simulation.stops
    total = len(audit.commits)
    yield palette.paint("title", excerpt(f"{audit.repository} under {simulation.policy}", width).text)
    share = f" ({100 * len(stops) / total:.0f} %)" if total else ""
    fresh = sum(stop.is_new for stop in stops)
    told = [f"It would have stopped {len(stops):,} of {count(total, 'AI commit')}{share}."]
    told.append(
        f"{fresh:,} of them pass the policy in force; {len(simulation.spared):,} that the policy in force stops would pass."
    )
    if simulation.weeks:
        weekly = [week.commits for week in simulation.weeks]
        told.append(
            f"Interruptions a week: {sum(weekly) / len(weekly):.1f} on average, {median(weekly):g} in the median week, "
            f"{max(weekly)} at most, over {count(len(weekly), 'week')}."
        )
    found = sum(one.findings for one in simulation.by_month)
    if found:
        fixed = sum(one.fixed for one in simulation.by_month)
        told.append(
            f"Of the {count(found, 'finding')} that it would have stopped, {fixed:,} were fixed later all the same."
        )
    if not audit.reach.is_whole:
        told.append(f"{count(len(audit.reach.unread), 'commit')} could not be read and are not in these figures.")
    for sentence in (*told, *map(visible, audit.reach.notes)):
        yield from wrap(sentence, width)


def _table(
    title: str, tallies: Sequence[Tally], name: Callable[[str], str], palette: Palette, width: int
) -> Iterator[str]:
    if not tallies:
        return
    shown = tallies[:_MOST_ROWS]
    room = max(width - 32, 20)
    names = [excerpt(name(one.key), room).text for one in shown]
    column = max(cells(one) for one in (*names, title))
    yield ""
    yield palette.paint("title", title + " " * (column - cells(title))) + "  commits  findings  fixed"
    for label, one in zip(names, shown, strict=True):
        yield f"{label}{' ' * (column - cells(label))}  {one.commits:>7,}  {one.findings:>8,}  {one.fixed:>5,}"
    if len(tallies) > len(shown):
        yield f"and {len(tallies) - len(shown):,} more"


def _rule(key: str) -> str:
    return "lines that could not be examined" if key == NOT_EXAMINED else key


def _agent(key: str) -> str:
    return agent(key or None, None)


def _months(months: Sequence[Tally], palette: Palette, width: int) -> Iterator[str]:
    most = max((one.commits for one in months), default=0)
    if not most:
        return
    yield ""
    yield palette.paint("title", "commits stopped by month")
    bar = min(_BAR, max(width - 20, 1))
    for one in months:
        length = -(-one.commits * bar // most)
        yield f"{one.key}  {one.commits:>5,}  {'#' * length}".rstrip()


def _stops(simulation: Simulation, palette: Palette, width: int) -> Iterator[str]:
    latest = simulation.stops[: -_MOST_STOPS - 1 : -1]
    if not latest:
        return
    yield ""
    yield palette.paint("title", "the latest of them")
    for stop in latest:
        day = datetime.fromtimestamp(stop.commit.when, UTC).date().isoformat()
        yield excerpt(f"{stop.commit.id[:_ID]} {day} {stop.commit.subject}", width).text
        what = ", ".join(visible(rule) for rule in stop.rules)
        yield from wrap(
            what + ("" if stop.is_new else " (stopped by the policy in force, too)"), width, first="  ", rest="  "
        )
