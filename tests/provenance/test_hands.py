"""Whose hand a line is by, held against a model in which every line is unique and its author known."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from aigate.model import FileChange, Hunk
from aigate.provenance.checkpoints import Range, State
from aigate.provenance.hands import Hand, hands

AUTHORS = {"c": "s_claude::t_1", "x": "s_codex::t_2", "t": "h_typed", "u": None}


@dataclass
class Model:
    """A file as (author, number) pairs: who wrote each line is known, and no two lines are alike."""

    lines: list[tuple[str, int]] = field(default_factory=list)
    snapshots: dict[str, str] = field(default_factory=dict)
    states: list[State] = field(default_factory=list)
    count: int = 0

    @property
    def text(self) -> str:
        return "".join(f"value_{number} = compute_{number}({number})\n" for _, number in self.lines)

    def edit(self, author: str, at: int, removed: int, added: int) -> None:
        at = at % (len(self.lines) + 1)
        fresh = [(author, self.count + step) for step in range(added)]
        self.count += added
        self.lines[at : at + removed] = fresh

    def checkpoint(self) -> None:
        blob = hashlib.sha256(self.text.encode()).hexdigest()
        self.snapshots[blob] = self.text
        ranges = [
            Range(line, line, found) for line, (author, _) in enumerate(self.lines, 1) if (found := AUTHORS[author])
        ]
        self.states = [State(blob, tuple(ranges), len(self.states)), *(one for one in self.states if one.blob != blob)]

    def tell(self, text: str) -> dict[int, Hand]:
        count = text.count("\n")
        change = FileChange("a.py", "A", blob="x", hunks=(Hunk(1, count, 0, 0),) if count else ())
        return hands(change, text.encode(), text, self.states, self.snapshots.get)


_EDITS = st.tuples(st.sampled_from("cxtu"), st.integers(0, 40), st.integers(0, 3), st.integers(0, 4), st.booleans())


@settings(max_examples=150)
@given(st.lists(_EDITS, min_size=1, max_size=12))
def test_what_was_seen_is_known_and_what_came_later_is_not(edits: list[tuple[str, int, int, int, bool]]) -> None:
    model = Model()
    seen: set[int] = set()
    for author, at, removed, added, is_seen in edits:
        model.edit(author, at, removed, added)
        if is_seen:
            model.checkpoint()
            seen |= {number for _, number in model.lines}
    told = model.tell(model.text)
    for line, (author, number) in enumerate(model.lines, 1):
        hand = told.get(line)
        if number in seen and AUTHORS[author]:
            assert hand is not None
            assert (hand.author, hand.between) == (AUTHORS[author], False)
        elif number in seen:
            assert hand is None or hand.between
        else:
            assert hand is None


@settings(max_examples=100)
@given(st.lists(_EDITS, min_size=2, max_size=8), st.integers(0, 7))
def test_any_earlier_content_that_is_staged_is_known_as_it_was(
    edits: list[tuple[str, int, int, int, bool]], staged: int
) -> None:
    model = Model()
    history: list[tuple[str, list[tuple[str, int]]]] = []
    for author, at, removed, added, _ in edits:
        model.edit(author, at, removed, added)
        model.checkpoint()
        history.append((model.text, list(model.lines)))
    text, lines = history[staged % len(history)]
    told = {line: hand.author for line, hand in model.tell(text).items() if not hand.between}
    assert told == {line: found for line, (author, _) in enumerate(lines, 1) if (found := AUTHORS[author])}


def test_overlapping_ranges_cost_no_more_than_the_lines_they_name() -> None:
    text = "".join(f"line_{number} = {number}\n" for number in range(2000))
    blob = hashlib.sha256(text.encode()).hexdigest()
    ranges = tuple(Range(number + 1, 1 << 39, f"s_{number}") for number in range(2000))
    change = FileChange("a.py", "A", blob="x", hunks=(Hunk(1, 2000, 0, 0),))
    told = hands(change, text.encode(), text, [State(blob, ranges)], lambda _: None)
    assert [told[line].author for line in (1, 2, 2000)] == ["s_0", "s_1", "s_1999"]
