"""The history that was asked for, read from its beginning to its end, or as far as git can be brought to read it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from aigate.audit_model import Unread
from aigate.errors import GitError, UsageError
from aigate.git import log
from aigate.git.changeset import resolved

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from aigate.audit.plan import Plan
    from aigate.git.repo import Repo

FIELDS = ("%P", "%at", "%ct", "%an%n%ae", "%cn%n%ce", "%B")


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a history is asked for, in git's words."""

    tips: tuple[str, ...]  # the commits that it is read from, by their ids; none in a repository without any
    words: tuple[str, ...]  # revisions, by their ids
    options: tuple[str, ...]
    is_whole: bool  # whether all that the tips reach is meant

    @property
    def tip(self) -> str:
        """The commit whose files an audit looks at."""
        return self.tips[0] if self.tips else ""


@dataclass(frozen=True, slots=True)
class History:
    """What came of reading one."""

    unread: tuple[Unread, ...] = ()
    git_exit: int = 0


def ask(repo: Repo, plan: Plan) -> Asked:
    """A plan in git's words; UsageError for a revision that does not exist, or if nothing is left to begin with."""
    given = plan.revisions or (("HEAD",) if repo.has_head() else ())
    words = tuple(word for rev in given for word in resolved(repo, rev))
    tips = tuple(word.rpartition(".")[2] for word in words if not word.startswith("^"))
    if words and not tips:
        raise UsageError("no revision to read", hint="write A..B, for example: origin/main..HEAD")
    narrowing = [f"--since={plan.since}"] if plan.since else []
    narrowing += [f"--until={plan.until}"] if plan.until else []
    narrowing += ["--first-parent"] if plan.first_parent else []
    narrowing += ["--full-history", "--", *plan.paths] if plan.paths else []
    wider = ("--branches", "--tags", "--remotes") if plan.all_branches else ()
    is_whole = not narrowing and all(word in tips for word in words)
    return Asked(tips, words, ("--reverse", *wider, *narrowing), is_whole)


def read(repo: Repo, asked: Asked, take: Callable[[log.Columns], None]) -> History:
    """Hand all commits to ``take``, oldest first, with :data:`FIELDS`.

    Where git stumbles over commits that are missing or damaged, it is asked again as if history began behind them.
    """
    check = _Check(repo, asked)
    try:
        for columns in log.columns(repo, asked.words, asked.options, FIELDS):
            check(columns)
            take(columns)
    except GitError as error:
        lost = _lost(repo, asked.tips)
        if not lost or check.count:  # something else is wrong with it
            raise
        return _read_around(repo, asked, lost, take, error)
    check.finish({})
    return History()


def _read_around(
    repo: Repo, asked: Asked, lost: Mapping[str, Iterable[str]], take: Callable[[log.Columns], None], error: GitError
) -> History:
    """Read a history as if it began with the children of what is lost."""
    edges = {child for children in lost.values() for child in children}
    check = _Check(repo, asked)
    with TemporaryDirectory(prefix="aigate-history-") as folder:
        shallow = Path(folder) / "shallow"
        shallow.write_text("".join(f"{oid}\n" for oid in sorted(edges | repo.shallow_boundary)), "ascii", newline="\n")
        env = {"GIT_SHALLOW_FILE": os.fspath(shallow)}
        for columns in log.columns(repo, asked.words, asked.options, FIELDS, env):
            check(columns)
            take(columns)
        check.finish(env)
    return History(tuple(_unread(lost)), error.git_exit)


class _Check:
    """Counts what git lists, so that a history cut short is no history."""

    def __init__(self, repo: Repo, asked: Asked) -> None:
        self._repo = repo
        self._asked = asked
        self.count = 0
        self._ids: set[bytes] = set()
        self._parents: set[bytes] = set()

    def __call__(self, columns: log.Columns) -> None:
        ids, parents, *_ = columns
        self.count += len(ids)
        if self._asked.is_whole:
            self._ids.update(ids)
            self._parents.update(b" ".join(parents).split())

    def finish(self, env: Mapping[str, str]) -> None:
        """GitError unless all is there: of a whole history every parent of every commit, of any other as many as git counts."""
        if self._asked.is_whole:
            tips = {tip.encode() for tip in self._asked.tips}
            absent = len((self._parents | tips) - self._ids)
        else:
            absent = log.count(self._repo, self._asked.words, self._asked.options, env) - self.count
        if absent:
            raise GitError(
                f"git listed {self.count} commits, and {abs(absent)} are not as they should be", hint="git fsck"
            )


def _unread(lost: Mapping[str, Iterable[str]]) -> Iterator[Unread]:
    for oid, children in lost.items():
        yield Unread(oid, "the commit is missing or damaged, and with it whatever is reached through it alone")
        for child in children:
            yield Unread(child, f"its parent {oid[:12]} cannot be read, so what it changed is not known")


def _lost(repo: Repo, tips: Iterable[str]) -> dict[str, list[str]]:
    """The commits that cannot be read, with their children; each commit is read by itself, slow as that is."""
    children: dict[str, list[str]] = {tip: [] for tip in tips}
    waiting = list(children)
    lost = []
    while waiting:
        oid = waiting.pop()
        parents = _parents(repo, oid)
        if parents is None:
            lost.append(oid)
        for parent in parents or ():
            if parent not in children:
                waiting.append(parent)
            children.setdefault(parent, []).append(oid)
    return {oid: children[oid] for oid in lost}


def _parents(repo: Repo, oid: str) -> tuple[str, ...] | None:
    """The parents of a commit; None if it cannot be read."""
    if oid in repo.shallow_boundary:
        return ()
    try:
        found = repo.objects.find(oid.encode())
    except GitError:
        return None
    if found is None or found.kind != "commit":
        return None
    head = found.data.partition(b"\n\n")[0].split(b"\n")
    return tuple(line[7:].decode("ascii", "replace") for line in head if line.startswith(b"parent "))
