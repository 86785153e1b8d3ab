"""Commits as changesets, however many of them, through the same few processes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aigate.errors import GitError
from aigate.git import wide
from aigate.git.common import common_changes
from aigate.git.merge import AutoMerges, grounded
from aigate.git.patches import Patches
from aigate.model import Changeset, ChangesetKind, FileChange, Hunk

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from aigate.git.diff import Watch
    from aigate.git.log import Entry
    from aigate.git.merge import Pair
    from aigate.git.objects import Object
    from aigate.git.repo import Repo

_TWO = 2


class Commits:
    """Reads what commits change. What merges need is started when the first one is met."""

    def __init__(self, repo: Repo, ahead: Callable[[], Sequence[Pair]] = tuple, watch: Watch | None = None) -> None:
        """``ahead`` tells which merges will come, if it can be asked; that spares a process for each of them.

        ``watch`` is asked of what each commit with one parent changes; see ``FileChange.watched``.
        """
        self._repo = repo
        self._ahead = ahead
        self._watch = watch
        self._plain = Patches(repo, repo.objects, watch=watch)
        self._merges: AutoMerges | None = None
        self._merged: Patches | None = None
        self._compared: Patches | None = None

    def close(self) -> None:
        """End the processes and remove what merging took."""
        self._plain.close()
        for each in (self._merged, self._compared):
            if each:
                each.close()
        if self._merges:
            self._merges.close()

    def restart(self, expected: Sequence[Entry] = ()) -> None:
        """Go on after an error, with processes that have none behind them; those expected are expected anew."""
        self._plain.close()
        self._plain = Patches(self._repo, self._repo.objects, watch=self._watch)
        for each in (self._merged, self._compared):
            if each:
                each.close()
        self._merged = self._compared = None
        self.expect(expected)

    def expect(self, entries: Sequence[Entry]) -> None:
        """Have git begin with commits whose turn will come; in the order of their turns, and a few at a time."""
        edges = self._repo.shallow_boundary
        self._plain.expect([one.id for one in entries if len(one.parents) < _TWO and one.id not in edges])

    def changeset(self, entry: Entry) -> Changeset:
        """One commit; GitError if its parents are beyond the edge of a shallow clone."""
        if entry.id in self._repo.shallow_boundary:
            raise GitError(
                f"this is a shallow clone, and what commit {entry.id[:12]} changed lies beyond its edge",
                hint="git fetch --unshallow",
            )
        return entry.changeset(self._files(entry))

    def of_object(self, found: Object) -> Changeset:
        """A tree or blob that a tag names directly: all of it is new, and there is no message and no identity."""
        if found.kind == "tree":
            files = self._plain.of_trees(self._repo.empty_tree, found.oid)
        else:
            count = wide.count_lines(self._repo.read(found.oid))
            files = (FileChange(found.oid, "A", blob=found.oid, hunks=(Hunk(1, count, 0, 0),) if count else ()),)
        return Changeset(kind=ChangesetKind.COMMIT, files=files, id=found.oid)

    def _files(self, entry: Entry) -> tuple[FileChange, ...]:
        if len(entry.parents) < _TWO:
            return self._plain.of_commit(entry.id)
        if len(entry.parents) == _TWO:
            self._merges = self._merges or AutoMerges(self._repo, self._ahead())
            tree = self._merges.tree(*entry.parents)
            if tree == entry.tree:
                return ()
            if tree:
                return grounded(self._repo, entry.parents[0], self._patches_of(self._merges).of_trees(tree, entry.tree))
        self._compared = self._compared or Patches(self._repo, self._repo.objects)
        return common_changes([self._compared.of_commit(entry.id, parent) for parent in entry.parents])

    def _patches_of(self, merges: AutoMerges) -> Patches:
        self._merged = self._merged or Patches(self._repo, merges.objects, merges.environment)
        return self._merged
