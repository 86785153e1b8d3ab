"""``aigate rules lint``: what is wrong or questionable about files of rules, all of it at once.

What cannot be loaded at all (a regular expression that can run for hours, a matcher that does not compile, an unknown key) is
told with its place; of what loads, the examples that do not hold, alternatives that no example needs, rules that are another's
twin, and what a finding would leave its reader without.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aigate.errors import ConfigError
from aigate.fixes import examples as fixes
from aigate.protected import check_flows
from aigate.rules import loader
from aigate.scanners import Settings, examples
from aigate.scanners.matching import Request, find, parse

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from aigate.config import Config
    from aigate.rules import Rule, RuleSet


def problems_of_files(files: Sequence[tuple[str, bytes]]) -> Iterator[str]:
    """Everything wrong with files of rules, each as "file:line: what"."""
    sound = []
    for name, data in files:
        try:
            if name.endswith(".toml"):
                check_flows([(name, data)])
                continue
            loader.load([(name, data)])
        except ConfigError as error:
            yield _told(error)
        else:
            sound.append((name, data))
    try:
        rules = loader.load(sound)
    except ConfigError as error:  # an id that stands in two files
        yield _told(error)
        return
    yield from problems_of(rules)


def _told(error: ConfigError) -> str:
    return f"{error.message}{f' ({error.hint})' if error.hint else ''}"


def problems_of(rules: RuleSet) -> Iterator[str]:
    """Everything questionable about the teams' rules and fixes in force."""
    settings = Settings(rules)
    mine, recipes = rules.own()
    for rule in mine:
        yield from examples.failures_of(rule, settings)
    yield from doubts_of(mine)
    for recipe in recipes:
        yield from fixes.failures_of(recipe, settings)


def doubts_of(rules: Sequence[Rule]) -> Iterator[str]:
    """What makes rules worse than they could be, though they load and their examples hold."""
    for rule in rules:
        yield from (f"{rule.origin}: {rule.id}: {what}" for what in (*_unsaid(rule), *_unneeded(rule)))
    yield from _twins(rules)


def problems_of_config(config: Config, known: Collection[str]) -> Iterator[str]:
    """Names of rules in the configuration that no rule has."""
    for key, ids in (("disable", config.rules.disable), ("severity", config.rules.severity)):
        for one in ids:
            if one not in known:
                yield f'[rules] {key} names "{one}", which is no rule: aigate rules list shows them all'


def _unsaid(rule: Rule) -> Iterator[str]:
    if not rule.message.rstrip().endswith((".", "!", "?")):
        yield "its message is no sentence"
    if not rule.hint:
        yield "it has no hint, so a finding does not say what to write instead"
    if not rule.cwe:
        yield "it has no cwe, by which reports sort and other tools compare"
    if rule.regex and not rule.keywords and len(rule.languages) > 1:
        yield "it has no keywords, so every file of its languages is searched line by line"


def _unneeded(rule: Rule) -> Iterator[str]:
    """Alternatives of the matcher that match none of the bad examples, in any language."""
    tree = (rule.ast or {}).get("rule")
    ways = tree.get("any") if isinstance(tree, dict) else None
    if not isinstance(ways, list) or not isinstance(tree, dict):
        return
    roots = [parse(code, language) for language in rule.languages for code in rule.bad]
    requests = [Request({**(rule.ast or {}), "rule": {**tree, "any": [way]}}, secret=False) for way in ways]
    unneeded = [number for number, request in enumerate(requests, 1) if not any(find(root, request) for root in roots)]
    if unneeded:
        told = ", ".join(map(str, unneeded))
        yield f"no bad example needs alternative {told} of {len(ways)}: it matches nothing, or an example is missing"


def _twins(rules: Sequence[Rule]) -> Iterator[str]:
    seen: dict[str, Rule] = {}
    for rule in rules:
        matcher = repr((rule.ast, rule.regex, rule.unless, rule.flaws, sorted(rule.languages), rule.paths))
        twin = seen.setdefault(matcher, rule)
        if twin is not rule:
            yield f"{rule.origin}: {rule.id}: it finds what {twin.id} ({twin.origin}) finds"
