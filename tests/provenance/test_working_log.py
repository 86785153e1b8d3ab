"""git-ai's working log against what is staged, in real repositories."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pytest

from aigate.git import changeset as changesets
from aigate.git.repo import Repo
from aigate.model import Claim, Confidence, Verdict
from aigate.model import Testimony as Told
from aigate.provenance import working_log
from aigate.provenance.presence import records_may_matter
from aigate.provenance.working_log import WorkingLog as Source
from tests.gate.asking import assert_passes, assert_refused
from tests.gate.samples import CLEAN, INSECURE, RULE, TRAILER
from tests.provenance.worklog import CLAUDE, CODEX, WHEN, WorkingLog, checkpoint, lines, prompt, session
from tests.repository import Repository

if TYPE_CHECKING:
    from pathlib import Path

AI = session(CLAUDE)
TYPED = "h_5e32efc4aad69a"
BASE = "one = 1\ntwo = 2\nthree = 3\n"


def tell(repo: Repository) -> Told:
    with Repo.open(repo.path) as opened:
        return Source(opened).of(changesets.of_index(opened))


def by(told: Told, path: str = "a.py") -> dict[int, tuple[Verdict, str | None, Confidence]]:
    """What is said of each line."""
    return {
        line: (claim.verdict, claim.agent, claim.confidence)
        for claim in told.claims
        if claim.path == path
        for line in claim.lines
    }


def ai_lines(told: Told, path: str = "a.py") -> list[int]:
    return sorted(line for line, (verdict, *_) in by(told, path).items() if verdict is Verdict.AI)


# ---------------------------------------------------------------- what says nothing


def test_without_a_log_nothing_is_said(repo: Repository) -> None:
    repo.stage({"a.py": BASE})
    assert tell(repo) == Told()


def test_a_commit_is_none_of_its_business(repo: Repository) -> None:
    WorkingLog.of(repo).record("a.py", BASE, lines(1, 3, AI))
    repo.commit({"a.py": BASE})
    with Repo.open(repo.path) as opened:
        assert Source(opened).of(changesets.of_commit(opened, "HEAD")) == Told()


def test_the_log_of_another_head_is_not_read(repo: Repository) -> None:
    repo.commit({"README": "x\n"})
    WorkingLog.of(repo).record("a.py", BASE, lines(1, 3, AI))
    repo.commit({"README": "y\n"})
    repo.stage({"a.py": BASE})
    assert tell(repo) == Told()


def test_a_file_that_the_log_does_not_know_is_not_covered(repo: Repository) -> None:
    WorkingLog.of(repo).record("a.py", BASE, lines(1, 3, AI))
    repo.stage({"a.py": BASE, "b.py": BASE})
    told = tell(repo)
    assert (ai_lines(told), ai_lines(told, "b.py"), set(told.covered)) == ([1, 2, 3], [], {"a.py"})


# ---------------------------------------------------------------- whose lines they are


def test_the_claim_holds_all_that_is_known(repo: Repository) -> None:
    WorkingLog.of(repo).record("a.py", BASE, lines(2, 3, AI))
    repo.stage({"a.py": BASE})
    (claim,) = tell(repo).claims
    assert isinstance(claim, Claim)
    assert (claim.source, claim.quote, claim.path) == ("git-ai-log", AI.partition("::")[0], "a.py")
    assert (claim.agent, claim.model, claim.when) == ("claude", "claude-opus-4-8", WHEN)
    assert list(claim.lines) == [2, 3]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        pytest.param(lines(2, 2, AI), (Verdict.AI, "claude", Confidence.HIGH), id="an agent"),
        pytest.param(lines(2, 2, prompt(CLAUDE)), (Verdict.AI, "claude", Confidence.HIGH), id="an agent of old"),
        pytest.param(
            lines(2, 2, prompt(CLAUDE, 7)), (Verdict.AI, "claude", Confidence.HIGH), id="an agent of very old"
        ),
        pytest.param(lines(2, 2, "s_gone::t_gone"), (Verdict.AI, None, Confidence.HIGH), id="an agent nobody lists"),
        pytest.param(lines(2, 2, "5bd7-uuid"), (Verdict.AI, None, Confidence.HIGH), id="an id of no known kind"),
        pytest.param(lines(2, 2, TYPED), (Verdict.HUMAN, None, Confidence.HIGH), id="a human who typed"),
        pytest.param(
            lines(2, 2, TYPED, AI), (Verdict.HUMAN, None, Confidence.HIGH), id="a human who typed over an agent"
        ),
        pytest.param(lines(2, 2, "human", AI), (Verdict.AI, "claude", Confidence.MEDIUM), id="an agent, changed since"),
        pytest.param(lines(2, 2, "human", TYPED), None, id="a human, changed since"),
        pytest.param(lines(2, 2, "human"), None, id="nobody known to be an agent"),
    ],
)
def test_who_an_id_is(repo: Repository, said: dict[str, Any], expected: object) -> None:
    WorkingLog.of(repo).record("a.py", BASE, said)
    repo.stage({"a.py": BASE})
    told = tell(repo)
    assert by(told) == ({2: expected} if expected else {})
    assert told.covered == {"a.py"}


def test_two_agents_in_one_file(repo: Repository) -> None:
    log = WorkingLog.of(repo)
    log.record("a.py", "one = 1\n", lines(1, 1, AI))
    log.record("a.py", BASE, lines(1, 1, AI), lines(2, 3, session(CODEX)), agent=CODEX, when=WHEN + 9)
    repo.stage({"a.py": BASE})
    assert {line: agent for line, (_, agent, _) in by(tell(repo)).items()} == {1: "claude", 2: "codex", 3: "codex"}


def test_all_edits_of_a_session_are_one_claim(repo: Repository) -> None:
    ranges = [lines(number, number, session(CLAUDE, f"t_{number}")) for number in (1, 2, 3)]
    WorkingLog.of(repo).record("a.py", BASE, *ranges)
    repo.stage({"a.py": BASE})
    assert [list(claim.lines) for claim in tell(repo).claims] == [[1, 2, 3]]


def test_a_tool_that_nobody_knows_is_named_in_the_evidence(repo: Repository) -> None:
    agent = {"tool": "new-agent", "id": "1", "model": "m-1"}
    WorkingLog.of(repo).record("a.py", BASE, lines(1, 3, session(agent)), agent=agent)
    repo.stage({"a.py": BASE})
    (claim,) = tell(repo).claims
    assert (claim.agent, claim.model) == (None, "m-1")
    assert claim.quote.endswith(" of new-agent")


def test_what_is_overlapped_belongs_to_the_last(repo: Repository) -> None:
    ranges = [lines(1, 1 << 39, AI)] * 3000 + [lines(2, 2, TYPED)]
    WorkingLog.of(repo).record("a.py", BASE, *ranges)
    repo.stage({"a.py": BASE})
    assert [verdict for _, (verdict, *_) in sorted(by(tell(repo)).items())] == [Verdict.AI, Verdict.HUMAN, Verdict.AI]


def test_a_file_that_was_cleared_is_covered_and_nobodys(repo: Repository) -> None:
    log = WorkingLog.of(repo)
    log.record("a.py", BASE, lines(1, 3, AI))
    log.record("a.py", BASE.upper(), characters=True, agent=None, kind="Human")
    repo.stage({"a.py": BASE.upper()})
    assert tell(repo) == Told(covered=frozenset({"a.py"}))


def test_a_humans_touch_leaves_what_was_known(repo: Repository) -> None:
    log = WorkingLog.of(repo)
    log.record("a.py", BASE, lines(1, 3, AI))
    log.record("a.py", "zero = 0\n" + BASE, agent=None, kind="Human")
    repo.stage({"a.py": "zero = 0\n" + BASE})
    assert ai_lines(tell(repo)) == [2, 3, 4]


def test_lines_carried_over_from_before(repo: Repository) -> None:
    repo.commit({"README": "x\n"})
    WorkingLog.of(repo).carry("a.py", BASE, lines(1, 2, AI))
    repo.stage({"a.py": BASE})
    told = tell(repo)
    assert (ai_lines(told), told.claims[0].agent, told.claims[0].when) == ([1, 2], "claude", 0)


# ---------------------------------------------------------------- from the snapshot to what is staged


@pytest.mark.parametrize(
    ("staged", "expected"),
    [
        pytest.param("one = 9\ntwo = 9\nthree = 9\n", [], id="every line changed since"),
        pytest.param("zero = 0\n" + BASE, [2, 3, 4], id="lines pushed down"),
        pytest.param("one = 1\nthree = 3\n", [1, 2], id="a line taken out"),
        pytest.param("one = 1\ntwo = 22\nthree = 3\n", [1, 3], id="a line changed since is somebody else's"),
        pytest.param("one = 1\nnew = 0\ntwo = 2\nthree = 3\n", [1, 3, 4], id="a line put between is somebody else's"),
        pytest.param("if x:\n    one = 1\n    two = 2\n    three = 3\n", [2, 3, 4], id="indented by a formatter"),
        pytest.param("one = 1\r\ntwo = 2\r\nthree = 3\r\n", [1, 2, 3], id="other line ends"),
        pytest.param("one = 1\n\ntwo = 2\nthree = 3\n", [1, 2, 3, 4], id="a blank line between"),
    ],
)
def test_what_happened_after_the_checkpoint(repo: Repository, staged: str, expected: list[int]) -> None:
    WorkingLog.of(repo).record("a.py", BASE, lines(1, 3, AI))
    repo.stage({"a.py": staged})
    assert ai_lines(tell(repo)) == expected


def test_partly_staged_before_the_agent_went_on(repo: Repository) -> None:
    repo.commit({"a.py": BASE})
    log = WorkingLog.of(repo)
    first = BASE + "four = 4\n"
    log.record("a.py", first, lines(4, 4, AI))
    repo.stage({"a.py": first})
    later = BASE + "five = 5\nsix = 6\n"
    log.record("a.py", later, lines(4, 5, AI), when=WHEN + 60)
    repo.write({"a.py": later})
    assert ai_lines(tell(repo)) == [4]
    repo.stage({"a.py": "zero = 0\n" + first + "six = 6\n"})  # some of either
    assert ai_lines(tell(repo)) == [5, 6]


@pytest.mark.parametrize(
    ("snapshot", "ranges", "expected"),
    [
        pytest.param("a()\nb()\nc()\n", [(1, 1), (3, 3)], {2: Confidence.MEDIUM}, id="in the snapshot, left out"),
        pytest.param("a()\n\nc()\n", [(1, 1), (3, 3)], {2: Confidence.MEDIUM}, id="a blank line"),
        pytest.param("a()\nb()\nc()\n", [(1, 1)], {}, id="an agent above alone"),
        pytest.param("a()\nb()\nc()\n", [(3, 3)], {}, id="an agent below alone"),
    ],
)
def test_what_stands_between_lines_of_one_agent(
    repo: Repository, snapshot: str, ranges: list[tuple[int, int]], expected: dict[int, Confidence]
) -> None:
    WorkingLog.of(repo).record("a.py", snapshot, *(lines(start, end, AI) for start, end in ranges))
    repo.stage({"a.py": snapshot})
    said = by(tell(repo))
    assert {line: sure for line, (_, _, sure) in said.items() if sure is not Confidence.HIGH} == expected


def test_what_stands_between_two_agents_or_hunks_is_nobodys(repo: Repository) -> None:
    repo.commit({"a.py": "kept\n"})
    log = WorkingLog.of(repo)
    content = "a()\nb()\nc()\n\nkept\n\nd()\n"
    log.record("a.py", content, lines(1, 1, AI), lines(3, 3, session(CODEX)), lines(7, 7, session(CODEX)))
    repo.stage({"a.py": content})
    assert ai_lines(tell(repo)) == [1, 3, 7]


def test_a_known_human_between_is_a_human(repo: Repository) -> None:
    WorkingLog.of(repo).record("a.py", BASE, lines(1, 1, AI), lines(2, 2, TYPED), lines(3, 3, AI))
    repo.stage({"a.py": BASE})
    assert by(tell(repo))[2] == (Verdict.HUMAN, None, Confidence.HIGH)


# ---------------------------------------------------------------- paths, work trees, merges


def test_a_file_that_was_moved_since(repo: Repository) -> None:
    content = "".join(f"line_{number} = {number}\n" for number in range(20))
    repo.commit({"old.py": content})
    edited = content + "added = True\n"
    WorkingLog.of(repo).record("old.py", edited, lines(21, 21, AI))
    repo.git("mv", "old.py", "new.py")
    repo.stage({"new.py": edited})
    told = tell(repo)
    assert (ai_lines(told, "new.py"), set(told.covered)) == ([21], {"new.py"})


def test_a_path_that_a_file_system_took_apart(repo: Repository) -> None:
    WorkingLog.of(repo).record("cafe\u0301.py", BASE, lines(1, 3, AI))
    repo.stage({"caf\u00e9.py": BASE})
    assert ai_lines(tell(repo), "caf\u00e9.py") == [1, 2, 3]


def test_a_linked_work_tree_has_its_own_log(repo: Repository, tmp_path: Path) -> None:
    repo.commit({"README": "x\n"})
    repo.git("worktree", "add", "--quiet", str(tmp_path / "side"))
    side = Repository(tmp_path / "side", repo.env)
    WorkingLog.of(side).record("a.py", BASE, lines(1, 3, AI))
    for place in (repo, side):
        place.stage({"a.py": BASE})
    assert (ai_lines(tell(repo)), ai_lines(tell(side))) == ([], [1, 2, 3])


def test_in_a_merge_the_log_speaks_of_what_the_merger_wrote(repo: Repository) -> None:
    repo.commit({"a.py": BASE})
    repo.git("checkout", "--quiet", "-b", "side")
    repo.commit({"a.py": BASE.replace("two = 2", "two = 22")})
    repo.git("checkout", "--quiet", "main")
    repo.commit({"a.py": BASE.replace("two = 2", "two = 222")})
    repo.run("git", "merge", "--quiet", "side", ok=False)
    merged = BASE.replace("two = 2", "two = settled()")
    WorkingLog.of(repo).record("a.py", merged, lines(2, 2, AI))
    repo.stage({"a.py": merged})
    assert ai_lines(tell(repo)) == [2]


# ---------------------------------------------------------------- damage and malice


@pytest.mark.parametrize(
    ("damage", "word"),
    [
        pytest.param('{"kind":"AiAgent","entr', "unreadable lines or entries: 1", id="a torn line"),
        pytest.param(
            json.dumps(checkpoint("b.py", "", [], api_version="checkpoint/9")) + "\n",
            "checkpoints of another version: 1",
            id="a version",
        ),
    ],
)
def test_a_damaged_log_speaks_of_lines_but_covers_nothing(repo: Repository, damage: str, word: str) -> None:
    log = WorkingLog.of(repo)
    log.record("a.py", BASE, lines(1, 3, AI))
    log.put("checkpoints.jsonl", damage, append=True)
    repo.stage({"a.py": BASE})
    told = tell(repo)
    assert (ai_lines(told), told.covered) == ([1, 2, 3], frozenset())
    assert word in told.notes[0]


@pytest.mark.parametrize("name", ["../../../../../secret", "0" * 64, "gone"])
def test_a_snapshot_that_is_not_there_is_counted(repo: Repository, name: str) -> None:
    (repo.path / "secret").write_text(BASE)
    log = WorkingLog.of(repo)
    log.put("checkpoints.jsonl", json.dumps(checkpoint("a.py", name, [lines(1, 3, AI)])) + "\n")
    repo.stage({"a.py": BASE})
    told = tell(repo)
    assert (told.claims, told.covered) == ((), frozenset())
    assert "snapshots: 1" in told.notes[0]


@pytest.mark.parametrize("how", ["changed", "symlink", "fifo", "folder"])
def test_a_snapshot_that_is_not_what_its_name_says_is_counted(repo: Repository, tmp_path: Path, how: str) -> None:
    log = WorkingLog.of(repo)
    log.record("a.py", BASE, lines(1, 3, AI))
    blob = log.folder / "blobs" / log.snapshot(BASE)
    repo.stage({"a.py": "zero = 0\n" + BASE})  # so that the snapshot is needed
    blob.unlink()
    match how:
        case "changed":
            blob.write_text("zero = 0\n" + BASE)
        case "symlink":
            (tmp_path / "outside").write_text(BASE)
            blob.symlink_to(tmp_path / "outside")
        case "fifo":
            os.mkfifo(blob)
        case _:
            blob.mkdir()
    told = tell(repo)
    assert (told.claims, told.covered) == ((), frozenset())
    assert "snapshots: 1" in told.notes[0]


def test_of_a_log_without_end_the_newest_checkpoints_are_read(
    repo: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = WorkingLog.of(repo)
    log.record("b.py", BASE, lines(1, 3, AI))
    length = (log.folder / "checkpoints.jsonl").stat().st_size
    log.record("a.py", BASE, lines(1, 3, AI))
    monkeypatch.setattr(working_log, "_LOG", length + 9)
    repo.stage({"a.py": BASE, "b.py": BASE})
    told = tell(repo)
    assert (ai_lines(told), ai_lines(told, "b.py"), told.covered) == ([1, 2, 3], [], frozenset())
    assert "only its last 0 MB were read" in told.notes[0]


def test_a_log_that_leads_out_of_the_git_directory_is_not_read(repo: Repository, tmp_path: Path) -> None:
    log = WorkingLog.of(repo)
    log.record("a.py", BASE, lines(1, 3, AI))
    log.folder.rename(tmp_path / "outside")
    log.folder.symlink_to(tmp_path / "outside")
    repo.stage({"a.py": BASE})
    assert tell(repo) == Told()


def test_what_an_id_says_is_shown_without_control_characters(repo: Repository) -> None:
    WorkingLog.of(repo).record("a.py", BASE, lines(1, 3, "s_\x1b[2J\n" + "x" * 900))
    repo.stage({"a.py": BASE})
    (claim,) = tell(repo).claims
    assert "\x1b" not in claim.quote
    assert len(claim.quote) <= 250


def test_a_binary_file_is_not_covered(repo: Repository) -> None:
    WorkingLog.of(repo).record("a.py", BASE, lines(1, 3, AI))
    repo.stage({"a.py": bytes(range(256)) * 9})
    told = tell(repo)
    assert (told.claims, told.covered) == ((), frozenset())


# ---------------------------------------------------------------- end to end


def git_dirs(repo: Repository) -> tuple[str, str, str, str | None]:
    with Repo.open(repo.path) as opened:
        head = opened.resolve("HEAD") if opened.has_head() else None
        return str(opened.git_dir), str(opened.common_dir), str(opened.root), head


def test_whatever_the_log_says_the_glance_has_looked(repo: Repository, tmp_path: Path) -> None:
    def assert_seen(place: Repository) -> None:
        assert not records_may_matter(*git_dirs(place))
        WorkingLog.of(place).record("a.py", BASE, lines(1, 3, AI))
        place.stage({"a.py": BASE})
        assert ai_lines(tell(place)) == [1, 2, 3]
        assert records_may_matter(*git_dirs(place))

    assert_seen(repo)
    repo.commit()
    repo.git("worktree", "add", "--quiet", str(tmp_path / "side"))
    side = Repository(tmp_path / "side", repo.env)
    side.git("rm", "--quiet", "--cached", "a.py")
    side.git("commit", "--quiet", "-m", "x")
    assert_seen(side)


def test_attribute_names_the_agent(repo: Repository) -> None:
    WorkingLog.of(repo).record("a.py", BASE, lines(2, 3, AI))
    repo.stage({"a.py": BASE})
    read = json.loads(repo.aigate("attribute", "--staged", "--format", "jsonl").stdout)
    assert read["files"]["a.py"] == {"ai": [[2, 3]], "human": [], "unknown": [[1, 1]], "removed": []}
    assert read["agents"] == [{"id": "claude", "model": "claude-opus-4-8", "lines": 2}]
    assert read["evidence"][0]["source"] == "git-ai-log"


def test_an_insecure_line_that_only_the_log_attributes_is_refused(repo: Repository) -> None:
    repo.stage({"a.py": INSECURE})
    assert_passes(repo.aigate("hook", "pre-commit"))
    WorkingLog.of(repo).record("a.py", INSECURE, lines(4, 5, AI))
    assert_refused(repo.aigate("hook", "pre-commit"), RULE, "a.py:5")


def test_a_trailer_widens_no_file_that_the_log_covers(repo: Repository, tmp_path: Path) -> None:
    content = INSECURE + "\n\n" + CLEAN
    repo.stage({"a.py": content})
    message = tmp_path / "message"
    message.write_text("Add" + TRAILER)
    assert_refused(repo.aigate("hook", "commit-msg", str(message)), RULE)
    log = WorkingLog.of(repo)
    log.record("a.py", content, lines(8, 9, AI))
    assert_passes(repo.aigate("hook", "commit-msg", str(message)))
    log.put("checkpoints.jsonl", '{"torn', append=True)
    assert_refused(repo.aigate("hook", "commit-msg", str(message)), RULE)
