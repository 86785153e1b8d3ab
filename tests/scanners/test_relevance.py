"""Nodes of the kinds that are said to lie within statements do so, in everything that Python can parse."""

from __future__ import annotations

import ast
import random
import sysconfig
from pathlib import Path

import pytest

from aigate.lines import Lines
from aigate.scanners.matching import parse
from aigate.scanners.relevance import WITHIN_STATEMENTS
from aigate.scanners.statements import pieces

STRANGE = """
@f(a,
   b)
def g(x=(1,
      2)): return [x,
  y]
if (a
    and b): c; d = (1,
      2); e(
  3)
class A(B, metaclass=(
    M)): x = 1; y = '''
 text'''
try: a(
  1)
except (A,
        B) as e: pass
with a(1,
       2) as b, c(
       3): d
match f(
   x):
    case {"a": 1,
          "b": g.h}: z(1)
    case [1,
          2] if y(
              3): pass
lambda: f(
   1)
x = f\"\"\"
{g(1)}
\"\"\" "a" \\
  "b"; print(x)
async def h(): return await f(
    1)
"""


def assert_within(text: str) -> None:
    count = text.count("\n") + 1
    spans = pieces(ast.parse(text), Lines.whole(count))
    within = [0] * (count + 2)  # by first line, the last line of the statement that reaches furthest
    for start, end in spans:
        for line in range(start, end + 1):
            within[line] = max(within[line], end)
    waiting = [parse(text, "python")]
    while waiting:
        node = waiting.pop()
        place = node.range()
        if node.kind() in WITHIN_STATEMENTS:
            first, last = place.start.line + 1, place.end.line + (1 if place.end.column else 0)
            assert last <= max(within[first], first), (node.kind(), first, last, node.text())
        else:
            waiting.extend(node.children())


def test_a_strange_file() -> None:
    assert_within(STRANGE)


@pytest.mark.parametrize("seed", range(3))
def test_real_files(seed: int) -> None:
    files = sorted(Path(sysconfig.get_path("stdlib")).glob("*.py"))
    for file in random.Random(seed).sample(files, 12):
        assert_within(file.read_text("utf-8"))
