"""Lines found again in the pool of anchors: by their own hash, and never by that alone.

A human may well write a line that an agent has written before; so a line counts only together with its surroundings.

- In a file of the same path, or of the path it was renamed from: the line above, the line below or the enclosing symbol must
  be the same as where the line was anchored; or the line says so much that nobody writes it twice by chance, as after a
  conflict that was resolved around it.
- Elsewhere, as after a move: the lines above *and* below must be the same, the three must say enough to be no common phrase,
  and they must not stand in many files. From such a place the match grows over the lines next to it; and a file where it
  happened often is taken for the same one.
- Lines that say nothing, such as a closing bracket, count where both neighbours fit and one of them has been found; blank
  lines between two found ones of one author.

Every step is one pass over the lines, and each line asks the pool three bounded questions.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from aigate.lines import Lines
from aigate.model import Verdict
from aigate.provenance.anchors.hashing import TELLING
from aigate.provenance.anchors.keys import ABOVE, BELOW, EDGE, HOME, SYMBOL, home, stored

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from aigate.provenance.anchors.pool import Hit, Pool
    from aigate.provenance.anchors.text import Text

    # Anchor and line → the hit, and what it was found together with.
    _Hits = dict[tuple[int, int], tuple[Hit, set[int]]]

_PHRASE = 36  # letters and digits of three lines from which on they are no common phrase
_OWN = 24  # letters and digits of a line from which on its file is surroundings enough
_IMPORTS = re.compile(r"\s*(?:from|import|#\s*include|using|use|require|package|export)\b")
_COMMON = 3  # files from which on a line is common
_AFFINE = 5  # lines found in a file of another path that make it the same file


class _Candidate:
    """A line, and what the pool knows of it."""

    __slots__ = ("above", "around", "below", "hits", "is_common", "line", "tells")

    def __init__(self, line: int, text: Text, hits: _Hits) -> None:
        self.line = line
        self.above, self.below = text.neighbour(line, -1), text.neighbour(line, 1)
        self.tells = text.weight(line) >= TELLING
        self.around = text.weight(self.above) + text.weight(line) + text.weight(self.below)
        self.hits = sorted(
            hits.values(), key=lambda found: (-len(found[1] - {SYMBOL}), found[0].verdict is not Verdict.AI)
        )
        self.is_common = len({hit.path for hit, _ in self.hits}) >= _COMMON

    def best(self, fits: Callable[[Hit, set[int]], bool]) -> Hit | None:
        return next((hit for hit, kinds in self.hits if fits(hit, kinds)), None)


def search(
    pool: Pool, text: Text, paths: Iterable[str], wanted: Lines, is_earlier: Callable[[Hit], bool]
) -> dict[int, Hit]:
    """Those of the wanted lines that are found again, each with the anchored line it was found as.

    ``paths`` are the names that the file goes by; ``is_earlier`` tells whether an anchor may speak of this text at all.
    """
    same = {stored(path) for path in paths}
    candidates = {one.line: one for one in _candidates(pool, text, same, wanted, is_earlier)}
    found = _seeds(candidates.values())
    former = {path for path, times in Counter(hit.path for hit in found.values()).items() if times >= _AFFINE} - same
    if former:  # the names that it went by before: what stands alone is asked for there as well
        same |= former
        left = wanted - Lines.of(found)
        candidates |= {one.line: one for one in _candidates(pool, text, same, left, is_earlier)}
        candidates = dict(sorted(candidates.items()))
    found |= _at_home(candidates.values(), same)
    _grow(candidates.values(), found)
    _grow(reversed(candidates.values()), found)
    return found | _blanks(text, wanted, found)


def _candidates(
    pool: Pool, text: Text, same: Collection[str], wanted: Lines, is_earlier: Callable[[Hit], bool]
) -> Iterator[_Candidate]:
    for line in wanted:
        if line > len(text) or text.is_blank(line):
            continue
        if not pool.may_hold(text.hash(line)):
            continue
        hits = _beside(pool, text, line, is_earlier)
        if text.weight(line) >= TELLING and not any(hit.path in same for hit, _ in hits.values()):
            _at_its_place(pool, text, line, same, hits, is_earlier)
        if hits:
            yield _Candidate(line, text, hits)


def _beside(pool: Pool, text: Text, line: int, is_earlier: Callable[[Hit], bool]) -> _Hits:
    """What the pool knows of a line together with the one above or below it."""
    hits: _Hits = {}
    beside = {ABOVE: text.hash(text.neighbour(line, -1)), BELOW: text.hash(text.neighbour(line, 1))}
    for kind, other in beside.items():
        if other:
            _collect(hits, pool.ask(text.hash(line), other, kind), kind, is_earlier)
    for kind, other in beside.items():
        if not other and hits:  # the edge of a file is no surroundings of its own
            known = (hit for hit in pool.ask(text.hash(line), EDGE, kind) if (hit.anchor, hit.line) in hits)
            _collect(hits, known, kind, is_earlier)
    return hits


def _at_its_place(
    pool: Pool, text: Text, line: int, same: Collection[str], hits: _Hits, is_earlier: Callable[[Hit], bool]
) -> None:
    """What the pool knows of a line in this very file, by the symbol around it or by itself."""
    mine = text.hash(line)
    own = [hit for path in same for hit in pool.ask(mine, home(path), HOME) if hit.path == path]
    if own and (symbol := text.symbol(line)):  # only now, because all of the file is read for it
        _collect(hits, pool.ask(mine, symbol, SYMBOL), SYMBOL, is_earlier)
    if not hits and _stands_alone(text, line):
        _collect(hits, own, HOME, is_earlier)


def _stands_alone(text: Text, line: int) -> bool:
    """Whether nobody writes a line like this twice by chance. What a file imports is what others import, too."""
    return text.weight(line) >= _OWN and not _IMPORTS.match(text.lines[line - 1])


def _collect(
    hits: _Hits,
    found: Iterable[Hit],
    kind: int,
    is_earlier: Callable[[Hit], bool],
) -> None:
    for hit in found:
        if is_earlier(hit):
            hits.setdefault((hit.anchor, hit.line), (hit, set()))[1].add(kind)


def _seeds(candidates: Iterable[_Candidate]) -> dict[int, Hit]:
    """Lines that are found again wherever they stand."""
    seeds = {}
    for one in candidates:
        if one.tells and not one.is_common and one.around >= _PHRASE and (hit := one.best(_fits_both)):
            seeds[one.line] = hit
    return seeds


def _at_home(candidates: Iterable[_Candidate], same: Collection[str]) -> dict[int, Hit]:
    """Lines that are found again where they were."""
    found = {}
    for one in candidates:
        if one.tells and (hit := one.best(lambda hit, _: hit.path in same)):
            found[one.line] = hit
    return found


def _grow(candidates: Iterable[_Candidate], found: dict[int, Hit]) -> None:
    """Take in lines next to found ones, as far as they stood next to each other where they were anchored."""
    for one in candidates:
        if one.line in found:
            continue
        for neighbour, kind in ((one.above, ABOVE), (one.below, BELOW)):
            beside = found.get(neighbour)
            hit = beside and one.best(lambda hit, kinds: _continues(hit, kinds, beside, kind, one))  # noqa: B023
            if hit:
                found[one.line] = hit
                break


def _continues(hit: Hit, kinds: set[int], beside: Hit, kind: int, one: _Candidate) -> bool:
    fits = kind in kinds if one.tells else _fits_both(hit, kinds)
    return fits and (hit.path, hit.verdict) == (beside.path, beside.verdict)


def _fits_both(_: Hit, kinds: set[int]) -> bool:
    return ABOVE in kinds and BELOW in kinds


def _blanks(text: Text, wanted: Lines, found: dict[int, Hit]) -> dict[int, Hit]:
    """Blank lines between two found ones of one author."""
    filled: dict[int, Hit] = {}
    waiting: list[int] = []
    last: Hit | None = None
    before = 0
    for line in wanted:
        if line > len(text):
            break
        if line != before + 1:
            waiting, last = [], None
        before = line
        if text.is_blank(line):
            waiting.append(line)
            continue
        hit = found.get(line)
        if hit and last and _author(hit) == _author(last):
            filled |= dict.fromkeys(waiting, last)
        waiting, last = [], hit
    return filled


def _author(hit: Hit) -> tuple[object, ...]:
    return hit.verdict, hit.agent, hit.model, hit.source
