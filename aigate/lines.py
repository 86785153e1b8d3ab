"""Sets of line numbers, kept as sorted ranges: the arithmetic that narrowing and attribution are made of."""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Span(NamedTuple):
    """A stretch of lines, 1-based and inclusive at both ends."""

    start: int
    end: int


def _start(span: Span) -> int:
    return span.start


class Lines:
    """An immutable set of 1-based line numbers, stored as sorted spans that neither overlap nor touch."""

    __slots__ = ("spans",)

    spans: tuple[Span, ...]

    def __init__(self, spans: Iterable[tuple[int, int]] = ()) -> None:
        """Take spans in any order, overlapping or not; a span whose end is before its start is empty."""
        merged: list[Span] = []
        last = 0
        for span in sorted(spans):
            start, end = span
            if start > end:
                continue
            if merged and start <= last + 1:
                last = max(last, end)
                merged[-1] = Span(merged[-1].start, last)
            else:
                merged.append(span if isinstance(span, Span) else Span(start, end))
                last = end
        object.__setattr__(self, "spans", tuple(merged))

    @classmethod
    def _ready(cls, spans: list[Span]) -> Lines:
        """A set from spans that are sorted already, and neither overlap nor touch."""
        made = object.__new__(cls)
        object.__setattr__(made, "spans", tuple(spans))
        return made

    @classmethod
    def of_runs(cls, runs: Iterable[tuple[int, int]]) -> Lines:
        """The lines of runs, each given by where it starts and how long it is; those of a diff are in order."""
        spans = [Span(start, start + count - 1) for start, count in runs if count > 0]
        is_ready = all(one.end + 1 < following.start for one, following in pairwise(spans))
        return cls._ready(spans) if is_ready else cls(spans)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("Lines is immutable")

    @classmethod
    def of(cls, numbers: Iterable[int]) -> Lines:
        """The set of exactly these line numbers."""
        return cls((number, number) for number in numbers)

    @classmethod
    def whole(cls, count: int) -> Lines:
        """All lines of a file that has ``count`` of them."""
        return cls([(1, count)])

    def within(self, span: Span) -> Iterator[Span]:
        """The parts that lie in ``span``, without a look at those elsewhere: a hostile file has many."""
        first = bisect_right(self.spans, span.start, key=lambda one: one.start) - 1
        for at in range(max(0, first), len(self.spans)):
            start, end = self.spans[at]
            if start > span.end:
                return
            if end >= span.start:
                yield Span(max(start, span.start), min(end, span.end))

    def __iter__(self) -> Iterator[int]:
        for start, end in self.spans:
            yield from range(start, end + 1)

    def __len__(self) -> int:
        return sum(end - start + 1 for start, end in self.spans)

    def __bool__(self) -> bool:
        return bool(self.spans)

    def __contains__(self, line: object) -> bool:
        if not isinstance(line, int):
            return False
        return self.meets((line, line))

    def meets(self, span: tuple[int, int]) -> bool:
        """Whether any line of ``span`` is in the set."""
        index = bisect_right(self.spans, span[1], key=_start)
        return span[0] <= span[1] and index > 0 and self.spans[index - 1].end >= span[0]

    def __or__(self, other: Lines) -> Lines:
        if not self.spans or not other.spans:
            return self if self.spans else other
        return Lines((*self.spans, *other.spans))

    def __and__(self, other: Lines) -> Lines:
        common: list[Span] = []
        left, right = 0, 0
        while left < len(self.spans) and right < len(other.spans):
            mine, theirs = self.spans[left], other.spans[right]
            start, end = max(mine.start, theirs.start), min(mine.end, theirs.end)
            if start <= end:
                common.append(Span(start, end))
            if mine.end < theirs.end:
                left += 1
            else:
                right += 1
        return self._ready(common)

    def __sub__(self, other: Lines) -> Lines:
        if not self.spans or not other.spans:
            return self
        rest: list[Span] = []
        right = 0
        for mine in self.spans:
            start = mine.start
            while right < len(other.spans) and other.spans[right].end < start:
                right += 1
            cut = right
            while cut < len(other.spans) and other.spans[cut].start <= mine.end:
                if start < other.spans[cut].start:
                    rest.append(Span(start, other.spans[cut].start - 1))
                start = other.spans[cut].end + 1
                cut += 1
            if start <= mine.end:
                rest.append(Span(start, mine.end))
        return self._ready(rest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Lines) and self.spans == other.spans

    def __hash__(self) -> int:
        return hash(self.spans)

    def __reduce__(self) -> tuple[type[Lines], tuple[tuple[Span, ...]]]:
        return Lines, (self.spans,)  # copying and pickling go round the ban on setting attributes

    def __repr__(self) -> str:
        return f"Lines({[tuple(span) for span in self.spans]})"
