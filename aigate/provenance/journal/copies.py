"""Where a file comes from that the journal does not know: the one it is a copy of, or was before somebody moved it."""

from __future__ import annotations

import os
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from aigate.provenance.carry import SHARE, resembles

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from aigate.provenance.carry import Sketch
    from aigate.provenance.journal.history import History
    from aigate.provenance.journal.states import State

_SOURCE = 0.5  # of the other file's lines that must be there as well: a few imports are no copy
_FEW, _FEW_GONE = 50, 8  # paths and texts that an event looks through, the newest of the journal; files that are gone
_MOST, _MOST_GONE, _STATES = (
    500,
    64,
    4,
)  # what a judgement looks through: paths, files that are gone, texts of each path


class _Last(NamedTuple):
    path: str
    state: State
    tokens: frozenset[bytes]  # of the lines whose author is known


class Copies:
    """The newest texts of one journal, by their lines. Read when first asked."""

    def __init__(self, history: History, root: str | None, *, is_thorough: bool = False) -> None:
        """``is_thorough``: look for other files even where most lines are the file's own, and at more of them."""
        self.history = history
        self._root = root
        self._is_thorough = is_thorough
        self._holders: dict[bytes, set[tuple[str, int]]] | None = None
        self._sizes: dict[tuple[str, int], int] = {}
        self._lasts: dict[str, _Last | None] = {}

    @cached_property
    def gone(self) -> tuple[str, ...]:
        """Files that an agent wrote and that the work tree has no more, the newest first; a few.

        A new file may be one of them under another name, though no deletion is staged, as after a stash.
        """
        if self._root is None:
            return ()
        paths = reversed(self.history.paths()[-(_MOST if self._is_thorough else _FEW) :])
        missing = (path for path in paths if not os.path.lexists(os.path.join(self._root, path)))  # noqa: PTH118
        return tuple(islice(filter(self.history.is_agents, missing), _MOST_GONE if self._is_thorough else _FEW_GONE))

    def past(self, path: str, text: Sketch, gone: Sequence[str] | None = None) -> list[State]:
        """What a file held, the newest first; where it is another now, also what the file held that it is most like.

        ``gone`` are the files that it may have been under another name: none for one that is not new.
        """
        own = list(self.history.states(path))
        keys = {key for key in text.keys if any(key)}
        enough = len(keys) if self._is_thorough else SHARE * len(keys)
        if not keys or (own and len(keys.intersection(own[0].sketch.keys)) >= enough):
            return own
        former = self._copied(path, keys)
        if former is None:
            former = self.moved(path, text, self.gone if gone is None else gone)
        return [*own, *self.history.states(former)] if former else own

    def moved(self, path: str, text: Sketch, gone: Iterable[str]) -> str | None:
        """Which of the files that are gone a text was before, though a formatter left few of its lines as they were."""
        known = [one for other in gone if other != path and (one := self._last(other))]
        if not known:
            return None
        tokens = {token for line in range(1, len(text.keys) + 1) for token in text.tokens(line)}
        best = max(known, key=lambda one: len(one.tokens & tokens))
        return best.path if resembles(best.state.sketch, text, best.state.by.keys()) else None

    def _copied(self, path: str, keys: set[bytes]) -> str | None:
        """The other file that has most of these lines in common, if that is enough to be a copy."""
        counts: dict[tuple[str, int], int] = {}
        holders = self._read()
        for key in keys:
            for holder in holders.get(key, ()):
                counts[holder] = counts.get(holder, 0) + 1
        others = sorted(holder for holder in counts if holder[0] != path)
        best = max(others, key=lambda holder: counts[holder], default=None)
        is_copy = best is not None and counts[best] >= max(SHARE * len(keys), _SOURCE * self._sizes[best])
        return best[0] if best and is_copy else None

    def _last(self, path: str) -> _Last | None:
        """What a file held last, if any of it is known to be somebody's."""
        if path not in self._lasts:
            state = next(self.history.states(path), None)
            tokens = frozenset(token for line in state.by for token in state.sketch.tokens(line)) if state else None
            self._lasts[path] = _Last(path, state, tokens) if state and tokens else None
        return self._lasts[path]

    def _read(self) -> dict[bytes, set[tuple[str, int]]]:
        """Which texts hold a line: each as its path and how many newer ones there are."""
        if self._holders is None:
            self._holders = {}
            paths = self.history.paths()[-(_MOST if self._is_thorough else _FEW) :]
            states = _STATES if self._is_thorough else min(_STATES, max(1, _FEW // max(1, len(paths))))
            for path in paths:
                for age, (is_agents, keys) in zip(range(states), self.history.texts(path), strict=False):
                    self._sizes[path, age] = len(keys)
                    for key in keys if is_agents or self._is_thorough else ():
                        self._holders.setdefault(key, set()).add((path, age))
        return self._holders
