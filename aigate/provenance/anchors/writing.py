"""Anchors written into ``refs/notes/aigate``, joined with what stands there."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from aigate.git.notes_write import write_notes
from aigate.model import Verdict
from aigate.provenance.anchors import record
from aigate.provenance.anchors.hashing import Hasher
from aigate.provenance.anchors.keys import REF
from aigate.provenance.anchors.making import anchors_of
from aigate.provenance.anchors.pool import Pool
from aigate.provenance.anchors.source import salt_of
from aigate.provenance.resolve import attribute

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aigate.config import Provenance
    from aigate.git.repo import Repo
    from aigate.model import Changeset
    from aigate.provenance.anchors.record import Anchor
    from aigate.provenance.records import Records

_BATCH = 200  # commits whose notes are written in one step
_LATEST = 10**11 - 1


class Anchored(NamedTuple):
    """What was anchored."""

    commits: int = 0  # that were looked at
    notes: int = 0  # that are new or say more now
    ai: int = 0  # AI lines, and
    human: int = 0  # lines known for a human's, that the notes speak of


def anchor(repo: Repo, commits: Iterable[Changeset], records: Records, settings: Provenance) -> Anchored:
    """Note the anchors of each commit; one without a line of known author gets no note."""
    hasher = Hasher(salt_of(repo))
    done = Anchored()
    waiting: dict[str, bytes] = {}
    for changeset in commits:
        assert changeset.id is not None
        testimony = records.of(changeset)
        known = attribute(changeset, repo.read, settings, testimony)
        anchors, covered = anchors_of(changeset, known, repo.read, hasher, author_date(changeset), testimony.covered)
        done = done._replace(commits=done.commits + 1)
        if anchors:
            waiting[changeset.id] = record.render(anchors, covered)
            done = done._replace(
                ai=done.ai + count(anchors, Verdict.AI), human=done.human + count(anchors, Verdict.HUMAN)
            )
        if len(waiting) >= _BATCH:
            done = done._replace(notes=done.notes + write(repo, waiting))
            waiting = {}
    return done._replace(notes=done.notes + write(repo, waiting))


def write(repo: Repo, notes: dict[str, bytes], why: str = "Anchors written by aigate") -> int:
    """Put notes on commits; how many are new or say more now."""
    if not notes:
        return 0
    written = write_notes(repo, REF, notes, record.join, why)
    Pool(repo).refresh()
    return written


def count(anchors: Iterable[Anchor], verdict: Verdict) -> int:
    """How many lines are by whom."""
    return sum(len(one.lines) for one in anchors if one.verdict is verdict)


def author_date(changeset: Changeset) -> int:
    """When a commit's author made it, in seconds since the epoch; 0 where the date is none."""
    try:
        when = int(datetime.fromisoformat(changeset.date).timestamp())
    except (ValueError, OverflowError, OSError):
        return 0
    return min(max(when, 0), _LATEST)
