"""From an attribution to the anchors that are noted on its commit."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from aigate import text as texts
from aigate.model import FileKind, Verdict
from aigate.provenance.anchors import record
from aigate.provenance.anchors.record import Anchor, Covered
from aigate.provenance.anchors.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from aigate.model import Attribution, Changeset, Claim, FileAttribution
    from aigate.provenance.anchors.hashing import Hasher

SOURCE = "anchors"
_EXACT = ("journal", "git-ai-log", "git-ai", SOURCE)  # whose human verdicts are worth keeping
_AGENT = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_SOURCE = re.compile(r"[a-z][a-z-]{0,31}")
_MODEL = re.compile(r"[ -~]{1,120}")


def anchors_of(
    changeset: Changeset,
    known: Attribution,
    read: Callable[[str], bytes],
    hasher: Hasher,
    when: int,
    covered: Iterable[str] = (),
) -> tuple[tuple[Anchor, ...], tuple[Covered, ...]]:
    """The anchors of every line of a changeset whose author is known, and which files were watched."""
    anchors: list[Anchor] = []
    watched: list[Covered] = []
    watching = frozenset(covered)
    for change in changeset.files:
        owners = _owners(known.files[change.path])
        if change.blob is None or change.kind is not FileKind.REGULAR or not (owners or change.path in watching):
            continue
        decoded = texts.decode(read(change.blob))
        if decoded is None:
            continue
        if change.path in watching:
            watched.append(Covered(change.path, hasher.id, hasher.whole(decoded[0])))
        if owners:
            anchors += _of_file(change.path, Text(decoded[0], hasher), owners, hasher.id, when)
    return tuple(anchors), tuple(watched)


def _owners(file: FileAttribution) -> dict[int, Claim]:
    """The claim that decided each line."""
    owners: dict[int, Claim] = {}
    left = {Verdict.AI: file.ai, Verdict.HUMAN: file.human}
    for share in file.shares:
        verdict = share.claim.verdict
        if verdict is Verdict.HUMAN and share.claim.source not in _EXACT:
            continue
        mine = share.lines & left[verdict]
        left[verdict] = left[verdict] - mine
        owners |= dict.fromkeys(mine, share.claim)
    return owners


def _of_file(path: str, text: Text, owners: Mapping[int, Claim], salt: str, when: int) -> Iterator[Anchor]:
    for run in _runs(text, owners):
        claim = owners[run[0]]
        known = _known(claim)
        yield Anchor(
            path, run[0], claim.verdict, *known, claim.confidence, when, salt, text.symbol(run[0]),
            text.hash(text.neighbour(run[0], -1)),
            tuple(map(text.hash, run)),
            text.hash(text.neighbour(run[-1], 1)),
        )  # fmt: skip


def _runs(text: Text, owners: Mapping[int, Claim]) -> Iterator[list[int]]:
    """Lines that follow each other and share an author and a symbol, in pieces of bearable length."""
    lines = [line for line in sorted(owners) if line <= len(text)]

    def of_run(place: tuple[int, int]) -> tuple[int, object, str]:
        at, line = place
        claim = owners[line]
        return line - at, (claim.verdict, claim.confidence, _known(claim)), text.symbol(line)

    for _, group in groupby(enumerate(lines), of_run):
        run = [line for _, line in group]
        yield from (run[at : at + record.MOST_LINES] for at in range(0, len(run), record.MOST_LINES))


def _known(claim: Claim) -> tuple[str, str | None, str | None]:
    """Source, agent and model as a note can hold them. What was found by an anchor keeps the source it was anchored by."""
    source = claim.via if claim.source == SOURCE and claim.via else claim.source
    return (
        source if _SOURCE.fullmatch(source) else "other",
        claim.agent if claim.agent and _AGENT.fullmatch(claim.agent) else None,
        claim.model if claim.model and _MODEL.fullmatch(claim.model) else None,
    )
