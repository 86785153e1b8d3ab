"""Where secrets are made up: tests, translations, files that show others what to fill in, documentation inside of programs.

A provider's token counts everywhere, for people paste it; so does a private key in a test. Nothing is parsed to find docstrings:
they begin with their quotes, first on a line, and a string that is given to something does not.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aigate.model import Confidence
from aigate.scanners.secret_detectors import ENTROPY, KEYWORD
from aigate.scanners.secret_likeness import is_random

if TYPE_CHECKING:
    from collections.abc import Container

    from aigate.model import Source
    from aigate.scanners.secret_excerpt import Excerpt
    from aigate.scanners.secret_search import Hit

_TEMPLATE = re.compile(
    r"\.(?:example|sample|template|tmpl|tpl|dist)(?:\.\w+)?$|[._-](?:example|sample)\.\w+$", re.IGNORECASE
)
# Folders and names by which test runners know tests: their passwords open nothing.
_TESTS = re.compile(
    r"(?:^|/)(?:tests?|__tests__|__mocks__|specs?|testdata|testing|fixtures|e2e|cypress)/"
    r"|(?:^|/)(?:test_[^/]*|[^/]*[._-](?:tests?|spec|e2e|cy)\.\w+|conftest\.py|[^/]*[a-z0-9](?:Tests?|TestCase|Spec|IT)\.\w+)$"
)
_TRANSLATIONS = re.compile(
    r"(?:^|/)(?:locales?|i18n|l10n|langs?|languages?|translations?|lc_messages)/|(?:^|/)(?:messages|strings|localstrings|resources)"
    r"(?:[._-]\w{2,8})?\.(?:properties|xml|resx|json|ya?ml)$|\.(?:po|pot|xlf|xliff|strings|arb)$|[._-][a-z]{2}(?:[-_][A-Z]{2})?\.properties$",
    re.IGNORECASE,
)
_CONFIG = frozenset(("dotenv", "ini", "properties", "toml", "yaml"))
_COMMENTED = re.compile(r"\s*[#;]")
_SHOWN = frozenset(("basic-auth-credentials", "password-hash", "json-web-token"))

_TRIPLE = re.compile(r'"""|\'\'\'')
_BEFORE = re.compile(r"[ \t]*[rRuU]{0,2}\Z")
_STARRED = re.compile(r"[ \t]*(?:\*(?!/)|/\*\*|///|//!|##)(?=[ \t]|\Z)")
_C_LIKE = frozenset(
    [
        "c",
        "cpp",
        "csharp",
        "dart",
        "go",
        "groovy",
        "java",
        "javascript",
        "kotlin",
        "objectivec",
        "php",
        "rust",
        "scala",
        "solidity",
        "swift",
        "tsx",
        "typescript",
    ]
)


def surrounded(source: Source, hits: list[Hit], part: Excerpt) -> list[Hit]:
    """The hits with what their surroundings take from their weight."""
    if not any(hit.confidence is not Confidence.LOW for hit in hits):
        return hits
    told = [(hit, part.lines[hit.line - 1]) for hit in hits]
    if _TESTS.search(source.path) or _TRANSLATIONS.search(source.path):
        return [_made_up(hit) for hit in hits]
    if _TEMPLATE.search(source.path):
        return [_doubted(hit, line) for hit, line in told]
    if source.language in _CONFIG:
        return [_doubted(hit, line) if _COMMENTED.match(line) else hit for hit, line in told]
    described = _descriptions(source)
    return [_made_up(hit, also="private-key") if part.numbers[hit.line - 1] in described else hit for hit in hits]


def _doubted(hit: Hit, line: str) -> Hit:
    """In files that show others what to fill in, and in what is commented out, a value means little unless it looks drawn."""
    weak = hit.detector is KEYWORD or hit.detector.id == "basic-auth-credentials"
    if hit.detector.id == "password-hash" or (weak and not is_random(line[hit.start : hit.end])):
        return hit._replace(confidence=Confidence.LOW)
    return hit


def _made_up(hit: Hit, also: str = "") -> Hit:
    ours = hit.detector in {KEYWORD, *ENTROPY} or hit.detector.id in _SHOWN | {also}
    return hit._replace(confidence=Confidence.LOW) if ours else hit


def _descriptions(source: Source) -> Container[int]:
    """The numbers of the lines that describe a program."""
    if source.language == "python":
        return _docstrings(source)
    if source.language in _C_LIKE:
        return {number for number, line in enumerate(source.lines, 1) if _STARRED.match(line)}
    return ()


def _docstrings(source: Source) -> set[int]:
    found: set[int] = set()
    until = ""  # the quotes that would end the string that is open
    describes = False
    for number, line in enumerate(source.lines, 1):
        if until and describes:
            found.add(number)
        for quotes in _TRIPLE.finditer(line):
            if not until:
                until, describes = quotes[0], bool(_BEFORE.match(line[: quotes.start()]))
                if describes:
                    found.add(number)
            elif quotes[0] == until:
                until = ""
    return found
