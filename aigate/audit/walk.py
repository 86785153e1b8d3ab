"""Phase two: the patches of chosen commits, each with who wrote its lines."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from aigate.audit_model import Unread
from aigate.git import changeset as changesets
from aigate.provenance.hint import Unmarked
from aigate.provenance.records import Records
from aigate.provenance.resolve import attribute, watch

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aigate.audit.plan import Plan
    from aigate.config import Provenance
    from aigate.errors import GitError
    from aigate.git.repo import Repo
    from aigate.model import Attribution, Changeset


class Walked(NamedTuple):
    """A commit that was read, and who wrote its lines."""

    changeset: Changeset
    attribution: Attribution


class Walk:
    """Reads commits of one repository, chunk by chunk. What it learns on the way, such as the notes' trees, it keeps."""

    def __init__(self, repo: Repo, plan: Plan, settings: Provenance) -> None:
        """``settings`` are those of the census."""
        self._repo = repo
        self._settings = settings
        self._paths = plan.paths
        self._records = Records(repo)
        self._unmarked = Unmarked()
        self._watch = watch(settings)

    def attributed(self, ids: Sequence[str]) -> Iterator[Walked | Unread]:
        """Each of some commits as it is read, in their order and one at a time in memory; what cannot be read is named."""
        if not ids:
            return
        unread: list[Unread] = []

        def failed(commit: str, error: GitError) -> None:
            unread.append(Unread(commit, error.message))

        for changeset in changesets.of_commits(self._repo, ids, self._watch, failed):
            yield from unread
            unread.clear()
            asked = self._limited(changeset)
            known = attribute(asked, self._repo.read, self._settings, self._records.of(asked), self._unmarked)
            yield Walked(asked, known)
        yield from unread

    def _limited(self, changeset: Changeset) -> Changeset:
        """The changeset with the files that were asked for."""
        if not self._paths:
            return changeset
        files = tuple(change for change in changeset.files if self._is_asked_for(change.path))
        return replace(changeset, files=files, is_whole=len(files) == len(changeset.files))

    def _is_asked_for(self, path: str) -> bool:
        return any(path == one or path.startswith(f"{one.rstrip('/')}/") for one in self._paths)


def attributed(repo: Repo, plan: Plan, settings: Provenance, ids: Sequence[str]) -> Iterator[Walked | Unread]:
    """One chunk in one go; see :class:`Walk`."""
    return Walk(repo, plan, settings).attributed(ids)
