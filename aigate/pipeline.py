"""The one path that every entry point ends in.

    changeset -> claims -> attribution -> scanners on the touched files' blobs -> narrow to AI lines
              -> suppressions and acceptances -> policy -> decision

Scanners see whole files; one place narrows (``policy/narrow.py``), one place decides (``policy/decide.py``); a finding is
labelled, never dropped; a line that could not be examined is listed, never skipped.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from aigate import disclosure, examination, firewall, selfguard
from aigate.config import Gate
from aigate.model import (
    Attribution,
    Bucket,
    ChangesetKind,
    Coverage,
    FileAttribution,
    FileKind,
    Finding,
    Gap,
    Judgement,
    Scope,
    Testimony,
    Verdict,
)
from aigate.policy import acceptance, decide, narrow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from aigate.examination import Circumstances, Examined
    from aigate.model import Changeset, Claim, FileChange
    from aigate.policy.trailers import Desk
    from aigate.protected import Policy


def check(changeset: Changeset, policy: Policy, world: Circumstances) -> Judgement:
    """Judge one changeset: who wrote its lines, what is wrong with those that are gated, and what follows."""
    from aigate.provenance.resolve import attribute  # whole files are judged without it

    testimony = world.records(changeset) if world.records else Testimony()
    return judge(changeset, attribute(changeset, world.read, policy.config.provenance, testimony), policy, world)


def judge_message(changeset: Changeset, attribution: Attribution, policy: Policy, desk: Desk) -> Judgement:
    """Hold a changeset's message to the policy, and look at nothing else."""
    found = disclosure.findings_of(changeset, attribution, policy.config, desk)
    return _conclude(changeset, attribution, policy, (), found)


def judge(changeset: Changeset, attribution: Attribution, policy: Policy, world: Circumstances) -> Judgement:
    """Judge a changeset whose authorship is known."""
    examined: list[Examined] = []
    own: list[Finding] = []
    around: list[Finding] = []  # about the guards around the code
    by_agent = any(claim.scope is Scope.COMMIT and claim.verdict is Verdict.AI for claim in attribution.claims)
    for done, change in enumerate(changeset.files):
        if world.progress:
            world.progress(done, len(changeset.files))
        known = attribution.files.get(change.path, FileAttribution(change.path, unknown=change.added))
        gated = narrow.gate(change, known, policy.config.scope)
        if changeset.kind is not ChangesetKind.FILES:  # whole files are no change of the gate
            folders = policy.config.rules.folders
            own += selfguard.findings_of(change, known, world.read, by_agent=by_agent, folders=folders)
        if gated and change.kind is not FileKind.SUBMODULE:
            examined.append(examination.of_file(change, gated, known, policy, world))
        elif gated:
            reason = "submodule: judged in its own repository"
            examined.append(examination.left_out(gated, Gap(change.path, reason, gated.lines)))
    if changeset.kind is not ChangesetKind.FILES:
        seen = {} if world.focused else {one.path: one.findings for one in examined if not (one.gaps or one.excluded)}
        around = firewall.findings_of(changeset, attribution, policy, world.read, world.today, world.checks, seen)
        around = [one for one in around if not world.focused or one.bucket is not Bucket.OUTSIDE]
    if world.desk:
        own += disclosure.findings_of(changeset, attribution, policy.config, world.desk)
    if not world.focused:  # whoever looks at some lines only cannot say that a record fits nothing
        own += _record_complaints(changeset.files, examined, policy, world.today)
    return _conclude(changeset, attribution, policy, examined, own, around)


def _record_complaints(
    files: Sequence[FileChange], examined: Sequence[Examined], policy: Policy, today: date
) -> list[Finding]:
    """Findings about the acceptances in force. Those of them that a human committed only warn."""
    whole = {one.path for one in examined if not one.gaps and not one.excluded}
    gone = {change.old_path or change.path for change in files if change.status == "D"}
    seen = {name for one in examined for name in one.known_as}
    found = [
        *acceptance.malformed_findings(policy.malformed),
        *acceptance.stale_findings(policy.acceptances, today=today, examined=whole | gone, seen=seen),
    ]
    return [replace(finding, bucket=Bucket.WARNING, reason="a record in force only warns") for finding in found]


def _conclude(
    changeset: Changeset,
    attribution: Attribution,
    policy: Policy,
    examined: Sequence[Examined],
    own: Sequence[Finding],
    around: Sequence[Finding] = (),
) -> Judgement:
    config = policy.config
    # A root commit brings the configuration that it is judged by, so that may not say how much its own making matters.
    strict = config if changeset.parents else replace(config, gate=Gate())
    labelled = [
        finding
        if finding.bucket is Bucket.WARNING
        else decide.label(finding, strict, gated=True, suppressed_by=None, void=None, accepted=None)
        for finding in own
    ]
    findings = [finding for one in examined for finding in one.findings] + [*around, *labelled]
    gaps = [gap for one in examined for gap in one.gaps]
    unread = {one.path: one.coverage.not_examined for one in examined if one.gaps}
    decision, reasons = decide.decide(findings, gaps, config, unread)
    notes = [
        *attribution.notes,
        *(f"{file.path}: {warning}" for file in attribution.files.values() for warning in file.warnings),
    ]
    return Judgement(
        changeset,
        _shown(attribution, {claim: shown for one in examined for claim, shown in one.masked}),
        tuple(sorted(findings, key=_order)),
        tuple(gaps),
        tuple(gap for one in examined for gap in one.excluded),
        _total([one.coverage for one in examined]),
        decision,
        reasons,
        tuple(notes),
    )


def _shown(attribution: Attribution, masked: Mapping[Claim, Claim]) -> Attribution:
    """The attribution with no secret in its evidence."""
    if not masked:
        return attribution
    files = {
        path: replace(file, shares=tuple(replace(one, claim=masked.get(one.claim, one.claim)) for one in file.shares))
        for path, file in attribution.files.items()
    }
    return replace(attribution, files=files, claims=tuple(masked.get(claim, claim) for claim in attribution.claims))


def _order(finding: Finding) -> tuple[str, int, int, str]:
    return finding.path, finding.span.start, finding.anchor, finding.rule


def _total(parts: Sequence[Coverage]) -> Coverage:
    return Coverage(
        ai=sum(part.ai for part in parts),
        clean=sum(part.clean for part in parts),
        finding=sum(part.finding for part in parts),
        not_examined=sum(part.not_examined for part in parts),
        excluded=sum(part.excluded for part in parts),
    )
