"""What a history did to files, kept by where it ended: an audit that comes a few commits later asks git about those alone.

What is kept is only gone on with where the new commits stand upon the old tip one by one. Wherever a merge brings another
line of history, its order among all commits is git's to say, and git is asked for the whole.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from aigate.audit.store import key
from aigate.errors import GitError
from aigate.git.versions import Change, Chronicle, Move, Trace, changes, since, trace

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Self

    from aigate.audit.plan import Plan
    from aigate.audit.store import Store
    from aigate.git.repo import Repo

KIND = "trail"
_PAGE = "page"  # the store's word for the versions of some paths
_PAGES = 256
FORM = 2  # of what is kept
_OID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_MOST = 200  # commits that are read anew each time, until the whole is


class _Kept(NamedTuple):
    """What is known of the history of an earlier tip, but for the versions themselves."""

    tip: str
    moves: list[Move]
    last: dict[str, str]

    @classmethod
    def from_plain(cls, plain: list[Any]) -> Self:
        """From what JSON holds."""
        tip, moves, last = plain
        if not _OID.fullmatch(tip):
            raise ValueError(tip)
        return cls(tip, [_move(*one) for one in moves], dict(last.items()))


def _move(commit: str, when: int, is_merge: bool, gone: list[Any], new: list[Any]) -> Move:
    return Move(commit, when, is_merge, [[path, blob] for path, blob in gone], [[path, blob] for path, blob in new])


def trail(repo: Repo, plan: Plan, tip: str, store: Store) -> Trace:
    """All that the history of ``tip`` did to files, from the store as far as it goes."""
    edge = " ".join(sorted(repo.shallow_boundary))
    name = key(FORM, *plan.revisions, plan.all_branches, "", edge)
    if kept := store.read(KIND, (name,), _Kept.from_plain).get(name):
        later = _later(repo, kept.tip, tip)
        if later is not None:
            return replace(_gone_on(repo, kept, later, _Pages(repo, store, kept.tip, edge)), since=since(repo, tip))
    found = trace(repo, tip)
    if store.path:
        _Pages(repo, store, tip, edge).write(found.of.packed)
        store.put(KIND, [(name, [tip, found.moves, found.last])])
    return found


def _later(repo: Repo, base: str, tip: str) -> list[Change] | None:
    """The commits after ``base``, if they are a chain upon it that is not too long."""
    if base == tip:
        return []
    found: list[Change] = []
    last = base
    try:
        for change in changes(repo, tip, f"^{base}"):
            if change.parents != (last,) or len(found) == _MOST:
                return None
            found.append(change)
            last = change.commit
    except GitError:  # the old tip is gone; whatever else it is, the whole history has it, too
        return None
    return found if last == tip else None


def _gone_on(repo: Repo, kept: _Kept, later: Sequence[Change], pages: _Pages) -> Trace:
    chronicle = Chronicle(len(repo.null_oid) // 2, pages.read)
    found = Trace(kept.moves, chronicle, kept.last, kept.tip, is_resumed=True)
    for change in later:
        found.add(change, is_trunk=True)
    return found


class _Pages:
    """The versions of all paths of one history, on so many pages that few have to be read for some paths."""

    def __init__(self, repo: Repo, store: Store, tip: str, edge: str) -> None:
        self._repo = repo
        self._store = store
        self._tip = tip
        self._edge = edge
        self._pages: dict[int, dict[str, bytes]] = {}
        self._whole: Mapping[str, bytes | bytearray] | None = None

    def write(self, packed: Mapping[str, bytes | bytearray]) -> None:
        """Keep them."""
        pages: list[dict[str, str]] = [{} for _ in range(_PAGES)]
        for path, data in packed.items():
            pages[_number(path)][path] = b64encode(data).decode()
        self._store.put(_PAGE, ((self._key(number), page) for number, page in enumerate(pages)))

    def read(self, path: str) -> bytes | bytearray:
        """The versions of one path."""
        number = _number(path)
        if self._whole is None and number not in self._pages:
            page = self._store.read(_PAGE, (self._key(number),), _page).get(self._key(number))
            if page is None:  # damaged, or long forgotten
                self._whole = trace(self._repo, self._tip).of.packed
            else:
                self._pages[number] = page
        if self._whole is not None:
            return self._whole.get(path, b"")
        return self._pages[number].get(path, b"")

    def _key(self, number: int) -> bytes:
        return key(FORM, self._tip, self._edge, number)


def _page(plain: dict[str, str]) -> dict[str, bytes]:
    return {path: b64decode(data) for path, data in plain.items()}


def _number(path: str) -> int:
    return key(path)[0]
