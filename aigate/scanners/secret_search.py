"""The search itself: every place in one text where a secret seems to stand.

Whole lines are read, not values one at a time: the same secret on two lines is found twice, two on one line are both found,
and each is told with its columns, so that no report shows it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from aigate.model import Confidence
from aigate.scanners import secret_detectors as detectors
from aigate.scanners import secret_values as values
from aigate.scanners.secret_blocks import block_of
from aigate.scanners.secret_calls import PLACES, Place
from aigate.scanners.secret_calls import pattern_of as pattern_of_place
from aigate.scanners.secret_doubts import is_doubted
from aigate.scanners.secret_formats import by_literal
from aigate.scanners.secret_keywords import name_of, patterns_of
from aigate.scanners.secret_logins import login_confidence
from aigate.scanners.secret_pairs import CHOICE, NAMING, pairs
from aigate.scanners.secret_shapes import Found, tokens
from aigate.scanners.secret_text import Text
from aigate.scanners.secret_unquoted import CONFIG, LOOSE, SHELL, UNQUOTED, assignment_patterns, ending
from aigate.scanners.secret_words import SAYS_SECRET
from aigate.scanners.secret_wrapped import unwrapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aigate.lines import Span
    from aigate.scanners.secret_detectors import Detector
    from aigate.scanners.secret_formats import Format

_MARKUP = frozenset(("xml", "html", "text", "markdown", None))

_SHORTEST = {"base64-entropy": 23, "hex-entropy": 9}  # shorter ones cannot reach detect-secrets' limits
_SHORTESTUNQUOTED = 24

_NAME_BEFORE = re.compile(r"([\w.$-]{1,80})[\"'\]]{0,2}\s{0,8}(?::=|=>|[:=(,])\s{0,8}[@frbuFRBU]{0,2}[\"'`]?$")
_TOKEN_REST = re.compile(r"[\w+/=~-]*")
_DOTTED_REST = re.compile(r"[\w+/=~.-]*")


class Hit(NamedTuple):
    """One secret: what kind, where, and how sure. ``start`` and ``end`` are columns on ``line``."""

    line: int
    detector: Detector
    start: int
    end: int
    confidence: Confidence
    span: Span | None = None  # of a block of several lines
    masks: tuple[tuple[int, int, int], ...] = ()  # what to hide; none: the columns


class Search:
    """One text's search, in two steps: where to look, then a look at each line."""

    def __init__(self, text: Text, language: str | None) -> None:
        self.text = text
        self.language = language
        self.tries: dict[int, list[tuple[Detector, re.Pattern[str]]]] = {}
        self.shapes: dict[int, list[Format]] = {}
        self.placed: dict[int, list[Place]] = {}
        self.keyworded: set[int] = set()
        self.naming: set[int] = set()
        self.assigning: set[int] = set()
        self.strings: dict[int, list[Hit]] = {}
        self.encoded: dict[int, list[tuple[int, list[str], int]]] = {}  # column, what it says, and its length
        self.blocked_until = 0  # the last line of a key block: what is in it belongs to the key

    def prepare(self) -> list[int]:
        """The lines worth a look, in order."""
        plugins = detectors.plugins()
        for detector in detectors.PROVIDERS:
            for pattern, needle in zip(plugins[detector.id].denylist, detector.needles, strict=True):
                for line in self.text.lines_with(needle):
                    self.tries.setdefault(line, []).append((detector, pattern))
        for literal, lines in self.text.lines_by_literal(by_literal()):
            for line in lines:
                self.shapes.setdefault(line, []).extend(by_literal()[literal])
        self.keyworded = self.text.lines_with_any(detectors.keyword_literals(), folded=True)
        self.naming = self.keyworded | self.text.lines_with_any(NAMING, folded=True)
        for place in PLACES:
            for line in self.text.lines_with_any(place.literals, folded=True):
                self.placed.setdefault(line, []).append(place)
        if self.language in UNQUOTED | LOOSE:
            self.assigning = self.naming | self.text.runs.keys()
        for detector in detectors.ENTROPY:
            self._find_strings(detector, plugins[detector.id])
        return sorted(
            self.tries.keys()
            | self.shapes.keys()
            | self.placed.keys()
            | self.naming
            | self.assigning
            | self.strings.keys()
            | self.encoded.keys()
        )

    def look(self, number: int) -> list[Hit]:
        """What stands on one line, the most telling first. Lines must be asked for in order."""
        line = self.text.lines[number - 1]
        hits = [_told(number, found) for found in tokens(line, self.shapes.get(number, ()))]
        hits += _apart(
            (
                hit
                for detector, pattern in self.tries.get(number, ())
                for hit in self._try(detector, pattern, number, line)
            ),
            hits,
        )
        inside = number <= self.blocked_until and not any(hit.span for hit in hits)
        if number in self.naming:
            hits += _apart(self._pairs(number), hits)
        if number in self.placed:
            hits += _apart(self._places(number, line), hits)
        if number in self.keyworded:
            hits += _fresh(self._keywords(number, line), hits)
        weak = [] if inside else self.strings.get(number, [])
        if number in self.assigning:
            named, random = self._assignments(number, line)
            hits += _fresh(named, hits)
            weak = weak + ([] if inside else random)
        for start, said, length in self.encoded.get(number, ()):
            hits += _apart(_wrapped(number, start, start + length, said), hits)
        told = [hit for hit in hits if hit.detector is not detectors.KEYWORD]
        return hits + [hit for hit in weak if not any(_meet(hit, other) for other in told)]

    # ------------------------------------------------------------ by provider

    def _try(self, detector: Detector, pattern: re.Pattern[str], number: int, line: str) -> Iterator[Hit]:
        plugin = detectors.plugins()[detector.id]
        for found in pattern.finditer(line):
            group = 1 if detector.value_in_group and pattern.groups and found[1] else 0
            start, end = found.span(group)
            if detector.id == "private-key":
                yield self._key(detector, number, start, end)
                continue
            value = found[group]
            if not _could_be(value) or (detector.id == "json-web-token" and not plugin.is_formally_valid(value)):
                continue
            doubted = values.is_filler(value) or is_doubted(detector, value, line, start)
            confidence = Confidence.LOW if doubted else detector.confidence
            if detector.id == "basic-auth-credentials":
                confidence = login_confidence(value, line[found.end() :])
            else:
                rest = _DOTTED_REST if detector.id in {"json-web-token", "discord-bot-token"} else _TOKEN_REST
                end = rest.match(line, end).end()  # type: ignore[union-attr]  # it matches nothing, too
            yield Hit(number, detector, start, end, confidence)

    def _key(self, detector: Detector, number: int, start: int, end: int) -> Hit:
        block = block_of(self.text.lines, number, start, end)
        if not block.has_material:
            return Hit(number, detector, start, end, Confidence.LOW)
        self.blocked_until = max(self.blocked_until, block.span.end)
        return Hit(number, detector, start, end, detector.confidence, block.span, block.masks)

    # ------------------------------------------------------------ by name

    def _keywords(self, number: int, line: str) -> Iterator[Hit]:
        taken: list[tuple[int, int]] = []
        for pattern, group in patterns_of(self.language):
            for found in pattern.finditer(line):
                start, end = found.span(group)
                quoted = start > 0 and line[start - 1] in "'\"`"
                if not quoted and self.language not in CONFIG:
                    continue
                if not quoted:
                    end = ending(line, start, end)
                if CHOICE.search(line[max(0, found.start() - 12) : found.start() + 1]):
                    continue
                if start >= end or any(start < past and first < end for first, past in taken):
                    continue
                confidence = values.judge(name_of(line, found, start), line[start:end], quoted=quoted)
                if confidence is not None:
                    taken.append((start, end))
                    yield Hit(number, detectors.KEYWORD, start, end, confidence)

    def _pairs(self, number: int) -> Iterator[Hit]:
        """Values of names that say secret, in any writing, here or on the next lines."""
        bare = self.language in UNQUOTED | LOOSE
        for pair in pairs(self.text.lines, number, bare=bare, markup=self.language in _MARKUP):
            value = self.text.lines[number - 1 + pair.line][pair.start : pair.end]
            confidence = values.weigh(pair.name, value, quoted=pair.quoted, sure=pair.sure)
            if confidence is not None:
                yield Hit(number + pair.line, detectors.KEYWORD, pair.start, pair.end, confidence)

    def _places(self, number: int, line: str) -> Iterator[Hit]:
        """Values that no name announces, because their place does."""
        for place in self.placed[number]:
            for found in pattern_of_place(place).finditer(line):
                confidence = values.weigh_alone(place.name, found["value"], sure=place.sure)
                if confidence is not None:
                    yield Hit(number, detectors.KEYWORD, *found.span("value"), confidence)

    def _assignments(self, number: int, line: str) -> tuple[list[Hit], list[Hit]]:
        """Values without quotes: those whose name says secret, and those that look random."""
        named: list[Hit] = []
        random: list[Hit] = []
        for pattern in assignment_patterns(self.language):
            for found in pattern.finditer(line) if pattern is SHELL else filter(None, [pattern.match(line)]):
                name, start, end = found["name"], *found.span("value")
                quoted = bool(found["quote"])
                end = end if quoted else ending(line, start, end)
                value = line[start:end]
                if SAYS_SECRET.search(name):
                    confidence = values.judge_bare(name, value, settled=self.language == "dotenv")
                    if confidence is not None:
                        named.append(Hit(number, detectors.KEYWORD, start, end, confidence))
                if not quoted:
                    random += _randoms(number, name, value, start)
                    named += _wrapped(number, start, end, unwrapped(value))
        return named, _distinct(random)

    # ------------------------------------------------------------ by looks

    def _find_strings(self, detector: Detector, plugin: Any) -> None:
        for found in plugin.regex.finditer(self.text.text):
            value = found[2]
            said = unwrapped(value) if detector.id == "base64-entropy" else []
            if said:
                number, start = self.text.place(found.start(2))
                self.encoded.setdefault(number, []).append((start, said, len(value)))
            if len(value) < _SHORTEST[detector.id] or not _is_random(plugin, value):
                continue
            number, start = self.text.place(found.start(2))
            name = _NAME_BEFORE.search(self.text.lines[number - 1][max(0, start - 100) : start])
            confidence = values.entropy_confidence(name[1] if name else "", value)
            if confidence is not None:
                hit = Hit(number, detector, start, start + len(value), confidence)
                self.strings.setdefault(number, []).append(hit)


def _randoms(number: int, name: str, value: str, start: int) -> Iterator[Hit]:
    if len(value) < _SHORTESTUNQUOTED:
        return
    for detector in detectors.ENTROPY:
        plugin = detectors.plugins()[detector.id]
        if set(value) <= set(plugin.charset.replace("\\", "")) and _is_random(plugin, value):
            confidence = values.entropy_confidence(name, value)
            if confidence is not None:
                yield Hit(number, detector, start, start + len(value), confidence)


def _wrapped(number: int, start: int, end: int, said: list[str]) -> Iterator[Hit]:
    """The most telling secret in what a string says when it is decoded, as one on the string itself."""
    search = Search(Text("\n".join(said), said), None)
    found = (hit for inner in search.prepare() for hit in search.look(inner)) if said else ()
    sure = [hit for hit in found if hit.confidence is not Confidence.LOW and hit.detector not in detectors.ENTROPY]
    if sure:
        best = max(sure, key=lambda hit: hit.confidence)
        yield Hit(number, best.detector, start, end, best.confidence)


def _is_random(plugin: Any, value: str) -> bool:
    return plugin.calculate_shannon_entropy(value) > plugin.entropy_limit and not values.drop(value)


def _could_be(value: str) -> bool:
    """Of detect-secrets' heuristics those that make sense for a value of known shape; an npm token may be a UUID."""
    filters = detectors.module("heuristic")
    return not (
        filters.is_templated_secret(value)
        or filters.is_prefixed_with_dollar_sign(value)
        or filters.is_not_alphanumeric_string(value)
        or filters.is_sequential_string(value)
    )


def _meet(one: Hit, other: Hit) -> bool:
    return one.start < other.end and other.start < one.end


def _fresh(found: list[Hit] | Iterator[Hit], known: list[Hit]) -> list[Hit]:
    """What is not told already by the same detector."""
    return [hit for hit in found if not any(hit.detector is other.detector and _meet(hit, other) for other in known)]


def _apart(hits: Iterable[Hit], known: list[Hit]) -> list[Hit]:
    """One hit for a value that several patterns match, none for one that is told already."""
    kept: list[Hit] = []
    for hit in hits:
        if not any(_meet(hit, other) for other in known):
            kept += _fresh([hit], kept)
    return kept


def _told(number: int, found: Found) -> Hit:
    return Hit(number, detectors.SHAPED[found.shape.kind], found.start, found.end, found.confidence)


def _distinct(hits: list[Hit]) -> list[Hit]:
    return list(dict.fromkeys(hits))
