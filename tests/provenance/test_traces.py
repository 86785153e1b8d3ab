"""Agent Trace records, parsed: nothing of a sound file is lost, and nothing in a bad one is raised."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigate.model import Verdict
from aigate.provenance.record_file import composed
from aigate.provenance.traces import Trace, Traces, parse
from tests.provenance.tracing import contributor, jsonl, record, traced

ROOTS = ("/work tree", "/private/tree")
HASH = "ab" * 32


def read(*rows: object) -> Traces:
    return parse(jsonl(*rows).encode(), ROOTS)


def all_of(found: Traces) -> list[Trace]:
    return [trace for paths in found.known.values() for traces in paths.values() for trace in traces]


def with_files(*files: object) -> dict[str, Any]:
    return record("x") | {"files": list(files)}


@pytest.mark.parametrize(
    ("row", "torn", "foreign"),
    [
        pytest.param(record(".sessions", traced(1, 1)), 0, 0, id="a session's start"),
        pytest.param(record(".shell-history", traced(1, 1)), 0, 0, id="a command"),
        pytest.param(record(".unknown", traced(1, 1)), 0, 0, id="a file that nobody knows"),
        pytest.param(record("/elsewhere/a.py", traced(1, 2)), 0, 0, id="a file outside"),
        pytest.param(record("/work tree 2/a.py", traced(1, 2)), 0, 0, id="a file in a neighbour"),
        pytest.param(record("/work tree/../a.py", traced(1, 2)), 0, 0, id="a file above"),
        pytest.param(record("../a.py", traced(1, 2)), 0, 0, id="a file above, relative"),
        pytest.param(record("C:/code/a.py", traced(1, 2)), 0, 0, id="a file on a drive"),
        pytest.param(record(".", traced(1, 2)), 0, 0, id="the folder itself"),
        pytest.param(record("a.py", traced(1, 2), version="2"), 0, 1, id="a version of one number"),
        pytest.param(record("a.py", traced(1, 2), version="1.0.0.0"), 0, 1, id="a version of four"),
        pytest.param(record("a.py", traced(1, 2), version="1.x"), 0, 1, id="no version"),
        pytest.param(record("a.py", traced(1, 2), version=1.0), 0, 1, id="a version that is a number"),
        pytest.param(record("a.py", traced(1, 2), vcs={"type": "jj", "revision": "kk"}), 0, 1, id="another system"),
        pytest.param(record("a.py", traced(1, 2), vcs={"type": "git"}), 0, 1, id="no revision"),
        pytest.param(record("a.py", traced(1, 2), vcs="git"), 0, 1, id="a system that is a word"),
        pytest.param([1], 1, 0, id="no object"),
        pytest.param({"version": "1.0"}, 1, 0, id="no files"),
        pytest.param(with_files(7), 1, 0, id="a file that is a number"),
        pytest.param(with_files({"path": "a.py"}), 1, 0, id="a file without conversations"),
        pytest.param(with_files({"path": "a.py", "conversations": [{}]}), 1, 0, id="a conversation without ranges"),
        pytest.param(record("a.py", traced(0, 2)), 1, 0, id="a range from line nought"),
        pytest.param(record("a.py", traced(1, 1 << 50)), 1, 0, id="a range beyond all files"),
        pytest.param(record("a.py", {"start_line": True, "end_line": "2"}), 1, 0, id="a range of other things"),
    ],
)
def test_what_says_nothing(row: object, torn: int, foreign: int) -> None:
    found = read(row)
    assert (all_of(found), found.torn, found.foreign) == ([], torn, foreign)


@pytest.mark.parametrize("version", ["1.0", "0.1.0", "12.34.56"])
def test_versions_that_are_read(version: str) -> None:
    assert len(all_of(read(record("a.py", traced(1, 2), version=version)))) == 1


@pytest.mark.parametrize(
    ("given_path", "path"),
    [
        pytest.param("src/a.py", "src/a.py", id="as it is"),
        pytest.param("./src//a.py", "src/a.py", id="with a dot"),
        pytest.param("/work tree/src/a.py", "src/a.py", id="absolute"),
        pytest.param("/private/tree/a.py", "a.py", id="absolute, by the real name"),
        pytest.param("cafe\u0301.py", "caf\u00e9.py", id="taken apart"),
    ],
)
def test_paths_below_the_root(given_path: str, path: str) -> None:
    assert [trace.path for trace in all_of(read(record(given_path, traced(2, 3))))] == [path]


@pytest.mark.parametrize(
    ("by", "own", "verdict", "mixed"),
    [
        pytest.param(contributor("ai"), {}, Verdict.AI, False, id="an agent"),
        pytest.param(contributor("mixed"), {}, Verdict.AI, True, id="an agent and a human"),
        pytest.param(contributor("human"), {}, Verdict.HUMAN, False, id="a human"),
        pytest.param(contributor("unknown"), {}, Verdict.UNKNOWN, False, id="nobody known"),
        pytest.param(contributor("robot"), {}, Verdict.UNKNOWN, False, id="a word of no meaning"),
        pytest.param({"model_id": "x"}, {}, Verdict.AI, False, id="nobody named: the conversation is an agent's"),
        pytest.param(contributor("ai"), contributor("human"), Verdict.HUMAN, False, id="the range overrides"),
    ],
)
def test_who_contributed(by: dict[str, Any], own: dict[str, Any], verdict: Verdict, mixed: bool) -> None:
    more = {"contributor": own} if own else {}
    (trace,) = all_of(read(record("a.py", traced(2, 3, **more), by=by)))
    assert (trace.verdict, trace.is_mixed) == (verdict, mixed)


@pytest.mark.parametrize(
    ("stated", "kept"),
    [
        (f"sha256:{HASH}", HASH),
        ("murmur3:9f2e8a1b", ""),
        (HASH, ""),
        (f"sha256:{HASH.upper()}", ""),
        (f"md5:{HASH}", ""),
        (7, ""),
    ],
)
def test_only_hashes_that_can_be_checked_are_kept(stated: object, kept: str) -> None:
    (trace,) = all_of(read(record("a.py", traced(2, 3, content_hash=stated))))
    assert trace.hash == kept


@pytest.mark.parametrize(
    ("start", "end", "more", "edit", "may", "whole"),
    [
        pytest.param(2, 2, {}, "Write", False, False, id="another line"),
        pytest.param(1, 4, {}, "Edit", True, False, id="from the first line on"),
        pytest.param(1, 1, {}, "Write", True, True, id="the first line of a file that was written"),
        pytest.param(1, 1, {}, "Edit", True, False, id="the first line of a file that was edited"),
        pytest.param(1, 1, {}, None, True, None, id="the first line by nobody knows what"),
        pytest.param(1, 1, {"content_hash": f"sha256:{HASH}"}, None, False, False, id="the first line, with its hash"),
    ],
)
def test_what_the_first_line_may_stand_for(
    start: int, end: int, more: dict[str, Any], edit: str | None, may: bool, whole: bool | None
) -> None:
    (trace,) = all_of(read(record("a.py", traced(start, end, **more), edit=edit)))
    assert (trace.may_stand_for_more, trace.is_whole) == (may, whole)


@pytest.mark.parametrize(
    ("timestamp", "when"),
    [
        ("2026-01-02T03:04:05.678Z", 1_767_323_045),
        ("2026-01-02T03:04:05", 1_767_323_045),
        ("2026-01-02T04:04:05+01:00", 1_767_323_045),
        ("0001-01-01T00:00:00+23:00", 0),
        ("yesterday", 0),
        (None, 0),
    ],
)
def test_times(timestamp: object, when: int) -> None:
    (trace,) = all_of(read(record("a.py", traced(2, 3), timestamp=timestamp)))
    assert trace.when == when


def test_revisions_keep_records_apart() -> None:
    found = read(record("a.py", traced(2, 3), at="C0FFEE"), record("a.py", traced(4, 5)))
    assert {revision: [t.start for t in paths["a.py"]] for revision, paths in found.known.items()} == {
        "c0ffee": [2],
        None: [4],
    }


def test_torn_lines_are_counted_and_the_others_read() -> None:
    good = jsonl(record("a.py", traced(2, 3)))
    found = parse((good[:50] + "\n" + good + "\r\n" + "[" * 100_000 + "\n" + good[:9]).encode())
    assert (len(all_of(found)), found.torn) == (1, 3)


_RANGES = st.builds(traced, st.integers(1, 50), st.integers(51, 99))
_RECORDS = st.builds(
    record,
    st.text(st.characters(exclude_characters="./\\:\0", exclude_categories=["Cs"]), min_size=1, max_size=8),
    _RANGES,
    _RANGES,
    at=st.none() | st.sampled_from(["a" * 40, "b" * 40]),
    by=st.builds(contributor, st.sampled_from(["ai", "mixed", "human", "unknown"])),
)


@given(st.lists(_RECORDS, max_size=6))
def test_nothing_of_a_sound_file_is_lost(given_rows: list[dict[str, Any]]) -> None:
    found = read(*given_rows)
    assert (found.torn, found.foreign) == (0, 0)
    said = [
        (row.get("vcs", {}).get("revision"), composed(file["path"]), one["start_line"], one["end_line"])
        for row in given_rows
        for file in row["files"]
        for conversation in file["conversations"]
        for one in conversation["ranges"]
    ]
    heard = [
        (revision, path, trace.start, trace.end)
        for revision, paths in found.known.items()
        for path, traces in paths.items()
        for trace in traces
    ]
    assert sorted(map(str, heard)) == sorted(map(str, said))


_KEYS = ["version", "vcs", "files", "path", "conversations", "ranges", "contributor", "start_line", "end_line", "tool"]
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_KEYS), inner, max_size=4),
    max_leaves=20,
)


@given(st.lists(_JSON, max_size=4), st.lists(_JSON, max_size=3), st.binary(max_size=60))
def test_nothing_is_raised_whatever_stands_there(values: list[object], files: list[object], noise: bytes) -> None:
    parse(jsonl(*values, record("x") | {"files": files}).encode() + noise)
    parse(json.dumps(record("x") | {"files": [{"path": "x", "conversations": files}]}).encode())
