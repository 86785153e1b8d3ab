"""The guards that may not be taken away, read from ``guards.toml``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("guards.toml")


@dataclass(frozen=True, slots=True)
class Guard:
    """What one kind of guard looks like in some languages."""

    rule: str
    form: str  # "unit" | "argument" | "call" | "setting" | "waiver"
    languages: tuple[str, ...]
    needles: tuple[str, ...]
    pattern: str
    bad: tuple[tuple[str, str], ...]
    good: tuple[tuple[str, str], ...]
    within: str = ""
    wide: str = ""
    becomes: str = ""
    path: str = ""

    def search(self, line: str) -> re.Match[str] | None:
        """The guard on a line."""
        return compiled(self.pattern).search(line)


@cache
def load() -> tuple[Guard, ...]:
    """Every guard."""
    import tomli

    tables: list[dict[str, Any]] = tomli.loads(_FILE.read_text("utf-8"))["guard"]
    return tuple(_guard(table) for table in tables)


@cache
def for_language(language: str | None) -> tuple[Guard, ...]:
    """The guards of one language."""
    return tuple(guard for guard in load() if language in guard.languages)


@cache
def needles_of(language: str | None) -> re.Pattern[str] | None:
    """What stands on every line that holds a guard, for lines in lower case; None where there are no guards."""
    words = {re.escape(word) for guard in for_language(language) for word in guard.needles}
    return re.compile("|".join(sorted(words))) if words else None


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern, compiled when first used."""
    return re.compile(pattern)


def _guard(table: dict[str, Any]) -> Guard:
    lists: dict[str, Any] = {key: tuple(table.pop(key)) for key in ("languages", "needles")}
    pairs: dict[str, Any] = {key: tuple((before, after) for before, after in table.pop(key)) for key in ("bad", "good")}
    return Guard(**table, **lists, **pairs)
