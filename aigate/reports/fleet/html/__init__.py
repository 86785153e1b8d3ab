"""Many repositories as one page that needs nothing else, and no script: figures, and a table that leads to each one's own page.

It looks like the page of a single audit, with whose styles it is drawn.
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from aigate.reports.audit.html import assets
from aigate.reports.fleet.summary import headline, notes, ranked, sums, title, worst

if TYPE_CHECKING:
    from typing import Unpack

    from aigate.audit_model import Fleet, Month
    from aigate.reports.fleet import View

NAME = "html"

_MOST_MEMBERS = 5_000  # more make a page that is slow to open
_MOST_ROWS = 40
_MOST_UNSEEN = 1_000
_MOST_MONTHS = 120
_LEAST_MONTHS = 24  # so that few bars are no walls
_MOST_TILES = 8
_HEIGHT = 120
_STEP = 14


class Bar(NamedTuple):
    """One month of the chart, in its coordinates."""

    x: int
    y: int
    height: int
    label: str


def render(fleet: Fleet, **_view: Unpack[View]) -> str:
    """The whole page."""
    from aigate.reports.audit.html.page import environment, own

    found = sums(fleet)
    members = ranked(fleet)
    return environment(__name__).get_template("fleet.html.j2").render(
        fleet=fleet,
        title=title(fleet),
        tiles=headline(fleet, found)[:_MOST_TILES],
        members=members[:_MOST_MEMBERS],
        more=len(members) - len(members[:_MOST_MEMBERS]),
        worst=worst,
        bars=_bars(fleet.months[-_MOST_MONTHS:]),
        height=_HEIGHT,
        step=_STEP,
        breadth=_STEP * min(max(len(fleet.months), _LEAST_MONTHS), _MOST_MONTHS),
        agents=fleet.agents[:_MOST_ROWS],
        rules=fleet.rules[:_MOST_ROWS],
        unseen=_unseen(fleet),
        policy=f"default-src 'none'; style-src {_hash(assets.style())}; img-src data:; base-uri 'none'; form-action 'none'",
        style=own(assets.style()),
    )  # fmt: skip


def _bars(months: tuple[Month, ...]) -> list[Bar]:
    most = max((month.lines.ai for month in months), default=0)
    bars = []
    for at, month in enumerate(months):
        height = -(-month.lines.ai * _HEIGHT // most) if most else 0
        bars.append(Bar(at * _STEP, _HEIGHT - height, height, f"{month.month}: {month.lines.ai:,} AI lines"))
    return bars


def _unseen(fleet: Fleet) -> list[tuple[str, str]]:
    """What the figures do not stand on: a repository, and what of it."""
    told = [(f"{one.name} ({one.place})", one.reason) for one in fleet.failures]
    told += [(one.name, f"{one.unread:,} commits could not be read") for one in fleet.members if one.unread]
    told += notes(fleet)
    return told[:_MOST_UNSEEN]


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
