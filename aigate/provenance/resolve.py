"""All claims about a changeset, merged into who wrote each added line.

| rank | evidence                                                              | covers        | verdict   | confidence   |
|------|-----------------------------------------------------------------------|---------------|-----------|--------------|
| 1    | the journal, git-ai's working log: checked against the line's content | its lines     | ai, human | high         |
| 2    | git-ai's note on the commit; aigate's content anchors                 | its lines     | ai, human | high, medium |
| 3    | block, line or declaration marker, tagged snippet                     | its lines     | ai        | high, medium |
| 4    | Agent Trace                                                           | its lines     | ai        | high, medium |
| 5    | file marker, disclosure or contributor of a file                      | the file      | ai        | medium, low  |
| 6    | agent as author; message says the agent wrote it                      | the changeset | ai        | high, medium |
| 7    | agent as co-author, committer, assistant, suggester                   | the changeset | ai        | low          |
| 8    | Agent Trace's human; `SPDX-AI-Disclosure: none`                       | lines, file   | human     | low          |

- A line is `ai` if any claim of an agent covers it: where sources disagree, too much is audited rather than too little.
- Two things narrow that. A human verdict of rank 1 or 2 beats every weaker claim of an agent; and where a record of rank 1
  or 2 *covers the file*, ranks 6 and 7 do not widen it: they speak of the whole commit, the record knows the lines.
- A line is `human` if a human verdict of rank 1 or 2 wins, or if rank 8 alone speaks for it.
- Everything else is `unknown`: silence is never taken for a human. Variables of the environment attribute nothing.

The rank decides which claim is named first, with its agent, model and confidence; among equals the surer, then the later.
Claims that lost are kept in the shares: two sources that disagree are both shown.

A content anchor has the rank of what knew the line when it was anchored, and rank 2 at best.

Removed lines leave a seam. All seams of the changeset are an agent's if it has a claim of rank 6 or 7; else those that a
record names, and those that lie in lines which a claim of an agent covers.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from aigate import text as texts
from aigate.lines import Lines, Span
from aigate.model import (
    NO_TESTIMONY,
    Attribution,
    Claim,
    Confidence,
    FileAttribution,
    FileKind,
    Scope,
    Share,
    Testimony,
    Verdict,
)
from aigate.provenance import catalogue as catalogues
from aigate.provenance.hint import Unmarked, marker_may_stand_in
from aigate.provenance.identities import identity_claims
from aigate.provenance.markers import UNMARKED, Marked, marker_claims, may_change, may_hold
from aigate.provenance.trailers import message_claims

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from aigate.config import Provenance
    from aigate.git.objects import Object
    from aigate.model import Changeset, FileChange
    from aigate.provenance.catalogue import Catalogue


_RECORDS = {"journal": 1, "git-ai-log": 1, "git-ai": 2, "anchors": 2, "agent-trace": 4}
EXACT = 2  # the weakest rank whose human verdict beats an agent's claim


def attribute(
    changeset: Changeset,
    read: Callable[[str], bytes],
    settings: Provenance,
    testimony: Testimony = NO_TESTIMONY,
    unmarked: Unmarked | None = None,
) -> Attribution:
    """Who wrote each added line of a changeset, with the evidence.

    ``read`` gives a blob by its id; ``testimony`` is what the records beside the changeset say (``records.py``). Whoever
    attributes a history gives ``unmarked`` to each of its commits, to have fewer blobs read.
    """
    catalogue = catalogues.load(settings.agents)
    wide = [
        *identity_claims(changeset.author, changeset.committer, catalogue),
        *(message_claims(changeset.message, catalogue) if changeset.message else ()),
    ]
    told: dict[str | None, list[Claim]] = {}
    for claim in testimony.claims:
        told.setdefault(claim.path, []).append(claim)
    files: dict[str, FileAttribution] = {}
    claims = list(wide)
    wide.sort(key=_order)
    for change in changeset.files:
        marked = _markers_of(change, read, catalogue, settings, unmarked)
        narrow = (*told.get(change.path, ()), *marked.claims)
        seams = [seam for path, seam in testimony.seams if path == change.path]
        if narrow or seams or change.path in testimony.covered:
            resolved = _resolve(change, wide, narrow, seams, is_covered=change.path in testimony.covered)
        else:
            resolved = _widely(change, wide)
        files[change.path] = replace(resolved, warnings=marked.warnings) if marked.warnings else resolved
        if narrow:
            used = {share.claim for share in resolved.shares}
            claims += [claim for claim in narrow if claim in used or (resolved.seams and _is_ai(claim))]
    return Attribution(files, tuple(claims), testimony.notes)


def watch(settings: Provenance) -> Callable[[bytes], bool]:
    """What to watch patches for where ``unmarked`` is to be of use."""
    return partial(may_change, catalogue=catalogues.load(settings.agents))


def look_ahead(
    changesets: Iterable[Changeset],
    contents: Callable[[Sequence[str]], Iterable[Object | None]],
    settings: Provenance,
    unmarked: Unmarked,
) -> None:
    """Find out, all at once, which contents of changesets to be attributed hold no line that could be a marker.

    ``contents`` gives what is behind each of some ids.
    """
    if settings.prose_markers:
        return
    catalogue = catalogues.load(settings.agents)
    wanted = unmarked.unknown(
        change for changeset in changesets for change in changeset.files if _may_be_marked(change)
    )
    for oid, found in zip(wanted, contents(wanted), strict=True):
        if found and not may_hold(found.data, catalogue):
            unmarked.add(oid)


def _may_be_marked(change: FileChange) -> bool:
    """Whether the new content's markers say anything of a change: of regular files that gained or lost lines."""
    return change.kind is FileKind.REGULAR and change.blob is not None and bool(change.hunks)


def _markers_of(
    change: FileChange,
    read: Callable[[str], bytes],
    catalogue: Catalogue,
    settings: Provenance,
    unmarked: Unmarked | None,
) -> Marked:
    """What the new content's markers say."""
    if change.blob is None or not _may_be_marked(change):
        return UNMARKED
    if unmarked and not settings.prose_markers and unmarked.includes(change):
        return UNMARKED
    data = read(change.blob)
    if not settings.prose_markers and not marker_may_stand_in(data):
        if unmarked:
            unmarked.add(change.blob)
        return UNMARKED
    decoded = texts.decode(data)
    if decoded is None:
        return UNMARKED
    found = marker_claims(change.path, decoded[0], catalogue, prose=settings.prose_markers)
    if unmarked and found is UNMARKED:
        unmarked.add(change.blob)
    return found


def _widely(change: FileChange, wide: Sequence[Claim]) -> FileAttribution:
    """One file of which nothing more is known than of the whole changeset: as ``_resolve`` would, with less ado."""
    if change.kind is FileKind.SUBMODULE:
        return FileAttribution(change.path, seams=_seams(change, wide, (), ()))
    added = change.added
    if not wide:
        return FileAttribution(change.path, unknown=added)
    shares = tuple(Share(added, claim) for claim in wide) if added else ()
    return FileAttribution(change.path, added, shares=shares, seams=_seams(change, wide, (), ()))


def _resolve(
    change: FileChange, wide: Sequence[Claim], narrow: Sequence[Claim], seams: Sequence[Span], *, is_covered: bool
) -> FileAttribution:
    """One file's lines, each in exactly one of ai, human and unknown."""
    added = change.added if change.kind is not FileKind.SUBMODULE else Lines()
    shares = [
        Share(lines, claim) for claim in sorted((*narrow, *wide), key=_order) if (lines := _covered(claim, added))
    ]
    ai, human = [Lines()], Lines()
    exact = Lines()  # what a human verdict of the best ranks keeps from the rest
    for share in shares:
        if not _is_ai(share.claim):
            exact = exact | (share.lines - _union(ai)) if rank(share.claim) <= EXACT else exact
            human |= share.lines
        elif not (is_covered and share.claim.scope is Scope.COMMIT):
            ai.append(share.lines - exact if exact else share.lines)
    whole = _union(ai)
    return FileAttribution(
        change.path, whole, human - whole, added - whole - human, tuple(shares), _seams(change, wide, narrow, seams)
    )


def _union(parts: Sequence[Lines]) -> Lines:
    return Lines(span for part in parts for span in part.spans)


def _covered(claim: Claim, added: Lines) -> Lines:
    if claim.scope is not Scope.LINE:
        return added
    return Lines(clipped for span in claim.lines.spans for clipped in added.within(span))


def _seams(
    change: FileChange, wide: Sequence[Claim], narrow: Sequence[Claim], told: Sequence[Span]
) -> tuple[Span, ...]:
    """The places in the new file where an agent removed lines."""
    if change.blob is None or change.kind is not FileKind.REGULAR:
        return ()
    removals = [hunk for hunk in change.hunks if hunk.old_count]
    ours = [claim for claim in narrow if _is_ai(claim)]
    if wide or any(claim.scope is Scope.FILE for claim in ours):
        return tuple(hunk.seam for hunk in removals)
    blocks = Lines(span for claim in ours for span in claim.lines.spans)
    return tuple(
        hunk.seam
        for hunk in removals
        if hunk.seam in told or (any(blocks.within(hunk.added)) if hunk.count else _is_inside(blocks, hunk.seam))
    )


def _is_inside(blocks: Lines, seam: Span) -> bool:
    return seam.start in blocks and (seam.end in blocks or seam.start == seam.end)


def _is_ai(claim: Claim) -> bool:
    return claim.verdict is Verdict.AI


def rank(claim: Claim) -> int:
    """Which row of the table above a claim stands in."""
    if claim.via:  # an anchor is as good as what knew the line when it was anchored, and never better than its own row
        return max(
            _RECORDS.get(claim.source, EXACT), rank(replace(claim, source=claim.via, via="", scope=_scope_of(claim)))
        )
    if claim.source in _RECORDS:
        row = _RECORDS[claim.source]
        return row if _is_ai(claim) or row <= EXACT else 8
    if not _is_ai(claim):
        return 8
    match claim.scope:
        case Scope.LINE:
            return 3
        case Scope.FILE:
            return 5
        case Scope.COMMIT:
            return 7 if claim.confidence is Confidence.LOW else 6


def _scope_of(claim: Claim) -> Scope:
    """What an anchored claim covered when it was made: trailers and identities speak of the whole commit."""
    return Scope.COMMIT if claim.via in ("trailers", "identities") else Scope.LINE


def _order(claim: Claim) -> tuple[int, bool, int, int]:
    """By rank; among equals AI before human, the surer and then the later first."""
    return rank(claim), not _is_ai(claim), -claim.confidence, -claim.when
