"""Lines found again in another text, by content alone."""

from __future__ import annotations

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigate.provenance.carry import Sketch, origins, sketch

CODE = """\
import os
import sys


def fetch(url, retries=3):
    for attempt in range(retries):
        reply = session.get(url, timeout=30)
        if reply.ok:
            return reply.json()
    raise RuntimeError("no answer from " + url)
"""


def carried(old: str, new: str) -> dict[int, int]:
    return origins(sketch(old, b"k"), sketch(new, b"k"))


# ------------------------------------------------------------------ what is not the old line any more


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("x = 1\n", "x = 2\n", id="a changed number"),
        pytest.param("call(a, b, c)\n", "call(a, c)\n", id="a dropped argument in the middle"),
        pytest.param("call(a, b, c)\n", "call(a, b)\n", id="a dropped argument at the end"),
        pytest.param("call(a, b)\n", "call(a, b, c)\n", id="an added argument"),
        pytest.param("verify = True\n", "verify = False\n", id="a changed word"),
        pytest.param("if a == b:\n", "if a != b:\n", id="a changed operator"),
    ],
)
def test_an_edited_line_is_a_new_line(old: str, new: str) -> None:
    assert 1 not in carried(old, new)


def test_a_persons_line_between_two_stays_new() -> None:
    new = CODE.replace("        if reply.ok:\n", "        log.info(url)\n        if reply.ok:\n")
    assert set(range(1, 12)) - set(carried(CODE, new)) == {8}


def test_words_that_stand_elsewhere_make_no_line() -> None:
    """A person wrote ``return url`` beside a change: both words are in the old text, yet no old line became it."""
    new = CODE.replace("            return reply.json()\n", "            return url\n")
    assert 9 not in carried(CODE, new)


# ------------------------------------------------------------------ what is


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        pytest.param(CODE, {line: line for line in range(1, 11)}, id="unchanged"),
        pytest.param("# top\n" + CODE, {line + 1: line for line in range(1, 11)}, id="moved down"),
        pytest.param(CODE.replace("    ", "\t"), {line: line for line in range(1, 11)}, id="tabs for spaces"),
        pytest.param(CODE.replace("\n", "\r\n"), {line: line for line in range(1, 11)}, id="CRLF"),
        pytest.param(
            CODE.replace(
                "session.get(url, timeout=30)", "session.get(\n            url,\n            timeout=30,\n        )"
            ),
            {**{line: line for line in range(1, 8)}, 8: 7, 9: 7, 10: 7, 11: 8, 12: 9, 13: 10},
            id="split by a formatter",
        ),
        pytest.param(
            CODE.replace('"no answer from "', "'no answer from '"),
            {line: line for line in range(1, 11)},
            id="other quotes",
        ),
        pytest.param(
            CODE.replace("import os\nimport sys\n", "import sys\nimport os\n"),
            {1: 2, 2: 1, **{line: line for line in range(3, 11)}},
            id="sorted imports",
        ),
    ],
)
def test_a_line_survives(new: str, expected: dict[int, int]) -> None:
    assert carried(CODE, new) == expected


def test_lines_joined_by_a_formatter_come_from_one_of_them() -> None:
    assert carried("call(\n    a,\n    b,\n)\nz\n", "call(a, b)\nz\n")[1] in (1, 2, 3)


def test_a_stored_sketch_carries_lines_and_survives_a_formatter_where_tokens_were_kept() -> None:
    stored = json.loads(json.dumps(sketch(CODE, b"k").pack([7])))
    assert "session" not in str(stored)
    new = CODE.replace("session.get(url, timeout=30)", "session.get(\n            url, timeout=30\n        )")
    found = origins(Sketch.unpack(stored), sketch(new, b"k"))
    assert {line: found[line] for line in (7, 8, 9)} == {7: 7, 8: 7, 9: 7}


def test_keys_differ_under_another_secret() -> None:
    assert not set(sketch("a b\n", b"one").keys) & set(sketch("a b\n", b"two").keys)


@pytest.mark.parametrize(
    "stored", [{}, {"keys": "zz", "tokens": {}}, {"keys": "00", "tokens": {}}, {"keys": "", "tokens": 3}]
)
def test_what_pack_never_made_is_refused(stored: dict[str, object]) -> None:
    with pytest.raises((ValueError, TypeError, KeyError)):
        Sketch.unpack(stored)


# ------------------------------------------------------------------ properties

TEXTS = st.lists(st.sampled_from(["a = 1", "b = 2", "}", "", "call(a, b)", "x", "if a:", "return"]), max_size=25).map(
    lambda lines: "".join(f"{line}\n" for line in lines)
)


@given(TEXTS, TEXTS)
def test_every_origin_is_a_line_of_each_side(old: str, new: str) -> None:
    found = carried(old, new)
    assert all(1 <= line <= new.count("\n") and 1 <= origin <= old.count("\n") for line, origin in found.items())


@given(TEXTS)
def test_a_text_carries_itself(text: str) -> None:
    assert carried(text, text) == {line: line for line in range(1, text.count("\n") + 1)}


@given(st.lists(st.integers(0, 999), unique=True, max_size=40), st.randoms(use_true_random=False))
def test_insertions_and_deletions_lose_no_line_that_stays(numbers: list[int], chance: random.Random) -> None:
    old = [f"value_{number} = {number}" for number in numbers]
    new: list[str] = []
    expected: dict[int, int] = {}
    for at, line in enumerate(old, 1):
        if chance.random() < 0.3:
            new.append(f"fresh_{at} = None")
        if chance.random() < 0.7:
            new.append(line)
            expected[len(new)] = at
    assert carried("".join(f"{line}\n" for line in old), "".join(f"{line}\n" for line in new)) == expected


def test_long_stretches_without_a_unique_line_are_compared_in_bounded_work() -> None:
    """Every line stands thousands of times on both sides; all of the shorter side is found in the longer one."""
    old = "".join(f"row({number % 7})\n" for number in range(6_000))
    new = "".join(f"row({number % 7})\n" for number in range(6_700))
    assert len(carried(old, new)) == 6_000
