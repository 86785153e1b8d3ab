"""What a shell command of an agent began with, path by path, and which lines it merely fetched from other commits.

Both the end of a command and a commit made in the middle of one ask here: what differs from the snapshot is the agent's,
unless it stands in a commit that was there before.
"""

from __future__ import annotations

from aigate import text as texts
from aigate.errors import GitError
from aigate.provenance.carry import sketch
from aigate.provenance.journal.states import NOTHING, State, recall

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from aigate.git.worktree import Move
    from aigate.provenance.carry import Sketch
    from aigate.provenance.journal.copies import Copies
    from aigate.provenance.journal.history import Command

    Read = Callable[[str, str], bytes | None]  # a file's content by revision and path; without a path, a blob by its id

_MOST_MOVES = 20
_HALFWAY = ("MERGE_HEAD", "CHERRY_PICK_HEAD", "REBASE_HEAD")  # what is being merged or picked
_OWN = ("commit", "rebase (continue)")  # moves of HEAD by which the command's own lines are committed


class UnknownError(Exception):
    """Why it cannot be told what a path held before."""


def base_of(path: str, command: Command, copies: Copies, key: bytes, read: Read) -> State:
    """What a path held when the command began. UnknownError where that was not recorded."""
    history = copies.history
    if path in command.dirty or history.has_since(path, command.at):
        return next(history.states(path), NOTHING)
    if command.more:
        raise UnknownError("too many files differed already")
    try:
        data = read(command.head, path) if command.head else None
    except GitError as error:
        raise UnknownError(error.message) from error
    if data is None:
        return NOTHING
    decoded = texts.decode(data)
    if decoded is None:
        raise UnknownError("it was binary")
    text = sketch(decoded[0], key)
    return recall(copies.past(path, text), text)


def moves_of(command: Command, git_dir: str) -> tuple[Move, ...]:
    """How HEAD has moved since the command began."""
    from aigate.git import worktree

    return worktree.moves(git_dir, command.moves)


def is_own(move: Move) -> bool:
    """Whether a move of HEAD committed what the command wrote, rather than fetched what others had."""
    return move.action.startswith(_OWN)


def foreign_revs(command: Command, moves: Iterable[Move]) -> tuple[str, ...]:
    """The commits whose lines are not the command's: named by it, stashed before it, or visited by HEAD."""
    visited: list[str] = []
    for move in moves:
        visited += [f"{move.new}^2", f"{move.new}^3"] if is_own(move) else [move.new, "ORIG_HEAD"]
    heads = (command.head, *_HALFWAY) if command.head else _HALFWAY
    return tuple(dict.fromkeys((*heads, *visited[-_MOST_MOVES:], *command.revs)))


def foreign_texts(command: Command, revs: Iterable[str], path: str, key: bytes, read: Read) -> list[Sketch]:
    """What the file is in those commits, and what was staged of it before the command."""
    found = []
    names = [(rev, path) for rev in revs]
    for name in (*names, (command.staged[path], "")) if path in command.staged else names:
        try:
            data = read(*name)
        except GitError:
            continue
        decoded = texts.decode(data) if data else None
        if decoded:
            found.append(sketch(decoded[0], key))
    return found
