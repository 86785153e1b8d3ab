"""All that an audit says of one file of the audited revision, and all that it keeps of it for the next one."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from aigate.audit.account import Part, finding_from_plain, finding_to_plain, gap_from_plain, gap_to_plain
from aigate.audit.flaws import Flaw
from aigate.audit.survivors import Survivor
from aigate.audit_model import Authored, Counted, ExposedFile
from aigate.git.tree import TreeFile
from aigate.lines import Span
from aigate.model import NO_LINES, Bucket, FileKind
from aigate.scanners.languages import language_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aigate.audit.account import Account
    from aigate.audit.flaws import Inspected
    from aigate.audit.survivors import Standing
    from aigate.model import Gap


class Sight(NamedTuple):
    """One file."""

    file: TreeFile
    lines: Counted | None = None  # None: git cannot count them
    is_blamed: bool = False
    authored: tuple[Authored, ...] = ()
    oldest: int = 0
    newest: int = 0
    surviving: Mapping[str, int] = {}  # AI lines that are left, by commit
    unknown: tuple[Gap, ...] = ()  # lines that may be an agent's, and nobody can tell
    is_looked: bool = False  # whether it was looked at for flaws
    flaws: tuple[Flaw, ...] = ()
    others: int = 0
    gaps: tuple[Gap, ...] = ()
    is_whole: bool = True

    @property
    def counted(self) -> Counted:
        """The lines by who wrote them."""
        return self.lines or Counted()

    @property
    def pending(self) -> int:
        """The findings on AI lines that policy does not suppress."""
        return sum(one.finding.bucket is not Bucket.SUPPRESSED for one in self.flaws)

    def exposed(self, owner: str) -> ExposedFile:
        """The file as reports show it."""
        path = self.file.path
        return ExposedFile(
            path,
            language_of(path, b"") or "",
            self.counted,
            self.authored,
            self.oldest,
            self.newest,
            owner,
            self.pending,
        )


def sight_of(
    file: TreeFile,
    standing: Standing | None,
    inspected: Inspected | None,
    accounts: Mapping[str, Account],
    gaps: Sequence[Gap] = (),
) -> Sight:
    """A file with what was found out about it."""
    if standing is None:
        return Sight(file, unknown=tuple(gaps))
    lines: Counter[tuple[str, str]] = Counter()
    surviving: Counter[str] = Counter()
    for one in standing.ai:
        lines[one.part.agent, one.part.model] += one.size
        surviving[one.commit] += one.size
    whens = [accounts[commit].commit.when for commit in surviving]
    return Sight(
        file,
        standing.counted,
        standing.is_blamed,
        tuple(Authored(agent, model, count) for (agent, model), count in lines.most_common()),
        min(whens, default=0),
        max(whens, default=0),
        surviving,
        tuple(gaps),
        inspected is not None,
        *((inspected.flaws, inspected.others, inspected.gaps, inspected.is_whole) if inspected else ()),
    )


# ---------------------------------------------------------------- through JSON


def to_plain(one: Sight) -> list[Any]:
    """A file as JSON can hold it."""
    return [
        one.file, one.lines, one.is_blamed, one.authored, one.oldest, one.newest, one.surviving,
        [gap_to_plain(gap) for gap in one.unknown], one.is_looked,
        [[finding_to_plain(flaw.finding), list(map(_survivor_to_plain, flaw.survivors))] for flaw in one.flaws],
        one.others, [gap_to_plain(gap) for gap in one.gaps], one.is_whole,
    ]  # fmt: skip


def from_plain(plain: list[Any]) -> Sight:
    """The file again; of survivors, what tells whose they are."""
    (
        (path, kind, blob, mode), lines, is_blamed, authored, oldest, newest, surviving, unknown, is_looked, flaws, others,
        gaps, is_whole,
    ) = plain  # fmt: skip
    return Sight(
        TreeFile(path, FileKind(kind), blob, mode), None if lines is None else Counted(*lines), is_blamed,
        tuple([Authored(*each) for each in authored]), oldest, newest, surviving, tuple(map(gap_from_plain, unknown)), is_looked,
        tuple([Flaw(finding_from_plain(flaw), tuple(map(_survivor, left)), blob) for flaw, left in flaws]),
        others, tuple(map(gap_from_plain, gaps)), is_whole,
    )  # fmt: skip


def _survivor_to_plain(one: Survivor) -> list[Any]:
    return [*one.lines, one.commit, one.path, one.origin, one.part.agent, one.part.model]


def _survivor(plain: list[Any]) -> Survivor:
    start, end, commit, path, origin, agent, model = plain
    return Survivor(Span(start, end), commit, path, origin, Part(NO_LINES, agent, model, "", ""))
