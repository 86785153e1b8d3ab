"""The findings about a commit message: what each says, how bad it is, and where it points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aigate.config import MessageRule
from aigate.lines import Span
from aigate.model import Bucket, Confidence, Finding, RuleInfo, Severity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aigate.model import Claim

# git refuses to track anything in a folder of this name, so no file of a change can ever be called so; and after a refused
# commit the file of this name holds the very message.
PATH = ".git/COMMIT_EDITMSG"
SCANNER = "trailers"


@dataclass(frozen=True, slots=True)
class _Rule:
    message: str
    hint: str
    severity: Severity
    bad: str = ""
    good: str = ""


_KERNEL_GOOD = "Mend the cache\n\nAssisted-by: claude:claude-opus-4-8\nSigned-off-by: Ada Author <ada@example.org>\n"
RULES: Mapping[MessageRule, _Rule] = {
    MessageRule.MISSING: _Rule("An agent had a hand in the commit, and the trailer that the policy demands is missing.",
        "Add the line that the finding names.", Severity.HIGH,
        "Mend the cache\n\nCo-authored-by: Claude <noreply@anthropic.com>\n", _KERNEL_GOOD),
    MessageRule.UNDECLARED: _Rule("Lines of the commit are an agent's, and its message does not say so.",
        "Add the line that the finding names.", Severity.HIGH, "Mend the cache\n", _KERNEL_GOOD),
    MessageRule.OUTSIDE_BLOCK: _Rule("The trailer is there, but outside the last paragraph, where git does not take it for one.",
        "Move it to the last paragraph, with nothing but trailers in it and a blank line above.", Severity.MEDIUM,
        "Mend the cache\n\nAssisted-by: claude:claude-opus-4-8\n\nIt had gone stale.\n",
        "Mend the cache\n\nIt had gone stale.\n\nAssisted-by: claude:claude-opus-4-8\n"),
    MessageRule.MALFORMED: _Rule("The value of an AI trailer has not the form that the policy demands.",
        "Write it like the example.", Severity.MEDIUM, "Mend the cache\n\nAssisted-by: Claude Opus 4.8\n", _KERNEL_GOOD),
    MessageRule.FORBIDDEN: _Rule("The policy forbids this line in a commit message.", "Take it out: aigate trailers strip", Severity.HIGH,
        "Mend the cache\n\nCo-authored-by: Claude <noreply@anthropic.com>\n", "Mend the cache\n\nCo-authored-by: Bob <bob@example.org>\n"),
    MessageRule.AGENT_SIGN_OFF: _Rule("An agent signs off, but only a human can vouch for a contribution.",
        "Take the line out, review the change, and sign off yourself: git commit --signoff", Severity.HIGH,
        "Mend the cache\n\nSigned-off-by: Claude <noreply@anthropic.com>\n", _KERNEL_GOOD),
    MessageRule.NO_HUMAN_SIGN_OFF: _Rule("An agent had a hand in the commit, and no human signs it off.",
        "Review the change, then sign off: git commit --signoff", Severity.HIGH,
        "Mend the cache\n\nAssisted-by: claude:claude-opus-4-8\n", _KERNEL_GOOD),
    MessageRule.CONTRADICTS: _Rule("The message names an AI, but the records say that a human wrote every line.",
        "Take the line out, if the records are right: aigate trailers strip", Severity.LOW),
    MessageRule.SUSPICIOUS: _Rule("An agent runs this commit, but nothing says that it wrote any of it. That alone proves nothing.",
        "If the agent wrote some of these lines, say so in a trailer.", Severity.LOW),
}  # fmt: skip


def infos() -> tuple[RuleInfo, ...]:
    """What can be wrong with a message."""
    return tuple(
        RuleInfo(id=f"trailers/{rule}", message=one.message, severity=one.severity, confidence=Confidence.HIGH, scanner=SCANNER, hint=one.hint,
                 bad=(one.bad,) if one.bad else (), good=(one.good,) if one.good else ())
        for rule, one in RULES.items()
    )  # fmt: skip


def finding(
    severities: Mapping[MessageRule, Severity],
    rule: MessageRule,
    line: int,
    message: str,
    hint: str = "",
    *,
    shown: str = "",
    evidence: Claim | None = None,
    doubtful: bool = False,
) -> Finding:
    """A finding about a line of the message, which is shown where there is one. A guess only warns, whatever its severity."""
    is_guess = doubtful or rule is MessageRule.SUSPICIOUS
    return Finding(
        f"trailers/{rule}", PATH, Span(line, line), severities[rule], message, Confidence.HIGH, hint or RULES[rule].hint,
        scanner=SCANNER, kind="message", agent=evidence.agent if evidence else None, evidence=evidence,
        bucket=Bucket.WARNING if is_guess else Bucket.OUTSIDE, reason="a guess only warns" if is_guess else "",
        snippet=((line, shown),) if shown else (),
    )  # fmt: skip
