"""Which parts of a tree are searched for the sake of a few lines."""

from __future__ import annotations

import pytest

from aigate.lines import Lines
from aigate.rules.loader import load
from aigate.scanners.ground import Ground
from aigate.scanners.matching import parse

RULES = {rule.id: rule for rule in load().all()}
SMALL = 'fn f{0}() {{\n    let x = std::fs::read(base.join("{0}"));\n}}\n'
LARGE = "mod m {\n" + "".join(map(SMALL.format, range(40))) + "}\n"
RULE = RULES["rust/path-traversal"]


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        ([(3, 3)], ["fn f0"]),
        ([(5, 8)], ["fn f1", "fn f2"]),
        ([(1, 1)], []),
        ([(500, 600)], []),
        ([(1, 122)], ["mod m"]),  # too many to be searched one by one
    ],
)
def test_only_what_stands_on_the_lines_is_searched(lines: list[tuple[int, int]], names: list[str]) -> None:
    assert [node.text()[: len("fn f0")] for node in Ground(parse(LARGE, "rust"), Lines(lines)).of(RULE)] == names


def test_what_lacks_the_rules_literals_is_left_out() -> None:
    text = LARGE.replace("std::fs::read(base.join(", "read((")
    assert not Ground(parse(text, "rust"), Lines([(3, 3)])).of(RULE)


def test_without_lines_all_is_searched() -> None:
    root = parse(LARGE, "rust")
    assert Ground(root, None).of(RULE) == [root]
