"""Shell commands: what changed in the work tree while one ran is the agent's.

Before a command the work tree's state is kept: where HEAD stands, and the content of every file that differs from it. As
long as any command runs, a second one adds nothing to that: whatever changes is an agent's. After it, each file that differs,
and each that HEAD's own moves have committed, is compared with what it was; lines that stand in a commit that was there
before (a checkout, a merge, a stash) are not the command's. What never hears of its end (a patch typed as a command, a
command in the background) is swept up when the agent stops.
"""

from __future__ import annotations

import re
import time

from aigate import text as texts
from aigate.agent import disk
from aigate.agent.edits import observe
from aigate.agent.recorder import Book, Written, digest_of
from aigate.errors import GitError
from aigate.git import worktree
from aigate.lines import Lines
from aigate.provenance.journal import history as histories
from aigate.provenance.journal import may_testify, running
from aigate.provenance.journal.history import SAME, SEEN, WROTE, Command
from aigate.provenance.journal.states import NOTHING, State, alike, write

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from aigate.agent.events import Event
    from aigate.agent.recorder import Journal
    from aigate.git.locate import Place
    from aigate.git.worktree import Move, Objects, Status
    from aigate.provenance.carry import Sketch

_MOST_FILES = 500  # of one command, read anew
_MOST_BYTES = 8 << 20
_SECONDS = 3.0
_GIT = re.compile(r"\bgit\b")
_WORDS = re.compile(r"[^\s'\"`$();&|<>=]{1,200}")
_MOST_WORDS = 40
_MOST_STASHES = 5
_MOST_SOURCES = 20
_NOWHERE = (0, 0, 0)  # no file has this stamp
_MOVED = 0.5  # of a new file's lines, from which on it counts as one that was moved


def begin(journal: Journal, event: Event) -> None:
    """Keep the state of the work tree, unless a command is running already."""
    with Book(journal.place) as book:
        if _join(book, event):
            return
    status = worktree.status(journal.place)
    revs = _revs(journal.place, event.command)
    moves = worktree.log_size(journal.place.git_dir)
    with Book(journal.place) as book:
        if _join(book, event):
            return
        allowance = _Allowance()
        kept, more = [], 0
        for path in status.paths:
            try:
                if not _is_as_known(book, path) and allowance.take(book.root, path):
                    observe(book, path)
            except disk.UnreadableError:
                continue
            except _ExceededError:
                more += 1
                continue
            kept.append(path)
        if more:
            journal.note(f"{more} files that differ from HEAD are too many to watch")
        command = Command(
            book.call(event), event.agent, event.model, event.session, book.now,
            status.head, frozenset(kept), status.staged, more, revs, moves, "", 0,
        )  # fmt: skip
        book.lines.append(histories.of_command(command))


def end(journal: Journal, event: Event) -> list[Written]:
    """Record what a command has changed; at the end of a turn, what all of its commands have."""
    if not may_testify(journal.place.git_dir):
        return []
    with Book(journal.place) as book:
        mine = _mine(book, event)
    if not mine:
        return []
    status = worktree.status(journal.place)
    moves = running.moves_of(mine[0], journal.place.git_dir)
    with worktree.Objects(journal.place) as objects:
        steps = moves or _unlogged(mine[0], status, objects)
        committed = [
            path
            for move in steps
            if running.is_own(move)
            for path in worktree.changed(journal.place, move.old, move.new)
        ]
        with Book(journal.place) as book:
            mine = _mine(book, event)
            if not mine:
                return []
            sweep = _Sweep(book, mine[0], objects, running.foreign_revs(mine[0], steps))
            sweep.staged(status)
            sweep.put_away(_put_away(mine[0], event, journal.place, objects))
            written = sweep.all_of(dict.fromkeys((*status.paths, *committed, *sorted(mine[0].dirty))))
            book.lines += [histories.of_end(one.id, book.now) for one in mine if not event.in_background]
    if sweep.missed:
        journal.note(f"{sweep.missed} changed files were not recorded: {sweep.why}")
    return written


def _join(book: Book, event: Event) -> bool:
    """Let the snapshot of a running command count for this one, too."""
    before = book.history.running(book.now)
    if before:
        outer = before[0]
        inside = outer.inside or outer.id
        revs = _revs(book.place, event.command)
        command = outer._replace(
            id=book.call(event), agent=event.agent, model=event.model, session=event.session, when=book.now,
            dirty=frozenset(), staged={}, revs=revs, inside=inside,
        )  # fmt: skip
        book.lines.append(histories.of_command(command))
    return bool(before)


def _mine(book: Book, event: Event) -> list[Command]:
    """The running commands that an event ends: one call's, or all of the session's."""
    session = [one for one in book.history.running(book.now) if one.session == event.session]
    if event.tool_id or event.command:
        call = book.call(event)
        mine = [one for one in session if one.id == call]
        return mine[-1:] if mine or book.history.has_command(call) else session[-1:]
    return session


def _revs(place: Place, command: str) -> tuple[str, ...]:
    """Commits whose lines a command may fetch: those that it names, and the stash."""
    if not _GIT.search(command):
        return ()
    words = dict.fromkeys(word.partition(":")[0] for word in _WORDS.findall(command) if not word.startswith("-"))
    stashed = worktree.stashed(place.common_dir)[-_MOST_STASHES:]
    names = [*list(words)[:_MOST_WORDS], *(f"{one}{part}" for one in stashed for part in ("", "^3"))]
    with worktree.Objects(place) as objects:
        return tuple(dict.fromkeys(oid for name in names if (oid := objects.commit(name))))


def _unlogged(command: Command, status: Status, objects: Objects) -> tuple[Move, ...]:
    """How HEAD has moved where git keeps no log of it: by a commit of the command's if that is new."""
    if status.head in ("", command.head):
        return ()
    is_new = objects.authored(status.head) >= int(command.when)
    return (worktree.Move(command.head, status.head, "commit" if is_new else ""),)


def _put_away(command: Command, event: Event, place: Place, objects: Objects) -> list[str]:
    """The commits in which a command has stashed what it had written."""
    recent = [one for one in worktree.stashed(place.common_dir)[-_MOST_STASHES:] if one not in command.revs]
    told = _GIT.search(event.command)  # then the stashes before it are known
    own = [one for one in recent if told or objects.authored(one) >= int(command.when)]
    return [*own, *filter(None, (objects.commit(f"{one}^3") for one in own))]


def _is_as_known(book: Book, path: str) -> bool:
    last = book.history.last(path)
    return last is not None and last.knows(disk.stamp(book.root, path))


class _ExceededError(Exception):
    """There is too much to read."""


class _Allowance:
    """How much may be read for one event."""

    def __init__(self) -> None:
        self._files = _MOST_FILES
        self._bytes = _MOST_BYTES
        self._until = time.monotonic() + _SECONDS

    def take(self, root: str, path: str) -> bool:
        """Whether a file is to be read. Raises ``_ExceededError`` when there is nothing left."""
        about = disk.stamp(root, path)
        self._files -= 1
        self._bytes -= min(about[1], disk.LARGEST) if about else 0
        if self._files < 0 or self._bytes < 0 or time.monotonic() > self._until:
            raise _ExceededError
        return True


class _Sweep:
    """Comparing files with what they were before a command."""

    def __init__(self, book: Book, command: Command, objects: Objects, revs: Sequence[str]) -> None:
        self._book = book
        self._command = command
        self._objects = objects
        self._revs = revs
        self._allowance = _Allowance()
        self._gone: list[str] = []
        self.missed = 0
        self.why = ""

    def all_of(self, paths: Iterable[str]) -> list[Written]:
        """What an agent wrote to these files. Those that are gone come first: one may have been moved."""
        changed = [path for path in paths if not _is_as_known(self._book, path)]
        written = []
        self._gone = [path for path in changed if disk.stamp(self._book.root, path) is None]
        for path in (*self._gone, *(path for path in changed if path not in self._gone)):
            try:
                self._allowance.take(self._book.root, path)
                found = self._one(path)
            except disk.NoTextError:
                continue
            except (disk.UnreadableError, running.UnknownError) as error:
                self._miss(str(error))
            except _ExceededError:
                self._miss("they are too many")
            else:
                written += [found] if found else []
        if self.missed:
            self._book.lines.append(histories.of_missed(self._command.id, self._book.now, self.missed, self.why))
        return written

    def put_away(self, commits: Iterable[str]) -> None:
        """Record what the command wrote and stashed: whoever brings it back did not write it."""
        for commit in commits:
            for path in worktree.changed(self._book.place, self._command.head, commit):
                self._elsewhere(path, commit, path)

    def staged(self, status: Status) -> None:
        """Record what the command staged and has in no file, or in another form."""
        for path in sorted(status.apart):
            if self._command.staged.get(path) != status.staged[path]:
                self._elsewhere(path, status.staged[path])

    def _elsewhere(self, path: str, *name: str) -> None:
        try:
            self._allowance.take(self._book.root, path)
            decoded = texts.decode(self._objects.read(*name) or b"")
            if decoded and decoded[0]:
                self._one(path, disk.Content(decoded[0], _NOWHERE))
        except (GitError, running.UnknownError, _ExceededError) as error:
            self._miss(str(error) or "they are too many")

    def _one(self, path: str, content: disk.Content | None = None) -> Written | None:
        book, history = self._book, self._book.history
        content = content or disk.look(book.root, path)
        text = book.sketch(content.text)
        digest = digest_of(text)
        base = self._base(path)
        if not base.sketch.keys and text.keys:
            base = self._moved(text) or base
        if base.sketch.keys == text.keys:
            last = history.last(path)
            is_same = last is not None and last.digest == digest
            if not (is_same and last and last.stamp == content.stamp):
                kind, state = (SAME, None) if is_same else (SEEN, base)
                book.add(path, kind, content, state, digest, self._command.id)
            return None
        foreign = running.foreign_texts(self._command, self._revs, path, book.key, self._objects.read)
        mark = self._command.mark
        state, fresh = write(base, text, mark, foreign=foreign, past=history.states(path))
        has_changed = bool(fresh) or state.seams != base.seams
        book.add(path, WROTE if has_changed else SEEN, content, state, digest, self._command.id)
        return Written(path, content.text, Lines.of(fresh), book.root) if fresh else None

    def _base(self, path: str) -> State:
        return running.base_of(path, self._command, self._book.copies, self._book.key, self._objects.read)

    def _moved(self, text: Sketch) -> State | None:
        """What a new file was before it was moved here: the one among those that are gone that it is most like."""
        bases = [self._base(path) for path in self._gone[:_MOST_SOURCES]]
        best = max(bases, key=lambda base: alike(text, base.sketch), default=NOTHING)
        return best if alike(text, best.sketch) >= _MOVED else None

    def _miss(self, why: str) -> None:
        self.missed += 1
        self.why = self.why or why
