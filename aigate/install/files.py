"""Files written whole or not at all, and never in place of one that somebody else wrote."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path


def content_of(path: Path) -> bytes:
    """What a regular file holds; nothing for whatever else stands there. Links are not followed: they are another's."""
    return path.read_bytes() if path.is_file() and not path.is_symlink() else b""


def create(path: Path, content: bytes) -> bool:
    """Write a new file; False, and nothing touched, if anything stands there, be it a dangling link."""
    try:
        with path.open("xb") as file:
            file.write(content)
    except FileExistsError:
        return False
    return True


def write(path: Path, content: bytes, *, executable: bool = False, aside: Path | None = None) -> None:
    """Replace a file in one step, its mode kept; what stands there is first moved to ``aside``, where that is given."""
    mode = stat.S_IMODE(path.stat().st_mode) if aside is None and path.exists() else 0o666 & ~_umask()
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    fresh = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        fresh.chmod(mode | ((mode & 0o444) >> 2) if executable else mode)
        if aside is not None:
            path.rename(aside)
        fresh.replace(path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
