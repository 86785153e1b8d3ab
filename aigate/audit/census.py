"""Phase one: every commit that was asked for, and whether it shows a sign of an agent. No patch is read.

A sign is an identity, a line of the message, or a record that may speak of the commit; and, where a marker still stands at
the tip (``standing.py``), that the commit changed its file. That errs towards yes. What it cannot see are markers, and records
of Agent Trace, that are gone since: ``Plan.every_patch`` does, and :data:`REMOVED_SINCE` says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from aigate.audit.history import ask, read
from aigate.audit.signs import Signs
from aigate.audit.standing import Touched, touched
from aigate.errors import GitError
from aigate.protected import INDEX, provenance_at
from aigate.provenance.identities import SOURCE as IDENTITIES
from aigate.provenance.markers import SOURCE as MARKERS
from aigate.provenance.mentions import mentions
from aigate.provenance.trailers import SOURCE as TRAILERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aigate.audit.plan import Plan
    from aigate.audit_model import Unread
    from aigate.config import Provenance
    from aigate.git import log
    from aigate.git.repo import Repo
    from aigate.provenance.mentions import Mentions


REMOVED_SINCE = (
    "commits whose only sign of an agent was a marker in a file, or a record of Agent Trace, that was removed since are seen with "
    "--every-patch alone"
)


class Commit(NamedTuple):
    """One commit of a census."""

    id: str
    when: int  # the author's date
    parents: int  # how many
    sign: str  # what kind of evidence there may be: a claim's source; "" where there is none


@dataclass(frozen=True, slots=True)
class Census:
    """All commits that were asked for, oldest first."""

    tip: str  # the commit whose files are looked at; "" in a repository without any
    settings: Provenance  # which evidence counts, by the configuration at the tip
    commits: tuple[Commit, ...] = ()
    edges: frozenset[str] = frozenset()  # those of them whose changes lie beyond the edge of a shallow clone
    unread: tuple[Unread, ...] = ()
    git_exit: int = 0
    notes: tuple[str, ...] = ()
    marked: frozenset[str] = frozenset()  # the files that have markers at the tip, or records
    known: Mentions | None = None  # of which commits the records speak

    def chosen(self, plan: Plan) -> tuple[str, ...]:
        """The commits whose patches are to be read."""
        out = self.edges.union(one.commit for one in self.unread)
        return tuple(commit.id for commit in self.commits if (plan.every_patch or commit.sign) and commit.id not in out)


def census(repo: Repo, plan: Plan) -> Census:
    """Phase one. What git cannot read of the history is left out and named; UsageError for revisions that do not exist."""
    asked = ask(repo, plan)
    settings = provenance_at(repo, asked.tip or INDEX)
    if not asked.tips:
        return Census("", settings)
    known = mentions(repo)
    commits: list[Commit] = []
    reader = Reader(Signs(settings), known)
    history = read(repo, asked, lambda columns: commits.extend(reader.commits(columns)))
    notes = [*known.notes]
    ids = [commit.id for commit in commits]
    try:
        marked = touched(repo, asked.tips, ids, settings)
    except GitError as error:
        marked = Touched(notes=(f"the commits that changed files with markers could not be found: {error.message}",))
    notes += marked.notes
    if marked.commits:
        commits = [one._replace(sign=one.sign or MARKERS) if one.id in marked.commits else one for one in commits]
    return Census(
        asked.tip,
        settings,
        tuple(commits),
        repo.shallow_boundary.intersection(ids),
        history.unread,
        history.git_exit,
        tuple(notes),
        marked.paths,
        known,
    )


class Reader:
    """Makes commits of columns."""

    def __init__(self, signs: Signs, known: Mentions) -> None:
        """``known`` is of which commits the records speak."""
        self._signs = signs
        self._known = known

    def commits(self, columns: log.Columns) -> Iterator[Commit]:
        """Those of some columns."""
        ids, parents, whens, committed, authors, committers, messages = columns
        signs = list(map(self._known.source, ids, parents, committed)) if self._known else [""] * len(ids)
        agents = zip(self._signs.of_authors(authors), self._signs.of_committers(committers), strict=True)
        for at, is_agent in enumerate(map(any, agents)):
            if is_agent and not signs[at]:
                signs[at] = IDENTITIES
        silent = [at for at, sign in enumerate(signs) if not sign]
        for number in self._signs.of_messages([messages[at] for at in silent]):
            signs[silent[number]] = TRAILERS
        names = b" ".join(ids).decode("ascii").split()
        width = len(names[0]) + 1 if names else 1
        counts = [(len(up) + 1) // width for up in parents]
        yield from map(Commit._make, zip(names, map(_seconds, whens), counts, signs, strict=True))


def _seconds(said: bytes) -> int:
    """A date as git tells it, which may tell nothing of a commit that was made by hand."""
    return int(said) if said else 0
