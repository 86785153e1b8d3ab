"""A rule's own examples are its tests: each bad one is found, each good one is left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aigate.model import Source
from aigate.rules import ANY
from aigate.scanners import patterns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aigate.rules import Rule
    from aigate.scanners import Settings


def failures_of(rule: Rule, settings: Settings) -> Iterator[str]:
    """One line for each example that a rule judges wrongly, or could not examine."""
    for language in rule.languages:
        for kind, examples in (("bad", rule.bad), ("good", rule.good)):
            for number, code in enumerate(examples, 1):
                outcome = patterns.scan(_source(rule, language, code), settings)
                found = any(finding.rule == rule.id for finding in outcome.findings)
                where = f"{rule.origin}: {rule.id}: {kind} example {number} ({language})"
                if outcome.gaps:
                    yield f"{where} was not examined: {outcome.gaps[0].reason}"
                elif found is not (kind == "bad"):
                    yield f"{where} was {'found' if found else 'not found'}"


def _source(rule: Rule, language: str, code: str) -> Source:
    text = code if code.endswith("\n") else code + "\n"
    return Source(path_for(rule), text.encode(), text, "utf-8", None if language == ANY else language)


def path_for(rule: Rule) -> str:
    """A path that a rule's own patterns match."""
    if not rule.paths:
        return "folder/file"
    guess = rule.paths[0].lstrip("/").replace("**/", "folder/").replace("/**", "/file").replace("*", "x")
    return f"{guess}file.yml" if guess.endswith("/") else guess
