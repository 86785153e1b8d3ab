"""Which new files may be old ones under another name, found out once for each pair of commits' worth of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aigate.audit.store import key
from aigate.git.likeness import Likeness

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aigate.audit.store import Store
    from aigate.git.repo import Repo

KIND = "like"
FORM = 1  # of the comparison: another one has another


class Renames(Likeness):
    """A likeness that remembers."""

    def __init__(self, repo: Repo, store: Store) -> None:
        super().__init__(repo.read)
        self._store = store
        self._new: dict[bytes, list[str]] = {}

    def among(self, old: Iterable[str], new: Iterable[str]) -> set[str]:
        """Those of the new contents that may be one of the old, from the store where it knows."""
        before, after = set(old), set(new)
        if not after:
            return set()
        name = key(FORM, *sorted(before), "", *sorted(after))
        kept = self._store.read(KIND, (name,), after.intersection).get(name)
        if kept is not None:
            return kept
        found = super().among(before, after)
        self._new[name] = sorted(found)
        return found

    def keep(self) -> None:
        """Remember what was found out."""
        self._store.put(KIND, self._new.items())
        self._new.clear()
