"""The lines of a finding as a report may show them: few, short, and with every secret masked."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from aigate.model import Claim, FileAttribution, Finding

_MOST_LINES = 6
_STARS = "*" * 8
_LITERAL = re.compile(r"""(["'`])((?:\\.|(?!\1)[^\\])+)\1""")
_UNQUOTED = re.compile(r"(?<=[=:])\s*[^\s\"'`=:]{4,}\s*$")

Masks = dict[int, list[tuple[int, int]]]  # line -> (start, end) columns, 0-based, end exclusive


def masks_of(findings: Iterable[Finding], lines: Sequence[str]) -> Masks:
    """Every column of a file that must not be shown, from all of its findings together.

    One scanner's finding must not show what another one masked, so masks belong to the file. A finding about a secret that
    does not say where the secret stands has every string literal of its lines masked.
    """
    masks: Masks = {}
    for finding in findings:
        for line, start, end in finding.masks:
            masks.setdefault(line, []).append((start, end))
        if finding.kind == "secret" and not finding.masks:
            for line in range(finding.span.start, min(finding.span.end, len(lines)) + 1):
                text = lines[line - 1]
                spans = [match.span(2) for match in _LITERAL.finditer(text)] or [
                    m.span() for m in _UNQUOTED.finditer(text)
                ]
                masks.setdefault(line, []).extend(spans)
    return masks


def cut(finding: Finding, lines: Sequence[str], masks: Masks) -> Finding:
    """The finding with its lines, masked, and its columns moved to fit them."""
    statement = finding.statement or finding.span
    first = max(statement.start, finding.anchor - _MOST_LINES + 2)
    last = min(statement.end, first + _MOST_LINES - 1, len(lines))
    shown = tuple((number, mask(lines[number - 1], masks.get(number, ()))) for number in range(first, last + 1))
    columns = finding.columns
    if columns is not None and finding.anchor in masks:
        columns = _moved(columns, masks[finding.anchor])
    return replace(finding, snippet=shown, columns=columns)


def mask(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """``text`` with each span replaced by the same stars, whatever its length."""
    for start, end in reversed(_merged(spans)):
        text = text[:start] + _STARS + text[end:]
    return text


def masked_claims(known: FileAttribution, lines: Sequence[str], masks: Masks) -> dict[Claim, Claim]:
    """The claims of markers that quote something masked on their own line, and each without it."""
    masked: dict[Claim, Claim] = {}
    for claim in (share.claim for share in known.shares if share.claim.path == known.path):
        quote = claim.quote
        for start, end in masks.get(claim.line or 0, ()):
            secret = " ".join(lines[(claim.line or 0) - 1][start:end].split())
            quote = quote.replace(secret, _STARS) if secret else quote
        if quote != claim.quote:
            masked[claim] = replace(claim, quote=quote)
    return masked


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _moved(columns: tuple[int, int], spans: Iterable[tuple[int, int]]) -> tuple[int, int]:
    def shift(column: int, *, at_end: bool) -> int:
        moved = column
        for start, end in _merged(spans):
            if column >= end:
                moved += len(_STARS) - (end - start)
            elif column > start:
                return moved - (column - start) + (len(_STARS) if at_end else 0)
        return moved

    start, end = shift(columns[0], at_end=False), shift(columns[1], at_end=True)
    return (start, max(end, start + 1))
