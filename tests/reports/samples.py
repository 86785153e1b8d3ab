"""Reports built by hand, and the pieces they are built of."""

from __future__ import annotations

from dataclasses import replace

from aigate.lines import Lines, Span
from aigate.model import (
    Attribution,
    Bucket,
    Changeset,
    ChangesetKind,
    Claim,
    Confidence,
    Coverage,
    Decision,
    FileAttribution,
    Finding,
    Gap,
    Identity,
    Judgement,
    Report,
    RuleInfo,
    Scope,
    Severity,
    Share,
    Verdict,
)

ADA = Identity("Ada Author", "ada@example.org")
FIRST = "1" * 12 + "a" * 28
SECOND = "2" * 12 + "b" * 28

MARKER = Claim(
    source="markers",
    verdict=Verdict.AI,
    scope=Scope.LINE,
    quote="# ai-begin claude",
    confidence=Confidence.HIGH,
    path="app.py",
    lines=Lines([(3, 9)]),
    agent="claude",
    model="claude-opus-4-8",
    line=2,
)
TRAILER = Claim(
    source="trailers",
    verdict=Verdict.AI,
    scope=Scope.COMMIT,
    quote="Assisted-by: Codex",
    agent="codex",
)
ATTRIBUTION = Attribution(
    files={
        "app.py": FileAttribution(
            "app.py", ai=Lines([(3, 9)]), unknown=Lines([(12, 12)]), shares=(Share(Lines([(3, 9)]), MARKER),)
        )
    },
    claims=(MARKER,),
)
WEAK_HASH = Finding(
    rule="python/weak-hash",
    path="app.py",
    span=Span(4, 4),
    severity=Severity.MEDIUM,
    message="MD5 does not protect anything.",
    confidence=Confidence.HIGH,
    hint="Write hashlib.sha256(data).",
    cwe="CWE-327",
    owasp="A02:2021",
    scanner="patterns",
    columns=(10, 21),
    references=("https://cwe.mitre.org/data/definitions/327.html",),
    statement=Span(4, 4),
    fingerprint="3f2a9c1b77d0",
    bucket=Bucket.BLOCKING,
    agent="claude",
    evidence=MARKER,
    snippet=((3, "def digest(data):"), (4, "\tdigest = hashlib.md5(data)"), (5, "\treturn digest")),
)
SECRET = Finding(
    rule="secrets/aws-access-key",
    path="app.py",
    span=Span(6, 6),
    severity=Severity.CRITICAL,
    message="An AWS access key id stands in the source.",
    confidence=Confidence.HIGH,
    hint="Read it from the environment, and revoke this one: it is in the history now.",
    cwe="CWE-798",
    owasp="A07:2021",
    scanner="secrets",
    kind="secret",
    columns=(7, 27),
    masks=((6, 7, 27),),
    fingerprint="9e8d7c6b5a40",
    bucket=Bucket.BLOCKING,
    agent="claude",
    evidence=MARKER,
    snippet=((6, f'KEY = "{"*" * 20}"'),),
)
ASSERT = Finding(
    rule="bandit/B101",
    path="app.py",
    span=Span(9, 9),
    severity=Severity.LOW,
    message="An assert is gone when Python runs with -O.",
    hint="Raise an exception.",
    cwe="CWE-703",
    scanner="bandit",
    columns=(0, 6),
    fingerprint="0123456789ab",
    bucket=Bucket.WARNING,
    agent="claude",
    evidence=MARKER,
    reason="low severity only warns",
    snippet=((9, "assert user"),),
)
ACCEPTED = replace(
    WEAK_HASH,
    fingerprint="c0ffee000001",
    bucket=Bucket.SUPPRESSED,
    reason="accepted by Ada Author on 2026-01-02: a checksum of a cache key, not a signature",
)
OLD = replace(
    ASSERT, span=Span(40, 40), bucket=Bucket.OUTSIDE, agent=None, evidence=None, reason="on lines that are not gated"
)

RULES = (
    RuleInfo(
        id="python/weak-hash",
        message="MD5 does not protect anything.",
        severity=Severity.MEDIUM,
        confidence=Confidence.HIGH,
        scanner="patterns",
        cwe="CWE-327",
        owasp="A02:2021",
        hint="Write hashlib.sha256(data).",
        languages=("python",),
        references=("https://cwe.mitre.org/data/definitions/327.html",),
    ),
)
INDEX = Changeset(ChangesetKind.INDEX, files=())


def commit(identity: str, message: str, author: Identity = ADA) -> Changeset:
    return Changeset(
        ChangesetKind.COMMIT,
        files=(),
        id=identity,
        message=message,
        author=author,
        committer=author,
        date="2026-01-02T03:04:05+00:00",
    )


def report(*judgements: Judgement, command: str = "check") -> Report:
    """The worst decision of all judgements is the report's."""
    decisions = [judgement.decision for judgement in judgements]
    worst = next((each for each in (Decision.BLOCK, Decision.WARN) if each in decisions), Decision.ALLOW)
    return Report(judgements, worst, command=command, rules=RULES)


def of(*findings: Finding, changeset: Changeset = INDEX, attribution: Attribution = ATTRIBUTION) -> Judgement:
    """A judgement of these findings, as the policy would word it; seven AI lines."""
    blocking = sum(finding.bucket is Bucket.BLOCKING for finding in findings)
    warning = sum(finding.bucket is Bucket.WARNING for finding in findings)
    noun = "finding" if blocking == 1 else "findings"
    return Judgement(
        changeset=changeset,
        attribution=attribution,
        findings=findings,
        coverage=Coverage(ai=7, clean=7 - blocking - warning, finding=blocking + warning),
        decision=Decision.BLOCK if blocking else Decision.WARN if warning else Decision.ALLOW,
        reasons=(f"{blocking} {noun} of medium severity or higher on AI-written lines",) if blocking else (),
    )


NOTHING = report(Judgement(INDEX, Attribution(files={})))
CLEAN = report(of())
BLOCKED = report(of(WEAK_HASH, SECRET))
WARNED = report(of(ASSERT))
SUPPRESSED = report(of(ACCEPTED, OLD))
UNSEEN = report(
    replace(
        of(),
        coverage=Coverage(ai=9, clean=5, not_examined=3, excluded=1),
        not_examined=(
            Gap("data.bin", "binary"),
            Gap("app.py", "does not parse: invalid syntax", Lines([(3, 4), (9, 9)]), "bandit"),
        ),
        excluded=(Gap("package-lock.json", "[paths] exclude"),),
        decision=Decision.BLOCK,
        reasons=("3 AI-written lines could not be examined",),
        notes=("app.py: the marker on line 30 is never closed",),
    )
)
PUSH = report(
    of(changeset=commit(FIRST, "Add the parser\n\nIt parses.\n")),
    of(
        replace(WEAK_HASH, evidence=TRAILER, agent="codex"),
        changeset=commit(SECOND, "Add the digest\n\nAssisted-by: Codex\n"),
    ),
)
ALL = {
    "nothing": NOTHING,
    "clean": CLEAN,
    "blocked": BLOCKED,
    "warned": WARNED,
    "suppressed": SUPPRESSED,
    "unseen": UNSEEN,
    "push": PUSH,
    "no changesets": report(),
}
