"""One event of one agent: read it, write the journal, judge what was written, answer.

This is what an agent waits for after every tool that it uses, so nothing is imported before it is needed: with nothing to
judge an event costs little more than Python's own start. And nothing here may break the agent's work: whatever goes wrong is
reported (``trouble.py``), and answered with the dialect's silence.
"""

from __future__ import annotations

import io
import os
import re
import sys

from aigate.agent import dialects, payload, trouble
from aigate.agent.dialects.answers import Answer, say
from aigate.agent.events import Kind
from aigate.agent.watchdog import Watchdog
from aigate.git.locate import locate

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO

    from aigate.agent.dialects import Dialect
    from aigate.agent.events import Event
    from aigate.agent.recorder import Written
    from aigate.agent.refusals import Refusal
    from aigate.git.locate import Place

_READING = 5  # seconds in which the payload must be there
_SECONDS = {Kind.BEFORE_EDIT: 8, Kind.BEFORE_SHELL: 8, Kind.AFTER_EDIT: 20, Kind.AFTER_SHELL: 20, Kind.STOP: 20}
_OTHERS = 3
_COMMIT_SECONDS = 15
_HOOKLESS = frozenset({"gemini"})  # their shells switch git's hooks off
_GOES = re.compile(r"cd|pushd|-C|location", re.IGNORECASE)
_COMMITS = re.compile(r"commit|push|[$\\`'\"]")


def main(agent: str) -> int:
    """Answer the event on standard input on standard output; the exit code."""
    while (spare := os.open(os.devnull, os.O_RDWR)) <= 2:  # noqa: PLR2004 - a closed stream's number is given to no file
        pass
    os.close(spare)
    try:
        os.getcwd()
    except OSError:  # an agent may take away the folder in which it stands; the payload says where it works
        os.chdir(os.sep)
    answer = respond(agent, sys.stdin.buffer if sys.stdin else io.BytesIO())
    say(answer)
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
            return dialect.silence(event) if place is None else _answer(dialect, event, place, dog)
        except payload.PayloadError as error:
            return _failed(dialect, event, f"the payload holds {error}")
        except BaseException as error:  # noqa: BLE001 - a bug of ours, or an engine's panic, is no reason to stop an agent
            return _failed(dialect, event, trouble.place_of(error))


def _answer(dialect: Dialect, event: Event, place: Place, dog: Watchdog) -> Answer:
    match event.kind:
        case Kind.BEFORE_EDIT | Kind.BEFORE_SHELL:
            return _before(dialect, event, place, dog)
        case Kind.SESSION_START | Kind.SESSION_END:
            _record(dialect, event, place)
        case Kind.AFTER_EDIT | Kind.AFTER_SHELL:
            written, lost = _record(dialect, event, place)
            card = _look_back(event, place) or _after(event, place, written)
            if card:
                return dialect.context(event, card)
            if lost:
                return dialect.notice(event, f"aigate: {lost}")
        case Kind.STOP:
            return _stop(dialect, event, place)
        case Kind.OTHER:
            pass
    return dialect.silence(event)


def _look_back(event: Event, place: Place) -> str:
    if event.agent not in _HOOKLESS or event.kind is not Kind.AFTER_SHELL:
        return ""
    from aigate.agent import commits

    return commits.look_back(event, place)


def _after(event: Event, place: Place, written: list[Written]) -> str:
    if not written:
        return ""
    from aigate.agent import talk

    return talk.after(event, place, written)


def _before(dialect: Dialect, event: Event, place: Place, dog: Watchdog) -> Answer:
    hookless = event.agent in _HOOKLESS and event.kind is Kind.BEFORE_SHELL
    if hookless and _COMMITS.search(event.command):
        refusal = _judge_commit(dialect, event, place, dog)
    else:
        refusal = _refuse(event, place)
    if refusal:
        return dialect.deny(event, refusal.reason)
    if hookless:
        from aigate.agent import commits

        commits.mark(event, place)
    _record(dialect, event, place)
    return dialect.silence(event)


def _refuse(event: Event, place: Place) -> Refusal | None:
    from aigate.agent import refusals

    return refusals.refuse(event, place)


def _judge_commit(dialect: Dialect, event: Event, place: Place, dog: Watchdog) -> Refusal | None:
    """The one answer that must not fail open: behind this commit there is no hook."""
    from aigate.agent import commits

    dog.expect(_COMMIT_SECONDS, lambda: dialect.deny(event, commits.late(place).reason))
    try:
        return _refuse(event, place) or commits.judge(event, place)
    except BaseException as error:  # noqa: BLE001 - whatever it was, nothing has been judged
        trouble.report(place.git_dir, event.agent, event.name, trouble.place_of(error))
        return commits.failed(place)


def _record(dialect: Dialect, event: Event, place: Place) -> tuple[list[Written], str]:
    """Write the journal, also of other work trees that a command goes to; what was written in this one, and why it was lost."""
    for other in _gone_to(event):
        is_watched = other.common_dir == place.common_dir or os.path.isdir(os.path.join(other.git_dir, "aigate"))
        if is_watched and other.git_dir != place.git_dir:
            _record_in(dialect, event, other)
    return _record_in(dialect, event, place)


def _record_in(dialect: Dialect, event: Event, place: Place) -> tuple[list[Written], str]:
    from aigate.agent.recorder import Journal
    from aigate.errors import JournalError

    journal = Journal.open(place)
    try:
        if event.kind in (Kind.BEFORE_EDIT, Kind.BEFORE_SHELL, Kind.SESSION_START):
            journal.before(event)
            return [], ""
        return journal.after(event), ""
    except JournalError as error:
        journal.note(error.message)
        return [], error.message
    finally:
        for note in journal.notes:
            trouble.report(place.git_dir, dialect.AGENT, event.name, note)


def _stop(dialect: Dialect, event: Event, place: Place) -> Answer:
    from aigate.agent.session import open_in

    written, _ = _record(dialect, event, place)
    if not written and not open_in(place.git_dir, event.session):
        return dialect.silence(event)
    from aigate.agent import talk

    farewell = talk.at_stop(event, place, written)
    if farewell.reason:
        return dialect.send_back(event, farewell.reason)
    return dialect.notice(event, farewell.notice) if farewell.notice else dialect.silence(event)


def _place_of(event: Event) -> Place | None:
    """The repository of the files that an event names, else that of the agent's working folder, or where its command goes."""
    for edit in event.edits:
        if place := locate(os.path.dirname(edit.path), {}):
            return place
    if place := locate(event.cwd, os.environ):
        return place
    return next(iter(_gone_to(event)), None)


def _gone_to(event: Event) -> list[Place]:
    if not event.command or not _GOES.search(event.command):
        return []
    from aigate.agent.bypasses import gone_to

    return gone_to(event.command, event.cwd)


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
