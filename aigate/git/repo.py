"""One repository, opened once: where it lies, its objects, and any other git command with every option pinned.

GitPython runs the processes. Its ``Repo`` is not asked what kind of repository this is: it takes a bare repository whose
configuration does not say ``core.bare`` for a work tree. ``git rev-parse`` knows, and tells all in one call.
"""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from aigate.errors import GitError, UsageError
from aigate.git import objects, pinned, process
from aigate.model import FileKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from types import TracebackType
    from typing import Self

_QUESTIONS = (
    "--absolute-git-dir",
    "--git-common-dir",
    "--is-bare-repository",
    "--is-shallow-repository",
    "--show-object-format",
    "--git-path",
    "objects",
    "--git-path",
    "shallow",
    "--show-toplevel",  # last, because it is an error where there is no work tree
)
_ANSWERS = 8
_NOTHING = 128  # git's exit code for "not a repository" and "no work tree"
_KINDS = {objects.SUBMODULE_MODE: FileKind.SUBMODULE, objects.SYMLINK_MODE: FileKind.SYMLINK}
_REGULAR = (b"100644", b"100755", b"100664")
# A folder that holds no file of any repository; see ``Repo.start_apart``.
_APART = os.fspath(Path(__file__).parent)
_ALTERNATES = "GIT_ALTERNATE_OBJECT_DIRECTORIES"
_EMPTY_TREES = {
    40: "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
    64: "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321",
}


class Repo:
    """A git repository. Nothing that is read through it changes a file in it."""

    def __init__(self, cwd: Path, answers: Sequence[str]) -> None:
        """``answers`` are git's to ``_QUESTIONS``; use ``open``."""
        git_dir, common_dir, bare, shallow, object_format, store, shallow_file, *top = answers
        self.git_dir = Path(git_dir)
        self.common_dir = (cwd / common_dir).resolve()
        self.bare = bare == "true"
        self.shallow = shallow == "true"
        self.root = Path(top[0]) if top and not self.bare else None
        self.null_oid = "0" * (64 if object_format == "sha256" else 40)
        self.store = (cwd / store).absolute()  # the object database that git itself would write to
        self._shallow_file = cwd / (os.environ.get("GIT_SHALLOW_FILE") or shallow_file)
        self._prefix = ("-C", os.fspath(self.root or self.git_dir))
        self.environment = self._environment(pinned.environment())
        self.objects = objects.Objects(lambda: self.start("cat-file", "--batch"))

    @classmethod
    def open(cls, start: Path | None = None) -> Self:
        """The repository around ``start``, or around the current directory, or the one the environment names."""
        cwd = Path.cwd() if start is None else start.absolute()
        if not cwd.is_dir():
            raise UsageError(f"there is no folder {cwd}", hint="name a folder in a git repository")
        argv = [pinned.executable(), "-C", os.fspath(cwd), "rev-parse", *_QUESTIONS]
        try:
            code, said = process.run(argv, pinned.environment(), ok=(0, _NOTHING))
            answers = said.decode("utf-8", "surrogateescape").split("\n")[:-1]
            if code and len(answers) < _ANSWERS - 1:
                process.run(argv, pinned.environment())  # for git's own words
        except GitError as error:
            raise UsageError(
                f"no git repository can be opened at {cwd}: {error.message}", hint="cd into a repository, or git init"
            ) from error
        if len(answers) != _ANSWERS - (code != 0):
            raise GitError(
                f"git rev-parse answered {len(answers)} lines", hint="a repository's path must not hold a newline"
            )
        return cls(cwd, answers)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process that reads objects."""
        self.objects.close()

    # ---------------------------------------------------------------- processes

    def git(
        self,
        *args: str,
        input: bytes | None = None,  # noqa: A002 - subprocess's own word
        ok: tuple[int, ...] = (0,),
        env: Mapping[str, str] | None = None,
    ) -> bytes:
        """One git command's output; GitError with git's own words unless it ends with a code in ``ok``."""
        return self.call(*args, input=input, ok=ok, env=env)[1]

    def call(
        self,
        *args: str,
        input: bytes | None = None,  # noqa: A002 - subprocess's own word
        ok: tuple[int, ...] = (0,),
        env: Mapping[str, str] | None = None,
    ) -> tuple[int, bytes]:
        """As ``git``, with the exit code."""
        argv = pinned.argv(*self._prefix, *args)
        return process.run(argv, self.environment | dict(env or {}), given=input, ok=ok)

    def start(self, *args: str, env: Mapping[str, str] | None = None) -> process.Process:
        """A git command that is read while it runs."""
        return process.Process(pinned.argv(*self._prefix, *args), self.environment | dict(env or {}))

    def start_apart(self, *args: str, env: Mapping[str, str] | None = None) -> process.Process:
        """As ``start``, out of sight of the work tree, for whatever compares contents.

        git reads a file of the work tree instead of its blob where the index says that the two are the same, and a forged
        index can say so of any file. Elsewhere it finds none.
        """
        place = {"GIT_DIR": os.fspath(self.git_dir), "GIT_WORK_TREE": _APART}
        return process.Process(pinned.argv("-C", _APART, *args), self.environment | place | dict(env or {}))

    def git_path(self, name: str) -> Path:
        """Where git keeps ``name`` for this work tree: ``hooks`` obeys core.hooksPath, ``info/exclude`` is shared."""
        found = self._unpinned("rev-parse", "--git-path", name)
        return (self.root or self.git_dir) / found.decode("utf-8", "surrogateescape").removesuffix("\n")

    def setting(self, name: str) -> str | None:
        """A configuration value as the user has it, without what is pinned here; None if unset."""
        found = self._unpinned("config", "--null", "--get", name, ok=(0, 1))
        return found.decode("utf-8", "surrogateescape").removesuffix("\0") if found else None

    def _unpinned(self, *args: str, ok: tuple[int, ...] = (0,)) -> bytes:
        return process.run([pinned.executable(), *self._prefix, *args], self.environment, ok=ok)[1]

    def _environment(self, env: dict[str, str]) -> dict[str, str]:
        """Every relative name of a place made absolute, since git runs in another folder than the one we were started in."""
        here = self.root or self.git_dir
        places = {
            "GIT_DIR": self.git_dir,
            "GIT_COMMON_DIR": self.common_dir,
            "GIT_WORK_TREE": here,
            "GIT_OBJECT_DIRECTORY": self.store,
            "GIT_INDEX_FILE": here / env.get("GIT_INDEX_FILE", ""),
        }
        alternates = env.get(_ALTERNATES, "")
        if alternates and '"' not in alternates:  # git's own, in a push under quarantine, are quoted or absolute
            env[_ALTERNATES] = os.pathsep.join(os.fspath(here / one) for one in alternates.split(os.pathsep) if one)
        return env | {name: os.fspath(place) for name, place in places.items() if name in env}

    # ---------------------------------------------------------------- revisions

    def resolve(self, rev: str) -> str:
        """The commit that a revision names, through tags; UsageError if it names none."""
        found = self._find(rev, "commit")
        if found is None:
            hint = "git fetch --unshallow" if self.shallow else "git log --oneline --all lists what there is"
            raise UsageError(f'unknown revision "{rev}"', hint=hint)
        return found.oid

    def _find(self, rev: str, kind: str) -> objects.Object | None:
        """The commit or tree that a revision stands for; peeled by id, for `:/text^{commit}` would search for that text."""
        found = self.objects.find(_bytes(rev), 0) if not rev.startswith("-") else None
        return self.objects.find(f"{found.oid}^{{{kind}}}".encode(), 0) if found else None

    def has_head(self) -> bool:
        """Whether the current branch has a commit yet. A HEAD that names a missing commit is a GitError, not a no."""
        if self.objects.find(b"HEAD^{commit}"):
            return True
        if self.git("rev-parse", "--verify", "--quiet", "HEAD", "--", ok=(0, 1)):
            raise GitError("HEAD names a commit that is missing or damaged", hint="git fsck")
        return False

    @cached_property
    def shallow_boundary(self) -> frozenset[str]:
        """Commits whose parents a shallow clone left out: without parents here, yet no roots."""
        if not self.shallow:
            return frozenset()
        return frozenset(self._shallow_file.read_text("ascii").split())

    @property
    def empty_tree(self) -> str:
        """The id of the tree with nothing in it, which git knows in every repository."""
        return _EMPTY_TREES[len(self.null_oid)]

    # ---------------------------------------------------------------- content

    def read(self, oid: str) -> bytes:
        """An object's content; GitError if it is missing or damaged."""
        return self.objects.read(oid)

    def read_path(self, rev: str, path: str) -> bytes | None:
        """A file's content at a revision, or in the index where ``rev`` is empty; None if there is no such file."""
        entry = self._staged(path) if not rev else self._entry(rev, path)
        if entry is None or entry.mode in (objects.TREE_MODE, objects.SUBMODULE_MODE):
            return None
        return self.objects.read(entry.oid)

    def kind_at(self, rev: str, path: str) -> FileKind | None:
        """What stands at a path, at a revision or in the index where ``rev`` is empty; None for a folder and for nothing."""
        entry = self._staged(path) if not rev else self._entry(rev, path)
        if entry is None or entry.mode == objects.TREE_MODE:
            return None
        return _KINDS.get(entry.mode, FileKind.REGULAR)

    def blob_id(self, rev: str, path: str) -> str | None:
        """The object id of a file at a revision; None if there is no such file."""
        entry = self._entry(rev, path)
        return entry.oid if entry and entry.mode not in (objects.TREE_MODE, objects.SUBMODULE_MODE) else None

    def list_tree(self, rev: str, folder: str) -> tuple[tuple[str, str], ...]:
        """(path, blob id) of each regular file below a folder, at a revision or in the index where ``rev`` is empty."""
        folder = folder.strip("/")
        if not rev:
            found = self._index(folder)
            return tuple((_text(entry.name), entry.oid) for entry in found if entry.mode in _REGULAR)
        entry = self._entry(rev, folder)
        if entry is None or entry.mode != objects.TREE_MODE:
            return ()
        return tuple(self._walk(entry.oid, _bytes(folder + "/") if folder else b""))

    def _walk(self, tree: str, prefix: bytes) -> Iterator[tuple[str, str]]:
        entries = self.objects.tree(tree.encode())
        if entries is None:
            raise objects.missing(tree)
        for mode, name, oid in entries:
            if mode == objects.TREE_MODE:
                yield from self._walk(oid, prefix + name + b"/")
            elif mode in _REGULAR:
                yield _text(prefix + name), oid

    def _entry(self, rev: str, path: str) -> objects.TreeEntry | None:
        """What stands at a path, found tree by tree: no process, and no name that could be taken for anything else."""
        root = self._find(rev, "tree")
        if root is None:
            raise UsageError(f'unknown revision "{rev}"')
        entry = objects.TreeEntry(objects.TREE_MODE, b"", root.oid)
        for part in filter(None, _bytes(path).split(b"/")):
            if entry.mode != objects.TREE_MODE:
                return None
            entries = self.objects.tree(entry.oid.encode())
            if entries is None:
                raise objects.missing(entry.oid)
            found = next((one for one in entries if one.name == part), None)
            if found is None:
                return None
            entry = found
        return entry

    def _staged(self, path: str) -> objects.TreeEntry | None:
        return next((entry for entry in self._index(path) if entry.name == _bytes(path)), None)

    def _index(self, below: str) -> Iterator[objects.TreeEntry]:
        """Entries of the index (stage 0) at or below a path."""
        for record in self.git("ls-files", "-s", "-z", "--", below or ".").split(b"\0")[:-1]:
            about, _, path = record.partition(b"\t")
            mode, oid, stage = about.split(b" ")
            if stage == b"0":
                yield objects.TreeEntry(mode, path, oid.decode())


def _bytes(name: str) -> bytes:
    return name.encode("utf-8", "surrogateescape")


def _text(name: bytes) -> str:
    return name.decode("utf-8", "surrogateescape")
