"""Agent Trace: the records in ``.agent-trace/traces.jsonl``, of whichever tool keeps them.

They are read where the tool writes them, in the work tree; where that has none, as HEAD has them; and where a commit brings
records of its own, those too. A record names the revision it was written at, which by the reference implementation is the
parent of the commit to come, and line numbers that later edits have moved: so its word is worth less than that of records
which are checked against content, and where it may only mean "somewhere in this file" it is worth little.
"""

from __future__ import annotations

import hashlib
import os
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from aigate.lines import Lines
from aigate.model import NO_TESTIMONY, ChangesetKind, Claim, Confidence, FileKind, Scope, Testimony, Verdict
from aigate.provenance import catalogue as catalogues
from aigate.provenance import traces
from aigate.provenance.names import recorded
from aigate.provenance.presence import TRACES
from aigate.provenance.quote import quoted
from aigate.provenance.record_file import composed, read_end

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aigate.git.repo import Repo
    from aigate.model import Changeset, FileChange
    from aigate.provenance.traces import Trace, Traces

NAME = "agent-trace"
_MOST = 32 << 20  # bytes of a file of records
_HASHED = 32 << 20  # bytes of one changeset that are hashed
_RECORD = 40  # characters of a record's id, as long as any honest one


class _Said(NamedTuple):
    """What one range says, but for its lines."""

    verdict: Verdict
    agent: str | None
    model: str | None
    confidence: Confidence
    is_mixed: bool
    is_whole: bool
    is_vague: bool


class AgentTrace:
    """The records of one repository."""

    def __init__(self, repo: Repo) -> None:
        self._repo = repo
        self._traces: Traces | None = None
        self._is_cut = False
        self._changed = 0  # ranges whose content is not what was recorded
        self._effort = 0  # bytes hashed to find out

    def of(self, changeset: Changeset) -> Testimony:
        """What the records of its own and its parent's revision say of a changeset."""
        if changeset.kind is ChangesetKind.FILES:
            return NO_TESTIMONY
        is_first = self._traces is None
        if self._traces and not self._traces.known and all(change.path != TRACES for change in changeset.files):
            return NO_TESTIMONY
        known = self._known(changeset)
        self._changed = self._effort = 0
        claims = [
            claim
            for revision, confidence in _revisions(changeset)
            for records in known
            if (by_path := records.known.get(revision))
            for change in changeset.files
            if change.kind is FileKind.REGULAR and change.added
            for claim in self._claims(change, by_path, confidence)
        ]
        return Testimony(tuple(dict.fromkeys(claims)), notes=tuple(self._notes(known, is_first=is_first)))

    @property
    def revisions(self) -> frozenset[str | None]:
        """Those that the records lying there were written at; None for those written before the first commit."""
        self._traces = self._traces or self._read()
        return frozenset(self._traces.known)

    @property
    def digests(self) -> dict[str | None, str]:
        """For each of the revisions, a digest of all that the records lying there say of it."""
        self._traces = self._traces or self._read()
        return {
            revision: hashlib.sha256(repr(sorted(said.items())).encode("utf-8", "surrogateescape")).hexdigest()
            for revision, said in self._traces.known.items()
        }

    def _known(self, changeset: Changeset) -> list[Traces]:
        """The records to ask: those that lie there, and those that the changeset itself brings if they say nothing."""
        if self._traces is None:
            self._traces = self._read()
        if any(revision in self._traces.known for revision, _ in _revisions(changeset)):
            return [self._traces]
        brought = [
            traces.parse(self._added(change), self._roots())
            for change in changeset.files
            if change.path == TRACES and change.kind is FileKind.REGULAR and change.added
        ]
        return [self._traces, *brought]

    def _read(self) -> Traces:
        root = self._repo.root
        here = read_end(f"{root}/{TRACES}", os.fspath(root), _MOST) if root else None
        if here is not None:
            self._is_cut = here.cut
            return traces.parse(here.data, self._roots())
        data = self._repo.read_path("HEAD", TRACES) if self._repo.has_head() else None
        return traces.parse((data or b"")[-_MOST:], self._roots())

    def _roots(self) -> tuple[str, ...]:
        root = self._repo.root
        return (os.fspath(root), os.path.realpath(root)) if root else ()

    def _added(self, change: FileChange) -> bytes:
        lines = self._repo.read(change.blob or "")[:_MOST].split(b"\n")
        return b"\n".join(lines[number - 1] for number in change.added if number <= len(lines))

    def _claims(self, change: FileChange, known: dict[str, list[Trace]], confidence: Confidence) -> Iterator[Claim]:
        """One claim for all that the records say alike of a file."""
        names = dict.fromkeys(composed(path) for path in (change.path, change.old_path) if path)
        found = [trace for name in names for trace in known.get(name, ()) if trace.verdict is not Verdict.UNKNOWN]
        if any(trace.hash for trace in found):
            found = self._unchanged(found, self._repo.read(change.blob or ""))
        alike: dict[_Said, list[Trace]] = {}
        for trace in found:
            alike.setdefault(_said(change, trace, confidence), []).append(trace)
        for said, group in alike.items():
            yield _claim(change, said, group)

    def _unchanged(self, found: list[Trace], content: bytes) -> list[Trace]:
        """Without those whose lines are not what was hashed. What there is no time to check counts like what cannot be."""
        lines = content.split(b"\n")
        kept: list[Trace] = []
        for trace in found:
            part = lines[trace.start - 1 : trace.end] if trace.hash and self._effort < _HASHED else []
            self._effort += sum(map(len, part))
            if not trace.hash or self._effort >= _HASHED:
                kept.append(trace._replace(hash=""))
            elif _is_unchanged(b"\n".join(part), trace.hash):
                kept.append(trace)
            else:
                self._changed += 1
        return kept

    def _notes(self, known: list[Traces], *, is_first: bool) -> Iterator[str]:
        """Of the records that lie there once, not with every commit of a history."""
        counted = (
            (sum(records.torn for records in known[0 if is_first else 1 :]), "unreadable lines or ranges"),
            (sum(records.foreign for records in known[0 if is_first else 1 :]), "records of another kind or version"),
            (self._changed, "ranges whose content is not what was recorded"),
        )
        told = [f"{what}: {number}" for number, what in counted if number]
        if is_first and self._is_cut:
            told.append(f"only the last {_MOST >> 20} MB were read")
        if told:
            yield f"Agent Trace: {'; '.join(told)}"


def _revisions(changeset: Changeset) -> Iterator[tuple[str | None, Confidence]]:
    """The revisions whose records speak of a changeset; before the first commit there is none to name."""
    if changeset.id:
        yield changeset.id, Confidence.HIGH
    if changeset.parents:
        yield changeset.parents[0], Confidence.MEDIUM
    if not changeset.parents or changeset.kind is ChangesetKind.INDEX:
        yield None, Confidence.MEDIUM


def _said(change: FileChange, trace: Trace, confidence: Confidence) -> _Said:
    is_new = change.status == "A"
    is_whole = is_new if trace.is_whole is None else trace.is_whole
    is_vague = trace.may_stand_for_more and not trace.is_whole and not (is_new and trace.end > 1)
    if is_vague or trace.verdict is Verdict.HUMAN:
        confidence = Confidence.LOW
    elif trace.hash:
        confidence = Confidence.HIGH
    tool, model = _named(trace.tool, trace.model) if trace.verdict is Verdict.AI else (None, None)
    return _Said(trace.verdict, tool, model, confidence, trace.is_mixed, is_whole, is_vague)


@lru_cache(maxsize=256)
def _named(tool: str | None, model: str | None) -> tuple[str | None, str | None]:
    return recorded(tool, model, catalogues.load())


def _claim(change: FileChange, said: _Said, group: list[Trace]) -> Claim:
    last = max(hunk.start + hunk.count for hunk in change.hunks)
    newest = max(group, key=lambda trace: trace.when)
    many = f"{len(group)} ranges, the latest of " if len(group) > 1 else ""
    quote = f"{many}record {newest.record[:_RECORD] or 'without an id'}"
    quote += f" of {newest.tool[:_RECORD]}" if newest.tool and said.verdict is Verdict.AI and not said.agent else ""
    quote += ", with a human's part in it" if said.is_mixed else ""
    quote += ", which may only mean: somewhere in this file" if said.is_vague else ""
    return Claim(
        NAME,
        said.verdict,
        Scope.LINE,
        quoted(quote),
        said.confidence,
        change.path,
        Lines([(1, last)] if said.is_whole else [(trace.start, min(trace.end, last)) for trace in group]),
        agent=said.agent,
        model=said.model,
        when=newest.when,
    )


def _is_unchanged(text: bytes, digest: str) -> bool:
    """Whether lines are those that were hashed: joined by newlines, with one at their end or without, as they stand."""
    unix = text.replace(b"\r\n", b"\n").removesuffix(b"\r")
    forms = dict.fromkeys((text, text + b"\n", unix, unix + b"\n"))
    return any(hashlib.sha256(form).hexdigest() == digest for form in forms)
