"""Where a file comes from that the journal does not know: the one it is a copy of, or was before somebody moved it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aigate.provenance.carry import Sketch
    from aigate.provenance.journal.history import History
    from aigate.provenance.journal.states import State

_SHARE = 0.5  # of a new file's lines, from which on it counts as a copy
_MOST = 500  # paths that are looked through


class Copies:
    """The texts of one journal in which an agent wrote anything, by their lines. Read when first asked."""

    def __init__(self, history: History) -> None:
        self._history = history
        self._holders: dict[bytes, set[str]] | None = None

    def past(self, path: str, text: Sketch) -> list[State]:
        """What a file held, the newest first; where it is another now, also what the file held that it is most like."""
        own = list(self._history.states(path))
        keys = {key for key in text.keys if any(key)}
        if not keys or (own and _is_like(own[0], keys)):
            return own
        counts: dict[str, int] = {}
        holders = self._read()
        for key in keys:
            for holder in holders.get(key, ()):
                counts[holder] = counts.get(holder, 0) + 1
        best = max(sorted(counts), key=lambda name: counts[name], default="")
        is_copy = best != path and counts.get(best, 0) >= _SHARE * len(keys)
        return [*own, *self._history.states(best)] if is_copy else own

    def _read(self) -> dict[bytes, set[str]]:
        if self._holders is None:
            self._holders = {}
            for path in self._history.paths()[-_MOST:]:
                for state in self._history.newest(path):
                    for key in set(state.sketch.keys) if state.by else ():
                        self._holders.setdefault(key, set()).add(path)
        return self._holders


def _is_like(state: State, keys: set[bytes]) -> bool:
    return len(keys.intersection(state.sketch.keys)) >= _SHARE * len(keys)
