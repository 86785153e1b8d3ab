"""What lies beside a changeset and says line by line who wrote it: one source a module, all asked here.

A record is never needed for judging: where there is none, nothing is said. What cannot be read is counted in the
testimony's notes, because a record that was lost may be why a line is unknown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

from aigate.model import NO_TESTIMONY, Testimony
from aigate.provenance.agent_trace import AgentTrace
from aigate.provenance.anchors.source import Anchors
from aigate.provenance.git_ai import GitAi
from aigate.provenance.journal.source import JournalSource
from aigate.provenance.working_log import WorkingLog

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from aigate.git.repo import Repo
    from aigate.model import Changeset


class Source(Protocol):
    """One kind of record in one repository. It reads what it needs when first asked, and keeps it."""

    def of(self, changeset: Changeset) -> Testimony:
        """What this kind of record says of a changeset; ``NO_TESTIMONY`` where it says nothing."""


@runtime_checkable
class Foresighted(Protocol):
    """A source that answers sooner if it is told what it will be asked."""

    def expect(self, changesets: Sequence[Changeset]) -> None:
        """Make ready for some changesets, and let go of whatever was made ready before."""


# Each opens its source for a repository; cheap, because nothing is read before the first question.
SOURCES: tuple[Callable[[Repo], Source], ...] = (JournalSource, WorkingLog, GitAi, AgentTrace, Anchors)


class Records:
    """All records of one repository."""

    def __init__(self, repo: Repo) -> None:
        self._sources = [open_source(repo) for open_source in SOURCES]

    def expect(self, changesets: Sequence[Changeset]) -> None:
        """Make ready for some changesets that will be asked about."""
        for source in self._sources:
            if isinstance(source, Foresighted):
                source.expect(changesets)

    def of(self, changeset: Changeset) -> Testimony:
        """What all records say of a changeset, together."""
        told = [one for source in self._sources if (one := source.of(changeset)) is not NO_TESTIMONY]
        if len(told) < 2:  # noqa: PLR2004 - most commits have one kind of record, or none
            return told[0] if told else NO_TESTIMONY
        return Testimony(
            tuple(claim for one in told for claim in one.claims),
            frozenset().union(*(one.covered for one in told)),
            tuple(seam for one in told for seam in one.seams),
            tuple(note for one in told for note in one.notes),
        )
