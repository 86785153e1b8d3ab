"""The metadata of commits, without their patches: ids, parents, identities, messages, in one ``git rev-list``."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from aigate.errors import GitError
from aigate.git.stream import cut_short
from aigate.model import Changeset, ChangesetKind, Identity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from aigate.git.repo import Repo
    from aigate.model import FileChange

_FIELDS = ("%T", "%P", "%an%n%ae", "%cn%n%ce", "%aI", "%B")
_NAMED = "--no-walk=unsorted"
_MANY = 1 << 20  # bytes that are cut into commits at a time
_UNHURRIED = {"GIT_FLUSH": "0"}  # git need not hand over each commit by itself
_ORDER = ("--topo-order", "--reverse")


class Entry(NamedTuple):
    """One commit, but for what it changes."""

    id: str
    tree: str
    parents: tuple[str, ...]
    author: Identity
    committer: Identity
    date: str
    message: str

    def changeset(self, files: tuple[FileChange, ...] = ()) -> Changeset:
        """The commit with what it changes."""
        return Changeset(
            kind=ChangesetKind.COMMIT,
            files=files,
            id=self.id,
            parents=self.parents,
            message=self.message,
            author=self.author,
            committer=self.committer,
            date=self.date,
        )


def entries(repo: Repo, revs: Sequence[str], *options: str) -> Iterator[Entry]:
    """The commits that ``git rev-list`` selects, oldest first. ``revs`` are object ids, with ``^`` or ``...`` at most.

    GitError unless git ends well and there are as many as ``rev-list --count`` says: a history cut short is no history.
    """
    read = 0
    people = _People()
    for found in columns(repo, revs, (*_ORDER, *options), _FIELDS):
        read += len(found[0])
        yield from _entries(found, people)
    # Commits that are named one by one are as many as their names.
    expected = len(set(revs)) if _NAMED in options else count(repo, revs, options)
    if read != expected:
        raise GitError(f"git listed {read} commits of {expected}", hint="git fsck")


def merges(repo: Repo, revs: Sequence[str], *options: str) -> tuple[tuple[str, str], ...]:
    """The parents of each commit with two of them that ``entries`` would give, in the same order."""
    words = ("rev-list", *_ORDER, "--min-parents=2", "--max-parents=2", "--parents", "--stdin", *options)
    lines = (line.split() for line in repo.git(*words, input=_lines(revs)).decode("ascii").splitlines())
    return tuple((ours, theirs) for _, ours, theirs in lines)


Columns = tuple[list[bytes], ...]


def columns(
    repo: Repo, revs: Sequence[str], options: Sequence[str], fields: Sequence[str], env: Mapping[str, str] | None = None
) -> Iterator[Columns]:
    """The ids of the commits that ``git rev-list`` selects, and each of ``fields``, as columns of many commits at a time.

    Meant for the whole of a long history: nothing is done for each single commit. ``revs`` are object ids with ``^`` or ``...``
    at most; GitError unless git ends well. Whoever asks has to see to it that no commit is missing.
    """
    width = len(fields) + 1
    form = "--format=%x00" + "".join(f"{field}%x00" for field in fields)
    with repo.start(
        "rev-list", "--encoding=UTF-8", form, "--stdin", *options, env=_UNHURRIED | dict(env or {})
    ) as process:
        process.write(_lines(revs))
        process.end_input()
        parts: list[bytes] = []
        size = 0
        for chunk in process.chunks():
            parts.append(chunk)
            size += len(chunk)
            if size > _MANY:
                rest, found = _cut(b"".join(parts), width)
                parts, size = [rest], len(rest)
                yield found
        rest, found = _cut(b"".join(parts), width)
        process.finish()
        if rest not in (b"", b"\n"):
            raise cut_short()
        yield found


def count(repo: Repo, revs: Sequence[str], options: Sequence[str], env: Mapping[str, str] | None = None) -> int:
    """How many commits ``git rev-list`` selects."""
    return int(repo.git("rev-list", "--count", "--stdin", *options, input=_lines(revs), env=env))


def _lines(words: Sequence[str]) -> bytes:
    return "".join(f"{word}\n" for word in words).encode()


def _cut(data: bytes, width: int) -> tuple[bytes, Columns]:
    """Whole records as columns, and the beginning of one that is not at hand to its end."""
    cells = data.split(b"\0")
    whole = (len(cells) - 1) // width * width
    ids = b"".join(cells[0:whole:width]).split()[1::2]  # git's own line about each commit: the word, and the id
    if len(ids) * width != whole:
        raise GitError("git listed commits in a form that nobody asked for")
    return b"\0".join(cells[whole:]), (ids, *(cells[at:whole:width] for at in range(1, width)))


def entry(repo: Repo, oid: str) -> Entry:
    """One commit."""
    (found,) = entries(repo, [oid], "--no-walk=unsorted")
    return found


class _People(dict[str, Identity]):
    """Identities by how git prints them here: few people make many commits."""

    def __missing__(self, said: str) -> Identity:
        name, _, email = said.partition("\n")
        found = self[said] = Identity(name, email)
        return found


def _entries(found: Columns, people: _People) -> Iterator[Entry]:
    ids, trees, parents, authors, committers, dates, messages = map(_texts, found)
    return map(
        Entry,
        *(ids, trees, map(tuple, map(str.split, parents)), map(people.__getitem__, authors)),
        *(map(people.__getitem__, committers), dates, messages),
    )


def _texts(column: list[bytes]) -> list[str]:
    return b"\0".join(column).decode("utf-8", "surrogateescape").split("\0") if column else []
