"""The journal's records: the last one counts, old ones go, hostile ones are skipped."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigate.provenance.carry import sketch
from aigate.provenance.journal import history as histories
from aigate.provenance.journal.history import AGE, KEPT, SAME, SEEN, WROTE, Command, History
from aigate.provenance.journal.states import NOTHING, Mark, State, recall, write

NOW = time.time()
ADA = Mark("claude", "opus", "s", 1)


def text(*words: str) -> str:
    return "".join(f"{word} = call('{word}')\n" for word in words)


def state(*words: str, by: dict[int, Mark] | None = None, seams: frozenset[int] = frozenset()) -> State:
    return State(sketch(text(*words), b"k"), by or {}, seams)


def record(path: str, kind: str, one: State | None, when: float = NOW, digest: str = "") -> bytes:
    return histories.of_path(path, kind, digest or str(one), (1, 2, 3), when, "call", one)


def command(call: str, when: float = NOW, inside: str = "") -> Command:
    return Command(call, "claude", "opus", "s", when, "0" * 40, frozenset({"a"}), {"b": "c"}, 0, ("r",), 9, inside, 0)


def test_the_newest_state_comes_first_and_equal_ones_once() -> None:
    one, two = state("a", by={1: ADA}), state("a", "b", seams=frozenset({1}))
    log = [
        record("p", SEEN, one),
        record("q", SEEN, two),
        record("p", SAME, None, digest=str(one)),
        record("p", WROTE, two),
    ]
    history = History(log)
    assert [found.sketch.keys for found in history.states("p")] == [two.sketch.keys, one.sketch.keys]
    assert [found.seams for found in history.states("p")] == [{1}, frozenset()]
    assert [dict(found.by) for found in history.states("p")] == [{}, {1: ADA}]
    last = history.last("p")
    assert last is not None
    assert (last.kind, last.stamp, last.call) == (WROTE, (1, 2, 3), "call")
    assert ("p" in history, "r" in history) == (True, False)
    assert history.paths() == ["q", "p"]
    assert list(history.states("r")) == []


@pytest.mark.parametrize("path", ['a"b', 'a","k":"x', "é\n\t\\", "\udcff", "a'b"])
def test_a_path_may_hold_anything(path: str) -> None:
    history = History([record(path, SEEN, state("a"))])
    assert history.paths() == [path]
    assert len(list(history.states(path))) == 1


def test_a_command_runs_until_its_end_is_told_or_it_is_too_old() -> None:
    log = [histories.of_command(command("one")), histories.of_command(command("two"))]
    log += [histories.of_end("one", NOW), histories.of_command(command("old", NOW - AGE - 1))]
    (running,) = History(log).running(NOW)
    assert running == command("two")._replace(at=1)
    assert running.mark == Mark("claude", "opus", "s", int(NOW))


def test_a_command_inside_another_has_that_ones_snapshot_even_when_that_is_over() -> None:
    inner = command("in", inside="out")._replace(dirty=frozenset(), session="other", revs=("mine",))
    log = [histories.of_command(command("out")), histories.of_end("out", NOW), histories.of_command(inner)]
    (running,) = History(log).running(NOW)
    assert (running.id, running.session, set(running.dirty), running.at) == ("in", "other", {"a"}, 0)
    assert running.revs == ("mine", "r")
    assert History(log[2:]).running(NOW) == []
    assert History([*log[2:], histories.of_command(inner._replace(id="out"))]).running(NOW) == []


def test_compaction_keeps_what_may_still_be_asked_for() -> None:
    mine, nobodys = state("a", by={1: ADA}), state("b")
    day = 86_400.0
    log = [
        record("old", WROTE, mine, NOW - KEPT - 1),
        record("recent", WROTE, mine, NOW - KEPT + day),
        record("idle", SEEN, nobodys, NOW - 2 * day),
        record("fresh", SEEN, nobodys, NOW - day / 2),
        histories.of_command(command("over", NOW - 2 * day)),
        histories.of_end("over", NOW - 2 * day),
        histories.of_missed("over", NOW - day / 2, 3, "too many"),
        histories.of_command(command("running", NOW - 60)),
        record("fresh", SAME, None, NOW, digest="x"),
    ]
    kept = History(log).compacted(NOW)
    assert [log.index(line) for line in kept] == [1, 3, 6, 7]
    assert [one.id for one in History(kept).running(NOW)] == ["running"]


def test_compaction_keeps_some_states_of_each_path() -> None:
    log = [record("p", WROTE, state(f"word{number}", by={1: ADA})) for number in range(50)]
    assert History(log).compacted(NOW) == log[-32:]


def test_compaction_bounds_the_states_of_a_large_file(monkeypatch: pytest.MonkeyPatch) -> None:
    log = [
        record("p", WROTE, state(*(f"word{number}x{line}" for line in range(99)), by={1: ADA})) for number in range(9)
    ]
    monkeypatch.setattr(histories, "_ROOM", 6 * len(log[0]))
    assert History(log).compacted(NOW) == log[-6:]
    monkeypatch.setattr(histories, "_ROOM", 0)
    assert History(log).compacted(NOW) == log[-4:]


@pytest.mark.parametrize(
    "line",
    [
        b"[]",
        b'{"p":"p","k":"wrote","text":[]}',
        b'{"p":"p","k":"wrote","d":"x","s":[1,2,"a"],"w":1.0,"i":"","text":{}}',
        b'{"p":"p","k":"wrote","d":"x","s":{},"w":1.0,"i":"","text":{"keys":"","tokens":[1]},"by":[],"seams":[]}',
        b'{"p":"p","k":"wrote","d":"x","s":null,"w":1.0,"i":"","text":{"keys":"00","tokens":{}},"by":[],"seams":[]}',
        b'{"p":"p","k":"wrote","d":"x","s":null,"w":NaN,"i":"","text":{"keys":"","tokens":{}},"by":[[1]],"seams":[]}',
        b'{"p":"p","k":"wrote","d":"x","s":null,"w":1,"i":"","text":null}',
        b'{"p":"p","k":"wrote","d":"x","s":[9999999999999999999999,1e400,0],"w":1,"i":"","text":1}',
    ],
)
def test_a_record_that_does_not_fit_is_skipped_and_counted(line: bytes) -> None:
    good = state("a")
    history = History([record("p", SEEN, good), line])
    assert [found.sketch.keys for found in history.states("p")] == [good.sketch.keys]
    assert history.broken == 1


@given(st.lists(st.binary(max_size=200)), st.binary(max_size=60))
def test_no_line_breaks_the_reader(lines: list[bytes], tail: bytes) -> None:
    log = [*lines, b'{"p":"p","k":"' + tail, b'{"c":"c","k":"open"' + tail, b'{"p":"p","k":"wrote","d":' + tail]
    history = History(log)
    history.last("p")
    list(history.states("p"))
    history.running(NOW)
    history.missed(0)
    history.compacted(NOW)


def test_more_authors_than_lines_are_refused() -> None:
    stored = json.loads(json.dumps(state("a", "b").pack()))
    stored["by"] = [["x", "", "", 0, False, [[1, 2], [1, 1]]]]
    with pytest.raises(ValueError, match="more authors"):
        State.unpack(stored)


# ---------------------------------------------------------------- states


def test_the_newest_state_that_knows_a_line_decides() -> None:
    old, new = state("a", "b", by={1: ADA, 2: ADA}), state("a", by={})
    found = recall([new, old], sketch(text("a", "b"), b"k"))
    assert dict(found.by) == {2: ADA}


def test_of_older_states_only_telling_lines_are_looked_for() -> None:
    old = State(sketch("}\nx = call(1)\n}\n\n", b"k"), {1: ADA, 2: ADA, 3: ADA, 4: ADA})
    text_now = sketch("human()\n}\n\n", b"k")
    assert dict(recall([NOTHING, old], text_now).by) == {}
    assert set(recall([NOTHING, old], sketch("y()\nx = call(1)\n}\n\n", b"k")).by) == {2, 3, 4}


@pytest.mark.parametrize(
    ("before", "after", "seams"),
    [
        ("abc", "ac", {1}),
        ("abc", "bc", {0}),
        ("abc", "ab", {2}),
        ("abc", "axc", set()),
        ("abc", "abxc", set()),
        ("abc", "", {0}),
        ("", "abc", set()),
        ("abcde", "ace", {1, 2}),
    ],
)
def test_lines_that_are_gone_leave_a_seam(before: str, after: str, seams: set[int]) -> None:
    written, _ = write(state(*before), sketch(text(*after), b"k"), ADA)
    assert written.seams == seams
    by_hand, _ = write(state(*before), sketch(text(*after), b"k"), ADA._replace(human=True))
    assert by_hand.seams == frozenset()


@pytest.mark.parametrize(("now", "seams"), [("ac", {1}), ("xac", {2}), ("abc", {1, 2}), ("xy", set()), ("c", {0})])
def test_a_seam_stays_beside_the_lines_that_it_was_beside(now: str, seams: set[int]) -> None:
    assert recall([state("a", "c", seams=frozenset({1}))], sketch(text(*now), b"k")).seams == seams


def test_lines_of_a_foreign_text_are_whose_they_were() -> None:
    old = state("theirs", by={1: ADA})
    text_now = sketch(text("mine", "theirs", "other"), b"k")
    bob = ADA._replace(agent="codex")
    written, fresh = write(NOTHING, text_now, bob, foreign=[sketch(text("theirs", "other"), b"k")], past=[old])
    assert fresh == {1}
    assert dict(written.by) == {1: bob, 2: ADA}


@given(st.lists(st.sampled_from("abcdefgh")), st.lists(st.sampled_from("abcdefgh")))
def test_a_state_survives_being_stored(before: list[str], after: list[str]) -> None:
    one, fresh = write(state(*before), sketch(text(*after), b"k"), ADA)
    again = State.unpack(json.loads(json.dumps(one.pack())))
    assert (again.sketch.keys, dict(again.by), again.seams) == (one.sketch.keys, dict(one.by), one.seams)
    assert set(one.by) == fresh


def test_texts_are_told_at_a_glance() -> None:
    log = [record("p", SEEN, state("a")), record("p", SAME, None), record("p", WROTE, state("a", "b", by={2: ADA}))]
    history = History([*log, b'{"p":"p","k":"seen","d":"","text":{"keys":"zz"}}'])
    assert [(is_agents, len(keys)) for is_agents, keys in history.texts("p")] == [(True, 2), (False, 1)]
