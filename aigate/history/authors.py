"""Who wrote given lines of given commits: each commit attributed once, with every record that lies beside it."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from aigate.git import changeset as changesets
from aigate.git import log
from aigate.git.commits import Commits
from aigate.model import Changeset, FileAttribution, FileChange, Hunk
from aigate.provenance.presence import TRACES
from aigate.provenance.resolve import attribute

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from aigate.config import Provenance
    from aigate.git.repo import Repo
    from aigate.lines import Lines
    from aigate.provenance.records import Records

INDEX = ""  # what stands for a commit's id where lines are only staged


@dataclass(slots=True)
class Known:
    """What is known of one commit: who made it, and who wrote the lines of its that were asked about."""

    commit: Changeset
    files: Mapping[str, FileAttribution] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    # By path: where authorship may change, once it is found out.
    cuts: dict[str, list[int]] = field(default_factory=dict)


class Authors:
    """The authors of lines in one repository."""

    def __init__(self, repo: Repo, settings: Provenance, records: Records) -> None:
        self._repo = repo
        self._settings = settings
        self._records = records

    def of(
        self, wanted: Mapping[str, Mapping[str, Lines]], is_edge: Callable[[str, Sequence[str]], bool]
    ) -> dict[str, Known]:
        """The commits of ``wanted``, by id, with the lines of each path attributed.

        ``is_edge`` says, by a commit's id and parents, that the lines are not its own: of such a one no file is known.
        """
        ids = [commit for commit in wanted if commit != INDEX]
        known = {INDEX: self._staged(wanted[INDEX])} if INDEX in wanted else {}
        with closing(Commits(self._repo)) as commits:
            for entry in log.entries(self._repo, ids, "--no-walk=unsorted") if ids else ():
                files = {} if is_edge(entry.id, entry.parents) else wanted[entry.id]
                known[entry.id] = self._committed(commits, entry, files) if files else Known(entry.changeset())
        return known

    def _staged(self, wanted: Collection[str]) -> Known:
        whole = changesets.of_index(self._repo)
        files = tuple(change for change in whole.files if change.path in wanted or change.path == TRACES)
        return self._attributed(whole, files)

    def _committed(self, commits: Commits, entry: log.Entry, wanted: Mapping[str, Lines]) -> Known:
        """A commit, with its own lines as its diff has them, and as blame does where the two part ways."""
        whole = commits.changeset(entry)
        changes = {change.path: change for change in whole.files}
        files = [_with(changes.get(path) or self._bare_change(entry.id, path), lines) for path, lines in wanted.items()]
        if TRACES in changes and TRACES not in wanted:
            files.append(changes[TRACES])  # records that the commit brings along may speak of its lines
        known = self._attributed(whole, tuple(files))
        known.notes = tuple(f"commit {entry.id[:12]}: {note}" for note in known.notes)
        return known

    def _attributed(self, whole: Changeset, files: tuple[FileChange, ...]) -> Known:
        asked = replace(whole, files=files, is_whole=len(files) == len(whole.files))
        found = attribute(asked, self._repo.read, self._settings, self._records.of(asked))
        return Known(asked, found.files, found.notes)

    def _bare_change(self, commit: str, path: str) -> FileChange:
        """A file that a merge took as git merges it, though blame finds lines of its own there."""
        return FileChange(path, "M", blob=self._repo.blob_id(commit, path))


def _with(change: FileChange, lines: Lines) -> FileChange:
    """The change, with ``lines`` among the added ones: where lines moved, blame may see others move than a diff does."""
    missing = lines - change.added
    if not missing:
        return change
    more = (Hunk(start, end - start + 1, 0, 0) for start, end in missing.spans)
    return replace(change, hunks=tuple(sorted((*change.hunks, *more), key=lambda hunk: (hunk.start, hunk.count))))
