"""What differs in a work tree, and what its HEAD and its commits hold: for agents' events, where every millisecond counts.

The standard library alone, unlike ``Repo``; git is called with the same pinned options and environment. Nothing is written.
"""

from __future__ import annotations

import os
import re
import subprocess
from typing import NamedTuple

from aigate.errors import GitError
from aigate.git import pinned

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from aigate.git.locate import Place

_SECONDS = 5.0  # for one look at a work tree, however large
_LARGEST = 4 << 20  # bytes of an object that is read
_FIELDS = {b"1": 8, b"2": 9, b"u": 10}  # fields before the path, by the kind of entry
_OID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_EMPTY_TREES = {
    40: "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
    64: "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321",
}


class Status(NamedTuple):
    """Where HEAD stands, and which files differ from it or from the index."""

    head: str  # "" before the first commit
    paths: tuple[str, ...]  # tracked ones first; submodules are left out
    staged: dict[str, str]  # the blob in the index of each path in which it differs from HEAD
    apart: frozenset[str] = frozenset()  # those of them whose file is gone, or another text


class Move(NamedTuple):
    """One step of HEAD, as its log tells it."""

    old: str
    new: str
    action: str  # "commit", "commit (amend)", "checkout", "pull", "rebase (pick)", …; "" where there is no log


def status(place: Place) -> Status:
    """The state of the work tree. GitError if git fails or takes too long."""
    words = ("--branch", "--untracked-files=all", "--no-renames", "--ignore-submodules=all", "--no-ahead-behind")
    said = _run(place, "status", "--porcelain=v2", "-z", *words)
    head = ""
    tracked: list[bytes] = []
    untracked: list[bytes] = []
    staged: dict[str, str] = {}
    apart: list[str] = []
    skip = False
    for entry in said.split(b"\0"):
        kind, _, rest = entry.partition(b" ")
        if skip:
            skip = False
        elif kind == b"?":
            untracked.append(rest)
        elif kind in _FIELDS:
            fields = rest.split(b" ", _FIELDS[kind] - 1)
            tracked.append(fields[-1])
            skip = kind == b"2"
            if kind == b"1" and not fields[0].startswith(b".") and fields[6].strip(b"0"):
                staged[_text(fields[-1])] = fields[6].decode("ascii", "replace")
                apart += [] if fields[0].endswith(b".") else [_text(fields[-1])]
        elif rest.startswith(b"branch.oid "):
            head = rest[11:].decode("ascii", "replace")
    return Status(
        "" if head == "(initial)" else head, tuple(map(_text, (*tracked, *untracked))), staged, frozenset(apart)
    )


def changed(place: Place, old: str, new: str) -> tuple[str, ...]:
    """The paths whose content differs between two commits; ``old`` may be all zeros or empty, for nothing at all."""
    # They come from files, and git must not take one for an option.
    if not all(_OID.fullmatch(oid) for oid in (old or new, new)):
        raise GitError("HEAD's log names a commit that is no object id")
    base = old if old.strip("0") else _EMPTY_TREES[len(new)]
    said = _run(
        place, "diff-tree", "-r", "-z", "--name-only", "--no-renames", "--ignore-submodules=all", base, new, "--"
    )
    return tuple(map(_text, said.split(b"\0")[:-1]))


def log_size(git_dir: str) -> int:
    """How long the log of HEAD is now; -1 where there is none."""
    try:
        return os.stat(_log(git_dir)).st_size  # noqa: PTH116
    except OSError:
        return -1


def moves(git_dir: str, since: int) -> tuple[Move, ...]:
    """The steps that HEAD has made since its log had the length ``since``."""
    steps = []
    for line in _lines(_log(git_dir), since):
        about, _, message = line.partition(b"\t")
        old, new = [_text(field) for field in (*about.split(b" ", 2), b"", b"")][:2]
        if _OID.fullmatch(old) and _OID.fullmatch(new):
            action, _, detail = message.partition(b":")[0].partition(b" ")
            steps.append(Move(old, new, _text(action + (b" " + detail if detail.startswith(b"(") else b""))))
    return tuple(steps)


def stashed(common_dir: str) -> tuple[str, ...]:
    """The commits of the stash, the oldest first, as its log tells them."""
    lines = _lines(os.path.join(common_dir, "logs", "refs", "stash"), 0)  # noqa: PTH118
    return tuple(_text(fields[1]) for line in lines if len(fields := line.split(b" ", 2)) > 1)


class Objects:
    """Objects read through one ``cat-file --batch``, which is started with the first question."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process, if there is one."""
        if self._process:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def commit(self, name: str) -> str:
        """The id of the commit that a name stands for; "" if it stands for none."""
        try:
            found = self._ask(f"{name}^{{commit}}") if name and not name.startswith("-") else None
        except GitError:  # git dies of HEAD@{99}
            self.close()
            return ""
        return found[0] if found else ""

    def authored(self, commit: str) -> int:
        """When a commit was authored, in seconds since the epoch; 0 if that cannot be told."""
        found = self._ask(commit)
        for line in found[2].split(b"\n") if found else ():
            if line.startswith(b"author "):
                moment = line.rpartition(b"> ")[2].partition(b" ")[0]
                return int(moment) if moment.isdigit() else 0
        return 0

    def read(self, rev: str, path: str = "") -> bytes | None:
        """A file's content at a revision, or a blob by its id; None if there is none. GitError where that cannot be told."""
        if "\n" in path:  # cat-file takes one name a line
            listed = _run(self._place, "ls-tree", "-z", "--full-tree", rev, "--", path)
            rev, path = _text(listed.partition(b"\t")[0].rpartition(b" ")[2]), ""
            if not rev:
                return None
        found = self._ask(f"{rev}:{path}" if path else rev)
        return found[2] if found and found[1] == b"blob" else None

    def _ask(self, name: str) -> tuple[str, bytes, bytes] | None:
        if "\n" in name:
            return None
        if self._process is None:
            self._process = subprocess.Popen(
                pinned.argv("-C", self._place.root or self._place.git_dir, "cat-file", "--batch"),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(self._place),
            )
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        try:
            stdin.write(name.encode("utf-8", "surrogateescape") + b"\n")
            stdin.flush()
            header = stdout.readline().split(b" ")
            if len(header) != 3 or not header[2].strip().isdigit():  # noqa: PLR2004 - object id, type, size
                _check_absent(header)
                return None
            size = int(header[2])
            data = stdout.read(min(size, _LARGEST))
            left = size + 1 - len(data)
            while left > 0 and (part := stdout.read(min(left, _LARGEST))):
                left -= len(part)
        except OSError as error:
            raise GitError(f"git cat-file failed: {error}") from error
        if left or size > _LARGEST:
            raise GitError("an object is too large, or git cat-file ended in the middle of it")
        return _text(header[0]), header[1], data


def _check_absent(header: list[bytes]) -> None:
    """What is missing or ambiguous is not there; silence is an error."""
    if not header[-1].endswith((b"missing\n", b"ambiguous\n")):
        raise GitError("git cat-file gave no answer", hint="git fsck")


def _run(place: Place, *words: str) -> bytes:
    argv = pinned.argv("-C", place.root or place.git_dir, *words)
    try:
        done = subprocess.run(
            argv, stdin=subprocess.DEVNULL, capture_output=True, env=_environment(place), check=False, timeout=_SECONDS
        )
    except subprocess.TimeoutExpired as error:
        raise GitError(f"git {words[0]} did not end within {_SECONDS:g} seconds") from error
    if done.returncode:
        raise GitError(f"git {words[0]} failed: {done.stderr.decode('utf-8', 'replace').strip()[:200]}")
    return done.stdout


def _environment(place: Place) -> dict[str, str]:
    """The usual one; what it says of the repository's place in words relative to another folder is made absolute."""
    env = pinned.environment()
    if "GIT_DIR" in env and place.root:
        env |= {"GIT_DIR": place.git_dir, "GIT_WORK_TREE": place.root}
    return env


def _log(git_dir: str) -> str:
    return os.path.join(git_dir, "logs", "HEAD")  # noqa: PTH118


def _lines(log: str, since: int) -> list[bytes]:
    try:
        with open(log, "rb") as file:  # noqa: PTH123
            file.seek(max(0, since))
            return file.read(_LARGEST).splitlines()
    except OSError:
        return []


def _text(name: bytes) -> str:
    return name.decode("utf-8", "surrogateescape")
