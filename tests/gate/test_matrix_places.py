"""The matrix of places: whatever kind of repository and environment, an agent's line is refused and a human's passes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.gate.asking import assert_gated, assert_passes, assert_refused, assert_undecided, said
from tests.gate.samples import CLEAN, INSECURE, RULE, TRAILER, marked
from tests.git.reading import snapshot
from tests.repository import Repository

posix = pytest.mark.skipif(os.name == "nt", reason="shells and owners work otherwise there")


def stage(repo: Repository, code: str) -> None:
    repo.stage({"a.py": code})


def history(repo: Repository, count: int = 4) -> list[str]:
    """An agent's insecure commit first, then people's, the last but one insecure."""
    made = [repo.commit({"agent.py": INSECURE}, "agent" + TRAILER)]
    made += [repo.commit({f"h{number}.py": CLEAN}, "human") for number in range(count - 2)]
    return [*made, repo.commit({"human.py": INSECURE}, "human")]


def clone(repo: Repository, name: str, *options: str) -> Repository:
    target = repo.path.parent / name
    repo.git("clone", "--quiet", *options, repo.path.as_uri(), str(target))
    return Repository(target, repo.env)


# ---------------------------------------------------------------- kinds of repository


@pytest.mark.parametrize(
    "name", ["with spaces", "dépôt-\U0001f389", "it's $HOME; #1", "-C", "a%20b:c" if os.name != "nt" else "a%20b"]
)
def test_a_repository_in_a_folder_of_any_name(tmp_path: Path, sealed: dict[str, str], name: str) -> None:
    repo = Repository.create(tmp_path / name, sealed)
    assert_gated(repo, stage, RULE)


def test_a_sha256_repository(tmp_path: Path, sealed: dict[str, str]) -> None:
    repo = Repository.create(tmp_path / "repo", sealed, "--object-format=sha256")
    assert_gated(repo, stage, RULE)
    human = repo.commit({"a.py": INSECURE}, "human")
    assert_passes(repo.aigate("check", "--commit", "HEAD"))
    agent = repo.commit({"b.py": INSECURE}, "agent" + TRAILER)
    assert_refused(repo.aigate("check", "--range", "HEAD~1..HEAD"), "b.py:5")
    assert_refused(repo.aigate("hook", "pre-push", "x", "y", stdin=f"a {agent} a {human}\n".encode()), "b.py:5")
    assert_passes(repo.aigate("hook", "pre-push", "x", "y", stdin=f"a {human} a {'0' * 64}\n".encode()))


def test_a_linked_work_tree_is_judged_by_its_own_index(repo: Repository, tmp_path: Path) -> None:
    repo.commit({"README": "hello\n"})
    repo.git("worktree", "add", "-q", "-b", "other", str(tmp_path / "linked"))
    linked = Repository(tmp_path / "linked", repo.env)
    stage(repo, marked(INSECURE))
    assert_passes(linked.aigate("hook", "pre-commit"))
    repo.git("reset", "-q", "--hard")
    assert_gated(linked, stage, RULE)
    assert_passes(repo.aigate("hook", "pre-commit"))


def test_inside_a_submodule_its_own_change_is_judged(repo: Repository, tmp_path: Path) -> None:
    inner = Repository.create(tmp_path / "inner", repo.env)
    inner.commit({"README": "hello\n"})
    repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner.path), "sub")
    sub = Repository(repo.path / "sub", repo.env)
    assert_gated(sub, stage, RULE)
    assert_passes(repo.aigate("hook", "pre-commit"))


def test_a_shallow_clone_judges_its_tip_and_refuses_its_edge(repo: Repository) -> None:
    made = history(repo)
    shallow = clone(repo, "shallow", "--depth=2")
    assert_gated(shallow, stage, RULE)
    assert_passes(shallow.aigate("check", "--commit", "HEAD"))
    hint = "git fetch --unshallow"
    assert_undecided(shallow.aigate("check", "--commit", "HEAD~1"), "shallow", hint)
    assert_undecided(shallow.aigate("attribute", "--history", "HEAD"), "shallow", hint)
    assert_undecided(shallow.aigate("check", "--range", f"{made[0]}..HEAD"), hint, codes=(2, 3))
    assert_undecided(shallow.aigate("hook", "pre-push", "x", "y", stdin=f"a {made[-1]} a {'0' * 40}\n".encode()), hint)


@posix
def test_a_partial_clone_judges_what_it_has_and_fetches_nothing(repo: Repository) -> None:
    repo.git("config", "uploadpack.allowFilter", "true")
    made = history(repo)
    repo.git("rm", "-q", "agent.py", "human.py")  # one blob
    repo.commit(None, "what the clone's work tree needs no more, it has not")
    partial = clone(repo, "partial", "--filter=blob:none")
    before = snapshot(partial.path)
    for words in (["check", "--commit", made[0]], ["check", "--range", "HEAD~1..HEAD"], ["attribute", made[0]]):
        assert_undecided(partial.aigate(*words), "git fetch")
    assert snapshot(partial.path) == before
    assert_gated(partial, stage, RULE)


def test_a_bare_repository_is_judged_by_commits_and_ranges(repo: Repository) -> None:
    made = history(repo)
    bare = clone(repo, "bare.git", "--bare")
    assert_refused(bare.aigate("check", "--commit", made[0]), "agent.py:5")
    assert_passes(bare.aigate("check", "--commit", "HEAD"))
    assert_passes(bare.aigate("check", "--range", f"{made[0]}..HEAD"))
    done = bare.aigate("attribute", "--history", "HEAD", "--format", "jsonl")
    assert_passes(done)
    assert [b'"ai": true' in line for line in done.stdout.splitlines()] == [True, False, False, False]
    for words in (["check"], ["attribute"]):
        assert_undecided(bare.aigate(*words), codes=(2, 3))


def test_a_repository_that_is_sparse_is_judged_whole(repo: Repository) -> None:
    repo.commit({"in/a.py": CLEAN, "out/b.py": CLEAN})
    repo.git("sparse-checkout", "set", "--cone", "--sparse-index", "in")
    assert_gated(repo, lambda repo, code: repo.stage({"in/a.py": code}), RULE)


# ---------------------------------------------------------------- environments


def gated_with(repo: Repository, env: dict[str, str]) -> None:
    changed = Repository(repo.path, repo.env | env)
    assert_gated(changed, stage, RULE)


@pytest.mark.parametrize(
    "env",
    [
        pytest.param({"NO_COLOR": "1", "TERM": "dumb"}, id="no colour"),
        pytest.param({"FORCE_COLOR": "1", "COLUMNS": "20", "TERM": "xterm"}, id="colour on a narrow terminal"),
        pytest.param({"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}, id="ASCII"),
        pytest.param({"GIT_LITERAL_PATHSPECS": "0", "GIT_EXTERNAL_DIFF": "false", "GIT_DIFF_OPTS": "-u9"}, id="diff variables"),
        pytest.param({"PYTHONWARNINGS": "error", "PYTHONDEVMODE": "1"}, id="a strict interpreter"),
        pytest.param({"PYTHONOPTIMIZE": "2"}, id="no assertions and no docstrings"),
    ],
)  # fmt: skip
def test_an_environment_changes_no_verdict(repo: Repository, env: dict[str, str]) -> None:
    gated_with(repo, env)


def test_without_a_home(repo: Repository) -> None:
    for name in ("HOME", "XDG_CONFIG_HOME", "GIT_CONFIG_GLOBAL", "USERPROFILE"):
        repo.env.pop(name, None)
    assert_gated(repo, stage, RULE)


def test_with_a_home_that_does_not_exist(repo: Repository) -> None:
    gated_with(repo, {"HOME": "/nonexistent", "XDG_CONFIG_HOME": "/nonexistent", "GIT_CONFIG_GLOBAL": "/nonexistent"})


def test_from_a_subfolder_the_whole_commit_is_judged(repo: Repository) -> None:
    stage(repo, INSECURE)
    repo.write({"deep/er/b.py": CLEAN})
    below = Repository(repo.path / "deep" / "er", repo.env)
    assert_passes(below.aigate("check"))
    stage(repo, marked(INSECURE))
    for words in (["hook", "pre-commit"], ["check"]):
        assert_refused(below.aigate(*words), "a.py:6")
    assert_passes(below.aigate("scan", "b.py"))
    assert_refused(below.aigate("scan", "../../a.py"), "a.py:6")


def test_from_elsewhere_with_the_repository_in_the_environment(repo: Repository, tmp_path: Path) -> None:
    elsewhere = Repository(tmp_path, repo.env)
    names = {"GIT_DIR": str(repo.path / ".git"), "GIT_WORK_TREE": str(repo.path)}
    relative = {"GIT_DIR": "repo/.git", "GIT_WORK_TREE": "repo"}
    stage(repo, INSECURE)
    assert_passes(elsewhere.aigate("check", env=names))
    stage(repo, marked(INSECURE))
    for env in (names, relative, {"GIT_DIR": "repo/.git"}):
        assert_refused(elsewhere.aigate("hook", "pre-commit", env=env), RULE)


def test_with_another_index_in_the_environment(repo: Repository) -> None:
    stage(repo, INSECURE)
    env = {"GIT_INDEX_FILE": str(repo.path / "another-index")}
    stage(Repository(repo.path, repo.env | env), marked(INSECURE))
    assert_passes(repo.aigate("hook", "pre-commit"))
    assert_refused(repo.aigate("hook", "pre-commit", env=env), RULE)


@posix
@pytest.mark.parametrize("streams", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_closed_stream_changes_no_verdict(repo: Repository, streams: str) -> None:
    def check() -> subprocess.CompletedProcess[bytes]:
        return repo.run("sh", "-c", f"exec '{sys.executable}' -m aigate check {streams}", ok=False)

    stage(repo, INSECURE)
    assert_passes(check())
    stage(repo, marked(INSECURE))
    assert_refused(check())


@posix
def test_a_push_with_no_standard_input_cannot_be_judged(repo: Repository) -> None:
    done = repo.run("sh", "-c", f"exec '{sys.executable}' -m aigate hook pre-push <&-", ok=False)
    assert_undecided(done, "standard input", codes=(2,))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full here")
def test_a_report_that_cannot_be_written_is_no_verdict(repo: Repository) -> None:
    stage(repo, marked(INSECURE))
    done = repo.run("sh", "-c", f"exec '{sys.executable}' -m aigate check > /dev/full", ok=False)
    assert_undecided(done, "cannot write")


# ---------------------------------------------------------------- places that cannot be written, or not be read


@posix
def test_a_repository_that_git_does_not_trust_is_an_error_in_gits_words(repo: Repository) -> None:
    repo.commit({"README": "hello\n"})
    stage(repo, marked(INSECURE))
    for words in (["hook", "pre-commit"], ["check"], ["attribute"], ["hook", "pre-push"], ["doctor"], ["scan", "a.py"]):
        done = repo.aigate(*words, env={"GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"}, stdin=b"")
        assert done.returncode in (1, 2, 3) if words == ["doctor"] else done.returncode in (2, 3), (words, said(done))
        assert "dubious ownership" in said(done), words
        assert "safe.directory" in said(done), words
        assert "Traceback" not in said(done), words


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs a mount of its own")
def test_on_a_file_system_that_cannot_be_written_the_verdicts_are_the_same(repo: Repository) -> None:
    unshare = shutil.which("unshare")
    mount = f"mount --bind '{repo.path}' '{repo.path}' && mount -o remount,bind,ro '{repo.path}' && cd '{repo.path}'"
    words = [unshare or "false", "--map-root-user", "--mount", "sh", "-c"]
    if repo.run(*words, mount, ok=False).returncode:
        pytest.skip("no mounts of one's own here")
    message = repo.path.parent / "message"
    message.write_text("Add" + TRAILER)

    def run(command: str) -> subprocess.CompletedProcess[bytes]:
        script = f"{mount} && ! touch probe 2>/dev/null && exec '{sys.executable}' -m aigate {command}"
        return repo.run(*words, script, ok=False)

    repo.commit({"README": "hello\n"})
    stage(repo, INSECURE)
    assert_passes(run("hook pre-commit"))
    assert_passes(run("check"))
    assert_refused(run(f"hook commit-msg '{message}'"), RULE)
    stage(repo, marked(INSECURE))
    assert_refused(run("hook pre-commit"), RULE)
