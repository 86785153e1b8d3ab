"""What the page says first: one sentence, a few figures, and what they stand on."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from aigate.model import Severity
from aigate.reports.audit.figures import percent, rate
from aigate.reports.wording import count, gap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aigate.audit_model import Audit, Density
    from aigate.reports.audit.figures import Figures

_ID = 12
_MOST = 50  # entries of one list


class Tile(NamedTuple):
    """A figure: what it is of, its value, and what to compare it with."""

    label: str
    value: str
    note: str
    severities: tuple[tuple[str, int], ...] = ()  # shown as a bar, the worst first


class Told(NamedTuple):
    """One point of what was looked at, or was not; ``more`` unfolds."""

    label: str
    text: str
    more: tuple[str, ...] = ()


class Looked(NamedTuple):
    """How far the audit looked."""

    at: list[Told]
    not_at: list[Told]
    is_whole: bool


def sentence(audit: Audit, sums: Figures) -> str:
    """What to take away from the page."""
    if not audit.reach.ai_commits and not sums.lines.ai:
        return "No commit that was looked at shows a sign of an agent."
    if not audit.reach.has_exposure:
        return f"Agents wrote {sums.written:,} lines; what is left of them was not looked at."
    share = percent(sums.lines.ai, sum(sums.lines))
    return f"Agents wrote {share} of the lines that stand here today. {_verdict(audit, sums)}"


def _verdict(audit: Audit, sums: Figures) -> str:
    if not audit.reach.checks:
        return "No check was run on them."
    if not sums.open:
        return "Nothing is known to be wrong with them."
    worst = sum(number for severity, number in sums.severities.items() if severity >= Severity.HIGH)
    noun, verb = ("finding", "is") if sums.open == 1 else ("findings", "are")
    grave = f", {worst:,} of high or critical severity" if worst else ", none of high or critical severity"
    return f"{sums.open:,} {noun} on them {verb} open{grave}."


def tiles(audit: Audit, sums: Figures) -> list[Tile]:
    """The headline figures."""
    return [*_written(audit, sums), *_wrong(audit, sums), *_kept(audit, sums)]


def _written(audit: Audit, sums: Figures) -> Iterator[Tile]:
    reach = audit.reach
    yield Tile(
        "AI commits", f"{reach.ai_commits:,}", f"{percent(reach.ai_commits, reach.commits)} of {reach.commits:,}"
    )
    if not reach.has_exposure:
        yield Tile("AI lines written", f"{sums.written:,}", "what is left of them was not looked at")
        return
    whole = sum(sums.lines)
    yield Tile("AI share today", percent(sums.lines.ai, whole), f"{sums.lines.ai:,} of {whole:,} lines")
    left = percent(sums.lines.ai, sums.written) if sums.written >= sums.lines.ai else f"{sums.lines.ai:,}"
    yield Tile("AI lines surviving", left, f"of {sums.written:,} written")


def _wrong(audit: Audit, sums: Figures) -> Iterator[Tile]:
    if not audit.reach.checks:
        yield Tile("Open findings", "not looked at", "no check was run")
        return
    if not audit.reach.has_exposure:
        yield Tile("Findings", f"{len(audit.findings):,}", "on AI lines, when they were written")
        return
    names = tuple((str(severity), number) for severity, number in sums.severities.items() if number)
    accepted = f"{sums.accepted:,} more accepted" if sums.accepted else "on AI lines"
    yield Tile("Open findings", f"{sums.open:,}", accepted, names)
    yield _density(audit.density)
    days = "\u2013" if sums.days_to_fix is None else _days(sums.days_to_fix)
    yield Tile("Median time to fix", days, f"{sums.fixed:,} fixed")


def _density(density: Density) -> Tile:
    """Next to what other lines have, and, where there are such, what those of the same kinds let expect."""
    note = f"{rate(density.other_findings, density.other_lines)} per 1,000 other lines"
    if density.compared_lines:
        note = f"{rate(density.expected, density.compared_lines)} expected in the same languages, tests apart; {note}"
    return Tile("Per 1,000 AI lines", rate(density.ai_findings, density.ai_lines), note)


def _days(days: float) -> str:
    return "< 1 day" if days < 1 else f"{days:,.0f} day{'' if round(days) == 1 else 's'}"


def _kept(audit: Audit, sums: Figures) -> Iterator[Tile]:
    commits = len(audit.commits)
    if audit.policy:
        kept = commits - sums.in_breach
        yield Tile("Compliance", _share(kept, commits), f"of AI commits keep the policy \u201c{audit.policy}\u201d")
    else:
        yield Tile("Disclosed", _share(sums.declared, commits), "of AI commits name their agent")
    yield Tile("Signed off", _share(sums.signed_off, commits), "of AI commits, by a human")
    yield Tile("The gate would stop", f"{sums.stopped:,}", f"of {commits:,} AI commits")
    yield Tile("Suppressions", f"{sums.suppressions:,}", "added on AI lines")


def _share(part: int, whole: int) -> str:
    return percent(part, whole) if whole else "\u2013"


def reach(audit: Audit) -> Looked:
    """What was looked at, and what was not."""
    return Looked(list(_at(audit)), list(_not_at(audit)), audit.reach.is_whole)


def _at(audit: Audit) -> Iterator[Told]:
    reach = audit.reach
    yield Told("History", f"{reach.commits:,} commits of {', '.join(reach.revisions) or 'HEAD'}")
    if reach.filters:
        yield Told("Narrowed to", " ".join(reach.filters))
    yield Told("Patches read", f"{reach.patches:,} of {reach.commits:,}{': all' if reach.every_patch else ''}")
    yield Told("Checks", ", ".join(reach.checks) or "none")
    if reach.has_exposure and reach.tip:
        yield Told("Lines of", f"{reach.tip[:_ID]}, {len(audit.files):,} files")
    if audit.policy:
        yield Told("Message policy", audit.policy)


def _not_at(audit: Audit) -> Iterator[Told]:
    reach = audit.reach
    if not reach.every_patch and reach.patches < reach.commits:
        rest = reach.commits - reach.patches
        yield Told(
            "No sign of an agent",
            f"{rest:,} {'commit, whose patch was' if rest == 1 else 'commits, whose patches were'} not read",
        )
    if reach.unread:
        more = tuple(f"{one.commit[:_ID]}: {one.reason}" for one in reach.unread[:_MOST])
        yield Told("Could not be read", count(len(reach.unread), "commit"), more)
    if audit.gaps:
        more = tuple(gap(one) for one in audit.gaps[:_MOST])
        yield Told("Not examined", f"AI lines in {count(len({one.path for one in audit.gaps}), 'file')}", more)
    if reach.edges:
        yield Told("Shallow clone", f"nothing is known of the lines of {count(reach.edges, 'commit')} at its edge")
    if not reach.has_exposure:
        yield Told("Lines of today", "as it was asked for")
    if not reach.checks:
        yield Told("Findings", "no check was run, as it was asked for")
    if reach.git_exit:
        yield Told("git", f"ended with exit code {reach.git_exit}: there may be more commits than these")
    yield from (Told("Note", note) for note in reach.notes[:_MOST])
