"""Files that a new one may have been before, where git sees no rename: a formatter's hand hides it.

They are what the changeset deletes and, where it is made from this work tree, what is gone from there: a stash brings new
files back into the index, deletions not.
"""

from __future__ import annotations

import re
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from aigate import text as texts
from aigate.model import ChangesetKind, FileKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aigate.git.repo import Repo
    from aigate.model import Changeset

_MOST = 64  # files that are read, and compared with each new one
_LARGEST = 1 << 20  # bytes of one of them
_WORDS = re.compile(r"\w+")
_GONE = ("diff-files", "--raw", "-z", "--no-abbrev", "--no-renames", "--ignore-submodules=all", "--diff-filter=D")


class Old(NamedTuple):
    """A file that is no more."""

    path: str
    blob: str
    text: str
    words: frozenset[str]


class Departed:
    """The files that went with one changeset; looked for when first asked."""

    def __init__(self, repo: Repo, changeset: Changeset) -> None:
        self._repo = repo
        self._changeset = changeset

    def nearest(self, text: str) -> Old | None:
        """The one that has most words in common with a text; formatters leave words alone."""
        if not self._files:
            return None
        words = frozenset(_WORDS.findall(text))
        best = max(self._files, key=lambda one: len(one.words & words))
        return best if best.words & words else None

    @cached_property
    def _files(self) -> list[Old]:
        blobs = islice(dict([*self._gone(), *self._deleted()]).items(), _MOST)
        return [
            Old(path, blob, text, frozenset(_WORDS.findall(text))) for path, blob in blobs if (text := self._text(blob))
        ]

    def _text(self, blob: str) -> str:
        found = self._repo.objects.find(blob.encode(), _LARGEST)
        decoded = texts.decode(found.data) if found and found.size <= _LARGEST else None
        return decoded[0] if decoded else ""

    def _deleted(self) -> Iterator[tuple[str, str]]:
        for change in self._changeset.files:
            if change.status == "D" and change.kind is FileKind.REGULAR and change.old_blob:
                yield change.path, change.old_blob

    def _gone(self) -> Iterator[tuple[str, str]]:
        """What the index holds and the work tree does not."""
        if self._repo.root is None or not self._is_here():
            return
        fields = self._repo.git(*_GONE).split(b"\0")
        for head, path in zip(fields[:-1:2], fields[1::2], strict=True):
            mode, _, blob, _, _ = head.removeprefix(b":").decode("ascii").split(" ")
            if mode.startswith("100") and blob.strip("0"):
                yield path.decode("utf-8", "surrogateescape"), blob

    def _is_here(self) -> bool:
        """Whether the changeset is what is staged, or what was committed last."""
        kind, oid = self._changeset.kind, self._changeset.id
        return kind is ChangesetKind.INDEX or (
            kind is ChangesetKind.COMMIT and self._repo.has_head() and oid == self._repo.resolve("HEAD")
        )
