"""Secrets that were encoded once more: what a string in base64 says when it is decoded, where it says anything."""

from __future__ import annotations

import re

from aigate.scanners.secret_formats.checks import decodes

SHORTEST = 24
_LONGEST = 20_000
_LONG_LINE = 1_000  # characters: a longer line takes too long to search
_TEXT = re.compile(rb"[\t\r\n -~]{12,}")


def unwrapped(value: str) -> list[str]:
    """The lines of the text that stands in base64 here; none if it is no base64, or no text."""
    if not SHORTEST <= len(value) <= _LONGEST:
        return []
    raw = decodes(value)
    if not _TEXT.fullmatch(raw):
        return []
    return [line if len(line) <= _LONG_LINE else "" for line in raw.decode("ascii").split("\n")]
