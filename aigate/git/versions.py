"""What became of files over a history: each version of theirs, each name they may have had, in one process."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from aigate.errors import GitError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aigate.git.likeness import Likeness
    from aigate.git.repo import Repo

# Parents before children. A merge is compared with each of its parents, as git blame does; what was renamed is shown as gone
# here and new there, for git guesses by how many files it has to compare. On a pack of half a gigabyte it would take 450 MB for
# that; so it takes a third, for the same CPU.
_LOG = (
    "-c", "core.packedGitWindowSize=16m", "-c", "core.packedGitLimit=64m", "-c", "core.deltaBaseCacheLimit=32m",
    "-c", "log.diffMerges=separate", "-c", "log.follow=false", "log", "--topo-order", "--reverse", "--root", "-m", "-r",
    "--raw", "-z", "--no-renames", "--no-abbrev", "--ignore-submodules=none", "--no-ext-diff", "--format=%x01%H %at %P",
)  # fmt: skip
_SUBMODULE = b"160000"
_NONE = b"0"
_TIME = 8  # bytes of a date
_TWO = 2
_FIELDS = 5  # modes, objects and status of a raw record
_ALL = ("--full-history", "--sparse", "--ancestry-path")  # of a path, merges that one side of it won, too


class Version(NamedTuple):
    """What one commit made of the file at one path. An object's id is empty where there is no file."""

    commit: str
    when: int  # the author's date
    path: str
    old: str
    new: str
    is_merge: bool  # then it is told once for each parent


Since = Callable[[str, str], Sequence[Version]]  # a path and a commit


class Change(NamedTuple):
    """What one commit does, against one of its parents."""

    commit: str
    when: int
    parents: tuple[str, ...]
    files: list[Version]


class _Told(NamedTuple):
    """A change as git tells it: raw records, each with its path."""

    commit: str
    when: int
    parents: tuple[str, ...]
    records: list[tuple[bytes, bytes]]

    def only(self, records: Iterable[tuple[bytes, bytes]]) -> Change:
        """The change with no more than some of its records."""
        change = Change(self.commit, self.when, self.parents, [])
        change.files.extend(_version(change, record, path) for record, path in records)
        return change


class Move(NamedTuple):
    """A change that takes files away and brings others: those may be these under another name."""

    commit: str
    when: int
    is_merge: bool
    gone: list[list[str]]  # path and content
    new: list[list[str]]


class Chronicle(dict[str, list[Version]]):
    """The versions of each path, parents before children; packed until somebody asks."""

    def __init__(self, width: int, load: Callable[[str], bytes | bytearray] = lambda _: b"") -> None:
        """``width`` is how many bytes an object's id has; ``load`` gives what is not at hand, packed likewise."""
        super().__init__()
        self.packed: dict[str, bytearray] = {}
        self._width = width
        self._load = load

    def __missing__(self, path: str) -> list[Version]:
        data = bytes(self._load(path)) + bytes(self.packed.get(path, b""))
        found = self[path] = list(self._unpacked(path, data))
        return found

    def add(self, change: Change) -> None:
        """Take in what a commit does."""
        head = bytes.fromhex(change.commit) + change.when.to_bytes(_TIME, "big", signed=True)
        head += b"\1" if len(change.parents) > 1 else b"\0"
        nothing = bytes(self._width)
        for one in change.files:
            record = head + (bytes.fromhex(one.old) or nothing) + (bytes.fromhex(one.new) or nothing)
            self.packed.setdefault(one.path, bytearray()).extend(record)

    def _unpacked(self, path: str, data: bytes) -> Iterator[Version]:
        width = self._width
        nothing = bytes(width)
        for at in range(0, len(data), 3 * width + _TIME + 1):
            when = at + width
            old = when + _TIME + 1
            objects = (data[old : old + width], data[old + width : old + 2 * width])
            before, after = ("" if one == nothing else one.hex() for one in objects)
            moment = int.from_bytes(data[when : old - 1], "big", signed=True)
            yield Version(data[at:when].hex(), moment, path, before, after, data[old - 1] == 1)


@dataclass(slots=True)
class Trace:
    """All that a history did to files."""

    moves: list[Move]
    of: Chronicle
    # By path: the commit from which on it is the same all along the tip's first parents. git blame says of it what it says
    # of the tip, for it hands a file that a parent has as it is to the first such parent.
    last: dict[str, str]
    base: str  # the tip of the history that was read in one go
    is_resumed: bool = False  # what is packed came after that
    since: Since = lambda *_: ()  # as in ``Versions``

    def mark(self, path: str) -> str:
        """A word that is another one where a path has other versions."""
        later = self.of.packed.get(path, b"") if self.is_resumed else b""
        return f"{self.base} {blake2b(later, digest_size=16).hexdigest() if later else ''}"

    def add(self, change: Change, *, is_trunk: bool) -> None:
        """Go on with one commit more. ``is_trunk``: it is one of the tip's first parents."""
        if is_trunk:
            self.last.update((one.path, change.commit) for one in change.files)
        gone = [[one.path, one.old] for one in change.files if not one.new]
        new = [[one.path, one.new] for one in change.files if not one.old and one.new] if gone else []
        if new:
            self.moves.append(Move(change.commit, change.when, len(change.parents) > 1, gone, new))
        self.of.add(change)

    def follow(self, names: Iterable[str], likeness: Likeness) -> Versions:
        """Follow ``names`` from the beginning to the end.

        A file that is new where a followed one goes, and like it, may be that one under another name, so it is followed, too.
        That errs towards more: blame compares the same two trees.
        """
        found = Versions(set(names), self.of, last=self.last, mark=self.mark, since=self.since)
        for move in self.moves:
            gone = [blob for path, blob in move.gone if path in found.names]
            if gone:
                likely = likeness.among(gone, (blob for _, blob in move.new))
                heirs = [
                    Version(move.commit, move.when, path, "", blob, move.is_merge)
                    for path, blob in move.new
                    if blob in likely
                ]
                found.names.update(one.path for one in heirs)
                found.became.setdefault(move.commit, []).extend(heirs)
        return found


@dataclass(slots=True)
class Versions:
    """The versions of files, and which names those that matter may have had."""

    names: set[str]
    of: dict[str, list[Version]] = field(default_factory=lambda: Chronicle(0))
    became: dict[str, list[Version]] = field(default_factory=dict)  # by commit: what a file that is gone may be now
    last: dict[str, str] = field(default_factory=dict)  # as in ``Trace``
    mark: Callable[[str], str] = lambda _: ""  # likewise
    # What the descendants of a commit made of a path, for the rare question that takes more than ``of`` has: every merge is
    # told against each of its parents.
    since: Since = lambda *_: ()


def trace(repo: Repo, tip: str) -> Trace:
    """All that the history of ``tip``, a commit's id, did to files.

    Of a merge it is what differs from all parents. Where it has a file as one of them has it, it did nothing to it itself; on
    a long history those are a hundred times as many as all others.
    """
    found = Trace([], Chronicle(len(repo.null_oid) // 2), {}, tip, since=since(repo, tip))
    trunk = frozenset(repo.git("rev-list", "--first-parent", tip).decode("ascii").split())
    last: dict[bytes, str] = {}
    for _, group in groupby(_told(repo, tip), key=lambda one: one.commit):
        told = list(group)
        if told[0].commit in trunk:
            last.update((path, one.commit) for one in told for _, path in one.records)
        for change in _own(told):
            found.add(change, is_trunk=False)
    found.last.update((path.decode("utf-8", "surrogateescape"), commit) for path, commit in last.items())
    return found


def since(repo: Repo, tip: str) -> Since:
    """What answers ``Versions.since`` up to a commit."""

    def answer(path: str, commit: str) -> list[Version]:
        told = changes(repo, *_ALL, f"{commit}..{tip}", path=path)
        return [version for change in told for version in change.files]

    return answer


def _own(told: Sequence[_Told]) -> Iterator[Change]:
    """What a commit did itself. Where that brings a file to a merge, what is gone since a parent may be its former name."""
    if len(told[0].parents) < _TWO:
        yield from (one.only(one.records) for one in told)
    elif len(told) == len(told[0].parents):  # git passes over those from which nothing differs
        own = set.intersection(*({path for _, path in one.records} for one in told))
        for one in told if own else ():
            is_new = any(path in own and record[-1:] in b"AT" for record, path in one.records)
            yield one.only(each for each in one.records if each[1] in own or (is_new and each[0][-1:] in b"DT"))


def changes(repo: Repo, *revs: str, path: str = "") -> Iterator[Change]:
    """What each commit does, against one parent at a time. ``revs`` are object ids, with ``^`` at most, and options."""
    yield from (one.only(one.records) for one in _told(repo, *revs, path=path))


def _told(repo: Repo, *revs: str, path: str = "") -> Iterator[_Told]:
    told: _Told | None = None
    with repo.start(*_LOG, *revs, "--", *filter(None, [path])) as process:
        tokens = _tokens(process.chunks())
        for token in tokens:
            if token.startswith(b"\x01"):
                if told:
                    yield told
                told = _commit(token[1:])
            elif token:
                if told is None:
                    raise _unreadable()
                told.records.append((token, next(tokens, b"")))
        if told:
            yield told
        process.finish()


def _commit(line: bytes) -> _Told:
    commit, when, *parents = line.decode("ascii").split(" ")
    return _Told(commit, int(when or 0), tuple(filter(None, parents)), [])


def _version(change: Change, record: bytes, path: bytes) -> Version:
    fields = record.lstrip(b"\n").split(b" ")
    if len(fields) != _FIELDS or not fields[0].startswith(b":") or not path:
        raise _unreadable()
    old_mode, mode, old, new, _ = fields
    name = path.decode("utf-8", "surrogateescape")
    is_merge = len(change.parents) > 1
    return Version(change.commit, change.when, name, _blob(old_mode[1:], old), _blob(mode, new), is_merge)


def _unreadable() -> GitError:
    return GitError("git log printed a record that cannot be read")


def _blob(mode: bytes, oid: bytes) -> str:
    return "" if mode == _SUBMODULE or not oid.strip(_NONE) else oid.decode("ascii")


def _tokens(chunks: Iterable[bytes]) -> Iterator[bytes]:
    r"""What stands between ``\0`` and ``\0``, however it was cut."""
    rest = b""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\0")
        yield from whole
    if rest:
        yield rest
