"""Whether the hooks that agents were given can run: ``aigate agent status`` has the whole of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from aigate.install.agents.entries import Homes
from aigate.install.agents.standing import State, standings
from aigate.install.checkup import fail, ok, warn

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from aigate.install.agents.standing import Standing
    from aigate.install.checkup import Check


def examine(root: Path | None, environment: Mapping[str, str]) -> Iterator[Check]:
    """A line for each agent that has hooks of aigate's, or settings that nobody can read."""
    for standing in standings(Homes(root, Path.home(), environment)):
        if standing.state is not State.ABSENT:
            yield _check(standing)


def _check(standing: Standing) -> Check:
    name = standing.agent.NAME
    again = f"aigate agent install {name} --scope {standing.scope}"
    if standing.state is State.BROKEN:
        return warn(name, f"its settings cannot be read: {standing.problem}", "mend the file")
    if standing.gone:
        hint = "put aigate on the PATH of this agent" if standing.gone == "aigate" else again
        return fail(name, f"its hooks call {standing.gone}, which is not there: it works unseen", hint)
    stops = next((note.text for note in standing.left if note.stops), "")
    if stops:
        return warn(name, f"its hooks do not run yet: {stops}", f"aigate agent status {name}")
    if standing.state is State.OUTDATED:
        return warn(name, f"its hooks in {standing.path} are not as this version would write them", again)
    return ok(name, f"its hooks are in {standing.path}")
