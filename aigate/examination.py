"""One file, examined: read, scanned whole, narrowed, and labelled, with every gated line accounted for."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from aigate import focus, snippet
from aigate.config import GateScope
from aigate.fixes.proposing import fixes_of
from aigate.lines import Lines, Span
from aigate.model import NO_LINES, Bucket, Coverage, FileKind, Gap, Source
from aigate.policy import acceptance, alike, decide, exclude, gatefiles, narrow, suppress
from aigate.policy.fingerprint import name_all
from aigate.policy.narrow import Gated
from aigate.policy.renamed import current
from aigate.scanners import Outcome, Settings, content
from aigate.scanners.registry import SCANNERS
from aigate.scanners.statements import outline_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from aigate.config import Rules
    from aigate.memory import Memory
    from aigate.model import Changeset, Claim, FileAttribution, FileChange, Finding, Suppression, Testimony
    from aigate.policy.acceptance import Acceptance
    from aigate.policy.trailers import Desk
    from aigate.protected import Policy
    from aigate.scanners.statements import Outline
    from aigate.snippet import Masks

    Scan = Callable[[FileChange, Source, Gated, Policy], Outcome]


_TOLD = (Bucket.BLOCKING, Bucket.WARNING)

# A pointer and nothing else: whatever follows one in a file is content.
_LFS = re.compile(rb"version https://git-lfs\.github\.com/spec/v1\n(?:[a-z0-9.-]{1,100} [a-z0-9:.-]{1,200}\n){1,20}")


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What judging needs besides the changeset and the policy: nothing else is read from the world."""

    read: Callable[[str], bytes]  # a blob by its id
    today: date
    records: Callable[[Changeset], Testimony] | None = None  # what lies beside a changeset and knows its lines
    desk: Desk | None = None  # where the message lies; without it, nothing is asked of messages
    memory: Memory | None = None  # what an earlier stage of the same commit has scanned
    progress: Callable[[int, int], None] | None = None  # told (done, total) as files go by
    focused: bool = False  # whether only what meets gated lines is wanted; then no acceptance can be told dead
    fixes: bool = False  # whether findings that are told come with what to write instead
    checks: tuple[str, ...] = ("suppressions", "removals")  # of the change as a whole: ``firewall.NAMES``
    scan: Scan | None = None  # runs the scanners in its own way, where a focus is wanted with that focus


@dataclass(frozen=True, slots=True)
class Examined:
    """What became of one file's gated lines."""

    path: str
    coverage: Coverage
    findings: tuple[Finding, ...] = ()
    gaps: tuple[Gap, ...] = ()
    excluded: tuple[Gap, ...] = ()
    known_as: frozenset[str] = frozenset()  # every fingerprint that was looked for, under its old path too
    masked: tuple[tuple[Claim, Claim], ...] = ()  # evidence that quotes a secret, and how it may be shown


def left_out(gated: Gated, gap: Gap) -> Examined:
    """A file that policy leaves out: counted, and never blocking."""
    count = len(gated.lines)
    return Examined(gap.path, Coverage(ai=count, excluded=count), excluded=(gap,))


def unread(gated: Gated, gap: Gap) -> Examined:
    """A file that nobody could examine."""
    count = len(gated.lines)
    return Examined(gap.path, Coverage(ai=count, not_examined=count), gaps=(gap,))


def of_file(change: FileChange, gated: Gated, known: FileAttribution, policy: Policy, world: Circumstances) -> Examined:
    """Examine one file whose gated lines are not empty."""
    config = policy.config
    if why := exclude.excluded(change.path, config.paths):
        return left_out(gated, Gap(change.path, why, gated.lines))
    if change.blob is None:
        return Examined(change.path, Coverage())
    data = world.read(change.blob)
    if len(data) > config.limits.file_size:
        reason = f"{len(data):,} bytes, over limits.file_size = {config.limits.file_size:,}"
        return unread(gated, Gap(change.path, reason, gated.lines))
    is_pointer = _LFS.fullmatch(data) is not None
    source = None if is_pointer else _source(change, data)
    if source is None:
        if why := exclude.excluded_media(change.path, config.paths):
            return left_out(gated, Gap(change.path, why, gated.lines))
        return unread(gated, Gap(change.path, "git LFS pointer" if is_pointer else "binary", gated.lines))
    readable, gaps = _shorten(source, gated, config.limits.line_length)
    if world.focused:
        # where lines were emptied, the text that is scanned may fall into other statements than the file's own
        near = focus.around(gated, known) if readable is source else Gated(Lines.whole(source.text.count("\n") + 1))
        outcome = _scan_near(change, readable, near, policy, world)
    else:
        outcome = _scan(change, readable, gated, policy, world)
    return _narrow(change, source, gated, known, replace(outcome, gaps=gaps + outcome.gaps), policy, world)


def _source(change: FileChange, data: bytes) -> Source | None:
    if change.kind is FileKind.SYMLINK:
        return Source(change.path, data, data.decode("utf-8", "replace"), "utf-8")
    return content.decode(change.path, data)


def _shorten(source: Source, gated: Gated, limit: int) -> tuple[Source, tuple[Gap, ...]]:
    """The source with every over-long line emptied, and a gap for those of them that are gated."""
    if not _has_long_line(source.text, limit):
        return source, ()
    lines = source.text.split("\n")
    long = Lines.of(number for number, line in enumerate(lines, 1) if len(line) > limit)
    shortened = "\n".join("" if len(line) > limit else line for line in lines)
    gap = Gap(source.path, f"a line of more than limits.line_length = {limit:,} characters", long & gated.lines)
    return replace(source, text=shortened, data=shortened.encode("utf-8", "replace")), (gap,) if gap.lines else ()


def _has_long_line(text: str, limit: int) -> bool:
    at = 0
    while len(text) - at > limit:
        at = text.rfind("\n", at, at + limit + 1) + 1
        if not at:
            return True
    return False


def _scan_near(change: FileChange, source: Source, near: Gated, policy: Policy, world: Circumstances) -> Outcome:
    """What meets the focus, and all that its names and masks depend on."""
    outcome = _scan(change, source, near, policy, world)
    if outcome.findings:
        wider = focus.widened(near, outcome.findings, outline_of(source), source.lines)
        if wider != near:
            return _scan(change, source, wider, policy, world)
    return outcome


def _scan(change: FileChange, source: Source, gated: Gated, policy: Policy, world: Circumstances) -> Outcome:
    if world.scan:
        return world.scan(change, source, gated, policy)
    content_id = f"{change.kind}-{change.blob}"  # a link's target may be the text of a program
    memory = None if world.focused else world.memory  # it holds what was seen in whole files
    remembered = memory.recall(change.path, content_id) if memory else None
    if remembered is not None:
        return remembered
    settings = Settings(policy.rules, policy.config.limits.seconds, gated.touched if world.focused else None)
    outcomes = [scanner.scan(source, settings) for scanner in SCANNERS if scanner.accepts(source)]
    whole = Outcome(
        tuple(finding for outcome in outcomes for finding in outcome.findings),
        tuple(gap for outcome in outcomes for gap in outcome.gaps),
    )
    if memory:
        memory.keep(change.path, content_id, whole)
    return whole


def _narrow(
    change: FileChange,
    source: Source,
    gated: Gated,
    known: FileAttribution,
    outcome: Outcome,
    policy: Policy,
    world: Circumstances,
) -> Examined:
    lines = source.lines
    gaps = tuple(
        replace(gap, lines=gated.lines if gap.lines is None else gap.lines & gated.lines) for gap in outcome.gaps
    )
    gaps = tuple(gap for gap in gaps if gap.lines)
    labelled: list[Finding] = []
    names: frozenset[str] = frozenset()
    masked: dict[Claim, Claim] = {}
    if outcome.findings:
        outline = outline_of(source)
        masks = snippet.masks_of(outcome.findings, lines)
        masked = snippet.masked_claims(known, lines, masks)
        counting = _configured(outcome.findings, policy.config.rules)
        labelled, names = _label(change, lines, gated, known, counting, outline, policy, world)
        told = [one for one in labelled if not world.focused or one.bucket is not Bucket.OUTSIDE]
        labelled = [_shown(finding, lines, masks, masked) for finding in told]
        if world.fixes:
            labelled = _with_fixes(labelled, source, masks, policy)
    counted = [finding for finding in labelled if finding.bucket is not Bucket.OUTSIDE]
    mentioned = Lines(finding.statement or finding.span for finding in counted)
    mentioned |= Lines.of(line for finding in counted for line in finding.way)
    return Examined(
        change.path, _count(gated, mentioned, gaps), tuple(labelled), gaps, (), names, tuple(masked.items())
    )


def _with_fixes(found: Sequence[Finding], source: Source, masks: Masks, policy: Policy) -> list[Finding]:
    limits = policy.config.limits
    if _has_long_line(source.text, limits.line_length):
        return list(found)  # scanners do not see the file as it is
    told = [finding for finding in found if finding.bucket in _TOLD]
    known = fixes_of(told, source, Settings(policy.rules, limits.seconds), masks)
    return [replace(finding, fix=known.get(finding)) for finding in found]


def _count(gated: Gated, mentioned: Lines, gaps: Sequence[Gap]) -> Coverage:
    """Each gated line in exactly one state: with a finding, else not examined, else clean."""
    missed = NO_LINES
    for gap in gaps:
        missed |= gap.lines or NO_LINES
    finding = gated.lines & mentioned
    not_examined = (gated.lines & missed) - finding
    clean = len(gated.lines) - len(finding) - len(not_examined)
    return Coverage(ai=len(gated.lines), clean=clean, finding=len(finding), not_examined=len(not_examined))


def _label(
    change: FileChange,
    lines: Sequence[str],
    gated: Gated,
    known: FileAttribution,
    found: Sequence[Finding],
    outline: Outline,
    policy: Policy,
    world: Circumstances,
) -> tuple[list[Finding], frozenset[str]]:
    widened = [replace(finding, statement=outline.statement_of(finding.span)) for finding in found]

    everything = narrow.gate(change, None, GateScope.ALL)  # so that no name depends on who wrote a line

    def named(path: str) -> list[Finding]:
        return name_all(
            widened,
            salt=policy.config.salt,
            path=path,
            lines=lines,
            symbol_at=outline.symbol_at,
            is_new=everything.meets,
        )

    now = named(change.path)
    before = named(change.old_path) if change.old_path and change.old_path != change.path else now
    accepted = acceptance.standing(policy.acceptances, world.today)
    asked = sorted(suppress.suppressions(lines), key=_covers)
    owners = narrow.Owners(known)
    alikes = alike.groups(now)
    labelled = []
    for finding, same in zip(now, alikes, strict=True):
        place = _gated_place(finding, gated, outline)
        speaking = _speaking(asked, [now[at] for at in same], finding)
        void = [one for one in speaking if _is_new(one, change, known)]
        standing = [one for one in speaking if one not in void]
        record = _record(accepted, [each[at] for at in same for each in (now, before)])
        claim = owners.claim_at(place) if place else None
        attributed = replace(finding, evidence=claim, agent=claim.agent if claim else None)
        verdict = decide.label(
            attributed,
            policy.config,
            gated=place is not None,
            suppressed_by=standing[0] if standing else None,
            void=void[0] if void else None,
            accepted=record,
        )
        labelled.append(verdict)
    labelled = [*alike.fold(labelled, alikes), *_bad_suppressions(asked, change.path, gated)]
    names = frozenset(finding.fingerprint for finding in (*now, *before))
    return labelled, names


def _configured(found: Iterable[Finding], rules: Rules) -> list[Finding]:
    """What is left of the findings under the rules that are switched off, at the severities that were set."""
    disabled = set(map(current, rules.disable))
    severity = {current(rule): said for rule, said in rules.severity.items()}
    wanted = (one for one in found if one.rule not in disabled)
    return [replace(one, severity=severity[one.rule]) if one.rule in severity else one for one in wanted]


def _gated_place(finding: Finding, gated: Gated, outline: Outline) -> Span | None:
    """The first of the statements that a finding is about on which policy speaks: its own, or one on its way."""
    way = (outline.statement_of(Span(line, line)) for line in finding.way)
    return next((one for one in (finding.statement or finding.span, *way) if gated.meets(one)), None)


def _speaking(asked: Sequence[Suppression], same: Sequence[Finding], finding: Finding) -> list[Suppression]:
    """The comments that mean a weakness. One that names a rule of ours does so by any rule that tells of it."""
    start, end = finding.statement or finding.span
    near = asked[bisect_left(asked, start, key=_covers) : bisect_right(asked, end, key=_covers)]
    return [
        one
        for one in near
        if any(suppress.speaks_for(one, each) for each in (same if one.syntax == "aigate" else [finding]))
    ]


def _record(accepted: Mapping[str, Acceptance], same: Sequence[Finding]) -> Acceptance | None:
    """The record that accepts a weakness, by the name of any finding that tells of it."""
    for one in same:
        record = accepted.get(one.fingerprint)
        if record and record.rule == one.rule:
            return record
    return None


def _covers(suppression: Suppression) -> int:
    return suppression.covers.start


def _shown(finding: Finding, lines: Sequence[str], masks: Masks, masked: Mapping[Claim, Claim]) -> Finding:
    """A finding as it may be told: with its lines, where it is ours to tell, and nothing secret in its evidence."""
    if finding.bucket is Bucket.OUTSIDE or finding.kind == "gate":
        return finding
    evidence = masked.get(finding.evidence, finding.evidence) if finding.evidence else None
    return snippet.cut(replace(finding, evidence=evidence), lines, masks)


def _is_new(suppression: Suppression, change: FileChange, known: FileAttribution) -> bool:
    """Whether a comment came with this change on a line that no human is known to have written."""
    return suppression.line in change.added and suppression.line not in known.human


def _bad_suppressions(asked: Sequence[Suppression], path: str, gated: Gated) -> list[Finding]:
    return [
        replace(gatefiles.complaint("gate/bad-suppression", path, one.line), bucket=Bucket.WARNING, reason="only warns")
        for one in asked
        if suppress.is_malformed(one) and one.line in gated.lines
    ]
