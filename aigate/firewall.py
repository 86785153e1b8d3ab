"""What a change does to the guards around code: suppressions that it adds, protection that it takes away.

Scanners look at what a file is; this looks at what becomes of it. So it needs both sides of every file of the change, and
says nothing of whole files. A finding has a name, and a human may accept it; no comment in the code can suppress it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from aigate import snippet
from aigate.config import GateScope
from aigate.lines import Lines, Span
from aigate.model import FileAttribution, FileKind, Scope, Verdict
from aigate.policy import acceptance, decide, exclude, message_rules, narrow
from aigate.policy.fingerprint import name_all
from aigate.scanners import Settings
from aigate.scanners.registry import SCANNERS
from aigate.scanners.statements import outline_of
from aigate.sides import Sides

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from datetime import date

    from aigate.model import Attribution, Changeset, Claim, Finding, RuleInfo, Source
    from aigate.policy.acceptance import Acceptance
    from aigate.protected import Policy
    from aigate.removals.found import Loss
    from aigate.snippet import Masks

NAMES = (_ADDED, _LOST) = ("suppressions", "removals")  # the checks of a change as a whole


def infos() -> tuple[RuleInfo, ...]:
    """All that can be found here."""
    from aigate.removals import rules as removals
    from aigate.suppressions import rules as suppressions

    return suppressions.infos() + removals.infos()


def findings_of(
    changeset: Changeset,
    attribution: Attribution,
    policy: Policy,
    read: Callable[[str], bytes],
    today: date,
    checks: Collection[str] = NAMES,
    seen: Mapping[str, Sequence[Finding]] | None = None,
) -> list[Finding]:
    """The findings of the checks that are asked for, labelled. ``seen``: what scanners found in files that they read whole."""
    by_agent = any(claim.scope is Scope.COMMIT and claim.verdict is Verdict.AI for claim in attribution.claims)
    files: list[tuple[Sides, narrow.Gated]] = []
    everything: list[Sides] = []
    for change in changeset.files:
        if change.kind is FileKind.SUBMODULE or exclude.excluded(change.path, policy.config.paths):
            continue
        sides = Sides(change, read, policy.config.limits.file_size)
        everything.append(sides)
        known = attribution.files.get(change.path, FileAttribution(change.path, unknown=change.added))
        gated = narrow.gate(change, known, policy.config.scope)
        if change.status == "D" and (policy.config.scope is not GateScope.AI or by_agent):
            gated = narrow.Gated(seams=tuple(hunk.seam for hunk in change.hunks))
        if gated:
            files.append((sides, gated))
    message = list(_of_message(changeset, attribution, policy)) if _ADDED in checks else []
    if not files:
        return message
    found: list[Finding] = []
    if _ADDED in checks:
        from aigate.suppressions import added

        found += added.findings_of([sides for sides, _ in files], everything, today, seen or {})
    by_path = {sides.change.path: (sides, gated) for sides, gated in files}
    lost: list[Finding] = []
    if _LOST in checks:
        from aigate.removals.found import losses

        losing = [sides for sides, gated in files if gated.seams or gated.lines]
        lost += _losses(tuple(losses(losing, everything, policy.config.salt)), by_path, attribution, policy, today)
    return [*message, *_labelled(found, by_path, attribution, policy, today), *lost]


def _of_message(changeset: Changeset, attribution: Attribution, policy: Policy) -> Iterator[Finding]:
    """A message that tells CI not to look at what an agent wrote."""
    rule, rules = "suppressions/skip-ci", policy.config.rules
    if not attribution.has_ai or rule in rules.disable or not changeset.message:
        return
    from aigate.suppressions import pipelines
    from aigate.suppressions.rules import finding

    if line := pipelines.skips_ci(changeset.message):
        told = replace(finding(rule, message_rules.PATH, line), kind="message")
        told = replace(told, severity=rules.severity.get(rule, told.severity))
        yield decide.label(told, policy.config, gated=True, suppressed_by=None, void=None, accepted=None)


def _labelled(
    found: Sequence[Finding],
    files: Mapping[str, tuple[Sides, narrow.Gated]],
    attribution: Attribution,
    policy: Policy,
    today: date,
) -> Iterator[Finding]:
    standing = acceptance.standing(policy.acceptances, today)
    rules = policy.config.rules
    wanted = [one for one in found if one.rule not in rules.disable]
    for path in dict.fromkeys(one.path for one in wanted):
        here = [replace(one, severity=rules.severity.get(one.rule, one.severity)) for one in wanted if one.path == path]
        sides, gated = files[path]
        owners = narrow.Owners(attribution.files.get(path, FileAttribution(path)))
        for one in _named(here, sides, policy):
            is_gated = gated.lines.meets(one.span)
            claim = owners.claim_at(one.span) if is_gated else None
            yield _decided(one, claim, standing, policy, gated=is_gated)


def _losses(
    found: Sequence[Loss],
    files: Mapping[str, tuple[Sides, narrow.Gated]],
    attribution: Attribution,
    policy: Policy,
    today: date,
) -> Iterator[Finding]:
    from aigate.removals.missing import NOT_COMPARED

    standing = acceptance.standing(policy.acceptances, today)
    rules = policy.config.rules
    wanted = [loss for loss in found if loss.finding.rule not in rules.disable]
    for path in dict.fromkeys(loss.finding.path for loss in wanted):
        here = [loss for loss in wanted if loss.finding.path == path]
        gated, owners = files[path][1], narrow.Owners(attribution.files.get(path, FileAttribution(path)))
        for loss, told in zip(here, _with_both_sides(here, policy), strict=True):
            is_gated = loss.hunk.seam in gated.seams if told.removed else gated.lines.meets(loss.hunk.added)
            is_gated = is_gated or told.rule == NOT_COMPARED  # only files with gated places are compared at all
            claim = (owners.claim_at(told.span) or _wide_claim(attribution)) if is_gated else None
            severity = rules.severity.get(told.rule, told.severity)
            yield _decided(replace(told, severity=severity), claim, standing, policy, gated=is_gated)


def _decided(
    one: Finding, claim: Claim | None, standing: Mapping[str, Acceptance], policy: Policy, *, gated: bool
) -> Finding:
    """A finding with whoever it is about, and what policy makes of it; no comment counts."""
    signed = standing.get(one.fingerprint)
    return decide.label(
        replace(one, evidence=claim, agent=claim.agent if claim else None),
        policy.config,
        gated=gated,
        suppressed_by=None,
        void=None,
        accepted=signed if signed and _is_signed(signed, one) else None,
    )


def _wide_claim(attribution: Attribution) -> Claim | None:
    """What says that the whole change is an agent's."""
    return next((one for one in attribution.claims if one.scope is Scope.COMMIT and one.verdict is Verdict.AI), None)


def _with_both_sides(found: Sequence[Loss], policy: Policy) -> Iterator[Finding]:
    """The findings of one file with its lines as they were and as they are, and nothing secret in either."""
    sides = found[0].sides
    gone = [Span(number, number) for loss in found for number, _ in loss.finding.removed]
    there = [loss.finding.statement or loss.finding.span for loss in found]
    old = _masks(sides.old, gone, policy) if sides.old and gone else {}
    new = _masks(sides.new, there, policy) if sides.new else {}
    for loss in found:
        shown = tuple((number, snippet.mask(text, old.get(number, ()))) for number, text in loss.finding.removed)
        yield snippet.cut(replace(loss.finding, removed=shown), sides.new_lines, new)


def _is_signed(record: Acceptance, finding: Finding) -> bool:
    """Whether a record is for this finding; who lets a scanner be switched off has to say until when."""
    return record.rule == finding.rule and (bool(record.expires) or finding.scanner != _ADDED)


def _named(found: Sequence[Finding], sides: Sides, policy: Policy) -> Iterator[Finding]:
    """The findings of one file with their names and their lines."""
    lines = sides.new_lines
    named = name_all(
        found,
        salt=policy.config.salt,
        path=sides.change.path,
        lines=lines,
        symbol_at=outline_of(sides.new).symbol_at if sides.new else lambda _: "",
        is_new=sides.change.added.meets,
    )
    spans = [one.statement or one.span for one in named]
    masks = _masks(sides.new, spans, policy) if sides.new else {}
    for one in named:
        yield snippet.cut(one, lines, masks)


def _masks(source: Source, spans: Sequence[Span], policy: Policy) -> Masks:
    """What must not be shown of some lines: whatever a scanner takes for a secret."""
    settings = Settings(policy.rules, policy.config.limits.seconds, Lines(spans))
    outcomes = [scanner.scan(source, settings) for scanner in SCANNERS if scanner.accepts(source)]
    return snippet.masks_of((finding for one in outcomes for finding in one.findings), source.lines)
