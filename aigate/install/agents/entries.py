"""What is entered for an agent, and how aigate's own entries are known again among those of others."""

from __future__ import annotations

import os
import re
import shlex
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

Entry = dict[str, object]
BEFORE, AFTER, STOP, SESSION = 20, 30, 30, 5  # time-outs in seconds: aigate answers long before them
_OURS = re.compile(r"aigate(?:\.exe)?[\"']? agent hook\b")


class Scope(StrEnum):
    """Whose settings."""

    PROJECT = "project"  # those that are committed with a repository
    USER = "user"  # those of one person on one machine


class Homes(NamedTuple):
    """Where settings can be, on this machine and for this repository."""

    project: Path | None  # the top of the work tree
    user: Path
    environment: Mapping[str, str]

    def user_folder(self, variable: str, name: str) -> Path:
        """An agent's own folder: where its variable says, or below the home folder."""
        chosen = self.environment.get(variable)
        return self.user.joinpath(chosen) if chosen else self.user / name


class Settings(NamedTuple):
    """Hooks in a JSON file that others write to as well: one entry an event."""

    hooks: Mapping[str, Entry]
    head: Mapping[str, object] = {}  # keys that a file of hooks must begin with


class Plugin(NamedTuple):
    """A whole file of ours."""

    text: str
    mark: bytes  # what it begins with, in every version


Wanted = Settings | Plugin


class Note(NamedTuple):
    """What a human has to do, or to know, once hooks are installed."""

    text: str
    stops: bool = False  # whether it is certain that no hook runs until then


class Command(NamedTuple):
    """How an agent is to call aigate."""

    words: tuple[str, ...]

    @property
    def line(self) -> str:
        """For a shell. A path that needs no quotes gets none, so that cmd and PowerShell understand it too."""
        if os.name != "nt":
            return shlex.join(self.words)
        return " ".join(f'"{word}"' if " " in word else word for word in self.words)


def command(agent: str, scope: Scope) -> Command:
    """Project settings are committed, so they name no path of this machine: there, ``aigate`` has to be on the PATH."""
    program = ("aigate",) if scope is Scope.PROJECT else (sys.executable or "python", "-P", "-m", "aigate")
    return Command((*program, "agent", "hook", "--agent", agent))


def program_of(line: str) -> str:
    """The program that a command of ours starts: a path, or a name to be looked for on the PATH."""
    try:
        words = shlex.split(line, posix=os.name != "nt")
    except ValueError:
        return ""
    return next((word for word in (each.strip('"') for each in words) if Path(word).is_absolute()), "aigate")


def group(line: str, seconds: int, matcher: str = "", *, unit: int = 1, **extra: object) -> Entry:
    """An entry as Claude Code spells it, and many after it. ``unit``: how many of the agent's time units a second has."""
    handler: Entry = {"type": "command", **extra, "command": line, "timeout": seconds * unit}
    return {"matcher": matcher, "hooks": [handler]} if matcher else {"hooks": [handler]}


def is_ours(handler: object) -> bool:
    """Whether a handler calls aigate, from whatever version of it."""
    return bool(line_of(handler))


def line_of(handler: object) -> str:
    """The command line of a handler of ours; empty for one of anybody else's."""
    if not isinstance(handler, dict):
        return ""
    lines = [handler.get(key) for key in ("command", "bash", "powershell")]
    return next((line for line in lines if isinstance(line, str) and _OURS.search(line)), "")


def handlers(entry: object) -> list[object]:
    """The handlers of an entry: itself, or those that it groups."""
    if not isinstance(entry, dict):
        return []
    grouped = entry.get("hooks")
    return grouped if isinstance(grouped, list) else [entry]
