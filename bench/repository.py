"""Where a repository to be measured lies, in words for git and aigate."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path


def environment(repository: Path) -> dict[str, str]:
    """The environment in which both read it, wherever they are started, and aigate as if it were installed."""
    env = os.environ | {"GIT_DIR": str(_git_dir(repository))}
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program has its byte code
    return env


def _git_dir(repository: Path) -> Path:
    done = subprocess.run(
        ["git", "-C", str(repository), "rev-parse", "--absolute-git-dir"], capture_output=True, text=True, check=False
    )
    return Path(done.stdout.strip()) if done.returncode == 0 else repository.absolute()
