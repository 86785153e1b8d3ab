"""A recipe's own examples are its tests: what is found in each text before is fixed, into the text after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aigate.fixes.proposing import fixes_of, rewritten
from aigate.model import Source
from aigate.scanners.examples import path_for
from aigate.scanners.registry import SCANNERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aigate.rules.recipes import Recipe
    from aigate.scanners import Settings


def failures_of(recipe: Recipe, settings: Settings) -> Iterator[str]:
    """One line for each example that does not hold."""
    for language in recipe.languages:
        for number, (before, after) in enumerate(zip(recipe.before, recipe.after, strict=True), 1):
            where = f"{recipe.origin}: fix for {recipe.rules[0]}: example {number} ({language})"
            source = Source(_path(recipe, settings), before.encode(), before, "utf-8", language)
            outcomes = (scanner.scan(source, settings) for scanner in SCANNERS if scanner.accepts(source))
            found = [one for outcome in outcomes for one in outcome.findings if one.rule in recipe.rules]
            if not found:
                yield f"{where} holds no finding of {' or '.join(recipe.rules)}"
                continue
            fixes = fixes_of(found, source, settings, {}).values()
            written = [rewritten(source, fix.edits).text for fix in fixes]
            if after not in written:
                yield f"{where} became {written[0]!r}" if written else f"{where} was not fixed"


def _path(recipe: Recipe, settings: Settings) -> str:
    """A path at which the rule looks for what is to be fixed."""
    rules = filter(None, map(settings.rules.get, recipe.rules))
    return next(map(path_for, rules), "folder/file")
