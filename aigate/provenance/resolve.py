"""All claims about a changeset, merged into who wrote each added line.

| rank | evidence                                              | covers       | verdict | confidence     |
|------|-------------------------------------------------------|--------------|---------|----------------|
| 1    | block, line or declaration marker, tagged snippet     | its lines    | ai      | high, medium   |
| 2    | file marker, disclosure or contributor of a file      | the file     | ai      | medium, low    |
| 3    | agent as author; message says the agent wrote it      | the changeset| ai      | high, medium   |
| 4    | agent as co-author, committer, assistant, suggester   | the changeset| ai      | low            |
| 5    | `SPDX-AI-Disclosure: none`                            | file, snippet| human   | low            |

A line is `ai` if any claim of ranks 1 to 4 covers it: where sources disagree, too much is audited rather than too little,
so a disclosure of "none" never overrides any of them. It is `human` if only rank 5 does, and `unknown` otherwise: silence
is never taken for a human. The rank decides which claim is named first, with its agent, model and confidence.

Removed lines leave a seam. All seams of the changeset are an agent's if it has a claim of rank 3 or 4; else those that lie
in lines which a claim of rank 1 or 2 covers.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from aigate import text as texts
from aigate.lines import Lines, Span
from aigate.model import (
    Attribution,
    Claim,
    FileAttribution,
    FileKind,
    Scope,
    Share,
    Verdict,
)
from aigate.provenance import catalogue as catalogues
from aigate.provenance.hint import marker_may_stand_in
from aigate.provenance.identities import identity_claims
from aigate.provenance.markers import Marked, marker_claims
from aigate.provenance.trailers import message_claims

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from aigate.config import Provenance
    from aigate.model import Changeset, FileChange
    from aigate.provenance.catalogue import Catalogue


def attribute(changeset: Changeset, read: Callable[[str], bytes], settings: Provenance) -> Attribution:
    """Who wrote each added line of a changeset, with the evidence. ``read`` gives a blob by its id."""
    catalogue = catalogues.load(settings.agents)
    wide = [
        *identity_claims(changeset.author, changeset.committer, catalogue),
        *(message_claims(changeset.message, catalogue) if changeset.message else ()),
    ]
    files: dict[str, FileAttribution] = {}
    claims = list(wide)
    for change in changeset.files:
        marked = _markers_of(change, read, catalogue, settings)
        resolved = _resolve(change, wide, marked)
        files[change.path] = resolved
        used = {share.claim for share in resolved.shares}
        claims += [claim for claim in marked.claims if claim in used or (resolved.seams and _is_ai(claim))]
    return Attribution(files, tuple(claims))


def _markers_of(change: FileChange, read: Callable[[str], bytes], catalogue: Catalogue, settings: Provenance) -> Marked:
    """What the new content's markers say. Only regular files that gained or lost lines are read."""
    if change.kind is not FileKind.REGULAR or change.blob is None or not change.hunks:
        return Marked()
    data = read(change.blob)
    if not settings.prose_markers and not marker_may_stand_in(data):
        return Marked()
    decoded = texts.decode(data)
    if decoded is None:
        return Marked()
    return marker_claims(change.path, decoded[0], catalogue, prose=settings.prose_markers)


def _resolve(change: FileChange, wide: Sequence[Claim], marked: Marked) -> FileAttribution:
    """One file's lines, each in exactly one of ai, human and unknown."""
    added = change.added if change.kind is not FileKind.SUBMODULE else Lines()
    shares = [
        Share(lines, claim) for claim in sorted((*marked.claims, *wide), key=_rank) if (lines := _covered(claim, added))
    ]
    ai = Lines(span for share in shares if _is_ai(share.claim) for span in share.lines.spans)
    human = Lines(span for share in shares for span in share.lines.spans) - ai
    return FileAttribution(
        change.path, ai, human, added - ai - human, tuple(shares), _seams(change, wide, marked), marked.warnings
    )


def _covered(claim: Claim, added: Lines) -> Lines:
    if claim.scope is not Scope.LINE:
        return added
    return Lines(clipped for span in claim.lines.spans for clipped in _clip(span, added.spans))


def _clip(span: Span, spans: Sequence[Span]) -> Iterator[Span]:
    """The parts of ``span`` in sorted ``spans``, without a look at those elsewhere: a hostile file has many blocks."""
    for at in range(max(0, bisect_right(spans, span.start, key=lambda one: one.start) - 1), len(spans)):
        start, end = spans[at]
        if start > span.end:
            return
        if end >= span.start:
            yield Span(max(start, span.start), min(end, span.end))


def _seams(change: FileChange, wide: Sequence[Claim], marked: Marked) -> tuple[Span, ...]:
    """The places in the new file where an agent removed lines."""
    if change.blob is None or change.kind is not FileKind.REGULAR:
        return ()
    seams = [hunk.seam for hunk in change.hunks if hunk.old_count]
    ours = [claim for claim in marked.claims if _is_ai(claim)]
    if wide or any(claim.scope is Scope.FILE for claim in ours):
        return tuple(seams)
    blocks = Lines(span for claim in ours for span in claim.lines.spans)
    return tuple(
        hunk.seam
        for hunk in change.hunks
        if hunk.old_count and (any(_clip(hunk.added, blocks.spans)) if hunk.count else _is_inside(blocks, hunk.seam))
    )


def _is_inside(blocks: Lines, seam: Span) -> bool:
    return seam.start in blocks and (seam.end in blocks or seam.start == seam.end)


def _is_ai(claim: Claim) -> bool:
    return claim.verdict is Verdict.AI


def _rank(claim: Claim) -> tuple[bool, int, int]:
    """AI before human, narrow before wide, sure before unsure; the order of the sources among equals."""
    scopes = (Scope.LINE, Scope.FILE, Scope.COMMIT)
    return not _is_ai(claim), scopes.index(claim.scope), -claim.confidence
