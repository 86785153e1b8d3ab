from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigate.model import Confidence, Verdict
from aigate.provenance.anchors.record import Anchor, Covered, join, parse, render

HASHES = st.text("0123456789abcdef", min_size=6, max_size=6)
NAMES = st.from_regex(r"[a-z0-9][a-z0-9._-]{0,20}", fullmatch=True)
PATHS = st.binary(min_size=1, max_size=20).map(lambda data: data.decode("utf-8", "surrogateescape"))
ANCHORS = st.builds(
    Anchor,
    path=PATHS,
    start=st.integers(1, 999_999_999),
    verdict=st.sampled_from([Verdict.AI, Verdict.HUMAN]),
    source=st.from_regex(r"[a-z][a-z-]{0,20}", fullmatch=True),
    agent=st.none() | NAMES,
    model=st.none() | st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=40),
    confidence=st.sampled_from(Confidence),
    when=st.integers(0, 10**11 - 1),
    salt=st.text("0123456789abcdef", min_size=4, max_size=4),
    symbol=st.just("") | HASHES,
    before=st.just("") | HASHES,
    lines=st.lists(st.just("") | HASHES, min_size=1, max_size=9).map(tuple),
    after=st.just("") | HASHES,
)
COVERED = st.builds(
    Covered,
    path=PATHS,
    salt=st.text("0123456789abcdef", min_size=4, max_size=4),
    content=st.text("0123456789abcdef", min_size=16, max_size=16),
)
ONE = "v1 a.py 3 ai journal claude claude-opus-4 high 1767323045 0a1b - aaaaaa:bbbbbb,,cccccc:"


@given(st.lists(ANCHORS, max_size=4).map(tuple), st.lists(COVERED, max_size=2).map(tuple))
def test_what_is_rendered_is_parsed(anchors: tuple[Anchor, ...], covered: tuple[Covered, ...]) -> None:
    note = parse(render(anchors, covered))
    assert (set(note.anchors), set(note.covered), note.unreadable) == (set(anchors), set(covered), 0)


@given(st.lists(ANCHORS, max_size=4).map(tuple), st.lists(ANCHORS, max_size=4).map(tuple))
def test_the_union_of_two_notes_says_what_both_say(mine: tuple[Anchor, ...], theirs: tuple[Anchor, ...]) -> None:
    united = join(render(mine), render(theirs))
    assert set(parse(united).anchors) == {*mine, *theirs}
    assert united == render((*mine, *theirs)), "git's union of sorted lines is what aigate itself would have written"


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: f"v1 {text}\n".encode("utf-8", "replace")))
def test_no_bytes_break_the_parser(data: bytes) -> None:
    parse(data)


def test_a_record_is_read() -> None:
    (anchor,) = parse(ONE.encode()).anchors
    assert (anchor.path, anchor.start, anchor.agent, anchor.model) == ("a.py", 3, "claude", "claude-opus-4")
    assert (anchor.before, anchor.lines, anchor.after) == ("aaaaaa", ("bbbbbb", "", "cccccc"), "")


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(ONE.replace("v1", "v2"), id="a version that is not known"),
        pytest.param(ONE.replace(" 3 ", " 0 "), id="line zero"),
        pytest.param(ONE.replace(" ai ", " unknown "), id="a verdict that is none"),
        pytest.param(ONE.replace("bbbbbb", "BBBBBB"), id="digits in capitals"),
        pytest.param(ONE.replace("bbbbbb", "bbbbb"), id="a hash that is too short"),
        pytest.param(ONE + " more", id="a word too many"),
        pytest.param(ONE.replace("claude ", "../claude "), id="an agent that is no name"),
        pytest.param(ONE.replace("a.py", "a" * 40_000), id="a line without end"),
        pytest.param("\x1b[31m" + ONE, id="control characters"),
    ],
)
def test_what_is_no_record_is_counted(line: str) -> None:
    note = parse(f"{line}\n{ONE}\n".encode())
    assert (len(note.anchors), note.unreadable) == (1, 1)
