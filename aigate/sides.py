"""Both sides of a change to one file, read and decoded only when somebody asks for them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from aigate.lines import Lines
from aigate.model import FileKind
from aigate.scanners import content

if TYPE_CHECKING:
    from collections.abc import Callable

    from aigate.model import FileChange, Hunk, Source


class Sides:
    """One file before and after."""

    def __init__(self, change: FileChange, read: Callable[[str], bytes], limit: int) -> None:
        self.change = change
        self._read = read
        self._limit = limit

    @cached_property
    def old(self) -> Source | None:
        """The file as it was; None where there was none, or none that can be read as text."""
        return self._source(self.change.old_blob, self.change.old_path or self.change.path)

    @cached_property
    def new(self) -> Source | None:
        """The file as it will be; None for a deletion, and for what is no text."""
        return self._source(self.change.blob, self.change.path) if self.change.kind is FileKind.REGULAR else None

    @cached_property
    def unread_old(self) -> str:
        """Why the file as it was is not read, though it may be text: its size; "" where that is no trouble."""
        size = len(self._read(self.change.old_blob)) if self.change.old_blob else 0
        return f"{size:,} bytes, over limits.file_size = {self._limit:,}" if size > self._limit else ""

    @cached_property
    def old_lines(self) -> list[str]:
        """The lines of the file as it was."""
        return self.old.lines if self.old else []

    @cached_property
    def new_lines(self) -> list[str]:
        """The lines of the file as it will be."""
        return self.new.lines if self.new else []

    @cached_property
    def added(self) -> Lines:
        """The lines of the new file that are new or rewritten."""
        return self.change.added

    @cached_property
    def removed(self) -> Lines:
        """The lines of the old file that are gone or rewritten."""
        return Lines.of_runs((hunk.old_start, hunk.old_count) for hunk in self.change.hunks)

    def removed_by(self, hunk: Hunk) -> list[str]:
        """What one hunk took away."""
        return self.old_lines[max(0, hunk.old_start - 1) : max(0, hunk.old_start - 1) + hunk.old_count]

    def added_by(self, hunk: Hunk) -> list[str]:
        """What one hunk brought."""
        return self.new_lines[max(0, hunk.start - 1) : max(0, hunk.start - 1) + hunk.count]

    def _source(self, oid: str | None, path: str) -> Source | None:
        data = self._read(oid) if oid else b""
        return content.decode(path, data) if data and len(data) <= self._limit else None
