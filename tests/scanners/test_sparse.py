"""What a sparse tree holds stands in the whole tree just so, and what it lacks cannot matter."""

from __future__ import annotations

import ast
import random
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aigate.lines import Lines
from aigate.model import Source
from aigate.scanners.sparse import sparse
from aigate.scanners.statements import bodies, extent, header_end, parse, pieces, reach

if TYPE_CHECKING:
    from collections.abc import Iterator

FILL = "def filler():\n    return [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20]\n" * 9
PARTS = (
    "import a.b as c, d; from . import e\n",
    "class A:\n",
    "class B(\n    A,\n):\n    '''text'''\n    x = 1\n",
    "    def f(self): return eval(x)\n",
    "    @p\n    @q(1)\n    async def g(self):\n        from m import n as o\n\n        try:\n            pass\n        except E: pass\n",
    "    class Inner:\n        def deep(self): assert x\n",
    "@p\ndef h(a=(1,\n    2)): return a\n",
    "def main():\n    # said before\n",
    "    import s\n    s(1)\n    return x\n",
    "    x = '''\n    def no(): pass\nclass Neither: pass\n    '''\n",
    "if x:\n",
    "else:\n    y\n",
    "    z\nexcept E:\n    z\n",
    "try:\n",
    "x = '''\n",
    "'''\n",
    "x = (\n",
    ")\n",
    "\tdef tabbed(): pass\n",
    "# comment\n\n",
    "try:\n    x\nexcept Exception:\n",
    "match x:\n    case 1:\n        def inner(): pass\n",
    "for x in y:\n    z\n",
    FILL,
)


def source(text: str) -> Source:
    return Source("x.py", text.encode(), text, "utf-8", "python")


def near(tree: ast.Module, focus: Lines) -> Iterator[tuple[str, ...]]:
    """Every statement that stands on the focus: its own text and place, and those of all that is around it."""
    waiting: list[tuple[ast.AST, tuple[str, ...]]] = [(node, ()) for node in tree.body]
    while waiting:
        node, around = waiting.pop()
        if focus.meets(extent(node)):
            below = [one for body in bodies(node) for one in body]
            whole = (*around, f"{type(node).__name__} {extent(node)[0]} {header_end(node)}")
            yield (*whole, "" if below else ast.dump(node, include_attributes=True))
            waiting.extend((one, whole) for one in below)


def imports(tree: ast.Module) -> list[str]:
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    return [ast.unparse(node) for node in sorted(found, key=lambda node: (node.lineno, node.col_offset))]


def assert_agrees(text: str, focus: Lines) -> bool:
    """That a sparse tree, if there is one, is right; and whether there is one."""
    part = sparse(source(text), focus)
    if part is None:
        return False
    whole = parse(text)
    assert whole is not None, "valid pieces make a valid whole"
    assert part.text.count("\n") == text.count("\n")
    assert sorted(near(part.tree, focus)) == sorted(near(whole, focus))
    assert imports(part.tree) == imports(whole)
    around = reach(whole, focus)
    assert reach(part.tree, focus) == around
    assert pieces(part.tree, around) == pieces(whole, around)
    return True


@pytest.mark.parametrize("seed", range(3))
def test_real_files(seed: int) -> None:
    rand = random.Random(seed)
    files = sorted(Path(sysconfig.get_path("stdlib")).glob("*.py"))
    made = 0
    for file in rand.sample(files, 12):
        text = file.read_text("utf-8")
        for _ in range(2):
            at = rand.randint(1, text.count("\n") + 1)
            made += assert_agrees(text, Lines([(at, at + 2)]))
    assert made > 8, "most files can be cut"


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(PARTS), max_size=9), st.integers(1, 60), st.integers(0, 2))
def test_any_text(parts: list[str], at: int, more: int) -> None:
    assert_agrees("".join((*parts, FILL)), Lines([(at, at + more)]))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("if x:\n    def f(): pass\nelse:\n    y\n", id="an else whose if stands in another piece"),
        pytest.param(
            "class A:\n    def f(self): pass\nx = 1\n    def g(self): pass\n", id="a statement between two methods"
        ),
        pytest.param("x = '''\ndef f(): pass\n'''\n", id="a function in a string"),
        pytest.param("x = (\ndef f(): pass\n)\n", id="a function in brackets"),
        pytest.param("class A:\n\tx = 1\n    def f(self): pass\n", id="tabs before spaces"),
        pytest.param("class A:\n  x = 1\n\n    def f(self): pass\n", id="a method that is indented too far"),
        pytest.param("import django.utils.safestring\n", id="a test of Bandit's that looks at all of the module"),
        pytest.param("from __future__ import barry_as_FLUFL\n", id="an import that changes the grammar"),
        pytest.param("x = 1\rdef f(): pass\n", id="a line end that is none to git"),
        pytest.param("# coding: latin-1\n", id="a cookie"),
    ],
)
def test_what_cannot_be_cut_is_parsed_whole(text: str) -> None:
    assert sparse(source(text + FILL), Lines([(1, 1)])) is None


def test_only_what_is_near_and_all_imports_are_left() -> None:
    text = "import a\nclass A:\n    def f(self):\n        import b\n    def g(self):\n        return eval(x)\n" + FILL
    part = sparse(source(text), Lines([(6, 6)]))
    assert part is not None
    assert part.text.rstrip() == "import a\nclass A:\n    import b\n\n    def g(self):\n        return eval(x)"


def test_a_handler_whose_only_function_is_left_out_does_not_seem_to_pass() -> None:
    text = "try:\n    x\nexcept Exception:\n    def f():\n        return 1\n" + FILL
    part = sparse(source(text), Lines([(3, 3)]))
    assert part is not None
    assert "pass" not in part.text
