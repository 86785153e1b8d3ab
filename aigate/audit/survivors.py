"""Which lines of a file an agent wrote: git blame says which commit each comes from, that commit's account says the rest.

Commits are not attributed again. Blame compares files in another way than patches do, so it gives a commit lines that its
patch does not add; those alone are attributed here, as ``aigate blame`` does.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from aigate.audit.account import Part, Written
from aigate.audit_model import Counted
from aigate.lines import Lines, Span
from aigate.model import NO_LINES, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from aigate.audit.account import Account
    from aigate.git.blame import Run
    from aigate.git.tree import TreeFile
    from aigate.model import FileAttribution

Books = dict[tuple[str, str], Written]  # what each commit wrote, by its id and the path
Strays = dict[str, dict[str, Lines]]  # by commit and path


class Survivor(NamedTuple):
    """Lines that an agent wrote, as they stand at the tip, and as they stood in the commit that brought them."""

    lines: Span
    commit: str
    path: str
    origin: int  # the first of them there
    part: Part

    @property
    def size(self) -> int:
        """How many lines they are."""
        return self.lines.end - self.lines.start + 1


@dataclass(frozen=True, slots=True)
class Standing:
    """A file at the tip, and who wrote its lines; those that nobody is known to have written are the rest."""

    file: TreeFile
    count: int
    ai: tuple[Survivor, ...] = ()
    human: Lines = NO_LINES
    runs: tuple[Run, ...] = ()  # as git blamed it; none where nothing could be an agent's

    @property
    def is_blamed(self) -> bool:
        """Whether git was asked whose its lines are."""
        return bool(self.runs)

    @property
    def ai_lines(self) -> Lines:
        """The lines that an agent wrote."""
        return Lines(one.lines for one in self.ai)

    @property
    def counted(self) -> Counted:
        """The lines by who wrote them; each is counted once."""
        ai = sum(one.size for one in self.ai)
        return Counted(ai, len(self.human), self.count - ai - len(self.human))

    def source_of(self, line: int) -> str:
        """The commit that a line comes from, whoever wrote it; "" where that is not known."""
        at = bisect_right(self.runs, line, key=lambda run: run.start) - 1
        return self.runs[at].commit if at >= 0 and line < self.runs[at].start + self.runs[at].size else ""

    def within(self, statement: Span) -> tuple[Survivor, ...]:
        """Whose AI lines a statement holds."""
        first = bisect_left(self.ai, statement.start, key=lambda one: one.lines.end)
        last = bisect_right(self.ai, statement.end, key=lambda one: one.lines.start)
        return self.ai[first:last]


def books_of(accounts: Mapping[str, Account]) -> Books:
    """What commits wrote, to be looked up by commit and path."""
    return {(commit, one.path): one for commit, account in accounts.items() for one in account.files}


def strays_of(runs: Iterable[Run], books: Books, is_known: Callable[[str], bool]) -> Strays:
    """The lines that blame gives to an agent's commit, and its patch does not."""
    found: dict[str, dict[str, list[Span]]] = {}
    for run in runs:
        if run.boundary or not is_known(run.commit):
            continue
        span = Span(run.origin, run.origin + run.size - 1)
        written = books.get((run.commit, run.path))
        own = [piece for lines in _own(written) for piece in lines.within(span)] if written else []
        if rest := Lines([span]) - Lines(own):
            found.setdefault(run.commit, {}).setdefault(run.path, []).extend(rest.spans)
    return {commit: {path: Lines(spans) for path, spans in files.items()} for commit, files in found.items()}


def _own(written: Written) -> Iterator[Lines]:
    yield from (part.lines for part in written.ai)
    yield written.human
    yield written.unknown


def parts_of(known: FileAttribution, wanted: Lines) -> tuple[Part, ...]:
    """The AI lines among ``wanted``, each by the claim that decided."""
    left = known.ai & wanted
    parts = []
    for share in known.shares:
        claim = share.claim
        lines = left & share.lines if claim.verdict is Verdict.AI else NO_LINES
        if lines:
            left -= lines
            parts.append(Part(lines, claim.agent or "", claim.model or "", claim.source, claim.quote))
    return tuple(parts)


def stand(file: TreeFile, runs: Sequence[Run], books: Books, strays: Books) -> Standing:
    """A file with what blame says of it. ``strays`` are what its commits wrote beyond their patches."""
    ai: list[Survivor] = []
    human: list[Span] = []
    for run in runs:
        if run.boundary and (run.commit, run.path) not in books:
            continue
        for written in (books.get((run.commit, run.path)), strays.get((run.commit, run.path))):
            if written:
                ai += _survivors(run, written)
                human += _shifted(run, written.human)
    ai.sort(key=lambda one: one.lines)
    count = sum(run.size for run in runs)
    return Standing(file, count, tuple(ai), Lines(human), tuple(runs))


def _survivors(run: Run, written: Written) -> Iterator[Survivor]:
    offset = run.start - run.origin
    for part in written.ai:
        for span in _shifted(run, part.lines):
            yield Survivor(span, run.commit, run.path, span.start - offset, part)


def _shifted(run: Run, lines: Lines) -> list[Span]:
    """Lines of the commit that a run holds, as the tip numbers them."""
    offset = run.start - run.origin
    whole = Span(run.origin, run.origin + run.size - 1)
    return [Span(start + offset, end + offset) for start, end in lines.within(whole)]
