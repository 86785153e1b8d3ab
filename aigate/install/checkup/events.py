"""What went wrong while agents were answered: such an event holds nobody up, so this is where it comes to light."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from aigate.agent import trouble
from aigate.install.checkup import warn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aigate.git.repo import Repo
    from aigate.install.checkup import Check

_SHOWN = 3


def examine(repo: Repo) -> Iterator[Check]:
    """One warning for all of them, with the last few."""
    git_dir = os.fspath(repo.git_dir)
    lines = trouble.read(git_dir, last=1000)
    if lines:
        few = "; ".join(lines[-_SHOWN:])
        count = f"{len(lines)} event{'' if len(lines) == 1 else 's'} of agents could not be handled in full"
        yield warn("agent events", f"{count}, the last of them: {few}", f"rm {repo.git_dir / 'aigate' / trouble.NAME}")
