"""Agent Trace records against what is staged and committed, in real repositories."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import pytest

from aigate.git import changeset as changesets
from aigate.git.repo import Repo
from aigate.model import Confidence, Scope, Verdict
from aigate.model import Testimony as Told
from aigate.provenance import agent_trace
from aigate.provenance.agent_trace import AgentTrace
from tests.gate.asking import assert_passes, assert_refused
from tests.gate.samples import INSECURE, RULE
from tests.provenance.tracing import PATH, contributor, jsonl, record, traced

if TYPE_CHECKING:
    from pathlib import Path

    from tests.repository import Repository

BASE = "one = 1\ntwo = 2\nthree = 3\n"
HIGH, MEDIUM, LOW = Confidence.HIGH, Confidence.MEDIUM, Confidence.LOW


def keep(repo: Repository, *rows: object) -> None:
    repo.write({PATH: jsonl(*rows)})


def tell(repo: Repository, rev: str | None = None) -> Told:
    with Repo.open(repo.path) as opened:
        changeset = changesets.of_commit(opened, rev) if rev else changesets.of_index(opened)
        return AgentTrace(opened).of(changeset)


def by(told: Told, path: str = "a.py") -> dict[int, tuple[Verdict, Confidence]]:
    return {
        line: (claim.verdict, claim.confidence) for claim in told.claims if claim.path == path for line in claim.lines
    }


def sha(text: str) -> str:
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


# ---------------------------------------------------------------- what says nothing


def test_without_records_nothing_is_said(repo: Repository) -> None:
    repo.stage({"a.py": BASE})
    assert tell(repo) == Told()


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(record("b.py", traced(2, 3)), id="another file"),
        pytest.param(record("a.py", traced(2, 3), at="0" * 40), id="another revision"),
        pytest.param(record("a.py", traced(2, 3), by=contributor("unknown")), id="nobody known"),
    ],
)
def test_what_is_none_of_its_business(repo: Repository, row: object) -> None:
    repo.stage({"a.py": BASE})
    keep(repo, row)
    assert tell(repo) == Told()


# ---------------------------------------------------------------- the index


def test_the_claim_holds_all_that_is_known(repo: Repository) -> None:
    head = repo.commit({"README": "x\n"})
    repo.stage({"a.py": BASE})
    keep(repo, record("a.py", traced(2, 2), traced(3, 3), at=head))
    (claim,) = tell(repo).claims
    assert (claim.source, claim.scope, claim.verdict, claim.confidence) == (
        "agent-trace",
        Scope.LINE,
        Verdict.AI,
        MEDIUM,
    )
    assert (claim.agent, claim.model, claim.when) == ("claude", "claude-opus-4-5-20251101", 1_767_323_045)
    assert claim.quote == "2 ranges, the latest of record 550e8400-e29b-41d4-a716-446655440000"
    assert list(claim.lines) == [2, 3]


def test_before_the_first_commit_no_revision_is_named(repo: Repository) -> None:
    repo.stage({"a.py": BASE})
    keep(repo, record("a.py", traced(2, 3)))
    assert by(tell(repo)) == {2: (Verdict.AI, MEDIUM), 3: (Verdict.AI, MEDIUM)}


def test_nothing_is_covered(repo: Repository) -> None:
    repo.stage({"a.py": BASE})
    keep(repo, record("a.py", traced(1, 3)))
    assert tell(repo).covered == frozenset()


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("ai", (Verdict.AI, MEDIUM)), ("mixed", (Verdict.AI, MEDIUM)), ("human", (Verdict.HUMAN, LOW)), ("unknown", None)],
)
def test_kinds_of_contributors(repo: Repository, kind: str, expected: object) -> None:
    repo.stage({"a.py": BASE})
    keep(repo, record("a.py", traced(2, 2), by=contributor(kind)))
    told = tell(repo)
    assert by(told) == ({2: expected} if expected else {})
    assert [claim.agent for claim in told.claims] == ([] if not expected else [None if kind == "human" else "claude"])
    assert any("human's part" in claim.quote for claim in told.claims) == (kind == "mixed")


@pytest.mark.parametrize(
    ("is_new", "edit", "given_range", "expected"),
    [
        pytest.param(True, "Write", traced(1, 1), {1: MEDIUM, 2: MEDIUM, 3: MEDIUM}, id="a new file, written whole"),
        pytest.param(False, "Write", traced(1, 1), {1: MEDIUM, 2: MEDIUM, 3: MEDIUM}, id="a file, written anew"),
        pytest.param(True, None, traced(1, 1), {1: LOW, 2: LOW, 3: LOW}, id="a new file, nobody knows how"),
        pytest.param(False, None, traced(1, 1), {1: LOW}, id="a file, nobody knows how"),
        pytest.param(True, "Edit", traced(1, 1), {1: LOW}, id="an edit of the first line"),
        pytest.param(True, "Edit", traced(1, 2), {1: MEDIUM, 2: MEDIUM}, id="an edit of a new file's beginning"),
        pytest.param(False, "Edit", traced(1, 2), {1: LOW, 2: LOW}, id="an edit of a file's beginning"),
        pytest.param(False, "Edit", traced(2, 2), {2: MEDIUM}, id="an edit of a line"),
        pytest.param(True, "Edit", traced(3, 9), {3: MEDIUM}, id="an edit that reached further"),
        pytest.param(True, "Edit", traced(8, 9), {}, id="an edit of what is gone"),
        pytest.param(
            True, "Edit", traced(1, 1, content_hash=sha("one = 1")), {1: HIGH}, id="a first line with its hash"
        ),
    ],
)
def test_the_first_line_is_not_trusted_blindly(
    repo: Repository, is_new: bool, edit: str | None, given_range: dict[str, Any], expected: dict[int, Confidence]
) -> None:
    head = repo.commit({"README": "x\n"} if is_new else {"a.py": "old\n"})
    repo.stage({"a.py": BASE})
    keep(repo, record("a.py", given_range, at=head, edit=edit))
    added = {line: sure for line, (_, sure) in by(tell(repo)).items() if line <= 3}
    assert added == expected


@pytest.mark.parametrize(
    ("stated", "staged", "expected", "dropped"),
    [
        pytest.param(sha("two = 2\nthree = 3"), BASE, HIGH, 0, id="without a last newline"),
        pytest.param(sha("two = 2\nthree = 3\n"), BASE, HIGH, 0, id="with a last newline"),
        pytest.param(
            sha("two = 2\nthree = 3"), BASE.replace("\n", "\r\n"), HIGH, 0, id="hashed before other line ends"
        ),
        pytest.param(sha("two = 2\r\nthree = 3\r\n"), BASE.replace("\n", "\r\n"), HIGH, 0, id="hashed with those"),
        pytest.param(sha("two = 2"), BASE, None, 1, id="other lines"),
        pytest.param(sha("two = 2\nthree = 3"), "zero = 0\n" + BASE, None, 1, id="lines pushed down"),
        pytest.param("murmur3:9f2e8a1b", BASE, MEDIUM, 0, id="a hash that nobody can check"),
    ],
)
def test_hashes(repo: Repository, stated: str, staged: str, expected: Confidence | None, dropped: int) -> None:
    repo.stage({"a.py": staged})
    keep(repo, record("a.py", traced(2, 3, content_hash=stated)))
    told = tell(repo)
    assert by(told) == (dict.fromkeys((2, 3), (Verdict.AI, expected)) if expected else {})
    assert len(told.notes) == dropped
    assert all("ranges whose content is not what was recorded: 1" in note for note in told.notes)


def test_a_file_that_was_moved_since(repo: Repository) -> None:
    content = "".join(f"line_{number} = {number}\n" for number in range(20))
    head = repo.commit({"old.py": content})
    keep(repo, record("old.py", traced(21, 21), at=head))
    repo.git("mv", "old.py", "new.py")
    repo.stage({"new.py": content + "added = True\n"})
    assert by(tell(repo), "new.py") == {21: (Verdict.AI, MEDIUM)}


def test_absolute_paths_below_the_root(repo: Repository) -> None:
    repo.stage({"a.py": BASE})
    keep(repo, record(str(repo.path / "a.py"), traced(2, 2)), record("/etc/a.py", traced(3, 3)))
    assert by(tell(repo)) == {2: (Verdict.AI, MEDIUM)}


def test_two_agents_are_two_claims(repo: Repository) -> None:
    repo.stage({"a.py": BASE})
    keep(repo, record("a.py", traced(2, 3)), record("a.py", traced(3, 3), tool="cursor"), record("a.py", traced(2, 3)))
    assert sorted((claim.agent or "", list(claim.lines)) for claim in tell(repo).claims) == [
        ("claude", [2, 3]),
        ("cursor", [3]),
    ]


# ---------------------------------------------------------------- commits


def test_a_commit_has_the_records_of_its_own_and_its_parents_revision(repo: Repository) -> None:
    parent = repo.commit({"README": "x\n"})
    made = repo.commit({"a.py": BASE})
    keep(repo, record("a.py", traced(2, 2), at=parent), record("a.py", traced(3, 3), at=made))
    assert by(tell(repo, made)) == {2: (Verdict.AI, MEDIUM), 3: (Verdict.AI, HIGH)}
    assert by(tell(repo, parent)) == {}


def test_a_first_commit_has_the_records_of_no_revision(repo: Repository) -> None:
    first = repo.commit({"a.py": BASE})
    second = repo.commit({"a.py": BASE + "four = 4\n"})
    keep(repo, record("a.py", traced(2, 4)))
    assert by(tell(repo, first)) == dict.fromkeys((2, 3, 4), (Verdict.AI, MEDIUM))
    assert by(tell(repo, second)) == {}


def test_records_that_are_committed_serve_where_there_is_no_work_tree(repo: Repository, tmp_path: Path) -> None:
    parent = repo.commit({"README": "x\n"})
    made = repo.commit({"a.py": BASE, PATH: jsonl(record("a.py", traced(2, 3), at=parent))})
    repo.commit({"README": "y\n"})
    repo.git("clone", "--quiet", "--bare", ".", str(tmp_path / "bare"))
    with Repo.open(tmp_path / "bare") as opened:
        source = AgentTrace(opened)
        told = [source.of(one) for one in changesets.of_history(opened, "HEAD")]
    assert [sorted(by(one)) for one in told] == [[], [2, 3], []]
    repo.git("checkout", "--quiet", "-b", "side", parent)
    assert by(tell(repo, made)) == dict.fromkeys((2, 3), (Verdict.AI, MEDIUM)), "brought by the commit itself"


def test_a_commit_that_keeps_records_brings_only_its_own(repo: Repository) -> None:
    old = record("a.py", traced(3, 3), at="0" * 40)
    parent = repo.commit({"README": "x\n", PATH: "torn\n" + jsonl(old)})
    made = repo.commit({"a.py": BASE, PATH: "torn\n" + jsonl(old, record("a.py", traced(2, 2), at=parent))})
    repo.git("checkout", "--quiet", "-b", "side", parent)
    told = tell(repo, made)
    assert (by(told), told.notes) == ({2: (Verdict.AI, MEDIUM)}, ("Agent Trace: unreadable lines or ranges: 1",))


# ---------------------------------------------------------------- damage and malice


def test_what_cannot_be_read_is_counted_once(repo: Repository) -> None:
    repo.commit({"a.py": BASE})
    repo.commit({"a.py": BASE + "four = 4\n"})
    repo.write({PATH: jsonl(record("a.py", traced(2, 2)), [], record("a.py", traced(2, 2), version="9")) + '{"torn'})
    with Repo.open(repo.path) as opened:
        source = AgentTrace(opened)
        told = [source.of(one) for one in changesets.of_history(opened, "HEAD")]
    assert by(told[0]) == {2: (Verdict.AI, MEDIUM)}
    assert [one.notes for one in told] == [
        ("Agent Trace: unreadable lines or ranges: 2; records of another kind or version: 1",),
        (),
    ]


def test_of_a_file_without_end_the_newest_records_are_read(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    newest = record("a.py", traced(3, 3))
    monkeypatch.setattr(agent_trace, "_MOST", len(jsonl(newest)) + 9)
    repo.stage({"a.py": BASE})
    keep(repo, record("a.py", traced(2, 2)), newest)
    told = tell(repo)
    assert by(told) == {3: (Verdict.AI, MEDIUM)}
    assert told.notes == ("Agent Trace: only the last 0 MB were read",)


def test_what_there_is_no_time_to_check_counts_like_what_cannot_be(
    repo: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(agent_trace, "_HASHED", 10)
    repo.stage({"a.py": BASE})
    ranges = [traced(line, line, content_hash=sha(text)) for line, text in enumerate(BASE.splitlines(), 1)]
    keep(repo, record("a.py", *ranges[1:]))
    assert by(tell(repo)) == {2: (Verdict.AI, HIGH), 3: (Verdict.AI, MEDIUM)}


@pytest.mark.parametrize("what", ["file", "folder"])
def test_a_link_that_leads_out_is_not_followed(repo: Repository, tmp_path: Path, what: str) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "traces.jsonl").write_text(jsonl(record("a.py", traced(2, 3))))
    if what == "file":
        (repo.path / ".agent-trace").mkdir()
        (repo.path / PATH).symlink_to(outside / "traces.jsonl")
    else:
        (repo.path / ".agent-trace").symlink_to(outside)
    repo.stage({"a.py": BASE})
    assert tell(repo) == Told()


def test_what_is_named_is_shown_without_control_characters(repo: Repository) -> None:
    repo.stage({"a.py": BASE})
    hostile = "\x1b[2J" + "x" * 9000
    keep(repo, record("a.py", traced(2, 3), tool=hostile, by=contributor("ai", hostile), id=hostile))
    (claim,) = tell(repo).claims
    assert (claim.agent, claim.model) == (None, None)
    assert "\x1b" not in claim.quote
    assert len(claim.quote) < 250


# ---------------------------------------------------------------- end to end


def test_attribute_names_the_agent(repo: Repository) -> None:
    repo.stage({"a.py": BASE})
    keep(repo, record("a.py", traced(2, 3)))
    read = json.loads(repo.aigate("attribute", "--staged", "--format", "jsonl").stdout)
    assert read["files"]["a.py"] == {"ai": [[2, 3]], "human": [], "unknown": [[1, 1]], "removed": []}
    assert [(one["source"], one["agent"]) for one in read["evidence"]] == [("agent-trace", "claude")]


@pytest.mark.parametrize("has_head", [False, True])
def test_an_insecure_line_that_only_a_record_attributes_is_refused(repo: Repository, has_head: bool) -> None:
    head = repo.commit({"README": "x\n"}) if has_head else None
    repo.stage({"a.py": INSECURE})
    assert_passes(repo.aigate("hook", "pre-commit"))
    keep(repo, record("a.py", traced(4, 5), at=head))
    assert_refused(repo.aigate("hook", "pre-commit"), RULE, "a.py:5")
