"""Our own rules, run over one file: ast-grep for structure, ``re`` for lines.

Cheap before dear: the rules' literal keywords are looked for in the whole text first, and the file is parsed only if a
structural rule is left over. Rules that no hostile file may slow down without end are kept to that by ``effort.py``.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from aigate.lines import Span
from aigate.model import Finding, Gap, RuleInfo
from aigate.scanners import Outcome
from aigate.scanners.deadline import DeadlineExceeded, deadline
from aigate.scanners.effort import TooDeep, affordable, survey
from aigate.scanners.grammar_text import fatal_lines, without_templates
from aigate.scanners.literals import masks_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ast_grep_py import SgNode

    from aigate.model import Source
    from aigate.rules import Rule
    from aigate.scanners import Settings

NAME = "patterns"

# What these weaknesses are about is itself a secret, so a report must not show it.
_SECRET = frozenset({"CWE-259", "CWE-321", "CWE-522", "CWE-798"})
_SURROGATE = re.compile("[\ud800-\udfff]")


def accepts(source: Source) -> bool:  # noqa: ARG001 - the protocol's signature
    """Teams' rules may be for files of any kind, so none is refused here; a file without rules costs next to nothing."""
    return True


def scan(source: Source, settings: Settings) -> Outcome:
    """Every match of every rule in force."""
    wanted = applicable(source, settings.rules.for_language(source.language))
    if not wanted:
        return Outcome()
    findings: list[Finding] = []
    gaps: list[Gap] = []
    try:
        with deadline(settings.seconds):
            findings += _by_line(source, [rule for rule in wanted if rule.regex is not None])
            _by_structure(source, [rule for rule in wanted if rule.ast is not None], findings, gaps)
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


def applicable(source: Source, candidates: Iterable[Rule]) -> list[Rule]:
    """Those rules whose path patterns and keywords leave them something to look for in this file."""
    text = source.text.lower()
    seen: dict[str, bool] = {}

    def occurs(word: str) -> bool:
        if word not in seen:
            seen[word] = word in text
        return seen[word]

    return [
        rule
        for rule in candidates
        if (not rule.keywords or any(map(occurs, rule.keywords)))
        and (not rule.also or any(map(occurs, rule.also)))
        and (not rule.paths or _path_matcher(rule.paths)(source.path))
    ]


@lru_cache(maxsize=256)
def _path_matcher(patterns: tuple[str, ...]) -> Callable[[str], bool]:
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(patterns).match_file


def _by_line(source: Source, line_rules: list[Rule]) -> Iterator[Finding]:
    """Matches of regular expressions, at most one a rule and line."""
    if not line_rules:
        return
    lines = source.lines
    for rule in line_rules:
        search = re.compile(rule.regex or "").search
        unless = re.compile(rule.unless).search if rule.unless else None
        for number, line in enumerate(lines, 1):
            found = search(line)
            if found and not (unless and unless(line)):
                start, end = found.span("secret" if "secret" in found.re.groupindex else 0)
                masks = ((number, start, end),) if rule.cwe in _SECRET else ()
                yield _finding(rule, source.path, Span(number, number), found.span(), masks)


def _by_structure(source: Source, tree_rules: list[Rule], findings: list[Finding], gaps: list[Gap]) -> None:
    """Matches of ast-grep rules; the file is parsed once, and only if there are any."""
    if not tree_rules or source.language is None:
        return
    fatal = fatal_lines(source.text, source.language)
    if fatal is not None:
        gaps.append(Gap(source.path, "nested deeper than the parser can take", fatal, NAME))
        return
    root = _parse(without_templates(source.text) if source.language == "yaml" else source.text, source.language)
    try:
        terrain = survey(root)
    except TooDeep as error:
        gaps.append(Gap(source.path, f"nested deeper than {error.limit} levels", error.lines, NAME))
        return
    text = source.text.lower()
    for rule in tree_rules:
        if affordable(rule, text, terrain):
            findings += _matches(rule, root, source)
        else:
            reason = f"a function is too long and holds too much that {rule.id} would have to follow"
            gaps.append(Gap(source.path, reason, terrain.longest_lines, NAME))


def _parse(text: str, language: str) -> SgNode:
    from ast_grep_py import SgRoot

    try:
        return SgRoot(text, language).root()
    except UnicodeEncodeError:  # lone surrogates: a character each, so that columns stay where they are
        return SgRoot(_SURROGATE.sub("\ufffd", text), language).root()


def _matches(rule: Rule, root: SgNode, source: Source) -> Iterator[Finding]:
    """The outermost matches of one rule."""
    end_of_last = -1
    for node in sorted(root.find_all(rule.ast), key=_place):  # type: ignore[call-overload]
        place = node.range()
        if place.end.index <= end_of_last:
            continue  # inside a match of the same rule
        end_of_last = place.end.index
        span = Span(place.start.line + 1, place.end.line + (1 if place.end.column else 0))
        masks = masks_in(node) if rule.cwe in _SECRET else ()
        yield _finding(rule, source.path, Span(span.start, max(span)), _columns(node, source.text), masks)


def _place(node: SgNode) -> tuple[int, int]:
    place = node.range()
    return place.start.index, -place.end.index


def _columns(node: SgNode, text: str) -> tuple[int, int]:
    """What to underline on the node's first line."""
    place = node.range()
    start = place.start.column
    if place.end.line == place.start.line:
        return start, place.end.column
    end_of_line = text.find("\n", place.start.index)
    return start, start + len(text[place.start.index : end_of_line].rstrip("\r"))


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
