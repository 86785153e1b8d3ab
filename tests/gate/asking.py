"""Short words for the end-to-end matrix: run the real command line, and say what must come of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.gate.samples import INSECURE, marked

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    from tests.repository import Repository

# An agent that signs its commits itself: no marker and no trailer is needed to know it.
AGENT = {
    "GIT_AUTHOR_NAME": "devin-ai-integration[bot]",
    "GIT_AUTHOR_EMAIL": "158243242+devin-ai-integration[bot]@users.noreply.github.com",
}


def said(done: subprocess.CompletedProcess[bytes]) -> str:
    return done.stdout.decode() + done.stderr.decode()


def assert_passes(done: subprocess.CompletedProcess[bytes]) -> None:
    assert done.returncode == 0, said(done)


def assert_refused(done: subprocess.CompletedProcess[bytes], *words: str) -> None:
    assert done.returncode == 1, said(done)
    assert "Traceback" not in said(done)
    for word in words:
        assert word in said(done)


def assert_undecided(done: subprocess.CompletedProcess[bytes], *words: str, codes: tuple[int, ...] = (3,)) -> None:
    """One clear error, and neither a verdict nor a traceback."""
    assert done.returncode in codes, said(done)
    assert "error: " in done.stderr.decode()
    assert "Traceback" not in said(done)
    for word in words:
        assert word in said(done)


def assert_gated(repo: Repository, stage: Callable[[Repository, str], None], *words: str) -> None:
    """Staged the same way, a human's insecure line passes and an agent's is refused."""
    stage(repo, INSECURE)
    assert_passes(repo.aigate("check"))
    assert_passes(repo.aigate("hook", "pre-commit"))
    stage(repo, marked(INSECURE))
    assert_refused(repo.aigate("hook", "pre-commit"), *words)


def report(done: subprocess.CompletedProcess[bytes]) -> dict[str, Any]:
    """A JSON report, which must agree with the exit code."""
    assert done.returncode in (0, 1), said(done)
    read: dict[str, Any] = json.loads(done.stdout)
    assert read["exit_code"] == done.returncode
    return read


def blocked_paths(read: dict[str, Any]) -> set[str]:
    """Every path with something that blocks: a finding, or lines that could not be examined."""
    return {
        one["path"]
        for changeset in read["changesets"]
        for one in [*changeset["findings"], *changeset["not_examined"]]
        if one.get("blocking", True)
    }


def decisions(read: dict[str, Any]) -> dict[str, str]:
    """The decision on each commit, by its subject."""
    return {changeset["subject"]: changeset["decision"] for changeset in read["changesets"]}


def ref_line(local: str, remote: str, name: str = "refs/heads/main") -> str:
    """What git tells a pre-push hook of one ref."""
    return f"{name} {local} {name} {remote}\n"


def write_message(folder: Path, text: str) -> str:
    """A message file, as git hands it to commit-msg; its name."""
    path = folder / "COMMIT_MESSAGE"
    path.write_text(text, "utf-8")
    return str(path)
