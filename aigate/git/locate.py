"""Where the repository around a folder lies, without a process: for the glance and for agents' events.

It follows what git does for a repository that is set up in the ordinary way: ``GIT_DIR`` if it is set, else the nearest
``.git`` upwards, a folder or a file that names one (work trees, submodules). A test holds it against ``git rev-parse``.
Nothing is trusted that git would not trust either: whoever judges opens the repository through ``Repo``.
"""

from __future__ import annotations

import os
from typing import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_MOST = 4096  # bytes of a `.git` file, a `commondir` or a HEAD that are read


class Place(NamedTuple):
    """Absolute paths of one repository as one work tree sees it."""

    git_dir: str  # of this work tree
    common_dir: str  # shared by all work trees
    root: str | None  # the work tree's top folder; None where that cannot be told (GIT_DIR without GIT_WORK_TREE)


def locate(start: str, environ: Mapping[str, str]) -> Place | None:
    """The repository around the folder ``start``; None if there is none."""
    named = environ.get("GIT_DIR")
    if named:
        git_dir = os.path.normpath(os.path.join(start, named))  # noqa: PTH118 - pathlib costs more than all the rest
        return _place(git_dir, environ.get("GIT_WORK_TREE"), start) if _is_git_dir(git_dir) else None
    folder = os.path.abspath(start)  # noqa: PTH100
    while True:
        entry = os.path.join(folder, ".git")  # noqa: PTH118
        git_dir = entry if os.path.isdir(entry) else _pointed_to(entry, folder)  # noqa: PTH112
        if git_dir and _is_git_dir(git_dir):
            return _place(git_dir, folder, folder)
        parent = os.path.dirname(folder)  # noqa: PTH120
        if parent == folder:
            return None
        folder = parent


def _place(git_dir: str, root: str | None, start: str) -> Place:
    common = _read(os.path.join(git_dir, "commondir"))  # noqa: PTH118
    return Place(
        git_dir,
        os.path.normpath(os.path.join(git_dir, common)) if common else git_dir,  # noqa: PTH118
        os.path.normpath(os.path.join(start, root)) if root else None,  # noqa: PTH118
    )


def _pointed_to(entry: str, folder: str) -> str:
    """The folder that a ``.git`` file names."""
    said = _read(entry)
    return os.path.normpath(os.path.join(folder, said[8:].strip())) if said.startswith("gitdir: ") else ""  # noqa: PTH118


def _is_git_dir(path: str) -> bool:
    head = os.path.join(path, "HEAD")  # noqa: PTH118
    return os.path.isfile(head) or os.path.islink(head)  # noqa: PTH113, PTH114


def _read(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as file:  # noqa: PTH123
            return file.read(_MOST).strip("\r\n")
    except OSError:
        return ""
