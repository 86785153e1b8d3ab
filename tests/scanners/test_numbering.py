"""Python's lines and columns, told in git's."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigate.scanners.numbering import Numbering, numbering_of


@pytest.mark.parametrize("text", ["", "a\nb\n", "a\r\nb\r\n", "a\r\n\r\nb", "a\fb\n\x0bc\u2028d\n"])
def test_ordinary_line_ends_need_no_translation(text: str) -> None:
    assert numbering_of(text) == Numbering()


def test_lone_carriage_return_does_not_end_a_line_for_git() -> None:
    numbering = numbering_of("a\rb\r\nc\rd\re\nf")
    assert [numbering.line(number) for number in range(1, 7)] == [1, 1, 2, 2, 2, 3]
    assert numbering.column(["a\rb", "c\rd\re", "f"], 5, 0) == 4


def test_columns_are_characters() -> None:
    assert Numbering().column(["é = 'ü'"], 1, 5) == 4
    assert Numbering().column(["abc"], 1, 99) == 3


@given(st.lists(st.sampled_from(["\n", "\r\n", "\r"]), min_size=1, max_size=30))
def test_every_statement_keeps_its_line_whatever_the_line_ends(ends: list[str]) -> None:
    text = "".join(f"v{index} = {index}{end}" for index, end in enumerate(ends))
    numbering = numbering_of(text)
    lines = text.split("\n")
    for statement in ast.parse(text).body:
        assert isinstance(statement, ast.Assign)
        name = ast.unparse(statement.targets[0])
        line = lines[numbering.line(statement.lineno) - 1]
        assert line[numbering.column(lines, statement.lineno, 0) :].startswith(name)
