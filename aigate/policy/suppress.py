"""Inline suppressions: what a comment asks to be left alone, and whether its author may ask.

``aigate: ignore[rule] reason`` is ours: an exact rule and a reason, no blanket form. Bandit's ``nosec`` and detect-secrets'
``pragma: allowlist secret`` are read too. All of them count on an AI-written line only where the comment itself stood
before the change: an agent cannot exempt itself.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aigate.lines import Span
from aigate.model import Suppression
from aigate.policy.renamed import current

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aigate.model import Finding

_OURS = re.compile(r"aigate:[ \t]*ignore\b(?:\[(?P<rules>[^\]]*)\])?(?P<reason>.*)", re.IGNORECASE)
_NOSEC = re.compile(r"#[ \t]*nosec\b[: \t]*(?P<tests>[A-Za-z0-9_, \t]*)", re.IGNORECASE)
_PRAGMA = re.compile(r"pragma:?[ \t]+(?:white|allow)list[ -](?P<next>nextline[ -])?secret", re.IGNORECASE)
_COMMENT_ONLY = re.compile(r"^\s*(?:#|//|/\*|<!--|--|;|%|\*)")
_CLOSERS = ("*/", "-->", "--}}", "#}", "%>")
_RULE = re.compile(r"[a-z0-9-]+/[A-Za-z0-9._-]+\Z")
_MINIMUM_REASON = 3  # characters: "x" is not a reason


def suppressions(lines: Sequence[str]) -> Iterator[Suppression]:
    """Every suppression in a file. One of ours without a rule or a reason has that field empty, and never counts."""
    if not _may_hold(upper := "\n".join(lines).upper()):  # of most files that is all there is to do
        return
    for number, (line, shown) in enumerate(zip(lines, upper.split("\n"), strict=True), 1):
        if not _may_hold(shown):
            continue
        if "AIGATE" in shown:
            yield from _ours(lines, number)
        if found := _NOSEC.search(line):
            yield Suppression(found["tests"].strip(), "nosec", number, Span(number, number), "nosec")
        if found := _PRAGMA.search(line):
            covered = number + 1 if found["next"] else number
            yield Suppression("secrets", "pragma", number, Span(covered, covered), "pragma")


def _may_hold(upper: str) -> bool:
    """Whether a text in capitals, as odd letters have them too, may hold a suppression."""
    return "AIGATE" in upper or "NOSEC" in upper or "PRAGMA" in upper


def _ours(lines: Sequence[str], number: int) -> Iterator[Suppression]:
    line = lines[number - 1]
    if not (found := _OURS.search(line)):
        return
    reason = found["reason"]
    for closer in _CLOSERS:
        reason = reason.split(closer)[0]
    reason = reason.strip(" \t:-—")
    reason = reason if len(reason) >= _MINIMUM_REASON else ""
    covers = _next_code(lines, number) if _COMMENT_ONLY.match(line) else number
    for rule in (found["rules"] or "").split(",") or [""]:
        name = rule.strip()
        yield Suppression(name if _RULE.match(name) else "", reason, number, Span(covers, covers))


def _next_code(lines: Sequence[str], number: int) -> int:
    """The line that a comment on a line of its own speaks for."""
    for later in range(number + 1, min(number + 20, len(lines)) + 1):
        text = lines[later - 1]
        if text.strip() and not _COMMENT_ONLY.match(text):
            return later
    return number


def speaks_for(suppression: Suppression, finding: Finding) -> bool:
    """Whether a suppression, whoever wrote it, means this finding: it stands on its lines, or alone above its statement.

    The other lines of a statement do not count, nor does the line above it for a secret: one reasoned entry of a table
    would speak for all that are added to it later.
    """
    covered = suppression.covers.start
    stands_above = covered != suppression.line and finding.kind != "secret" and suppression.syntax == "aigate"
    starts_there = stands_above and covered == (finding.statement or finding.span).start
    if not (finding.span.start <= covered <= finding.span.end or starts_there):
        return False
    match suppression.syntax:
        case "nosec":
            tests = {test.strip().upper() for test in re.split(r"[,\s]+", suppression.rule) if test.strip()}
            named = {test for test in tests if re.fullmatch(r"B\d{3}", test)}
            return finding.scanner == "bandit" and (not named or finding.rule.removeprefix("bandit/") in named)
        case "pragma":
            return finding.scanner == "detect-secrets"
        case _:
            return bool(suppression.reason) and current(suppression.rule) == finding.rule


def is_malformed(suppression: Suppression) -> bool:
    """One of ours that names no rule or gives no reason."""
    return suppression.syntax == "aigate" and not (suppression.rule and suppression.reason)
