"""What must stand in a match of a structural rule, told from the rule itself: kinds of nodes, and literals.

A rule that cannot match near the lines that matter need not be run there, nor the file be parsed for it. The answers err
towards running it: what is not understood says nothing, and so demands nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from aigate.rules import Rule

Clause = frozenset[str]  # one of these, in lower case, stands in the text

_KIND = re.compile(r"[A-Za-z_]\w*")
_FOLDS = {"\u017f": "s", "\u0131": "i", "\u0130": "i", "\u212a": "k"}  # what ignoring case takes for an ASCII letter
_WORD_BOUNDARY = r"(?-u:\b)"  # as ``narrow.py`` spells it: Python has no such group
_FLAGS = re.compile(r"\(\?[ims]+\)")  # Rust takes them anywhere; to literals in lower case they mean nothing
_ESCAPE = re.compile(r"\\(?!b\{).", re.DOTALL)
_FOREIGN = re.compile(r"\[\^?\]?[^\]]*\[|&&|~~|--|\\b")  # sets within sets, and their arithmetic: not Python's
_DEEPEST = 40


def fold(text: str) -> str:
    """Lower case as a regular expression that ignores case sees it, every character in its place."""
    if not text.isascii():
        for strange, letter in _FOLDS.items():
            text = text.replace(strange, letter)
    return text.lower()


@lru_cache(maxsize=1024)
def kinds_of(rule: Rule) -> frozenset[str] | None:
    """The kinds that a matched node can have; None if any."""
    config = rule.ast or {}
    return _kinds(config.get("rule"), _utils(config), _DEEPEST)


@lru_cache(maxsize=1024)
def demands_of(rule: Rule) -> tuple[tuple[Clause, ...], ...]:
    """The text of every match holds one literal of each clause in one of these."""
    if rule.regex is not None:
        return (tuple(literals_of(rule.regex)),)
    config = rule.ast or {}
    whole, utils = config.get("rule"), _utils(config)
    if not isinstance(whole, dict):
        return ((),)
    common = _clauses({key: value for key, value in whole.items() if key != "any"}, utils, _DEEPEST)
    branches = _list(whole["any"]) if "any" in whole else [{}]
    return tuple((*common, *_clauses(branch, utils, _DEEPEST)) for branch in branches)


def holds(text: str, demands: Iterable[Iterable[Clause]]) -> bool:
    """Whether a text, folded, could hold a match."""
    return any(all(any(literal in text for literal in clause) for clause in clauses) for clauses in demands)


def literals_of(pattern: str) -> list[Clause]:
    """The same of whatever a regular expression finds, in Python's spelling or in Rust's."""
    plain = _FLAGS.sub("", pattern.replace(_WORD_BOUNDARY, r"\b"))
    if _FOREIGN.search(_ESCAPE.sub("_", plain)):
        return []
    try:
        parsed = re._parser.parse(plain)  # type: ignore[attr-defined]  # noqa: SLF001
    except (re.error, RecursionError, OverflowError):
        return []
    return _sequence(parsed)


def _utils(config: Mapping[str, Any]) -> Mapping[str, Any]:
    utils = config.get("utils")
    return utils if isinstance(utils, dict) else {}


def _kinds(rule: Any, utils: Mapping[str, Any], depth: int) -> frozenset[str] | None:
    if not isinstance(rule, dict) or depth == 0:
        return None
    known: list[frozenset[str] | None] = []
    kind = rule.get("kind")
    if isinstance(kind, str) and _KIND.fullmatch(kind):
        known.append(frozenset([kind]))
    if "matches" in rule:
        known.append(_kinds(utils.get(rule["matches"]), utils, depth - 1))
    known += [_kinds(each, utils, depth - 1) for each in _list(rule.get("all"))]
    if "any" in rule:
        known.append(_union(_kinds(each, utils, depth - 1) for each in _list(rule["any"])))
    told = [each for each in known if each is not None]
    return frozenset.intersection(*told) if told else None


def _union(alternatives: Iterable[frozenset[str] | None]) -> frozenset[str] | None:
    """One of all alternatives; None if one of them can be anything."""
    whole: frozenset[str] = frozenset()
    for each in alternatives:
        if each is None:
            return None
        whole |= each
    return whole


def _clauses(rule: Any, utils: Mapping[str, Any], depth: int) -> list[Clause]:
    """Of a node's own text and that of what it ``has``; what it is not, and what is around it, says nothing."""
    if not isinstance(rule, dict) or depth == 0:
        return []
    found: list[Clause] = []
    if isinstance(rule.get("regex"), str):
        found += literals_of(rule["regex"])
    if "matches" in rule:
        found += _clauses(utils.get(rule["matches"]), utils, depth - 1)
    for each in (rule.get("has"), *_list(rule.get("all"))):
        found += _clauses(each, utils, depth - 1)
    if "any" in rule:
        either = _union(_best(_clauses(each, utils, depth - 1)) for each in _list(rule["any"]))
        found += [either] if either else []
    return found


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _best(clauses: Iterable[Clause]) -> Clause | None:
    """The clause that says most: whose shortest literal is longest."""
    return max(clauses, key=lambda clause: min(map(len, clause)), default=None)


def _sequence(parsed: Any) -> list[Clause]:
    found: list[Clause] = []
    run = ""
    for operation, argument in [*parsed, ("END", None)]:
        if str(operation) == "LITERAL":
            run += chr(argument)
            continue
        if str(operation) == "AT":
            continue  # a place between characters
        if run:
            found.append(frozenset([fold(run)]))
        run = ""
        found += _inner(str(operation), argument)
    return found


def _inner(operation: str, argument: Any) -> list[Clause]:
    match operation:
        case "SUBPATTERN":
            return _sequence(argument[-1])
        case "ATOMIC_GROUP":
            return _sequence(argument)
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT" if argument[0] >= 1:
            return _sequence(argument[-1])
        case "BRANCH":
            either = _union(_best(_sequence(each)) for each in argument[1])
            return [either] if either else []
        case "IN" if all(str(kind) == "LITERAL" for kind, _ in argument):
            return [frozenset(fold(chr(code)) for _, code in argument)]
        case _:
            return []
