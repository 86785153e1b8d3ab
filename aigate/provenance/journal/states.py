"""Who wrote which line of one text: the arithmetic of the journal, over sketches alone.

A *state* is a text as it once was, with the lines that an agent is known to have written. ``recall`` finds them again in a
later text, ``write`` gives the lines that an agent has just added to it. What lives on is for ``carry.py`` to say.
"""

from __future__ import annotations

from typing import NamedTuple

from aigate.lines import Lines
from aigate.provenance.carry import Sketch, origins, sketch

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

_TELLING = 2  # tokens of a line that is known again anywhere: "}" and "else:" stand everywhere
_LONGEST = 200  # characters of an agent's, model's or session's name


class Mark(NamedTuple):
    """Who wrote a line, and when."""

    agent: str
    model: str = ""
    session: str = ""
    when: int = 0  # seconds since the epoch
    human: bool = False  # the agent's payload says that its human wrote this


class State(NamedTuple):
    """A text and the lines of it whose author is known; every other line is anybody's."""

    sketch: Sketch
    by: Mapping[int, Mark]
    seams: frozenset[int] = frozenset()  # n: an agent removed what stood between the lines n and n + 1

    def pack(self) -> dict[str, Any]:
        """The state as plain JSON values."""
        lines: dict[Mark, list[int]] = {}
        for line, mark in sorted(self.by.items()):
            lines.setdefault(mark, []).append(line)
        by = [[*mark, Lines.of(numbers).spans] for mark, numbers in lines.items()]
        return {"text": self.sketch.pack(self.by), "by": by, "seams": sorted(self.seams)}

    @classmethod
    def unpack(cls, stored: Mapping[str, Any]) -> State:
        """The state that ``pack`` made these values from. Raises ValueError, TypeError or KeyError for anything else."""
        text = Sketch.unpack(stored["text"])
        count = len(text.keys)
        left = count  # each line has one author, so that nobody makes us go over a text time and again
        by: dict[int, Mark] = {}
        for agent, model, session, when, human, spans in stored["by"]:
            names = [str(name)[:_LONGEST] for name in (agent, model, session)]
            mark = Mark(names[0], names[1], names[2], int(when), bool(human))
            for start, end in spans:
                lines = range(max(1, int(start)), min(count, int(end)) + 1)
                left -= len(lines) or 1
                if left < 0:
                    raise ValueError("more authors than lines")
                by |= dict.fromkeys(lines, mark)
        return cls(text, by, frozenset(at for at in map(int, stored["seams"]) if 0 <= at <= count))


NOTHING = State(sketch(""), {})


def recall(past: Iterable[State], text: Sketch) -> State:
    """What earlier states, the newest first, know of a text.

    The newest that knows a line decides it. In older ones only telling lines are looked for, and those beside them.
    """
    by: dict[int, Mark] = {}
    seams: frozenset[int] = frozenset()
    unknown = set(range(1, len(text.keys) + 1))
    for age, state in enumerate(past):
        if not age:
            came = origins(state.sketch, text)
            seams = _carried_seams(state, came, len(text.keys))
        elif not _may_know(state, text, unknown):
            continue
        else:
            came = _telling(origins(state.sketch, text), text, unknown)
        by |= {line: state.by[came[line]] for line in unknown & came.keys() if came[line] in state.by}
        unknown -= came.keys()
        if not unknown:
            break
    return State(text, by, seams)


def write(
    base: State, text: Sketch, mark: Mark, *, foreign: Iterable[Sketch] = (), past: Iterable[State] = ()
) -> tuple[State, frozenset[int]]:
    """The state after a text was written over ``base``, and the lines that are new in it.

    Lines that stand in a ``foreign`` text, such as a commit that was checked out, are not the writer's: they are whose
    ``past`` says that they are.
    """
    came = origins(base.sketch, text)
    fresh = set(range(1, len(text.keys) + 1)) - came.keys()
    borrowed: set[int] = set()
    for other in foreign:
        borrowed |= fresh & _telling(origins(other, text), text, fresh).keys() if fresh else set()
    fresh -= borrowed
    by = {line: base.by[old] for line, old in came.items() if old in base.by}
    if borrowed:
        known = recall(past, text).by
        by |= {line: known[line] for line in borrowed if line in known}
    by |= dict.fromkeys(fresh, mark)
    seams = _carried_seams(base, came, len(text.keys))
    if not mark.human:
        seams |= _new_seams(came, len(base.sketch.keys), len(text.keys))
    return State(text, by, seams), frozenset(fresh)


def follow(lines: Iterable[int], old: Sketch, new: Sketch) -> frozenset[int]:
    """Where lines of an old text stand in a new one."""
    wanted = set(lines)
    return frozenset(line for line, was in origins(old, new).items() if was in wanted)


def alike(one: Sketch, other: Sketch) -> float:
    """The share of the lines of ``one``, blank ones apart, that stand in ``other`` too."""
    keys = set(one.keys) - {bytes(len(key)) for key in one.keys}
    return len(keys.intersection(other.keys)) / len(keys) if keys else 0.0


def _may_know(state: State, text: Sketch, unknown: Iterable[int]) -> bool:
    """A cheap look at whether an old state may tell anything of the lines that newer ones do not know."""
    wanted = {text.keys[line - 1] for line in unknown}
    return any(state.sketch.keys[line - 1] in wanted for line in state.by)


def _telling(came: Mapping[int, int], text: Sketch, among: Iterable[int]) -> dict[int, int]:
    """The origins one can be sure of: of telling lines, and of the lines next to them that came along."""
    sure = {line: came[line] for line in among if line in came and len(text.tokens(line)) >= _TELLING}
    for step in (1, -1):
        for line in sorted(sure, reverse=step < 0):
            at = line + step
            while at not in sure and at in came and came[at] == came[at - step] + step:
                sure[at] = came[at]
                at += step
    return sure


def _carried_seams(old: State, came: Mapping[int, int], count: int) -> frozenset[int]:
    """Where the seams of an old text are in a new one: beside the lines that they stood beside."""
    if not old.seams:
        return old.seams
    whole = {0: 0, **came, count + 1: len(old.sketch.keys) + 1}
    behind = {line for line, was in whole.items() if was in old.seams}
    return frozenset(behind | {line - 1 for line, was in whole.items() if was - 1 in old.seams})


def _new_seams(came: Mapping[int, int], old_count: int, count: int) -> frozenset[int]:
    """Between which lines of a text others are gone, and nothing has taken their place."""
    seams = set()
    last = 0  # the line of the old text that the line above came from; -1 if that is new
    for line in range(1, count + 2):
        was = came.get(line, -1) if line <= count else old_count + 1
        if last >= 0 and was > last + 1:
            seams.add(line - 1)
        last = was
    return frozenset(seams)
