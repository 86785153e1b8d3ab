"""What several diffs to one tree have in common."""

from __future__ import annotations

import pytest

from aigate.git.common import common_changes
from aigate.model import FileChange, FileKind, Hunk


def change(
    *hunks: tuple[int, int, int, int], path: str = "a", status: str = "M", kind: FileKind = FileKind.REGULAR
) -> FileChange:
    return FileChange(path, status, kind, hunks=tuple(Hunk(*hunk) for hunk in hunks))


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        pytest.param([(1, 2, 0, 0)], [(5, 2, 4, 0)], None, id="nothing in common"),
        pytest.param([(1, 5, 0, 0)], [(3, 5, 2, 0)], [(3, 3, 0, 0)], id="an overlap"),
        pytest.param(
            [(1, 9, 0, 0)], [(2, 1, 1, 0), (5, 2, 1, 0)], [(2, 1, 0, 0), (5, 2, 0, 0)], id="two parts of one hunk"
        ),
        pytest.param([(2, 1, 2, 1)], [(2, 1, 1, 0)], [(2, 1, 2, 0)], id="added to both, removed from one"),
        pytest.param([(2, 1, 2, 1)], [(2, 1, 2, 3)], [(2, 1, 2, 1)], id="replaced in both"),
        pytest.param([(1, 0, 2, 1)], [(1, 0, 2, 2)], [(1, 0, 2, 1)], id="removed from both"),
        pytest.param([(1, 0, 2, 1)], [(2, 0, 2, 2)], None, id="removed in different places"),
        pytest.param([(2, 2, 2, 4)], [(1, 0, 2, 1)], [(1, 0, 2, 4)], id="removed from both, added to one"),
        pytest.param([(0, 0, 1, 9)], [(0, 0, 1, 7)], [(0, 0, 1, 9)], id="deleted from both"),
        pytest.param([], [(1, 1, 0, 0)], [], id="a change of mode alone in the first"),
    ],
)
def test_lines_count_when_every_diff_has_them(
    first: list[tuple[int, int, int, int]],
    second: list[tuple[int, int, int, int]],
    expected: list[tuple[int, int, int, int]] | None,
) -> None:
    found = common_changes([[change(*first)], [change(*second)]])
    assert found == (() if expected is None else (change(*expected),))


def test_a_file_counts_when_every_diff_has_it() -> None:
    one, two = change((1, 1, 0, 0), path="one"), change((1, 1, 0, 0), path="two")
    assert common_changes([[one, two], [two], [two, one]]) == (two,)
    assert common_changes([[one]]) == (one,)
    assert common_changes([[], [one]]) == ()


def test_the_first_diff_tells_where_a_file_came_from() -> None:
    renamed = FileChange("a", "R", old_path="b", hunks=(Hunk(1, 1, 1, 1),))
    assert common_changes([[renamed], [change((1, 1, 0, 0))]]) == (
        FileChange("a", "R", old_path="b", hunks=(Hunk(1, 1, 1, 0),)),
    )


def test_a_submodule_counts_without_lines() -> None:
    sub = change(kind=FileKind.SUBMODULE)
    assert common_changes([[sub], [sub]]) == (sub,)
