"""SARIF's descriptors: every rule that a result names, with its help, its CWE and how sure it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aigate.model import RuleInfo, Severity
from aigate.reports.sarif_results import LEVELS, NOT_EXAMINED, NOTE, prose
from aigate.reports.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aigate.model import Finding
    from aigate.reports.records import Record

HOME = "https://github.com/aigate/aigate"
# Where code scanning services draw their lines: above 9.0 critical, from 7.0 high, from 4.0 medium, above 0 low.
_SCORES = {
    Severity.CRITICAL: "9.5",
    Severity.HIGH: "8.0",
    Severity.MEDIUM: "5.5",
    Severity.LOW: "2.5",
    Severity.INFO: "0.0",
}
NOTIFICATIONS: list[Record] = [
    {
        "id": NOT_EXAMINED,
        "shortDescription": {"text": "AI-written lines that could not be examined, and why."},
        "defaultConfiguration": {"level": "error"},
    },
    {
        "id": NOTE,
        "shortDescription": {"text": "Something odd about the evidence of who wrote what."},
        "defaultConfiguration": {"level": "note"},
    },
]


def rule_records(known: Iterable[RuleInfo], findings: Iterable[Finding]) -> list[Record]:
    """The rules of these findings, each once, by id; one the report does not describe is described by its first finding."""
    described = {rule.id: rule for rule in known}
    named: dict[str, RuleInfo] = {}
    for finding in findings:
        named.setdefault(visible(finding.rule), described.get(finding.rule) or _from_finding(finding))
    return [_record(rule) for _, rule in sorted(named.items())]


def _from_finding(finding: Finding) -> RuleInfo:
    return RuleInfo(
        id=finding.rule,
        message=finding.message,
        severity=finding.severity,
        confidence=finding.confidence,
        scanner=finding.scanner,
        cwe=finding.cwe,
        owasp=finding.owasp,
        hint=finding.hint,
        references=finding.references,
    )


def _record(rule: RuleInfo) -> Record:
    message, hint = prose(rule.message), prose(rule.hint)
    links = _links(rule)
    return {
        "id": visible(rule.id),
        "shortDescription": {"text": message},
        "fullDescription": {"text": f"{message} {hint}".strip()},
        "help": {"text": _plain_help(rule, message, hint, links), "markdown": _markdown(rule, message, hint, links)},
        "helpUri": links[0] if links else HOME,
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {
            "tags": _tags(rule),
            "security-severity": _SCORES[rule.severity],
            "precision": str(rule.confidence),
        },
    }


def _plain_help(rule: RuleInfo, message: str, hint: str, links: list[str]) -> str:
    see = f"See: {', '.join(links)}" if links else ""
    more = f"More: aigate explain {visible(rule.id)}"
    return "\n".join(line for line in (message, hint, _classes(rule), see, more) if line)


def _markdown(rule: RuleInfo, message: str, hint: str, links: list[str]) -> str:
    """The examples stay out: a rule about secrets has some that look like secrets. ``aigate explain`` shows them."""
    parts = [
        message,
        f"**What to write instead:** {hint}" if hint else "",
        _classes(rule),
        "\n".join(f"- <{link}>" for link in links),
        f"`aigate explain {visible(rule.id)}` shows examples.",
    ]
    return "\n\n".join(part for part in parts if part)


def _classes(rule: RuleInfo) -> str:
    return ", ".join(part for part in (visible(rule.cwe), f"OWASP {visible(rule.owasp)}" if rule.owasp else "") if part)


def _links(rule: RuleInfo) -> list[str]:
    """The rule's references that are web addresses; failing those, the page of its CWE."""
    links = [visible(link) for link in rule.references if link.startswith(("https://", "http://")) and " " not in link]
    number = _cwe_number(rule)
    if not links and number:
        links.append(f"https://cwe.mitre.org/data/definitions/{number}.html")
    return links


def _tags(rule: RuleInfo) -> list[str]:
    number = _cwe_number(rule)
    tags = ["security", f"external/cwe/cwe-{number:03d}" if number else "", visible(rule.owasp), visible(rule.scanner)]
    return [tag for tag in dict.fromkeys(tags) if tag]


def _cwe_number(rule: RuleInfo) -> int:
    """327 of ``CWE-327``; 0 where there is none."""
    digits = rule.cwe.rpartition("-")[2]
    return int(digits) if digits.isascii() and digits.isdigit() else 0
