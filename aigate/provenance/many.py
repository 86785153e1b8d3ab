"""Attribution of many commits, one after the other: what it takes to read is read for a few dozen of them at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from aigate.errors import GitError
from aigate.model import Changeset
from aigate.provenance.hint import Unmarked
from aigate.provenance.resolve import attribute, look_ahead

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aigate.config import Provenance
    from aigate.git.repo import Repo
    from aigate.model import Attribution
    from aigate.provenance.records import Records

Other = TypeVar("Other")

_MANY = 64  # commits that are in memory at a time, without their contents
_MANY_FILES = 2_000


class Attributor:
    """Attributes the commits of one repository. What it learns on the way, it keeps."""

    def __init__(self, repo: Repo, settings: Provenance, records: Records) -> None:
        self._repo = repo
        self._settings = settings
        self._records = records
        self._unmarked = Unmarked()

    def each(self, changesets: Iterable[Changeset | Other]) -> Iterator[tuple[Changeset, Attribution] | Other]:
        """Each of some changesets with its attribution; whatever else stands among them stays in its place."""
        for group in _groups(changesets):
            some = [one for one in group if isinstance(one, Changeset)]
            look_ahead(some, self._repo.objects.each, self._settings, self._unmarked)
            self._records.expect(some)
            for one in group:
                yield (one, self._attributed(one)) if isinstance(one, Changeset) else one

    def _attributed(self, changeset: Changeset) -> Attribution:
        return attribute(changeset, self._repo.read, self._settings, self._records.of(changeset), self._unmarked)


def _groups(items: Iterable[Changeset | Other]) -> Iterator[list[Changeset | Other]]:
    """The items, some of them at a time; an error among them comes after those before it."""
    group: list[Changeset | Other] = []
    files = 0
    failure = None
    try:
        for one in items:
            group.append(one)
            files += len(one.files) if isinstance(one, Changeset) else 0
            if len(group) >= _MANY or files >= _MANY_FILES:
                yield group
                group, files = [], 0
    except GitError as error:
        failure = error
    yield group
    if failure:
        raise failure
