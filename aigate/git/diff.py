"""Parsing what ``git diff --raw -z -p -U0`` prints.

Paths, modes and object ids are taken from the raw part alone, and hunks are read by the counts in their headers, never by
what a line looks like: content can imitate ``+++``, ``diff --git`` and ``@@``. Every step checks that what comes next is
what must come next; a diff that cannot be followed is an error, not a shorter diff. Memory is per file.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple, Protocol

from aigate.errors import GitError, UsageError
from aigate.git import wide
from aigate.git.stream import cut_short
from aigate.model import FileChange, FileKind, Hunk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aigate.git.stream import Stream

_RAW = re.compile(rb":(\d{6}) (\d{6}) ([0-9a-f]+) ([0-9a-f]+) ([A-Z])\d*")
_HUNK = re.compile(rb"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
_PATCH = b"diff --git "
_AT = b"\n@@ -"
_HUNK_LINE = re.compile(rb"\n@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
_NO_NEWLINE = b"\\"
_NO_NEWLINE_LINE = b"\n\\"
_KINDS = {b"120000": FileKind.SYMLINK, b"160000": FileKind.SUBMODULE}
_EMPTY_BLOBS = (
    b"e69de29bb2d1d6434b8b29ae775ad8c2e48c5391",
    b"473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813",
)


Watch = Callable[[bytes], bool]  # asked of each patch's text


class Reader(Protocol):
    """Where blobs are read from, for the few whose encoding git's line numbers do not fit."""

    def read(self, oid: str, limit: int | None = None) -> bytes:
        """A blob's content, or its beginning."""


class Entry(NamedTuple):
    """One record of the raw part."""

    old_mode: bytes
    mode: bytes
    old_oid: bytes
    oid: bytes
    status: bytes
    old_path: bytes
    path: bytes

    @property
    def patches(self) -> tuple[tuple[bytes, bytes], ...]:
        """The old and new object of each patch that git prints for this entry: two where a type changes."""
        null = b"0" * len(self.oid)
        if self.status == b"T":
            return (self.old_oid, null), (null, self.oid)
        return ((self.old_oid, self.oid),)

    @property
    def must_show_lines(self) -> bool:
        """Whether content differs in a way that a patch without any line would be hiding."""
        sides = {oid for oid in (self.old_oid, self.oid) if oid.strip(b"0") and oid not in _EMPTY_BLOBS}
        return bool(sides) and self.old_oid != self.oid


class _Patch(NamedTuple):
    hunks: tuple[Hunk, ...]
    odd: bool  # whether its lines hold a NUL or begin with the mark of a wide encoding
    watched: bool | None = None  # whether its text holds what was watched for; None: it was not looked through


def parse(stream: Stream, reader: Reader, end: bytes = b"", watch: Watch | None = None) -> Iterator[FileChange]:
    """The changes of one diff. It reaches to the end of the stream, or to ``end``, a line that no patch can hold.

    ``watch`` says no of a text only if it would of each of its lines.
    """
    whole = stream.lines_until(end) if end else None
    read = _read_whole(whole, watch) if whole is not None else None
    if whole is not None and read is not None:
        stream.skip(len(whole) + len(end))
        yield from (_change(entry, patches, reader) for entry, patches in read)
        return
    for entry in tuple(_entries(stream)):
        patches = [
            _short_patch(stream, old, new, end, watch) or _patch(stream, old, new, end) for old, new in entry.patches
        ]
        yield _change(entry, patches, reader)
    if stream.take(len(end) or 1) != end:
        raise GitError("git printed a diff that does not end where it should")


def _entries(stream: Stream) -> Iterator[Entry]:
    """The raw part, and the NUL that parts it from the patches."""
    empty = True
    while stream.peek(1) == b":":
        empty = False
        match = _RAW.fullmatch(record := stream.until(b"\0"))
        if not match:
            raise GitError(f"git printed a raw record that cannot be read: {record!r}")
        first = stream.until(b"\0")
        second = stream.until(b"\0") if match[5] in b"RC" else first
        if match[5] in b"UX":
            name = first.decode("utf-8", "backslashreplace")
            raise UsageError(f"{name} has a merge conflict in the index", hint="resolve it, then git add the file")
        yield Entry(match[1], match[2], match[3], match[4], match[5], first, second)
    if not empty and stream.take(1) != b"\0":
        raise cut_short()


def _read_whole(text: bytes, watch: Watch | None) -> list[tuple[Entry, list[_Patch]]] | None:
    """A diff of plain text that is at hand as a whole; None if it is not as it should be, or of no plain text.

    Most are. No line of content can be taken for a header, for each has a sign before it, and lines are counted all the same.
    Whatever is odd is left to those who read line by line.
    """
    if not text:
        return []
    raw, parted, rest = text.partition(b"\0\0")
    patches = iter(rest.removesuffix(b"\n").removeprefix(_PATCH).split(b"\n" + _PATCH))
    if not parted or b"\0" in rest or b"\xff" in rest:
        return None
    watch = _no if watch and not watch(rest) else watch
    read: list[tuple[Entry, list[_Patch]]] = []
    for entry in _entries_of(raw):
        found = [_patch_of(next(patches, b""), old, new, watch) for old, new in entry.patches] if entry else [None]
        if entry is None or None in found:
            return None
        read.append((entry, [one for one in found if one]))
    return None if next(patches, None) else read


def _no(_: bytes) -> bool:
    return False


def _entries_of(raw: bytes) -> Iterator[Entry | None]:
    """The records of a raw part; None for one that is not as it should be."""
    words = iter(raw.split(b"\0"))
    for word in words:
        match = _RAW.fullmatch(word)
        first = next(words, b"")
        second = next(words, b"") if match and match[5] in b"RC" else first
        yield (
            Entry(match[1], match[2], match[3], match[4], match[5], first, second)
            if match and second and match[5] not in b"UX"
            else None
        )


def _patch_of(text: bytes, old: bytes, new: bytes, watch: Watch | None) -> _Patch | None:
    """One patch, without the words that it begins with and the newline at its end."""
    at = text.find(_AT)
    at = len(text) if at < 0 else at
    named = text.find(b"\nindex ", 0, at)
    if not text or (named >= 0 and not text.startswith(b"%b..%b" % (old, new), named + 7)):
        return None
    hunks = []
    lines = text.count(_NO_NEWLINE_LINE, at)
    for old_start, old_count, start, count in _HUNK_LINE.findall(text, at):
        hunk = Hunk(int(start), int(count or 1), int(old_start), int(old_count or 1))
        hunks.append(hunk)
        lines += 1 + hunk.count + hunk.old_count
    if text.count(b"\n", at) != lines:
        return None
    return _Patch(tuple(hunks), odd=False, watched=watch(text) if watch else None)


def _short_patch(stream: Stream, old: bytes, new: bytes, end: bytes, watch: Watch | None) -> _Patch | None:
    """A patch of plain text that is at hand as a whole; None if it is not, or not as it should be.

    Most are. No line of content can be taken for a header, for each has a sign before it, and the lines between two headers
    are counted all the same. Whatever is odd is left to ``_patch``, which reads line by line.
    """
    text = stream.lines_before(_PATCH, end) if end else None
    if text is None or not text.startswith(_PATCH) or not _is_plain(text):
        return None
    at = text.find(_AT)
    at = len(text) if at < 0 else at
    named = text.find(b"\nindex ", 0, at)
    if named >= 0 and not text.startswith(b"index %b..%b" % (old, new), named + 1):
        return None
    hunks: list[Hunk] = []
    while at < len(text):
        match = _HUNK.match(text, at + 1)
        if not match:
            return None
        old_start, old_count, start, count = map(int, match.groups(b"1"))
        hunks.append(Hunk(start, count, old_start, old_count))
        at = text.find(_AT, match.end())
        at = len(text) if at < 0 else at
        if text.count(b"\n", match.end(), at) - (at == len(text)) != old_count + count:
            return None
    stream.skip(len(text))
    return _Patch(tuple(hunks), odd=False, watched=watch(text) if watch else None)


def _is_plain(text: bytes) -> bool:
    """Whether no byte is there that wide text is made of, and nothing but lines with a sign before them."""
    return b"\0" not in text and b"\xff" not in text and b"\n\\" not in text


def _patch(stream: Stream, old: bytes, new: bytes, end: bytes) -> _Patch:
    if not stream.until(b"\n").startswith(_PATCH):
        raise GitError("git printed a raw record without its patch")
    hunks: list[Hunk] = []
    odd = False
    while (ahead := stream.peek(len(_PATCH))) and ahead != _PATCH and not end.startswith(ahead):
        line = stream.until(b"\n")
        match = _HUNK.match(line)
        if match:
            old_start, old_count, start, count = (int(number or 1) for number in match.groups())
            hunks.append(Hunk(start, count, old_start, old_count))
            odd = _body(stream, b"-", old_count) or odd
            odd = _body(stream, b"+", count) or odd
        elif hunks:
            raise GitError("git printed something after a hunk that is no hunk")
        elif line.startswith(b"index ") and not line.startswith(b"index %b..%b" % (old, new)):
            raise GitError("git printed a patch that does not belong to its raw record")
    return _Patch(tuple(hunks), odd)


def _body(stream: Stream, sign: bytes, count: int) -> bool:
    """Pass over one side of a hunk; whether it looks as if it were not plain text."""
    if not count:
        return False
    head = stream.peek(5)
    if not head.startswith(sign):
        raise GitError("git printed a hunk whose lines do not fit its header")
    odd = stream.skip_lines(count)
    if stream.peek(1) == _NO_NEWLINE:
        stream.until(b"\n")
    return odd or head[1:].startswith(wide.MARKS)


def _change(entry: Entry, patches: list[_Patch], reader: Reader) -> FileChange:
    deleted = entry.status == b"D"
    kind = _kind(entry.old_mode if deleted else entry.mode)
    old_kind = _kind(entry.old_mode)
    path = entry.path.decode("utf-8", "surrogateescape")
    hunks = () if kind is FileKind.SUBMODULE else _hunks(entry, patches)
    if not any(patch.hunks for patch in patches) and entry.must_show_lines:
        raise GitError(f"git showed none of the lines in which {path} differs")
    blob = _blob(entry.oid, kind)
    old_blob = _blob(entry.old_oid, old_kind)
    if kind is FileKind.REGULAR and (any(patch.odd for patch in patches) or _uncovers_top(entry, hunks)):
        hunks = _renumbered(hunks, blob, old_blob if old_kind is FileKind.REGULAR else None, reader)
    return FileChange(
        path=path,
        status=entry.status.decode(),
        kind=kind,
        blob=blob,
        old_path=None if entry.status == b"A" else entry.old_path.decode("utf-8", "surrogateescape"),
        old_blob=old_blob,
        mode=(entry.old_mode if deleted else entry.mode).decode(),
        hunks=hunks,
        watched=None if None in (found := {patch.watched for patch in patches}) else True in found,
    )


def _uncovers_top(entry: Entry, hunks: tuple[Hunk, ...]) -> bool:
    """Whether an unchanged line is the first one of a side: there, and only there, its first bytes may be an encoding's mark."""
    return entry.status in b"MRC" and bool(hunks) and 0 in (hunks[0].start, hunks[0].old_start)


def _hunks(entry: Entry, patches: list[_Patch]) -> tuple[Hunk, ...]:
    """The hunks of an entry. A changed type is printed as a deletion and a creation, and means: all lines replaced."""
    if entry.status != b"T":
        return patches[0].hunks
    removed = 0 if _kind(entry.old_mode) is FileKind.SUBMODULE else sum(hunk.old_count for hunk in patches[0].hunks)
    added = sum(hunk.count for hunk in patches[1].hunks)
    return (Hunk(min(added, 1), added, min(removed, 1), removed),) if added or removed else ()


def _renumbered(hunks: tuple[Hunk, ...], blob: str | None, old_blob: str | None, reader: Reader) -> tuple[Hunk, ...]:
    """The hunks in lines of text, if either side is UTF-16 or UTF-32; a first look spares reading other binaries whole.

    Asked for where a changed line has a NUL, as every ASCII character in a wide file has.
    """
    sides = [oid for oid in (blob, old_blob) if oid]
    if not any(wide.may_be_wide(reader.read(oid, wide.SAMPLE)) for oid in sides):
        return hunks
    old, new = (reader.read(oid) if oid else b"" for oid in (old_blob, blob))
    return wide.text_hunks(old, new, hunks)


def _kind(mode: bytes) -> FileKind:
    return _KINDS.get(mode, FileKind.REGULAR)


def _blob(oid: bytes, kind: FileKind) -> str | None:
    return oid.decode() if oid.strip(b"0") and kind is not FileKind.SUBMODULE else None
