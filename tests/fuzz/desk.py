"""A repository and whoever works in it: people, an agent with its hooks, a formatter, and git.

aigate is used as its users do, by its command line and its hooks, though in this process, for the sake of speed.
"""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aigate import cli

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_HUNK = re.compile(r"@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")


class Desk:
    """One work tree."""

    def __init__(self, folder: Path, env: dict[str, str]) -> None:
        self.folder = folder
        self.env = {name: value for name, value in env.items() if not name.endswith("_DATE")}  # time goes on here
        self.env["GIT_EDITOR"] = "true"  # every message is taken as it is
        self._calls = 0
        folder.mkdir()
        self.git("init", "--quiet", "--initial-branch=main")
        hook = folder / ".git" / "hooks" / "post-commit"
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f'#!/bin/sh\n[ -z "$HOOKED" ] || exec "{sys.executable}" -m aigate hook post-commit\n')
        hook.chmod(0o755)

    # ---------------------------------------------------------------- git

    def git(self, *words: str, ok: bool = True, stdin: bytes = b"") -> str:
        """git's output."""
        done = subprocess.run(
            ["git", *words], cwd=self.folder, env=self.env, input=stdin, capture_output=True, check=False
        )
        if ok and done.returncode:
            raise AssertionError(f"git {' '.join(words)}: {done.stderr.decode()}")
        return done.stdout.decode()

    def hooked(self, *words: str) -> None:
        """A git command that makes commits on its way, each with the post-commit hook; however it ends."""
        self.env["HOOKED"] = "yes"
        self.git(*words, ok=False)
        del self.env["HOOKED"]

    def paths(self) -> list[str]:
        """The files of the work tree."""
        return sorted(path.name for path in self.folder.glob("*.py"))

    def read(self, path: str) -> list[str]:
        """A file of the work tree, as lines."""
        return (self.folder / path).read_text().splitlines()

    def write(self, path: str, lines: list[str]) -> None:
        """Write a file; nobody notices."""
        (self.folder / path).write_text("".join(f"{line}\n" for line in lines))

    def added(self, *words: str) -> dict[str, dict[int, str]]:
        """The added lines of a diff with their numbers, file by file, by git's own count."""
        found: dict[str, dict[int, str]] = {}
        lines = iter(self.git(*words, "-U0", "-M", "--no-ext-diff", "--src-prefix=a/", "--dst-prefix=b/").split("\n"))
        path = ""
        for line in lines:
            if line.startswith("+++ "):
                path = line.removeprefix("+++ b/")
            elif match := _HUNK.match(line):
                removed, start, count = int(match[1] or 1), int(match[2]), int(match[3] or 1)
                for _ in range(removed):
                    next(lines)
                found.setdefault(path, {}).update({start + at: next(lines)[1:] for at in range(count)})
        return found

    # ---------------------------------------------------------------- the agent and its hooks

    def agent_edits(self, path: str, change: Callable[[], None]) -> None:
        """An agent's editing tool, with the hooks before and after it."""
        with self._tool("Edit", {"file_path": str(self.folder / path)}):
            change()

    def agent_runs(self, command: str, change: Callable[[], None]) -> None:
        """An agent's shell tool."""
        with self._tool("Bash", {"command": command}):
            change()

    def person_mends(self, path: str, lines: list[str]) -> None:
        """A person changes what the agent proposes before it is written, which the agent's tool reports."""
        before = (self.folder / path).read_text() if (self.folder / path).exists() else ""
        self.write(path, lines)
        after = (self.folder / path).read_text()
        told = {"filePath": str(self.folder / path), "originalFile": before, "userModified": True, "content": after}
        self._calls += 1
        self._event("PostToolUse", "Write", {"file_path": str(self.folder / path), "content": before}, told)

    @contextmanager
    def _tool(self, name: str, arguments: dict[str, str]) -> Iterator[None]:
        self._calls += 1
        self._event("PreToolUse", name, arguments)
        yield
        self._event("PostToolUse", name, arguments, {})

    def _event(self, event: str, tool: str, arguments: dict[str, str], answer: dict[str, Any] | None = None) -> None:
        payload = {
            "session_id": "fuzz", "transcript_path": None, "cwd": str(self.folder), "hook_event_name": event,
            "tool_name": tool, "tool_input": arguments, "tool_use_id": f"toolu_{self._calls}",
        }  # fmt: skip
        if answer is not None:
            payload["tool_response"] = answer
        code, _ = self.aigate("agent", "hook", "--agent", "claude", stdin=json.dumps(payload).encode())
        assert code == 0

    # ---------------------------------------------------------------- aigate

    def aigate(self, *words: str, stdin: bytes = b"") -> tuple[int, str]:
        """aigate's exit code and standard output."""
        out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
        streams = sys.stdin, sys.stdout
        here = Path.cwd()
        os.chdir(self.folder)
        sys.stdin, sys.stdout = io.TextIOWrapper(io.BytesIO(stdin)), out
        try:
            code = cli.run(words)
            out.flush()
        finally:
            sys.stdin, sys.stdout = streams
            os.chdir(here)
        return code, out.buffer.getvalue().decode()

    def attribution(self, *words: str) -> dict[str, dict[str, list[int]]]:
        """Path → verdict → line numbers."""
        code, said = self.aigate("attribute", *words, "--format", "jsonl")
        assert code == 0, said
        files: dict[str, dict[str, list[list[int]]]] = json.loads(said)["files"]
        return {
            path: {
                verdict: [number for start, end in spans for number in range(start, end + 1)]
                for verdict, spans in file.items()
                if verdict in ("ai", "human", "unknown")
            }
            for path, file in files.items()
        }
