"""The edits of a fix: in their place and nowhere else."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigate.fixes.imports import bring
from aigate.fixes.writing import Draft, applied, edits_of, joined
from aigate.lines import Span
from aigate.model import Edit, Finding, Severity
from aigate.rules.recipes import Recipe
from aigate.scanners.matching import parse


def recipe(ast: dict[str, object] | None, to: str, *, regex: str | None = None, imports: str = "") -> Recipe:
    return Recipe(("acme/rule",), ("python",), to, "Different.", ("a",), ("b",), ast, regex, imports)


def fixed(text: str, how: Recipe, first: int = 1, last: int = 1) -> str:
    finding = Finding("acme/rule", "a.py", Span(first, last), Severity.HIGH, "Wrong.")
    return applied(text, edits_of(how, finding, Draft(text, "python")))


ARGUMENT: dict[str, object] = {"rule": {"kind": "keyword_argument", "regex": "^bad="}}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("f(bad=1)\n", "f()\n"),
        ("f(a, bad=1)\n", "f(a)\n"),
        ("f(a, bad=1, c=2)\n", "f(a, c=2)\n"),
        ("f(bad=1, c=2)\n", "f(c=2)\n"),
        ("f(bad=1,)\n", "f()\n"),
        ("f(\n    a,\n    bad=1,\n)\n", "f(\n    a,\n)\n"),
        ("f(\n    bad=1,\n    a=2,\n)\n", "f(\n    a=2,\n)\n"),
        ("f(\n    a,\n    bad=1\n)\n", "f(\n    a\n)\n"),
        ("f(a, bad=1, # why\n  b=2)\n", "f(a, # why\n  b=2)\n"),
    ],
)
def test_an_argument_goes_with_its_comma(before: str, after: str) -> None:
    assert fixed(before, recipe(ARGUMENT, ""), 1, before.count("\n")) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("get(a)\n", "fetch(a, 1)\n"),
        ("get(a, b=2)\n", "fetch(a, b=2, 1)\n"),
        ("get()\n", "fetch(1)\n"),
        ("get(*a, **b)\n", "fetch(*a, **b, 1)\n"),
    ],
)
def test_variables_are_filled_and_empty_ones_go_with_their_comma(before: str, after: str) -> None:
    assert fixed(before, recipe({"rule": {"pattern": "get($$$ARGS)"}}, "fetch($$$ARGS, 1)")) == after


@pytest.mark.parametrize("text", ["get(\n    a,  # why\n    b,\n)\n", "get(\n    # why\n    a\n)\n"])
def test_a_comment_that_would_be_lost_stops_a_fix(text: str) -> None:
    how = recipe({"rule": {"any": [{"pattern": "get($A, $B)"}, {"pattern": "get($A)"}]}}, "put($A)")
    assert fixed(text, how, 1, text.count("\n")) == text


def test_a_comment_that_is_kept_does_not() -> None:
    text = "get(\n    a,  # why\n    b,\n)\n"
    how = recipe({"rule": {"pattern": "get($$$ARGS)"}}, "put($$$ARGS)")
    assert fixed(text, how, 1, 4).startswith("put(a,  # why\n    b")


def test_only_lines_of_the_finding_change() -> None:
    text = "get(1)\nget(2)\nget(3)\n"
    assert fixed(text, recipe({"rule": {"pattern": "get($A)"}}, "put($A)"), 2, 2) == "get(1)\nput(2)\nget(3)\n"
    assert fixed(text, recipe(None, r"put(\1)", regex=r"get\((\d)\)"), 3, 3) == "get(1)\nget(2)\nput(3)\n"
    assert fixed(text, recipe({"rule": {"pattern": "other($A)"}}, "put($A)"), 2, 2) == text


def test_inner_matches_give_way_to_outer_ones() -> None:
    assert fixed("get(get(1))\n", recipe({"rule": {"pattern": "get($A)"}}, "put($A)")) == "put(get(1))\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x()\n", "import safe\n\nx()\n"),
        ('"""Docs."""\n\nx()\n', '"""Docs."""\n\nimport safe\n\nx()\n'),
        ("#!/usr/bin/env python\n# License.\nx()\n", "#!/usr/bin/env python\n# License.\nimport safe\n\nx()\n"),
        ("from __future__ import annotations\n\nx()\n", "from __future__ import annotations\nimport safe\n\nx()\n"),
        ("import os\nimport safe\n\nx()\n", "import os\nimport safe\n\nx()\n"),
        ("x('safe')\n", "import safe\n\nx('safe')\n"),
        ("import os  # why\nx()\n", "import os  # why\nimport safe\nx()\n"),
        ("import os; import re\nx()\n", "import os; import re\nimport safe\nx()\n"),
        ("import os\nx()\nimport late\n", "import os\nimport safe\nx()\nimport late\n"),
        ("x()\nimport late\n", "import safe\n\nx()\nimport late\n"),
        ("import os\r\nx()\r\n", "import os\r\nimport safe\r\nx()\r\n"),
        ("x()\r\n", "import safe\r\n\r\nx()\r\n"),
        ("import os", "import os\nimport safe"),
        ("safe = 1\nx(safe)\n", None),
        ("import other as safe\nx(safe)\n", None),
        ("from many import safe\nx()\n", None),
    ],
)
def test_an_import_is_brought_once_and_never_over_another_meaning(before: str, after: str | None) -> None:
    edits = bring("import safe", parse(before, "python"), before, "python")
    assert (None if edits is None else applied(before, edits)) == after


def test_a_tree_that_could_keep_the_parser_busy_is_left_alone() -> None:
    deep = "get(" * 400 + "1" + ")" * 400 + "\n"
    assert fixed(deep, recipe({"rule": {"pattern": "get($A)"}}, "put($A)")) == deep


edits = st.builds(
    lambda start, size, text: Edit(start, start + size, text),
    st.integers(0, 40),
    st.integers(0, 5),
    st.text(max_size=3),
)


@given(st.lists(edits, max_size=8), st.lists(edits, max_size=8))
def test_joined_edits_never_meet(some: list[Edit], others: list[Edit]) -> None:
    both = joined(tuple(some), tuple(others))
    assert set(both) <= {*some, *others}
    assert all(one.end <= other.start for one, other in itertools.pairwise(both))
    text = "0123456789" * 5
    kept = [
        text[start:end]
        for start, end in zip([0, *(one.end for one in both)], [*(one.start for one in both), len(text)], strict=True)
    ]
    assert applied(text, both) == "".join(
        part for pair in zip(kept, [*(one.text for one in both), ""], strict=True) for part in pair
    )
