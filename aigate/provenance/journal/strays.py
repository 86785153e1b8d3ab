"""Lines that an agent wrote in one file and that somebody moved to another before any commit held them."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aigate.provenance.carry import Sketch
    from aigate.provenance.journal.history import History
    from aigate.provenance.journal.states import Mark, State

_RUN = 3  # lines in a row …
_TOKENS = 20  # … with this many tokens, that are no coincidence: three imports are
_PATHS = 500
_STATES = 4  # of each path, the newest


class Strays:
    """Every line of an agent that one journal knows, by its key. Read when first asked."""

    def __init__(self, history: History) -> None:
        self._history = history
        self._known: list[State] | None = None
        self._keys: set[bytes] = set()

    def find(self, text: Sketch, unknown: set[int]) -> dict[int, Mark]:
        """Whose these lines of a text were where they stood before; runs of lines alone."""
        known = self._read()
        if sum(text.keys[line - 1] in self._keys for line in unknown) < _RUN:
            return {}
        found: dict[int, Mark] = {}
        for state in known:
            for run in _runs(text, unknown - found.keys(), state):
                found |= run
        return found

    def _read(self) -> list[State]:
        if self._known is None:
            paths = self._history.paths()[-_PATHS:]
            each = (zip(self._history.states(path), range(_STATES), strict=False) for path in paths)
            self._known = [state for states in each for state, _ in states if state.by]
            self._keys = {state.sketch.keys[line - 1] for state in self._known for line in state.by}
        return self._known


def _runs(text: Sketch, lines: set[int], state: State) -> Iterator[dict[int, Mark]]:
    """Stretches of lines that stand in a state in the same order, each of them an agent's."""
    places = {
        state.sketch.keys[line - 1]: line for line in sorted(state.by, reverse=True) if any(state.sketch.keys[line - 1])
    }
    run: list[tuple[int, int]] = []
    for line in (*sorted(lines), len(text.keys) + _RUN):
        if run and line == run[-1][0] + 1 and _follows(text, line, state, run[-1][1] + 1):
            run.append((line, run[-1][1] + 1))
            continue
        if is_run(text, [at for at, _ in run]):
            yield {at: state.by[was] for at, was in run}
        was = places.get(text.keys[line - 1]) if line <= len(text.keys) else None
        run = [(line, was)] if was else []


def is_run(text: Sketch, lines: Sequence[int]) -> bool:
    """Whether lines in a row are too many, and say too much, to be the same by coincidence."""
    return len(lines) >= _RUN and sum(len(text.tokens(line)) for line in lines) >= _TOKENS


def _follows(text: Sketch, line: int, state: State, was: int) -> bool:
    return was in state.by and text.keys[line - 1] == state.sketch.keys[was - 1]
