"""A commit message's file, as the commit-msg hook gets it. As light as the hook that reads it before anything else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aigate.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path


def read_message(path: Path) -> str:
    """A message file's text as it stands there, comments and all."""
    try:
        return path.read_bytes().decode("utf-8", "replace")
    except OSError as error:
        raise UsageError(
            f"cannot read the message file {path}: {error.strerror}", hint="name an existing file"
        ) from error
