"""Real git repositories in temporary folders: the only kind of repository the tests know."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

FROZEN = "2026-01-02T03:04:05+00:00"


def sealed_environment(home: Path) -> dict[str, str]:
    """An environment in which nothing of this machine's git or CI set-up can be felt; commit ids are reproducible."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("GIT_", "GITHUB_", "PRE_COMMIT", "CI", "CLAUDE", "AIGATE", "NO_COLOR", "FORCE_COLOR"))
        and name != "PYTHONDONTWRITEBYTECODE"  # compiled modules have a place of their own: see conftest.py
    }
    return kept | {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": str(home / ".gitconfig"),
        "GIT_EDITOR": "false",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_AUTHOR_NAME": "Ada Author",
        "GIT_AUTHOR_EMAIL": "ada@example.org",
        "GIT_AUTHOR_DATE": FROZEN,
        "GIT_COMMITTER_NAME": "Carl Committer",
        "GIT_COMMITTER_EMAIL": "carl@example.org",
        "GIT_COMMITTER_DATE": FROZEN,
        "PATH": str(Path(sys.executable).parent) + os.pathsep + os.environ.get("PATH", ""),
    }


@dataclass
class Repository:
    """A git repository, and short words for what tests do to one."""

    path: Path
    env: dict[str, str] = field(repr=False)

    @classmethod
    def create(cls, path: Path, env: dict[str, str], *options: str) -> Repository:
        path.mkdir(parents=True, exist_ok=True)
        repository = cls(path, env)
        repository.git("init", "--quiet", "--initial-branch=main", *options, ".")
        return repository

    def run(
        self, *argv: str | Path, ok: bool = True, stdin: bytes | None = None, env: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        """Any command in the repository's folder, output captured; fails the test on a non-zero exit unless ``ok=False``."""
        done = subprocess.run(
            [str(word) for word in argv],
            cwd=self.path,
            env=self.env | (env or {}),
            input=stdin,
            stdin=subprocess.DEVNULL if stdin is None else None,
            capture_output=True,
            check=False,
            timeout=300,
        )
        if ok and done.returncode:
            raise AssertionError(
                f"{argv} ended with {done.returncode}:\n{done.stdout.decode()}\n{done.stderr.decode()}"
            )
        return done

    def git(self, *words: str, stdin: bytes | None = None, env: dict[str, str] | None = None) -> str:
        """git's standard output, without the newline at its end."""
        done = self.run("git", *words, stdin=stdin, env=env)
        return done.stdout.decode("utf-8", "surrogateescape").removesuffix("\n")

    def write(self, files: dict[str, str | bytes]) -> None:
        """Write files below the repository, folders made as needed. Text is written as UTF-8, line ends untouched."""
        for name, content in files.items():
            target = self.path / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content.encode() if isinstance(content, str) else content)

    def stage(self, files: dict[str, str | bytes]) -> None:
        """Write files and add them to the index, with no filters in the way of their bytes."""
        self.write(files)
        self.git("-c", "core.autocrlf=false", "add", "--force", "--", *files)

    def commit(self, files: dict[str, str | bytes] | None = None, message: str = "change", *options: str) -> str:
        """Stage files and commit them with no hooks; the new commit's object id."""
        if files:
            self.stage(files)
        self.git("commit", "--quiet", "--no-verify", "--allow-empty", "-F", "-", *options, stdin=message.encode())
        return self.git("rev-parse", "HEAD")

    def aigate(
        self, *words: str, stdin: bytes | None = None, env: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        """The real command line, as a process of its own; any exit code is fine."""
        return self.run(sys.executable, "-m", "aigate", *words, ok=False, stdin=stdin, env=env)
