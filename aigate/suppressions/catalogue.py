"""The catalogue of suppression syntaxes, read from ``catalogue.toml`` into frozen values; patterns are compiled when used."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("catalogue.toml")
_WORDS = re.compile(r"[,\s;|]+")
# A directive is the first thing in its comment, or in one within it, as where two tools are spoken to.
_LEADER = r"(?:(?:\A|\s)(?:#+|//+|--|/\*+|<!--|;+|%+|'|\{/\*)|\A)[ \t*!]{0,8}"


class Kind(StrEnum):
    """What a suppression switches off."""

    SECRETS = "secrets"
    SECURITY = "security"
    TYPES = "types"
    LINT = "lint"
    FORMAT = "format"
    COVERAGE = "coverage"


class Where(StrEnum):
    """Where a tool heeds it."""

    COMMENT = "comment"
    INSIDE = "inside"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Syntax:
    """One way to tell one tool to look away."""

    id: str
    tool: str
    kind: Kind
    where: Where
    pattern: str
    needles: tuple[str, ...]
    bad: tuple[str, ...]
    good: tuple[str, ...]
    languages: tuple[str, ...] = ()  # none: every language
    ids: str = ""
    security: str = ""
    minor: str = ""
    wide: bool = False

    def speaks(self, language: str | None) -> bool:
        """Whether the tool reads files of that language."""
        return not self.languages or language in self.languages

    def search(self, text: str) -> re.Match[str] | None:
        """The first suppression in a comment, or on a line of code."""
        return _compiled(self.pattern, led=self.where is Where.COMMENT).search(text)

    def kind_of(self, rules: tuple[str, ...]) -> Kind:
        """What is switched off by naming these rules; a linter's rule about security counts as a scanner's."""
        if self.security and any(_fits(self.security, rule) for rule in rules):
            return Kind.SECURITY
        if self.minor and rules and all(_fits(self.minor, rule) for rule in rules):
            return Kind.LINT
        return self.kind

    def is_unknown(self, rules: tuple[str, ...]) -> bool:
        """Whether the first name is none that a rule of this tool can have."""
        return bool(self.ids and rules) and not _fits(self.ids, rules[0])

    def rules_of(self, found: re.Match[str]) -> tuple[str, ...]:
        """The rules that a match names, one after the other; what follows the first that is none is a reason."""
        named = found["rules"] if "rules" in found.re.groupindex else None
        words = [word.strip("\"'()[]") for word in _WORDS.split(named or "")]
        rules: list[str] = []
        for word in (word for word in words if word and word != "--"):
            if rules and self.ids and not _fits(self.ids, word):
                break
            rules.append(word)
        return tuple(rules)


@cache
def load() -> tuple[Syntax, ...]:
    """Every syntax."""
    import tomli

    tables: list[dict[str, Any]] = tomli.loads(_FILE.read_text("utf-8"))["syntax"]
    return tuple(_syntax(table) for table in tables)


@cache
def needles() -> re.Pattern[str]:
    """What stands in every line that holds a suppression, for lines in lower case."""
    return re.compile("|".join(sorted({re.escape(word) for one in load() for word in one.needles})))


def _syntax(table: dict[str, Any]) -> Syntax:
    lists: dict[str, Any] = {key: tuple(table.pop(key, ())) for key in ("needles", "bad", "good", "languages")}
    return Syntax(kind=Kind(table.pop("kind")), where=Where(table.pop("where")), **lists, **table)


@cache
def _compiled(pattern: str, *, led: bool = False) -> re.Pattern[str]:
    return re.compile(f"{_LEADER}(?:{pattern})" if led else pattern, re.IGNORECASE)


def _fits(pattern: str, rule: str) -> bool:
    return re.fullmatch(pattern, rule) is not None
