"""Evidence as it is shown: one short line without control characters."""

from __future__ import annotations

import re

_WIDTH = 200
_STARS = "*" * 8
_NAMED = re.compile(
    r"(?i)((?:key|token|secret|passw(?:or)?d|passwd|pwd|credentials?)[\"']?\s{0,3}[=:]\s{0,3}[\"']?)[^\s\"',;]{4,}"
)
_RANDOM = re.compile(r"(?<![A-Za-z0-9])(?=\w*[A-Z])(?=\w*\d\w*\d)\w{16,}")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def quoted_code(text: str) -> str:
    """A line of a file, in which a secret may stand. No scanner has looked at it yet: what might be one is not shown."""
    return _RANDOM.sub(_STARS, _NAMED.sub(rf"\1{_STARS}", quoted(text)))


def quoted(text: str) -> str:
    """The text on one line, cut where it grows too long."""
    line = " ".join(_CONTROLS.sub(" ", text[: 4 * _WIDTH]).split())
    return line if len(line) <= _WIDTH else line[: _WIDTH - 1] + "…"
