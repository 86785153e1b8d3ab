"""``.aigate/accepted.jsonl``: reasoned, expiring records that one finding is a false alarm.

One JSON object a line, no line numbers, no order: the file merges by union. A record counts on AI-written lines once it
stands in the protected revision, so an agent cannot accept its own finding in the change that brings it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from aigate.lines import Span
from aigate.model import Confidence, Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

PATH = ".aigate/accepted.jsonl"
OF_CHANGES = ("suppressions/", "removals/")  # rules about what a change does, not about what a file holds
_KEYS = ("fingerprint", "rule", "path", "reason", "by", "on", "expires")


@dataclass(frozen=True, slots=True)
class Acceptance:
    """One human's word that one finding may stay, until ``expires``."""

    fingerprint: str
    rule: str
    path: str
    reason: str
    by: str = ""
    on: str = ""  # ISO date
    expires: str = ""  # ISO date; empty: never
    line: int = 0  # where the record stands in its file

    def expired(self, today: date) -> bool:
        """Whether its last day has passed."""
        return bool(self.expires) and date.fromisoformat(self.expires) < today

    def as_line(self) -> str:
        """The record as its file holds it, newline included."""
        values = {key: getattr(self, key) for key in _KEYS if getattr(self, key)}
        return json.dumps(values, ensure_ascii=True) + "\n"


@dataclass(frozen=True, slots=True)
class Malformed:
    """A line that is no record, and why."""

    line: int
    why: str


def read(data: bytes) -> tuple[tuple[Acceptance, ...], tuple[Malformed, ...]]:
    """The records of a file, and the lines that are none."""
    records: list[Acceptance] = []
    malformed: list[Malformed] = []
    for number, raw in enumerate(data.split(b"\n"), 1):
        if not raw.strip():
            continue
        record = _read_line(raw, number)
        if isinstance(record, Acceptance):
            records.append(record)
        else:
            malformed.append(record)
    return tuple(records), tuple(malformed)


def _read_line(raw: bytes, number: int) -> Acceptance | Malformed:
    try:
        values = json.loads(raw)
    except (ValueError, RecursionError):
        return Malformed(number, "it is not a JSON object on one line")
    if not isinstance(values, dict) or not all(isinstance(value, str) for value in values.values()):
        return Malformed(number, "it is not an object of strings")
    if unknown := sorted(set(values) - set(_KEYS)):
        return Malformed(number, f'it has the unknown key "{unknown[0]}"')
    for key in ("fingerprint", "rule", "path", "reason"):
        if not values.get(key, "").strip():
            return Malformed(number, f"it has no {key}")
    try:
        for key in ("on", "expires"):
            if values.get(key):
                date.fromisoformat(values[key])
    except ValueError:
        return Malformed(number, "a date in it is not of the form YYYY-MM-DD")
    return Acceptance(**values, line=number)


def standing(records: Iterable[Acceptance], today: date) -> dict[str, Acceptance]:
    """The records that count today, by fingerprint."""
    return {record.fingerprint: record for record in records if not record.expired(today)}


def malformed_findings(malformed: Iterable[Malformed]) -> list[Finding]:
    """A finding for each line that is no record."""
    return [
        _complaint("gate/acceptance-malformed", bad.line, f"This record does not count: {bad.why}.", Severity.MEDIUM)
        for bad in malformed
    ]


def stale_findings(
    records: Iterable[Acceptance], *, today: date, examined: Collection[str], seen: Collection[str]
) -> list[Finding]:
    """A finding for each record that is expired or dead.

    A record is dead when its file was ``examined`` here (or is gone, which the caller counts as examined) and holds no
    finding of that fingerprint (``seen``). A record of a file that this change does not touch is not looked at.
    """
    found: list[Finding] = []
    for record in records:
        if record.expired(today):
            message = f"The acceptance of {record.rule} in {record.path} expired on {record.expires}."
            found.append(_complaint("gate/acceptance-expired", record.line, message))
        elif record.rule.startswith(OF_CHANGES):
            continue  # it was for one change, and is done with
        elif record.path in examined and record.fingerprint not in seen:
            message = f"The acceptance of {record.rule} in {record.path} fits no finding any more."
            found.append(_complaint("gate/acceptance-dead", record.line, message))
    return found


def _complaint(rule: str, line: int, message: str, severity: Severity = Severity.LOW) -> Finding:
    hints = {
        "gate/acceptance-malformed": 'Mend the line, or write it anew: aigate accept FINGERPRINT --reason "…"',
        "gate/acceptance-expired": "Mend the code, or accept the finding anew with a later --expires; then delete this line.",
        "gate/acceptance-dead": "Delete this line.",
    }
    return Finding(
        rule, PATH, Span(line, line), severity, message, Confidence.HIGH, hints[rule], scanner="gate", kind="gate"
    )
