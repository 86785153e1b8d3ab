"""What the content anchors of a repository say of a changeset.

A commit's own note comes first, checked line by line against the content. What it does not account for is looked up by
content among all anchors; and where a changeset only gave lines another form, the lines that it removed are looked up, and
carried over to those that they became; be it in a file of another name, which git may take for a new one. An anchor made after a commit says nothing about it: later, an agent may have moved
or retyped what a human wrote before.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from aigate import config
from aigate import text as texts
from aigate.errors import ConfigError, GitError
from aigate.lines import Lines
from aigate.model import NO_TESTIMONY, ChangesetKind, Claim, Confidence, FileKind, Hunk, Scope, Testimony
from aigate.provenance.anchors.departed import Departed
from aigate.provenance.anchors.hashing import Hasher
from aigate.provenance.anchors.making import SOURCE
from aigate.provenance.anchors.pool import Pool
from aigate.provenance.anchors.search import search
from aigate.provenance.anchors.standing import standing
from aigate.provenance.anchors.text import Text
from aigate.provenance.carry import origins, resembles, sketch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from aigate.git.repo import Repo
    from aigate.lines import Span
    from aigate.model import Changeset, FileChange
    from aigate.provenance.anchors.pool import Hit
    from aigate.provenance.anchors.record import Anchor, Covered, Note

_COMMITTED = re.compile(rb"^committer [^\n]*> (\d{1,11}) [+-]\d+$", re.MULTILINE)
_SHORT = 10


class Found(NamedTuple):
    """Lines of one file that were found by content."""

    change: FileChange
    text: Text
    lines: Mapping[int, Hit]


def salt_of(repo: Repo) -> str:
    """The salt that the configuration at HEAD names. Raises ConfigError for one that cannot be read."""
    if not repo.has_head():
        return ""
    return config.find(lambda path: repo.read_path("HEAD", path))[0].salt


class Anchors:
    """The anchors of one repository. Where there is no notes ref, one process finds that out, and that is all."""

    def __init__(self, repo: Repo, pool: Pool | None = None) -> None:
        """``pool`` is where anchors are looked up; by default all of the repository's."""
        self._repo = repo
        self._given = pool
        self._told = False  # whether what could not be read has been said

    def of(self, changeset: Changeset) -> Testimony:
        """What is known of a changeset's added lines."""
        if not self._pool or changeset.kind is ChangesetKind.FILES:
            return NO_TESTIMONY
        try:
            return self._testimony(changeset)
        except GitError as error:
            return Testimony(notes=(f"content anchors could not be read: {error.message}",))

    def _testimony(self, changeset: Changeset) -> Testimony:
        notes = tuple(self._pool.notes_on(changeset.id)) if changeset.id else ()
        until = self._committed(changeset.id) if changeset.id else None
        departed = Departed(self._repo, changeset)
        claims: list[Claim] = []
        covered = []
        for change in changeset.files:
            if change.blob is None or change.kind is not FileKind.REGULAR:
                continue
            mine = [one for note in notes for one in note.covered if one.path == change.path]
            if not change.hunks and not mine:
                continue
            decoded = texts.decode(self._repo.read(change.blob))
            if decoded is None:
                continue
            if any(self._holds(one, decoded[0]) for one in mine):
                covered.append(change.path)
            moved = self._moved(change, decoded[0], departed, until)
            claims += self._claims(moved, decoded[0], notes, until)
        return Testimony(tuple(claims), frozenset(covered), notes=self._complaints())

    def hits(self, changeset: Changeset) -> Iterator[Found]:
        """The added lines of a commit that are found by content in each file, whatever its own note says."""
        until = self._committed(changeset.id) if changeset.id else None
        departed = Departed(self._repo, changeset)
        for change in changeset.files:
            if change.blob is None or change.kind is not FileKind.REGULAR or not change.hunks:
                continue
            decoded = texts.decode(self._repo.read(change.blob))
            if decoded is None:
                continue
            left = change.added
            moved = self._moved(change, decoded[0], departed, until)
            for hasher in self._hashers:
                text = Text(decoded[0], hasher)
                lines = self._search(moved, text, hasher, left, until)
                left = left - Lines.of(lines)
                if lines:
                    yield Found(change, text, lines)

    def _moved(self, change: FileChange, text: str, departed: Departed, until: int | None) -> FileChange:
        """A new file as a change of the one that it was before; as it is, if it was none or if nothing is known of that."""
        old = departed.nearest(text) if change.status == "A" and change.hunks else None
        if old is None:
            return change
        known: set[int] = set()
        for hasher in self._hashers:
            hashed = Text(old.text, hasher)
            whole = Lines.whole(len(hashed))
            known.update(search(self._pool, hashed, (old.path,), whole, lambda hit: self._is_earlier(hit, until)))
        before, after = sketch(old.text), sketch(text)
        if not known or not resembles(before, after, known):
            return change
        hunk = Hunk(1, len(after.keys), 1, len(before.keys))
        return replace(change, old_path=old.path, old_blob=old.blob, hunks=(hunk,))

    def _claims(self, change: FileChange, text: str, notes: Iterable[Note], until: int | None) -> Iterable[Claim]:
        left = change.added
        for hasher in self._hashers:
            hashed = Text(text, hasher)
            own = [one for note in notes for one in note.anchors if (one.path, one.salt) == (change.path, hasher.id)]
            alike: dict[Claim, list[Span]] = {}
            for anchor in own:
                lines = standing(anchor, hashed) & change.added
                left = left - lines
                if lines:
                    alike.setdefault(_own_claim(change.path, anchor), []).extend(lines.spans)
            yield from (replace(claim, lines=Lines(spans)) for claim, spans in alike.items())
            found = self._search(change, hashed, hasher, left, until)
            left = left - Lines.of(found)
            yield from self.claims_of(change.path, found)

    def _search(self, change: FileChange, text: Text, hasher: Hasher, left: Lines, until: int | None) -> dict[int, Hit]:
        if not left:
            return {}
        found = search(self._pool, text, _names(change), left, lambda hit: self._is_earlier(hit, until))
        return found | self._carried(change, text, hasher, left - Lines.of(found), until)

    def _carried(self, change: FileChange, new: Text, hasher: Hasher, left: Lines, until: int | None) -> dict[int, Hit]:
        """Lines that are old, anchored lines in another form, hunk by hunk."""
        hunks = [hunk for hunk in change.hunks if hunk.count and hunk.old_count and left.meets(hunk.added)]
        if not hunks or change.old_blob is None:
            return {}
        decoded = texts.decode(self._repo.read(change.old_blob))
        if decoded is None:
            return {}
        old = Text(decoded[0], hasher)
        removed = Lines((hunk.old_start, hunk.old_start + hunk.old_count - 1) for hunk in hunks)
        known = search(self._pool, old, _names(change), removed, lambda hit: self._is_earlier(hit, until))
        carried: dict[int, Hit] = {}
        for hunk in hunks if known else ():
            before = old.lines[hunk.old_start - 1 : hunk.old_start - 1 + hunk.old_count]
            after = new.lines[hunk.start - 1 : hunk.start - 1 + hunk.count]
            for line, origin in origins(sketch("\n".join(before)), sketch("\n".join(after))).items():
                hit = known.get(hunk.old_start - 1 + origin)
                if hit and hunk.start - 1 + line in left:
                    carried[hunk.start - 1 + line] = hit
        return carried

    def claims_of(self, path: str, found: Mapping[int, Hit]) -> Iterable[Claim]:
        """The claims that found lines make."""
        grouped: dict[tuple[object, ...], tuple[Hit, list[int]]] = {}
        for line in sorted(found):
            hit = found[line]
            commit, _ = self._place(hit)
            who = (hit.verdict, hit.source, hit.agent, hit.model, hit.confidence, commit)
            grouped.setdefault(who, (hit, []))[1].append(line)
        for hit, lines in grouped.values():
            commit, when = self._place(hit)
            quote = f"found again by content: anchored on commit {commit[:_SHORT]} ({hit.source})"
            yield Claim(
                SOURCE, hit.verdict, Scope.LINE, quote, min(hit.confidence, Confidence.MEDIUM), path, Lines.of(lines),
                hit.agent, hit.model, when=when, via=hit.source,
            )  # fmt: skip

    # ---------------------------------------------------------------- what is read once

    @cached_property
    def _pool(self) -> Pool:
        return self._given or Pool(self._repo)

    @cached_property
    def _hashers(self) -> tuple[Hasher, ...]:
        """One for each salt that anchors here were made with and that is known: the configured one, and none."""
        try:
            salts = (salt_of(self._repo), "")
        except ConfigError:
            salts = ("", "")
        hashers = {hasher.id: hasher for hasher in map(Hasher, salts)}
        return tuple(hasher for hasher in hashers.values() if hasher.id in self._pool.salts)

    @cached_property
    def _places(self) -> dict[int, tuple[str, int]]:
        return {}

    def _place(self, hit: Hit) -> tuple[str, int]:
        """The commit on which an anchor stands, and its author's date."""
        if hit.anchor not in self._places:
            self._places[hit.anchor] = self._pool.earliest(hit.anchor)
        return self._places[hit.anchor]

    def _is_earlier(self, hit: Hit, until: int | None) -> bool:
        return until is None or self._place(hit)[1] <= until

    def _committed(self, oid: str) -> int | None:
        """When a commit was made: never before any part of it was, whatever it was squashed or rebased from."""
        found = self._repo.objects.find(oid.encode())
        match = _COMMITTED.search(found.data) if found and found.kind == "commit" else None
        return int(match[1]) if match else None

    def _holds(self, one: Covered, text: str) -> bool:
        return any(one.salt == hasher.id and one.content == hasher.whole(text) for hasher in self._hashers)

    def _complaints(self) -> tuple[str, ...]:
        """What could not be read, said once."""
        if self._told:
            return ()
        self._told = True
        known = {hasher.id for hasher in self._hashers}
        foreign, unreadable = len(self._pool.salts - known), self._pool.unreadable
        said = []
        if foreign:
            said.append("some content anchors were made with another salt than the configured one and say nothing here")
        if self._pool.missing:
            said.append(f"notes of content anchors that are missing from this repository: {self._pool.missing}")
        if unreadable:
            said.append(
                f"{unreadable} {'line' if unreadable == 1 else 'lines'} of the notes of content anchors cannot be read"
            )
        return tuple(said)


def _names(change: FileChange) -> tuple[str, ...]:
    return (change.path, change.old_path) if change.old_path else (change.path,)


def _own_claim(path: str, anchor: Anchor) -> Claim:
    """What an anchor says on its own commit, but for the lines."""
    return Claim(
        SOURCE, anchor.verdict, Scope.LINE, f"anchored on this commit ({anchor.source})", anchor.confidence, path,
        agent=anchor.agent, model=anchor.model, when=anchor.when, via=anchor.source,
    )  # fmt: skip
