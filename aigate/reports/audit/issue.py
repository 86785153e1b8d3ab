"""An audit as an issue that is brought up to date: what is new, what stands, and, unseen, what is known from now on.

It holds no code, and no more of the repository than the Markdown report does, spelled as there so that it stays text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aigate.reports.audit.csv_report import moment
from aigate.reports.audit.figures import figures
from aigate.reports.audit.headline import count_of, headline
from aigate.reports.audit.markdown import findings_table
from aigate.reports.audit.markup import code, prose

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aigate.audit_model import Audit, AuditedFinding

TITLE = "aigate: findings on AI-written lines"
_MOST = 50  # findings in full
_ROOM = 36_000  # characters for them; an issue takes 65,536, and what is known fills up to 20,000
_HEAD = 2  # lines of a table before its first row
_DAY = len("2026-03-01")


def body(audit: Audit, fresh: tuple[AuditedFinding, ...], page: str, state: str) -> str:
    """The issue's text. ``page`` is an address of ours; ``state`` a comment."""
    return "\n".join((*_standing(audit), *_news(audit, fresh), *_footer(audit, page), "", state, ""))


def comment(audit: Audit, fresh: tuple[AuditedFinding, ...], gone: int) -> str:
    """What tells those who follow the issue that there is something new."""
    told = f"{count_of(len(fresh), 'new open finding')} on AI-written lines"
    fixed = f"; {count_of(gone, 'finding')} fixed or accepted since last time" if gone else ""
    return "\n".join((f"{told}{fixed}.", "", *_table(audit, fresh), ""))


def _standing(audit: Audit) -> Iterator[str]:
    yield f"What agents wrote in {code(audit.repository)}, as of {moment(audit.made)[:_DAY]}:"
    yield ""
    yield from (f"- **{figure}** {prose(sentence)}" for figure, sentence in headline(audit, figures(audit)))
    if not audit.reach.is_whole:
        yield "- Not everything could be read: the full report says what."


def _news(audit: Audit, fresh: tuple[AuditedFinding, ...]) -> Iterator[str]:
    yield ""
    yield "## New since last time"
    yield ""
    if not fresh:
        yield "Nothing."
        return
    yield from _table(audit, fresh)


def _table(audit: Audit, fresh: tuple[AuditedFinding, ...]) -> Iterator[str]:
    """As many of them as there is room for, and how many more there are: names can be as long as somebody likes."""
    lines = list(findings_table(audit, fresh[:_MOST]))
    used = 0
    for shown, line in enumerate(lines):
        used += len(line) + 1
        if used > _ROOM:
            lines = lines[:shown]
            break
    yield from lines
    if left := len(fresh) - len(lines) + _HEAD:
        yield ""
        yield f"and {left:,} more"


def _footer(audit: Audit, page: str) -> Iterator[str]:
    yield ""
    where = f"[The full report]({page}) is an artifact of the run. " if page else ""
    yield (
        f"{where}This issue is written by aigate {prose(audit.version)}, which changes it when something does. "
        "A finding that may stay is accepted with `aigate accept`."
    )
