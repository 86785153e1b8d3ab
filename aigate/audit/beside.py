"""What of the records beside the commits speaks of each: the one part of an attribution that may change after a commit.

Each commit's part becomes part of the key under which its account is kept. So a note that is added, changed or fetched has
that commit attributed anew, and no other.
"""

from __future__ import annotations

import os
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from aigate.audit.digests import digest_of
from aigate.errors import ConfigError
from aigate.git import log
from aigate.git.notes import Notes
from aigate.git.refs import list_refs
from aigate.provenance import git_ai
from aigate.provenance.agent_trace import AgentTrace
from aigate.provenance.anchors import keys
from aigate.provenance.anchors.source import salt_of
from aigate.provenance.journal import may_testify

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from aigate.git.repo import Repo


class Fact(NamedTuple):
    """When a commit was made, and from what."""

    committed: int
    authored: int
    parents: tuple[str, ...]


class Beside:
    """The records of one repository, by the commits that they speak of."""

    def __init__(self, repo: Repo, commits: Sequence[str]) -> None:
        """``commits`` are those that will be asked about."""
        refs = list_refs(repo, *git_ai.REFS, git_ai.EARLY, keys.REF, keys.TRACKING)
        self._noted = _by_commit(repo, {ref: refs[ref] for ref in _below(refs, *git_ai.REFS)})
        for ref in _below(refs, git_ai.EARLY):
            self._noted.setdefault(ref.rpartition("/")[2], []).append(refs[ref])
        self._traces = AgentTrace(repo).digests
        anchored = _by_commit(repo, {ref: refs[ref] for ref in _below(refs, keys.REF, keys.TRACKING)})
        self._facts = _facts(repo, [*commits, *anchored]) if anchored or self._traces else {}
        self._salt = digest_of(_salt(repo)) if anchored else ""
        self._days, self._anchors = _in_time(anchored, self._facts)
        self._is_journalled = may_testify(os.fspath(repo.git_dir)) and repo.has_head()
        self._head = repo.resolve("HEAD") if self._is_journalled else ""

    def of(self, commit: str) -> str | None:
        """A digest of what speaks of a commit; None where it may change with every edit, as the journal does."""
        if commit == self._head:
            return None
        said: list[object] = [*self._noted.get(commit, ())]
        if self._facts:
            fact = self._facts[commit]
            said += [self._traces.get(one, "") for one in (commit, *(fact.parents or (None,)))]
            if self._anchors:  # one that was made later says nothing about a commit
                at = bisect_right(self._days, fact.committed)
                said += [self._salt, self._anchors[at - 1] if at else ""]
        return digest_of(*said) if any(said) else ""


def _by_commit(repo: Repo, refs: Mapping[str, str]) -> dict[str, list[str]]:
    """The notes on each commit, in the order in which the refs count."""
    found: dict[str, list[str]] = {}
    for ref, oid in refs.items():
        for commit, blob in Notes(repo, listed={ref: oid}):
            found.setdefault(commit, []).append(blob)
    return found


def _facts(repo: Repo, commits: Sequence[str]) -> dict[str, Fact]:
    """What is to be known of commits; of those that are not here, nothing."""
    asked = list(dict.fromkeys(commits))
    found: dict[str, Fact] = {}
    for columns in log.columns(repo, asked, ("--no-walk=unsorted", "--ignore-missing"), ("%ct", "%at", "%P")):
        for oid, committed, authored, parents in zip(*columns, strict=True):
            found[oid.decode()] = Fact(int(committed or 0), int(authored or 0), tuple(parents.decode().split()))
    return found


def _in_time(anchored: Mapping[str, Sequence[str]], facts: Mapping[str, Fact]) -> tuple[list[int], list[str]]:
    """The times from which on there were more anchors, and a digest of all that there were then."""
    dated = sorted((facts[commit].authored if commit in facts else 0, commit) for commit in anchored)
    days: list[int] = []
    digests: list[str] = []
    total = ""
    for when, commit in dated:
        total = digest_of(total, commit, *anchored[commit])
        days.append(when)
        digests.append(total)
    return days, digests


def _salt(repo: Repo) -> str:
    try:
        return salt_of(repo)
    except ConfigError:
        return ""


def _below(refs: Mapping[str, str], *prefixes: str) -> Iterator[str]:
    return (ref for prefix in prefixes for ref in refs if ref == prefix or ref.startswith(f"{prefix}/"))
