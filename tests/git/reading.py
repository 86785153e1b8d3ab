"""Short words for what the tests of the reading layer read."""

from __future__ import annotations

import hashlib
import shutil
import sys
from typing import TYPE_CHECKING

from aigate.git import changeset
from aigate.git.repo import Repo

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from aigate.model import Changeset, FileChange
    from tests.repository import Repository

POSIX_ONLY = "hooks and wrappers are shell scripts here"


def of_index(repo: Repository, start: Path | None = None) -> Changeset:
    with Repo.open(start or repo.path) as opened:
        return changeset.of_index(opened)


def of_commit(repo: Repository, rev: str = "HEAD") -> Changeset:
    with Repo.open(repo.path) as opened:
        return changeset.of_commit(opened, rev)


def of_range(repo: Repository, *revs: str) -> list[Changeset]:
    with Repo.open(repo.path) as opened:
        return list(changeset.of_range(opened, revs))


def files(read: Changeset) -> dict[str, FileChange]:
    return {change.path: change for change in read.files}


def added(read: Changeset) -> dict[str, list[int]]:
    """The numbers of the added lines, by path; files without any are left out."""
    return {change.path: list(change.added) for change in read.files if change.added}


def hunks(change: FileChange) -> list[tuple[int, int, int, int]]:
    return [(hunk.start, hunk.count, hunk.old_start, hunk.old_count) for hunk in change.hunks]


def ids(read: Sequence[Changeset]) -> list[str | None]:
    return [one.id for one in read]


def snapshot(folder: Path) -> dict[str, tuple[str, int, int]]:
    """Every file below a folder: what is in it, its mode, and when it was last written."""
    found = {}
    for path in sorted(folder.rglob("*")):
        state = path.lstat()
        content = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() and not path.is_symlink() else ""
        found[str(path.relative_to(folder))] = (content, state.st_mode, state.st_mtime_ns)
    return found


def executable(path: Path, script: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def hook(repo: Repository, name: str, *, into: Path) -> None:
    """A git hook that appends to ``into`` what ``of_index`` sees while it runs: path and added lines, one file a line."""
    program = into.with_name(f"{name}.py")
    program.write_text(
        "from aigate.git.changeset import of_index\n"
        "from aigate.git.repo import Repo\n"
        f"with Repo.open() as repo, open({str(into)!r}, 'a') as out:\n"
        "    read = of_index(repo)\n"
        f"    print({name!r}, len(read.parents), {{one.path: list(one.added) for one in read.files}}, file=out)\n"
    )
    folder = repo.git("rev-parse", "--git-path", "hooks")
    executable(repo.path / folder / name, f"exec '{sys.executable}' '{program}'")


def recorder(folder: Path, env: Mapping[str, str]) -> tuple[Path, Path]:
    """A folder to put before PATH, with a ``git`` that notes each call in a file; and that file."""
    real = shutil.which("git", path=env["PATH"])
    calls = folder / "calls"
    executable(folder / "bin" / "git", f"printf '%s\\n' \"$*\" >> '{calls}'\nexec '{real}' \"$@\"")
    return folder / "bin", calls
