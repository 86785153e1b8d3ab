r"""Which lines of a text live on in another: carried over edits, moves and formatters, by content alone.

A text is compared as a *sketch*, the keyed hashes of its lines, so that whoever remembers a text need not keep it: the
journal and the anchors store sketches, and no secret that a line may hold. Two lines have the same key if they differ in
white space only. Where a formatter split or joined lines, the tokens between two kept lines decide: a line is carried if
all its tokens come, in order, from old lines that lost none of theirs. So a changed word makes a line a new one, while
quotes, commas, semicolons, parentheses and line breaks, which formatters set and take, do not.

This module is on the path of every event of an agent and imports little.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import pairwise

try:
    from _blake2 import blake2b  # without OpenSSL, which hashlib loads first
except ImportError:  # another Python than CPython
    from hashlib import blake2b

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
    from typing import Any, Self

    from aigate.lines import Lines

KEY = 8  # bytes of a line's key: no two of a million lines share one
TOKEN = 4  # bytes of a token's key
_BLANK = bytes(KEY)
_WORDS = re.compile(r"\w+|[^\w\s]")
_FORMATTING = frozenset(",;()'\"`\\")
_WIDEST = 4096  # characters of a line by which its tokens are known
_SMALL = 1 << 16  # pairs of items up to which the thorough comparison is cheap enough, even of equal ones
_TELLING = 2  # tokens from which on a line is known again wherever it stands
SHARE = 0.5  # of a text's lines, from which on it is taken for a copy
_SAYS = 10  # tokens of lines that live on where two texts are mostly the same; …
_PROVES = 20  # … and where only one of them is mostly of the other: four imports in common do not make one file of two


class Sketch:
    """A text as its lines' keys. One made from a text knows every line's tokens, one that was stored those it kept."""

    __slots__ = ("_key", "_lines", "_tokens", "keys")

    def __init__(
        self, keys: tuple[bytes, ...], tokens: dict[int, tuple[bytes, ...]], lines: Sequence[str], key: bytes
    ) -> None:
        """Use ``sketch`` or ``unpack``."""
        self.keys = keys
        self._tokens = tokens
        self._lines = lines
        self._key = key

    def tokens(self, line: int) -> tuple[bytes, ...]:
        """The keys of a line's tokens, without what only formats; empty where they were not kept."""
        known = self._tokens.get(line)
        if known is None and self._lines:
            words = (word for word in _WORDS.findall(self._lines[line - 1][:_WIDEST]) if word not in _FORMATTING)
            known = self._tokens[line] = tuple(hashed(word, self._key, TOKEN) for word in words)
        return known or ()

    def pack(self, keep: Lines | Iterable[int]) -> dict[str, Any]:
        """The sketch as plain JSON values, with the tokens of the lines in ``keep``."""
        tokens = {str(line): b"".join(self.tokens(line)).hex() for line in keep}
        return {"keys": b"".join(self.keys).hex(), "tokens": {line: found for line, found in tokens.items() if found}}

    @classmethod
    def unpack(cls, stored: Mapping[str, Any]) -> Self:
        """The sketch that ``pack`` made these values from. Raises ValueError, TypeError or KeyError for anything else."""
        keys = bytes.fromhex(stored["keys"])
        if len(keys) % KEY:
            raise ValueError("keys of odd length")
        tokens = {int(line): _cut(bytes.fromhex(found), TOKEN) for line, found in dict(stored["tokens"]).items()}
        return cls(_cut(keys, KEY), tokens, (), b"")


def sketch(text: str, key: bytes = b"") -> Sketch:
    r"""The sketch of a text. Lines end at ``\n``; ``key`` (up to 64 bytes) makes hashes that nobody else can compare."""
    lines = text.removesuffix("\n").split("\n") if text else []
    keys = tuple(hashed(bare, key, KEY) if (bare := "".join(line.split())) else _BLANK for line in lines)
    return Sketch(keys, {}, lines, key)


def origins(old: Sketch, new: Sketch) -> dict[int, int]:
    """For each line of ``new`` that comes from ``old``, the line it was there. Lines are counted from 1.

    ``new`` has to know its tokens; of ``old`` only lines whose tokens were kept survive a formatter.
    """
    found: dict[int, int] = {}
    old_at = new_at = 0
    for old_start, new_start, size in [*matches(old.keys, new.keys), (len(old.keys), len(new.keys), 0)]:
        if old_start > old_at and new_start > new_at:
            found |= _reformatted(old, new, range(old_at + 1, old_start + 1), range(new_at + 1, new_start + 1))
        found |= {new_start + step + 1: old_start + step + 1 for step in range(size)}
        old_at, new_at = old_start + size, new_start + size
    return found | _moved(old, new, found)


def resembles(old: Sketch, new: Sketch, known: Collection[int]) -> bool:
    """Whether a text under another name is what became of an old one, in which somebody is known to have written lines.

    Most of the one has to live on in the other, whatever a formatter did to it, a known line among it; and what lives on has to
    say enough, whoever wrote it.
    """
    came = {line: was for line, was in origins(old, new).items() if any(old.keys[was - 1])}
    alive = set(came.values())
    halves = (
        len(alive) > SHARE * sum(map(any, old.keys)),
        sum(any(new.keys[line - 1]) for line in came) > SHARE * sum(map(any, new.keys)),
    )
    says = sum(len(new.tokens(line)) for line in came)
    return any(halves) and not alive.isdisjoint(known) and says >= (_SAYS if all(halves) else _PROVES)


def _reformatted(old: Sketch, new: Sketch, before: range, after: range) -> dict[int, int]:
    """Lines of ``after`` that are made of whole lines of ``before``, split or joined."""
    theirs = [(line, token) for line in before for token in old.tokens(line)]
    ours = [(line, token) for line in after for token in new.tokens(line)]
    if not theirs or not ours:
        return {}
    source = {
        new_start + step: old_start + step
        for old_start, new_start, size in matches([token for _, token in theirs], [token for _, token in ours])
        for step in range(size)
    }
    kept = set(source.values())
    broken = {line for at, (line, _) in enumerate(theirs) if at not in kept}
    came: dict[int, list[int]] = {}
    fresh = set()
    for at, (line, _) in enumerate(ours):
        came_from = theirs[source[at]][0] if at in source else None
        if came_from is None or came_from in broken:
            fresh.add(line)
        else:
            came.setdefault(line, []).append(came_from)
    found = {line: max(set(lines), key=lines.count) for line, lines in came.items() if line not in fresh}
    return found | _fillers(new, after, found)


def _fillers(new: Sketch, after: range, found: Mapping[int, int]) -> dict[int, int]:
    """Lines without a token of their own, such as a lone parenthesis, that stand between two carried lines."""
    filled: dict[int, int] = {}
    above = 0
    waiting: list[int] = []
    for line in after:
        if line in found:
            filled |= dict.fromkeys(waiting, above) if above else {}
            above, waiting = found[line], []
        elif new.tokens(line):
            above, waiting = 0, []
        else:
            waiting.append(line)
    closing = new.keys[after[-1] - 1] != _BLANK if waiting else False
    return filled | (dict.fromkeys(waiting, above) if above and closing else {})


def _moved(old: Sketch, new: Sketch, found: Mapping[int, int]) -> dict[int, int]:
    """Lines that stand elsewhere now, as after a sorting of imports: each old line once."""
    used = set(found.values())
    left: dict[bytes, list[int]] = {}
    for line in range(len(old.keys), 0, -1):
        if line not in used and old.keys[line - 1] != _BLANK:
            left.setdefault(old.keys[line - 1], []).append(line)
    moved = {}
    for line, key in enumerate(new.keys, 1):
        if line not in found and left.get(key) and len(new.tokens(line)) >= _TELLING:
            moved[line] = left[key].pop()
    return moved


def matches(old: Sequence[Hashable], new: Sequence[Hashable]) -> Iterator[tuple[int, int, int]]:
    """Runs of equal items as (start in old, start in new, size), in order of both.

    Items that are unique on both sides split the work (patience diff), so that it grows linearly on real text; what lies
    between two of them is compared thoroughly if it is small.
    """
    waiting = [(0, len(old), 0, len(new))]
    while waiting:
        old_start, old_end, new_start, new_end = waiting.pop()
        size = _common(old, new, old_start, new_start, min(old_end - old_start, new_end - new_start), 1)
        if size:
            yield old_start, new_start, size
        old_start, new_start = old_start + size, new_start + size
        tail = _common(old, new, old_end - 1, new_end - 1, min(old_end - old_start, new_end - new_start), -1)
        old_end, new_end = old_end - tail, new_end - tail
        if tail:
            waiting.append((old_end, old_end + tail, new_end, new_end + tail))
        if old_start == old_end or new_start == new_end:
            continue
        region = (old_start, old_end, new_start, new_end)
        is_small = (old_end - old_start) * (new_end - new_start) <= _SMALL
        anchors = _anchors(_unique(old, old_start, old_end), _unique(new, new_start, new_end))
        if not anchors and not is_small:
            anchors = _anchors(_numbered(old, old_start, old_end), _numbered(new, new_start, new_end))
        if anchors:
            cuts = [(old_start, new_start), *anchors, (old_end, new_end)]
            waiting += [(a, c, b, d) for (a, b), (c, d) in pairwise(cuts)][::-1]
        elif is_small:
            yield from _thorough(old, new, *region)


def _common(old: Sequence[Hashable], new: Sequence[Hashable], a: int, b: int, most: int, step: int) -> int:
    size = 0
    while size < most and old[a + step * size] == new[b + step * size]:
        size += 1
    return size


def _anchors(old: Mapping[Hashable, int], new: Mapping[Hashable, int]) -> list[tuple[int, int]]:
    """The places of items known on both sides, as many of them as stand in the same order: the longest rising run."""
    pairs = [(old[item], at) for item, at in new.items() if item in old]
    tops: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for number, (at, _) in enumerate(pairs):
        pile = bisect_left(tops, at)
        before.append(ends[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [at]
        ends[pile : pile + 1] = [number]
    chain = []
    number = ends[-1] if ends else -1
    while number >= 0:
        chain.append(pairs[number])
        number = before[number]
    return chain[::-1]


def _unique(items: Sequence[Hashable], start: int, end: int) -> dict[Hashable, int]:
    """Where the items stand that occur once, in their order."""
    places: dict[Hashable, int] = {}
    for at in range(start, end):
        places[items[at]] = -1 if items[at] in places else at
    return {item: at for item, at in places.items() if at >= 0}


def _numbered(items: Sequence[Hashable], start: int, end: int) -> dict[Hashable, int]:
    """Where each item stands for the first, the second, … time: for long stretches in which nothing is unique."""
    times: dict[Hashable, int] = {}
    places: dict[Hashable, int] = {}
    for at in range(start, end):
        item = items[at]
        times[item] = times.get(item, 0) + 1
        places[item, times[item]] = at
    return places


def _thorough(
    old: Sequence[Hashable], new: Sequence[Hashable], old_start: int, old_end: int, new_start: int, new_end: int
) -> Iterator[tuple[int, int, int]]:
    from difflib import SequenceMatcher

    matcher = SequenceMatcher(None, old[old_start:old_end], new[new_start:new_end], autojunk=False)
    for a, b, size in matcher.get_matching_blocks():
        if size:
            yield old_start + a, new_start + b, size


def hashed(text: str, key: bytes, size: int) -> bytes:
    """A text's keyed hash."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=size, key=key).digest()


def _cut(data: bytes, width: int) -> tuple[bytes, ...]:
    return tuple(data[at : at + width] for at in range(0, len(data), width))
