"""Where a file comes from that the journal does not know: the one it is a copy of, or was before somebody moved it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aigate.provenance.carry import Sketch
    from aigate.provenance.journal.history import History
    from aigate.provenance.journal.states import State

_SHARE = 0.5  # of a new file's lines, from which on it counts as a copy
_SOURCE = 0.5  # of the other file's lines that must be there as well: a few imports are no copy
_MOST = 500  # paths that are looked through


class Copies:
    """The newest texts of one journal, by their lines. Read when first asked."""

    def __init__(self, history: History, *, enough: float = _SHARE) -> None:
        """``enough``: of a file's lines, what it was itself must have held, if nothing else is to be looked for."""
        self._history = history
        self._enough = enough
        self._holders: dict[bytes, set[str]] | None = None
        self._sizes: dict[str, int] = {}

    def past(self, path: str, text: Sketch) -> list[State]:
        """What a file held, the newest first; where it is another now, also what the file held that it is most like."""
        own = list(self._history.states(path))
        keys = {key for key in text.keys if any(key)}
        if not keys or (own and len(keys.intersection(own[0].sketch.keys)) >= self._enough * len(keys)):
            return own
        counts: dict[str, int] = {}
        holders = self._read()
        for key in keys:
            for holder in holders.get(key, ()):
                counts[holder] = counts.get(holder, 0) + 1
        counts.pop(path, None)
        best = max(sorted(counts), key=lambda name: counts[name], default="")
        is_copy = counts.get(best, 0) >= max(_SHARE * len(keys), _SOURCE * self._sizes.get(best, 0))
        return [*own, *self._history.states(best)] if is_copy else own

    def _read(self) -> dict[bytes, set[str]]:
        if self._holders is None:
            self._holders = {}
            for path in self._history.paths()[-_MOST:]:
                for state in self._history.newest(path):
                    keys = {key for key in state.sketch.keys if any(key)}
                    self._sizes[path] = len(keys)
                    for key in keys:
                        self._holders.setdefault(key, set()).add(path)
        return self._holders
