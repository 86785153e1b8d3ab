"""Files that aigate keeps for itself in the git directory: its owner's alone, opened with care, replaced in one step."""

from __future__ import annotations

import os
import stat
from contextlib import suppress

# A link or a pipe in the place of a file is not followed, nor waited for.
_NAMES = ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY", "O_CLOEXEC")  # none of them is known to every system
CAUTION = sum(getattr(os, name, 0) for name in _NAMES)


def open_regular(path: str, flags: int) -> int:
    """A descriptor of a regular file, made for its owner alone; OSError for whatever else stands there."""
    file = os.open(path, flags | CAUTION, 0o600)
    if not stat.S_ISREG(os.fstat(file).st_mode):
        os.close(file)
        raise OSError(f"{path} is no regular file")
    return file


def replace(path: str, data: bytes) -> None:
    """Write a file whole, so that a reader sees all of it or what was there before; OSError where that cannot be done."""
    partial = f"{path}.{os.getpid()}"
    try:
        with os.fdopen(open_regular(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL), "wb") as file:
            file.write(data)
        os.replace(partial, path)  # noqa: PTH105 - on the path of every event, which pathlib would make longer
    except OSError:
        with suppress(OSError):
            os.unlink(partial)  # noqa: PTH108
        raise
