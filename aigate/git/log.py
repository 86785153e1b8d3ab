"""The metadata of commits, without their patches: ids, parents, identities, messages, in one ``git rev-list``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aigate.errors import GitError
from aigate.git.stream import Stream
from aigate.model import Changeset, ChangesetKind, Identity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aigate.git.repo import Repo
    from aigate.model import FileChange

_FIELDS = ("%H", "%T", "%P", "%an", "%ae", "%cn", "%ce", "%aI", "%B")
_FORMAT = "--format=" + "".join(f"{field}%x00" for field in _FIELDS)
_ORDER = ("--topo-order", "--reverse", "--encoding=UTF-8")


@dataclass(frozen=True, slots=True)
class Entry:
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
    given = "".join(f"{rev}\n" for rev in revs).encode()
    with repo.start("rev-list", *_ORDER, _FORMAT, "--stdin", *options) as process:
        process.write(given)
        process.end_input()
        stream = Stream(process.chunks())
        while stream.peek(1):
            yield _entry([stream.until(b"\0") for _ in _FIELDS])
            read += 1
            stream.take(1)  # the newline between records
        process.finish()
    expected = int(repo.git("rev-list", "--count", "--stdin", *options, input=given))
    if read != expected:
        raise GitError(f"git listed {read} commits of {expected}", hint="git fsck")


def merges(repo: Repo, revs: Sequence[str], *options: str) -> tuple[tuple[str, str], ...]:
    """The parents of each commit with two of them that ``entries`` would give, in the same order."""
    given = "".join(f"{rev}\n" for rev in revs).encode()
    words = ("rev-list", *_ORDER, "--min-parents=2", "--max-parents=2", "--parents", "--stdin", *options)
    lines = (line.split() for line in repo.git(*words, input=given).decode("ascii").splitlines())
    return tuple((ours, theirs) for _, ours, theirs in lines)


def entry(repo: Repo, oid: str) -> Entry:
    """One commit."""
    (found,) = entries(repo, [oid], "--no-walk=unsorted")
    return found


def _entry(fields: list[bytes]) -> Entry:
    head, tree, parents, author, author_email, committer, committer_email, date, message = (
        field.decode("utf-8", "surrogateescape") for field in fields
    )
    return Entry(
        id=head.rpartition("\n")[2],  # git before 2.33 cannot leave out its own line about the commit
        tree=tree,
        parents=tuple(parents.split()),
        author=Identity(author, author_email),
        committer=Identity(committer, committer_email),
        date=date,
        message=message,
    )
