"""Hooks entered in agents' settings on disk, and taken out again.

All of a request is planned before anything is written, so that a refusal leaves everything as it was.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, assert_never

from aigate import jsonc
from aigate.errors import UsageError
from aigate.install.agents import settings
from aigate.install.agents.entries import Plugin, Scope, Settings, command
from aigate.install.files import write

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from aigate.install.agents import Agent
    from aigate.install.agents.entries import Homes, Wanted

_EMPTY = b"{}\n"  # what stays at the end of a link


class Step(StrEnum):
    """What is to be done about one agent."""

    INSTALLED = "installed"
    UPDATED = "brought up to date"
    UNCHANGED = "in place already"
    REMOVED = "removed"
    ABSENT = "not installed"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done about one agent's settings."""

    agent: Agent
    scope: Scope
    path: Path  # as the agent knows it
    target: Path  # where that leads
    step: Step
    before: bytes | None
    after: bytes | None  # None: no file


def plan_install(agent: Agent, homes: Homes, scope: Scope) -> Plan:
    """How an agent's hooks would be installed; :class:`UsageError` where they cannot be."""
    path = agent.place(homes, scope)
    target = _target(path, homes, scope)
    before = read(path, target)
    wanted = agent.wanted(command(agent.NAME, scope))
    held = holds(path, before, wanted)
    after = _installed(path, before, wanted)
    if before is not None and not stat.S_IMODE(target.stat().st_mode) & stat.S_IWUSR and after != before:
        raise UsageError(f"{path} is read-only", hint=f'chmod u+w "{path}", or change it where it is made')
    step = Step.UNCHANGED if after == before else Step.UPDATED if held else Step.INSTALLED
    return Plan(agent, scope, path, target, step, before, after)


def plan_removal(agent: Agent, homes: Homes, scope: Scope) -> Plan:
    """How an agent's hooks would be taken out again."""
    path = agent.place(homes, scope)
    target = _target(path, homes, scope)
    before = read(path, target)
    wanted = agent.wanted(command(agent.NAME, scope))
    if before is None or not holds(path, before, wanted):
        return Plan(agent, scope, path, target, Step.ABSENT, before, before)
    return Plan(agent, scope, path, target, Step.REMOVED, before, _removed(path, before, wanted))


def carry_out(plans: Iterable[Plan], homes: Homes) -> None:
    """Do what was planned."""
    for plan in plans:
        if plan.after == plan.before:
            continue
        try:
            if plan.after is not None:
                plan.target.parent.mkdir(parents=True, exist_ok=True)
                write(plan.target, plan.after)
            elif plan.path.is_symlink():
                write(plan.target, _EMPTY)
            else:
                plan.path.unlink()
                _remove_empty_folders(plan.path, homes)
        except OSError as error:
            raise UsageError(f"cannot write {plan.path}: {error.strerror}", hint="check its permissions") from error


def read(path: Path, target: Path) -> bytes | None:
    """What stands in a settings file; None where there is none."""
    try:
        if not os.path.lexists(target):
            return None
        if not target.is_file():
            raise UsageError(f"{path} is not a regular file", hint="move it away, then run this again")
        if target.stat().st_size > jsonc.LARGEST:
            raise UsageError(f"{path} is too large to be settings", hint="see what it holds")
        return target.read_bytes()
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}", hint="check its permissions") from error


def decoded(path: Path, content: bytes) -> str:
    """A settings file as text."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not UTF-8 text", hint="save it as UTF-8, then run this again") from None


def holds(path: Path, content: bytes | None, wanted: Wanted) -> bool:
    """Whether a file holds hooks of aigate's, of whatever version."""
    if content is None or b"aigate" not in content:  # whatever else is wrong with it is no business of ours
        return False
    match wanted:
        case Plugin():
            return content.startswith(wanted.mark)
        case Settings():
            try:
                return bool(settings.ours(decoded(path, content)))
            except settings.CannotMergeError as error:
                raise _refusal(path, error) from None
        case _:
            assert_never(wanted)


def _installed(path: Path, before: bytes | None, wanted: Wanted) -> bytes:
    match wanted:
        case Plugin():
            if before is not None and not before.startswith(wanted.mark):
                raise UsageError(f"{path} is not aigate's", hint="give it another name, then run this again")
            return wanted.text.encode()
        case Settings():
            try:
                return settings.install(decoded(path, before or b""), wanted).encode()
            except settings.CannotMergeError as error:
                raise _refusal(path, error) from None
        case _:
            assert_never(wanted)


def _removed(path: Path, before: bytes, wanted: Wanted) -> bytes | None:
    match wanted:
        case Plugin():
            return None
        case Settings():
            try:
                text = settings.uninstall(decoded(path, before), wanted)
            except settings.CannotMergeError as error:
                raise _refusal(path, error) from None
            return None if text is None else text.encode()
        case _:
            assert_never(wanted)


def _refusal(path: Path, error: settings.CannotMergeError) -> UsageError:
    return UsageError(f"{path} cannot be changed: {error}", hint="mend it, then run this again; nothing was written")


def _target(path: Path, homes: Homes, scope: Scope) -> Path:
    """Where a path leads. A project's must not lead out of the project: who wrote it there may be a stranger."""
    try:
        target = path.resolve()
    except (OSError, RuntimeError) as error:
        raise UsageError(f"{path} leads nowhere", hint="delete the link, then run this again") from error
    if scope is Scope.PROJECT and homes.project and not target.is_relative_to(homes.project.resolve()):
        raise UsageError(f"{path} leads out of the repository, to {target}", hint="install for the user: --scope user")
    return target


def _remove_empty_folders(path: Path, homes: Homes) -> None:
    """The folders above a file that are empty now, as far as they belong to the project or below the home folder."""
    bases = {base for base in (homes.project, homes.user, homes.user_folder("XDG_CONFIG_HOME", ".config")) if base}
    for folder in path.parents:
        if folder in bases or not any(base in folder.parents for base in bases):
            return
        with suppress(OSError):  # not empty
            folder.rmdir()
            continue
        return
