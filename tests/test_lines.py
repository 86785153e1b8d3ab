"""Sets of lines behave as Python's own sets do."""

from __future__ import annotations

import copy
import pickle

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from aigate.lines import Lines, Span

numbers = st.sets(st.integers(min_value=1, max_value=60))
spans = st.lists(st.tuples(st.integers(1, 60), st.integers(0, 60)), max_size=8)


@given(spans)
def test_spans_in_any_order_are_the_set_of_their_lines(given_spans: list[tuple[int, int]]) -> None:
    expected = {line for start, end in given_spans for line in range(start, end + 1)}
    lines = Lines(given_spans)
    assert set(lines) == expected
    assert len(lines) == len(expected)
    assert bool(lines) == bool(expected)
    assert lines == Lines.of(expected)
    assert hash(lines) == hash(Lines.of(expected))


@given(numbers, numbers)
def test_operators_agree_with_sets(left: set[int], right: set[int]) -> None:
    a, b = Lines.of(left), Lines.of(right)
    assert set(a | b) == left | right
    assert set(a & b) == left & right
    assert set(a - b) == left - right


@given(spans, st.tuples(st.integers(1, 60), st.integers(0, 60)))
@example([(1, 7)], (1, 1))
@example([(3, 7)], (1, 3))
def test_meets_and_membership_agree_with_sets(given_spans: list[tuple[int, int]], span: tuple[int, int]) -> None:
    lines = Lines(given_spans)
    left = {line for start, end in given_spans for line in range(start, end + 1)}
    assert lines.meets(span) == bool(left & set(range(span[0], span[1] + 1)))
    for line in range(62):
        assert (line in lines) == (line in left)


def test_only_whole_numbers_are_members() -> None:
    assert "1" not in Lines.whole(3)


def test_a_set_cannot_be_changed_but_copied_and_pickled() -> None:
    lines = Lines([(1, 3)])
    with pytest.raises(AttributeError):
        lines.spans = ()
    assert copy.deepcopy(lines) == lines == pickle.loads(pickle.dumps(lines))
    assert repr(lines) == "Lines([(1, 3)])"
    assert lines.spans == (Span(1, 3),)


@given(st.lists(st.tuples(st.integers(1, 30), st.integers(1, 30)), max_size=6), st.integers(1, 30), st.integers(0, 30))
def test_the_parts_within_a_span_are_the_lines_in_common(spans: list[tuple[int, int]], start: int, end: int) -> None:
    lines = Lines(spans)
    assert Lines(lines.within(Span(start, end))) == lines & Lines([(start, end)])
