"""Diffs from git: many of commits and trees through one ``git diff-tree --stdin``, or one of the index."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from aigate.errors import GitError
from aigate.git import diff, pinned
from aigate.git.stream import Stream, cut_short

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from aigate.git.process import Process
    from aigate.git.repo import Repo
    from aigate.model import FileChange

# diff-tree echoes a line that names no object, so this one tells where a diff ends. No line of a patch begins like it, and
# it is longer than whatever the parser looks ahead for: nothing follows it until the next question.
_END = b"= end of diff =\n"


class Patches:
    """One ``git diff-tree``, asked for one diff at a time, so that one commit is in memory at a time."""

    def __init__(
        self, repo: Repo, reader: diff.Reader, env: Mapping[str, str] | None = None, watch: diff.Watch | None = None
    ) -> None:
        """``env`` may name more object directories; ``reader`` finds the blobs in all of them."""
        self._process = repo.start_apart("diff-tree", "--stdin", "--root", "-r", "--always", *pinned.PATCH, env=env)
        self._stream = Stream(self._process.chunks())
        self._reader = reader
        self._watch = watch
        self._asked: deque[str] = deque()

    def of_commit(self, commit: str, parent: str | None = None) -> tuple[FileChange, ...]:
        """What a commit changes: relative to its only parent, to nothing if it has none, or to the given one."""
        return self._ask(f"{commit} {parent}" if parent else commit, f"{commit}\0")

    def of_trees(self, old: str, new: str) -> tuple[FileChange, ...]:
        """What lies between two trees."""
        return self._ask(f"{old} {new}", f"{old} {new}\n")

    def expect(self, commits: Sequence[str]) -> None:
        """Ask for commits that ``of_commit`` will be asked for later, after those that were asked for before them.

        git works meanwhile. No more than a hundred may be on their way: their questions must fit into a pipe.
        """
        if commits:
            self._asked += commits
            self._process.write(b"".join(commit.encode() + b"\n" + _END for commit in commits))

    def close(self) -> None:
        """End the process."""
        self._process.close()

    def _ask(self, question: str, header: str) -> tuple[FileChange, ...]:
        if self._asked and self._asked[0] == question:
            self._asked.popleft()
        else:
            self._process.write(question.encode() + b"\n" + _END)
        return tuple(_read(self._process, self._stream, self._reader, header.encode(), _END, self._watch))


def of_index(
    repo: Repo, base: str, reader: diff.Reader, env: Mapping[str, str] | None = None
) -> tuple[FileChange, ...]:
    """What is staged, relative to a commit or tree."""
    with repo.start_apart("diff-index", "--cached", *pinned.PATCH, base, "--", env=env) as process:
        changes = tuple(_read(process, Stream(process.chunks()), reader, b"", b""))
        process.finish()
    return changes


def _read(
    process: Process,
    stream: Stream,
    reader: diff.Reader,
    header: bytes,
    end: bytes,
    watch: diff.Watch | None = None,
) -> Iterator[FileChange]:
    """One diff; if git died over it, the error has git's own words."""
    try:
        if stream.take(len(header)) != header:
            raise cut_short()
        yield from diff.parse(stream, reader, end, watch)
    except GitError:
        if stream.ended:
            process.finish()
        raise
