"""Where a file comes from that the journal does not know: the one it is a copy of, or was before somebody moved it."""

from __future__ import annotations

import os
from itertools import islice

from aigate.provenance.carry import origins

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aigate.provenance.carry import Sketch
    from aigate.provenance.journal.history import History
    from aigate.provenance.journal.states import State

SHARE = 0.5  # of a new file's lines, from which on it counts as a copy
_SOURCE = 0.5  # of the other file's lines that must be there as well: a few imports are no copy
_TOKENS = 10  # of an agent's lines that are found again in a file of another name
_GONE = 8  # files that are gone which a new one may have been
_FEW = 50  # texts that an event looks through, of the paths that are newest in the journal
_MOST, _STATES = 500, 4  # paths that a judgement looks through, and how many texts of each


def gone(history: History, root: str) -> list[str]:
    """Files that an agent wrote and that stand in the work tree no more, the newest first; a few.

    A new file may be one of them under another name, though no deletion is staged, as after a stash.
    """
    paths = (path for path in reversed(history.paths()) if not os.path.lexists(os.path.join(root, path)))  # noqa: PTH118
    return list(islice((path for path in paths if history.is_agents(path)), _GONE))


def resembles(state: State, text: Sketch) -> bool:
    """Whether a text is what became of a state: most of the text stood there, or most of that stands here.

    The second survives a formatter that a few imports in common do not fool: what an agent wrote there must say something.
    """
    came = origins(state.sketch, text)
    if sum(any(text.keys[line - 1]) for line in came) >= SHARE * sum(map(any, text.keys)):
        return any(map(any, text.keys))
    alive = {was for was in came.values() if any(state.sketch.keys[was - 1])}
    says = sum(len(state.sketch.tokens(line)) for line in alive & state.by.keys())
    return len(alive) > SHARE * sum(map(any, state.sketch.keys)) and says >= _TOKENS


class Copies:
    """The newest texts of one journal, by their lines. Read when first asked."""

    def __init__(self, history: History, root: str | None, *, is_thorough: bool = False) -> None:
        """``is_thorough``: look for other files even where most lines are the file's own, and at more of them."""
        self.history = history
        self._root = root
        self._is_thorough = is_thorough
        self._holders: dict[bytes, set[tuple[str, int]]] | None = None
        self._sizes: dict[tuple[str, int], int] = {}

    def past(self, path: str, text: Sketch) -> list[State]:
        """What a file held, the newest first; where it is another now, also what the file held that it is most like."""
        own = list(self.history.states(path))
        keys = {key for key in text.keys if any(key)}
        enough = len(keys) if self._is_thorough else SHARE * len(keys)
        if not keys or (own and len(keys.intersection(own[0].sketch.keys)) >= enough):
            return own
        counts: dict[tuple[str, int], int] = {}
        holders = self._read()
        for key in keys:
            for holder in holders.get(key, ()):
                counts[holder] = counts.get(holder, 0) + 1
        others = sorted(holder for holder in counts if holder[0] != path)
        best = max(others, key=lambda holder: counts[holder], default=None)
        if best is None or counts[best] < max(SHARE * len(keys), _SOURCE * self._sizes[best]):
            return own or self._renamed(text)
        return [*own, *self.history.states(best[0])]

    def _renamed(self, text: Sketch) -> list[State]:
        """What the file held under another name, which a formatter's hand makes hard to see."""
        for path in gone(self.history, self._root) if self._root else ():
            states = list(self.history.states(path))
            if states and resembles(states[0], text):
                return states
        return []

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
