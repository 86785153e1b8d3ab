"""Notes whose commits no branch or tag reaches any more, anchored anew on the commits that hold the lines now.

git-ai's notes speak in line numbers, so the commit itself must still exist for its lines to be known; where it has been
collected, nothing can be said, and it is counted. Our own notes carry the hashes, and need no commit. git-ai's ref is
read and never written.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from aigate.errors import GitError
from aigate.git import log
from aigate.git.commits import Commits
from aigate.git.notes import Notes
from aigate.lines import Lines
from aigate.model import Testimony, Verdict
from aigate.provenance import git_ai
from aigate.provenance.anchors import record, writing
from aigate.provenance.anchors.hashing import Hasher
from aigate.provenance.anchors.keys import ABOVE, BELOW, EDGE, REF, SYMBOL, TRACKING, question
from aigate.provenance.anchors.making import anchors_of
from aigate.provenance.anchors.pool import Pool, questions
from aigate.provenance.anchors.source import Anchors, salt_of
from aigate.provenance.resolve import attribute

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from aigate.config import Provenance
    from aigate.git.repo import Repo
    from aigate.model import Changeset, Claim
    from aigate.provenance.anchors.record import Anchor, Note
    from aigate.provenance.anchors.source import Found

_BATCH = 200  # commits whose notes are written in one step
_WHY = "Anchors rescued by aigate"


class Rescued(NamedTuple):
    """What became of the notes that had lost their commits."""

    orphans: int = 0  # notes on commits that nothing reaches
    gone: int = 0  # of these, git-ai's on commits that no longer exist, and ours that are missing themselves
    silent: int = 0  # of these, notes that say nothing of lines that their commit adds
    speaking: int = 0  # notes with AI lines
    found: int = 0  # of these, notes of which some line was found on a living commit
    lines: int = 0  # AI lines of the speaking notes, blank ones apart
    lines_found: int = 0  # of these, found on a living commit
    known: int = 0  # lines of living commits that were found, and of which a note of theirs speaks already
    anchored: int = 0  # lines of living commits of which only the rescue speaks
    notes: int = 0  # notes that are new or say more now
    unreadable: int = 0  # commits of which something is missing here


def rescue(repo: Repo, settings: Provenance, *, write: bool, progress: Callable[[str, int], None]) -> Rescued:
    """Find the lines of every orphaned note on the living commits, and note them there."""
    return _Rescue(repo, settings, progress).run(write=write)


class _Rescue:
    def __init__(self, repo: Repo, settings: Provenance, progress: Callable[[str, int], None]) -> None:
        self._repo = repo
        self._settings = settings
        self._progress = progress
        self._git_ai = git_ai.GitAi(repo)
        self._hasher = Hasher(salt_of(repo))
        self._noted = Pool(repo)
        said = repo.git("rev-list", "--branches", "--tags", "--remotes", "HEAD").decode("ascii")
        self._living = dict.fromkeys(said.split())
        self._unreadable = 0
        self._answered: set[int] = set()  # what the lines answer that were found

    def run(self, *, write: bool) -> Rescued:
        orphans, done = self._orphans()
        if not orphans:
            return done
        anchors = Anchors(self._repo, Pool.of_notes(self._repo, orphans))
        notes: dict[str, bytes] = {}
        for number, changeset in enumerate(self._changesets(self._living)):
            self._progress("looking through living commits", number)
            found = list(anchors.hits(changeset))
            fresh = self._fresh(changeset, found) if found else []
            was, is_new = sum(len(one.lines) for one in found), sum(len(one.lines) for one in fresh)
            done = done._replace(known=done.known + was - is_new, anchored=done.anchored + is_new)
            if changeset.id and (made := self._made(changeset, fresh, anchors)):
                notes[changeset.id] = record.render(made)
            if len(notes) >= _BATCH:
                done, notes = self._flushed(done, notes, write=write), {}
        return self._counted(self._flushed(done, notes, write=write), orphans)

    def _orphans(self) -> tuple[list[tuple[str, Note]], Rescued]:
        """The anchors that each orphaned note stands for."""
        repo = self._repo
        theirs = [oid for oid, _ in Notes(repo, *git_ai.REFS) if oid not in self._living]
        ours = [(oid, blob) for oid, blob in Notes(repo, REF, TRACKING) if oid not in self._living]
        present = [oid for oid in theirs if (found := repo.objects.find(oid.encode(), 0)) and found.kind == "commit"]
        here = [(oid, found) for oid, blob in ours if (found := repo.objects.find(blob.encode(), record.LIMIT))]
        notes = [(oid, record.parse(found.data)) for oid, found in here]
        for number, changeset in enumerate(self._changesets(present)):
            self._progress("reading orphaned notes", number)
            made = self._anchors(changeset, self._git_ai.of(changeset).claims)
            notes.append((changeset.id or "", record.Note(made)))
        speaking = [(oid, note) for oid, note in notes if note.anchors]
        silent = len(notes) - len(speaking)
        return speaking, Rescued(
            orphans=len(theirs) + len(ours), gone=len(theirs) - len(present) + len(ours) - len(here), silent=silent
        )

    def _fresh(self, changeset: Changeset, found: Sequence[Found]) -> list[Found]:
        """What was found on a commit, without the lines of which a note of its own speaks."""
        told: dict[str | None, list[Lines]] = {}
        for claim in self._git_ai.of(changeset).claims:
            told.setdefault(claim.path, []).append(claim.lines)
        for note in self._noted.notes_on(changeset.id or "") if self._noted else ():
            for anchor in note.anchors:
                told.setdefault(anchor.path, []).append(Lines([(anchor.start, anchor.start + len(anchor.lines) - 1)]))
        fresh = []
        for one in found:
            self._answered.update(_answers(one))
            known = Lines(span for lines in told.get(one.change.path, ()) for span in lines.spans)
            fresh.append(one._replace(lines={line: hit for line, hit in one.lines.items() if line not in known}))
        return fresh

    def _made(self, changeset: Changeset, found: Sequence[Found], anchors: Anchors) -> tuple[Anchor, ...]:
        claims = [claim for one in found for claim in anchors.claims_of(one.change.path, one.lines)]
        return self._anchors(changeset, claims) if claims else ()

    def _anchors(self, changeset: Changeset, claims: Iterable[Claim]) -> tuple[Anchor, ...]:
        """The anchors of what these claims alone say of a commit."""
        told = tuple(claims)
        paths = {claim.path for claim in told}
        files = tuple(change for change in changeset.files if change.path in paths)
        bare = replace(changeset, files=files, message=None, author=None, committer=None)
        known = attribute(bare, lambda _: b"", self._settings, Testimony(told))
        return anchors_of(bare, known, self._repo.read, self._hasher, writing.author_date(changeset))[0]

    def _changesets(self, oids: Iterable[str]) -> Iterator[Changeset]:
        """The commits as changesets; one whose content is not all here is counted, and none the worse for the others."""
        commits = Commits(self._repo)
        for entry in log.entries(self._repo, list(oids), "--no-walk=unsorted"):
            try:
                yield commits.changeset(entry)
            except GitError:
                self._unreadable += 1
                commits.close()
                commits = Commits(self._repo)
        commits.close()

    def _flushed(self, done: Rescued, notes: dict[str, bytes], *, write: bool) -> Rescued:
        return done._replace(notes=done.notes + (writing.write(self._repo, notes, _WHY) if write else len(notes)))

    def _counted(self, done: Rescued, orphans: Iterable[tuple[str, Note]]) -> Rescued:
        done = done._replace(unreadable=self._unreadable)
        for _, note in orphans:
            ai = [one for one in note.anchors if one.verdict is Verdict.AI]
            lines = sum(1 for one in ai for line in one.lines if line)
            found = sum(len({at for asked, at in questions(one) if asked in self._answered}) for one in ai)
            done = done._replace(
                speaking=done.speaking + bool(lines),
                found=done.found + bool(found),
                lines=done.lines + lines,
                lines_found=done.lines_found + found,
            )
        return done


def _answers(found: Found) -> Iterator[int]:
    """What the found lines of a file would be found by: their own hash with each of their surroundings."""
    text = found.text
    for line in found.lines:
        if not text.is_blank(line):
            mine = text.hash(line)
            yield question(mine, text.hash(text.neighbour(line, -1)) or EDGE, ABOVE)
            yield question(mine, text.hash(text.neighbour(line, 1)) or EDGE, BELOW)
            if text.symbol(line):
                yield question(mine, text.symbol(line), SYMBOL)
