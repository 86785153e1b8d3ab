"""What can be wrong with a resource: settings with a value that must not be, and settings that have to be there.

Terraform's blocks, CloudFormation's and Azure's resources and Kubernetes' objects are all a type and a tree of settings, so
that one line tells what is wrong with one of them, whatever it is written in. ``scanners/resources.py`` reads the trees.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from aigate.rules.backtracking import trouble
from aigate.rules.document import Items, Scalar, Table, fail
from aigate.rules.fields import as_table, check_keys, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from aigate.rules.document import Node

PRESENT = "present"
_KEYS = ("of", "key", "wrong", "absent", "when", "unless")
_ANYWHERE = frozenset(["*", "image", "statement"])  # no word in the file says so
_LANGUAGES = frozenset(["dockerfile", "hcl", "json", "yaml"])


class Value(Protocol):
    """One value of a setting."""

    @property
    def text(self) -> str:
        """The literal, or the source of what is computed."""


@dataclass(frozen=True, slots=True)
class Condition:
    """That a setting is there (``present``), or that one of its values is what the expression describes."""

    key: str
    value: str

    def holds(self, settings: Mapping[str, Iterable[Value]]) -> bool:
        """Whether it is so."""
        if self.value == PRESENT:
            return self.key in settings
        return any(self.matches(value.text) for value in settings.get(self.key, ()))

    def matches(self, text: str) -> bool:
        """Whether the whole of a value is as described, in any case."""
        return re.fullmatch(self.value, text, re.DOTALL | re.IGNORECASE) is not None


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that is wrong with a resource of these types, if ``when`` holds and none of ``unless`` does.

    Without a ``key`` it is that there is such a resource at all.
    """

    of: tuple[str, ...]
    key: str
    wrong: Condition | None
    absent: bool
    when: tuple[Condition, ...]
    unless: tuple[Condition, ...]

    def applies(self, settings: Mapping[str, Iterable[Value]]) -> bool:
        """Whether this resource is one of those that it is about."""
        return all(each.holds(settings) for each in self.when) and not any(each.holds(settings) for each in self.unless)


def read_flaws(name: str, table: Table) -> tuple[Flaw, ...]:
    """The ``flaws`` field of a rule; empty where it is absent."""
    node = table.nodes.get("flaws")
    if node is None:
        return ()
    if not isinstance(node, Items) or not node.nodes:
        raise fail(name, table.lines["flaws"], '"flaws" has to be a list with at least one item')
    return tuple(_read_flaw(name, as_table(name, "a flaw", item)) for item in node.nodes)


def check_flaws(name: str, table: Table, languages: Iterable[str]) -> None:
    """Only languages whose resources can be read."""
    for language in languages:
        if language not in _LANGUAGES:
            raise fail(
                name, table.lines["flaws"], f'no resources can be read from "{language}"', "Use `ast` or `regex`."
            )


def types_of(flaws: Iterable[Flaw]) -> tuple[str, ...]:
    """Words of which a file with such a resource holds one: the types, without what they nest."""
    words = {kind.partition("/")[0].removeprefix("data.").lower() for flaw in flaws for kind in flaw.of}
    return () if words & _ANYWHERE else tuple(sorted(words))


def _read_flaw(name: str, table: Table) -> Flaw:
    check_keys(name, table, _KEYS, ["of"])
    absent, wrong = text(name, table, "absent"), text(name, table, "wrong")
    if absent not in ("", "true"):
        raise fail(name, table.lines["absent"], '"absent" can only be true')
    key = text(name, table, "key")
    if bool(key) is not bool(absent or wrong):
        raise fail(name, table.line, 'a flaw of a "key" is "wrong", "absent" or both')
    return Flaw(
        of=_types(name, table.nodes["of"]),
        key=key,
        wrong=_condition(name, key, table.nodes["wrong"]) if wrong else None,
        absent=bool(absent),
        when=_conditions(name, table, "when"),
        unless=_conditions(name, table, "unless"),
    )


def _types(name: str, node: Node) -> tuple[str, ...]:
    nodes = node.nodes if isinstance(node, Items) else [node]
    if not nodes or not all(isinstance(each, Scalar) and each.text for each in nodes):
        raise fail(name, node.line, '"of" has to be a type of resource, or a list of them')
    return tuple(each.text for each in nodes if isinstance(each, Scalar))


def _conditions(name: str, table: Table, key: str) -> tuple[Condition, ...]:
    if key not in table.nodes:
        return ()
    inner = as_table(name, f'"{key}"', table.nodes[key])
    return tuple(_condition(name, path, node) for path, node in inner.nodes.items())


def _condition(name: str, key: str, node: Node) -> Condition:
    if not isinstance(node, Scalar):
        raise fail(name, node.line, f'"{key}" has to be a regular expression, or "{PRESENT}"')
    try:
        re.compile(node.text)
    except (re.error, RecursionError, OverflowError) as error:
        raise fail(name, node.line, f'"{key}" is not a regular expression: {error}') from error
    reason = trouble(node.text)
    if reason:
        raise fail(name, node.line, f'"{key}" can be made to run for hours: {reason}')
    return Condition(key, node.text)
