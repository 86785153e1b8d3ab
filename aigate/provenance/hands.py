"""Whose hand each staged line is by, told from the snapshots that git-ai took of its file.

A snapshot's line numbers mean nothing in what is staged, so lines are looked for by content. Pure: snapshots come in by a
function.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, NamedTuple

from aigate.provenance.carry import origins, sketch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from aigate.lines import Lines
    from aigate.model import FileChange
    from aigate.provenance.checkpoints import Range, State

_DEPTH = 16  # snapshots of a file that are looked through
_HUMAN = "human"  # git-ai's word for whoever is not known to be an agent
_TYPED = "h_"  # the ids of humans whose typing an editor reported
_TELLING = re.compile(r"\w")


class Hand(NamedTuple):
    """Who a line is said to be by, and on what grounds."""

    author: str
    when: int = 0
    overrode: str | None = None
    between: bool = False  # not said of the line itself, but of its neighbours

    @property
    def is_human(self) -> bool:
        """Whether a human was seen to type it."""
        return self.author.startswith(_TYPED)

    @property
    def agent(self) -> str | None:
        """The id of the agent whose line it is, or was before somebody unknown changed it; None where there is none."""
        author = self.overrode if self.author == _HUMAN else self.author
        return None if author is None or author == _HUMAN or author.startswith(_TYPED) else author

    @property
    def session(self) -> str:
        """The agent's id without the single edit."""
        return (self.agent or "").partition("::")[0]


def hands(
    change: FileChange, data: bytes, text: str, states: Sequence[State], snapshot: Callable[[str], str | None]
) -> dict[int, Hand]:
    """For each added line of ``text`` that a state speaks of, whose it is; ``states`` are the newest first.

    Each line is whoever's it was in the first snapshot that has it: an older one tells of what was staged before the agent
    went on.
    """
    digest = hashlib.sha256(data).hexdigest()
    exact = [state for state in states if state.blob == digest]
    found, seen = _carried(text, change.added, exact, lambda _: text) if exact else ({}, set())
    if not exact:
        found, seen = _carried(text, change.added, states[:_DEPTH], snapshot)
    return found | dict(_between(text.split("\n"), change, found, seen))


def _carried(
    text: str, added: Lines, states: Sequence[State], snapshot: Callable[[str], str | None]
) -> tuple[dict[int, Hand], set[int]]:
    """Whose the lines are, and which of them stand in any snapshot at all."""
    lines = text.split("\n")
    new = sketch(text)
    found: dict[int, Hand] = {}
    wanted = set(added)
    for number, state in enumerate(states):
        content = snapshot(state.blob)
        if content is None or (number and _have_nothing_in_common(content, lines, wanted)):
            continue
        came = origins(sketch(content), new)
        owners = _owners(state.ranges, content.count("\n") + 1)
        for line in wanted & came.keys():
            if owner := owners[came[line]]:
                found[line] = Hand(owner.author, state.when, owner.overrode)
        wanted -= came.keys()
        if not wanted:
            break
    return found, set(added) - wanted


def _have_nothing_in_common(content: str, lines: Sequence[str], wanted: set[int]) -> bool:
    """Whether an older snapshot is not worth the comparison, as most are when a human went on after the agent."""
    left = {bare for line in wanted if (bare := lines[line - 1].strip())}
    return left.isdisjoint(map(str.strip, content.split("\n")))


def _owners(ranges: Sequence[Range], count: int) -> list[Range | None]:
    """Each line's range, by its number; where ranges overlap the last one counts. Linear, however they overlap."""
    owners: list[Range | None] = [None] * (count + 1)
    free = list(range(count + 2))  # the first line from here on that nobody has yet
    for one in reversed(ranges):
        line = _first_free(free, min(one.start, count + 1))
        while line <= min(one.end, count):
            owners[line] = one
            free[line] = line + 1
            line = _first_free(free, line + 1)
    return owners


def _first_free(free: list[int], line: int) -> int:
    while free[line] != line:
        free[line] = free[free[line]]
        line = free[line]
    return line


def _between(
    lines: Sequence[str], change: FileChange, found: dict[int, Hand], seen: set[int]
) -> Iterator[tuple[int, Hand]]:
    """Lines that nobody is known to have written, between two of one agent's in the same hunk.

    git-ai leaves out what an agent wrote anew just as it was before. That stands in a snapshot; what does not was added
    later, and is somebody else's unless it says nothing, like a blank line or a bracket.
    """
    for hunk in change.hunks:
        above: Hand | None = None
        waiting: list[int] = []
        for line in range(hunk.start, hunk.start + hunk.count):
            hand = found.get(line)
            if hand is None:
                waiting.append(line)
                continue
            if above and hand.agent and above.session == hand.session:
                hand_between = Hand(hand.agent, hand.when, between=True)
                yield from (
                    (number, hand_between)
                    for number in waiting
                    if number in seen or not any(map(_TELLING.search, lines[number - 1 : number]))
                )
            above, waiting = hand, []
