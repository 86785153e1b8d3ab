"""A small SVG for a README: how much of today's code is AI-written, and how many findings stand on it.

Made here, so that it needs no service: it shows where the page that it stands on has no network. Only numbers are drawn,
nothing that a repository says.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from aigate.model import Severity
from aigate.reports.audit.figures import figures, percent

if TYPE_CHECKING:
    from typing import Unpack

    from aigate.audit_model import Audit
    from aigate.reports.audit import View

NAME = "badge"

_LABEL = "AI lines"
_GREY, _GREEN, _AMBER, _RED = "#555", "#2e7d32", "#8a5a00", "#b3261e"  # white text on each is easy to read
_WIDE, _NARROW = 7.2, 4.2  # pixels of a character, at 11 px; textLength makes it true in any font
_THIN = frozenset(" .,:;'|il·")
_PADDING = 6

_SVG = """\
<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="20" role="img" aria-label="{title}">
  <title>{title}</title>
  <clipPath id="r"><rect width="{width}" height="20" rx="3"/></clipPath>
  <g clip-path="url(#r)">
    <path fill="{grey}" d="M0 0h{left}v20H0z"/>
    <path fill="{colour}" d="M{left} 0h{right}v20H{left}z"/>
  </g>
  <g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" aria-hidden="true">
    <text x="{pad}" y="14" textLength="{label_room}" lengthAdjust="spacingAndGlyphs">{label}</text>
    <text x="{start}" y="14" textLength="{value_room}" lengthAdjust="spacingAndGlyphs">{value}</text>
  </g>
</svg>
"""


def render(audit: Audit, **_view: Unpack[View]) -> str:
    """``AI lines | 23 % · 4 open`` as SVG, with a title for those who do not see it."""
    counted = figures(audit)
    share = percent(counted.lines.ai, sum(counted.lines)) if audit.reach.has_exposure else "?"
    value = f"{share} · {counted.open:,} open"
    label_room, value_room = _room(_LABEL), _room(value)
    left, right = label_room + 2 * _PADDING, value_room + 2 * _PADDING
    return _SVG.format(
        title=escape(f"{_LABEL}: {share}; open findings: {counted.open:,}"),
        width=left + right,
        left=left,
        right=right,
        grey=_GREY,
        colour=_colour(counted.worst),
        pad=_PADDING,
        start=left + _PADDING,
        label=_LABEL,
        value=escape(value),
        label_room=label_room,
        value_room=value_room,
    )


def _room(text: str) -> int:
    return round(sum(_NARROW if character in _THIN else _WIDE for character in text))


def _colour(worst: Severity | None) -> str:
    if worst is None or worst < Severity.MEDIUM:
        return _GREEN
    return _AMBER if worst is Severity.MEDIUM else _RED
