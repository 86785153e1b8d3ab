"""What ``aigate agent status`` prints."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from aigate.install.agents.standing import State, is_used
from aigate.reports.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aigate.install.agents.entries import Homes
    from aigate.install.agents.standing import Standing


def as_text(found: Sequence[Standing], homes: Homes) -> str:
    """For people: what is installed, what stops it, what is in use without it."""
    return "\n".join(_lines(found, homes))


def _lines(found: Sequence[Standing], homes: Homes) -> Iterator[str]:
    for each in found:
        if each.state is State.ABSENT:
            continue
        yield f"{each.agent.NAME} ({each.scope}): {each.state}: {visible(each.problem or str(each.path))}"
        if each.gone:
            yield f"  stops it: {_missing(each)}"
        elif each.state is State.OUTDATED:
            yield f"  type: {_again(each)}"
        for note in each.left:
            yield f"  {'stops it' if note.stops else 'note'}: {visible(note.text)}"
    there = {each.agent.NAME for each in found if each.state is not State.ABSENT}
    absent = [agent for agent in dict.fromkeys(each.agent for each in found) if agent.NAME not in there]
    used = [agent.NAME for agent in absent if is_used(agent, homes)]
    rest = [agent.NAME for agent in absent if agent.NAME not in used]
    if used:
        yield f"in use, without aigate's hooks: {', '.join(used)}; type: aigate agent install {' '.join(used)}"
    if rest:
        yield f"not installed: {', '.join(rest)}"


def _missing(standing: Standing) -> str:
    if standing.gone == "aigate":
        return "aigate is not on the PATH, so nothing runs; put it there"
    return f"{visible(standing.gone)} is not there, so nothing runs; type: {_again(standing)}"


def _again(standing: Standing) -> str:
    return f"aigate agent install {standing.agent.NAME} --scope {standing.scope}"


def as_json(found: Sequence[Standing], homes: Homes) -> str:
    """The same for programs: a row for each agent and scope."""
    rows = [
        {
            "agent": each.agent.NAME,
            "scope": str(each.scope),
            "path": str(each.path),
            "state": each.state.name.lower(),
            "problem": each.problem,
            "program_missing": each.gone,
            "works": each.works if each.state is not State.ABSENT else None,
            "left": [{"text": note.text, "stops": note.stops} for note in each.left],
            "in_use": is_used(each.agent, homes),
        }
        for each in found
    ]
    return json.dumps({"schema": "aigate/1", "agents": rows}, indent=2)
