"""One event of one agent: read it, write the journal, judge what was written, answer.

This is what an agent waits for after every tool that it uses, so nothing is imported before it is needed: with nothing to
judge an event costs little more than Python's own start. And nothing here may break the agent's work: whatever goes wrong is
reported (``trouble.py``), and answered with the dialect's silence.
"""

from __future__ import annotations

import os
import sys

from aigate.agent import dialects, payload, trouble
from aigate.agent.dialects.answers import Answer
from aigate.agent.events import Kind
from aigate.agent.watchdog import Watchdog
from aigate.git.locate import locate

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO

    from aigate.agent.dialects import Dialect
    from aigate.agent.events import Event
    from aigate.git.locate import Place

_READING = 5  # seconds in which the payload must be there
_SECONDS = {Kind.BEFORE_EDIT: 8, Kind.BEFORE_SHELL: 8, Kind.AFTER_EDIT: 20, Kind.AFTER_SHELL: 20, Kind.STOP: 20}
_OTHERS = 3


def main(agent: str) -> int:
    """Answer the event on standard input on standard output; the exit code."""
    answer = respond(agent, sys.stdin.buffer)
    sys.stdout.write(answer.out)
    sys.stderr.write(answer.err)
    sys.stdout.flush()
    return answer.code


def respond(agent: str, stream: BinaryIO) -> Answer:
    """The answer to one event, whatever happens."""
    installed = dialects.find(agent)
    if installed is None:
        return _unknown(agent)
    dialect, event = installed, None
    with Watchdog(_READING, lambda: _failed(dialect, event, "no payload came in time")) as dog:
        try:
            fields = payload.read(stream)
            dialect = dialects.spoken_by(fields, installed)
            event = dialect.parse(fields)
            dog.expect(_SECONDS.get(event.kind, _OTHERS), lambda: _failed(dialect, event, "it took too long"))
            place = _place_of(event)
            return dialect.silence(event) if place is None else _answer(dialect, event, place)
        except payload.PayloadError as error:
            return _failed(dialect, event, f"the payload holds {error}")
        except Exception as error:  # noqa: BLE001 - a bug of ours is no reason to stop somebody's agent
            return _failed(dialect, event, trouble.place_of(error))


def _answer(dialect: Dialect, event: Event, place: Place) -> Answer:
    match event.kind:
        case Kind.BEFORE_EDIT | Kind.BEFORE_SHELL:
            from aigate.agent import refusals

            refusal = refusals.refuse(event, place)
            return dialect.deny(event, refusal.reason) if refusal else dialect.silence(event)
        case _:
            return dialect.silence(event)


def _place_of(event: Event) -> Place | None:
    """The repository of the files that an event names, else that of the agent's working folder."""
    for edit in event.edits:
        if place := locate(os.path.dirname(edit.path), {}):
            return place
    return locate(event.cwd, os.environ)


def _failed(dialect: Dialect, event: Event | None, what: str) -> Answer:
    place = locate(event.cwd if event else os.getcwd(), os.environ)
    if place:
        trouble.report(place.git_dir, dialect.AGENT, event.name if event else "", what)
    return dialect.notice(event, f"aigate could not handle this event and held nothing up: {what}. See: aigate doctor")


def _unknown(agent: str) -> Answer:
    known = ", ".join(name for name, _ in dialects.DIALECTS)
    place = locate(os.getcwd(), os.environ)
    if place:
        trouble.report(place.git_dir, agent, "", "an agent that aigate does not know")
    return Answer(err=f"aigate: unknown agent; known are {known}\n")
