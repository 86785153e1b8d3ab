"""The few colours of the text report, or none of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aigate.model import Bucket, Decision, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

_RED, _YELLOW, _GREEN, _CYAN, _BOLD, _DIM = "1;31", "33", "32", "36", "1", "2"


@dataclass(frozen=True, slots=True)
class Palette:
    """Which SGR sequence each role has; a role without one stays plain."""

    codes: Mapping[str, str] = field(default_factory=dict)

    def paint(self, role: str, text: str) -> str:
        """``text``, which is visible and one line, in the role's colour."""
        code = self.codes.get(role)
        return f"\x1b[{code}m{text}\x1b[0m" if code and text else text


PLAIN = Palette()
COLOUR = Palette(
    {
        Bucket.BLOCKING: _RED,
        Bucket.WARNING: _YELLOW,
        Bucket.SUPPRESSED: _DIM,
        Bucket.OUTSIDE: _DIM,
        Verdict.AI: _YELLOW,
        Verdict.HUMAN: _GREEN,
        Verdict.UNKNOWN: _DIM,
        Decision.BLOCK: _RED,
        Decision.WARN: _YELLOW,
        Decision.ALLOW: _GREEN,
        "mark": _RED,
        "place": _BOLD,
        "title": _BOLD,
        "label": _CYAN,
        "gutter": _DIM,
    }
)
