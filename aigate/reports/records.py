r"""The model as plain dicts: the hand-written, versioned copy that others rely on (``"schema": "aigate/1"``). Keys only grow.

All JSON of aigate is ASCII: characters beyond it stand as ``\uXXXX``. A path that is not UTF-8 cannot stand in JSON as it
is, so it is spelled as git spells it: in double quotes, with C escapes and octal bytes (``"caf\351.py"``). So that this
can be undone, a path that begins with a double quote is spelled that way too; every other path is itself. In other texts
(quotes, names, subjects) an undecodable byte shows as ``\xe9``.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from aigate.model import Bucket
from aigate.reports.authors import agents, is_ai
from aigate.reports.visible import escape
from aigate.reports.wording import subject

if TYPE_CHECKING:
    from aigate.lines import Lines
    from aigate.model import (
        Attribution,
        Changeset,
        Claim,
        Coverage,
        FileAttribution,
        Finding,
        Fix,
        Gap,
        Identity,
        Judgement,
    )

SCHEMA = "aigate/1"
Record = dict[str, object]

_PRINTABLE = range(0x20, 0x7F)
_C_ESCAPES = {7: "a", 8: "b", 9: "t", 10: "n", 11: "v", 12: "f", 13: "r", 34: '"', 92: "\\"}


def dump(record: object, *, indent: int | None = None) -> str:
    """JSON as ASCII, without control characters but for the newlines of ``indent``."""
    return json.dumps(record, indent=indent, ensure_ascii=True, allow_nan=False)


def exact(path: str) -> str:
    """A path that survives any JSON parser and can be turned back into the bytes git knows."""
    return path if not path.startswith('"') and _is_unicode(path) else quoted(path)


def quoted(path: str) -> str:
    """A path in printable ASCII, as git spells an odd one."""
    spelled = (
        f"\\{_C_ESCAPES[byte]}" if byte in _C_ESCAPES else chr(byte) if byte in _PRINTABLE else f"\\{byte:03o}"
        for byte in encoded(path)
    )
    return f'"{"".join(spelled)}"'


def encoded(path: str) -> bytes:
    """A path's bytes: an undecodable byte as itself, and a surrogate that stands for none as UTF-8 would have it."""
    return b"".join(
        each.encode("utf-8", "surrogateescape" if "\udc80" <= each <= "\udcff" else "surrogatepass") for each in path
    )


def plain(text: str) -> str:
    """Text that is valid Unicode: undecodable bytes and lone surrogates spelled out, everything else as it is."""
    if _is_unicode(text):
        return text
    return "".join(escape(each) if "\ud800" <= each <= "\udfff" else each for each in text)


def finding_record(finding: Finding) -> Record:
    """One finding with all its keys. Where lines are is enough for a machine; those that are gone are said as well."""
    return {
        "rule": plain(finding.rule),
        "path": exact(finding.path),
        "line": finding.span.start,
        "end_line": finding.span.end,
        "anchor": finding.anchor,
        "columns": list(finding.columns) if finding.columns else None,
        "statement": list(finding.statement) if finding.statement else None,
        "severity": str(finding.severity),
        "confidence": str(finding.confidence),
        "message": plain(finding.message),
        "hint": plain(finding.hint),
        "cwe": finding.cwe,
        "owasp": finding.owasp,
        "kind": finding.kind,
        "scanner": finding.scanner,
        "agent": finding.agent,
        "evidence": claim_record(finding.evidence) if finding.evidence else None,
        "bucket": str(finding.bucket),
        "blocking": finding.bucket is Bucket.BLOCKING,
        "reason": plain(finding.reason),
        "fingerprint": finding.fingerprint,
        "references": [plain(reference) for reference in finding.references],
        "way": list(finding.way),
        "also": [plain(rule) for rule in finding.also],
    } | _more(finding)


def _more(finding: Finding) -> Record:
    """What only few findings have."""
    more: Record = {"fix": fix_record(finding.fix)} if finding.fix else {}
    if finding.removed:
        more["removed"] = [[number, plain(text)] for number, text in finding.removed]
    return more


def fix_record(fix: Fix) -> Record:
    """What to write instead: the first changed line alone, since a secret may stand in the others."""
    return {"certain": fix.certain, "note": plain(fix.note), "line": plain(fix.line), "imports": plain(fix.imports)}


def claim_record(claim: Claim) -> Record:
    """One piece of evidence."""
    return {
        "source": claim.source,
        "agent": claim.agent,
        "scope": str(claim.scope),
        "quote": plain(claim.quote),
        "verdict": str(claim.verdict),
        "confidence": str(claim.confidence),
        "model": plain(claim.model) if claim.model else None,
        "reviewer": plain(claim.reviewer) if claim.reviewer else None,
        "path": exact(claim.path) if claim.path is not None else None,
        "line": claim.line,
        "when": claim.when or None,
    }


def changeset_record(judgement: Judgement) -> Record:
    """One changeset with everything that was found out about it."""
    changeset = judgement.changeset
    return {
        "kind": str(changeset.kind),
        "id": changeset.id,
        "author": identity_record(changeset.author),
        "subject": plain(subject(changeset)) if changeset.message is not None else None,
        "date": changeset.date or None,
        "decision": str(judgement.decision),
        "files": [{"path": exact(path), **file_record(file)} for path, file in judgement.attribution.files.items()],
        "agents": agent_records(judgement.attribution),
        "findings": [finding_record(finding) for finding in judgement.findings],
        "not_examined": [gap_record(gap) for gap in judgement.not_examined],
        "excluded": [gap_record(gap) for gap in judgement.excluded],
        "coverage": coverage_record(judgement.coverage),
        "reasons": [plain(reason) for reason in judgement.reasons],
        "notes": [plain(note) for note in judgement.notes],
    }


def attribution_record(changeset: Changeset, attribution: Attribution) -> Record:
    """Who wrote the added lines of one changeset, with the evidence: one line of ``attribute --format jsonl``."""
    return {
        "commit": changeset.id,
        "kind": str(changeset.kind),
        "ai": is_ai(attribution),
        "agents": agent_records(attribution),
        "evidence": [claim_record(claim) for claim in dict.fromkeys(attribution.claims)],
        "files": {exact(path): file_record(file) for path, file in attribution.files.items()},
        "notes": [plain(note) for note in attribution.notes],
        "author": identity_record(changeset.author),
        "subject": plain(subject(changeset)) if changeset.message is not None else None,
        "date": changeset.date or None,
    }


def file_record(file: FileAttribution) -> Record:
    """Each added line's writer as ranges; ``removed`` are the places where an agent took lines away."""
    return {
        "ai": spans(file.ai),
        "human": spans(file.human),
        "unknown": spans(file.unknown),
        "removed": [list(seam) for seam in file.seams],
    }


def agent_records(attribution: Attribution) -> list[Record]:
    """The agents of one changeset and their shares."""
    return [
        {"id": agent.id, "model": plain(agent.model) if agent.model else None, "lines": agent.lines}
        for agent in agents(attribution)
    ]


def gap_record(gap: Gap) -> Record:
    """What was not looked at; ``lines`` null means the whole file."""
    return {
        "path": exact(gap.path),
        "lines": spans(gap.lines) if gap.lines is not None else None,
        "reason": plain(gap.reason),
        "scanner": gap.scanner,
    }


def coverage_record(coverage: Coverage) -> Record:
    """The ledger of one changeset's AI lines."""
    return {
        "ai": coverage.ai,
        "clean": coverage.clean,
        "finding": coverage.finding,
        "not_examined": coverage.not_examined,
        "excluded": coverage.excluded,
    }


def identity_record(identity: Identity | None) -> Record | None:
    """A name and an address, null where there is no commit yet."""
    return {"name": plain(identity.name), "email": plain(identity.email)} if identity else None


def spans(lines: Lines) -> list[list[int]]:
    """``[[3, 9], [12, 12]]``: 1-based, both ends included."""
    return [list(span) for span in lines.spans]


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
