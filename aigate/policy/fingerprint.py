"""A finding's name: stable while its line moves, gone when its code changes, and never a way back to a secret.

HMAC-SHA-256, keyed with the repository's salt, over rule, path, the statement as it reads whatever a formatter did to it, the
secret it is about, the enclosing symbol, and an ordinal among equals. Without the salt nobody can try passwords against a
published fingerprint.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from aigate.lines import Span
    from aigate.model import Finding

_TOKEN = re.compile(r"""("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|\w+|[^\w\s]""")
_CLOSERS = frozenset(")]}")
LENGTH = 20  # hex digits: 80 bits, far more than a repository's findings need to stay apart


def normalise(lines: Sequence[str]) -> str:
    """A statement's text, blind to indentation, spacing and wrapping."""
    return " ".join(" ".join(lines).split())


def reading(lines: Sequence[str]) -> str:
    """A statement's tokens, blind to what formatters do as well: where it is wrapped, a last comma, the kind of quotes.

    No token spans lines, so that what the first lines of a statement read is how it begins, but for a comma at their end.
    """
    tokens = [_string(match[1]) if match[1] else match[0] for match in _TOKEN.finditer("\n".join(lines))]
    followed = zip(tokens, [*tokens[1:], ""], strict=False)
    return " ".join(token for token, after in followed if token != "," or after not in _CLOSERS)  # noqa: S105 - a comma


def _string(literal: str) -> str:
    """A string with double quotes, if nothing in it stands in the way."""
    inner = literal[1:-1]
    return f'"{inner}"' if '"' not in inner and "\\" not in inner else literal


def _secret(finding: Finding, lines: Sequence[str]) -> str:
    """The very text of a secret: white space counts in it, quoted or not."""
    if finding.kind != "secret":
        return ""
    return "\0".join(lines[line - 1][start:end] for line, start, end in finding.masks if line <= len(lines))


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

    seen: defaultdict[tuple[str, str, str, str], int] = defaultdict(int)
    named = list(findings)
    for index in sorted(range(len(findings)), key=order):
        finding = findings[index]
        start, end = finding.statement or finding.span
        text = lines[start - 1 : end]
        key = (finding.rule, reading(text), symbol_at(finding.anchor), _secret(finding, lines))
        parts = (finding.rule, path, *key[1:], str(seen[key]))
        named[index] = replace(finding, fingerprint=fingerprint(salt, *parts))
        seen[key] += 1
    return named
