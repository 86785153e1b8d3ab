"""A working log as git-ai writes it, in a real repository, with as few words as a test can do with."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.repository import Repository

CLAUDE = {"tool": "claude", "id": "39d3b3e7", "model": "claude-opus-4-8"}
CODEX = {"tool": "codex", "id": "c0de", "model": "gpt-5.4"}
WHEN = 1_765_000_000


def session(agent: dict[str, str], trace: str = "t_1") -> str:
    """The id by which git-ai calls a session of this agent, and one edit of it."""
    return f"s_{_digest(agent)[:14]}::{trace}"


def prompt(agent: dict[str, str], length: int = 16) -> str:
    """The id by which it called the same of old."""
    return _digest(agent)[:length]


def _digest(agent: dict[str, str]) -> str:
    return hashlib.sha256(f"{agent['tool']}:{agent['id']}".encode()).hexdigest()


def lines(start: int, end: int, author: str, overrode: str | None = None) -> dict[str, Any]:
    return {"start_line": start, "end_line": end, "author_id": author, "overrode": overrode}


def checkpoint(
    path: str,
    blob: str,
    ranges: list[dict[str, Any]],
    *,
    agent: dict[str, str] | None = CLAUDE,
    kind: str = "AiAgent",
    when: int = WHEN,
    characters: bool = False,
    **more: Any,
) -> dict[str, Any]:
    """One line of ``checkpoints.jsonl``, as a value."""
    attributions = [{"start": 0, "end": 1, "author_id": "human", "ts": when}] if characters else []
    entry = {"file": path, "blob_sha": blob, "attributions": attributions, "line_attributions": ranges}
    return {
        "kind": kind,
        "diff": "0" * 64,
        "author": "Ada <ada@example.org>",
        "entries": [entry],
        "timestamp": when,
        "agent_id": agent,
        "agent_metadata": None,
        "line_stats": {"additions": 1, "deletions": 0, "additions_sloc": 1, "deletions_sloc": 0},
        "api_version": "checkpoint/1.0.0",
        "git_ai_version": "1.6.22",
        "trace_id": "t_1",
        **more,
    }


@dataclass
class WorkingLog:
    """The log for one HEAD of one work tree."""

    folder: Path

    @classmethod
    def of(cls, repo: Repository) -> WorkingLog:
        """The log of a repository as it stands now."""
        done = repo.run("git", "rev-parse", "--verify", "--quiet", "HEAD", ok=False)
        head = done.stdout.decode().strip() or "initial"
        git_dir = Path(repo.git("rev-parse", "--absolute-git-dir"))
        common = (repo.path / repo.git("rev-parse", "--git-common-dir")).resolve()
        linked = ["worktrees", git_dir.name] if git_dir != common else []
        return cls(common.joinpath("ai", *linked, "working_logs", head))

    def snapshot(self, content: str) -> str:
        """Keep a snapshot; its name."""
        name = hashlib.sha256(content.encode()).hexdigest()
        self.put(f"blobs/{name}", content)
        return name

    def put(self, name: str, content: str, *, append: bool = False) -> None:
        target = self.folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("ab" if append else "wb") as stream:
            stream.write(content.encode())

    def record(self, path: str, content: str, *ranges: dict[str, Any], **more: Any) -> None:
        """A checkpoint: this content, whose ranges are these people's."""
        row = checkpoint(path, self.snapshot(content), list(ranges), **more)
        self.put("checkpoints.jsonl", json.dumps(row) + "\n", append=True)

    def carry(self, path: str, content: str, *ranges: dict[str, Any], agent: dict[str, str] = CLAUDE) -> None:
        """The file ``INITIAL``: uncommitted lines from before this HEAD."""
        row = {
            "files": {path: list(ranges)},
            "prompts": {},
            "file_blobs": {path: self.snapshot(content)},
            "sessions": {session(agent).partition("::")[0]: {"agent_id": agent, "human_author": None}},
        }
        self.put("INITIAL", json.dumps(row, indent=2))
