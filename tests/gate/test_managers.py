"""The same verdicts through the real pre-commit, the real prek, and as native hooks: tried as a new user would."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.gate.samples import CLEAN, INSECURE, MENDED, RULE, TRAILER, marked
from tests.repository import Repository, sealed_environment

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.xdist_group("managers")  # they share environments that take half a minute to build

PROJECT = Path(__file__).parents[2]
STAGES = ("pre-commit", "pre-merge-commit", "prepare-commit-msg", "commit-msg", "pre-push")
CONFIG = """\
repos:
  - repo: {url}
    rev: {rev}
    hooks:
      - id: aigate
      - id: aigate-prepare-commit-msg
      - id: aigate-commit-msg
      - id: aigate-pre-push
"""


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """This project as it stands in the work tree, committed in a repository of its own, as a hook manager clones it."""
    folder = tmp_path_factory.mktemp("release")
    env = sealed_environment(folder)
    repository = Repository.create(folder / "aigate", env)
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=PROJECT,
        capture_output=True,
        check=True,
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (PROJECT / name).is_file() and not name.startswith(("tests/", "docs/", "bench/")):
            repository.write({name: (PROJECT / name).read_bytes()})
    repository.git("add", "--all", "--force")
    repository.git("commit", "--quiet", "--no-verify", "-m", "release")
    return repository


@pytest.fixture(scope="session")
def caches(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Where the managers keep the environments they build, for the whole session."""
    folder = tmp_path_factory.mktemp("caches")
    return {"PRE_COMMIT_HOME": str(folder / "pre-commit"), "PREK_HOME": str(folder / "prek")}


def _with_native_hooks(repo: Repository, release: Repository) -> None:
    del release
    done = repo.aigate("install")
    assert done.returncode == 0, done.stderr.decode()


def _with_manager(tool: str) -> Callable[[Repository, Repository], None]:
    def install(repo: Repository, release: Repository) -> None:
        rev = release.git("rev-parse", "HEAD")
        repo.commit({".pre-commit-config.yaml": CONFIG.format(url=release.path, rev=rev)})
        stages = [word for stage in STAGES for word in ("--hook-type", stage)]
        repo.run(tool, "install", *stages)
        repo.run(tool, "install-hooks")

    return install


@pytest.fixture(params=["native", "pre-commit", "prek"])
def gated(request: pytest.FixtureRequest, repo: Repository, release: Repository, caches: dict[str, str]) -> Repository:
    """A repository with one human commit and the gate installed."""
    repo.env.update(caches)
    repo.commit({"README": "hello\n", "old.py": CLEAN})
    install = _with_native_hooks if request.param == "native" else _with_manager(request.param)
    install(repo, release)
    return repo


def try_commit(repo: Repository, message: str = "change", *options: str) -> tuple[int, str]:
    done = repo.run("git", "commit", "-m", message, *options, ok=False)
    return done.returncode, done.stdout.decode() + done.stderr.decode()


def test_a_day_with_the_gate(gated: Repository) -> None:
    gated.stage({"human.py": INSECURE})
    code, text = try_commit(gated, "A human's insecure line is nobody's business")
    assert code == 0, text

    gated.stage({"agent.py": marked(INSECURE)})
    code, text = try_commit(gated)
    assert code == 1
    assert RULE in text
    assert "agent.py:6" in text
    assert "shell=True" in text

    gated.stage({"agent.py": marked(MENDED)})
    code, text = try_commit(gated)
    assert code == 0, text

    gated.stage({"trailed.py": INSECURE})
    code, text = try_commit(gated, "Add" + TRAILER)
    assert code == 1
    assert RULE in text
    assert "Co-authored-by: Claude" in text

    gated.stage({"trailed.py": MENDED})
    code, text = try_commit(gated, "Add" + TRAILER)
    assert code == 0, text


def test_a_policy_for_messages_is_enforced_and_the_draft_prepared(gated: Repository) -> None:
    policy = '[trailers]\nprofile = "kernel"\nsign_off = "anyone"\n'
    gated.commit({".aigate.toml": policy})
    gated.stage({"agent.py": marked(MENDED)})
    code, text = try_commit(gated)
    assert code == 1
    assert "trailers/undeclared" in text
    assert "Assisted-by: claude:unknown" in text
    code, text = try_commit(gated, "Add", "--trailer", "Assisted-by: claude:claude-opus-4-8")
    assert code == 0, text
    gated.commit({".aigate.toml": policy + 'add = "add"\n'})
    gated.stage({"more.py": marked(MENDED)})
    code, text = try_commit(gated, "Add more")
    assert code == 0, text
    assert gated.git("log", "-1", "--format=%B").strip() == "Add more\n\nAssisted-by: claude:unknown"
    gated.git("switch", "-qc", "side", "HEAD~")
    gated.commit({"side.py": CLEAN})
    done = gated.run("git", "merge", "--no-edit", "main", ok=False)
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()
    assert "Assisted-by" not in gated.git("log", "-1", "--format=%B")


def test_commit_all_and_commit_path_are_judged_by_what_they_commit(gated: Repository) -> None:
    gated.commit({"one.py": CLEAN, "two.py": CLEAN})
    gated.write({"one.py": marked(INSECURE), "two.py": CLEAN + "x = 1\n"})
    code, text = try_commit(gated, "only the human's", "--", "two.py")
    assert code == 0, text
    code, text = try_commit(gated, "all", "-a")
    assert code == 1
    assert "one.py:6" in text


def test_unstaged_work_is_neither_judged_nor_lost(gated: Repository) -> None:
    gated.stage({"old.py": CLEAN + "x = 1\n"})
    gated.write({"old.py": CLEAN + "x = 1\n" + marked(INSECURE)})
    code, text = try_commit(gated)
    assert code == 0, text
    assert (gated.path / "old.py").read_text() == CLEAN + "x = 1\n" + marked(INSECURE)


def test_a_merge_does_not_judge_the_other_branchs_lines_again(gated: Repository) -> None:
    gated.git("switch", "-qc", "side")
    gated.commit({"side.py": marked(INSECURE)}, "went round the gate")
    gated.git("switch", "-q", "main")
    gated.commit({"main.py": CLEAN})
    done = gated.run("git", "merge", "--no-edit", "side", ok=False)
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()


def test_a_conflict_that_an_agent_resolved_badly_is_refused(gated: Repository) -> None:
    gated.git("switch", "-qc", "side")
    gated.commit({"old.py": CLEAN.replace("left + right", "right + left")})
    gated.git("switch", "-q", "main")
    gated.commit({"old.py": CLEAN.replace("left + right", "sum((left, right))")})
    gated.run("git", "merge", "side", ok=False)
    gated.stage({"old.py": marked(INSECURE)})
    code, text = try_commit(gated, "merge")
    assert code == 1, text
    assert "old.py:6" in text


def test_a_push_is_judged(gated: Repository, tmp_path: Path) -> None:
    remote = Repository.create(tmp_path / "remote.git", gated.env, "--bare")
    gated.git("remote", "add", "origin", str(remote.path))
    gated.commit({"human.py": INSECURE})
    done = gated.run("git", "push", "-q", "origin", "main", ok=False)
    assert done.returncode == 0, done.stderr.decode()
    gated.git("switch", "-qc", "feature")
    gated.commit({"agent.py": INSECURE}, "Add" + TRAILER)
    gated.commit({"more.py": CLEAN})
    done = gated.run("git", "push", "origin", "feature", ok=False)
    assert done.returncode == 1
    assert RULE in (done.stdout + done.stderr).decode()


def test_try_repo_works(repo: Repository, release: Repository, caches: dict[str, str]) -> None:
    repo.env.update(caches)
    repo.commit({"README": "hello\n"})
    repo.stage({"agent.py": marked(INSECURE)})
    done = repo.run("pre-commit", "try-repo", str(release.path), "aigate", "--verbose", ok=False)
    assert done.returncode == 1
    assert RULE in done.stdout.decode()


def test_a_range_that_pre_commit_names_is_judged(repo: Repository, release: Repository, caches: dict[str, str]) -> None:
    repo.env.update(caches)
    rev = release.git("rev-parse", "HEAD")
    base = repo.commit({".pre-commit-config.yaml": CONFIG.format(url=release.path, rev=rev)})
    repo.commit({"agent.py": INSECURE}, "Add" + TRAILER)
    done = repo.run("pre-commit", "run", "aigate", "--from-ref", base, "--to-ref", "HEAD", ok=False)
    assert done.returncode == 1
    assert RULE in done.stdout.decode()


@pytest.mark.parametrize("bad_ref", ["main", "feature", "topic"])
def test_a_native_push_judges_every_ref(repo: Repository, tmp_path: Path, bad_ref: str) -> None:
    assert repo.aigate("install").returncode == 0
    remote = Repository.create(tmp_path / "remote.git", repo.env, "--bare")
    repo.git("remote", "add", "origin", str(remote.path))
    repo.commit({"README": "hello\n"})
    for ref in ("feature", "topic"):
        repo.git("branch", ref)
    repo.git("switch", "-q", bad_ref)
    repo.commit({"agent.py": INSECURE}, "Add" + TRAILER)
    done = repo.run("git", "push", "origin", "main", "feature", "topic", ok=False)
    assert done.returncode == 1, done.stderr.decode()
    assert RULE in (done.stdout + done.stderr).decode()
    assert remote.git("for-each-ref") == ""


def test_the_shims_find_the_interpreter_they_were_installed_with(repo: Repository) -> None:
    assert repo.aigate("install").returncode == 0
    repo.stage({"agent.py": marked(INSECURE)})
    done = repo.run(
        "git", "commit", "-m", "x", ok=False, env={"PATH": "/usr/bin:/bin" if sys.platform != "win32" else ""}
    )
    assert done.returncode == 1
    assert RULE in (done.stdout + done.stderr).decode()
