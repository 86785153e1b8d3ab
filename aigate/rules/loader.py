"""Files of rules into a :class:`RuleSet`, strictly: every error names file, line and reason."""

from __future__ import annotations

import re
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from aigate.errors import ConfigError
from aigate.rules import Rule, RuleSet, fields, pack_names, pack_path
from aigate.rules.compile import check_ast, check_languages, check_regex
from aigate.rules.document import Items, Table, fail, read
from aigate.rules.flaws import check_flaws, read_flaws, types_of
from aigate.rules.recipes import read_recipes

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from aigate.config import Wrapper
    from aigate.model import Severity
    from aigate.rules.recipes import Recipe

# What stands before the slash in ids that are not a team's to give.
RESERVED = frozenset(
    {*pack_names(), "aigate", "bandit", "flow", "gate", "patterns", "removals", "secrets", "suppressions", "wrapper"}
)

_KEYS = [
    "id",
    "languages",
    "severity",
    "confidence",
    "cwe",
    "owasp",
    "message",
    "hint",
    "references",
    "keywords",
    "also",
    "paths",
    "ast",
    "regex",
    "unless",
    "flaws",
    "bad",
    "good",
]
_REQUIRED = ["id", "languages", "severity", "confidence", "message", "bad", "good"]
_ID = re.compile(r"[a-z0-9][a-z0-9-]*/[a-z0-9][a-z0-9._-]*")
_CWE = re.compile(r"CWE-[0-9]{1,5}")
_MIN_EXAMPLES = 2
_RENAME = "Give one of the two another id."
_Files = tuple[tuple[str, ...], tuple[str, ...]]  # gitignore patterns; or what all must be found in a file
_AS_FOUND: Mapping[str, Severity] = MappingProxyType({})


def load(
    team: Sequence[tuple[str, bytes]] = (),
    disable: Collection[str] = (),
    severity: Mapping[str, Severity] = _AS_FOUND,
    wrappers: Sequence[Wrapper] = (),
    flows: Sequence[tuple[str, bytes]] = (),
) -> RuleSet:
    """The rules in force. ``team`` is (file name, content) of each file of the teams' own rules, all checked now.

    ``flows`` are their files of models for following text, which the scanner that does so checks.
    """
    rules: list[Rule] = []
    recipes: list[Recipe] = []
    places: dict[str, str] = {}
    for name, data in team:
        recipes += read_recipes(name, data, strict=True)
        for rule in read_rules(name, data, strict=True):
            if rule.id in places:
                raise ConfigError(f'{rule.origin}: the id "{rule.id}" is taken by {places[rule.id]}', hint=_RENAME)
            places[rule.id] = rule.origin
            rules.append(rule)
    seed = _seed((*team, *flows), disable, severity, wrappers)
    return RuleSet(read_pack, tuple(rules), disable, severity, seed, tuple(recipes), tuple(wrappers), tuple(flows))


@cache
def read_pack(name: str) -> tuple[Rule, ...]:
    """One built-in pack, the same for all rule sets of a process. The tests have compiled its matchers; here only its shape
    is checked.
    """  # noqa: D205 - one sentence
    return read_rules(f"{name}.yml", pack_path(name).read_bytes())


def read_rules(name: str, data: bytes, *, strict: bool = False) -> tuple[Rule, ...]:
    """The rules of one file. ``strict``: as for teams' files, with reserved ids refused and every matcher compiled."""
    document = fields.as_table(name, "a file of rules", read(name, data))
    fields.check_keys(
        name, document, ["rules", "utils", "files", "fixes"], [] if "fixes" in document.nodes else ["rules"]
    )
    entries = document.nodes.get("rules")
    if entries is None:
        return ()
    if not isinstance(entries, Items) or not entries.nodes:
        raise fail(
            name,
            document.lines["rules"],
            '"rules" has to be a list with at least one rule',
            "aigate rules new writes one.",
        )
    shared = fields.utils(name, document, narrowed=not strict)
    files = _read_files(name, document, strict=strict)
    rules: list[Rule] = []
    places: dict[str, str] = {}
    for entry in entries.nodes:
        table = fields.as_table(name, "a rule", entry)
        rule = _read_rule(name, table, shared, files, narrowed=not strict)
        if rule.id in places:
            raise fail(name, table.lines["id"], f'the id "{rule.id}" is taken by {places[rule.id]}', _RENAME)
        places[rule.id] = rule.origin
        if strict:
            _check_strictly(name, table, rule)
        rules.append(rule)
    return tuple(rules)


def _read_files(name: str, document: Table, *, strict: bool) -> _Files:
    """Which files a file's rules are for, unless a rule names its own ``paths``."""
    if "files" not in document.nodes:
        return (), ()
    table = fields.as_table(name, '"files"', document.nodes["files"])
    fields.check_keys(name, table, ["paths", "content"], ["paths"])
    paths, content = fields.texts(name, table, "paths"), fields.texts(name, table, "content")
    if strict:
        for pattern in content:
            check_regex(name, table.lines["content"], "content", pattern)
    return paths, content


def _read_rule(name: str, table: Table, shared: Mapping[str, object], files: _Files, *, narrowed: bool) -> Rule:
    fields.check_keys(name, table, _KEYS, _REQUIRED)
    flaws = read_flaws(name, table)
    keywords = tuple(word.lower() for word in fields.texts(name, table, "keywords"))
    own = fields.texts(name, table, "paths")
    paths, content = (own, ()) if own else files
    rule = Rule(
        id=fields.text(name, table, "id"),
        languages=fields.texts(name, table, "languages"),
        severity=fields.severity(name, table),
        confidence=fields.confidence(name, table),
        message=fields.text(name, table, "message"),
        bad=fields.texts(name, table, "bad"),
        good=fields.texts(name, table, "good"),
        cwe=fields.text(name, table, "cwe"),
        owasp=fields.text(name, table, "owasp"),
        hint=fields.text(name, table, "hint"),
        references=fields.texts(name, table, "references"),
        keywords=keywords or types_of(flaws),
        also=tuple(word.lower() for word in fields.texts(name, table, "also")),
        paths=paths,
        content=content,
        ast=fields.ast(name, table, shared, narrowed=narrowed),
        regex=fields.text(name, table, "regex") or None,
        unless=fields.text(name, table, "unless") or None,
        flaws=flaws,
        origin=f"{name}:{table.line}",
    )
    _check_shape(name, table, rule)
    return rule


def _check_shape(name: str, table: Table, rule: Rule) -> None:
    """What can be said against a rule without compiling anything."""
    lines = table.lines
    if not _ID.fullmatch(rule.id):
        raise fail(name, lines["id"], f'"{rule.id}" is not an id', "Write pack/name, in lower case.")
    if rule.cwe and not _CWE.fullmatch(rule.cwe):
        raise fail(name, lines["cwe"], f'"{rule.cwe}" is not a CWE number', "Write it as CWE-327.")
    matchers = [rule.ast is not None, rule.regex is not None, bool(rule.flaws)].count(True)
    if matchers != 1:
        found = "more than one matcher" if matchers else "no matcher"
        raise fail(name, table.line, f'"{rule.id}" has {found}', "Give one of `ast`, `regex` and `flaws`.")
    if rule.unless and rule.regex is None:
        raise fail(name, lines["unless"], '"unless" goes with "regex" alone', "Write `not:` in the ast rule.")
    for key, examples in (("bad", rule.bad), ("good", rule.good)):
        if len(examples) < _MIN_EXAMPLES:
            raise fail(
                name, lines[key], f'"{key}" needs at least {_MIN_EXAMPLES} examples', "They are the rule's tests."
            )
    check_languages(name, lines["languages"], rule.languages, parsed=rule.ast is not None)
    if rule.flaws:
        check_flaws(name, table, rule.languages)


def _check_strictly(name: str, table: Table, rule: Rule) -> None:
    """What is asked of teams' rules at every start, and of the built-in ones by the tests."""
    prefix = rule.id.partition("/")[0]
    if prefix in RESERVED:
        raise fail(
            name, table.lines["id"], f'ids that begin with "{prefix}/" are reserved', "Choose a prefix of your own."
        )
    for key, pattern in (("regex", rule.regex), ("unless", rule.unless)):
        if pattern is not None:
            check_regex(name, table.lines[key], key, pattern)
    if rule.ast is not None:
        check_ast(name, table.lines["ast"], f'"{rule.id}"', rule.languages, rule.ast)


def _seed(
    team: Sequence[tuple[str, bytes]],
    disable: Collection[str],
    severity: Mapping[str, Severity],
    wrappers: Sequence[Wrapper],
) -> bytes:
    """What the digest holds beside the built-in packs."""
    parts = [part for name, data in team for part in (name.encode("utf-8", "surrogateescape"), data)]
    parts += [repr(sorted(disable)).encode(), repr(sorted((key, int(rank)) for key, rank in severity.items())).encode()]
    parts += [repr(one).encode("utf-8", "surrogateescape") for one in wrappers]
    return b"".join(b"%d:%s" % (len(part), part) for part in parts)
