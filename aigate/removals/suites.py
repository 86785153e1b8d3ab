"""Tests about security that a change deletes, or skips."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from aigate.late import Late
from aigate.model import Confidence
from aigate.removals.missing import Gone
from aigate.removals.whole import is_test

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from aigate.removals.whole import Whole
    from aigate.sides import Sides

_ABOUT = Late(
    r"authent|authori[sz]|unauth|log_?in(?!g|e)|permission_?denied|forbidden|access_?(?:control|denied)|csrf|xss|injection|saniti[sz]|escapes?_?html"
    r"|traversal|ssrf|leaks?_?(?:secret|token|key)|credential|password|privilege|tamper|signature|rate_?limit|security|insecure|malicious|untrusted|open_?redirect|40[13](?!\d)",
    re.IGNORECASE,
)
_HEAD = Late(
    r"^[ \t]*(?:(?:async[ \t]+)?def[ \t]+(?P<def>test\w*)|func[ \t]+(?P<func>Test\w*)|(?:pub[ \t]+)?(?:async[ \t]+)?fn[ \t]+(?P<fn>\w+)"
    r"|(?:it|test|specify|scenario)(?:\.(?:each|only|concurrent)[^(]{0,40})?\([ \t]*[\"'`](?P<it>[^\"'`]{3,160})|(?:it|specify)[ \t]+[\"'](?P<ruby>[^\"']{3,160})"
    r"|(?:public[ \t]+)?(?:async[ \t]+)?(?:void|Task|fun|function)[ \t]+`?(?P<void>[\w ]{3,120})`?[ \t]*\()"
)
_SKIP = Late(
    r"@pytest\.mark\.(?:skip|xfail)\b|@(?:unittest\.)?skip(?:If|Unless)?\b|\bpytest\.(?:skip|xfail)\(|\bself\.skipTest\(|\b(?:it|test|describe)\.(?:skip|todo|failing)\b"
    r"|^\s*x(?:it|test|describe)\(|\bt\.Skip(?:f|Now)?\(|@(?:Disabled|Ignore)\b|\[(?:Fact|Theory)\(\s*Skip|\[Ignore\b|#\[ignore\b|^\s*(?:skip|pending)\b[ \"']"
)
_WIDTH = 300  # characters of a line that are looked at
_NEAR = 8  # lines between a test's name and what skips it


class _Test(NamedTuple):
    name: str
    number: int


def gone(files: Iterable[Sides], whole: Whole, *, all_files: Sequence[Sides]) -> Iterator[Gone]:
    """Every such test that is deleted with no other in its place, or skipped from now on."""
    weak = _shrinks(all_files)
    for sides in files:
        if sides.old is None or not is_test(sides.change.path):
            continue
        yield from _deleted(sides, whole, Confidence.LOW if weak else Confidence.MEDIUM)
        yield from _skipped(sides)


def _shrinks(files: Sequence[Sides]) -> bool:
    """Whether the change takes more code away than it brings, so that its tests may go with what they tested."""
    hunks = [hunk for sides in files if not is_test(sides.change.path) for hunk in sides.change.hunks]
    return any(sides.change.status == "D" and not is_test(sides.change.path) for sides in files) or sum(
        hunk.old_count for hunk in hunks
    ) > sum(hunk.count for hunk in hunks)


def _deleted(sides: Sides, whole: Whole, confidence: Confidence) -> Iterator[Gone]:
    there: set[str] | None = None
    for hunk in sides.change.hunks:
        lost = [one for one in _tests(sides.removed_by(hunk), hunk.old_start) if _ABOUT.made.search(one.name)]
        if not lost:
            continue
        if there is None:
            there = {one.name for one in _tests([*(line for _, line in whole.added), *sides.new_lines], 1)}
        brought = _tests(sides.added_by(hunk), hunk.start)
        missing = [one for one in lost if one.name not in there]
        if len(missing) > len(brought):
            one = missing[0]
            yield Gone("removals/security-test", sides, hunk, (one.number,), one.name, one.name, confidence)


def _skipped(sides: Sides) -> Iterator[Gone]:
    """Tests that an added line skips, and no removed line of the hunk did."""
    lines = sides.new_lines
    old: set[str] | None = None
    for hunk in sides.change.hunks:
        skips = [
            n for n, line in enumerate(sides.added_by(hunk), max(1, hunk.start)) if _SKIP.made.search(line[:_WIDTH])
        ]
        if not skips or any(_SKIP.made.search(line[:_WIDTH]) for line in sides.removed_by(hunk)):
            continue
        old = {one.name for one in _tests(sides.old_lines, 1)} if old is None else old
        for number in skips:
            first = max(1, number - 2)
            around = _tests(lines[first - 1 : number + _NEAR], first)
            titled = _titled(lines[number - 1])
            name = next((one.name for one in around if _ABOUT.made.search(one.name)), "") or titled
            if name and (name in old or titled):
                yield Gone("removals/security-test", sides, hunk, (), f"{name}, skipped", name, Confidence.MEDIUM)
                break


def _titled(line: str) -> str:
    """The title of a test that is skipped where it begins."""
    found = re.search(r"[\"'`]([^\"'`]{3,160})[\"'`]", line[:_WIDTH])
    is_head = re.search(r"\b(?:it|test|describe)\.(?:skip|todo)|^\s*x(?:it|test|describe)\(", line[:_WIDTH])
    return found[1] if found and is_head and _ABOUT.made.search(found[1]) else ""


def _tests(lines: Sequence[str], first: int) -> list[_Test]:
    found = ((match, number) for number, line in enumerate(lines, first) if (match := _HEAD.made.match(line[:_WIDTH])))
    return [_Test(next(name for name in match.groups() if name), number) for match, number in found]
