"""Whether records of other tools lie about, asked of the file system alone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from aigate.provenance.presence import records_may_matter, working_log

HEAD = "c0ffee" + "0" * 34


def seen(place: Path, head: str | None = HEAD) -> bool:
    return records_may_matter(str(place / ".git"), str(place / ".git"), str(place), head)


def put(place: Path, name: str, content: str = "{}\n") -> None:
    target = place / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(content)


@pytest.mark.parametrize(
    ("name", "content", "head"),
    [
        pytest.param("README", "x", HEAD, id="nothing but a file"),
        pytest.param(f".git/ai/working_logs/{HEAD}/checkpoints.jsonl", "", HEAD, id="a log without a checkpoint"),
        pytest.param(f".git/ai/working_logs/{HEAD}/blobs/x", "x", HEAD, id="a blob without a checkpoint"),
        pytest.param(f".git/ai/working_logs/old-{HEAD}/checkpoints.jsonl", "{}", HEAD, id="a log of a commit made"),
        pytest.param(f".git/ai/working_logs/{HEAD}/checkpoints.jsonl", "{}", "0" * 40, id="a log of another HEAD"),
        pytest.param(
            f".git/ai/working_logs/{HEAD}/checkpoints.jsonl", "{}", None, id="a log of a HEAD, before the first"
        ),
        pytest.param(f".git/ai/worktrees/x/working_logs/{HEAD}/INITIAL", "{}", HEAD, id="a log of another work tree"),
        pytest.param(".agent-trace/traces.jsonl", "", HEAD, id="an empty file of traces"),
    ],
)
def test_nothing_is_there(tmp_path: Path, name: str, content: str, head: str | None) -> None:
    put(tmp_path, name, content)
    assert seen(tmp_path, head) is False


@pytest.mark.parametrize(
    ("name", "head"),
    [
        pytest.param(f".git/ai/working_logs/{HEAD}/checkpoints.jsonl", HEAD, id="checkpoints on this HEAD"),
        pytest.param(f".git/ai/working_logs/{HEAD}/INITIAL", HEAD, id="lines carried over to this HEAD"),
        pytest.param(".git/ai/working_logs/initial/checkpoints.jsonl", None, id="checkpoints before the first commit"),
        pytest.param(".agent-trace/traces.jsonl", HEAD, id="traces"),
        pytest.param(".agent-trace/traces.jsonl", None, id="traces before the first commit"),
    ],
)
def test_something_is_there(tmp_path: Path, name: str, head: str | None) -> None:
    put(tmp_path, name)
    assert seen(tmp_path, head) is True


def test_a_bare_repository_has_no_traces_and_may_have_a_log(tmp_path: Path) -> None:
    put(tmp_path, ".agent-trace/traces.jsonl")
    assert records_may_matter(str(tmp_path), str(tmp_path), None, HEAD) is False
    put(tmp_path, f"ai/working_logs/{HEAD}/INITIAL")
    assert records_may_matter(str(tmp_path), str(tmp_path), None, HEAD) is True


def test_a_root_that_cannot_be_told_is_taken_to_be_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, ".agent-trace/traces.jsonl")
    monkeypatch.chdir(tmp_path)
    assert records_may_matter(str(tmp_path / ".git"), str(tmp_path / ".git"), None, HEAD) is True


@pytest.mark.parametrize(
    ("git_dir", "folder"),
    [
        pytest.param(".git", "ai", id="the main work tree"),
        pytest.param(".git/worktrees/side", "ai/worktrees/side", id="a linked one"),
        pytest.param(".git/worktrees/deep/side", "ai/worktrees/deep/side", id="a linked one, deeper"),
        pytest.param("elsewhere/side", "ai/worktrees/side", id="one whose git directory lies elsewhere"),
    ],
)
def test_every_work_tree_has_its_own_log(tmp_path: Path, git_dir: str, folder: str) -> None:
    found = working_log(str(tmp_path / git_dir), str(tmp_path / ".git"), None)
    assert Path(found) == tmp_path / ".git" / folder / "working_logs" / "initial"


def test_a_symlink_to_the_git_directory_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "real" / "worktrees" / "side").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "real")
    found = working_log(str(tmp_path / "link" / "worktrees" / "side"), str(tmp_path / "real"), HEAD)
    assert found == str(tmp_path / "real" / "ai" / "worktrees" / "side" / "working_logs" / HEAD)


def test_nothing_is_imported_for_it() -> None:
    code = (
        "import sys; before = set(sys.modules); import aigate.provenance.presence;"
        "print(*sorted(set(sys.modules) - before))"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert loaded == ["aigate", "aigate.provenance", "aigate.provenance.presence"]
