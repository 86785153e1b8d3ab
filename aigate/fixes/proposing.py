"""Which findings of a file can be fixed, and how: proposed by recipes, tried on the text, offered if that helped."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from aigate.fixes.writing import Draft, applied, edits_of
from aigate.model import Fix, Severity
from aigate.scanners.grammar_text import fatal_lines
from aigate.scanners.registry import SCANNERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from aigate.model import Edit, Finding, Source
    from aigate.rules.recipes import Recipe
    from aigate.scanners import Settings
    from aigate.snippet import Masks

_MOST = 40  # findings of a file for which fixes are tried: each trial reads the file anew
_WIDEST = 200  # characters of a line that is shown


def fixes_of(findings: Iterable[Finding], source: Source, settings: Settings, masks: Masks) -> dict[Finding, Fix]:
    """The fix of each of these findings that has one. ``masks`` are all of the file's: a line with a secret is not shown."""
    recipes = settings.rules.recipes_for(source.language)
    known = {rule for recipe in recipes for rule in recipe.rules}
    wanted = [finding for finding in findings if not known.isdisjoint((finding.rule, *finding.also))][:_MOST]
    if not wanted or source.language is None or fatal_lines(source.text, source.language) is not None:
        return {}
    draft = Draft(source.text, source.language)
    before = seen(source, settings)
    found: dict[Finding, Fix] = {}
    for finding in wanted:
        for recipe in recipes:
            is_for = not {finding.rule, *finding.also}.isdisjoint(recipe.rules)
            edits = edits_of(recipe, finding, draft) if is_for else ()
            if edits and helps(finding, source, settings, edits, before):
                found[finding] = Fix(
                    edits, recipe.certain, recipe.note, _line(source, edits, masks, recipe), recipe.imports
                )
                break
    return found


class Seen(NamedTuple):
    """How often each rule finds something in a text; and what would be held against a fix that brought it."""

    told: Counter[str]
    grave: Counter[str]  # findings of medium severity or more, and what cannot be examined

    def is_free_of(self, rules: Iterable[str], before: Seen) -> bool:
        """Whether each of these rules finds less than before, and nothing grave has come."""
        return all(self.told[rule] < before.told[rule] for rule in rules) and not self.grave - before.grave


def helps(finding: Finding, source: Source, settings: Settings, edits: tuple[Edit, ...], before: Seen) -> bool:
    """Whether a finding is gone after the edits, and none that is as grave has come.

    A lesser one may: a container that is no longer privileged can still be hardened.
    """
    return seen(rewritten(source, edits), settings).is_free_of((finding.rule, *finding.also), before)


def seen(source: Source, settings: Settings) -> Seen:
    """What scanners find in a text."""
    outcomes = [scanner.scan(source, settings) for scanner in SCANNERS if scanner.accepts(source)]
    found = [finding for outcome in outcomes for finding in outcome.findings]
    gaps = Counter(f"gap of {gap.scanner}" for outcome in outcomes for gap in outcome.gaps)
    grave = Counter(finding.rule for finding in found if finding.severity >= Severity.MEDIUM)
    return Seen(Counter(finding.rule for finding in found), grave + gaps)


def rewritten(source: Source, edits: tuple[Edit, ...]) -> Source:
    """The file as it is after the edits."""
    text = applied(source.text, edits)
    return replace(source, text=text, data=text.encode("utf-8", "surrogatepass"))


def _line(source: Source, edits: Sequence[Edit], masks: Masks, recipe: Recipe) -> str:
    """The first line that a fix changes, as it will read; an import that comes along is none."""
    own = [edit for edit in edits if edit.text.strip() != recipe.imports] or list(edits)
    number = source.text.count("\n", 0, own[0].start) + 1
    if number in masks:
        return ""
    begin = source.text.rfind("\n", 0, own[0].start) + 1
    shift = sum(len(edit.text) - (edit.end - edit.start) for edit in edits if edit.start < begin)
    text = applied(source.text, tuple(edits))
    line = text[begin + shift :].partition("\n")[0].strip()
    return line if len(line) <= _WIDEST else ""
