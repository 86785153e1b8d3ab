"""A repository whose objects are written without git, so that a property can be tried on hundreds of real diffs."""

from __future__ import annotations

import hashlib
import zlib
from typing import TYPE_CHECKING

from aigate import text
from aigate.git.patches import Patches
from aigate.git.repo import Repo

if TYPE_CHECKING:
    from pathlib import Path

    from aigate.model import FileChange, Hunk
    from tests.repository import Repository


class Store:
    """Diffs of single files, through one long-lived git."""

    def __init__(self, repository: Repository) -> None:
        self._objects: Path = repository.path / ".git" / "objects"
        self._repo = Repo.open(repository.path)
        self._patches = Patches(self._repo, self._repo.objects)

    def close(self) -> None:
        self._patches.close()
        self._repo.close()

    def diff(self, old: bytes | None, new: bytes | None) -> tuple[FileChange, ...]:
        """What git shows, and the parser reads, between two contents; None is no file."""
        return self._patches.of_trees(self._tree(old), self._tree(new))

    def hunks(self, old: bytes | None, new: bytes | None) -> tuple[Hunk, ...]:
        return tuple(hunk for change in self.diff(old, new) if change.path == "file" for hunk in change.hunks)

    def _tree(self, content: bytes | None) -> str:
        """A tree with the file, and with a neighbour on each side whose lines depend on it."""
        neighbour = self._write(b"blob", repr(content).encode() + b"\n")
        entries = [
            (b"a", neighbour),
            (b"file", self._write(b"blob", content) if content is not None else ""),
            (b"z", neighbour),
        ]
        return self._write(
            b"tree", b"".join(b"100644 %b\0" % name + bytes.fromhex(oid) for name, oid in entries if oid)
        )

    def _write(self, kind: bytes, content: bytes) -> str:
        data = b"%b %d\0" % (kind, len(content)) + content
        oid = hashlib.sha1(data).hexdigest()
        path = self._objects / oid[:2] / oid[2:]
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(zlib.compress(data, 1))
        return oid


def split(data: bytes) -> list[str]:
    """A file's lines as their readers number them: of the text where it is wide, git's own otherwise."""
    read = text.decode(data)
    content = read[0] if read and read[1].startswith(("utf-16", "utf-32")) else data.decode("latin-1")
    *whole, last = content.split("\n")
    return [line + "\n" for line in whole] + [last] * bool(last)


def rebuilt(old: list[str], new: list[str], hunks: tuple[Hunk, ...]) -> list[str]:
    """The new file, as someone makes it who has the old one and sees of the new one the added lines alone."""
    lines: list[str] = []
    taken = 0
    for hunk in hunks:
        kept = hunk.old_start - 1 if hunk.old_count else hunk.old_start
        lines += old[taken:kept]
        taken = kept + hunk.old_count
        assert len(lines) == (hunk.start - 1 if hunk.count else hunk.start), "the hunk stands where it says"
        lines += new[hunk.start - 1 : hunk.start - 1 + hunk.count] if hunk.count else []
    return lines + old[taken:]
