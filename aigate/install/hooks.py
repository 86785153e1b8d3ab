"""Native hooks put into the repository's hooks folder, and taken out again: chained, never overwritten, undone exactly.

All of a request is planned before anything is written, so that a refusal leaves everything as it was.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from aigate.errors import UsageError
from aigate.install import shim
from aigate.install.files import content_of, write
from aigate.install.folder import owner

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from aigate.install.stages import Stage

_MANAGERS = ("pre-commit", "prek")  # those that move a hook away and run it as their own


class Step(StrEnum):
    """What was done about one hook."""

    INSTALLED = "installed"
    CHAINED = "installed, and runs what stood there first"
    UPDATED = "brought up to date"
    UNCHANGED = "in place already"
    REMOVED = "removed"
    RESTORED = "removed, and what stood there before is back"
    ABSENT = "not installed"
    FOREIGN = "not aigate's: left alone"


@dataclass(frozen=True, slots=True)
class Done:
    """What was done about one hook, and where."""

    stage: str
    step: Step
    path: Path
    note: str = ""


def place(folder: Path, stage: str) -> Path:
    """Where aigate's shim for a stage stands or belongs: the hook, or the place that pre-commit or prek moved it to."""
    moved = folder / f"{stage}.legacy"
    taken_over = owner(content_of(folder / stage)) in _MANAGERS
    return moved if taken_over and shim.is_ours(content_of(moved)) else folder / stage


def install(folder: Path, stages: Sequence[Stage], python: str) -> tuple[Done, ...]:
    """Put the shims of ``stages`` into ``folder``; :class:`UsageError` before the first change if any of them cannot be."""
    plan = [(stage, *_planned(folder, stage, python)) for stage in stages]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for stage, path, step in plan:
            if step is not Step.UNCHANGED:
                legacy = _legacy(folder, stage.name) if step is Step.CHAINED else None
                write(path, _encoded(stage, python), executable=True, aside=legacy)
    except OSError as error:
        raise UsageError(f"cannot write hooks: {error}", hint=f"check the permissions of {folder}") from error
    return tuple(Done(stage.name, step, path) for stage, path, step in plan)


def uninstall(folder: Path, stages: Sequence[Stage]) -> tuple[Done, ...]:
    """Take the shims of ``stages`` out of ``folder``, and put back what they were chained to, byte for byte."""
    try:
        return tuple(_removed(folder, stage.name) for stage in stages)
    except OSError as error:
        raise UsageError(f"cannot remove hooks: {error}", hint=f"check the permissions of {folder}") from error


def _planned(folder: Path, stage: Stage, python: str) -> tuple[Path, Step]:
    path, legacy = place(folder, stage.name), _legacy(folder, stage.name)
    present = content_of(path)
    if shim.is_ours(present):
        fresh = present == _encoded(stage, python) and os.access(path, os.X_OK)
        return path, Step.UNCHANGED if fresh else Step.UPDATED
    if not os.path.lexists(path):
        return path, Step.INSTALLED
    if path.is_dir():
        raise UsageError(f"{path} is a folder", hint="move it away, then run this again")
    if os.path.lexists(legacy) and content_of(legacy) == present != b"":
        return path, Step.UPDATED  # somebody put the very hook back that is kept: nothing is lost by writing over it
    if os.path.lexists(legacy):
        raise UsageError(
            f"{path} is not aigate's, and {legacy.name} beside it holds another hook already",
            hint=f"see which of the two is wanted and delete the other: {legacy}",
        )
    return path, Step.CHAINED


def _removed(folder: Path, stage: str) -> Done:
    path, legacy = place(folder, stage), _legacy(folder, stage)
    kept = os.path.lexists(legacy)
    if shim.is_ours(content_of(path)):
        if kept and path.name != stage and owner(content_of(legacy)) in _MANAGERS:
            path.unlink()  # an older self of the very manager that runs us: put back, it would run itself
            return Done(stage, Step.REMOVED, path, f"{legacy} is left over from before; delete it")
        if kept:
            legacy.replace(path)
            return Done(stage, Step.RESTORED, path)
        path.unlink()
        return Done(stage, Step.REMOVED, path)
    if not os.path.lexists(path):
        if kept:
            legacy.replace(path)
        return Done(stage, Step.RESTORED if kept else Step.ABSENT, path)
    return Done(stage, Step.FOREIGN, path, f"{legacy} is left over from before; delete it" if kept else "")


def _legacy(folder: Path, stage: str) -> Path:
    return folder / f"{stage}{shim.LEGACY}"


def _encoded(stage: Stage, python: str) -> bytes:
    return shim.render(stage, python).encode("utf-8", "surrogateescape")
