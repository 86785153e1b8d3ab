"""git-ai's working log, parsed: nothing of a sound log is lost, and nothing in a bad one is raised."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigate.provenance.checkpoints import Log, Range, State, parse
from aigate.provenance.record_file import composed
from tests.provenance.worklog import CLAUDE, CODEX, WHEN, checkpoint, lines, prompt, session

BLOB = "ab" * 32
OTHER = "cd" * 32
AI = "s_0123456789abcd::t_1"


def rows(*values: object) -> bytes:
    return "".join(json.dumps(value) + "\n" for value in values).encode()


def states(log: Log, path: str = "a.py") -> list[State]:
    return list(log.states.get(path, {}).values())


@pytest.mark.parametrize(
    ("row", "torn"),
    [
        pytest.param(checkpoint("a.py", BLOB, []), 0, id="an entry without lines and characters: a human's touch"),
        pytest.param(
            checkpoint("a.py", BLOB, [lines(1, 2, AI)], api_version="checkpoint/2.0.0"), 0, id="another version"
        ),
        pytest.param({"entries": []}, 0, id="no version"),
        pytest.param(checkpoint("a.py", BLOB, [], entries={}), 1, id="entries that are none"),
        pytest.param(checkpoint("a.py", BLOB, [], entries=[{}, 7, {"file": 3}]), 3, id="entries without a file"),
        pytest.param([1, 2], 1, id="a line that is no object"),
        pytest.param(checkpoint("a.py", BLOB, [lines(3, 2, AI)]), 0, id="a range that is empty"),
        pytest.param(checkpoint("a.py", BLOB, [lines(0, 2, AI)]), 1, id="a range from line nought"),
        pytest.param(checkpoint("a.py", BLOB, [lines(True, 2, AI)]), 1, id="a range from true"),
        pytest.param(checkpoint("a.py", BLOB, [lines(1, 1 << 50, AI)]), 1, id="a range beyond all files"),
        pytest.param(checkpoint("a.py", BLOB, [lines(1, 2, "")]), 1, id="a range of nobody"),
        pytest.param(checkpoint("a.py", BLOB, [{"start_line": 1}]), 1, id="half a range"),
        pytest.param(checkpoint("a.py", BLOB, [], entries=[{"file": "a.py", "line_attributions": 7}]), 1, id="no list"),
    ],
)
def test_what_says_nothing(row: object, torn: int) -> None:
    log = parse(rows(row))
    assert (states(log), log.torn) == ([], torn)


def test_the_newest_entry_of_a_content_counts_and_the_newest_content_comes_last() -> None:
    first, second = lines(1, 2, AI), lines(3, 3, "h_1", "s_9")
    log = parse(
        rows(
            checkpoint("a.py", BLOB, [first], when=1),
            checkpoint("a.py", OTHER, [first], when=2),
            checkpoint("b.py", BLOB, [first], when=3),
            checkpoint("a.py", BLOB, [second], when=4),
        )
    )
    assert states(log) == [State(OTHER, (Range(1, 2, AI),), 2), State(BLOB, (Range(3, 3, "h_1", "s_9"),), 4)]
    assert states(log, "b.py") == [State(BLOB, (Range(1, 2, AI),), 3)]


def test_characters_without_lines_clear_a_file() -> None:
    log = parse(rows(checkpoint("a.py", BLOB, [lines(1, 2, AI)]), checkpoint("a.py", OTHER, [], characters=True)))
    assert states(log)[-1] == State(OTHER, (), WHEN)


def test_what_is_carried_over_comes_first() -> None:
    initial = {"files": {"a.py": [lines(1, 1, AI)], "b.py": []}, "file_blobs": {"a.py": BLOB, "b.py": OTHER}}
    log = parse(rows(checkpoint("a.py", OTHER, [lines(2, 2, AI)])), json.dumps(initial, indent=2).encode())
    assert states(log) == [State(BLOB, (Range(1, 1, AI),)), State(OTHER, (Range(2, 2, AI),), WHEN)]
    assert states(log, "b.py") == []


@pytest.mark.parametrize("initial", [b"[]", b"{", b"{}", b'{"files": []}', b"\xff", b"[" * 100_000])
def test_a_broken_initial_is_counted(initial: bytes) -> None:
    log = parse(b"", initial)
    assert (log.torn, log.states) == (1, {})


def test_torn_lines_are_counted_and_the_others_read() -> None:
    good = rows(checkpoint("a.py", BLOB, [lines(1, 2, AI)]))
    log = parse(good[:-40] + b"\n" + good + b"\n\r\n" + b"[" * 100_000 + b"\n" + good[:9])
    assert (len(states(log)), log.torn, log.foreign) == (1, 3, 0)


@pytest.mark.parametrize(
    "name", ["", "../../HEAD", "/etc/passwd", "AB" * 32, BLOB + "\n", BLOB[:-1], "ａ" * 64, None, 7, [BLOB]]
)
def test_a_name_that_no_snapshot_has_is_none(name: Any) -> None:
    assert states(parse(rows(checkpoint("a.py", name, [lines(1, 2, AI)]))))[0].blob == ""


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        pytest.param(session(CLAUDE), ("claude", "claude-opus-4-8"), id="a session"),
        pytest.param(
            session(CLAUDE).partition("::")[0], ("claude", "claude-opus-4-8"), id="a session without its edit"
        ),
        pytest.param(prompt(CLAUDE), ("claude", "claude-opus-4-8"), id="a prompt"),
        pytest.param(prompt(CLAUDE, 7), ("claude", "claude-opus-4-8"), id="a prompt's short id"),
        pytest.param("s_orphan::t_9", ("codex", "gpt-5.4"), id="an edit whose session is not listed"),
        pytest.param(f"{session(CLAUDE, 't_2')}", ("claude", "claude-x-2"), id="an edit with another model"),
        pytest.param(f"{session(CLAUDE, 't_9')}", ("claude", "claude-opus-4-8"), id="an edit that another claims"),
        pytest.param("s_carried::t_0", ("cursor", None), id="a session carried over"),
        pytest.param("f" * 16, ("amp", "unknown"), id="a prompt carried over"),
        pytest.param("s_orphan", (None, None), id="nobody known"),
    ],
)
def test_who_is_behind_an_id(author: str, expected: tuple[object, object]) -> None:
    initial = {
        "files": {},
        "sessions": {"s_carried": {"agent_id": {"tool": "cursor", "id": "1"}}, "s_bad": 7},
        "prompts": {"f" * 16: {"agent_id": {"tool": "amp", "id": "2", "model": "unknown"}}},
    }
    checkpoints = rows(
        checkpoint("a.py", BLOB, [], agent=CLAUDE | {"model": "claude-x-2"}, trace_id="t_2"),
        checkpoint("a.py", BLOB, [], agent=CLAUDE),
        checkpoint("a.py", BLOB, [], agent=CODEX, trace_id="t_9"),
    )
    assert parse(checkpoints, json.dumps(initial).encode()).tool_of(author) == expected


def test_paths_are_compared_composed() -> None:
    log = parse(rows(checkpoint("cafe\u0301.py", BLOB, [lines(1, 1, AI)])))
    assert list(log.states) == ["caf\u00e9.py"]


_RANGES = st.builds(
    lines,
    st.integers(1, 50),
    st.integers(51, 99),
    st.text(min_size=1, max_size=20),
    st.none() | st.text(max_size=20),
)
_ROWS = st.builds(
    checkpoint,
    st.text(min_size=1, max_size=8),
    st.integers(0, 3).map(lambda number: f"{number:064x}"),
    st.lists(_RANGES, min_size=1, max_size=4),
)


@given(st.lists(_ROWS, max_size=8))
def test_nothing_of_a_sound_log_is_lost(given_rows: list[dict[str, Any]]) -> None:
    log = parse(rows(*given_rows))
    assert (log.torn, log.foreign) == (0, 0)
    newest = {(composed(row["entries"][0]["file"]), row["entries"][0]["blob_sha"]): row for row in given_rows}
    assert sum(map(len, log.states.values())) == len(newest)
    for (path, blob), row in newest.items():
        said = row["entries"][0]["line_attributions"]
        assert log.states[path][blob].ranges == tuple(
            Range(one["start_line"], one["end_line"], one["author_id"], one["overrode"]) for one in said
        )


_KEYS = ["files", "file_blobs", "sessions", "prompts", "agent_id", "entries", "file", "line_attributions", "start_line"]
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_KEYS), inner, max_size=4),
    max_leaves=20,
)


@given(st.lists(_JSON, max_size=4), _JSON, st.binary(max_size=60))
def test_nothing_is_raised_whatever_stands_there(values: list[object], initial: object, noise: bytes) -> None:
    versioned = [value | {"api_version": "checkpoint/1.0.0"} if isinstance(value, dict) else value for value in values]
    parse(rows(*versioned) + noise, json.dumps(initial).encode())
    parse(noise, noise)
