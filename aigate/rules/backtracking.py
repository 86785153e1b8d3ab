"""Which regular expressions a hostile line can make run for hours, judged from their parsed form.

Python's ``re`` backtracks. Time explodes where one stretch of text can be divided among repetitions in many ways: a
repetition inside a repetition with nothing to tell their rounds apart, alternatives under a repetition that begin alike, or
several unbounded repetitions of overlapping characters in a row. The lint is strict rather than complete: it may refuse
what is harmless, and the limits on line length and time stand behind it.
"""

from __future__ import annotations

import re
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_MANY = 100  # a repetition with a higher bound counts as unbounded
_MAX_IN_A_ROW = 2  # each unbounded repetition in a row costs the line's length once more
_ALPHABET = frozenset(range(0x180)) | {0x4E2D, 0x1F600, 0x2028}  # Latin, and one each of what else there is
_REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT)
_ZERO_WIDTH = (op.AT, op.ASSERT, op.ASSERT_NOT)
_CATEGORIES = {
    op.CATEGORY_DIGIT: r"\d",
    op.CATEGORY_NOT_DIGIT: r"\D",
    op.CATEGORY_SPACE: r"\s",
    op.CATEGORY_NOT_SPACE: r"\S",
    op.CATEGORY_WORD: r"\w",
    op.CATEGORY_NOT_WORD: r"\W",
}
_Item: TypeAlias = tuple[Any, Any]


class _First(NamedTuple):
    """The characters something can begin with, and whether it can be empty."""

    chars: frozenset[int]
    empty: bool


def trouble(pattern: str) -> str:
    """Why this pattern is dangerous; "" if it is not known to be. The pattern compiles."""
    items = list(_parser.parse(pattern))
    return _nested(items, None) or _in_a_row(items)


def _nested(items: Sequence[_Item], after: frozenset[int] | None) -> str:
    """Trouble inside ``items``. ``after``: in a repetition, what its next round can begin with; None outside of one."""
    for index, item in enumerate(items):
        if after is not None:
            rest = _first(items[index + 1 :])
            follow = rest.chars | after if rest.empty else rest.chars
            reason = _ambiguous(item, follow)
            if reason:
                return reason
        else:
            follow = None
        for part in _parts(item):
            inner = _first(part).chars if _is_unbounded(item) else follow
            reason = _nested(part, inner)
            if reason:
                return reason
    return ""


def _ambiguous(item: _Item, follow: frozenset[int]) -> str:
    """Whether this item of a repeated sequence leaves it open where it ends or which way it went."""
    kind, value = item
    if kind in _REPEATS and value[0] != value[1] and _first([item]).chars & follow:
        return "a repetition inside a repetition can divide the same text in many ways"
    if kind is op.BRANCH:
        seen: frozenset[int] = frozenset()
        for branch in value[1]:
            chars = _first(branch).chars
            if chars & seen:
                return "alternatives inside a repetition begin alike"
            seen |= chars
    return ""


def _in_a_row(items: Sequence[_Item]) -> str:
    """Whether too many unbounded repetitions could share one stretch of text."""
    row = list(_flat(items))
    for index, (chars, unbounded, _) in enumerate(row):
        if not unbounded:
            continue
        count = 1
        for others, also_unbounded, empty in row[index + 1 :]:
            if not chars & others and not empty:
                break
            count += also_unbounded and bool(chars & others)
        if count > _MAX_IN_A_ROW:
            return f"{count} unbounded repetitions in a row can match the same characters"
    return ""


def _flat(items: Sequence[_Item]) -> Iterator[tuple[frozenset[int], bool, bool]]:
    """The sequence as (characters, unbounded, can be empty), groups opened, alternatives taken together."""
    for kind, value in items:
        if kind in _ZERO_WIDTH:
            continue
        if kind in (op.SUBPATTERN, op.ATOMIC_GROUP):
            yield from _flat(value[-1] if kind is op.SUBPATTERN else value)
        elif kind is op.BRANCH:
            rows = [list(_flat(branch)) for branch in value[1]]
            longest = max(rows, key=lambda row: sum(unbounded for _, unbounded, _ in row))
            yield from longest if any(unbounded for _, unbounded, _ in longest) else [(*_both(value[1]),)]
        else:
            first = _first([(kind, value)])
            chars = _all_chars(value[2]) if kind in _REPEATS else first.chars
            yield chars, _is_unbounded((kind, value)), first.empty


def _both(branches: Sequence[Sequence[_Item]]) -> tuple[frozenset[int], bool, bool]:
    firsts = [_first(branch) for branch in branches]
    return frozenset().union(*(first.chars for first in firsts)), False, any(first.empty for first in firsts)


def _all_chars(items: Sequence[_Item]) -> frozenset[int]:
    """Every character that can occur anywhere in the sequence."""
    chars: frozenset[int] = frozenset()
    for item in items:
        inner = list(_parts(item))
        chars |= frozenset().union(*(_all_chars(part) for part in inner)) if inner else _first([item]).chars
    return chars


def _first(items: Sequence[_Item]) -> _First:
    chars: frozenset[int] = frozenset()
    for kind, value in items:
        if kind in _ZERO_WIDTH:
            continue
        parts = [_first(part) for part in _parts((kind, value))]
        if parts:
            chars = chars.union(*(part.chars for part in parts))
            empty = any(part.empty for part in parts) or (_is_repeat(kind) and value[0] == 0)
        else:
            chars, empty = chars | _chars(kind, value), kind is op.GROUPREF
        if not empty:
            return _First(chars, empty=False)
    return _First(chars, empty=True)


def _parts(item: _Item) -> list[Sequence[_Item]]:
    """The sequences inside an item."""
    kind, value = item
    if _is_repeat(kind):
        return [value[2]]
    if kind is op.SUBPATTERN:
        return [value[-1]]
    if kind is op.ATOMIC_GROUP:
        return [value]
    if kind is op.BRANCH:
        return list(value[1])
    if kind in (op.ASSERT, op.ASSERT_NOT):
        return [value[1]]
    if kind is op.GROUPREF_EXISTS:
        return [value[1], value[2] or []]
    return []


def _chars(kind: Any, value: Any) -> frozenset[int]:
    """The characters that a single-character item matches, either case."""
    if kind is op.LITERAL:
        return _either_case(value)
    if kind is op.NOT_LITERAL:
        return _ALPHABET - {value}
    if kind is op.IN:
        chars: frozenset[int] = frozenset()
        for inner_kind, inner in value:
            chars |= _class_member(inner_kind, inner)
        return _ALPHABET - chars if value[0][0] is op.NEGATE else chars
    return _ALPHABET  # any character, or a reference to a group


def _class_member(kind: Any, value: Any) -> frozenset[int]:
    if kind is op.LITERAL:
        return _either_case(value)
    if kind is op.RANGE:
        return frozenset(code for code in _ALPHABET if value[0] <= code <= value[1]) | set(value)
    if kind is op.CATEGORY:
        member = re.compile(_CATEGORIES[value])
        return frozenset(code for code in _ALPHABET if member.match(chr(code)))
    return frozenset()  # the negation sign


def _either_case(code: int) -> frozenset[int]:
    char = chr(code)
    return frozenset(ord(form) for form in (char, char.lower(), char.upper()) if len(form) == 1)


def _is_repeat(kind: Any) -> bool:
    return kind in _REPEATS or kind is op.POSSESSIVE_REPEAT


def _is_unbounded(item: _Item) -> bool:
    return item[0] in _REPEATS and item[1][1] > _MANY
