"""Who wrote each line of files at a revision: ``git blame`` says which commit, attribution says who.

The lines that blame follows to a commit are that commit's own: they are attributed as its added lines, each commit once,
for all files. Where git looked no further (the start of a range, the edge of a shallow clone) the commit did not write the
lines, and nobody is guessed.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from aigate import text as texts
from aigate.errors import UsageError
from aigate.git import blame as git_blame
from aigate.history.authors import Authors
from aigate.history.staged import Staging
from aigate.lines import Lines, Span
from aigate.model import (
    Blame,
    BlamedFile,
    FileAttribution,
    FileKind,
    Gap,
    Stretch,
    Verdict,
)
from aigate.provenance.records import Records

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from aigate.config import Provenance
    from aigate.git.blame import Run
    from aigate.git.repo import Repo
    from aigate.history.authors import Known
    from aigate.model import Claim
    from aigate.progress import Progress

_MOST_NOTES = 20


@dataclass(frozen=True, slots=True)
class View:
    """Files as a commit has them, or the index where ``tip`` is empty; nothing is followed beyond ``stops``."""

    tip: str
    stops: tuple[str, ...] = ()
    options: tuple[str, ...] = ()  # git blame's own: -M, -C, -w
    lines: Span | None = None  # None: all of them
    keeps_text: bool = False
    keeps_porcelain: bool = False


@dataclass(slots=True)
class _Read:
    """A file that git has blamed, its lines not yet attributed."""

    path: str
    runs: tuple[Run, ...]
    text: tuple[str, ...] = ()
    porcelain: bytes = b""


def blame(
    repo: Repo,
    view: View,
    paths: Sequence[str],
    settings: Provenance,
    *,
    records: Records | None = None,
    progress: Progress | None = None,
) -> Blame:
    """Who wrote each line of the files at ``paths``, which are as git spells them and exist in the view."""
    return _Blamer(repo, view, settings, records or Records(repo)).blame(paths, progress)


class _Blamer:
    def __init__(self, repo: Repo, view: View, settings: Provenance, records: Records) -> None:
        self._repo = repo
        self._view = view
        self._settings = settings
        self._records = records
        self._skipped: list[Gap] = []

    def blame(self, paths: Sequence[str], progress: Progress | None) -> Blame:
        read = []
        for done, path in enumerate(paths):
            if progress:
                progress(done, len(paths))
            if found := self._read(path):
                read.append(found)
        known = self._known(read)
        files = tuple(
            BlamedFile(one.path, tuple(self._stretches(one.runs, known)), one.text, one.porcelain) for one in read
        )
        notes = tuple(dict.fromkeys(note for one in known.values() for note in one.notes))
        if len(notes) > _MOST_NOTES:
            notes = (*notes[:_MOST_NOTES], f"and {len(notes) - _MOST_NOTES} more such notes")
        return Blame(self._view.tip or None, files, tuple(self._skipped), notes)

    # ---------------------------------------------------------------- what git says

    def _read(self, path: str) -> _Read | None:
        """One file's runs; None, and a gap, for what has no lines."""
        view = self._view
        if self._repo.kind_at(view.tip, path) is FileKind.SUBMODULE:
            self._skipped.append(Gap(path, "submodule: blamed in its own repository"))
            return None
        lines = _lines_of(self._repo.read_path(view.tip, path) or b"")
        if lines is None:
            self._skipped.append(Gap(path, "binary, or text whose lines git cannot count"))
            return None
        kept = lines if view.keeps_text else ()
        part = self._part(path, len(lines))
        if not view.tip:
            return _Read(path, tuple(self._staging.runs(path, len(lines), part, view.options)), kept)
        revs = (view.tip, *(f"^{stop}" for stop in view.stops))
        window = (f"-L{part.start},{part.end}",) if view.lines else ()
        said = git_blame.porcelain(self._repo, revs, path, *window, *view.options)
        return _Read(path, tuple(git_blame.runs(said)), kept, said if view.keeps_porcelain else b"")

    def _part(self, path: str, count: int) -> Span:
        """The lines of a file that are asked about; UsageError if it has fewer."""
        if self._view.lines is None:
            return Span(1, count)
        start, end = self._view.lines
        if not 1 <= start <= count:
            said = f"{path} has {count} line{'' if count == 1 else 's'}, and no line {start}"
            raise UsageError(said, hint="lines are counted from 1, at the revision asked about")
        return Span(start, min(end, count))

    @cached_property
    def _staging(self) -> Staging:
        return Staging(self._repo)

    # ---------------------------------------------------------------- who wrote it

    def _known(self, read: Sequence[_Read]) -> Mapping[str, Known]:
        """Every commit that lines come from, its lines attributed; those that git followed no further stay as they are."""
        wanted: dict[str, dict[str, list[Span]]] = {}
        edges: set[str] = set()
        for run in (run for one in read for run in one.runs):
            spans = wanted.setdefault(run.commit, {}).setdefault(run.path, [])
            spans.append(Span(run.origin, run.origin + run.size - 1))
            if run.boundary:
                edges.add(run.commit)
        authors = Authors(self._repo, self._settings, self._records)
        return authors.of(
            {commit: {path: Lines(spans) for path, spans in files.items()} for commit, files in wanted.items()},
            lambda commit, parents: commit in edges and bool(self._beyond(commit, parents)),
        )

    def _beyond(self, commit: str, parents: Sequence[str]) -> str:
        """Why lines that git followed no further are not the commit's own; empty if they are: it is a root."""
        if commit in self._repo.shallow_boundary:
            return "beyond the edge of this shallow clone (git fetch --unshallow)"
        if parents or (self._view.stops and commit not in self._roots):
            return "older than the range"
        return ""

    @cached_property
    def _roots(self) -> frozenset[str]:
        """The commits without parents that lie in the range."""
        given = "".join(f"{one}\n" for one in (self._view.tip, *(f"^{stop}" for stop in self._view.stops)))
        return frozenset(
            self._repo.git("rev-list", "--max-parents=0", "--stdin", input=given.encode()).decode().split()
        )

    # ---------------------------------------------------------------- both together

    def _stretches(self, runs: Sequence[Run], known: Mapping[str, Known]) -> Iterator[Stretch]:
        for run in runs:
            about = known[run.commit]
            file = about.files.get(run.path)
            if file is None:
                reason = self._beyond(run.commit, about.commit.parents) if run.boundary else "came with the merge"
                lines = Span(run.start, run.start + run.size - 1)
                yield Stretch(lines, about.commit, run.path, run.origin, Verdict.UNKNOWN, reason=reason)
                continue
            if run.path not in about.cuts:
                about.cuts[run.path] = _cuts(file)
            for start, end in _pieces(run, about.cuts[run.path]):
                verdict, claims = _author(file, start)
                offset = run.start - run.origin
                yield Stretch(Span(start + offset, end + offset), about.commit, run.path, start, verdict, claims)


def _lines_of(data: bytes) -> tuple[str, ...] | None:
    """The lines of a content as git counts them; None if they cannot be shown."""
    decoded = texts.decode(data)
    if decoded is None or decoded[0].count("\n") != data.count(b"\n"):
        return None
    text = decoded[0].removesuffix("\n")
    return tuple(line.removesuffix("\r") for line in text.split("\n")) if decoded[0] else ()


def _cuts(file: FileAttribution) -> list[int]:
    """The lines at which anything about a file's authorship may change."""
    parts = (file.ai, file.human, *(share.lines for share in file.shares))
    return sorted({edge for part in parts for span in part.spans for edge in (span.start, span.end + 1)})


def _pieces(run: Run, cuts: Sequence[int]) -> Iterator[Span]:
    """A run, in lines of its commit, cut where authorship changes."""
    start, last = run.origin, run.origin + run.size - 1
    for cut in cuts[bisect_right(cuts, start) : bisect_left(cuts, last + 1)]:
        yield Span(start, cut - 1)
        start = cut
    yield Span(start, last)


def _author(file: FileAttribution, line: int) -> tuple[Verdict, tuple[Claim, ...]]:
    """Who wrote a line, and every claim that speaks of it, the deciding one first."""
    verdict = Verdict.AI if line in file.ai else Verdict.HUMAN if line in file.human else Verdict.UNKNOWN
    claims = [share.claim for share in file.shares if line in share.lines]
    return verdict, tuple(sorted(claims, key=lambda claim: claim.verdict is not verdict))
