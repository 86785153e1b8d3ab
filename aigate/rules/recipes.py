"""How findings are fixed, as data: a file of rules may hold ``fixes`` beside its ``rules``, or instead of them.

A recipe says which findings it is for, what the wrong text looks like inside them, and what to write instead. It is
certain, and so applied on request without being asked about, only where it is right whatever the code around it does.
The built-in ones stand in ``fixes/``, one file for each language. How they are applied stands in ``aigate/fixes/``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from aigate.rules import PACKS, fields
from aigate.rules.compile import check_ast, check_languages, check_regex
from aigate.rules.document import Items, Scalar, fail, read
from aigate.rules.grammars import PARSED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aigate.rules.document import Table

_KEYS = ["for", "languages", "ast", "regex", "to", "imports", "certain", "note", "before", "after"]
_REQUIRED = ["for", "languages", "to", "note", "before", "after"]
_TRUTH = {"true": True, "false": False}
_RULE_ID = re.compile(r"[a-z0-9][a-z0-9-]*/[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass(frozen=True, slots=True)
class Recipe:
    """One way to fix findings of some rules. Exactly one of ``ast`` and ``regex`` is set."""

    rules: tuple[str, ...]  # ids of the findings that it is for
    languages: tuple[str, ...]
    to: str  # what to write instead; "" takes the text out, with the comma that belongs to it
    note: str  # one sentence: what is different afterwards
    before: tuple[str, ...]
    after: tuple[str, ...]  # what becomes of each ``before``
    ast: Mapping[str, object] | None = field(default=None, hash=False)  # ast-grep's configuration of what to replace
    regex: str | None = None  # Python re, searched in each line of the finding
    imports: str = ""  # the line that has to stand among the imports
    certain: bool = True
    origin: str = ""  # "file:line"
    keywords: tuple[str, ...] = ()  # as rules have them; here the finding is known already


def read_recipes(name: str, data: bytes, *, strict: bool = False) -> tuple[Recipe, ...]:
    """The recipes of one file; none where it holds rules alone. ``strict``: every matcher is compiled."""
    document = fields.as_table(name, "a file of rules", read(name, data))
    if "fixes" not in document.nodes:
        return ()
    entries = document.nodes["fixes"]
    if not isinstance(entries, Items) or not entries.nodes:
        raise fail(name, document.lines["fixes"], '"fixes" has to be a list with at least one fix')
    shared = fields.utils(name, document, narrowed=not strict)
    found = []
    for entry in entries.nodes:
        table = fields.as_table(name, "a fix", entry)
        recipe = _read(name, table, shared, narrowed=not strict)
        if strict:
            _check_strictly(name, table, recipe)
        found.append(recipe)
    return tuple(found)


@cache
def built_in(language: str) -> tuple[Recipe, ...]:
    """The built-in recipes for files of a language."""
    packs = (Path(__file__).parent / "fixes" / f"{pack}.yml" for pack in PACKS.get(language, ()))
    known = (recipe for path in packs if path.is_file() for recipe in read_recipes(path.name, path.read_bytes()))
    return tuple(recipe for recipe in known if language in recipe.languages)


def _read(name: str, table: Table, shared: Mapping[str, object], *, narrowed: bool) -> Recipe:
    fields.check_keys(name, table, _KEYS, _REQUIRED)
    recipe = Recipe(
        rules=fields.texts(name, table, "for"),
        languages=fields.texts(name, table, "languages"),
        to=_replacement(name, table),
        note=fields.text(name, table, "note"),
        before=fields.texts(name, table, "before"),
        after=fields.texts(name, table, "after"),
        ast=fields.ast(name, table, shared, narrowed=narrowed),
        regex=fields.text(name, table, "regex") or None,
        imports=fields.text(name, table, "imports"),
        certain=_is_certain(name, table),
        origin=f"{name}:{table.line}",
    )
    lines = table.lines
    for rule in recipe.rules:
        if not _RULE_ID.fullmatch(rule):
            raise fail(name, lines["for"], f'"{rule}" is not a rule\'s id', "aigate rules list shows them all.")
    if (recipe.ast is None) == (recipe.regex is None):
        found = "no matcher" if recipe.ast is None else "two matchers"
        raise fail(name, table.line, f"the fix has {found}", "Give either `ast` or `regex`.")
    if len(recipe.before) != len(recipe.after):
        raise fail(name, lines["after"], '"after" needs one example for each in "before"')
    check_languages(name, lines["languages"], recipe.languages, parsed=recipe.ast is not None)
    if recipe.imports and not set(recipe.languages) <= PARSED:
        raise fail(name, lines["imports"], '"imports" is for languages that are parsed')
    return recipe


def _replacement(name: str, table: Table) -> str:
    """``to`` may be empty, unlike every other text."""
    node = table.nodes["to"]
    if not isinstance(node, Scalar):
        raise fail(name, node.line, '"to" has to be text')
    return node.text


def _is_certain(name: str, table: Table) -> bool:
    node = table.nodes.get("certain")
    if node is None:
        return True
    if not isinstance(node, Scalar) or node.text not in _TRUTH:
        raise fail(name, node.line, '"certain" is true or false')
    return _TRUTH[node.text]


def _check_strictly(name: str, table: Table, recipe: Recipe) -> None:
    if recipe.regex is not None:
        check_regex(name, table.lines["regex"], "regex", recipe.regex)
    if recipe.ast is not None:
        check_ast(name, table.lines["ast"], f"the fix for {recipe.rules[0]}", recipe.languages, recipe.ast)
