"""git-ai's records, parsed: each kind of key and generation, and whatever else somebody may push."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aigate.lines import Lines
from aigate.provenance.authorship import Authorship, Entry, Writer, is_human, parse, render, writer_of, writers_of

SESSION = "s_8d2579124116c6"
NOTE = f"""src/a.py
  {SESSION}::t_013c07475d8e43 2,4-23,30-25
  h_5e32efc4aad69a 79-81
"with space.py"
  4293e35 40,103,169

---
{{
  "schema_version": "authorship/3.0.0",
  "prompts": {{"4293e35": {{"agent_id": {{"tool": "cursor", "id": "x", "model": "unknown"}}, "messages": [{{"text": "---"}}]}}}},
  "sessions": {{"{SESSION}": {{"agent_id": {{"tool": "claude", "id": "y", "model": "claude-sonnet-4-6"}}}}}}
}}
""".encode()

# ---------------------------------------------------------------- the text


def test_a_note_is_read_with_every_kind_of_range() -> None:
    record = parse(NOTE.replace(b",30-25", b""))
    assert record.files == {
        "src/a.py": (
            Entry(f"{SESSION}::t_013c07475d8e43", Lines([(2, 2), (4, 23)])),
            Entry("h_5e32efc4aad69a", Lines([(79, 81)])),
        ),
        "with space.py": (Entry("4293e35", Lines.of([40, 103, 169])),),
    }
    assert (record.is_whole, record.problems, record.torn) == (True, (), frozenset())
    assert writers_of(record.metadata) == (
        {"4293e35": Writer("cursor", "unknown"), SESSION: Writer("claude", "claude-sonnet-4-6")},
        (),
    )


def test_a_range_that_cannot_be_costs_no_other_line() -> None:
    record = parse(NOTE)
    assert record.files["src/a.py"][0].lines == Lines([(2, 2), (4, 23)])
    assert (record.torn, record.problems) == (frozenset({"src/a.py"}), ("1 lines that cannot be read",))


@pytest.mark.parametrize(
    "note",
    [
        pytest.param(b'---\n{"prompts": {}}', id="nothing is attested"),
        pytest.param(b"---", id="no metadata"),
        pytest.param(b"\r\n---\r\n{}", id="carriage returns"),
        pytest.param(b'{"files": {}}', id="early and empty"),
    ],
)
def test_an_empty_note_says_nothing_and_nothing_is_wrong_with_it(note: bytes) -> None:
    record = parse(note)
    assert (dict(record.files), record.is_whole, record.problems) == ({}, True, ())


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        pytest.param("  abc1234 0", [], id="there is no line 0"),
        pytest.param("  abc1234 9-8", [], id="backwards"),
        pytest.param("  abc1234 1,,3", [1, 3], id="an empty range"),
        pytest.param("  abc1234 1, 3", [1], id="a space between ranges"),
        pytest.param("  abc1234 1-", [], id="an open range"),
        pytest.param("  abc1234 -4", [], id="a negative number"),
        pytest.param("  abc1234 12345678901234567890", [], id="more lines than a file has"),
        pytest.param("  abc1234 \u0661", [], id="digits of another script"),
        pytest.param("  abc1234", [], id="a key alone"),
        pytest.param("   abc1234 1", [], id="three spaces"),
        pytest.param(" abc1234 1", [], id="one space"),
        pytest.param("\tabc1234 1", [], id="a tab"),
    ],
)
def test_a_line_that_cannot_be_read_is_told_and_what_is_sound_in_it_kept(line: str, kept: list[int]) -> None:
    record = parse(f"a.py\n{line}\n  fedcba9 7\n---\n{{}}".encode())
    assert [list(entry.lines) for entry in record.files["a.py"]] == [*([kept] if kept else []), [7]]
    assert (record.torn, len(record.problems)) == (frozenset({"a.py"}), 1)


def test_lines_before_any_path_are_told() -> None:
    record = parse(b"  abc1234 1\na.py\n  abc1234 2\n---\n{}")
    assert (list(record.files), record.torn, len(record.problems)) == (["a.py"], frozenset(), 1)


def test_without_the_divider_lines_hold_and_the_record_is_not_whole() -> None:
    record = parse(b"a.py\n  abc1234 2\n")
    assert (record.files["a.py"][0].lines, record.is_whole) == (Lines.of([2]), False)


def test_a_path_named_twice_has_the_entries_of_both() -> None:
    assert len(parse(b"a\n  k 1\nb\n  k 1\na\n  k 2\n---").files["a"]) == 2


def test_entries_of_files_that_nobody_asks_for_are_left_out_but_their_names_stay() -> None:
    record = parse(b"a\n  k 1\n  bad\nb\n  k 1\n---", {"b"}.__contains__)
    assert (record.files["a"], len(record.files["b"]), record.problems) == ((), 1, ())


def test_a_name_that_is_no_utf8_is_spelled_as_git_spells_it() -> None:
    assert list(parse(b"caf\xe9.py\n  k 1\n---").files) == ["caf\udce9.py"]


@pytest.mark.parametrize(
    ("key", "human"),
    [
        ("h_5e32efc4aad69a", True),
        ("human", True),
        ("h_", False),
        ("h_xyz", False),
        ("humans", False),
        ("s_8d2579124116c6::t_013c07475d8e43", False),
        ("s_8d2579124116c6", False),
        ("0123456789abcdef", False),
        ("4293e35", False),
        ("ai_agent", False),
        ("f3b1c9a0-fe48-4948-ab50-0123456789ab", False),
    ],
)
def test_only_two_kinds_of_keys_are_a_humans(key: str, human: bool) -> None:
    assert is_human(key) is human


# ---------------------------------------------------------------- the JSON

CLAUDE, CURSOR = Writer("claude", "opus"), Writer("cursor")


@pytest.mark.parametrize(
    ("key", "writers", "writer"),
    [
        ("s_1::t_2", {}, None),
        ("s_1::t_2", {"s_1": CLAUDE}, CLAUDE),
        ("s_1", {"s_1": CLAUDE}, CLAUDE),
        ("4293e35", {"4293e35": CURSOR, "s_1": CLAUDE}, CURSOR),
        ("4293e35", {"4293e35a": CURSOR}, None),
        ("ai_agent", {"s_1": CLAUDE}, CLAUDE),
        ("ai_agent", {"s_1": CLAUDE, "s_2": CLAUDE}, CLAUDE),
        ("ai_agent", {"s_1": CLAUDE, "s_2": CURSOR}, None),
        ("ai_agent", {}, None),
    ],
)
def test_who_is_behind_a_key(key: str, writers: dict[str, Writer], writer: Writer | None) -> None:
    assert writer_of(key, writers) == writer


@pytest.mark.parametrize(
    "metadata",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"{", id="cut short"),
        pytest.param(b"[]", id="a list"),
        pytest.param(b"[" * 200_000, id="nested too deep"),
        pytest.param(b'{"a":' * 200_000, id="objects nested too deep"),
        pytest.param(b"1" * 5000, id="a number too long"),
        pytest.param(b"\xff\xfe{}", id="no UTF-8"),
    ],
)
def test_metadata_that_cannot_be_read_names_nobody_and_is_told(metadata: bytes) -> None:
    writers, problems = writers_of(metadata)
    assert (writers, len(problems)) == ({}, 1)


@pytest.mark.parametrize(
    ("keys", "found"),
    [
        pytest.param(["4293e35"], {"4293e35": Writer("cursor", "gpt-5")}, id="a prompt"),
        pytest.param(["s_1::t_2"], {"s_1::t_2": Writer("claude", "opus")}, id="a session, under the key of its trace"),
        pytest.param(
            ["4293e35", "0000000"],
            {"4293e35": Writer("cursor", "gpt-5"), "s_1": Writer("claude", "opus")},
            id="an orphan",
        ),
        pytest.param(
            ["ai_agent"], {"4293e35": Writer("cursor", "gpt-5"), "s_1": Writer("claude", "opus")}, id="any agent"
        ),
        pytest.param(
            ["s_.*"], {"4293e35": Writer("cursor", "gpt-5"), "s_1": Writer("claude", "opus")}, id="no plain key"
        ),
    ],
)
def test_of_long_metadata_only_the_keys_that_matter_are_read(keys: list[str], found: dict[str, Writer]) -> None:
    quoted = json.dumps({"4293e35": {"agent_id": {"tool": "forged", "model": "x"}}})
    talk = [{"text": quoted * 2000}, {"text": '"4293e35": {"agent_id": {"tool": "forged"}}'}]
    about = {
        "prompts": {"4293e35": {"agent_id": {"tool": "cursor", "id": "i", "model": "gpt-5"}, "messages": talk}},
        "sessions": {"s_1": {"agent_id": {"tool": "claude", "id": "i", "model": "opus"}}},
    }
    for indent in (None, 2):
        assert writers_of(json.dumps(about, indent=indent).encode(), keys) == (found, ())


def test_metadata_of_other_types_names_nobody() -> None:
    about = {"prompts": {"a": None, "b": {"agent_id": "claude"}, "c": {"agent_id": {"tool": 1, "model": ["x"]}}}}
    assert writers_of(json.dumps(about | {"sessions": []}).encode()) == ({"c": Writer("", "")}, ())


def test_names_are_bounded() -> None:
    about = {"sessions": {"s_1": {"agent_id": {"tool": "x" * 10_000, "model": "y" * 10_000}}}}
    assert len(writers_of(json.dumps(about).encode())[0]["s_1"].tool) == 200


# ---------------------------------------------------------------- the early generations


def test_an_early_record_has_names_for_keys() -> None:
    authors = [
        {"author": "Claude", "lines": [22, [1, 3], [1, 2]], "agent_metadata": None},
        {"author": "Jo", "lines": []},
    ]
    record = parse(json.dumps({"files": {"a.py": {"file": "a.py", "authors": authors}}}).encode())
    assert record.is_early
    assert record.files["a.py"] == (Entry("Claude", Lines([(1, 3), (22, 22)])), Entry("Jo", Lines()))


@pytest.mark.parametrize(
    "file",
    [
        None,
        {"authors": None},
        {"authors": [None]},
        {"authors": [{"author": 1, "lines": [1]}]},
        {"authors": [{"author": "Claude", "lines": [[1]]}]},
        {"authors": [{"author": "Claude", "lines": [[3, 2]]}]},
        {"authors": [{"author": "Claude", "lines": [True]}]},
        {"authors": [{"author": "Claude", "lines": ["1"]}]},
        {"authors": [{"author": "Claude", "lines": [1.5]}]},
        {"authors": [{"author": "Claude", "lines": [10**12]}]},
    ],
)
def test_what_is_odd_in_an_early_record_is_told(file: object) -> None:
    record = parse(json.dumps({"files": {"a.py": file}}).encode())
    assert (record.torn, len(record.problems), record.is_whole) == (frozenset({"a.py"}), 1, True)


@pytest.mark.parametrize("data", [b"{", b'{"files": []}', b"{}", b'{"files":' + b"[" * 100_000])
def test_an_early_record_that_cannot_be_read_is_told(data: bytes) -> None:
    record = parse(data)
    assert (record.is_whole, record.is_early, len(record.problems)) == (False, True, 1)


# ---------------------------------------------------------------- properties

_names = st.text(st.characters(blacklist_characters='\n\r"', blacklist_categories=["Cs"]), min_size=1).filter(
    lambda name: name.strip(" \t") not in ("", "---") and not name.startswith("\ufeff") and name[0] != "{"
)
_lines = st.lists(st.tuples(st.integers(1, 10**6), st.integers(0, 30)), min_size=1, max_size=5).map(
    lambda pairs: Lines((start, start + length) for start, length in pairs)
)
_keys = st.one_of(
    st.from_regex(
        r"s_[0-9a-f]{14}::t_[0-9a-f]{14}|s_[0-9a-f]{14}|h_[0-9a-f]{14}|[0-9a-f]{7}|[0-9a-f]{16}", fullmatch=True
    ),
    st.sampled_from(["ai_agent", "human"]),
    st.uuids().map(str),
)
_records = st.builds(
    Authorship,
    files=st.dictionaries(_names, st.lists(st.builds(Entry, _keys, _lines), max_size=4).map(tuple), max_size=4),
    metadata=st.sampled_from([b"", b"\n{}", b'\n{"x": "\\n---\\n"}\n']),
)


@given(_records)
def test_what_is_rendered_is_read_back(record: Authorship) -> None:
    assert parse(render(record)) == record


@given(st.binary(max_size=200))
def test_garbage_never_raises(data: bytes) -> None:
    record = parse(data)
    writers_of(record.metadata)
    assert record.is_whole or record.problems


def test_a_first_line_of_garbage_makes_no_json_of_a_record() -> None:
    record = parse(b"  {\na.py\n  h_0123456789abcd 1-2\n---\n{}")
    assert [entry.key for entry in record.files["a.py"]] == ["h_0123456789abcd"]


@settings(max_examples=200)
@given(_records, st.data())
def test_a_record_with_a_line_of_garbage_keeps_every_other_line(record: Authorship, data: st.DataObject) -> None:
    lines = render(record).split(b"\n")
    divider = lines.index(b"---")
    garbage = data.draw(st.binary(min_size=1, max_size=30).map(lambda text: b"  " + text.replace(b"\n", b"")))
    lines.insert(data.draw(st.integers(0, divider)), garbage)
    found = parse(b"\n".join(lines))
    for path, entries in record.files.items():
        assert [entry for entry in found.files[path] if entry in entries] == list(entries)
