"""Phase two: the patches of chosen commits, each with who wrote its lines."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from aigate.audit_model import Unread
from aigate.git.changeset import Failure, of_commits, with_failures
from aigate.provenance.many import Attributor
from aigate.provenance.records import Records
from aigate.provenance.resolve import watch

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aigate.audit.plan import Plan
    from aigate.config import Provenance
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
        self._paths = plan.paths
        self._attributor = Attributor(repo, settings, Records(repo))
        self._watch = watch(settings)

    def attributed(self, ids: Sequence[str]) -> Iterator[Walked | Unread]:
        """Each of some commits as it is read, in their order, a few in memory at a time; what cannot be read is named."""
        if not ids:
            return
        read = with_failures(lambda failed: of_commits(self._repo, ids, self._watch, failed))
        for one in self._attributor.each(map(self._limited, read)):
            yield Unread(one.commit, one.error.message) if isinstance(one, Failure) else Walked(*one)

    def _limited(self, changeset: Changeset | Failure) -> Changeset | Failure:
        """A changeset with the files that were asked for."""
        if not self._paths or isinstance(changeset, Failure):
            return changeset
        files = tuple(change for change in changeset.files if self._is_asked_for(change.path))
        return replace(changeset, files=files, is_whole=len(files) == len(changeset.files))

    def _is_asked_for(self, path: str) -> bool:
        return any(path == one or path.startswith(f"{one.rstrip('/')}/") for one in self._paths)


def attributed(repo: Repo, plan: Plan, settings: Provenance, ids: Sequence[str]) -> Iterator[Walked | Unread]:
    """One chunk in one go; see :class:`Walk`."""
    return Walk(repo, plan, settings).attributed(ids)
