"""The way out of a false alarm, that an agent cannot take alone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.gate.samples import CLEAN, INSECURE, RULE, TRAILER, marked
from tests.gate.test_verdicts import findings, judged, said

if TYPE_CHECKING:
    from tests.repository import Repository

RECORDS = ".aigate/accepted.jsonl"


@pytest.fixture
def refused(repo: Repository) -> Repository:
    repo.commit({"README": "hello\n"})
    repo.stage({"a.py": marked(INSECURE)})
    assert repo.aigate("hook", "pre-commit").returncode == 1
    return repo


def fingerprint(repo: Repository) -> str:
    (changeset,) = judged(repo)["changesets"]
    (name,) = {one["fingerprint"] for one in changeset["findings"] if one["rule"] == RULE}
    return str(name)


def accept(repo: Repository, *words: str) -> None:
    done = repo.aigate("accept", fingerprint(repo), "--reason", "the command is a constant", *words)
    assert done.returncode == 0, said(done)


def commit_only(repo: Repository, path: str, message: str) -> None:
    repo.git("add", "--", path)
    repo.git("commit", "--no-verify", "-q", "-m", message, "--", path)


def test_an_acceptance_counts_once_a_human_has_committed_it(refused: Repository) -> None:
    accept(refused)
    assert refused.aigate("hook", "pre-commit").returncode == 1, "a record in the work tree does not count"
    refused.git("add", RECORDS)
    assert refused.aigate("hook", "pre-commit").returncode == 1, "nor does one in the index"
    commit_only(refused, RECORDS, "Accept a false alarm")
    done = refused.aigate("hook", "pre-commit")
    assert done.returncode == 0, said(done)
    report = judged(refused)
    assert (RULE, "a.py", 6) in findings(report, "suppressed")


def test_an_acceptance_survives_moved_lines_and_a_rename(refused: Repository) -> None:
    accept(refused)
    commit_only(refused, RECORDS, "Accept")
    refused.stage({"a.py": "# a new first line\n\n" + marked(INSECURE)})
    assert refused.aigate("hook", "pre-commit").returncode == 0
    refused.commit(None, "Add the runner")
    refused.git("mv", "a.py", "b.py")
    refused.stage({"b.py": "# a new first line\n\n" + marked(INSECURE) + CLEAN})
    refused.git("add", "-A")
    report = judged(refused)
    assert findings(report) == []


def test_a_changed_line_is_not_covered(refused: Repository) -> None:
    accept(refused)
    commit_only(refused, RECORDS, "Accept")
    refused.stage({"a.py": marked(INSECURE.replace("call(command", "call(command + extra"))})
    assert refused.aigate("hook", "pre-commit").returncode == 1


def test_an_expired_acceptance_does_not_count_and_is_named(refused: Repository) -> None:
    accept(refused, "--expires", "2999-01-01")
    record = json.loads((refused.path / RECORDS).read_text())
    refused.write({RECORDS: json.dumps(record | {"expires": "2020-01-01"}) + "\n"})
    commit_only(refused, RECORDS, "Accept")
    report = judged(refused)
    assert RULE in [rule for rule, _, _ in findings(report)]
    assert "gate/acceptance-expired" in [rule for rule, _, _ in findings(report, "warning")]


def test_a_dead_acceptance_is_named_when_its_file_is_touched(refused: Repository) -> None:
    accept(refused)
    commit_only(refused, RECORDS, "Accept")
    refused.stage({"a.py": marked(CLEAN)})
    assert ("gate/acceptance-dead", RECORDS, 1) in findings(judged(refused), "warning")


def test_an_agent_that_brings_its_own_acceptance_is_refused(refused: Repository, tmp_path: object) -> None:
    accept(refused)
    refused.git("add", RECORDS)
    message = refused.path.parent / "message"
    message.write_text("Accept" + TRAILER)
    done = refused.aigate("hook", "commit-msg", str(message))
    assert done.returncode == 1
    assert "gate/changed-by-agent" in said(done)


def test_an_agent_cannot_run_accept(refused: Repository) -> None:
    done = refused.aigate("accept", fingerprint(refused), "--reason", "fine", env={"CLAUDECODE": "1"})
    assert done.returncode == 2
    assert "human" in said(done)
    assert not (refused.path / RECORDS).exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["0000", "--reason", "x"], "there is no finding 0000"),
        (["", "--reason", "x"], "there is no finding"),
        (["0000", "--reason", "  "], "the reason is empty"),
        (["0000", "--reason", "x", "--expires", "soon"], '"soon" is no date'),
        (["0000", "--reason", "x", "--expires", "2020-01-01"], "has passed"),
        (["0000"], "--reason"),
    ],
)
def test_a_wrong_call_says_what_to_type(refused: Repository, words: list[str], message: str) -> None:
    done = refused.aigate("accept", *words)
    assert done.returncode == 2, said(done)
    assert message in said(done)


def test_a_malformed_record_in_a_change_is_refused_whoever_wrote_it(repo: Repository) -> None:
    repo.commit({"README": "hello\n"})
    repo.stage({RECORDS: '{"fingerprint": "x"}\n'})
    done = repo.aigate("hook", "pre-commit")
    assert done.returncode == 1, said(done)
    assert "it has no rule" in said(done)


def test_an_ignore_comment_counts_once_it_stands_in_head(repo: Repository) -> None:
    human = "import subprocess\n# aigate: ignore[bandit/B602] the command is a constant\nsubprocess.call(command, shell=True)\n"
    repo.commit({"a.py": human})
    repo.stage({"a.py": human.replace("shell=True)", "shell=True)  # @ai-generated")})
    report = judged(repo)
    assert RULE not in [rule for rule, _, _ in findings(report)]
    assert (RULE, "a.py", 3) in findings(report, "suppressed")


def test_an_ignore_comment_may_name_any_rule_that_tells_of_the_weakness(repo: Repository) -> None:
    human = "import os\n\n\ndef run(name):\n    # aigate: ignore[flow/command-injection] names are checked\n    os.system('x ' + name)\n"
    repo.commit({"a.py": human})
    repo.stage({"a.py": human.replace("+ name)", "+ name)  # @ai-generated")})
    report = judged(repo)
    assert findings(report) == []
    assert findings(report, "suppressed") == [("bandit/B605", "a.py", 6)]
