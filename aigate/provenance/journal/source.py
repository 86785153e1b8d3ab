"""The journal as a witness: which staged lines an agent was recorded to write.

Line numbers mean nothing in what is staged, so lines are looked for by content: in the state that the file had when an agent
last touched it, and in earlier ones for what was staged before that. While a shell command of an agent runs, a commit is
made in the middle of it (``cat > a.py <<E …; git commit -a``): then what differs from how the command found it is the
agent's. A line that the journal does not know is nobody's, for it may have been written by other means.

Of commits it speaks only of HEAD, for the hook that runs behind a commit; older ones are for the anchors to tell.
"""

from __future__ import annotations

import os
import time
from functools import cached_property
from typing import TYPE_CHECKING

from aigate import text as texts
from aigate.errors import JournalError
from aigate.lines import Lines
from aigate.model import NO_TESTIMONY, ChangesetKind, Claim, Confidence, FileKind, Scope, Testimony, Verdict
from aigate.provenance import catalogue as catalogues
from aigate.provenance.carry import sketch
from aigate.provenance.journal import may_testify, running
from aigate.provenance.journal.copies import Copies
from aigate.provenance.journal.history import DEEP, History
from aigate.provenance.journal.states import State, recall, write
from aigate.provenance.journal.store import Store
from aigate.provenance.journal.strays import Strays
from aigate.provenance.names import recorded
from aigate.provenance.quote import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aigate.git.repo import Repo
    from aigate.lines import Span
    from aigate.model import Changeset, FileChange
    from aigate.provenance.carry import Sketch
    from aigate.provenance.journal.history import Command
    from aigate.provenance.journal.states import Mark

NAME = "journal"
_GONE = 64  # files of agents in one changeset that a new one may have been
_SHOWN = 8  # characters of a session's id


class JournalSource:
    """The journal of one work tree, read when it is first asked."""

    def __init__(self, repo: Repo) -> None:
        self._repo = repo
        self._opened: _Opened | None = None

    def of(self, changeset: Changeset) -> Testimony:
        """What agents were recorded to write of the staged lines, or of HEAD's."""
        git_dir = os.fspath(self._repo.git_dir)
        if self._repo.root is None or not self._may_know(changeset) or not may_testify(git_dir):
            return NO_TESTIMONY
        if self._opened is None:
            store = Store(git_dir)
            try:
                self._opened = _Opened(self._repo, store.key, History(*store.read(), depth=DEEP))
            except JournalError as error:
                return Testimony(notes=(f"journal: {error.message}",))
        return self._opened.tell(changeset)

    def _may_know(self, changeset: Changeset) -> bool:
        if changeset.kind is ChangesetKind.COMMIT:
            return changeset.id == self._head
        return changeset.kind is ChangesetKind.INDEX

    @cached_property
    def _head(self) -> str | None:
        return self._repo.resolve("HEAD") if self._repo.has_head() else None


class _Opened:
    """One journal, as far as it could be read."""

    def __init__(self, repo: Repo, key: bytes, history: History) -> None:
        self._repo = repo
        self._key = key
        self._history = history
        self._copies = Copies(history, os.fspath(repo.root) if repo.root else None, is_thorough=True)
        self._strays = Strays(history)
        commands = history.running(time.time())
        self._command: Command | None = commands[0] if commands else None
        self._revs: tuple[str, ...] = ()
        if self._command:
            moves = running.moves_of(self._command, os.fspath(repo.git_dir))
            self._revs = running.foreign_revs(self._command, moves)

    def tell(self, changeset: Changeset) -> Testimony:
        """Each file that the journal knows, line by line."""
        if not self._key:
            return Testimony(notes=("journal: its key is missing or damaged, so nothing in it can be compared",))
        claims: list[Claim] = []
        seams: list[tuple[str, Span]] = []
        covered = set()
        since = self._date(changeset.parents[0]) if changeset.parents else 0
        missed = self._history.missed(since)
        gone = self._gone(changeset)
        for change in changeset.files:
            state = self._state(change, changeset, gone) if change.kind is FileKind.REGULAR and change.hunks else None
            if state:
                claims += self._claims(change, state)
                seams += _seams(change, state)
                if not missed and self._is_watched(change, since):
                    covered.add(change.path)
        return Testimony(tuple(claims), frozenset(covered), tuple(seams), tuple(self._notes(missed)))

    def _state(self, change: FileChange, changeset: Changeset, gone: Sequence[str]) -> State | None:
        """Who wrote which lines of the new file; None where the journal has never heard of it."""
        decoded = texts.decode(self._repo.read(change.blob)) if change.blob else None
        if decoded is None:
            return None
        text = sketch(decoded[0], self._key)
        past = self._copies.past(change.path, text, gone if change.status == "A" else ())
        if change.old_path and change.old_path != change.path:
            past += self._history.states(change.old_path)
        state = self._carried(change, changeset, text, past)
        seen = {key for one in past for key in one.sketch.keys}
        unknown = {line for line in change.added if text.keys[line - 1] not in seen}
        strays = self._strays.find(text, unknown) if unknown else {}
        if not strays:
            return state
        return State(text, {**strays, **state.by}, state.seams) if state else State(text, strays)

    def _gone(self, changeset: Changeset) -> tuple[str, ...]:
        """The files of agents that a new one may have been: those that the changeset deletes, and those that went before."""
        deleted = [one.path for one in changeset.files if one.status == "D" and self._history.is_agents(one.path)]
        return tuple(dict.fromkeys([*deleted[:_GONE], *self._copies.gone]))

    def _carried(self, change: FileChange, changeset: Changeset, text: Sketch, past: list[State]) -> State | None:
        past.sort(key=lambda state: state.sketch.keys != text.keys)  # one that is equal knows best
        if past and past[0].sketch.keys == text.keys:
            return recall(past[:1], text)
        written = self._in_the_middle(change, changeset, text, past)
        return written or (recall(past, text) if past else None)

    def _in_the_middle(self, change: FileChange, changeset: Changeset, text: Sketch, past: list[State]) -> State | None:
        """The new file, if a command is running that may have written it."""
        if self._command is None or self._command.staged.get(change.path) == change.blob:
            return None
        if changeset.kind is ChangesetKind.COMMIT and changeset.id == self._command.head:
            return None
        command, revs = self._command, (*self._revs, *changeset.parents[1:])
        mark = command.mark
        read = self._read
        try:
            base = running.base_of(change.path, command, self._copies, self._key, read)
            if not base.sketch.keys and change.old_path:
                base = running.base_of(change.old_path, command, self._copies, self._key, read)
            elif not base.sketch.keys and past:
                base = past[0]
        except running.UnknownError:
            return None
        foreign = running.foreign_texts(command, revs, change.path, self._key, read)
        foreign += [state.sketch for state in past[1:]]  # staged before the command began
        return write(base, text, mark, foreign=foreign, past=past)[0]

    def _read(self, rev: str, path: str) -> bytes | None:
        if not path:
            return self._repo.read(rev)
        found = self._repo.objects.find(f"{rev}^{{commit}}".encode("utf-8", "surrogateescape"), 0)
        return self._repo.read_path(found.oid, path) if found else None

    def _is_watched(self, change: FileChange, since: float) -> bool:
        names = (name for name in (change.path, change.old_path) if name)
        return self._command is not None or any(self._history.wrote_since(name, since) for name in names)

    def _date(self, commit: str) -> float:
        """When a commit was made, in seconds since the epoch."""
        for line in self._repo.read(commit).split(b"\n\n", 1)[0].split(b"\n"):
            if line.startswith(b"committer "):
                moment = line.rpartition(b"> ")[2].partition(b" ")[0]
                return float(moment) if moment.isdigit() else 0
        return 0

    def _claims(self, change: FileChange, state: State) -> Iterator[Claim]:
        """One claim for all that a session wrote."""
        lines: dict[Mark, dict[int, int]] = {}
        for line in change.added:
            if line in state.by:
                mark = state.by[line]
                lines.setdefault(mark._replace(when=0), {})[line] = mark.when
        for mark, moments in lines.items():
            agent, model = recorded(mark.agent, mark.model, catalogues.load())
            yield Claim(
                NAME,
                Verdict.HUMAN if mark.human else Verdict.AI,
                Scope.LINE,
                _quote(mark, min(moments.values()), max(moments.values())),
                Confidence.HIGH,
                change.path,
                Lines.of(moments),
                agent=None if mark.human else agent,
                model=None if mark.human else model,
                when=max(moments.values()),
            )

    def _notes(self, missed: list[dict[str, object]]) -> Iterator[str]:
        if self._history.broken:
            yield f"journal: {self._history.broken} records could not be read; they may have told of these lines"
        for one in missed[-3:]:
            yield quoted(f"journal: {one.get('count')} files that a command changed are not recorded: {one.get('why')}")


def _seams(change: FileChange, state: State) -> Iterator[tuple[str, Span]]:
    """The places where lines were removed and an agent was recorded to remove some."""
    for hunk in change.hunks:
        places = range(hunk.start - 1, hunk.start + hunk.count) if hunk.count else (hunk.start,)
        if hunk.old_count and not state.seams.isdisjoint(places):
            yield change.path, hunk.seam


def _quote(mark: Mark, first: int, last: int) -> str:
    session = f", session {mark.session[:_SHOWN]}" if mark.session else ""
    who = f"whoever works with {mark.agent} changed" if mark.human else f"{mark.agent} wrote"
    begin, end = _moment(first), _moment(last)
    when = f"at {begin}" if begin == end else f"between {begin} and {end}"
    return quoted(f"{who} these lines {when} UTC{session}")


def _moment(when: int) -> str:
    try:
        return time.strftime("%Y-%m-%d %H:%M", time.gmtime(when))
    except (OverflowError, OSError, ValueError):
        return "an unknown time"
