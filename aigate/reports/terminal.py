"""What the terminal behind a stream can show: colour or not, and how wide. The only part of this room that looks at one."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TextIO

DEFAULT_WIDTH = 80
NARROWEST = 40
WIDEST = 120  # longer lines of prose are hard to read
_WINDOWS = sys.platform == "win32"
_OFF = frozenset({"0", "false", "no"})


def wants_colour(stream: TextIO, environ: Mapping[str, str], *, windows: bool = _WINDOWS) -> bool:
    """Whether to colour what goes to ``stream``: NO_COLOR forbids, FORCE_COLOR demands, else a terminal that can."""
    if environ.get("NO_COLOR"):
        return False
    if forced := environ.get("FORCE_COLOR"):
        return forced.lower() not in _OFF
    if environ.get("TERM") == "dumb" or not stream.isatty():
        return False
    # The old Windows console prints escape sequences as they are; those that do not, say so in the environment.
    return not windows or any(environ.get(name) for name in ("WT_SESSION", "TERM", "ANSICON", "ConEmuANSI"))


def width_of(stream: TextIO, environ: Mapping[str, str]) -> int:
    """How many columns a line on ``stream`` may fill: COLUMNS, else the terminal's own, else 80; one column stays free.

    The last column stays free because some consoles, Windows' among them, break the line after it a second time.
    """
    return min(max((_columns(stream, environ) or DEFAULT_WIDTH) - 1, NARROWEST), WIDEST)


def room_of(stream: TextIO, environ: Mapping[str, str]) -> int | None:
    """As ``width_of``, for tables of code: as wide as it gets; None where nothing bounds a line, as in a file."""
    columns = _columns(stream, environ)
    return max(columns - 1, NARROWEST) if columns else None


def _columns(stream: TextIO, environ: Mapping[str, str]) -> int:
    """COLUMNS, else the terminal's own; 0 where there is neither."""
    columns = environ.get("COLUMNS", "")
    return int(columns) if columns.isascii() and columns.isdigit() else _own_width(stream)


def _own_width(stream: TextIO) -> int:
    """The terminal's width; 0 where the stream is no terminal."""
    try:
        return os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError):  # not a terminal; not a file at all; closed
        return 0
