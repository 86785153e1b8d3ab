"""Tools that write files: what a file was before, what it is after, and so which lines the agent wrote.

What a file was is taken from the payload where it tells, else from what was kept before the edit, else from undoing the
replacements that the payload names, else from the last record or HEAD. What it is, the disk tells: a formatter or a human may
have been faster than we are.
"""

from __future__ import annotations

from typing import NamedTuple

from aigate.agent import disk
from aigate.agent.recorder import Book, Written, digest_of
from aigate.lines import Lines
from aigate.provenance.journal.history import SAME, SEEN, WROTE
from aigate.provenance.journal.running import UnknownError, base_of
from aigate.provenance.journal.states import NOTHING, State, follow, recall, write

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aigate.agent.events import Edit, Event
    from aigate.agent.recorder import Journal
    from aigate.git.locate import Place
    from aigate.provenance.carry import Sketch
    from aigate.provenance.journal.history import Record


def begin(journal: Journal, event: Event) -> None:
    """Keep what the files hold that a tool is about to write."""
    for place, files in _by_place(journal, event):
        with Book(place) as book:
            if book.history.running(book.now):
                continue  # what changes meanwhile is the running command's
            for path in files:
                try:
                    observe(book, path, book.call(event))
                except disk.UnreadableError as error:
                    journal.note(f"{path} is not recorded: {error}")


def end(journal: Journal, event: Event) -> list[Written]:
    """Record what a tool wrote."""
    written = []
    for place, files in _by_place(journal, event):
        gone = [path for path, edits in files.items() if edits[-1].deleted]
        with Book(place) as book:
            for path, edits in files.items():
                try:
                    found = _record(book, path, edits, event, gone)
                except (disk.UnreadableError, UnknownError) as error:
                    journal.note(f"{path} is not recorded: {error}")
                else:
                    written += [found] if found else []
    return written


def observe(book: Book, path: str, call: str = "") -> State | None:
    """Keep what a file holds now; None if that is known already."""
    last = book.history.last(path)
    content = disk.look(book.root, path)
    text = book.sketch(content.text)
    digest = digest_of(text)
    if last and last.digest == digest:
        if call or last.stamp != content.stamp:
            book.add(path, SAME, content, None, digest, call)
        return None
    state = recall(book.copies.past(path, text), text)
    book.add(path, SEEN, content, state, digest, call)
    return state


def _by_place(journal: Journal, event: Event) -> Iterator[tuple[Place, dict[str, list[Edit]]]]:
    """The edits of an event, by work tree and path."""
    places: dict[str, tuple[Place, dict[str, list[Edit]]]] = {}
    for edit in event.edits:
        place = journal.near(edit.path)
        path = disk.inside(place.root, edit.path) if place and place.root else ""
        if place and path:
            places.setdefault(place.git_dir, (place, {}))[1].setdefault(path, []).append(edit)
        else:
            journal.note("a file outside the repository, or in its git directory, is not recorded")
    yield from places.values()


def _record(book: Book, path: str, edits: Sequence[Edit], event: Event, gone: Sequence[str]) -> Written | None:
    last = book.history.last(path)
    content = disk.look(book.root, path)
    text = book.sketch(content.text)
    digest = digest_of(text)
    call = book.call(event)
    is_known = last is not None and last.digest == digest
    if is_known and (event.failed or _is_kept(last, call) or not _tells(edits)):
        return None
    steps = _steps(edits, content.text)
    before = steps[0].before
    past = book.copies.past(path, text if before is None else book.sketch(before))
    past += [state for other in gone for state in book.history.states(other)]
    state, foreign = _start(book, (path, *gone), steps[0], past, call)
    mark = book.mark(event)
    fresh: frozenset[int] = frozenset()
    for step in steps:
        after = book.sketch(step.after)
        kept = follow(fresh, state.sketch, after)
        state, new = write(state, after, mark._replace(human=step.by_human), foreign=foreign, past=past)
        fresh = kept if step.by_human else kept | new
        foreign = ()
    if state.sketch.keys != text.keys:  # somebody else was there, too
        fresh = follow(fresh, state.sketch, text)
        state = recall([state, *past], text)
    if is_known and past:  # told twice, or one of several edits at once whose results the record has already
        fresh -= past[0].by.keys()
        if not fresh:
            return None
        state = State(text, {**past[0].by, **dict.fromkeys(fresh, mark)}, past[0].seams | state.seams)
    has_changed = bool(fresh) or not past or past[0].sketch.keys != text.keys
    book.add(path, WROTE if has_changed else SEEN, content, state._replace(sketch=text), digest, call)
    return Written(path, content.text, Lines.of(fresh), book.root) if fresh else None


def _is_kept(last: Record | None, call: str) -> bool:
    """Whether the last record is what was kept before this very edit."""
    return last is not None and last.call == call and last.kind != WROTE


def _tells(edits: Sequence[Edit]) -> bool:
    return any(edit.before is not None or edit.pieces for edit in edits)


class _Step(NamedTuple):
    """One writer's turn: the text before it, None where that is not known, and after it."""

    before: str | None
    after: str
    is_sure: bool = True  # of what was before
    by_human: bool = False


def _steps(edits: Sequence[Edit], now: str) -> list[_Step]:
    """What was done to one file in one event, the oldest first. A human's part is told apart from the agent's proposal."""
    first, last = edits[0], edits[-1]
    before, is_sure = first.before, True
    if before is None:
        before, is_sure = _undone(now, [piece for edit in edits for piece in edit.pieces])
    after = last.after
    if after is None and last.by_human:
        after = _redone(before, last.pieces)
    if after is None:
        return [_Step(before, now, is_sure)]
    proposal = _Step(before, after, is_sure)
    return [proposal, _Step(after, now, by_human=True)] if last.by_human else [proposal]


def _undone(now: str, pieces: Sequence[tuple[str, str]]) -> tuple[str | None, bool]:
    """The text before replacements, None if they cannot be found in it; and whether there was no choice."""
    is_sure = bool(pieces)
    text = now.replace("\r\n", "\n")
    for old, new in reversed(pieces):
        old, new = old.replace("\r\n", "\n"), new.replace("\r\n", "\n")  # noqa: PLW2901
        if new not in text:
            old, new = old.removesuffix("\n"), new.removesuffix("\n")  # noqa: PLW2901
        if not new or new not in text:
            return None, False
        is_sure &= text.count(new) == 1
        text = text.replace(new, old)
    return (text, is_sure) if pieces else (None, False)


def _redone(before: str | None, pieces: Sequence[tuple[str, str]]) -> str | None:
    """The text that replacements would have made."""
    if before is None:
        return None
    for old, new in pieces:
        if not old or old not in before:
            return None
        before = before.replace(old, new, 1)
    return before


def _start(
    book: Book, paths: Sequence[str], step: _Step, past: Sequence[State], call: str
) -> tuple[State, Sequence[Sketch]]:
    """The state before the edit, and a text whose lines are not the agent's where that state is guessed."""
    if past and _is_kept(book.history.last(paths[0]), call):
        return past[0], ()
    if step.before is not None and step.is_sure:
        return recall(past, book.sketch(step.before)), ()
    kept = past[0] if past and not book.history.running(book.now) else _committed(book, paths)
    if step.before is not None:
        return recall(past, book.sketch(step.before)), (kept.sketch,)
    return kept, ()


def _committed(book: Book, paths: Sequence[str]) -> State:
    """What a file is in HEAD under the first of its names, or was when the running command began."""
    from aigate.git.worktree import Objects
    from aigate.text import decode

    running = book.history.running(book.now)
    with Objects(book.place) as objects:
        if running:
            return base_of(paths[0], running[0], book.copies, book.key, objects.read)
        found = next((data for path in paths if (data := objects.read("HEAD", path)) is not None), None)
    decoded = decode(found) if found else None
    text = book.sketch(decoded[0] if decoded else "")
    return recall(book.copies.past(paths[0], text), text) if decoded else NOTHING
