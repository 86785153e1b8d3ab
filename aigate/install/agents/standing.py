"""How things stand with an agent's hooks: there, up to date, able to run, and trusted."""

from __future__ import annotations

import json
import os
import re
import shutil
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from aigate.errors import UsageError
from aigate.install.agents import AGENTS, settings
from aigate.install.agents.entries import Plugin, Scope, command, handlers, line_of, program_of
from aigate.install.agents.placing import decoded, plan_removal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aigate.install.agents import Agent
    from aigate.install.agents.entries import Homes, Note, Wanted

_COMMAND = re.compile(r"^const COMMAND = (\[.*\])", re.MULTILINE)


class State(StrEnum):
    """What stands in an agent's settings."""

    ABSENT = "not installed"
    CURRENT = "installed"
    OUTDATED = "installed, but not as this version would"
    BROKEN = "cannot be read"


@dataclass(frozen=True, slots=True)
class Standing:
    """One agent in one scope."""

    agent: Agent
    scope: Scope
    path: Path
    state: State
    problem: str = ""  # why its settings cannot be read
    gone: str = ""  # the program that its hooks call, where that cannot be found
    left: tuple[Note, ...] = ()  # what a human has to do, or to know

    @property
    def works(self) -> bool:
        """Whether nothing that can be seen from here keeps the hooks from running, if they are there."""
        return self.state is not State.BROKEN and not self.gone and not any(note.stops for note in self.left)


def standings(homes: Homes, agents: tuple[Agent, ...] = AGENTS) -> Iterator[Standing]:
    """Every agent in both scopes; the project's only where there is one."""
    for agent in agents:
        for scope in Scope:
            if scope is Scope.USER or homes.project:
                yield stand(agent, homes, scope)


def stand(agent: Agent, homes: Homes, scope: Scope) -> Standing:
    """One agent in one scope."""
    path = agent.place(homes, scope)
    try:
        plan = plan_removal(agent, homes, scope)
    except UsageError as error:
        return Standing(agent, scope, path, State.BROKEN, problem=error.message)
    if plan.before is None or plan.after == plan.before:
        return Standing(agent, scope, path, State.ABSENT)
    text, wanted = decoded(path, plan.before), agent.wanted(command(agent.NAME, scope))
    state = State.CURRENT if _as_wanted(text, wanted) else State.OUTDATED
    gone = next((program for program in _programs(text, wanted) if not _found(program, homes)), "")
    return Standing(agent, scope, path, state, gone=gone, left=agent.left(homes, scope, path))


def is_used(agent: Agent, homes: Homes) -> bool:
    """Whether an agent seems to be in use: its program, or a folder of its in the home folder or in the project."""
    search = homes.environment.get("PATH")
    if any(shutil.which(program, path=search) for program in agent.PROGRAMS):
        return True
    return any((base / name).exists() for base in (homes.project, homes.user) if base for name in agent.FOLDERS)


def _as_wanted(text: str, wanted: Wanted) -> bool:
    if isinstance(wanted, Plugin):
        return text == wanted.text
    return settings.ours(text) == {event: [entry] for event, entry in wanted.hooks.items()}


def _programs(text: str, wanted: Wanted) -> set[str]:
    """What aigate's entries in a file start."""
    if isinstance(wanted, Plugin):
        found = _COMMAND.search(text)
        try:
            words = json.loads(found[1]) if found else []
        except ValueError:
            words = []
        return {str(words[0])} if isinstance(words, list) and words else {""}
    entries = [entry for each in settings.ours(text).values() for entry in each]
    return {program_of(line_of(handler)) for entry in entries for handler in handlers(entry)}


def _found(program: str, homes: Homes) -> bool:
    if not program:
        return False
    if Path(program).is_absolute():
        return Path(program).is_file() and os.access(program, os.X_OK)
    return shutil.which(program, path=homes.environment.get("PATH")) is not None
