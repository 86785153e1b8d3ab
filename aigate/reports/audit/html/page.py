"""The page itself: a template, filled with what the audit comes to. Every value is made visible, then escaped."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from aigate.reports.audit import figures, links
from aigate.reports.audit.figures import percent, rate
from aigate.reports.audit.html import assets
from aigate.reports.audit.html.payload import payload
from aigate.reports.audit.html.strings import as_data, shorten
from aigate.reports.audit.html.summary import reach, sentence, tiles
from aigate.reports.wording import gap

if TYPE_CHECKING:
    from aigate.audit_model import Audit

_FIRST = 50  # findings that can be read without a script
_MONTHS = 240
_FOLDERS = 40


def page(audit: Audit) -> str:
    """One HTML document."""
    sums = figures.figures(audit)
    return environment("aigate.reports.audit.html").get_template("page.html.j2").render(
        audit=audit,
        sums=sums,
        sentence=sentence(audit, sums),
        tiles=tiles(audit, sums),
        reach=reach(audit),
        home=links.home(audit),
        tip_link=links.commit(audit, audit.reach.tip) if audit.reach.tip else "",
        agents=figures.by_agent(audit),
        rules=figures.by_rule(audit),
        folders=figures.by_folder(audit)[:_FOLDERS],
        months=audit.months[-_MONTHS:],
        first=figures.worst_first(figures.pending(audit))[:_FIRST],
        where=figures.where,
        policy=assets.policy(),
        style=own(assets.style()),
        early=own(assets.early()),
        library=own(assets.library()),
        script=own(assets.script()),
        data=own(as_data(payload(audit))),
    )  # fmt: skip


@cache
def environment(package: str) -> Environment:
    """Jinja over a package's ``parts``, told to escape everything and to stumble over anything that is not there."""
    environment = Environment(
        loader=PackageLoader(package, "parts"),
        autoescape=True,
        finalize=_visible,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(day=_day, moment=_moment, number="{:,}".format, gap=gap)
    environment.globals.update(percent=percent, rate=rate)
    return environment


def _visible(value: object) -> object:
    """Text from a repository, as it may be shown; our own markup, as it is."""
    return shorten(value, 600) if isinstance(value, str) and not isinstance(value, Markup) else value


def own(text: str) -> Markup:
    """What we have written ourselves, or have spelled so that it ends no element."""
    return Markup(text)  # noqa: S704 - see above; tests feed it every hostile string


def _day(when: int) -> str:
    """``12 June 2026``."""
    time = _time(when)
    return f"{time.day} {time:%B %Y}" if time else ""


def _moment(when: int) -> str:
    """For machines: ``2026-06-12T06:30:00Z``."""
    time = _time(when)
    return f"{time:%Y-%m-%dT%H:%M:%SZ}" if time else ""


def _time(when: int) -> datetime | None:
    """None for 0, which is unknown, and for what no calendar has."""
    try:
        return datetime.fromtimestamp(when, UTC) if when else None
    except (OverflowError, ValueError, OSError):
        return None
