"""What is wrong with a file of the audited revision, as it was found. Nothing that finds it is loaded for that."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from aigate.audit.account import finding_from_plain, finding_to_plain, gap_from_plain, gap_to_plain
from aigate.model import Bucket

if TYPE_CHECKING:
    from collections.abc import Callable

    from aigate.audit.survivors import Standing, Survivor
    from aigate.model import Finding, Gap


class Flaw(NamedTuple):
    """A finding on AI lines of the audited revision, with all of these lines that its statement holds."""

    finding: Finding
    survivors: tuple[Survivor, ...]
    blob: str


@dataclass(frozen=True, slots=True)
class Inspected:
    """What became of one file."""

    flaws: tuple[Flaw, ...] = ()
    others: int = 0  # findings that stand on no AI line, where all lines were asked about
    gaps: tuple[Gap, ...] = ()  # AI lines that could not be examined
    is_whole: bool = True  # whether the file was examined, by every check: neither left out nor unreadable

    @property
    def pending(self) -> int:
        """The findings on AI lines that policy does not suppress."""
        return sum(one.finding.bucket is not Bucket.SUPPRESSED for one in self.flaws)


# ---------------------------------------------------------------- through JSON


def to_plain(found: Inspected) -> list[Any]:
    """What became of a file as JSON can hold it; whose lines they are is the file's to say."""
    flaws = [finding_to_plain(one.finding) for one in found.flaws]
    return [flaws, found.others, [gap_to_plain(gap) for gap in found.gaps], found.is_whole]


def from_plain(plain: list[Any]) -> Callable[[Standing], Inspected]:
    """It again, once the very file that was looked at is at hand."""
    flaws, others, gaps, is_whole = plain
    findings = tuple(map(finding_from_plain, flaws))
    found = Inspected((), int(others), tuple(map(gap_from_plain, gaps)), bool(is_whole))

    def of(standing: Standing) -> Inspected:
        within, blob = standing.within, standing.file.blob
        return replace(found, flaws=tuple(Flaw(one, within(one.statement or one.span), blob) for one in findings))

    return of
