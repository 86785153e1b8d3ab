"""The findings about guards that are gone: what each says, and how bad it is."""

from __future__ import annotations

from dataclasses import dataclass

from aigate.model import Confidence, RuleInfo, Severity
from aigate.removals import guards

NAME = "removals"


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of guard."""

    noun: str  # what is gone
    severity: Severity
    cwe: str
    hint: str = "Put it back, or have a human make this change."

    @property
    def message(self) -> str:
        """One sentence."""
        if self is RULES["removals/not-compared"]:
            return "What an agent's change takes away from a file is too much to be compared with what it adds."
        return f"An agent's change takes away {self.noun}, while what it protects stays."


RULES: dict[str, Rule] = {
    "removals/authentication": Rule("a check of who is asking", Severity.HIGH, "CWE-306"),
    "removals/authorization": Rule("a check of who may do this", Severity.HIGH, "CWE-862"),
    "removals/csrf": Rule("a protection against forged requests", Severity.HIGH, "CWE-352"),
    "removals/escaping": Rule("an escape of text", Severity.HIGH, "CWE-116"),
    "removals/validation": Rule("a check of input", Severity.MEDIUM, "CWE-20"),
    "removals/tls-verification": Rule("a check of the other side's certificate", Severity.HIGH, "CWE-295"),
    "removals/timeout": Rule("a timeout", Severity.MEDIUM, "CWE-400"),
    "removals/rate-limit": Rule("a limit on how often one may ask", Severity.MEDIUM, "CWE-770"),
    "removals/audit-log": Rule("a line of the audit log", Severity.MEDIUM, "CWE-778"),
    "removals/assertion": Rule("an assertion about security", Severity.MEDIUM, "CWE-617"),
    "removals/hardening": Rule("a setting that hardens", Severity.MEDIUM, "CWE-693"),
    "removals/sandbox": Rule("a setting that confines a process", Severity.HIGH, "CWE-250"),
    "removals/branch-protection": Rule("a rule of how changes get in", Severity.HIGH, "CWE-284"),
    "removals/ci-permissions": Rule("a limit on what CI may do", Severity.HIGH, "CWE-732"),
    "removals/ci-security": Rule("a security step of CI or of the hooks", Severity.HIGH, "CWE-778"),
    "removals/security-test": Rule("a test about security", Severity.MEDIUM, "CWE-1053",
        "Put the test back, or have a human confirm that what it tests is gone."),
    "removals/not-compared": Rule("more than can be compared", Severity.MEDIUM, "CWE-693",
        "Split the change, or have a human make it."),
}  # fmt: skip


def infos() -> tuple[RuleInfo, ...]:
    """What there is to say of each, with its examples as two sides of a change."""
    bad: dict[str, list[str]] = {}
    good: dict[str, list[str]] = {}
    for guard in guards.load():
        bad.setdefault(guard.rule, []).extend(_sides(pair) for pair in guard.bad)
        good.setdefault(guard.rule, []).extend(_sides(pair) for pair in guard.good)
    return tuple(
        RuleInfo(id=name, message=one.message, severity=one.severity, confidence=Confidence.MEDIUM, scanner=NAME, cwe=one.cwe,
                 hint=one.hint, bad=tuple(bad.get(name, ())), good=tuple(good.get(name, ())))
        for name, one in RULES.items()
    )  # fmt: skip


def _sides(pair: tuple[str, str]) -> str:
    before, after = pair
    return f"before:\n{before}after:\n{after}"
