"""Evidence as it is shown: one short line without control characters."""

from __future__ import annotations

import re

_WIDTH = 200
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def quoted(text: str) -> str:
    """The text on one line, cut where it grows too long."""
    line = " ".join(_CONTROLS.sub(" ", text[: 4 * _WIDTH]).split())
    return line if len(line) <= _WIDTH else line[: _WIDTH - 1] + "…"
