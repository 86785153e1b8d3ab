"""What to look at where only a few lines of a file matter, so that no more of it need be scanned.

A scanner with a focus (``scanners.Settings``) tells what counts for those lines. The name and the snippet of such a finding
depend on a little more of the file, though: on secrets that stand beside it, and on what reads just like it elsewhere. So
whoever scans with a focus scans once more, with the focus that takes these in, where there is anything to tell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aigate.lines import Lines, Span
from aigate.policy.fingerprint import reading
from aigate.policy.narrow import Gated

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from aigate.model import FileAttribution, Finding
    from aigate.scanners.statements import Outline

_QUOTES = ("'", '"')


def around(gated: Gated, known: FileAttribution) -> Gated:
    """The gated places and the lines of markers, whose words are told as evidence: a secret there has to be masked."""
    markers = (share.claim.line for share in known.shares if share.claim.path == known.path and share.claim.line)
    return Gated(gated.lines | Lines.of(markers), gated.seams)


def widened(focus: Gated, found: Iterable[Finding], outline: Outline, lines: Sequence[str]) -> Gated:
    """The focus with the statements of its findings, and with every statement that reads like one of them."""
    shown = {
        outline.statement_of(finding.span)
        for finding in found
        if any(focus.meets(outline.statement_of(place)) for place in (finding.span, *_way(finding)))
    }
    return Gated(focus.lines | Lines(shown) | Lines.of(_echoes(shown, lines)), focus.seams)


def _way(finding: Finding) -> Iterator[Span]:
    return (Span(line, line) for line in finding.way)


def _echoes(statements: Collection[Span], lines: Sequence[str]) -> Iterator[int]:
    """The lines on which something begins that reads like one of the statements."""
    texts = {reading(lines[start - 1 : end]) for start, end in statements}
    first = tuple({text.partition(" ")[0] for text in texts if not text.startswith(_QUOTES)})
    if any(text.startswith(_QUOTES) for text in texts):
        first += _QUOTES
    for number, line in enumerate(lines, 1):
        if line.lstrip().startswith(first) and any(_begins(lines, number, text) for text in texts):
            yield number


def _begins(lines: Sequence[str], number: int, text: str) -> bool:
    """Whether whole lines from ``number`` on read like ``text``."""
    for end in range(number, len(lines) + 1):
        read = reading(lines[number - 1 : end])
        if read == text or not text.startswith(read.removesuffix(" ,")):  # a last comma goes with what follows it
            return read == text
    return False
