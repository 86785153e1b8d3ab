"""The matrix through git itself: `aigate install`, then the commands that people type."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.gate.asking import AGENT, assert_passes, assert_refused, write_message
from tests.gate.samples import CLEAN, INSECURE, MENDED, RULE, TRAILER, marked
from tests.repository import Repository

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

TRAILED = "Change" + TRAILER


@pytest.fixture
def hooked(repo: Repository) -> Repository:
    """A repository with two human commits, insecure lines among them, and native hooks."""
    repo.commit({"README": "hello\n"})
    repo.commit({"a.py": CLEAN, "b.py": CLEAN, "old.py": INSECURE})
    assert_passes(repo.aigate("install"))
    return repo


def attempt(repo: Repository, *words: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[bytes]:
    """A git command that may be refused; a refusal leaves HEAD where it was."""
    before = repo.git("rev-parse", "HEAD")
    done = repo.run("git", *words, ok=False, env=env)
    if done.returncode:
        assert repo.git("rev-parse", "HEAD") == before
    return done


def test_commit_all_commit_path_and_commit_include(hooked: Repository) -> None:
    hooked.write({"a.py": CLEAN + INSECURE, "b.py": CLEAN + marked(INSECURE)})
    assert_refused(attempt(hooked, "commit", "-am", "both"), "b.py:8")
    assert_refused(attempt(hooked, "commit", "-m", "the agent's", "--", "b.py"), "b.py:8")
    assert_passes(attempt(hooked, "commit", "-m", "the human's", "--", "a.py"))
    hooked.stage({"b.py": CLEAN + marked(INSECURE)})
    hooked.write({"a.py": CLEAN})
    assert_refused(attempt(hooked, "commit", "-m", "with what is staged", "--include", "a.py"), "b.py:8")
    assert_passes(attempt(hooked, "commit", "-m", "without it", "--only", "a.py"))
    assert hooked.git("diff", "--cached", "--name-only") == "b.py"


def test_only_the_hunks_of_commit_patch_are_judged(hooked: Repository) -> None:
    hooked.commit({"a.py": CLEAN * 4})
    hooked.write({"a.py": "first = 1\n" + CLEAN * 4 + marked(INSECURE)})
    done = hooked.run("git", "commit", "-m", "the first hunk", "--patch", stdin=b"y\nn\n", ok=False)
    assert_passes(done)
    done = hooked.run("git", "commit", "-m", "the second hunk", "--patch", stdin=b"y\n", ok=False)
    assert_refused(done, RULE)


def test_an_amendment_is_judged_by_what_it_changes(hooked: Repository) -> None:
    hooked.stage({"a.py": marked(INSECURE)})
    assert_refused(attempt(hooked, "commit", "--amend", "--no-edit"), "a.py:6")
    hooked.stage({"a.py": marked(MENDED)})
    assert_passes(attempt(hooked, "commit", "--amend", "--no-edit"))


def test_an_amendment_of_the_message_alone_makes_the_commits_lines_an_agents(hooked: Repository) -> None:
    assert_passes(attempt(hooked, "commit", "--amend", "-m", "Other words"))
    assert_refused(attempt(hooked, "commit", "--amend", "-m", TRAILED), "old.py:5", "Co-authored-by: Claude")
    hooked.commit({"fine.py": MENDED}, "fine")
    assert_passes(attempt(hooked, "commit", "--amend", "-m", TRAILED))


def test_an_amendment_of_both_is_judged_whole_once_it_is_a_commit(hooked: Repository) -> None:
    """No hook is told that a commit replaces another: commit-msg sees what is staged, and the push sees the rest."""
    hooked.stage({"a.py": MENDED})
    assert_passes(attempt(hooked, "commit", "--amend", "-m", TRAILED))
    assert_refused(hooked.aigate("check", "--commit", "HEAD"), "old.py:5")


def test_an_author_who_is_an_agent_is_known_before_there_is_a_message(hooked: Repository) -> None:
    hooked.stage({"c.py": INSECURE})
    author = f"--author={AGENT['GIT_AUTHOR_NAME']} <{AGENT['GIT_AUTHOR_EMAIL']}>"
    assert_refused(attempt(hooked, "commit", "-m", "by option", author), RULE)
    assert_refused(attempt(hooked, "commit", "-m", "by environment", env=AGENT), RULE)
    hooked.git("config", "trailer.ai.key", "Assisted-by")
    assert_refused(attempt(hooked, "commit", "-m", "x", "--trailer", "ai=Claude Code <noreply@anthropic.com>"), RULE)
    assert_passes(attempt(hooked, "commit", "-m", "a human's"))


def test_merges_of_every_kind(hooked: Repository) -> None:
    for branch in ("clean", "evil", "one", "two", "squash"):
        hooked.git("checkout", "-qb", branch, "main")
        hooked.commit({f"{branch}.py": INSECURE}, f"went round the gate\n\n{TRAILED}")
    hooked.git("checkout", "-q", "main")
    hooked.commit({"main.py": CLEAN})
    assert_passes(attempt(hooked, "merge", "-q", "--no-edit", "clean"))
    assert_passes(attempt(hooked, "merge", "-q", "--no-edit", "one", "two"))
    assert_passes(attempt(hooked, "merge", "-q", "--no-commit", "evil"))
    hooked.stage({"a.py": marked(INSECURE)})
    assert_refused(attempt(hooked, "commit", "-m", "an evil merge"), "a.py:6")
    hooked.stage({"a.py": INSECURE})
    assert_passes(attempt(hooked, "commit", "-m", "a human's merge"))
    assert_passes(attempt(hooked, "merge", "-q", "--squash", "squash"))
    assert_refused(attempt(hooked, "commit", "--no-edit"), "squash.py:5")
    said_again = attempt(hooked, "commit", "-m", "a human's words")
    assert_refused(said_again, "squash.py:5", "found again by content")  # post-commit anchored what went round the gate
    hooked.git("update-ref", "-d", "refs/notes/aigate")
    assert_passes(attempt(hooked, "commit", "-m", "a human's words"))


@pytest.mark.parametrize(("who", "code"), [("human", INSECURE), ("agent", marked(INSECURE))])
def test_a_conflict_is_judged_by_its_resolution(hooked: Repository, who: str, code: str) -> None:
    hooked.git("checkout", "-qb", "side")
    hooked.commit({"a.py": CLEAN.replace("+", "-")})
    hooked.git("checkout", "-q", "main")
    hooked.commit({"a.py": CLEAN.replace("+", "*")})
    assert attempt(hooked, "merge", "side").returncode == 1
    hooked.stage({"a.py": code})
    done = attempt(hooked, "commit", "--no-edit")
    assert_passes(done) if who == "human" else assert_refused(done, "a.py:6")


def test_what_git_rewrites_without_asking_its_hooks_is_judged_when_it_is_pushed(
    hooked: Repository, tmp_path: Path
) -> None:
    remote = Repository.create(tmp_path / "remote.git", hooked.env, "--bare")
    hooked.git("remote", "add", "origin", str(remote.path))
    assert_passes(attempt(hooked, "push", "-q", "origin", "main"))
    hooked.git("checkout", "-qb", "topic")
    hooked.commit({"topic.py": INSECURE}, TRAILED)
    hooked.git("checkout", "-q", "main")
    hooked.commit({"main.py": CLEAN})
    hooked.run("git", "cherry-pick", "topic", ok=False)
    hooked.git("checkout", "-q", "topic")
    hooked.run("git", "rebase", "-q", "main~1", ok=False)
    assert_refused(attempt(hooked, "push", "-q", "origin", "topic"), "topic.py:5")
    assert_refused(attempt(hooked, "push", "-q", "--force", "origin", "topic:main"), "topic.py:5")
    assert_refused(attempt(hooked, "push", "-q", "--all", "origin"), "topic.py:5")
    hooked.git("tag", "-a", "-m", "x", "v1", "topic")
    assert_refused(attempt(hooked, "push", "-q", "origin", "v1"), "topic.py:5")
    assert_refused(attempt(hooked, "push", "-q", "origin", "main"), "topic.py:5")
    assert_passes(attempt(hooked, "push", "-q", "origin", "main~1:refs/heads/other"))
    assert_passes(attempt(hooked, "push", "-q", "origin", ":refs/heads/other"))


# ---------------------------------------------------------------- what commit-msg scans


def remembered(repo: Repository) -> set[str]:
    """The paths that the last stage scanned itself, from the record it keeps for the next one."""
    record = json.loads((repo.path / ".git" / "aigate" / "scanned.json").read_text())
    return {key.rpartition(":")[2] for key in record["files"]}


def scans(repo: Repository, *words: str) -> list[str]:
    """The paths that a command hands to the scanners, in a process that counts."""
    program = (
        "import json, sys\n"
        "from aigate import cli, examination\n"
        "from types import SimpleNamespace\n"
        "seen = []\n"
        "def counted(scanner):\n"
        "    def scan(source, settings):\n"
        "        seen.append(source.path)\n"
        "        return scanner.scan(source, settings)\n"
        "    return SimpleNamespace(accepts=scanner.accepts, scan=scan, NAME=scanner.NAME, rules=scanner.rules)\n"
        "examination.SCANNERS = tuple(map(counted, examination.SCANNERS))\n"
        f"cli.run({list(words)!r})\n"
        "print()\n"
        "print(json.dumps(sorted(set(seen))))\n"
    )
    import sys

    done = repo.run(sys.executable, "-c", program)
    paths: list[str] = json.loads(done.stdout.splitlines()[-1])
    return paths


def test_commit_msg_scans_only_what_pre_commit_did_not(repo: Repository, tmp_path: Path) -> None:
    repo.commit({"README": "hello\n"})
    repo.stage({"agent.py": marked(MENDED), "human.py": INSECURE, "other.py": CLEAN})
    message = write_message(tmp_path, TRAILED)
    assert scans(repo, "hook", "pre-commit") == ["agent.py"]
    assert remembered(repo) == {"agent.py"}
    assert scans(repo, "hook", "commit-msg", message) == ["human.py", "other.py"]
    repo.stage({"agent.py": marked(MENDED) + "x = 1\n"})
    assert scans(repo, "hook", "pre-commit") == ["agent.py"]
    repo.stage({"agent.py": marked(MENDED) + "x = 2\n"})
    assert "agent.py" in scans(repo, "hook", "commit-msg", message), "a blob that has changed since is scanned again"


def test_what_commit_msg_recalls_refuses_as_if_scanned(repo: Repository, tmp_path: Path) -> None:
    repo.commit({"README": "hello\n"})
    repo.stage({"agent.py": marked(MENDED) + INSECURE})
    message = write_message(tmp_path, TRAILED)
    fresh = repo.aigate("hook", "commit-msg", message)
    assert_passes(repo.aigate("hook", "pre-commit"))
    recalled = repo.aigate("hook", "commit-msg", message)
    assert_refused(recalled, "agent.py:12")
    assert recalled.stdout == fresh.stdout


def test_pre_commit_never_believes_an_earlier_record(repo: Repository) -> None:
    repo.commit({"README": "hello\n"})
    repo.stage({"agent.py": marked(INSECURE)})
    assert_refused(repo.aigate("hook", "pre-commit"), RULE)
    record = repo.path / ".git" / "aigate" / "scanned.json"
    body = json.loads(record.read_text())
    for outcome in body["files"].values():
        outcome["findings"] = []
    record.write_text(json.dumps(body))
    assert_refused(repo.aigate("hook", "pre-commit"), RULE)


@pytest.mark.parametrize("garbage", [b"", b"{", b"[]", b'{"digest": null, "files": []}', b"\xff" * 10])
def test_a_record_that_cannot_be_read_is_no_record(repo: Repository, tmp_path: Path, garbage: bytes) -> None:
    repo.commit({"README": "hello\n"})
    repo.stage({"human.py": INSECURE})
    (repo.path / ".git" / "aigate").mkdir()
    (repo.path / ".git" / "aigate" / "scanned.json").write_bytes(garbage)
    assert_refused(repo.aigate("hook", "commit-msg", write_message(tmp_path, TRAILED)), RULE)
