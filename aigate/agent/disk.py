"""Files of the work tree as an event finds them: bounded, and never through a link that leads out."""

from __future__ import annotations

import os
import stat
import sys
from typing import NamedTuple

from aigate import text as texts
from aigate.git.state import CAUTION

LARGEST = 2 << 20  # bytes of a file whose lines are recorded
_COMPOSES = sys.platform == "darwin"


class Content(NamedTuple):
    """A file's text. One that is not there is an empty text without a stamp."""

    text: str
    stamp: tuple[int, int, int] | None  # mtime in ns, size, inode


class UnreadableError(Exception):
    """Why a file's lines cannot be told."""


class NoTextError(UnreadableError):
    """It has none: it is binary, or no file."""


def look(root: str, path: str) -> Content:
    """What a file of the work tree holds."""
    try:
        file = os.open(os.path.join(root, path), os.O_RDONLY | CAUTION)
    except (FileNotFoundError, NotADirectoryError):
        return Content("", None)
    except IsADirectoryError as error:
        raise NoTextError("it is no regular file") from error
    except OSError as error:
        raise UnreadableError(error.strerror or "it cannot be opened") from error
    with os.fdopen(file, "rb") as stream:
        about = os.fstat(file)
        if not stat.S_ISREG(about.st_mode):
            raise NoTextError("it is no regular file")
        if about.st_size > LARGEST:
            raise UnreadableError(f"it is larger than {LARGEST >> 20} MB")
        data = stream.read(LARGEST + 1)
    decoded = texts.decode(data)
    if decoded is None:
        raise NoTextError("it is binary")
    return Content(decoded[0], _stamp(about))


def stamp(root: str, path: str) -> tuple[int, int, int] | None:
    """What tells whether a file has changed, without reading it; None unless it is a regular file."""
    try:
        about = os.lstat(os.path.join(root, path))
    except OSError:
        return None
    return _stamp(about) if stat.S_ISREG(about.st_mode) else None


def inside(root: str, path: str) -> str:
    """A path below the work tree as git spells it; "" for what lies elsewhere or in the git directory."""
    try:
        found = os.path.relpath(os.path.realpath(path), os.path.realpath(root))
    except ValueError:  # another drive
        return ""
    name = _composed(found.replace(os.sep, "/"))
    parts = name.split("/")
    return "" if parts[0] in ("..", ".") or ".git" in parts else name


def _composed(name: str) -> str:
    """A name as git has it: on macOS the file system may spell an accent apart from its letter."""
    if not _COMPOSES or name.isascii():
        return name
    import unicodedata

    return unicodedata.normalize("NFC", name)


def _stamp(about: os.stat_result) -> tuple[int, int, int]:
    return about.st_mtime_ns, about.st_size, about.st_ino
