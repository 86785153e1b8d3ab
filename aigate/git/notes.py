"""Notes on objects, as ``git notes`` keeps them: read tree by tree through one ``cat-file``, with no process for a note.

A notes ref names a tree whose paths are object ids, whole or cut up by two digits a folder; both kinds may stand side by
side. Only the folders on the way to a note are read, each once. What else lies in such a tree is no note and is passed over.
Nothing here looks into a note: its content is anybody's, of any size, and whoever reads it says how much of it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from aigate.errors import GitError
from aigate.git import objects
from aigate.git.refs import list_refs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from aigate.git.repo import Repo

_FOLDER = re.compile(rb"[0-9a-f]{2}")
_DIGITS = re.compile(rb"[0-9a-f]+")
_FILES = b"100"  # how the mode of a regular file begins
_MOST_FOLDERS = 200_000  # of one listing: a tree may name the same folders over and over
_LONGEST_LISTING = 500_000_000  # bytes of such a listing


class Notes:
    """The notes below some refs. Where several refs speak of one object, the first one's note comes first."""

    def __init__(self, repo: Repo, *prefixes: str, listed: Mapping[str, str] | None = None) -> None:
        """``prefixes`` are refs, or folders of refs, in the order in which they count; those that do not exist are none.

        Or ``listed`` are the refs themselves, where ``list_refs`` has been asked already.
        """
        self._objects = repo.objects
        self._width = len(repo.null_oid)
        self._refs = list_refs(repo, *prefixes) if listed is None else listed
        self._folders: dict[str, _Folder] = {}

    def __bool__(self) -> bool:
        return bool(self._refs)

    @property
    def refs(self) -> tuple[str, ...]:
        """The refs that exist, in the order in which they count."""
        return tuple(self._refs)

    def of(self, oid: str) -> tuple[str, ...]:
        """The blobs noted on an object, each once; GitError if a tree on the way to one is missing."""
        return tuple(dict.fromkeys(blob for root in self._roots() if (blob := self._find(root, oid.encode()))))

    def read(self, oid: str, limit: int | None = None) -> objects.Object | None:
        """The first note on an object, no more of it than ``limit``; None if there is none, GitError if it is missing."""
        blobs = self.of(oid)
        if not blobs:
            return None
        found = self._objects.find(blobs[0].encode(), limit)
        if found is None:
            raise objects.missing(blobs[0])
        return found

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Every annotated object, whether it exists or not, with the blob that ``read`` would read."""
        seen: set[str] = set()
        for root in self._roots():
            for oid, blob in self._walk(root):
                if oid not in seen:
                    seen.add(oid)
                    yield oid, blob

    def _roots(self) -> Iterator[str]:
        """The trees that the refs stand for; a ref that names no tree holds no notes."""
        for ref, oid in self._refs.items():
            if oid not in self._folders:
                found = self._objects.find(f"{oid}^{{tree}}".encode())
                if found is None and self._objects.find(oid.encode(), 0) is None:
                    raise GitError(f"the notes of {ref} are missing from this repository", hint="git fsck")
                self._folders[oid] = _folder(found)
            yield oid

    def _find(self, root: str, name: bytes) -> str | None:
        """The blob at a name, folder by folder: in the first folder that holds the rest of it as one file."""
        folder = self._folders[root]
        while name:
            if blob := folder.notes.get(name):
                return blob
            below = folder.folders.get(name[:2])
            if below is None:
                return None
            folder, name = self._open(below), name[2:]
        return None

    def _walk(self, root: str) -> Iterator[tuple[str, str]]:
        waiting = [(b"", self._folders[root])]
        opened = 0
        while waiting:
            prefix, folder = waiting.pop()
            left = self._width - len(prefix)
            yield from ((_text(prefix + name), blob) for name, blob in folder.notes.items() if len(name) == left)
            for name, oid in folder.folders.items():
                opened += 1
                if opened > _MOST_FOLDERS:
                    raise GitError("a tree of notes has too many folders to be one")
                if left > len(name):
                    waiting.append((prefix + name, self._open(oid)))

    def _open(self, oid: str) -> _Folder:
        folder = self._folders.get(oid)
        if folder is None:
            found = self._objects.find(oid.encode())
            if found is None:
                raise objects.missing(oid)
            folder = self._folders[oid] = _folder(found)
        return folder


def noted(repo: Repo, refs: Mapping[str, str]) -> frozenset[bytes]:
    """Every object that has a note in one of some refs, as listed, and maybe more; told by one process for each of them.

    GitError for a tree that is missing, or so large that no notes can be meant.
    """
    found: set[bytes] = set()
    for ref in refs.values():
        with repo.start("ls-tree", "-r", "-z", "--name-only", "--full-tree", ref) as process:
            names = bytearray()
            for chunk in process.chunks():
                names += chunk
                if len(names) > _LONGEST_LISTING:
                    raise GitError("a tree of notes has too many entries to be one")
            process.finish()
        found.update(bytes(names).replace(b"/", b"").split(b"\0"))
    return frozenset(found)


class _Folder(NamedTuple):
    notes: dict[bytes, str]  # the rest of an object id -> blob
    folders: dict[bytes, str]  # two digits -> tree


def _folder(tree: objects.Object | None) -> _Folder:
    notes: dict[bytes, str] = {}
    folders: dict[bytes, str] = {}
    for mode, name, oid in objects.entries(tree) if tree else ():
        if mode == objects.TREE_MODE:
            if _FOLDER.fullmatch(name):
                folders[name] = oid
        elif mode.startswith(_FILES) and _DIGITS.fullmatch(name):
            notes[name] = oid
    return _Folder(notes, folders)


def _text(name: bytes) -> str:
    return name.decode("ascii")
