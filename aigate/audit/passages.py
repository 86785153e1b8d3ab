"""The text of a finding's statement through the versions of its file: where it stands, and which commit took it away.

Nothing is scanned. A statement is looked for as fingerprints know it, blind to indentation, spacing and wrapping, and the
versions of a file are searched by halves, for it mostly is there until it is not. What a search by halves finds is checked
against the version before; where that does not fit, all versions are read.
"""

from __future__ import annotations

from collections import OrderedDict
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple, Protocol

from aigate import text as texts
from aigate.audit.lore import Lore
from aigate.audit_model import Place
from aigate.errors import GitError
from aigate.git.versions import Version
from aigate.policy.fingerprint import normalise

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from aigate.git.tree import TreeFile
    from aigate.git.versions import Versions
    from aigate.lines import Span

_KEPT = 64  # contents at a time
_MOST_LINES = 200  # of a statement
_ALIKE = 0.6  # two statements of one rule, the later written over the earlier
_LONGEST = 2_000  # characters that are compared
_MOST_NAMES = 50  # that a file may be followed through


class Passage(NamedTuple):
    """A statement in the version of a file that brought it."""

    commit: str
    path: str
    blob: str
    statement: Span  # in the content
    name: str = ""  # the same for the same text, and for no other; the text itself may be a secret's


class Stands(Protocol):
    """A file of the audited revision."""

    @property
    def file(self) -> TreeFile:
        """What stands there."""

    @property
    def is_blamed(self) -> bool:
        """Whether git was asked whose its lines are."""

    def source_of(self, line: int) -> str:
        """The commit that a line comes from; "" where that is not known."""


def _place(passage: Passage) -> str:
    return f"{passage.blob} {passage.statement.start} {passage.statement.end}"


def _birth(passage: Passage) -> str:
    return f"{passage.commit} {_place(passage)} {passage.path}"


class Passages:
    """Looks for statements in versions. ``read`` gives a content by its id."""

    def __init__(
        self,
        versions: Versions,
        files: Mapping[str, Stands],
        read: Callable[[str], bytes],
        lore: Lore | None = None,
    ) -> None:
        """``files`` are those of the audited revision; ``lore`` is what earlier audits found out."""
        self._versions = versions
        self._files = files
        self._read = read
        self._lore = lore or Lore()
        self._known: OrderedDict[str, str] = OrderedDict()
        self._grounds: list[tuple[str, str, str]] = []

    def at(self, commit: str, path: str, blob: str, statement: Span) -> Passage:
        """The passage that a statement of a commit is."""
        unnamed = Passage(commit, path, blob, statement)
        name = self._lore.find(f"name {_place(unnamed)}", lambda: self._lore.name(self._statement(unnamed)))
        return unnamed._replace(name=name)

    def added(self, passage: Passage) -> int:
        """How many more times the text stands in the file than before the commit."""
        return self._lore.find(f"added {_birth(passage)}", lambda: self._added(passage))

    def _added(self, passage: Passage) -> int:
        text = self._statement(passage)
        before = [one.old for one in self._versions.of[passage.path] if one.commit == passage.commit]
        if not before:  # a merge that has the file as one of its parents has it
            return 0
        return self._count(passage.blob, text) - max(self._count(one, text) for one in before)

    def is_alike(self, one: Passage, other: Passage) -> bool:
        """Whether the one may have been written over the other."""
        return self._lore.find(f"alike {_place(one)} {_place(other)}", lambda: self._compared(one, other) >= _ALIKE)

    def _compared(self, one: Passage, other: Passage) -> float:
        texts = self._statement(one)[:_LONGEST], self._statement(other)[:_LONGEST]
        return SequenceMatcher(None, *texts, autojunk=False).ratio()

    def removal(self, passage: Passage) -> Version | None:
        """What took it away: a version that lacks it, or has less of it than the one before; None if nothing did.

        Where the text stands to this day, somebody else may have written it again: git blame says so.
        """
        name = f"removal {_birth(passage)}"
        kept = self._lore.recall(name, self._ground)
        if kept is not None:
            return Version(*kept[0]) if kept else None
        self._grounds = []
        text = self._statement(passage)
        last, found = self._followed(passage, text)
        found = found or self._rewritten(last, text)
        self._lore.keep(name, [found] if found else [], self._grounds)
        return found

    def _ground(self, kind: str, name: str) -> str:
        """Something that an answer depends on: how it is today."""
        if kind == "path":
            return self._versions.mark(name)
        if kind == "heirs":
            return " ".join(f"{one.new} {one.path}" for one in self._versions.became.get(name, ()))
        file = self._files.get(name)
        return f"{file.file.blob} {file.is_blamed}" if file else ""

    def _depend(self, kind: str, name: str) -> None:
        self._grounds.append((kind, name, self._ground(kind, name)))

    def place(self, passage: Passage) -> Place | None:
        """Where its text stands at the audited revision, by whatever name, if nothing took it away."""
        text = self._statement(passage)
        last, found = self._followed(passage, text)
        file = None if found else self._files.get(last.path)
        line = self._line(file.file.blob, text) if file else 0
        return Place(last.path, line) if line else None

    def _followed(self, passage: Passage, text: str) -> tuple[Passage, Version | None]:
        """The passage in the last file that it stood in, and what took it away there."""
        for _ in range(_MOST_NAMES):
            found = self._first_without(passage, text)
            heir = self._heir(found.commit, passage, text) if found and not found.new else None
            if heir is None:
                return passage, found
            passage = passage._replace(commit=heir.commit, path=heir.path, blob=heir.new)
        return passage, None

    def _rewritten(self, passage: Passage, text: str) -> Version | None:
        """The commit that the text's line comes from at the audited revision, unless that is the passage's own."""
        self._depend("file", passage.path)
        file = self._files.get(passage.path)
        line = self._line(file.file.blob, text) if file else 0
        commit = file.source_of(line) if file and line else ""
        if commit == passage.commit:
            return None
        return next((one for one in self._versions.of[passage.path] if one.commit == commit), None)

    def _line(self, blob: str, text: str) -> int:
        """The first line on which a text begins; 0 if it stands nowhere."""
        lines = self._text(blob).split("\n")
        first = text[:1] or " "  # which no line begins with, once it is stripped
        starts = (
            at for at, line in enumerate(lines) if line.lstrip()[:1] == first and text.startswith(normalise([line]))
        )
        return next((at + 1 for at in starts if normalise(lines[at : at + _MOST_LINES]).startswith(text)), 0)

    def _heir(self, commit: str, passage: Passage, text: str) -> Version | None:
        """The file that one which is gone has become, if the passage stands in it."""
        self._depend("heirs", commit)
        heirs = self._versions.became.get(commit, ())
        return next((one for one in heirs if one.path != passage.path and self._count(one.new, text)), None)

    def _first_without(self, passage: Passage, text: str) -> Version | None:
        self._depend("path", passage.path)
        later = self._later(passage)
        plain = [one for one in later if not one.is_merge]
        least = max(1, self._count(passage.blob, text))
        low, high = 0, len(plain)
        while low < high:
            middle = (low + high) // 2
            if self._count(plain[middle].new, text) >= least:
                low = middle + 1
            else:
                high = middle
        if low < len(plain) and self._takes(plain[low], text):
            return plain[low]
        return (
            next(self._all_that_take(plain, text), None)
            or next(self._all_that_take([one for one in later if one.is_merge], text), None)
            or next(self._all_that_take(self._of_all_merges(passage, text, least), text), None)
        )

    def _of_all_merges(self, passage: Passage, text: str, least: int) -> list[Version]:
        """What merges made of the file that have it as one of their parents has it; none if the text still stands in it."""
        self._depend("file", passage.path)
        file = self._files.get(passage.path)
        if file and self._count(file.file.blob, text) >= least:
            return []
        return [one for one in self._versions.since(passage.path, passage.commit) if one.is_merge]

    def _all_that_take(self, versions: Sequence[Version], text: str) -> Iterator[Version]:
        return (one for one in versions if self._takes(one, text))

    def _takes(self, version: Version, text: str) -> bool:
        return self._count(version.old, text) > self._count(version.new, text)

    def _later(self, passage: Passage) -> Sequence[Version]:
        """The versions of the file after the commit; in none but those may it have been taken away."""
        found = self._versions.of[passage.path]
        places = [at for at, one in enumerate(found) if one.commit == passage.commit]
        return found[places[-1] + 1 :] if places else self._versions.since(passage.path, passage.commit)

    def _count(self, blob: str, text: str) -> int:
        return self._text_of_one_line(blob).count(text) if blob and text else 0

    def _statement(self, passage: Passage) -> str:
        start, end = passage.statement
        return normalise(self._text(passage.blob).split("\n")[start - 1 : end])

    def _text_of_one_line(self, blob: str) -> str:
        if blob in self._known:
            self._known.move_to_end(blob)
            return self._known[blob]
        found = self._known[blob] = normalise([self._text(blob)])
        if len(self._known) > _KEPT:
            self._known.popitem(last=False)
        return found

    def _text(self, blob: str) -> str:
        try:
            read = texts.decode(self._read(blob)) if blob else None
        except GitError:  # a partial clone's
            self._lore.forget()
            read = None
        return read[0] if read else ""
