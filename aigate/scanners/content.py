"""A blob as the scanners see it: decoded once, with its language named."""

from __future__ import annotations

from aigate import text
from aigate.model import Source
from aigate.scanners.languages import language_of


def decode(path: str, data: bytes) -> Source | None:
    """The file's text and language; None for a binary, which the caller lists as not examined."""
    read = text.decode(data)
    if read is None:
        return None
    return Source(path, data, read[0], read[1], language_of(path, data))
