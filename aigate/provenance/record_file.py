"""Files in which other tools keep records, read as hostile input: bounded, regular, and not through a link that leads out.

And what all such records have in common: JSON that may be anything, and paths that may be spelled otherwise than in git.
"""

from __future__ import annotations

import json
import os
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from aigate.git.state import open_regular

if TYPE_CHECKING:
    from collections.abc import Iterator


class End(NamedTuple):
    """The end of a file; ``cut`` if it did not begin with the file's first byte."""

    data: bytes
    cut: bool = False


def read_end(path: str, below: str, most: int) -> End | None:
    """The last ``most`` bytes of a file, from the start of a line; None unless a regular file below ``below`` can be read.

    Records are appended, so what a limit costs is the oldest of them.
    """
    try:
        real, top = os.path.realpath(path), os.path.join(os.path.realpath(below), "")  # noqa: PTH118
        if not real.startswith(top):
            return None
        with os.fdopen(open_regular(real, os.O_RDONLY), "rb") as stream:
            skipped = max(0, os.fstat(stream.fileno()).st_size - most)
            stream.seek(skipped)
            data = stream.read(most)
    except (OSError, ValueError):
        return None
    return End(data.partition(b"\n")[2], cut=True) if skipped else End(data)


def rows(data: bytes) -> Iterator[dict[str, object] | None]:
    """Each line's JSON object; None for a line that holds none, as when a writer was cut off in the middle of it."""
    for line in data.split(b"\n"):
        if line.strip():
            yield as_object(line)


def as_object(data: bytes) -> dict[str, object] | None:
    """The JSON object that the data is; None for anything else, nested beyond reason included."""
    try:
        read = json.loads(data, strict=False)
    except (ValueError, RecursionError):
        return None
    return read if isinstance(read, dict) else None


def composed(path: str) -> str:
    """A path as it is compared: some tools and file systems take its letters apart, git leaves them as they are."""
    return path if path.isascii() else unicodedata.normalize("NFC", path)
