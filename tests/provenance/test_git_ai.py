"""git-ai's notes on real commits: what they say of the lines that the commit adds, and of no others."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigate.config import Provenance
from aigate.git import changeset as changesets
from aigate.git.repo import Repo
from aigate.lines import Lines
from aigate.model import Attribution, Confidence, Verdict
from aigate.model import Testimony as Told
from aigate.provenance.authorship import Entry
from aigate.provenance.git_ai import EARLY, GitAi, _held
from aigate.provenance.resolve import attribute
from tests.git.reading import recorder
from tests.repository import Repository

if TYPE_CHECKING:
    from pathlib import Path

TEN = "".join(f"line {number}\n" for number in range(1, 11))
S1, S2 = "s_8d2579124116c6", "s_0db412aeb21ffe"
TRAILER = "Add\n\nCo-authored-by: Codex <noreply@openai.com>\n"


def about(**sessions: tuple[str, str]) -> str:
    known = {key: {"agent_id": {"tool": tool, "id": "i", "model": model}} for key, (tool, model) in sessions.items()}
    return json.dumps({"schema_version": "authorship/3.0.0", "prompts": {}, "sessions": known})


CLAUDE = about(**{S1: ("claude", "claude-sonnet-4-6")})


def note(repo: Repository, text: str | bytes, ref: str = "refs/notes/ai", rev: str = "HEAD") -> None:
    data = text.encode() if isinstance(text, str) else text
    blob = repo.git("hash-object", "-w", "--stdin", stdin=data)
    repo.git("notes", f"--ref={ref}", "add", "-f", "-C", blob, rev)


def told(repo: Repository) -> Told:
    with Repo.open(repo.path) as opened:
        return GitAi(opened).of(changesets.of_commit(opened, "HEAD"))


def judged(repo: Repository) -> Attribution:
    with Repo.open(repo.path) as opened:
        changeset = changesets.of_commit(opened, "HEAD")
        return attribute(changeset, opened.read, Provenance(), GitAi(opened).of(changeset))


def lines(found: Told) -> dict[tuple[str | None, str], list[int]]:
    return {(claim.path, claim.quote.partition(": ")[2]): list(claim.lines) for claim in found.claims}


def test_without_a_note_nothing_is_said(repo: Repository) -> None:
    repo.commit({"a.py": TEN})
    assert told(repo) == Told()


def test_of_an_index_nothing_is_said(repo: Repository) -> None:
    repo.commit({"a.py": TEN})
    note(repo, f"a.py\n  {S1} 1\n---\n{CLAUDE}")
    repo.stage({"a.py": TEN + "more\n"})
    with Repo.open(repo.path) as opened:
        assert GitAi(opened).of(changesets.of_index(opened)) == Told()


def test_only_lines_that_the_commit_adds_are_claimed(repo: Repository) -> None:
    repo.commit({"a.py": TEN, "b.py": TEN})
    repo.commit({"a.py": TEN.replace("line 3\n", "three\nand\n")})
    note(repo, f"a.py\n  {S1}::t_1 1-4,9\nb.py\n  {S1}::t_1 1-10\nnone.py\n  {S1}::t_1 1\n---\n{CLAUDE}")
    found = told(repo)
    (claim,) = found.claims
    assert (claim.path, list(claim.lines), claim.verdict, claim.confidence) == (
        "a.py",
        [3, 4],
        Verdict.AI,
        Confidence.HIGH,
    )
    assert (claim.agent, claim.model) == ("claude", "claude-sonnet-4-6")
    assert claim.quote == f"git-ai note: {S1} claude (claude-sonnet-4-6)"
    assert (found.covered, found.notes) == (frozenset({"a.py"}), ())


def test_a_note_on_other_files_alone_is_told(repo: Repository) -> None:
    repo.commit({"a.py": TEN})
    note(repo, f"b.py\n  {S1} 1\nc.py\n  {S1} 1\n---\n{CLAUDE}")
    found = told(repo)
    assert (found.claims, found.covered, len(found.notes)) == ((), frozenset(), 1)
    assert "2 of them" in found.notes[0]


@pytest.mark.parametrize(
    ("key", "metadata", "said"),
    [
        pytest.param(f"{S1}::t_1", CLAUDE, ("ai", "claude", "claude-sonnet-4-6"), id="session and trace"),
        pytest.param(f"{S1}::t_1", "{}", ("ai", None, None), id="an orphan"),
        pytest.param("4293e35", "no json", ("ai", None, None), id="metadata that cannot be read"),
        pytest.param("ai_agent", CLAUDE, ("ai", "claude", "claude-sonnet-4-6"), id="the one agent of the note"),
        pytest.param("ai_agent", "{}", ("ai", None, None), id="some agent"),
        pytest.param("human", CLAUDE, ("human", None, None), id="human"),
        pytest.param("h_5e32efc4aad69a", "{}", ("human", None, None), id="a known human"),
        pytest.param("f3b1c9a0-fe48-4948-ab50-0123456789ab", CLAUDE, ("ai", None, None), id="a conversation"),
        pytest.param("s_2", about(s_2=("github-copilot", "unknown")), ("ai", "copilot", None), id="a name of an agent"),
        pytest.param("s_2", about(s_2=("mock_ai", "default")), ("ai", None, None), id="no agent that is known"),
        pytest.param("s_2", about(s_2=("pi", "openai-codex/gpt-5.4")), ("ai", "pi", "gpt-5.4"), id="provider's model"),
        pytest.param("s_2", about(s_2=("cursor", '"gpt-5"')), ("ai", "cursor", "gpt-5"), id="a model in quotes"),
        pytest.param("s_2", about(s_2=("claude", "<synthetic>")), ("ai", "claude", None), id="a model that is none"),
        pytest.param("s_2", about(s_2=("claude", "x y\x1b")), ("ai", "claude", None), id="no model's name"),
    ],
)
def test_every_kind_of_key(repo: Repository, key: str, metadata: str, said: tuple[str, str | None, str | None]) -> None:
    repo.commit({"a.py": TEN})
    note(repo, f"a.py\n  {key} 2-3\n---\n{metadata}")
    (claim,) = told(repo).claims
    assert ((str(claim.verdict), claim.agent, claim.model), list(claim.lines)) == (said, [2, 3])


def test_where_entries_overlap_the_last_one_holds(repo: Repository) -> None:
    repo.commit({"a.py": TEN})
    metadata = about(**{S1: ("claude", "opus"), S2: ("codex", "gpt-5")})
    note(repo, f"a.py\n  {S1}::t_1 1-9\n  {S2}::t_2 3-5\n  human 5-6\n  {S1}::t_3 6\n---\n{metadata}")
    assert lines(told(repo)) == {
        ("a.py", f"{S1} claude (opus)"): [1, 2, 6, 7, 8, 9],
        ("a.py", f"{S2} codex (gpt-5)"): [3, 4],
        ("a.py", "human (known to be a human's)"): [5],
    }


@given(st.lists(st.lists(st.tuples(st.integers(1, 30), st.integers(0, 8)), max_size=4), max_size=6))
def test_the_sweep_gives_each_line_to_the_last_entry_that_names_it(given: list[list[tuple[int, int]]]) -> None:
    entries = [Entry(str(at), Lines((a, a + n) for a, n in spans)) for at, spans in enumerate(given)]
    added = Lines([(2, 11), (15, 33)])
    expected = {line: entry.key for entry in entries for line in entry.lines if line in added}
    assert {line: entry.key for entry, held in _held(entries, added) for line in held} == expected


def test_a_note_on_a_file_stops_a_trailer_from_widening_there(repo: Repository) -> None:
    repo.commit({"a.py": TEN, "b.py": TEN}, TRAILER)
    note(repo, f"a.py\n  {S1} 2-3\n  h_5e32efc4aad69a 4\n---\n{CLAUDE}")
    files = judged(repo).files
    assert (list(files["a.py"].ai), list(files["a.py"].human)) == ([2, 3], [4])
    assert len(files["b.py"].ai) == 10, "the note does not speak of it"


@pytest.mark.parametrize("text", ["---\n{}", f"a.py\n  {S1} bad\n---\n{{}}", "a.py\n  human 1-3\n", "\0\xff"])
def test_a_note_that_is_empty_or_torn_stops_no_trailer(repo: Repository, text: str) -> None:
    repo.commit({"a.py": TEN}, TRAILER)
    note(repo, text)
    assert len(judged(repo).files["a.py"].ai | judged(repo).files["a.py"].human) == 10
    assert told(repo).covered == frozenset()


def test_a_renamed_file_has_the_name_that_it_has_in_the_commit(repo: Repository) -> None:
    repo.commit({"old.py": TEN})
    repo.git("mv", "old.py", "new.py")
    repo.commit({"new.py": TEN + "more\n"})
    note(repo, f"new.py\n  {S1} 11\nold.py\n  {S1} 1-10\n---\n{CLAUDE}")
    assert lines(told(repo)) == {("new.py", f"{S1} claude (claude-sonnet-4-6)"): [11]}


def test_a_name_may_be_composed_where_git_has_it_in_parts(repo: Repository) -> None:
    repo.commit({"cafe\u0301.py": TEN})
    note(repo, f"caf\u00e9.py\n  {S1} 1\n---\n{CLAUDE}")
    (claim,) = told(repo).claims
    assert claim.path == "cafe\u0301.py"


def test_a_deleted_file_and_a_submodule_have_no_lines(repo: Repository) -> None:
    head = repo.commit({"a.py": TEN})
    repo.git("rm", "--quiet", "a.py")
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{head},sub")
    repo.git("commit", "--quiet", "-m", "change")
    note(repo, f"a.py\n  {S1} 1\nsub\n  {S1} 1\n---\n{CLAUDE}")
    assert told(repo).claims == ()


def test_a_copy_from_a_remote_is_read_where_there_is_no_note_of_our_own(repo: Repository) -> None:
    repo.commit({"a.py": TEN})
    note(repo, f"a.py\n  {S1} 1\n---\n{CLAUDE}", "refs/notes/ai-remote/origin")
    assert [list(claim.lines) for claim in told(repo).claims] == [[1]]
    note(repo, f"a.py\n  {S1} 2\n---\n{CLAUDE}")
    assert [list(claim.lines) for claim in told(repo).claims] == [[2]]


def test_a_whole_record_is_preferred_to_one_that_is_not(repo: Repository) -> None:
    repo.commit({"a.py": TEN})
    note(repo, f"a.py\n  {S1} 1\n")
    note(repo, f"a.py\n  {S1} 2\n---\n{CLAUDE}", "refs/notes/ai-remote/fork")
    assert [list(claim.lines) for claim in told(repo).claims] == [[2]]


def test_a_record_older_than_notes_claims_what_names_an_agent(repo: Repository) -> None:
    head = repo.commit({"a.py": TEN})
    authors = [{"author": "Claude Code", "lines": [[1, 4]]}, {"author": "Jane Doe", "lines": [[4, 6]]}]
    record = json.dumps({"files": {"a.py": {"file": "a.py", "authors": authors}}}).encode()
    repo.git("update-ref", f"{EARLY}/{head}", repo.git("hash-object", "-w", "--stdin", stdin=record))
    found = told(repo)
    (claim,) = found.claims
    assert (list(claim.lines), claim.agent, claim.confidence) == ([1, 2, 3], "claude", Confidence.MEDIUM)
    assert (claim.quote, found.covered) == ("git-ai record: Claude Code", frozenset({"a.py"}))


def test_a_record_that_is_missing_is_told_and_stops_nothing(repo: Repository) -> None:
    repo.commit({"a.py": TEN})
    note(repo, f"a.py\n  {S1} 1\n---\n{CLAUDE}")
    blob = repo.git("notes", "--ref=ai", "list", "HEAD")
    (repo.path / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    assert "could not be read" in told(repo).notes[0]


def test_a_record_of_many_megabytes_is_read_in_part(repo: Repository) -> None:
    repo.commit({"a.py": TEN})
    filler = f"other.py\n  {S1} {','.join(str(number) for number in range(1, 2_600_000, 1))}\n"
    note(repo, f"a.py\n  {S1} 1\n{filler}a.py\n  {S1} 3\n---\n{CLAUDE}")
    found = told(repo)
    assert ([list(claim.lines) for claim in found.claims], found.covered) == ([[1]], frozenset())
    assert "too many to read all" in found.notes[0]


def test_nothing_of_a_transcript_or_an_odd_key_is_ever_shown(repo: Repository) -> None:
    repo.commit({"a.py": TEN})
    secret = "AKIA" + "QXMPLE7EXAMPLE7X"
    agent = {"tool": f"claude {secret}", "id": secret, "model": f"opus {secret}"}
    prompts = {"4293e35": {"agent_id": agent, "human_author": secret, "messages": [{"text": secret}]}}
    note(repo, f"a.py\n  4293e35 1\n  {secret}{secret}{secret} 2\n---\n{json.dumps({'prompts': prompts})}")
    done = repo.aigate("attribute", "HEAD", "--format", "jsonl")
    assert json.loads(done.stdout)["files"]["a.py"]["ai"] == [[1, 2]]
    assert secret.encode() not in done.stdout + done.stderr


def test_hundreds_of_agents_on_one_file_are_not_all_told_apart(repo: Repository) -> None:
    repo.commit({"a.py": "x\n" * 400})
    sessions = {f"s_{number:x}": ("claude", f"m{number}") for number in range(1, 401)}
    entries = "".join(f"  s_{number:x} {number}\n" for number in range(1, 401))
    note(repo, f"a.py\n{entries}---\n{about(**sessions)}")
    found = told(repo)
    assert sum(len(claim.lines) for claim in found.claims) == 400
    assert len(found.claims) == 51


def test_a_history_without_notes_costs_one_process(
    repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        repo.commit({"a.py": "x\n" * number})
    folder, calls = recorder(tmp_path, repo.env)
    monkeypatch.setenv("PATH", str(folder), prepend=":")
    with Repo.open(repo.path) as opened:
        history = list(changesets.of_history(opened, "HEAD"))
        before = len(calls.read_text().splitlines())
        source = GitAi(opened)
        assert [source.of(changeset) for changeset in history] == [Told()] * 5
        assert len(calls.read_text().splitlines()) - before <= 1
