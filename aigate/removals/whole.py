"""The whole of a change, as the search for what is gone asks for it: its added lines, and the units of both sides."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING

from aigate.late import Late
from aigate.lines import Span
from aigate.removals.guards import compiled
from aigate.removals.units import Unit, Units
from aigate.scanners.statements import Outline, outline_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aigate.model import Confidence
    from aigate.removals.guards import Guard
    from aigate.sides import Sides

_TESTS = Late(
    r"(?:.*/)?(?:tests?|specs?|__tests__|__mocks__|testing|testdata|e2e|cypress|fixtures?|benches|examples?)/.*"
    r"|(?:.*/)?(?:test_[^/]*|conftest\.py|[^/]*(?:_test|_spec|[._-]test|[._-]spec|Tests?|Spec)\.\w+)"
)
_TEST_WORDS = ("test", "spec", "mocks", "e2e", "cypress", "fixture", "bench", "example")
_WIDTH = 400  # characters of a line that are looked at
_MOST = 5000  # lines of one hunk that are compared; ``missing.py`` tells of larger ones
_KEPT = 0.6
_FEW = 3


def is_test(path: str) -> bool:
    """Whether a path is one of tests, samples or examples."""
    lower = path.lower()
    return any(word in lower for word in _TEST_WORDS) and _TESTS.made.fullmatch(path) is not None


def bare(line: str) -> str:
    """A line without white space and what may stand at its end."""
    return "".join(line.split()).rstrip(",;")


class Side:
    """One side of one file, with what it is divided into."""

    def __init__(self, sides: Sides, *, old: bool) -> None:
        self.sides = sides
        self.lines = sides.old_lines if old else sides.new_lines
        self._source = sides.old if old else sides.new

    @cached_property
    def units(self) -> Units:
        """Functions, classes and routes."""
        return Units(self.lines, self._source.language if self._source else None)

    @cached_property
    def outline(self) -> Outline:
        """Statements."""
        return outline_of(self._source) if self._source else Outline(())

    @cached_property
    def _statements(self) -> dict[Span, tuple[str, ...]]:
        return {}

    def statements_in(self, span: Span) -> tuple[str, ...]:
        """The texts of the statements on some lines."""
        if span not in self._statements:
            lines = range(max(1, span.start), min(len(self.lines), span.end, span.start + _MOST) + 1)
            found = dict.fromkeys(self.outline.statement_of(Span(line, line)) for line in lines)
            self._statements[span] = tuple("\n".join(self.lines[start - 1 : end]) for start, end in found)
        return self._statements[span]


class Whole:
    """All files of a change."""

    def __init__(self, everything: Sequence[Sides]) -> None:
        self._everything = everything
        self._sides: dict[tuple[str, bool], Side] = {}
        self._wide: dict[Guard, bool] = {}
        self.balances: dict[tuple[str, Guard], Confidence | None] = {}  # of settings, by file: found out once
        self.verdicts: dict[tuple[int, Guard], tuple[Confidence, tuple[int, ...]] | None] = {}  # likewise, by unit

    def side(self, sides: Sides, *, old: bool) -> Side:
        """One side of a file."""
        key = (sides.change.path, old)
        if key not in self._sides:
            self._sides[key] = Side(sides, old=old)
        return self._sides[key]

    @cached_property
    def added(self) -> tuple[tuple[str, str], ...]:
        """Every added line with its path; read when the first is asked for."""
        return tuple(
            (sides.change.path, line)
            for sides in self._everything
            for hunk in sides.change.hunks
            if hunk.count
            for line in sides.added_by(hunk)
        )

    @cached_property
    def added_texts(self) -> Counter[str]:
        """How often each line was added, blind to white space."""
        return Counter(bare(line) for _, line in self.added)

    @cached_property
    def removed_texts(self) -> Counter[str]:
        """How often each line was taken away, blind to white space."""
        return Counter(
            bare(line) for sides in self._everything for hunk in sides.change.hunks for line in sides.removed_by(hunk)
        )

    def is_widely_guarded(self, guard: Guard) -> bool:
        """Whether the change adds a guard that covers more than one unit."""
        if guard not in self._wide:
            search = compiled(guard.wide).search if guard.wide else None
            self._wide[guard] = search is not None and any(
                search(line[:_WIDTH]) and any(needle in line.lower() for needle in guard.needles)
                for _, line in self.added
            )
        return self._wide[guard]

    def counterpart(self, sides: Sides, unit: Unit) -> tuple[Side, Unit] | None:
        """What became of a unit: here, in another file, or under another name; None if it is gone."""
        before = self.side(sides, old=True)
        here = self.side(sides, old=False) if sides.new else None
        if unit is before.units.module:
            return (here, here.units.module) if here else None
        if here and (found := _likest(before, unit, here, here.units.named(unit.name))):
            return here, found
        for other in self._others(sides, unit.name):
            head = [one for one in other.units.named(unit.name) if one.head in other.sides.added]
            if found := _likest(before, unit, other, head):
                return other, found
        if here:
            renamed = [one for one in here.units.all if one.head in sides.added]
            found = _likest(before, unit, here, renamed)
            if found and likeness(before, unit, here, found) >= _KEPT and len(unit.own) > _FEW:
                return here, found
        return None

    def _others(self, sides: Sides, name: str) -> Iterator[Side]:
        word = name.rpartition(" ")[2]
        paths = {path for path, line in self.added if word in line}
        for other in self._everything:
            if other is not sides and other.new and other.change.path in paths:
                yield self.side(other, old=False)


def likeness(before: Side, unit: Unit, after: Side, other: Unit) -> float:
    """How much of a unit's own code stands in another."""
    old = before.units.code(unit)
    return (old & after.units.code(other)).total() / old.total() if old else 0.0


def _likest(before: Side, unit: Unit, after: Side, units: Sequence[Unit]) -> Unit | None:
    if len(units) <= 1:
        return units[0] if units else None
    return max(units[:50], key=lambda one: likeness(before, unit, after, one))
