"""The findings about suppressions: what each says, and how bad it is."""

from __future__ import annotations

from dataclasses import dataclass

from aigate.lines import Span
from aigate.model import Confidence, Finding, RuleInfo, Severity

NAME = "suppressions"
_SIGN = (
    "Mend the code instead. If the scanner is wrong, a human signs: aigate accept FINGERPRINT --reason … --expires …"
)
_POLICY = "Mend the code instead, or name the exact rule and say why."


@dataclass(frozen=True, slots=True)
class _Rule:
    message: str
    hint: str
    severity: Severity
    bad: tuple[str, ...] = ()
    good: tuple[str, ...] = ()


RULES: dict[str, _Rule] = {
    "suppressions/secrets": _Rule(
        "An agent's line tells a secret scanner to look away.", _SIGN, Severity.MEDIUM,
        ("token = load()  # gitleaks:allow\n",), ("token = load()\n",),
    ),
    "suppressions/security": _Rule(
        "An agent's line tells a security scanner to look away.", _SIGN, Severity.MEDIUM,
        ("run(command, shell=True)  # nosec B602\n", "run(command, shell=True)  # noqa: S602\n"), ("run([name])\n",),
    ),
    "suppressions/list-security": _Rule(
        "An agent's line in an ignore list or a baseline tells a security scanner to look away.", _SIGN, Severity.MEDIUM,
        ("# .trivyignore\nCVE-2030-1234\n",),
    ),
    "suppressions/ci-security": _Rule(
        "An agent's line lets a security scanner fail without stopping anything.", _SIGN, Severity.MEDIUM,
        ("bandit -r src || true\n",), ("bandit -r src\n",),
    ),
    "suppressions/types": _Rule("An agent's line switches off a type checker.", _POLICY, Severity.LOW,
        ("x = f()  # type: ignore[no-untyped-call]\n",)),
    "suppressions/lint": _Rule("An agent's line switches off a linter.", _POLICY, Severity.LOW, ("import os  # noqa: F401\n",)),
    "suppressions/list-lint": _Rule("An agent's line in a linter's ignore list or baseline.", _POLICY, Severity.LOW),
    "suppressions/hooks": _Rule("An agent's change touches the hooks that check commits.",
        "Let a human review it, best in a commit of its own.", Severity.LOW),
    "suppressions/ci-step": _Rule("An agent's line lets a step of CI fail, or never run.",
        "Let the step fail, or have a human review this.", Severity.LOW),
    "suppressions/skip-ci": _Rule("The message of an agent's commit tells CI not to run.", "Leave it out.", Severity.LOW),
    "suppressions/format": _Rule("An agent's line switches off a formatter.", "Nothing to do with security.", Severity.INFO),
    "suppressions/coverage": _Rule("An agent's line is left out of the test coverage.", "Write the test.", Severity.INFO),
    "suppressions/unknown-rule": _Rule("A suppression names a rule that its tool cannot have.", "Name the rule as the tool prints it.", Severity.LOW),
    "suppressions/expired": _Rule("A suppression has expired before it came.", "Mend the code.", Severity.LOW),
    "suppressions/dead": _Rule("A suppression speaks of nothing: the scanner finds nothing there.", "Delete it.", Severity.LOW),
    "suppressions/density": _Rule("An agent's change multiplies the suppressions in a file.", "Mend what they hide.", Severity.LOW),
}  # fmt: skip


def infos() -> tuple[RuleInfo, ...]:
    """What there is to say of each."""
    return tuple(
        RuleInfo(id=name, message=one.message, severity=one.severity, confidence=Confidence.HIGH, scanner=NAME, cwe="CWE-778"
                 if one.severity >= Severity.MEDIUM else "", hint=one.hint, bad=one.bad, good=one.good)
        for name, one in RULES.items()
    )  # fmt: skip


def finding(rule: str, path: str, line: int, message: str = "", columns: tuple[int, int] | None = None) -> Finding:
    """A finding about one line."""
    known = RULES[rule]
    return Finding(
        rule, path, Span(line, line), known.severity, message or known.message, Confidence.HIGH, known.hint,
        cwe="CWE-778" if known.severity >= Severity.MEDIUM else "", scanner=NAME, columns=columns, statement=Span(line, line),
    )  # fmt: skip
