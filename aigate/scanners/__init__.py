"""Scanners look at whole files and know nothing of lines, authorship or policy.

A scanner is a module with the names of :class:`Scanner`; the tuple of them stands in ``registry.py``, by hand. A scanner
that cannot read a file says so in a :class:`~aigate.model.Gap`; it never returns an empty answer for what it did not see.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aigate.lines import Lines
    from aigate.model import Finding, Gap, RuleInfo, Source
    from aigate.rules import RuleSet


@dataclass(frozen=True, slots=True)
class Settings:
    """What scanners may be told: the rules in force, how long one file may take a scanner (seconds), and what matters.

    ``focus`` holds the lines that somebody asks about. A finding counts for a line if its statement (``statements.py``),
    or that of a line on its way, holds that line; a scanner may leave out every finding, and every part of a gap, that counts for none of them, and is
    free not to. None: the whole file matters.
    """

    rules: RuleSet
    seconds: float = 20.0
    focus: Lines | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a scanner saw in one file, and what it could not see."""

    findings: tuple[Finding, ...] = ()
    gaps: tuple[Gap, ...] = ()


class Scanner(Protocol):
    """The fixed few names of a scanner module."""

    NAME: str

    def accepts(self, source: Source) -> bool:
        """Whether this scanner reads such a file at all."""

    def scan(self, source: Source, settings: Settings) -> Outcome:
        """Everything wrong in the whole file, or near the focus. Inline suppressions of any syntax are ignored here."""

    def rules(self, settings: Settings) -> Iterable[RuleInfo]:
        """What this scanner can find."""
