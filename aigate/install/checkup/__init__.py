"""What may be wrong with a set-up: each check answers with ok, warn or fail, and with what to type next.

A check reads; it changes nothing, runs no hook, and asks no network. ``machine`` looks at what aigate runs on,
``repository`` at what the repository says, ``installed`` at the hooks that git will really run, ``notes`` at what keeps anchors.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aigate.git.repo import Repo


class Status(StrEnum):
    """How a check ended. Only ``fail`` means that lines may go unjudged, or that nothing can be judged."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Check:
    """One answer."""

    name: str
    status: Status
    message: str
    hint: str = ""


def ok(name: str, message: str) -> Check:
    """All is well."""
    return Check(name, Status.OK, message)


def warn(name: str, message: str, hint: str) -> Check:
    """It works, and could be better."""
    return Check(name, Status.WARN, message, hint)


def fail(name: str, message: str, hint: str) -> Check:
    """It does not work as it should."""
    return Check(name, Status.FAIL, message, hint)


def examine(repo: Repo | None, environment: Mapping[str, str]) -> tuple[Check, ...]:
    """Every check there is; those that need a repository only where there is one."""
    from aigate.install.checkup import agents, events, installed, machine, notes, repository

    checks = [*machine.examine(environment)]
    if repo is not None:
        checks += [*repository.examine(repo), *installed.examine(repo), *events.examine(repo), *notes.examine(repo)]
    checks += agents.examine(None if repo is None else repo.root, environment)
    return tuple(checks)
