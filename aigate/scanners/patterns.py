"""Our own rules, run over one file: ast-grep for structure, ``re`` for lines.

Cheap before dear: the rules' literal keywords are looked for in the whole text first, and the file is parsed only if a
structural rule is left over. What a hostile file could make last for ever runs in a process that can be stopped
(``effort.py``, ``matching.py``).
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from aigate.lines import Span
from aigate.model import Confidence, Finding, Gap, RuleInfo
from aigate.rules import TEXT
from aigate.scanners import Outcome
from aigate.scanners.deadline import DeadlineExceeded, deadline
from aigate.scanners.effort import affordable, survey
from aigate.scanners.embedded import programs_in
from aigate.scanners.grammar_text import fatal_lines, without_html, without_templates
from aigate.scanners.ground import Ground
from aigate.scanners.matching import NotFinished, Request, find_apart, find_in, parse
from aigate.scanners.relevance import Relevance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ast_grep_py import SgNode

    from aigate.model import Source
    from aigate.rules import Rule
    from aigate.scanners import Settings
    from aigate.scanners.matching import Place

NAME = "patterns"

_PREPARED = {"php": without_html, "yaml": without_templates}

# What these weaknesses are about is itself a secret, so a report must not show it.
_SECRET = frozenset({"CWE-259", "CWE-321", "CWE-522", "CWE-798"})

# The line below stands in a Helm chart only where its user's values ask for it, so it is shown, and decided elsewhere.
_ASKED_FOR = re.compile(r"\s*\{\{-?\s*(?:else )?if\b[^}]*\.Values\.").match


def accepts(source: Source) -> bool:  # noqa: ARG001 - the protocol's signature
    """Teams' rules may be for files of any kind, so none is refused here; a file without rules costs next to nothing."""
    return True


def scan(source: Source, settings: Settings) -> Outcome:
    """Every match of every rule in force, also in the programs that a page holds."""
    outcomes = [_scan(one, settings) for one in (source, *programs_in(source))]
    if len(outcomes) == 1:
        return outcomes[0]
    found = {(one.rule, one.span, one.columns): one for outcome in outcomes for one in outcome.findings}
    findings = sorted(found.values(), key=lambda one: (one.anchor, one.columns or (0, 0), one.rule))
    return Outcome(tuple(findings), tuple(gap for outcome in outcomes for gap in outcome.gaps))


def _scan(source: Source, settings: Settings) -> Outcome:
    candidates: Sequence[Rule] = settings.rules.for_language(source.language)
    near = Relevance(source, settings.focus) if candidates and settings.focus is not None else None
    wanted = applicable(source, near.chosen(candidates) if near else candidates)
    if not wanted:
        return Outcome()
    findings: list[Finding] = []
    gaps: list[Gap] = []
    try:
        with deadline(settings.seconds):
            findings += _by_line(source, [rule for rule in wanted if rule.regex is not None], near)
            trees = _by_structure(source, [rule for rule in wanted if rule.regex is None], settings, near)
            findings += trees.findings
            gaps += trees.gaps
    except DeadlineExceeded:
        gaps.append(Gap(source.path, f"the rules took longer than {settings.seconds:g} s", scanner=NAME))
    findings.sort(key=lambda finding: (finding.anchor, finding.columns or (0, 0), finding.rule))
    return Outcome(tuple(findings), tuple(gaps))


def rules(settings: Settings) -> Iterator[RuleInfo]:
    """What there is to say about every rule in force."""
    for rule in settings.rules.all():
        yield RuleInfo(
            id=rule.id,
            message=rule.message,
            severity=rule.severity,
            confidence=rule.confidence,
            scanner=NAME,
            cwe=rule.cwe,
            owasp=rule.owasp,
            hint=rule.hint,
            languages=rule.languages,
            references=rule.references,
            bad=rule.bad,
            good=rule.good,
        )


def applicable(source: Source, candidates: Sequence[Rule]) -> list[Rule]:
    """Those rules whose keywords occur in this file, and that are for files of its path or content."""
    text = source.text.lower() if candidates else ""
    is_plain = source.text.isascii()
    seen: dict[str, bool] = {}

    def occurs(word: str) -> bool:
        if word not in seen:
            seen[word] = word in text
        return seen[word]

    @cache
    def is_for(paths: tuple[str, ...], content: tuple[str, ...]) -> bool:
        if not paths or _path_matcher(paths)(source.path):
            return True
        return bool(content) and all(re.search(pattern, source.text, re.MULTILINE) for pattern in content)

    return [
        rule
        for rule in candidates
        if not (is_plain and rule.id.startswith(f"{TEXT}/"))
        and (not rule.keywords or any(map(occurs, rule.keywords)))
        and (not rule.also or any(map(occurs, rule.also)))
        and is_for(rule.paths, rule.content)
    ]


@lru_cache(maxsize=256)
def _path_matcher(patterns: tuple[str, ...]) -> Callable[[str], bool]:
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(patterns).match_file


def _by_line(source: Source, line_rules: list[Rule], near: Relevance | None) -> Iterator[Finding]:
    """Matches of regular expressions, at most one a rule and line."""
    if not line_rules:
        return
    numbered = list(enumerate(source.lines, 1))
    if near:
        numbered = [(number, line) for start, end in near.lines.spans for number, line in numbered[start - 1 : end]]
    for rule in line_rules:
        search = re.compile(rule.regex or "").search
        unless = re.compile(rule.unless).search if rule.unless else None
        for number, line in numbered:
            found = search(line)
            if found and not (unless and unless(line)):
                start, end = found.span("secret" if "secret" in found.re.groupindex else 0)
                masks = ((number, start, end),) if rule.cwe in _SECRET else ()
                finding = _finding(rule, source.path, Span(number, number), found.span(), masks)
                asked_for = number > 1 and source.language == "yaml" and _ASKED_FOR(source.lines[number - 2])
                yield replace(finding, confidence=Confidence.LOW) if asked_for else finding


def _by_structure(source: Source, tree_rules: list[Rule], settings: Settings, near: Relevance | None) -> Outcome:
    """Matches of ast-grep rules; the file is parsed once, and only if there are any."""
    if not tree_rules or source.language is None:
        return Outcome()
    if source.language == "dockerfile":
        return Outcome(tuple(_by_resource(source, None, tree_rules)))
    fatal = fatal_lines(source.text, source.language)
    if fatal is not None:
        return Outcome(gaps=(Gap(source.path, "nested deeper than the parser can take", fatal, NAME),))
    text = _PREPARED.get(source.language, str)(source.text)
    root = parse(text, source.language)
    flawed = list(_by_resource(source, root, [rule for rule in tree_rules if rule.flaws]))
    tree_rules = [rule for rule in tree_rules if rule.ast is not None]
    if not tree_rules:
        return Outcome(tuple(flawed))
    terrain = survey(root, text)
    ground = Ground(root, near.lines if near else None)
    apart: list[Rule] = []
    findings = flawed
    for rule in tree_rules:
        searched = ground.of(rule)
        if affordable(rule, terrain, searched if near else None):
            findings += [_at(rule, source, place) for place in find_in(searched, _request(rule))]
        else:
            apart.append(rule)
    if not apart:
        return Outcome(tuple(findings))
    try:
        found = find_apart(text, source.language, [_request(rule) for rule in apart], settings.seconds)
    except (NotFinished, DeadlineExceeded):
        reason = f"{terrain.trouble}, so that {len(apart)} rules could not be applied within {settings.seconds:g} s"
        return Outcome(tuple(findings), (Gap(source.path, reason, scanner=NAME),))
    findings += [_at(rule, source, place) for rule, places in zip(apart, found, strict=True) for place in places]
    return Outcome(tuple(findings))


def _by_resource(source: Source, root: SgNode | None, flaw_rules: list[Rule]) -> Iterator[Finding]:
    """What is wrong with the resources that a file describes, or with the image; a Dockerfile has no tree."""
    if not flaw_rules:
        return
    from aigate.scanners.images import image_in
    from aigate.scanners.resources import inventory_of, places_of

    inventory = inventory_of(root, source.language or "") if root else image_in(source.text)
    for rule in flaw_rules:
        for place in places_of(inventory, rule.flaws):
            masks = tuple(_all_of(place, source)) if rule.cwe in _SECRET else ()
            yield _at(rule, source, place._replace(masks=masks))


def _all_of(place: Place, source: Source) -> Iterator[tuple[int, int, int]]:
    """The whole of a place, line by line, to be hidden."""
    for row in range(place.start_line, place.end_line + 1):
        start = place.start_column if row == place.start_line else 0
        end = place.end_column if row == place.end_line else len(source.lines[row])
        if end > start:
            yield row + 1, start, end


def _request(rule: Rule) -> Request:
    return Request(rule.ast or {}, rule.cwe in _SECRET)


def _at(rule: Rule, source: Source, place: Place) -> Finding:
    """The finding for a match. What is underlined is the match's part of its first line."""
    first = place.start_line + 1
    last = max(first, place.end_line + (1 if place.end_column else 0))  # without the line feed that ends a block
    end = place.end_column
    if place.end_line > place.start_line:
        line_end = source.text.find("\n", place.start)
        end = place.start_column + len(source.text[place.start : line_end].rstrip("\r"))
    return _finding(rule, source.path, Span(first, last), (place.start_column, end), place.masks)


def _finding(
    rule: Rule, path: str, span: Span, columns: tuple[int, int], masks: tuple[tuple[int, int, int], ...]
) -> Finding:
    return Finding(
        rule=rule.id,
        path=path,
        span=span,
        severity=rule.severity,
        message=rule.message,
        confidence=rule.confidence,
        hint=rule.hint,
        cwe=rule.cwe,
        owasp=rule.owasp,
        scanner=NAME,
        kind="secret" if rule.cwe in _SECRET else "weakness",
        line=span.start,
        columns=columns,
        masks=masks,
        references=rule.references,
    )
