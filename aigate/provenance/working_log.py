"""git-ai's working log: whom it has seen write what since HEAD, before any commit holds it. Read only.

It speaks of the index alone; of commits, git-ai's notes do. Files that a sound log knows are covered: git-ai watched every
edit of them. A damaged log covers nothing, since what was lost may have told of more.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from typing import TYPE_CHECKING

from aigate import text as texts
from aigate.lines import Lines
from aigate.model import NO_TESTIMONY, ChangesetKind, Claim, Confidence, FileKind, Scope, Testimony, Verdict
from aigate.provenance import catalogue as catalogues
from aigate.provenance import checkpoints
from aigate.provenance.hands import hands
from aigate.provenance.names import recorded
from aigate.provenance.presence import CHECKPOINTS, INITIAL, working_log
from aigate.provenance.quote import quoted
from aigate.provenance.record_file import composed, read_end

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aigate.git.repo import Repo
    from aigate.model import Changeset, FileChange
    from aigate.provenance.checkpoints import Log, State
    from aigate.provenance.hands import Hand

NAME = "git-ai-log"
_LOG = 32 << 20  # bytes of either file of a log
_SNAPSHOT = 8 << 20


class WorkingLog:
    """git-ai's logs of one work tree."""

    def __init__(self, repo: Repo) -> None:
        self._repo = repo
        self._known: dict[str, _Opened | None] = {}

    def of(self, changeset: Changeset) -> Testimony:
        """What git-ai saw of the staged lines."""
        if changeset.kind is not ChangesetKind.INDEX:
            return NO_TESTIMONY
        head = changeset.parents[0] if changeset.parents else None
        folder = working_log(os.fspath(self._repo.git_dir), os.fspath(self._repo.common_dir), head)
        if folder not in self._known:
            self._known[folder] = _open(self._repo, folder)
        log = self._known[folder]
        return log.tell(changeset) if log else NO_TESTIMONY


def _open(repo: Repo, folder: str) -> _Opened | None:
    below = os.fspath(repo.common_dir)
    files = [read_end(f"{folder}/{name}", below, _LOG) for name in (CHECKPOINTS, INITIAL)]
    if not any(files):
        return None
    log = checkpoints.parse(*(file.data if file else b"" for file in files))
    return _Opened(repo, folder, log, is_cut=any(file.cut for file in files if file))


class _Opened:
    """One log, as far as it could be read."""

    def __init__(self, repo: Repo, folder: str, log: Log, *, is_cut: bool) -> None:
        self._repo = repo
        self._folder = folder
        self._log = log
        self._is_cut = is_cut
        self._lost: set[tuple[str, str]] = set()  # (path, snapshot) that could not be read

    def tell(self, changeset: Changeset) -> Testimony:
        """Each staged file that the log knows, line by line."""
        known = {
            change.path: (change, states)
            for change in changeset.files
            if change.kind is FileKind.REGULAR and change.added and (states := self._states(change))
        }
        claims = tuple(claim for change, states in known.values() for claim in self._claims(change, states))
        is_sound = not (self._log.torn or self._log.foreign or self._is_cut)
        covered = known.keys() - {path for path, _ in self._lost} if is_sound else ()
        return Testimony(claims, frozenset(covered), notes=tuple(self._notes()))

    def _states(self, change: FileChange) -> list[State]:
        """What the log knows of a file, the newest first; before a move it knew it by its old name."""
        names = dict.fromkeys(composed(path) for path in (change.path, change.old_path) if path)
        return [state for name in names for state in reversed(self._log.states.get(name, {}).values())]

    def _claims(self, change: FileChange, states: list[State]) -> Iterator[Claim]:
        data = self._repo.read(change.blob or "")
        decoded = texts.decode(data)
        if decoded is None:
            self._lost.add((change.path, ""))
            return
        found = hands(change, data, decoded[0], states, lambda blob: self._snapshot(change.path, blob))
        by_hand: dict[Hand, list[int]] = {}
        for line, hand in found.items():
            by_hand.setdefault(hand, []).append(line)
        lines: dict[Claim, list[int]] = {}
        for hand, numbers in by_hand.items():
            if hand.is_human or hand.agent:
                lines.setdefault(self._claim(change.path, hand), []).extend(numbers)
        for claim, numbers in lines.items():
            yield replace(claim, lines=Lines.of(numbers))

    def _claim(self, path: str, hand: Hand) -> Claim:
        """What is said of a hand's lines; alike for all edits of one session."""
        tool, model = self._log.tool_of(hand.agent) if hand.agent else (None, None)
        agent, model = recorded(tool, model, catalogues.load())
        named = hand.session or hand.author
        if hand.agent and agent is None and isinstance(tool, str):
            named += f" of {tool}"
        sure = hand.is_human or not (hand.between or hand.overrode)
        about = "between lines of {}" if hand.between else "{}, changed by somebody since" if not sure else "{}"
        return Claim(
            NAME,
            Verdict.HUMAN if hand.is_human else Verdict.AI,
            Scope.LINE,
            quoted(about.format(named)),
            Confidence.HIGH if sure else Confidence.MEDIUM,
            path,
            agent=agent,
            model=model,
            when=hand.when,
        )

    def _snapshot(self, path: str, blob: str) -> str | None:
        """A snapshot's text; its name is the hash of its content, so what was tampered with or cut off is noticed."""
        below = os.fspath(self._repo.common_dir)
        read = read_end(f"{self._folder}/blobs/{blob}", below, _SNAPSHOT) if blob else None
        is_sound = read is not None and not read.cut and hashlib.sha256(read.data).hexdigest() == blob
        decoded = texts.decode(read.data) if read is not None and is_sound else None
        if decoded is None:
            self._lost.add((path, blob))
        return decoded[0] if decoded else None

    def _notes(self) -> Iterator[str]:
        counted = (
            (self._log.torn, "unreadable lines or entries"),
            (self._log.foreign, "checkpoints of another version"),
            (len(self._lost), "missing, damaged or too large snapshots"),
        )
        told = [f"{what}: {number}" for number, what in counted if number]
        if self._is_cut:
            told.append(f"only its last {_LOG >> 20} MB were read")
        if told:
            yield f"git-ai's working log: {'; '.join(told)}; it speaks for no whole file where something is missing"
