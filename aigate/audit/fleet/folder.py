"""The repositories below a folder: with a work tree or bare, nested ones too, each once however many work trees it has."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from aigate.audit.fleet.entry import Entry
from aigate.git.locate import locate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_DEEPEST = 32  # folders below the first
_BARE = ("HEAD", "objects", "refs")


def entries(top: Path) -> Iterator[Entry]:
    """In the order of their paths. Links are not followed; what cannot be looked into is told."""
    seen: set[str] = set()
    stack = [("", 0)]
    while stack:
        below, depth = stack.pop()
        path = os.path.join(top, below)  # noqa: PTH118 - a path may end in anything, which pathlib would tidy
        names, problem = _listed(path, depth)
        if problem:
            yield Entry(path, path, below or path, problem=problem)
            continue
        inner = _git_dir(names)
        if inner:
            key = _shared(path, inner)
            if key not in seen:
                seen.add(key)
                yield _told(path, below)
        if inner != ".":  # nothing of a bare repository is another
            folders = sorted((name for name, is_folder in names.items() if is_folder and name != ".git"), reverse=True)
            stack += [(os.path.join(below, name), depth + 1) for name in folders]  # noqa: PTH118


def _told(path: str, below: str) -> Entry:
    return Entry(path, path, below or os.path.basename(os.path.abspath(path)))  # noqa: PTH100, PTH119


def _listed(path: str, depth: int) -> tuple[dict[str, bool], str]:
    """The names in a folder, and of each whether it is a folder; or why they cannot be told."""
    if depth > _DEEPEST:
        return {}, f"it lies more than {_DEEPEST} folders deep"
    try:
        with os.scandir(path) as found:
            return {one.name: one.is_dir(follow_symlinks=False) for one in found}, ""
    except OSError as error:
        return {}, f"it cannot be looked into: {error.strerror}"


def _git_dir(names: dict[str, bool]) -> str:
    """The git directory of a folder: ``.git``, ``.`` for a bare repository, "" where it is none."""
    if ".git" in names:
        return ".git"
    if all(name in names for name in _BARE) and names["objects"] and names["refs"]:
        return "."
    return ""


def _shared(path: str, inner: str) -> str:
    """What the work trees of one repository have in common."""
    if inner == ".":
        return os.path.realpath(path)
    place = locate(path, {})
    return os.path.realpath(place.common_dir if place else path)
