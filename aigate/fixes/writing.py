"""A recipe, applied to the text in which a finding stands: the edits that it makes there."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from aigate.fixes.imports import bring
from aigate.model import Edit
from aigate.scanners.effort import affordable, survey
from aigate.scanners.matching import parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ast_grep_py import SgNode

    from aigate.lines import Span
    from aigate.model import Finding
    from aigate.rules.recipes import Recipe
    from aigate.scanners.effort import Terrain

_SPACE = re.compile(r"[ \t]*")
_BLANK = re.compile(r"[ \t]*(?:\r?\n|\Z)")
_VARIABLE = re.compile(r"(, ?)?\$\$\$([A-Z_][A-Z0-9_]*)(, ?)?|\$([A-Z_][A-Z0-9_]*)")


class Draft:
    """A text and its syntax tree, which is read once, when the first recipe asks for it."""

    def __init__(self, text: str, language: str) -> None:
        self.text = text
        self.language = language
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]

    @cached_property
    def root(self) -> SgNode:
        """The root of the tree."""
        return parse(self.text, self.language)

    def can_afford(self, recipe: Recipe) -> bool:
        """Whether matching a recipe ends soon, whatever the text: some trees keep ast-grep busy for hours."""
        return recipe.ast is None or affordable(recipe, self._terrain)

    @cached_property
    def _terrain(self) -> Terrain:
        return survey(self.root, self.text)

    def slice_of(self, span: Span) -> tuple[int, int]:
        """Where lines begin and end, without the line feed after them."""
        start = self._starts[span.start - 1]
        return start, self._starts[span.end] - 1 if span.end < len(self._starts) else len(self.text)


def edits_of(recipe: Recipe, finding: Finding, draft: Draft) -> tuple[Edit, ...]:
    """What a recipe changes for one finding; () where the text is not the recipe's."""
    if not draft.can_afford(recipe):
        return ()
    for span in dict.fromkeys((finding.span, finding.statement or finding.span)):
        edits = list(_by_tree(recipe, span, draft) if recipe.ast is not None else _by_line(recipe, span, draft))
        if not edits:
            continue
        edits = _apart(edits)
        if recipe.imports:
            brought = bring(recipe.imports, draft.root, draft.text, draft.language)
            if brought is None:
                return ()
            edits = _apart([*brought, *edits])
        return tuple(edits)
    return ()


def applied(text: str, edits: tuple[Edit, ...]) -> str:
    """The text with the edits made."""
    for edit in reversed(edits):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def joined(*parts: tuple[Edit, ...]) -> tuple[Edit, ...]:
    """The edits of several fixes, each once; of two that meet, the one that begins first."""
    return tuple(_apart([edit for part in parts for edit in part]))


def _apart(edits: list[Edit]) -> list[Edit]:
    kept: list[Edit] = []
    for edit in sorted(set(edits), key=lambda one: (one.start, -one.end)):
        if not kept or edit.start >= kept[-1].end:
            kept.append(edit)
    return kept


def _by_line(recipe: Recipe, span: Span, draft: Draft) -> Iterator[Edit]:
    start, end = draft.slice_of(span)
    assert recipe.regex is not None
    for line in re.finditer("[^\n]*", draft.text[start:end]):
        for match in re.finditer(recipe.regex, line[0]):
            at = start + line.start()
            yield Edit(at + match.start(), at + match.end(), match.expand(recipe.to))


def _by_tree(recipe: Recipe, span: Span, draft: Draft) -> Iterator[Edit]:
    for node in draft.root.find_all(recipe.ast):  # type: ignore[call-overload]
        place = node.range()
        if not span.start <= place.start.line + 1 <= place.end.line + 1 <= span.end:
            continue
        if recipe.to:
            new = _filled(recipe.to, node, draft.text)
            if all(comment in new for comment in _comments_in(node)):
                yield Edit(place.start.index, place.end.index, new)
        else:
            yield Edit(*_with_comma(node, draft.text), "")


def _comments_in(node: SgNode) -> Iterator[str]:
    """What a person wrote inside of a node, which no fix may lose."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if "comment" in one.kind():
            yield one.text()
        else:
            waiting += one.children()


def _filled(template: str, node: SgNode, text: str) -> str:
    """The template with what its variables matched. One that matched nothing goes, with a comma beside it."""

    def value(match: re.Match[str]) -> str:
        before, several, after, single = match.groups()
        if single:
            found = node.get_match(single)
            return text[found.range().start.index : found.range().end.index] if found else ""
        many = node.get_multiple_matches(several)
        if many:
            inner = text[many[0].range().start.index : many[-1].range().end.index]
            return f"{before or ''}{inner}{after or ''}"
        return before if before and after else ""

    return _VARIABLE.sub(value, template)


def _with_comma(node: SgNode, text: str) -> tuple[int, int]:
    """Where a list's item stands, with one of the commas beside it and the space that belongs to that."""
    start, end = node.range().start.index, node.range().end.index
    after, before = node.next(), node.prev()
    if after is not None and after.kind() == ",":
        end = after.range().end.index
        margin = text.rfind("\n", 0, start) + 1
        rest = _BLANK.match(text, end)
        if text[margin:start].strip() or not rest:
            return start, _SPACE.match(text, end).end()  # type: ignore[union-attr]
        return margin, rest.end()  # lines of its own
    if before is not None and before.kind() == ",":
        return before.range().start.index, end
    return start, end
