"""One event of one agent: read it, write the journal, judge what was written, answer.

This is what an agent waits for after every tool that it uses, so nothing is imported before it is needed: with nothing to
judge an event costs less than Python's own start again. And nothing here may break the agent's work: whatever goes wrong is
reported (``trouble.py``), and answered with the dialect's silence.
"""

from __future__ import annotations

import os
import sys

from aigate.agent import dialects, payload, trouble
from aigate.agent.dialects.answers import Answer
from aigate.git.locate import locate

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO

    from aigate.agent.dialects import Dialect
    from aigate.agent.events import Event


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
    try:
        fields = payload.read(stream)
        dialect = dialects.spoken_by(fields, installed)
        event = dialect.parse(fields)
        return dialect.silence(event)
    except payload.PayloadError as error:
        return _failed(dialect, event, f"the payload holds {error}")
    except Exception as error:  # noqa: BLE001 - a bug of ours is no reason to stop somebody's agent
        return _failed(dialect, event, trouble.place_of(error))


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
