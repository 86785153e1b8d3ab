"""Of which commits the records of a repository may speak: told for all of a history at once, before any commit is read.

It may only err towards yes: ``records.py`` has the last word on each commit.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aigate.errors import GitError
from aigate.git.notes import noted
from aigate.git.refs import list_refs
from aigate.provenance import git_ai
from aigate.provenance.agent_trace import AgentTrace
from aigate.provenance.anchors import keys
from aigate.provenance.journal import may_testify

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from aigate.git.repo import Repo

_REPLACED = "refs/replace"


@dataclass(frozen=True, slots=True)
class Mentions:
    """Commits by the kind of record that may speak of them; ids are ASCII bytes, as git prints them."""

    noted: frozenset[bytes] = frozenset()  # by git-ai
    anchored: frozenset[bytes] = frozenset()  # by content anchors of their own
    anchors_since: int | None = (
        None  # from then on any commit may hold what an anchor knows again; None: there are none
    )
    traced: frozenset[bytes] = frozenset()  # by Agent Trace: these, and their children
    traces_begin: bool = False  # Agent Trace speaks of commits without parents, too
    journalled: bytes = b""  # the one commit of which the journal speaks
    notes: tuple[str, ...] = ()  # what could not be read, and what git was told not to follow

    def source(self, commit: bytes, parents: bytes, committed: bytes) -> str:
        """The kind of record that may speak of a commit; "" where none does. ``committed``: seconds since the epoch."""
        if commit in self.noted:
            return git_ai.SOURCE
        if commit in self.anchored or (self.anchors_since is not None and self._may_hold(committed)):
            return "anchors"
        if commit in self.traced or (parents[: len(commit)] in self.traced if parents else self.traces_begin):
            return "agent-trace"
        return "journal" if commit == self.journalled else ""

    def _may_hold(self, committed: bytes) -> bool:
        return not committed.isdigit() or int(committed) >= (self.anchors_since or 0)

    def __bool__(self) -> bool:
        """Whether any commit at all is spoken of."""
        return bool(self.noted or self.anchored or self.traced or self.traces_begin or self.journalled) or (
            self.anchors_since is not None
        )


def mentions(repo: Repo) -> Mentions:
    """All that the records of a repository may speak of. The refs are listed once for all of them."""
    refs = list_refs(repo, *git_ai.REFS, git_ai.EARLY, keys.REF, keys.TRACKING, _REPLACED)
    said: list[str] = []
    anchored, since = _anchored(repo) if any(_below(refs, keys.REF, keys.TRACKING)) else (frozenset(), None)
    traced = AgentTrace(repo).revisions
    return Mentions(
        _noted(repo, refs, said),
        anchored,
        since,
        frozenset(one.encode("utf-8", "surrogateescape") for one in traced if one),
        None in traced,
        repo.resolve("HEAD").encode() if may_testify(os.fspath(repo.git_dir)) and repo.has_head() else b"",
        (*said, *_unfollowed(repo, refs)),
    )


def _noted(repo: Repo, refs: Mapping[str, str], said: list[str]) -> frozenset[bytes]:
    early = frozenset(ref.rpartition("/")[2].encode("ascii", "ignore") for ref in _below(refs, git_ai.EARLY))
    try:
        return early | noted(repo, {ref: refs[ref] for ref in _below(refs, *git_ai.REFS)})
    except GitError as error:
        said.append(f"git-ai's notes could not all be listed: {error.message}")
        return early


def _anchored(repo: Repo) -> tuple[frozenset[bytes], int | None]:
    from aigate.provenance.anchors.pool import Pool

    pool = Pool(repo)
    return frozenset(oid.encode("ascii", "ignore") for oid in pool.commits), pool.since


def _unfollowed(repo: Repo, refs: Mapping[str, str]) -> Iterator[str]:
    replaced = len(list(_below(refs, _REPLACED)))
    if replaced:
        yield f"{replaced} replace {'refs are' if replaced > 1 else 'ref is'} not followed: commits count as they were made"
    if (repo.common_dir / "info" / "grafts").is_file():
        yield "grafts (info/grafts) are not followed: commits count with the parents that they were made with"


def _below(refs: Mapping[str, str], *prefixes: str) -> Iterator[str]:
    return (ref for ref in refs if any(ref == prefix or ref.startswith(f"{prefix}/") for prefix in prefixes))
