"""The hunks between two lists of lines."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from aigate.agent.silencers import hunks_of

LINES = st.lists(st.sampled_from(["a = 1", "b = 2", "", "c = call(1)"]), max_size=12)


@given(LINES, LINES)
def test_hunks_make_the_new_lines_of_the_old_ones(old: list[str], new: list[str]) -> None:
    made: list[str] = []
    at = 0
    for start, count, old_start, old_count in hunks_of(old, new):
        until = old_start - 1 if old_count else old_start
        made += old[at:until] + new[start - 1 : start - 1 + count] * bool(count)
        at = until + old_count
    assert made + old[at:] == new
