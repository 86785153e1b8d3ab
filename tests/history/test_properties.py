"""Whatever a porcelain holds and however a file was edited, no line is lost, doubled or mistaken for another."""

from __future__ import annotations

from difflib import SequenceMatcher

from hypothesis import given
from hypothesis import strategies as st

from aigate.git.blame import Run, annotated, runs
from aigate.history.blame import _author, _cuts, _pieces
from aigate.history.staged import _carried, _slice
from aigate.lines import Lines
from aigate.model import Claim, FileAttribution, Hunk, Scope, Share, Verdict

COMMITS = ["a" * 40, "b" * 40, "c" * 64]
CONTENT = st.binary(max_size=12).map(lambda data: data.replace(b"\n", b"\r"))
LINE = st.tuples(st.sampled_from(COMMITS), st.integers(1, 6), CONTENT)


def porcelain(lines: list[tuple[str, int, bytes]]) -> bytes:
    """A porcelain as git writes one, each line a group of its own, each commit introduced where it first stands."""
    said, seen = b"", set()
    for number, (commit, origin, content) in enumerate(lines, 1):
        said += f"{commit} {origin} {number} 1\n".encode()
        if commit not in seen:
            said += b"author A\n" + (b"boundary\n" if commit[0] == "b" else b"") + b'filename "f\\303\\251.py"\n'
        seen.add(commit)
        said += b"\t" + content + b"\n"
    return said


@given(st.lists(LINE, max_size=12))
def test_runs_tell_of_every_line_once_and_in_order(lines: list[tuple[str, int, bytes]]) -> None:
    told = [(run.commit, run.origin + at, run.boundary) for run in runs(porcelain(lines)) for at in range(run.size)]
    assert told == [(commit, origin, commit[0] == "b") for commit, origin, _ in lines]
    assert {run.path for run in runs(porcelain(lines))} <= {"fé.py"}


@given(st.lists(LINE, max_size=12))
def test_what_is_annotated_can_be_taken_away_again(lines: list[tuple[str, int, bytes]]) -> None:
    said = porcelain(lines)
    more = annotated(said, lambda _, number, __: [f"aigate-line {number}"])
    assert more.count(b"\naigate-line ") == len(lines)
    assert b"\n".join(part for part in more.split(b"\n") if not part.startswith(b"aigate-")) == said


def hunks_between(old: list[int], new: list[int]) -> list[Hunk]:
    """The hunks of a diff without context, as git numbers them."""
    found = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            found.append(Hunk(c + 1 if d > c else c, d - c, a + 1 if b > a else a, b - a))
    return found


@given(
    st.lists(st.integers(0, 9), max_size=9),
    st.lists(st.integers(0, 9), max_size=9),
    st.integers(1, 9),
    st.integers(1, 9),
)
def test_staged_lines_are_those_of_head_or_new(old: list[int], new: list[int], start: int, size: int) -> None:
    head = [Run(at + 1, 1, "c" * 40, at + 1, "old.py", boundary=False) for at in range(len(old))]
    whole = list(_carried(head, hunks_between(old, new), "new.py", len(new)))
    assert [run.start + at for run in whole for at in range(run.size)] == list(range(1, len(new) + 1))
    for run in whole:
        if run.commit:
            assert old[run.origin - 1] == new[run.start - 1]
    part = list(_slice(whole, start, start, size))
    assert [run.start + at for run in part for at in range(run.size)] == [
        line for line in range(start, start + size) if line <= len(new)
    ]


SPANS = st.lists(
    st.tuples(st.integers(1, 12), st.integers(0, 4)).map(lambda one: (one[0], one[0] + one[1])), max_size=4
)


@given(SPANS, SPANS, SPANS, st.integers(1, 8), st.integers(1, 8))
def test_pieces_of_a_run_are_of_one_author_each(
    ai: list[tuple[int, int]], human: list[tuple[int, int]], more: list[tuple[int, int]], start: int, size: int
) -> None:
    claims = [Claim("markers", verdict, Scope.LINE, "q") for verdict in (Verdict.AI, Verdict.HUMAN, Verdict.AI)]
    shares = tuple(Share(Lines(spans), claim) for spans, claim in zip((ai, human, more), claims, strict=True))
    whole = Lines(ai) | Lines(more)
    file = FileAttribution("a.py", ai=whole, human=Lines(human) - whole, shares=shares)
    pieces = list(_pieces(Run(1, size, "c", start, "a.py", boundary=False), _cuts(file)))
    assert [line for piece in pieces for line in range(piece.start, piece.end + 1)] == list(range(start, start + size))
    for piece in pieces:
        assert len({repr(_author(file, line)) for line in range(piece.start, piece.end + 1)}) == 1
