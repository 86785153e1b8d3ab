"""git-ai's record of a commit: the note in ``refs/notes/ai``, or what the tool kept before it had notes.

A record often says more than it should: it may name files that the commit does not touch, and lines that it does not add.
So only what lies on added lines is claimed, and other files are normal, unless there are none but them. Keys that nothing
is known of are an agent's all the same. Display names of the first generations are a claim when they name an agent; a
person's name was then given to every line that no agent had claimed, and proves nothing.
"""

from __future__ import annotations

import re
from dataclasses import replace
from heapq import heappop, heappush
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from aigate.errors import GitError
from aigate.git.notes import Notes
from aigate.git.objects import missing
from aigate.git.refs import list_refs
from aigate.lines import Lines, Span
from aigate.model import NO_TESTIMONY, ChangesetKind, Claim, Confidence, FileKind, Scope, Testimony, Verdict
from aigate.provenance import authorship, catalogue
from aigate.provenance.names import recognise, recorded
from aigate.provenance.quote import quoted
from aigate.provenance.record_file import composed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from aigate.git.objects import Object
    from aigate.git.repo import Repo
    from aigate.model import Changeset
    from aigate.provenance.authorship import Authorship, Entry, Writer

SOURCE = "git-ai"
REFS = ("refs/notes/ai", "refs/notes/ai-remote/origin", "refs/notes/ai-remote")
EARLY = "refs/ai/authorship"
_LIMIT = 16 << 20  # bytes of a record that are read
_MOST_WRITERS = 50  # of one file that are told apart; the others are agents of unknown make
_SLUG = re.compile(r"[\w.:+/-]{1,80}", re.ASCII)
_KEY = re.compile(r"[\w-]{1,40}", re.ASCII)


class GitAi:
    """The records of one repository. Refs are listed at the first commit; without any there is nothing more to do."""

    def __init__(self, repo: Repo) -> None:
        self._repo = repo
        self._notes: Notes | None = None
        self._early: Mapping[str, str] = {}
        self._ready: dict[str, Testimony] = {}

    def expect(self, changesets: Sequence[Changeset]) -> None:
        """Read the records of some commits in one go. Whatever is odd about one is left to ``of``."""
        self._ready = {}
        try:
            known = [(one, one.id, blobs[0]) for one in changesets if one.id and (blobs := self._blobs(one.id))]
            stored = self._repo.objects.each([blob for _, _, blob in known], _LIMIT)
            for (changeset, oid, _), found in zip(known, stored, strict=True):
                record = _parsed(found, _Wanted(changeset)) if found else None
                if record and record.is_whole:
                    self._ready[oid] = _testimony(changeset, record)
        except GitError:
            return

    def of(self, changeset: Changeset) -> Testimony:
        """What the record of a commit says of it; nothing of an index, which has none yet."""
        if changeset.kind is not ChangesetKind.COMMIT or changeset.id is None:
            return NO_TESTIMONY
        if changeset.id in self._ready:
            return self._ready.pop(changeset.id)
        try:
            found = self._record(changeset.id, _Wanted(changeset))
        except GitError as error:
            return Testimony(notes=(f"git-ai's record of this commit could not be read: {error.message}",))
        return _testimony(changeset, found) if found else NO_TESTIMONY

    def _record(self, oid: str, wanted: _Wanted) -> Authorship | None:
        """The first record that is whole, or else the first there is."""
        found = None
        for blob in self._blobs(oid):
            record = self._read(blob, wanted)
            if record.is_whole:
                return record
            found = found or record
        return found

    def _blobs(self, oid: str) -> tuple[str, ...]:
        """The records of a commit, in the order in which they count."""
        if self._notes is None:
            refs = list_refs(self._repo, *REFS, EARLY)
            self._early = {ref: refs.pop(ref) for ref in list(refs) if ref.startswith(EARLY)}
            self._notes = Notes(self._repo, listed=refs)
        early = self._early.get(f"{EARLY}/{oid}") if self._early else None
        noted = self._notes.of(oid) if self._notes else ()
        return (*noted, early) if early else noted

    def _read(self, blob: str, wanted: _Wanted) -> Authorship:
        stored = self._repo.objects.find(blob.encode(), _LIMIT)
        if stored is None:
            raise missing(blob)
        return _parsed(stored, wanted)


def _parsed(stored: Object, wanted: _Wanted) -> Authorship:
    if stored.size <= _LIMIT:
        return authorship.parse(stored.data, wanted)
    record = authorship.parse(stored.data[: stored.data.rfind(b"\n") + 1], wanted)
    return replace(record, is_whole=False, problems=(f"{stored.size} bytes, too many to read all", *record.problems))


class _Wanted:
    """Whether a changeset touches a path; git-ai composes the letters of paths, git leaves them as they are."""

    def __init__(self, changeset: Changeset) -> None:
        self._paths = {composed(change.path) for change in changeset.files if change.hunks}

    def __call__(self, path: str) -> bool:
        return composed(path) in self._paths


def _testimony(changeset: Changeset, record: Authorship) -> Testimony:
    spelled = {composed(path): path for path in record.files}
    both = [
        (change, path)
        for change in changeset.files
        if change.blob and change.kind is not FileKind.SUBMODULE and (path := spelled.get(composed(change.path)))
    ]
    told = {change.path: _held(record.files[path], change.added) for change, path in both if record.files[path]}
    writers, problems = _writers(record, told)
    return Testimony(
        tuple(claim for path, held in told.items() for claim in _claims(path, held, writers, record)),
        frozenset(change.path for change, path in both if record.is_whole and path not in record.torn),
        notes=tuple(_notes(record, problems, speaks_of_it=bool(both) or not changeset.is_whole)),
    )


def _held(entries: Sequence[Entry], added: Lines) -> list[tuple[Entry, Lines]]:
    """The added lines that each entry holds: where several speak of a line, the last of them."""
    if len(entries) == 1:
        found = [(entries[0], entries[0].lines & added)]
    else:
        found = [(entries[at], Lines(spans) & added) for at, spans in _last(entries).items()]
    return [(entry, lines) for entry, lines in found if lines]


def _last(entries: Sequence[Entry]) -> dict[int, list[Span]]:
    """For each entry, by its number, the stretches of which no later one speaks; in one sweep over all of them."""
    spans = sorted((start, -at, end) for at, entry in enumerate(entries) for start, end in entry.lines.spans)
    edges = sorted({edge for start, _, end in spans for edge in (start, end + 1)})
    held: dict[int, list[Span]] = {}
    open_spans: list[tuple[int, int]] = []  # (-number, end) of those that reach as far as this, the last entry first
    taken = 0
    for start, following in pairwise(edges):
        while taken < len(spans) and spans[taken][0] == start:
            heappush(open_spans, spans[taken][1:])
            taken += 1
        while open_spans and open_spans[0][1] < start:
            heappop(open_spans)
        if open_spans:
            held.setdefault(-open_spans[0][0], []).append(Span(start, following - 1))
    return held


# ---------------------------------------------------------------- who is behind a key


class _Who(NamedTuple):
    verdict: Verdict
    agent: str | None = None
    model: str | None = None
    name: str = ""  # for the quote


_SOME_AGENT = _Who(Verdict.AI, name="(an agent that it does not name)")


def _writers(
    record: Authorship, told: Mapping[str, Sequence[tuple[Entry, Lines]]]
) -> tuple[dict[str, _Who | None], Sequence[str]]:
    """Who is behind each key that lines are left for, and what is wrong with the JSON; it is read for these alone."""
    keys = dict.fromkeys(entry.key for held in told.values() for entry, _ in held)
    if record.is_early:
        return {key: _named(key) for key in keys}, ()
    agents = [key for key in keys if not authorship.is_human(key)]
    known, problems = authorship.writers_of(record.metadata, agents) if agents and record.is_whole else ({}, ())
    who: dict[str, _Who | None] = dict.fromkeys(keys, _Who(Verdict.HUMAN, name="(known to be a human's)"))
    return who | {key: _agent(authorship.writer_of(key, known)) for key in agents}, problems


def _agent(writer: Writer | None) -> _Who:
    if writer is None:
        return _SOME_AGENT
    tool = _slug(writer.tool)
    agent, model = recorded(tool or catalogue.squeeze(writer.tool), _slug(writer.model), catalogue.load())
    name = tool or "an agent"
    return _Who(Verdict.AI, agent, model, f"{name} ({model})" if model else name)


def _slug(text: str) -> str:
    """A name as git-ai writes them; "" for anything else, which may be a piece of a conversation."""
    bare = text.strip(" \"'")
    return bare if _SLUG.fullmatch(bare) else ""


def _named(author: str) -> _Who | None:
    """The agent that a display name names; a person's name says nothing."""
    named = recognise(author, catalogue.load())
    return _Who(Verdict.AI, named.agent, named.model, quoted(author[:80])) if named else None


def _claims(
    path: str, held: Sequence[tuple[Entry, Lines]], writers: Mapping[str, _Who | None], record: Authorship
) -> Iterator[Claim]:
    """One claim for each writer of a file, however many sessions it had."""
    groups: dict[_Who, list[tuple[Entry, Lines]]] = {}
    for entry, lines in held:
        if who := writers[entry.key]:
            is_one_too_many = who.verdict is Verdict.AI and who not in groups and len(groups) >= _MOST_WRITERS
            groups.setdefault(_SOME_AGENT if is_one_too_many else who, []).append((entry, lines))
    for who, parts in groups.items():
        yield Claim(
            SOURCE,
            who.verdict,
            Scope.LINE,
            f"git-ai record: {who.name}" if record.is_early else _quote(who, [entry.key for entry, _ in parts]),
            Confidence.MEDIUM if record.is_early else Confidence.HIGH,
            path=path,
            lines=Lines(span for _, lines in parts for span in lines.spans),
            agent=who.agent,
            model=who.model,
        )


def _quote(who: _Who, keys: Sequence[str]) -> str:
    """``git-ai note: s_8d2579124116c6 claude (claude-sonnet-4-6)``. A key that is no key may be anything: it is not shown."""
    sessions = list(dict.fromkeys(key.partition("::")[0] for key in keys))
    shown = sessions[0] if _KEY.fullmatch(sessions[0]) else "a key"
    more = f" and {len(sessions) - 1} more" if len(sessions) > 1 else ""
    return f"git-ai note: {shown}{more} {who.name}"


def _notes(record: Authorship, problems: Sequence[str], *, speaks_of_it: bool) -> Iterator[str]:
    for problem in (*record.problems, *problems):
        yield f"git-ai's record of this commit has {problem}"
    if record.files and not speaks_of_it:
        yield f"git-ai's record of this commit speaks of other files alone ({len(record.files)} of them)"
