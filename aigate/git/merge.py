"""What a merge would have been without its merger, made afresh, outside the repository.

``git merge-tree`` must write the trees and blobs it makes. It is given a repository of its own in a temporary folder, with
the real objects as alternates: nothing is written to the real one, and neither its configuration nor its attributes can
make git run a merge driver.
"""

from __future__ import annotations

import os
import re
import threading
from collections import deque
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from aigate.errors import GitError
from aigate.git import pinned, process
from aigate.git.objects import Objects
from aigate.git.stream import Stream

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType
    from typing import Self

    from aigate.git.repo import Repo
    from aigate.model import FileChange

Pair = tuple[str, str]  # the two parents of a merge

_UNKNOWN_OPTION = 129  # what git before 2.38 says to --write-tree
_TREE = re.compile(rb"[0-9a-f]{40,64}(?=[\0\n])")
_OPTIONS = ("--write-tree", "--allow-unrelated-histories", "--no-messages", "--name-only", "-z")
_ALTERNATES = "GIT_ALTERNATE_OBJECT_DIRECTORIES"
# Where another repository would be sought, and how it would be configured.
_ELSEWHERE = (
    "GIT_COMMON_DIR",
    "GIT_CONFIG_COUNT",
    "GIT_CONFIG_PARAMETERS",
    "GIT_INDEX_FILE",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_QUARANTINE_PATH",
    "GIT_SHALLOW_FILE",
    "GIT_WORK_TREE",
)


class AutoMerges:
    """Automatic merges of a repository's commits, kept in a temporary folder while the block lasts."""

    def __init__(self, repo: Repo, ahead: Sequence[Pair] = ()) -> None:
        """``ahead``: the merges that will be asked for, in that order, so that one process can make all of them."""
        self._folder = TemporaryDirectory(prefix="aigate-merge-", ignore_cleanup_errors=True)
        self._git_dir = Path(self._folder.name)
        _make_repository(self._git_dir, repo)
        known = [repo.environment[_ALTERNATES]] if repo.environment.get(_ALTERNATES) else []
        self.environment = {_ALTERNATES: os.pathsep.join([_quoted(self._git_dir / "objects"), *known])}
        self._merge_environment = _merge_environment(repo, self._git_dir, [_quoted(repo.store), *known])
        self.objects = Objects(lambda: repo.start("cat-file", "--batch", env=self.environment))
        self._row = _Row(process.Process(self._argv("--stdin"), self._merge_environment), ahead) if ahead else None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Remove the folder."""
        self.objects.close()
        if self._row:
            self._row.close()
        self._folder.cleanup()

    def tree(self, ours: str, theirs: str) -> str | None:
        """The tree git makes of two commits by itself, conflict markers where it could not; None if git is too old."""
        made = self._row.tree(ours, theirs) if self._row else None
        if made:
            return made
        code, said = process.run(self._argv(ours, theirs), self._merge_environment, ok=(0, 1, _UNKNOWN_OPTION))
        if code == _UNKNOWN_OPTION:
            return None
        match = _TREE.match(said)
        if not match:
            raise GitError("git merge-tree named no tree")
        return match.group().decode()

    def _argv(self, *words: str) -> list[str]:
        elsewhere = ("-C", self._folder.name, "-c", f"core.attributesFile={os.devnull}")
        return pinned.argv(*elsewhere, "merge-tree", *_OPTIONS, *words)


class _Row:
    """One ``merge-tree --stdin`` for many merges. It prints when its buffer is full, so it is told of all of them at once.

    Where it has no answer (a git before 2.39 does not know the option, or a merge made it end) it says so, and each merge
    that is left gets a process of its own, with its own error.
    """

    def __init__(self, started: process.Process, ahead: Sequence[Pair]) -> None:
        self._process = started
        self._left = deque(ahead)
        self._stream = Stream(started.chunks())
        self._asker = threading.Thread(target=self._ask, args=(tuple(ahead),), daemon=True)
        self._asker.start()

    def tree(self, ours: str, theirs: str) -> str | None:
        """The tree of the next merge, if it is this one."""
        if not self._left or self._left[0] != (ours, theirs):
            return None
        self._left.popleft()
        try:
            status, tree = self._stream.until(b"\0"), self._stream.until(b"\0")
            while self._stream.until(b"\0"):  # the paths with conflicts
                pass
        except GitError:
            status, tree = b"", b""
        if status not in (b"0", b"1") or not _TREE.match(tree + b"\0"):
            self._left.clear()
            return None
        return tree.decode()

    def close(self) -> None:
        self._process.close()
        self._asker.join()

    def _ask(self, ahead: Sequence[Pair]) -> None:
        with suppress(ValueError):  # nobody wants to know any more, and the pipe is closed
            self._process.write("".join(f"{ours} {theirs}\n" for ours, theirs in ahead).encode())
            self._process.end_input()


def grounded(repo: Repo, parent: str, changes: tuple[FileChange, ...]) -> tuple[FileChange, ...]:
    """The changes, with old contents that only the automatic merge had replaced by those of the merger's own side.

    What the merge made of a file lives as long as the block; whoever reads a changeset later must find its blobs.
    """
    return tuple(
        replace(change, old_blob=repo.blob_id(parent, change.old_path or change.path))
        if change.old_blob and repo.objects.find(change.old_blob.encode(), 0) is None
        else change
        for change in changes
    )


def _make_repository(folder: Path, repo: Repo) -> None:
    """The few files that make a bare repository, of the same kind as the real one."""
    sha256 = len(repo.null_oid) > 40  # noqa: PLR2004 - the length of a SHA-1
    extension = "[extensions]\n\tobjectFormat = sha256\n" if sha256 else ""
    (folder / "objects").mkdir()
    (folder / "refs").mkdir()
    (folder / "HEAD").write_text("ref: refs/heads/main\n", "ascii", newline="\n")
    (folder / "config").write_text(
        f"[core]\n\trepositoryFormatVersion = {int(sha256)}\n\tbare = true\n{extension}", "ascii", newline="\n"
    )
    if repo.shallow:
        (folder / "shallow").write_text(
            "".join(f"{oid}\n" for oid in sorted(repo.shallow_boundary)), "ascii", newline="\n"
        )


def _merge_environment(repo: Repo, folder: Path, alternates: list[str]) -> dict[str, str]:
    kept = {name: value for name, value in repo.environment.items() if name not in _ELSEWHERE}
    return kept | {
        "GIT_DIR": os.fspath(folder),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_ATTR_NOSYSTEM": "1",
        _ALTERNATES: os.pathsep.join(alternates),
    }


def _quoted(folder: Path) -> str:
    """A folder as git reads it in a list of them."""
    name = folder.as_posix()
    if not any(mark in name for mark in (os.pathsep, '"', "\n")):
        return name
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
