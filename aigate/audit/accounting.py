"""The account of a commit: what reading, attributing and judging it came to, cut down to what an audit keeps."""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

from aigate.audit.account import Account, Part, Written
from aigate.audit_model import NOT_EXAMINED, AuditedCommit, AuditedFile, Authored, Counted
from aigate.config import OnGap
from aigate.model import Bucket, Identity, Scope, Verdict
from aigate.provenance import catalogue as catalogues
from aigate.provenance.trailers import claims_of_line
from aigate.reports.wording import subject
from aigate.scanners.languages import language_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aigate.config import Config
    from aigate.model import Attribution, Changeset, Claim, FileAttribution, FileChange, Judgement

_SIGNED = re.compile(r"signed-off-by:[ \t]*(.+)", re.IGNORECASE)
_MOST_EVIDENCE = 3
_LONGEST = 500  # characters of a subject, and of a quote


def account_of(changeset: Changeset, when: int, judgement: Judgement, config: Config, suppressions: int) -> Account:
    """The account of a commit that was judged; of one without AI lines, how many lines it added."""
    known = judgement.attribution
    lines = _total(_counted(file) for file in known.files.values())
    author = changeset.author or Identity("", "")
    title = subject(changeset)[:_LONGEST]
    if not known.has_ai:
        return Account(AuditedCommit(changeset.id or "", when, author, title, lines, (), (), ()), notes=known.notes)
    files = tuple(_written(changeset.files, known))
    claims = [claim for claim in known.claims if claim.verdict is Verdict.AI]
    content = [one for one in judgement.findings if one.kind not in ("gate", "message")]
    commit = AuditedCommit(
        changeset.id or "",
        when,
        author,
        title,
        lines,
        _authored(files, claims),
        tuple(sorted({claim.source for claim in claims})),
        tuple(islice(dict.fromkeys(claim.quote[:_LONGEST] for claim in claims), _MOST_EVIDENCE)),
        tuple(AuditedFile(one.path, one.language, one.lines) for one in files),
        is_declared=any(claim.scope is Scope.COMMIT for claim in claims),
        is_signed_off=_is_signed_off(changeset, config),
        breaches=tuple(sorted({one.rule for one in judgement.findings if one.kind == "message"})),
        stopped_by=tuple(sorted(_stopped_by(judgement, config))),
        suppressions=suppressions,
    )
    inside = tuple(one for one in content if one.bucket is not Bucket.OUTSIDE)
    return Account(commit, files, inside, judgement.not_examined, known.notes)


def _counted(file: FileAttribution) -> Counted:
    return Counted(len(file.ai), len(file.human), len(file.unknown))


def _total(counts: Iterable[Counted]) -> Counted:
    return Counted(*map(sum, zip(*counts, strict=True))) if (counts := list(counts)) else Counted()


def _written(changes: Iterable[FileChange], known: Attribution) -> Iterator[Written]:
    """Every file with lines of an agent, and every other by its lines alone."""
    for change in changes:
        file = known.files.get(change.path)
        if file and (file.ai or file.human or file.unknown or file.seams):
            language = language_of(change.path, b"") or ""
            yield Written(
                change.path, change.blob or "", language, _counted(file), tuple(_parts(file)), file.human, file.unknown
            )


def _parts(file: FileAttribution) -> Iterator[Part]:
    """The AI lines, each with the claim that decided it."""
    left = file.ai
    for share in file.shares:
        claim = share.claim
        if left and claim.verdict is Verdict.AI and (mine := share.lines & left):
            left -= mine
            yield Part(mine, claim.agent or "", claim.model or "", claim.source, claim.quote[:_LONGEST])


def _authored(files: Iterable[Written], claims: Iterable[Claim]) -> tuple[Authored, ...]:
    """Who wrote how many lines; agents that are named and that no line is left for have none."""
    lines: Counter[tuple[str, str]] = Counter()
    for file in files:
        for part in file.ai:
            lines[part.agent, part.model] += len(part.lines)
    for claim in claims:
        agents = {agent for agent, _ in lines}
        if (claim.agent or "") not in agents and (claim.agent or not agents):
            lines[claim.agent or "", claim.model or ""] += 0
    found = (Authored(agent, model, count) for (agent, model), count in lines.items())
    return tuple(sorted(found, key=lambda one: (-one.lines, one.agent, one.model)))


def _is_signed_off(changeset: Changeset, config: Config) -> bool:
    """Whether somebody who is no agent has signed it off."""
    catalogue = catalogues.load(config.provenance.agents)
    signed = (_SIGNED.match(line) for line in (changeset.message or "").split("\n"))
    return any(found and not claims_of_line(f"Co-authored-by: {found[1]}", catalogue) for found in signed)


def _stopped_by(judgement: Judgement, config: Config) -> set[str]:
    rules = {one.rule for one in judgement.findings if one.bucket is Bucket.BLOCKING}
    if judgement.not_examined and config.gate.not_examined is OnGap.BLOCK:
        rules.add(NOT_EXAMINED)
    return rules
