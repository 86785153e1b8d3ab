"""Paths on a command line, and revisions: what they are called in the repository."""

from __future__ import annotations

import posixpath
from pathlib import Path
from typing import TYPE_CHECKING

from aigate.errors import UsageError

if TYPE_CHECKING:
    from aigate.git.repo import Repo


def name_of(repo: Repo, given: str) -> str:
    """A path as git spells it, seen from the current directory; "" for the whole repository. It need not exist."""
    if repo.root is None:
        name = posixpath.normpath(given)
        outside = name.startswith(("../", "/")) or name == ".."
    else:
        path = Path(given)
        absolute = path.parent.resolve() / path.name if path.name not in ("", "..") else path.resolve()
        root = repo.root.resolve()
        outside = not absolute.is_relative_to(root)
        name = "" if outside else absolute.relative_to(root).as_posix()
    if outside:
        raise UsageError(f"{given} lies outside the repository", hint="name a file or folder in it")
    return "" if name == "." else name


def files_at(repo: Repo, tip: str, given: str) -> tuple[str, ...]:
    """The file that a path of the command line names at a commit (in the index where ``tip`` is empty), or those below it."""
    name = name_of(repo, given)
    if name and repo.kind_at(tip, name):
        return (name,)
    found = tuple(path for path, _ in repo.list_tree(tip, name))
    if not found:
        where = f"in commit {tip[:12]}" if tip else "in the index"
        raise UsageError(
            f"there is no {name or 'file'} {where}",
            hint="git ls-files lists what there is; --rev REV asks another commit",
        )
    return found


def span_of(repo: Repo, given: str) -> tuple[str, tuple[str, ...]]:
    """A revision, or a range ``A..B``: the commit, and the commits that are not looked beyond."""
    left, dots, right = given.partition("..")
    if not dots:
        return repo.resolve(given), ()
    if right.startswith("."):
        raise UsageError(f'"{given}" has no single end', hint="write A..B, or one revision")
    return repo.resolve(right or "HEAD"), (repo.resolve(left or "HEAD"),)
