"""What an audit keeps of itself, so that the next one, a few commits later, need only say what those changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from aigate.audit import sights
from aigate.audit.account import audited_from_plain, audited_to_plain
from aigate.audit.totals import Calendar

if TYPE_CHECKING:
    from typing import Self

    from aigate.audit.sights import Sight
    from aigate.audit_model import AuditedCommit
    from aigate.provenance.mentions import Mentions

KIND = "snapshot"
FORM = 1


class Spoken(NamedTuple):
    """Of which commits the records spoke."""

    noted: list[str]
    since: int | None
    traced: list[str]
    traces_begin: bool

    @classmethod
    def of(cls, known: Mentions) -> Self:
        """From what is known now."""
        noted = sorted(one.decode() for one in known.noted | known.anchored)
        return cls(noted, known.anchors_since, sorted(map(repr, known.traced)), known.traces_begin)


class Snapshot(NamedTuple):
    """An audit of everything that a tip reaches, with nothing left out."""

    tip: str
    said: str  # a digest of what the records say of the chosen commits
    spoken: Spoken
    marked: list[str]  # the files that had markers
    chosen: list[str]  # the commits whose patches were read, oldest first
    written: list[str]  # the files that agents wrote
    names: list[str]  # under which files with AI lines may have stood
    notes: list[tuple[str, list[str]]]  # by commit, about the records
    unread: list[tuple[str, str, list[str]]]  # commits, why, and what is missing
    missing: int  # files of the tip that could not be looked through for markers
    commits: int  # how many there are
    calendar: Calendar
    sights: tuple[Sight, ...]
    ai: tuple[AuditedCommit, ...]
    found: frozenset[str]  # those of them that have findings

    def to_plain(self) -> list[Any]:
        """As JSON can hold it."""
        return [
            *self[:11],
            self.calendar.to_plain(),
            [sights.to_plain(one) for one in self.sights],
            [audited_to_plain(one) for one in self.ai],
            sorted(self.found),
        ]

    @classmethod
    def from_plain(cls, plain: list[Any]) -> Self:
        """It again."""
        (
            tip,
            said,
            spoken,
            marked,
            chosen,
            written,
            names,
            notes,
            unread,
            missing,
            commits,
            calendar,
            files,
            ai,
            found,
        ) = plain
        return cls(
            str(tip), said, Spoken(*spoken), list(marked), list(chosen), list(written), list(names),
            [(oid, list(told)) for oid, told in notes],
            [(oid, reason, list(lacking)) for oid, reason, lacking in unread], int(missing), int(commits), Calendar(calendar),
            tuple(map(sights.from_plain, files)), tuple(map(audited_from_plain, ai)), frozenset(found),
        )  # fmt: skip
