"""Tokens by their format: a look at one line with those of the table whose literal stands in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from aigate.model import Confidence
from aigate.rules.needles import fold
from aigate.scanners.secret_formats import Format, pattern_of
from aigate.scanners.secret_values import is_filler

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SHORT = 16  # characters: what is shorter may well have few different ones
_LEAST = 7  # different characters in a token that is longer
# What people write into a token of the right length and alphabet to say that it is none.
_SAYS_NONE = re.compile(
    r"example|sample|placeholder|change-?me|replace|redacted|your[-_]?(?:api|own|key|token|secret)|(?:token|key|secret)[-_]?here|"
    r"goes[-_]?here|dummy|x{6}|\*{4}|\.{3}|0{12}|a{12}|123456789(?:0|abc)",
    re.IGNORECASE,
)
_WORDS = re.compile(r"(?:[A-Z]?[a-z]{2,}|[A-Z]{2,})(?:[-_]?(?:[A-Z]?[a-z]{2,}|[A-Z]{2,}))*")

_EMBEDDED = re.compile(r"[A-Za-z0-9+/]{20}\Z")  # in the middle of an image or a file that is written in base64


class Found(NamedTuple):
    """One token: its format, the columns of what is secret in it, and how sure it is."""

    shape: Format
    start: int
    end: int
    confidence: Confidence


def tokens(line: str, shapes: Iterable[Format]) -> Iterator[Found]:
    """Every token on a line; of those that overlap, the one that the table names first."""
    taken: list[tuple[int, int]] = []
    folded = ""
    for shape in dict.fromkeys(shapes):
        if shape.near:
            folded = folded or fold(line)
            if not any(word in folded for word in shape.near):
                continue
        pattern = pattern_of(shape)
        group = "value" if "value" in pattern.groupindex else 0
        for found in pattern.finditer(line):
            start, end = found.span(group)
            if any(start < past and first < end for first, past in taken) or _EMBEDDED.search(
                line[max(0, start - 20) : start]
            ):
                continue
            confidence = _confidence(shape, line[start:end])
            if confidence is not None:
                taken.append((start, end))
                yield Found(shape, start, end, confidence)


def _confidence(shape: Format, token: str) -> Confidence | None:
    """How surely a token of the right shape is one; None where its checksum says that it is not."""
    if shape.check is not None and not shape.check(token):
        return None
    body = token
    for literal in shape.literals:
        body = body.removeprefix(literal)
    if is_filler(body) or _SAYS_NONE.search(body) or _WORDS.fullmatch(body):
        return Confidence.LOW
    if len(body) >= _SHORT and len(set(body)) < _LEAST:
        return Confidence.LOW
    return shape.confidence
