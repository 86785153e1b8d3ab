"""The resources that a file of infrastructure describes, with all that is set on them, and what is wrong with them.

A nested block or mapping is a resource too, of the type ``aws_lb/listener``, so that what stands side by side can be told
apart. The statements of IAM policies are of the type ``statement``, whichever way they are written. What is computed has
its source text for a value, which no rule mistakes for a literal.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from aigate.scanners.resource_trees import Text, tree_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ast_grep_py import SgNode

    from aigate.rules.flaws import Flaw
    from aigate.scanners.matching import Place
    from aigate.scanners.resource_trees import Tree

STATEMENT = "statement"
_DOCUMENT = "data.aws_iam_policy_document/statement"
_PLURALS = {"actions": "action", "resources": "resource", "principals": "principal", "notactions": "notaction"}


class Resource(NamedTuple):
    """One resource: each setting's values, by dotted path, and where they stand."""

    kind: str
    place: Place
    settings: dict[str, list[Text]]


class Inventory(NamedTuple):
    """The resources of a file, nested ones and the statements of policies included."""

    resources: list[Resource]
    complete: bool  # no part of the file is beyond the grammar


def inventory_of(root: SgNode, language: str) -> Inventory:
    """Every resource that a file describes."""
    found: list[Resource] = []
    _enter(tree_of(root, language), "", found)
    return Inventory(found, root.find(kind="ERROR") is None)


def places_of(inventory: Inventory, flaws: Sequence[Flaw]) -> list[Place]:
    """Where resources have one of these flaws, in order. What was not read to its end is not said to lack anything."""
    by_kind: dict[str, list[Flaw]] = defaultdict(list)
    for flaw in flaws:
        for kind in flaw.of:
            by_kind[kind].append(flaw)
    places: set[Place] = set()
    for resource in inventory.resources:
        anywhere = "*/" + resource.kind.rpartition("/")[2]
        for flaw in (*by_kind.get(resource.kind, ()), *by_kind.get(anywhere, ())):
            places.update(_places(resource, flaw, absent=flaw.absent and inventory.complete))
    return sorted(places)


def _places(resource: Resource, flaw: Flaw, *, absent: bool) -> Iterator[Place]:
    if not flaw.applies(resource.settings):
        return
    if not flaw.key or (absent and flaw.key not in resource.settings):
        yield resource.place
    for value in resource.settings.get(flaw.key, ()) if flaw.wrong else ():
        if flaw.wrong and flaw.wrong.matches(value.text):
            yield value.place


def _enter(tree: Tree, kind: str, found: list[Resource]) -> dict[str, list[Text]]:
    """All that is set in a tree, by its path from there; the resources in it are added to those found."""
    kind = tree.kind or kind
    settings: dict[str, list[Text]] = defaultdict(list)
    for key, values in tree.entries:
        for value in values:
            own = settings[key]  # a block that says nothing is there too
            if isinstance(value, Text):
                own.append(value)
                continue
            for path, inner in _enter(value, f"{kind}/{key}" if kind else "", found).items():
                settings[f"{key}.{path}"] += inner
    if kind:
        found.append(Resource(kind, tree.place, settings))
    statement = _statement(kind, settings, tree.place)
    if statement:
        found.append(Resource(STATEMENT, tree.place, statement))
    return settings


def _statement(kind: str, settings: dict[str, list[Text]], place: Place) -> dict[str, list[Text]]:
    """The same under the names that a policy's statement has in JSON, in lower case; empty if it is none.

    ``allow`` is there if it gives rights, and ``within`` tells in what it stands.
    """
    named: dict[str, list[Text]] = defaultdict(list)
    for path, values in settings.items():
        first = path.partition(".")[0].lower()
        if path.lower() != "principals.type":
            named[_PLURALS.get(first, first)] += values
    if kind == _DOCUMENT:
        if "effect" not in named:
            named["allow"] = []
    elif "effect" not in named or named.keys().isdisjoint(("action", "notaction")):
        return {}
    if any(value.text.lower() == "allow" for value in named["effect"]):
        named["allow"] = []
    named["within"] = [Text(kind, place)]
    return named
