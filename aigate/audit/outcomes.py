"""What scanners saw, kept by file, content, lines and scanner, and for our own rules by rule.

When a scanner changes, it alone looks again; when rules are added or change, those alone are run, and what rules found that
are gone is dropped. Where some lines could not be examined, that scanner looks again at all of it: nobody can say which of
its rules had been through.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from aigate.audit import digests
from aigate.audit.account import finding_from_plain, finding_to_plain, gap_from_plain, gap_to_plain
from aigate.audit.store import key
from aigate.policy import suppress
from aigate.rules import RuleSet
from aigate.scanners import Outcome, Settings, patterns
from aigate.scanners.registry import SCANNERS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aigate.audit.account import Plain
    from aigate.audit.store import Store
    from aigate.lines import Lines
    from aigate.model import FileChange, Source
    from aigate.policy.narrow import Gated
    from aigate.protected import Policy
    from aigate.rules import Rule
    from aigate.scanners import Scanner

KIND = "scan"
RULES = "rules"


class Seen(NamedTuple):
    """What one scanner saw, and its digest then."""

    digest: str
    outcome: Outcome


class Outcomes:
    """The scanners that were asked for, with the memory of what they saw earlier."""

    def __init__(self, store: Store, checks: Sequence[str] | None) -> None:
        self._store = store
        self._scanners = tuple(one for one in SCANNERS if checks is None or one.NAME in checks)
        self._rules: dict[tuple[int, str | None], tuple[str, dict[str, str]]] = {}
        self._former: dict[str, dict[str, str]] = {}
        self.new: dict[str, dict[bytes, Any]] = {KIND: {}, RULES: {}}  # rows to keep, by kind
        self.scans = 0  # how often a scanner was run
        self._suppressions: dict[str, int] = {}  # comments on gated lines, since ``begin``, by path

    def begin(self) -> None:
        """Begin with another commit."""
        self._suppressions = {}

    @property
    def suppressions(self) -> int:
        """The comments on gated lines since ``begin``."""
        return sum(self._suppressions.values())

    def scan(self, change: FileChange, source: Source, gated: Gated, policy: Policy) -> Outcome:
        """What all scanners see in a file, as far as its gated lines matter."""
        if change.path not in self._suppressions:  # it may be asked for again, with more lines than are gated
            self._suppressions[change.path] = _count_suppressions(source, gated)
        name = key(
            change.path, change.kind, change.blob, source.language, gated.lines.spans, gated.seams, policy.config.limits
        )
        stored = self._store.read(KIND, (name,), _from_plain).get(name, {})
        seen: dict[str, Seen] = {}
        for scanner in self._scanners:
            if not scanner.accepts(source):
                continue
            before = stored.get(scanner.NAME)
            digest, rules = self._digest(scanner, source, policy)
            if before and before.digest == digest:
                seen[scanner.NAME] = before
            else:
                outcome = self._scan(scanner, source, gated.touched, policy, before, rules)
                seen[scanner.NAME] = Seen(digest, outcome)
        if seen.items() - stored.items():
            self.new[KIND][name] = _to_plain(stored | seen)
        outcomes = [one.outcome for one in seen.values()]
        return Outcome(
            tuple(finding for one in outcomes for finding in one.findings),
            tuple(gap for one in outcomes for gap in one.gaps),
        )

    def _scan(
        self,
        scanner: Scanner,
        source: Source,
        focus: Lines,
        policy: Policy,
        before: Seen | None,
        rules: Mapping[str, str] | None,
    ) -> Outcome:
        """One scanner's answer; of our own rules, only of those that are not as they were."""
        seconds = policy.config.limits.seconds
        former = self._former_rules(before) if before and rules is not None and not before.outcome.gaps else None
        if former is None or rules is None or before is None:
            self.scans += 1
            return scanner.scan(source, Settings(policy.rules, seconds, focus))
        kept = {one for one, digest in rules.items() if former.get(one) == digest}
        old = Outcome(tuple(one for one in before.outcome.findings if one.rule in kept))
        new = tuple(one for one in policy.rules.for_language(source.language) if one.id not in kept)
        if not new:
            return old
        self.scans += 1
        found = scanner.scan(source, Settings(_only(new), seconds, focus))
        findings = sorted(
            (*old.findings, *found.findings), key=lambda one: (one.anchor, one.columns or (0, 0), one.rule)
        )
        return Outcome(tuple(findings), found.gaps)

    def _digest(self, scanner: Scanner, source: Source, policy: Policy) -> tuple[str, dict[str, str] | None]:
        """A scanner's digest, and of our own rules that of each."""
        digest = digests.scanner(scanner.NAME)
        if scanner.NAME != patterns.NAME:
            return digest, None
        which = (id(policy.rules), source.language)
        if which not in self._rules:
            rules = {one.id: digests.rule(one) for one in policy.rules.for_language(source.language)}
            name = digests.digest_of(digest, *(f"{one} {rules[one]}" for one in sorted(rules)))
            self._rules[which] = name, rules
            row = key(name)
            if row not in self._store.read(RULES, (row,), _rules_from_plain):
                self.new[RULES][row] = [digest, rules]
        return self._rules[which]

    def _former_rules(self, before: Seen) -> dict[str, str] | None:
        """The rules, with their digests, by which an earlier answer was found; None if the scanner itself was another."""
        name = before.digest
        if name not in self._former:
            row = key(name)
            digest, rules = self._store.read(RULES, (row,), _rules_from_plain).get(row, ("", {}))
            self._former[name] = rules if digest == digests.scanner(patterns.NAME) else {}
        return self._former[name] or None


def _count_suppressions(source: Source, gated: Gated) -> int:
    return sum(one.line in gated.lines for one in suppress.suppressions(source.lines))


def _only(rules: tuple[Rule, ...]) -> RuleSet:
    return RuleSet(lambda _: (), rules, (), {}, b"")


def _to_plain(seen: Mapping[str, Seen]) -> dict[str, Plain]:
    """What each scanner saw, as JSON can hold it."""
    return {
        name: [digest, list(map(finding_to_plain, found.findings)), list(map(gap_to_plain, found.gaps))]
        for name, (digest, found) in seen.items()
    }


def _from_plain(plain: dict[str, Plain]) -> dict[str, Seen]:
    return {
        name: Seen(digest, Outcome(tuple(map(finding_from_plain, findings)), tuple(map(gap_from_plain, gaps))))
        for name, (digest, findings, gaps) in plain.items()
    }


def _rules_from_plain(plain: Plain) -> tuple[str, dict[str, str]]:
    digest, rules = plain
    return digest, dict(rules.items())
