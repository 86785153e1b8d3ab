"""Suppressions on lines that an agent has just written, told while it can still take them back.

The commit will tell of them: what is new is told apart from what stood in HEAD's file in the same way. Guards that go are told
at the commit alone: until then nobody knows whether the next edit puts one down in another file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aigate import firewall
from aigate.model import Attribution, Changeset, ChangesetKind, FileChange, Hunk
from aigate.provenance.carry import matches
from aigate.scanners import content
from aigate.suppressions import lists, pipelines, reading

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from aigate.agent.recorder import Written
    from aigate.model import FileAttribution, Finding, Source
    from aigate.protected import Policy


def silencers_of(
    one: Written, known: FileAttribution, head: Callable[[], bytes | None], policy: Policy, today: date
) -> list[Finding]:
    """What the lines just written tell scanners, linters and CI not to look at. ``head`` is read only where there is any."""
    data = one.text.encode("utf-8", "surrogateescape")
    source = content.decode(one.path, data)
    if source is None or not _may_silence(source, one):
        return []
    before = head()
    old = content.decode(one.path, before) if before else None
    blobs = {"new": data, "old": before or b""}
    hunks = hunks_of(old.lines if old else [], source.lines)
    change = FileChange(
        one.path, "M" if old else "A", blob="new", old_path=one.path if old else None,
        old_blob="old" if old else None, hunks=hunks,
    )  # fmt: skip
    changeset = Changeset(ChangesetKind.INDEX, (change,))
    attribution = Attribution({one.path: known})
    return firewall.findings_of(changeset, attribution, policy, blobs.__getitem__, today, ("suppressions",))


def _may_silence(source: Source, one: Written) -> bool:
    return (
        bool(reading.read(source, one.lines))
        or any(True for _ in pipelines.read(source, one.lines))
        or lists.list_of(one.path) is not None
    )


def hunks_of(old: Sequence[str], new: Sequence[str]) -> tuple[Hunk, ...]:
    """How one list of lines becomes another, as a diff without context says it."""
    hunks = []
    old_at = new_at = 0
    for old_start, new_start, size in (*sorted(matches(old, new)), (len(old), len(new), 0)):
        added, removed = new_start - new_at, old_start - old_at
        if added or removed:
            hunks.append(Hunk(new_at + 1 if added else new_at, added, old_at + 1 if removed else old_at, removed))
        old_at, new_at = old_start + size, new_start + size
    return tuple(hunks)
