"""The journal's writer: what an agent's events say, and what the disk says, as records of who wrote which lines.

``edits.py`` takes the events of tools that write files, ``commands.py`` those of shell commands. All of one event is read,
compared and appended under the journal's lock, so that two hooks at once never work from the same old state.
"""

from __future__ import annotations

import os
import time
from typing import NamedTuple

from aigate.agent.events import Kind
from aigate.git.locate import locate
from aigate.provenance.carry import hashed, sketch
from aigate.provenance.journal import history as histories
from aigate.provenance.journal.copies import Copies
from aigate.provenance.journal.states import Mark
from aigate.provenance.journal.store import Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from aigate.agent.disk import Content
    from aigate.agent.events import Event
    from aigate.git.locate import Place
    from aigate.lines import Lines
    from aigate.provenance.carry import Sketch
    from aigate.provenance.journal.history import History
    from aigate.provenance.journal.states import State

_COMPACTED = 4 << 20  # bytes; whenever the log has grown by as many it is compacted


class Written(NamedTuple):
    """What an agent has just written to one file."""

    path: str  # as git spells it
    text: str  # the whole file
    lines: Lines  # of it
    root: str  # the work tree's top folder


class Journal:
    """The journal of one work tree. ``notes`` are sentences on what could not be recorded."""

    def __init__(self, place: Place) -> None:
        """``place`` is where the agent works; files in other work trees go to their own journals."""
        self.place = place
        self.notes: list[str] = []

    @classmethod
    def open(cls, place: Place) -> Self:
        """The journal of a work tree; nothing is read or made yet."""
        return cls(place)

    def before(self, event: Event) -> None:
        """An agent is about to do something: keep how the files are now. JournalError if that cannot be written."""
        if event.kind is Kind.BEFORE_EDIT:
            from aigate.agent import edits

            edits.begin(self, event)
        elif self.place.root and event.kind in (Kind.BEFORE_SHELL, Kind.SESSION_START):
            from aigate.agent import commands

            (commands.begin if event.kind is Kind.BEFORE_SHELL else commands.end)(self, event)

    def after(self, event: Event) -> list[Written]:
        """An agent has done something: record which lines it wrote. JournalError if that cannot be written."""
        if event.kind is Kind.AFTER_EDIT:
            from aigate.agent import edits

            return edits.end(self, event)
        if self.place.root and event.kind in (Kind.AFTER_SHELL, Kind.STOP, Kind.SESSION_END):
            from aigate.agent import commands

            return commands.end(self, event)
        return []

    def near(self, path: str) -> Place | None:
        """The work tree that a file lies in: a submodule and a second repository have their own."""
        found = locate(os.path.dirname(path), {})
        return self.place if found is None or found.git_dir == self.place.git_dir else found

    def note(self, sentence: str) -> None:
        """Keep something that the human should know; each sentence once."""
        if sentence not in self.notes:
            self.notes.append(sentence)


class Book:
    """One work tree's journal, open for the records of one event: ``with Book(place) as book``."""

    def __init__(self, place: Place) -> None:
        assert place.root is not None
        self.place = place
        self.root = place.root
        self.store = Store(place.git_dir)
        self.lines: list[bytes] = []
        self.now = time.time()
        self.key = b""
        self.history: History
        self.copies: Copies

    def __enter__(self) -> Self:
        self.store.__enter__()
        try:
            self.key = self.store.make_key()
            self.history = histories.History(*self.store.read())
            self.copies = Copies(self.history, self.root)
        except BaseException:
            self.store.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if self.lines:
                size = self.store.append(self.lines)
                if size // _COMPACTED > (size - sum(map(len, self.lines))) // _COMPACTED:
                    self._compact()
        finally:
            self.store.__exit__(kind, error, trace)

    def sketch(self, text: str) -> Sketch:
        """A text's sketch, under this journal's key."""
        return sketch(text, self.key)

    def add(self, path: str, kind: str, content: Content, state: State | None, digest: str, call: str) -> None:
        """Record a path; ``state`` None says that it is as it was."""
        self.lines.append(histories.of_path(path, kind, digest, content.stamp, self.now, call, state))

    def call(self, event: Event) -> str:
        """What pairs the events before and after one tool call. A command may hold a secret, so it is hashed as well."""
        return hashed("\0".join((event.session, event.tool_id or event.command)), self.key, 8).hex()

    def mark(self, event: Event) -> Mark:
        """Who writes."""
        return Mark(event.agent, event.model, event.session, int(self.now))

    def _compact(self) -> None:
        """Rewrite the log without what is not worth keeping."""
        before = self.store.read().lines
        kept = histories.History(before).compacted(self.now)
        if len(kept) < len(before):
            self.store.rewrite(kept)


def digest_of(text: Sketch) -> str:
    """What two texts have in common that differ in white space at most."""
    return hashed(b"".join(text.keys).hex(), b"", 8).hex()
