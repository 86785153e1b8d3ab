"""In-code markers: blocks, lines and whole files that say of themselves that an agent wrote them.

The whole new file is read, since a marker in an unchanged line covers the added lines in its block all the same. A block
that is never closed runs to the end of the file; an end without a beginning, or blocks within blocks, earn a warning and
widen nothing. A tag in the first lines, or in the comment that a file begins with, speaks for the file; further down it
speaks for the declaration below it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from aigate import text as texts
from aigate.lines import Lines, Span
from aigate.model import Claim, Confidence, Scope, Verdict
from aigate.provenance import catalogue as catalogues
from aigate.provenance.blocks import Block, Found, pair
from aigate.provenance.comments import WIDTH, Layout, layout_of
from aigate.provenance.declarations import declarations, last_line_of_top
from aigate.provenance.hint import MARKER_HINT, marker_may_stand_in
from aigate.provenance.marks import Kind, Mark, mark_may_stand_in, read_mark
from aigate.provenance.quote import quoted_code
from aigate.provenance.removals import moved_out, stays

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aigate.provenance.catalogue import Catalogue

SOURCE = "markers"
_HINT = re.compile(MARKER_HINT.decode(), re.IGNORECASE | re.ASCII)
_SPDX = re.compile(r"spdx-(?:ai|snippet)", re.IGNORECASE | re.ASCII)
# What both find, in lower case; each begins with a literal, to which a search can jump.
_WORDS = (re.compile(rb"ai(?:[-_ \t]{0,3}(?:gen|code|section|assisted)|gc)"), re.compile(rb"spdx-"))
PROSE_HINT = "(?:generated|created|written|authored|produced) "
_PROSE_HINT = re.compile(PROSE_HINT, re.IGNORECASE | re.ASCII)
_TRAILING = re.compile(
    r"(?:#|//|--|;|%|!|/\*|<!--|\(\*|\{-|\{/\*|')[*!#/;% \t]{0,5}(@?ai[-_](?:generated|assisted)(?![\w-])[^\"'`]{0,200}?)"
    r"[ \t]*(?:\*/\}?|--+>|\*\)|-\}|#\})?[ \t]*$",
    re.IGNORECASE | re.ASCII,
)
_MOST = 50  # claims for a whole file, and warnings, that are kept
_SPEAKS = (Kind.FILE, Kind.TAG, Kind.BARE, Kind.DISCLOSED, Kind.CONTRIBUTOR, Kind.HUMAN, Kind.PROSE)


@dataclass(frozen=True, slots=True)
class Marked:
    """What a file's markers say, and what is odd about them."""

    claims: tuple[Claim, ...] = ()
    warnings: tuple[str, ...] = ()


UNMARKED = Marked()


def marker_claims(path: str, text: str, catalogue: Catalogue | None = None, *, prose: bool = False) -> Marked:
    """Every claim that the markers in a file's text make; UNMARKED if no line of it could be one, even in a comment.

    ``prose`` believes sentences, too.
    """
    reader = _reader(path, text, catalogue, prose=prose)
    return reader.read() if reader.lines else UNMARKED


def may_hold(content: bytes, catalogue: Catalogue) -> bool:
    """Whether any line of a content could be a marker, or nobody can tell because it is no text. Prose is not believed."""
    if not marker_may_stand_in(content):
        return False
    decoded = texts.decode(content)
    return decoded is None or bool(_candidates(decoded[0], catalogue, prose=False))


def may_change(patch: bytes, catalogue: Catalogue) -> bool:
    """Whether any line could be a marker of those that a patch of plain text shows, each with a sign before it."""
    if not marker_may_stand_in(patch):
        return False
    try:
        patch.decode("utf-8")
    except UnicodeDecodeError:
        return True  # the file will be read in another encoding
    lines = (line.decode("utf-8") for _, line in _worded(patch))
    return any(len(line) > WIDTH or _may_mark(line[1:].removesuffix("\r"), catalogue) for line in lines)


def removed_markers(old_text: str, new_text: str, *, path: str = "") -> tuple[str, ...]:
    """Quotes of the markers that are gone from the new content, or cover less, while code they covered is still there.

    So are ``SPDX-AI-…`` tags that tell more (the model, the provider): the lines they told of stay, the telling goes.
    """
    if not _may_hold(old_text):
        return ()
    before, after = _reader(path, old_text), _reader(path, new_text)
    old, new = ([claim for claim in reader.read().claims if claim.verdict is Verdict.AI] for reader in (before, after))
    gone = [claim.quote for claim in moved_out(old_text, old, new_text, new, is_marker=_HINT)]
    left = Counter(key for key, _ in after.details())
    for key, quote in before.details():
        left[key] -= 1
        if left[key] < 0 and stays(old_text, new_text, is_marker=_HINT):
            gone.append(quote)
    return tuple(gone)


def _reader(path: str, text: str, catalogue: Catalogue | None = None, *, prose: bool = False) -> _Reader:
    return _Reader(path, text, catalogue or catalogues.load(), prose=prose)


def _may_hold(text: str) -> bool:
    return marker_may_stand_in(text.encode("utf-8", "surrogatepass"))


def _lines(text: str) -> list[str]:
    return [line.removesuffix("\r") for line in text.removesuffix("\n").split("\n")]


def _candidates(text: str, catalogue: Catalogue, *, prose: bool) -> list[int]:
    """The numbers of the lines on which a mark may stand. Most files have none, and are not even cut into lines."""
    if prose:
        return [number for number, line in enumerate(_lines(text), 1) if _may_mark(line, catalogue, prose=True)]
    return [
        number
        for number, line in _worded(text.encode("utf-8", "surrogatepass"))
        if _may_mark(line.decode("utf-8", "surrogatepass").removesuffix("\r"), catalogue)
    ]


def _worded(text: bytes) -> Iterator[tuple[int, bytes]]:
    """The lines with words of a marker, and their numbers. All others are not even cut out."""
    lower = text.lower()
    number, at = 1, 0
    for start in sorted(word.start() for words in _WORDS for word in words.finditer(lower)):
        if start < at:
            continue  # on the line of the one before
        number += lower.count(b"\n", at, start)
        end = lower.find(b"\n", start)
        at = len(lower) if end < 0 else end
        yield number, text[lower.rfind(b"\n", 0, start) + 1 : at]


@lru_cache(maxsize=4096)  # what one version of a file holds, the next mostly holds, too
def _may_mark(line: str, catalogue: Catalogue, *, prose: bool = False) -> bool:
    """Whether a line's beginning or end holds the words of a marker."""
    near = line if len(line) <= 4 * WIDTH else f"{line[: 2 * WIDTH].lstrip()} {line[-WIDTH:]}"
    lower = near.lower()
    told = ("ai" in lower or "spdx" in lower) and (_HINT.search(near) or _SPDX.search(near))
    if told and (len(line) > WIDTH or mark_may_stand_in(line, catalogue)):  # a long one is cut, which makes it another
        return True
    return prose and _PROSE_HINT.search(near) is not None


class _Reader:
    """One file's markers on their way from comments to claims."""

    def __init__(self, path: str, text: str, catalogue: Catalogue, *, prose: bool) -> None:
        self.path = path
        self.catalogue = catalogue
        self.prose = prose
        candidates = _candidates(text, catalogue, prose=prose)
        self.lines = _lines(text) if candidates else []
        self.layout = layout_of(self.lines, path) if candidates else Layout({}, frozenset())
        self.found = [found for number in candidates for found in self._marks_on(number)]
        self.detail = next((found.mark for found in self.found if found.mark.kind is Kind.DETAIL), None)

    def read(self) -> Marked:
        """All claims in the order of their lines, and the warnings."""
        claims: list[Claim] = []
        warnings: list[str] = []
        marks = [found for found in self.found if found.mark.kind in (Kind.BEGIN, Kind.END)]
        for family in dict.fromkeys(found.mark.family for found in marks):
            if family == "section" and not any("@ai-generated" in line.lower() for line in self.lines if "@" in line):
                continue
            blocks, odd = pair([found for found in marks if found.mark.family == family], len(self.lines))
            claims += [self._claim(block.begin, Lines([block.span]), Confidence.HIGH) for block in blocks]
            warnings += odd
        snippets, odd = self._snippets()
        claims += self._declared(snippets)
        warnings += odd
        if len(warnings) > _MOST:
            warnings[_MOST:] = [f"{len(warnings) - _MOST} more odd markers"]
        return Marked(tuple(sorted(claims, key=lambda claim: claim.line or 0)), tuple(warnings))

    def details(self) -> Iterator[tuple[str, str]]:
        """The key and the quote of each tag that tells more of a declaration."""
        for found in self.found:
            if found.mark.kind is Kind.DETAIL:
                yield found.quote.partition(":")[0].lower().strip("# /*"), found.quote

    def _marks_on(self, number: int) -> Iterator[Found]:
        line, comment = self.lines[number - 1], self.layout.comments.get(number)
        if comment:
            mark = read_mark(comment.text, self.catalogue, after=comment.after, prose=self.prose)
            in_docstring = comment.is_docstring and mark and mark.kind in (Kind.BEGIN, Kind.END, Kind.BARE)
            if mark and not in_docstring:
                yield Found(mark, number, quoted_code(line.rpartition(comment.after)[0] if comment.after else line))
            return
        trailing = _TRAILING.search(line[-WIDTH:]) if number not in self.layout.quoted else None
        mark = read_mark(trailing[1], self.catalogue) if trailing else None
        if trailing and mark and mark.kind in (Kind.TAG, Kind.BARE):
            own = Mark(Kind.BEGIN, "line", mark.agent, mark.model, mark.reviewer, mark.is_weak, is_closed=True)
            yield Found(own, number, quoted_code(trailing[0]))

    def _snippets(self) -> tuple[list[Block], list[str]]:
        kinds = (Kind.SNIPPET_BEGIN, Kind.SNIPPET_END)
        blocks, odd = pair([found for found in self.found if found.mark.kind in kinds], len(self.lines))
        is_ours = any(found.mark.kind in _SPEAKS for found in self.found)
        return blocks, [warning.replace("AI block", "SPDX snippet") for warning in odd] if is_ours else []

    def _declared(self, snippets: list[Block]) -> Iterator[Claim]:
        """The claims of tags, disclosures and contributors, as wide as the place where each stands makes them."""
        tags = [found for found in self.found if found.mark.kind in _SPEAKS]
        if not tags:
            return
        top = last_line_of_top(self.lines, self.layout)
        below = declarations(self.lines, self.layout, [found.line for found in tags])
        whole = 0
        for found, declaration in zip(tags, below, strict=True):
            mark = found.mark
            at = bisect_right(snippets, found.line, key=lambda block: block.span.start) - 1
            span: Span | None = declaration
            if mark.kind is Kind.FILE:
                span = None
            elif at >= 0 and found.line <= snippets[at].span.end:
                span = snippets[at].span
            elif found.line <= top or mark.kind in (Kind.DISCLOSED, Kind.CONTRIBUTOR, Kind.HUMAN):
                span = None
            elif mark.kind is Kind.BARE:
                continue
            whole += span is None
            if span or whole <= _MOST:
                weak = mark.is_weak or mark.kind is Kind.HUMAN
                yield self._claim(found, Lines([span] if span else ()), Confidence.LOW if weak else Confidence.MEDIUM)

    def _claim(self, found: Found, lines: Lines, confidence: Confidence) -> Claim:
        mark = found.mark
        detail = self.detail if mark.kind is Kind.DISCLOSED else None
        return Claim(
            SOURCE,
            Verdict.HUMAN if mark.kind is Kind.HUMAN else Verdict.AI,
            Scope.LINE if lines else Scope.FILE,
            found.quote,
            confidence,
            self.path,
            lines,
            mark.agent or (detail.agent if detail else None),
            mark.model or (detail.model if detail else None),
            mark.reviewer,
            found.line,
        )
