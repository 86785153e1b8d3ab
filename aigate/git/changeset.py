"""What is to be judged, read from git: the index, one commit, a range, a push.

A merge counts for what its merger wrote: its difference from the automatic merge of its parents, or, with more than two
parents, the lines that stand in none of them.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable
from contextlib import closing
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from aigate.errors import GitError, UsageError
from aigate.git import log, patches
from aigate.git.commits import Commits
from aigate.git.common import common_changes
from aigate.git.merge import AutoMerges, grounded
from aigate.model import Changeset, ChangesetKind, Identity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aigate.git.diff import Watch
    from aigate.git.objects import Object
    from aigate.git.refs import RefUpdate
    from aigate.git.repo import Repo
    from aigate.model import FileChange

Failed = Callable[[str, GitError], None]  # told of a commit that could not be read, and why


class Failure(NamedTuple):
    """A commit whose content could not be read, and why."""

    commit: str
    error: GitError


_RANGE = re.compile(r"(?P<left>.*?)(?P<dots>\.\.\.?)(?P<right>.*)", re.DOTALL)
_IDENTITY = re.compile(r"(?P<name>.*?) ?<(?P<email>[^<>]*)> \d+ [+-]\d+")
_MERGE_NAME = "GITHEAD_"
_GLOB = set("*?[\\")
_TWO = 2
_AHEAD = 32  # commits that git is told of before their turn, at a time


# ---------------------------------------------------------------- the index


def of_index(repo: Repo, *, message: str | None = None) -> Changeset:
    """What is staged against HEAD, or against nothing before the first commit; in a merge, what the merger changed."""
    if repo.bare and "GIT_INDEX_FILE" not in repo.environment:
        raise UsageError("a bare repository has no index", hint="name a commit or a range instead")
    parents = (repo.resolve("HEAD"), *_merge_heads(repo)) if repo.has_head() else ()
    author, committer = _identities(repo)
    return Changeset(
        kind=ChangesetKind.INDEX,
        files=_staged(repo, parents),
        parents=parents,
        message=message,
        author=author,
        committer=committer,
    )


def _staged(repo: Repo, parents: tuple[str, ...]) -> tuple[FileChange, ...]:
    if len(parents) == _TWO:
        with AutoMerges(repo) as merges:
            tree = merges.tree(*parents)
            if tree:
                return grounded(repo, parents[0], patches.of_index(repo, tree, merges.objects, merges.environment))
    bases = parents or (repo.empty_tree,)
    return common_changes([patches.of_index(repo, base, repo.objects) for base in bases])


def _merge_heads(repo: Repo) -> tuple[str, ...]:
    """The commits being merged. While the pre-merge-commit hook runs they are known from the environment alone."""
    try:
        heads = (repo.git_dir / "MERGE_HEAD").read_text("ascii").split()
    except FileNotFoundError:
        named = sorted(name.removeprefix(_MERGE_NAME) for name in repo.environment if name.startswith(_MERGE_NAME))
        found = (repo.objects.find(f"{name}^{{commit}}".encode(), 0) for name in named)
        heads = [commit.oid for commit in found if commit]
    head = repo.resolve("HEAD")
    return tuple(one for one in dict.fromkeys(heads) if one != head)


def _identities(repo: Repo) -> tuple[Identity | None, Identity | None]:
    """Author and committer as git will record them, from one process; None where git cannot tell."""
    code, said = repo.call("var", "-l", ok=(0, 1, 128))
    if code:
        return None, None
    # Configuration is listed first and its values may hold newlines, so the last line of a name is the one that counts.
    variables = dict(line.partition("=")[::2] for line in said.decode("utf-8", "surrogateescape").split("\n"))
    return _identity(variables.get("GIT_AUTHOR_IDENT", "")), _identity(variables.get("GIT_COMMITTER_IDENT", ""))


def _identity(said: str) -> Identity | None:
    match = _IDENTITY.fullmatch(said)
    return Identity(match["name"], match["email"]) if match else None


# ---------------------------------------------------------------- commits


def of_commit(repo: Repo, rev: str) -> Changeset:
    """One commit."""
    found = log.entry(repo, repo.resolve(rev))
    with closing(Commits(repo)) as commits:
        return commits.changeset(found)


def of_range(
    repo: Repo, revs: Sequence[str], watch: Watch | None = None, failed: Failed | None = None
) -> Iterator[Changeset]:
    """Each commit that ``git rev-list`` would list, oldest first: ``["A..B"]``, ``["B", "^A"]``, ``["A...B"]``, ``["B"]``.

    Revisions are checked at once; the commits are read one at a time as they are asked for, and a history that git could
    not read to its end is a GitError after the last commit that could be read. With ``failed`` a commit whose content cannot
    be read is told to it, and the next one is read.
    """
    words = [word for rev in revs for word in resolved(repo, rev)]
    if all(word.startswith("^") for word in words):
        raise UsageError("no revision to read", hint="write A..B, for example: origin/main..HEAD")
    return _changesets(repo, words, watch=watch, failed=failed)


def of_history(repo: Repo, rev: str, watch: Watch | None = None, failed: Failed | None = None) -> Iterator[Changeset]:
    """Every commit that a revision reaches, oldest first; ``failed`` as for ``of_range``."""
    return _changesets(repo, [repo.resolve(rev)], watch=watch, failed=failed)


def of_commits(
    repo: Repo, ids: Sequence[str], watch: Watch | None = None, failed: Failed | None = None
) -> Iterator[Changeset]:
    """Just these commits, by their object ids and in their order; ``failed`` as for ``of_range``."""
    backwards = ids[::-1]  # histories are read in reverse
    return _changesets(repo, backwards, ("--no-walk=unsorted",), watch=watch, failed=failed)


def metadata(repo: Repo, base: str, tip: str) -> Iterator[log.Entry]:
    """What is known of each commit of a branch, oldest first, but for what it changes. Both are object ids."""
    return log.entries(repo, [tip, f"^{base}"])


def of_squash(repo: Repo, base: str, tip: str, message: str, author: Identity) -> Changeset:
    """The one commit that squashing a branch would make. Both ends are object ids."""
    code, said = repo.call("merge-base", base, tip, ok=(0, 1))
    if code:
        raise UsageError("the two have no history in common", hint="name the branch that this one began on")
    start = said.decode().strip()
    with closing(patches.Patches(repo, repo.objects)) as between:
        files = between.of_commit(tip, start)
    return Changeset(ChangesetKind.COMMIT, files, parents=(start,), message=message, author=author)


def _changesets(
    repo: Repo,
    words: Sequence[str],
    options: Sequence[str] = (),
    watch: Watch | None = None,
    failed: Failed | None = None,
) -> Iterator[Changeset]:
    with closing(Commits(repo, lambda: log.merges(repo, words, *options), watch)) as commits:
        waiting: deque[log.Entry] = deque()
        for entry in _ahead(commits, log.entries(repo, words, *options), waiting):
            try:
                found = commits.changeset(entry)
            except GitError as error:
                if failed is None:
                    raise
                failed(entry.id, error)
                commits.restart(waiting)
            else:
                yield found


def _ahead(commits: Commits, entries: Iterator[log.Entry], waiting: deque[log.Entry]) -> Iterator[log.Entry]:
    """The entries, git being told of each a little before its turn; an error among them comes after those before it."""
    failure = None
    while failure is None:
        following: list[log.Entry] = []
        try:
            following += islice(entries, _AHEAD)
        except GitError as error:
            failure = error
        if not following:
            break
        commits.expect(following)
        waiting += following
        while len(waiting) > len(following):
            yield waiting.popleft()
    while waiting:
        yield waiting.popleft()
    if failure:
        raise failure


def resolved(repo: Repo, rev: str) -> tuple[str, ...]:
    """A revision or range in object ids, which can be neither options nor file names."""
    match = _RANGE.fullmatch(rev)
    if not match:
        return (f"^{repo.resolve(rev[1:])}",) if rev.startswith("^") else (repo.resolve(rev),)
    left, right = repo.resolve(match["left"] or "HEAD"), repo.resolve(match["right"] or "HEAD")
    return (right, f"^{left}") if match["dots"] == ".." else (f"{left}...{right}",)


# ---------------------------------------------------------------- a push


def with_failures(read: Callable[[Failed], Iterator[Changeset]]) -> Iterator[Changeset | Failure]:
    """The changesets that ``read`` reads, and in their places those that it cannot read."""
    failures: list[Failure] = []
    for changeset in read(lambda commit, error: failures.append(Failure(commit, error))):
        yield from failures
        failures.clear()
        yield changeset
    yield from failures


def of_push(repo: Repo, updates: Sequence[RefUpdate], remote: str) -> Iterator[Changeset]:
    """Each commit that a push brings to the remote, once, oldest first, whichever of its refs it belongs to.

    ``remote`` is the remote's name; a URL is fine, but then only the remote's own answer tells what it has already. A tag
    of a tree or a blob is a changeset of its own: it brings content to the remote that no commit vouches for.
    """
    given = [_peeled(repo, update.local_oid) for update in updates if not update.deletes]
    sent = list(dict.fromkeys(found for found in given if found))
    if None in given:
        raise GitError("the push names an object that is missing from this repository", hint="git fsck")
    there = {found for update in updates if not update.creates and (found := _peeled(repo, update.remote_oid))}
    commits = [found.oid for found in sent if found.kind == "commit"]
    words = [*commits, *(f"^{found.oid}" for found in there if found.kind == "commit")]
    others = [found for found in sent if found.kind != "commit" and found not in there]
    return _pushed(repo, words if commits else [], _tracked(remote), others)


def _pushed(repo: Repo, words: Sequence[str], options: Sequence[str], others: Sequence[Object]) -> Iterator[Changeset]:
    if words:
        yield from _changesets(repo, words, options)
    if others:
        with closing(Commits(repo)) as commits:
            yield from map(commits.of_object, others)


def _peeled(repo: Repo, oid: str) -> Object | None:
    """What an object id stands for in the end, tags followed; None if it is not here."""
    return repo.objects.find(f"{oid}^{{}}".encode(), 0)


def _tracked(remote: str) -> tuple[str, ...]:
    """The options that leave out what the remote is known to have. Its name must be no pattern, which a URL may be."""
    return ("--not", f"--remotes={remote}") if remote and not _GLOB & set(remote) else ()
