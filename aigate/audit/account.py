"""What an audit keeps of one commit: who wrote its lines, and what is wrong with those that an agent wrote.

An account is plain data and goes through JSON unharmed: over processes, and into the store. It holds no secret, for evidence
and findings hold none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from aigate.audit_model import AuditedCommit, AuditedFile, Authored, Counted
from aigate.lines import Lines, Span
from aigate.model import NO_LINES, Bucket, Claim, Confidence, Finding, Gap, Identity, Scope, Severity, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

Plain = list[Any]  # what JSON can hold


class Part(NamedTuple):
    """Lines of a file that an agent wrote by one and the same evidence."""

    lines: Lines
    agent: str
    model: str
    source: str
    quote: str


class Written(NamedTuple):
    """What a commit added to one file. Each AI line is in exactly one of the parts."""

    path: str
    blob: str  # "" where the commit left none behind
    language: str
    lines: Counted
    ai: tuple[Part, ...] = ()
    human: Lines = NO_LINES
    unknown: Lines = NO_LINES  # added, and nobody's by any evidence


@dataclass(frozen=True, slots=True)
class Account:
    """One commit, read, attributed and examined."""

    commit: AuditedCommit
    files: tuple[Written, ...] = ()
    findings: tuple[Finding, ...] = ()  # on its AI lines, labelled by the policy that the audit holds it to
    gaps: tuple[Gap, ...] = ()  # AI lines that could not be examined
    notes: tuple[str, ...] = ()  # about the records of who wrote it: what could not be read or did not fit

    @property
    def is_ai(self) -> bool:
        """Whether an agent wrote, or removed, any of its lines."""
        return bool(self.commit.sources)


# ---------------------------------------------------------------- through JSON


def to_plain(account: Account) -> Plain:
    """An account as JSON can hold it."""
    return [
        _commit_to_plain(account.commit),
        [written_to_plain(one) for one in account.files],
        [finding_to_plain(one) for one in account.findings],
        [gap_to_plain(one) for one in account.gaps],
        account.notes,
    ]


def from_plain(plain: Plain) -> Account:
    """The account again; TypeError or ValueError for what is none."""
    commit, files, findings, gaps, notes = plain
    written = tuple(map(written_from_plain, files))
    return Account(
        _commit_from_plain(commit, tuple([AuditedFile(one.path, one.language, one.lines) for one in written])),
        written,
        tuple(map(finding_from_plain, findings)),
        tuple(map(gap_from_plain, gaps)),
        tuple(notes),
    )


def _commit_to_plain(commit: AuditedCommit) -> Plain:
    return [
        commit.id, commit.when, commit.author.name, commit.author.email, commit.subject, commit.lines, commit.authored,
        commit.sources, commit.evidence, commit.is_declared, commit.is_signed_off, commit.breaches, commit.stopped_by,
        commit.suppressions,
    ]  # fmt: skip


def audited_to_plain(commit: AuditedCommit) -> Plain:
    """A commit as reports show it, with its files, as JSON can hold it."""
    return [_commit_to_plain(commit), [[one.path, one.language, one.lines] for one in commit.files]]


def audited_from_plain(plain: Plain) -> AuditedCommit:
    """It again."""
    commit, files = plain
    return _commit_from_plain(
        commit, tuple([AuditedFile(path, language, Counted(*lines)) for path, language, lines in files])
    )


def _commit_from_plain(plain: Plain, files: tuple[AuditedFile, ...]) -> AuditedCommit:
    (
        oid, when, name, email, subject, lines, authored, sources, evidence, is_declared, is_signed_off, breaches, stopped_by,
        suppressions,
    ) = plain  # fmt: skip
    return AuditedCommit(
        oid, when, Identity(name, email), subject, Counted(*lines), tuple(Authored(*one) for one in authored), tuple(sources),
        tuple(evidence), files, is_declared, is_signed_off,
        tuple(breaches), tuple(stopped_by), suppressions,
    )  # fmt: skip


def written_to_plain(one: Written) -> Plain:
    """What a commit wrote in one file, as JSON can hold it."""
    parts = [[part.lines.spans, *part[1:]] for part in one.ai]
    return [one.path, one.blob, one.language, one.lines, parts, one.human.spans, one.unknown.spans]


def written_from_plain(plain: Plain) -> Written:
    """It again."""
    path, blob, language, lines, parts, human, unknown = plain
    ai = tuple(Part(Lines(spans), *words) for spans, *words in parts)
    return Written(path, blob, language, Counted(*lines), ai, _lines(human), _lines(unknown))


def _lines(spans: Plain) -> Lines:
    return Lines(spans) if spans else NO_LINES


def gap_to_plain(gap: Gap) -> Plain:
    """A gap as JSON can hold it."""
    return [gap.path, gap.reason, None if gap.lines is None else gap.lines.spans, gap.scanner]


def gap_from_plain(plain: Plain) -> Gap:
    """The gap again."""
    path, reason, spans, scanner = plain
    return Gap(path, reason, None if spans is None else Lines(spans), scanner)


def finding_to_plain(finding: Finding) -> Plain:
    """A finding as JSON can hold it. Of its evidence, all but the lines that it covers."""
    return [
        finding.rule, finding.path, finding.span, int(finding.severity), finding.message, int(finding.confidence), finding.hint,
        finding.cwe, finding.owasp, finding.scanner, finding.kind, finding.line, finding.columns, finding.masks,
        finding.references, finding.way, finding.statement, finding.fingerprint, str(finding.bucket), finding.agent,
        _claim_to_plain(finding.evidence) if finding.evidence else None, finding.reason, finding.also,
        finding.snippet, finding.removed,
    ]  # fmt: skip


def finding_from_plain(plain: Plain) -> Finding:
    """The finding again."""
    (
        rule, path, span, severity, message, confidence, hint, cwe, owasp, scanner, kind, line, columns, masks, references,
        way, statement, fingerprint, bucket, agent, evidence, reason, also, snippet, removed,
    ) = plain  # fmt: skip
    return Finding(
        rule, path, Span(*span), Severity(severity), message, Confidence(confidence), hint, cwe, owasp, scanner, kind, line,
        _pair(columns), tuple((a, b, c) for a, b, c in masks), tuple(references), tuple(way),
        Span(*statement) if statement else None, fingerprint, Bucket(bucket), agent, _claim_from_plain(evidence) if evidence else None, reason,
        tuple(also), tuple((number, text) for number, text in snippet),
        tuple((number, text) for number, text in removed),
    )  # fmt: skip


def _pair(columns: Sequence[int] | None) -> tuple[int, int] | None:
    if columns is None:
        return None
    start, end = columns
    return start, end


def _claim_to_plain(claim: Claim) -> Plain:
    return [
        claim.source, str(claim.verdict), str(claim.scope), claim.quote, int(claim.confidence), claim.path, claim.agent,
        claim.model, claim.reviewer, claim.line, claim.when, claim.via,
    ]  # fmt: skip


def _claim_from_plain(plain: Plain) -> Claim:
    source, verdict, scope, quote, confidence, path, agent, model, reviewer, line, when, via = plain
    return Claim(
        source, Verdict(verdict), Scope(scope), quote, Confidence(confidence), path, NO_LINES, agent, model, reviewer, line,
        when, via,
    )  # fmt: skip
