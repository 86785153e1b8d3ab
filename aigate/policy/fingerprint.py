"""A finding's name: stable while its line moves, gone when its code changes, and never a way back to a secret.

HMAC-SHA-256, keyed with the repository's salt, over rule, path, the statement with its white space folded, the enclosing
symbol, and an ordinal among equals. Without the salt nobody can try passwords against a published fingerprint.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from aigate.lines import Span
    from aigate.model import Finding

LENGTH = 20  # hex digits: 80 bits, far more than a repository's findings need to stay apart


def normalise(lines: Sequence[str]) -> str:
    """A statement's text, blind to indentation, spacing and wrapping."""
    return " ".join(" ".join(lines).split())


def fingerprint(salt: str, *parts: str) -> str:
    """The HMAC of the parts, each kept apart from its neighbours."""
    body = "\0".join(parts).encode("utf-8", "surrogatepass")
    return hmac.new(f"aigate:{salt}".encode(), body, hashlib.sha256).hexdigest()[:LENGTH]


def name_all(
    findings: Sequence[Finding],
    *,
    salt: str,
    path: str,
    lines: Sequence[str],
    symbol_at: Callable[[int], str],
    is_new: Callable[[Span], bool],
) -> list[Finding]:
    """The findings of one file with their fingerprints, as of ``path`` (the old path, to find records made before a rename).

    Equal findings are told apart by an ordinal. Those that were there before come first, so that a record which accepts one
    of them never covers a copy that an agent adds above it.
    """

    def order(index: int) -> tuple[bool, int, tuple[int, int]]:
        finding = findings[index]
        return is_new(finding.statement or finding.span), finding.span.start, finding.columns or (0, 0)

    seen: defaultdict[tuple[str, str, str], int] = defaultdict(int)
    named = list(findings)
    for index in sorted(range(len(findings)), key=order):
        finding = findings[index]
        start, end = finding.statement or finding.span
        key = (finding.rule, normalise(lines[start - 1 : end]), symbol_at(finding.anchor))
        named[index] = replace(
            finding, fingerprint=fingerprint(salt, finding.rule, path, key[1], key[2], str(seen[key]))
        )
        seen[key] += 1
    return named
