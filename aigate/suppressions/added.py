"""The suppressions that a change adds: those on its lines, less what it only keeps, moves or reformats."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from aigate.late import Late
from aigate.model import FileKind, Severity
from aigate.policy import suppress
from aigate.suppressions import lists, pipelines, reading
from aigate.suppressions.catalogue import Kind
from aigate.suppressions.rules import finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from aigate.lines import Lines
    from aigate.model import Finding, Hunk, Source
    from aigate.sides import Sides
    from aigate.suppressions.reading import Found

    Key = tuple[object, ...]

_BLOCKS = frozenset({Kind.SECRETS, Kind.SECURITY})
_COUNTED = frozenset({*_BLOCKS, Kind.TYPES, Kind.LINT})  # towards a file's density
_OURS = frozenset({"aigate", "bandit", "detect-secrets"})  # whose scanners run here
_MANY = 3
_EXPIRY = Late(r"\b(?:exp(?:ires?|iry)?|until)[:= ]{1,3}(\d{4}-\d{2}-\d{2})\b", re.IGNORECASE)
_SAMPLES = Late(r"(?:.*/)?(?:testdata|(?:__)?fixtures?(?:__)?|test[-_]?cases|corpus|snapshots?|__snapshots__)/.*")


def findings_of(
    files: Sequence[Sides],
    everything: Sequence[Sides],
    today: date,
    seen: Mapping[str, Sequence[Finding]],
) -> Iterator[Finding]:
    """What is to be said of the lines that a change adds to some files. ``everything``: the whole change, from anywhere in which lines may come.

    ``seen`` are the findings in files that were read whole: what suppresses none of them is dead.
    """
    kept = Kept(everything)
    for sides in files:
        lines = sides.change.added
        if not lines or sides.change.kind is not FileKind.REGULAR or sides.new is None:
            continue
        added = [one for one in reading.read(sides.new, lines) if not kept.holds(sides, one)]
        for one in added:
            yield from _told(sides.new, one, today)
            if one.syntax.id in _OURS and _is_dead(sides, one, seen.get(sides.change.path)):
                message = f"This suppression of {one.syntax.tool} speaks of nothing: there is no such finding."
                yield finding("suppressions/dead", sides.change.path, one.line, message, one.columns)
        yield from _density(sides, added)
        yield from _in_steps(sides, lines, kept)
        yield from _in_lists(sides, lines, kept)


def _is_dead(sides: Sides, one: Found, seen: Sequence[Finding] | None) -> bool:
    """Whether a scanner that runs here finds nothing that a suppression could mean."""
    if seen is None:
        return False
    asked = [each for each in suppress.suppressions(sides.new_lines) if each.line == one.line]
    return not any(suppress.speaks_for(each, told) for each in asked for told in seen)


class Kept:
    """What stood on the removed lines of a change, each to be found again once; read when the first is asked for."""

    def __init__(self, everything: Sequence[Sides]) -> None:
        self._everything = everything
        self._pool: Counter[Key] | None = None
        self._by_hunk: dict[tuple[str, Hunk], list[Found]] = {}

    def holds(self, sides: Sides, one: Found) -> bool:
        """Whether a suppression is not new: it stood in the same hunk, or beside the same code elsewhere."""
        hunks = sides.change.hunks
        at = bisect_right(hunks, one.line, key=lambda each: each.start) - 1
        before = self._before(sides, hunks[at]) if at >= 0 and hunks[at].old_count else []
        for index, old in enumerate(before):
            if old.syntax is one.syntax and (not old.rules or (one.rules and set(one.rules) <= set(old.rules))):
                del before[index]
                return True
        near = self.takes((sides.change.path, one.syntax.id, one.rules)) if one.kind not in _BLOCKS else False
        return near or self.takes((one.syntax.id, one.rules, one.code))

    def takes(self, key: Key) -> bool:
        """Whether a thing stood on a removed line; it is used up."""
        if self._pool is None:
            self._pool = Counter(key for sides in self._everything for key in _keys(sides))
        found = self._pool[key] > 0
        self._pool[key] -= found
        return found

    def _before(self, sides: Sides, hunk: Hunk) -> list[Found]:
        place = (sides.change.path, hunk)
        if place not in self._by_hunk:
            numbers = range(hunk.old_start, hunk.old_start + hunk.old_count)
            self._by_hunk[place] = reading.read(sides.old, numbers) if sides.old else []
        return self._by_hunk[place]


def _keys(sides: Sides) -> Iterator[Key]:
    if sides.old is None or not (removed := sides.removed):
        return
    for one in reading.read(sides.old, removed):
        yield (one.syntax.id, one.rules, one.code)
        yield (sides.change.path, one.syntax.id, one.rules)
    for number in removed:
        if number <= len(sides.old_lines):
            yield ("line", _bare(sides.old_lines[number - 1]))


def _bare(line: str) -> str:
    return "".join(line.split()).rstrip(",")


def _told(source: Source, one: Found, today: date) -> Iterator[Finding]:
    where = " in more than one place" if one.syntax.wide else ""
    verb = {Kind.TYPES: "switches off", Kind.LINT: "switches off"}.get(one.kind, "tells")
    end = f": {one.words}{where}" if verb == "switches off" else f" to look away from {one.words}{where}"
    message = f"An agent's line {verb} {one.syntax.tool}{end}."
    if one.kind in (Kind.FORMAT, Kind.COVERAGE):
        message = ""
    told = finding(f"suppressions/{one.kind}", source.path, one.line, message, one.columns)
    if one.kind in _BLOCKS and _SAMPLES.made.fullmatch(source.path):
        told = replace(told, severity=Severity.LOW)
    yield told
    if one.syntax.is_unknown(one.rules):
        message = f"{one.syntax.tool} can have no rule “{one.rules[0]}”."
        yield finding("suppressions/unknown-rule", source.path, one.line, message, one.columns)
    if (expiry := _expiry(source, one)) and expiry < today:
        message = f"This suppression of {one.syntax.tool} expired on {expiry}."
        yield finding("suppressions/expired", source.path, one.line, message, one.columns)


def _expiry(source: Source, one: Found) -> date | None:
    found = _EXPIRY.made.search(source.lines[one.line - 1][one.columns[0] : one.columns[1] + 300])
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


def _density(sides: Sides, added: Sequence[Found]) -> Iterator[Finding]:
    """Said where a change brings several to a file, and the share of lines with one at least doubles."""
    counted = [one for one in added if one.kind in _COUNTED]
    if len(counted) < _MANY or sides.new is None:
        return
    before = _count(sides.old, len(sides.old_lines))
    after = _count(sides.new, len(sides.new_lines))
    if sides.old_lines and after * len(sides.old_lines) >= 2 * before * len(sides.new_lines):
        message = (
            f"An agent's change brings {len(counted)} suppressions to a file that had {before}; it has {after} now."
        )
        yield finding("suppressions/density", sides.change.path, counted[0].line, message)


def _count(source: Source | None, lines: int) -> int:
    found: Iterable[Found] = reading.read(source, range(1, lines + 1)) if source else ()
    return sum(one.kind in _COUNTED for one in found)


def _in_steps(sides: Sides, lines: Lines, kept: Kept) -> Iterator[Finding]:
    assert sides.new is not None
    for one in pipelines.read(sides.new, lines):
        if kept.takes(("line", _bare(sides.new_lines[one.line - 1]))):
            continue
        if one.scanner:
            message = f"An agent's line lets {one.scanner} fail without stopping anything."
            yield finding("suppressions/ci-security", sides.change.path, one.line, message)
        else:
            yield finding("suppressions/ci-step", sides.change.path, one.line)


def _in_lists(sides: Sides, lines: Lines, kept: Kept) -> Iterator[Finding]:
    kind = lists.list_of(sides.change.path)
    if kind is None:
        return
    numbers = lists.entries(kind, sides.new_lines, lines)
    new = [number for number in numbers if not kept.takes(("line", _bare(sides.new_lines[number - 1])))]
    if not new:
        return
    if kind.rule == "suppressions/list-security":
        for number in new:
            message = f"An agent's line tells {kind.tool} what not to report."
            yield finding(kind.rule, sides.change.path, number, message)
    else:
        yield finding(kind.rule, sides.change.path, new[0])
