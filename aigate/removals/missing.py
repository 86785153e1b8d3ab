"""The guards that a change takes away: on its removed lines, and not replaced where what they protect stays.

Only removed lines that hold a guard's words are looked at. A guard is compared with its like on the other side of the same
unit (``units.py``), call, or file; what was moved, renamed, reformatted, or removed together with what it protected is no
finding. A unit that was rewritten, and one that keeps another guard of the kind, is a weaker reason and only warns.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple

from aigate.late import Late
from aigate.lines import Span
from aigate.model import Confidence
from aigate.removals import guards
from aigate.removals.whole import bare, is_test
from aigate.suppressions.context import Context

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from aigate.model import Hunk
    from aigate.removals.guards import Guard
    from aigate.removals.units import Unit
    from aigate.removals.whole import Side, Whole
    from aigate.sides import Sides

_WIDTH = 400  # characters of a line that are looked at
_LINE = 20_000  # of one that an agent adds: as long as a line may be
_STRONGER = {"removals/authentication": ("removals/authentication", "removals/authorization")}
_REWRITTEN = 0.4
_MOST = 500  # guards of one file that are looked for on its other side
_MOST_LINES = 5000  # lines of a hunk that are compared
NOT_COMPARED = "removals/not-compared"
_FARTHEST = 400  # lines to the block that a setting stands in
_SHORT = 12  # characters: a shorter line says too little to be known again
_COMMENT = ("#", "//", "*", "/*", "--", "<!--", ";")
_GUARD_BLOCK = Late(
    r"""^\s*-?\s*["']?(?:securityContext|security_context|securityOpt|security_opt|capabilities|permissions|seccompProfile|with)\b"""
)
_ASKS = Late(r"^\s*(?:\}\s*)?(?:if|elif|else if|elsif|unless|assert\w*!?|while|guard|when)\b")
_NAME = Late(r"\b(?!(?:not|and|self|this|none|true|false|null|nil|elif|else|return|assert|unless)\b)[A-Za-z_]\w{2,}")
_ALIKE, _LEAST_ALIKE = 0.6, 3  # of a line's words
_HARMLESS = Late(
    r"\b(?:textContent|innerText|createTextNode|setText|JSON\.stringify|jsonify|json\.dumps|JsonResponse|render(?:_template|_to_string)?|params\s*=|logger|log|console)\b"
    r"|(?:run|Popen|check_\w+|call|spawn|execFile)\(\s*[\w\"', ]*\[|^\s*(?:import\b|from\b|\[)"
)
_IMPORT = Late(r"^\s*(?:import|from|use|using|require|#include)\b")


class Gone(NamedTuple):
    """One guard that is gone."""

    rule: str
    sides: Sides
    hunk: Hunk
    old_lines: tuple[int, ...]
    words: str  # the guard
    place: str  # what it belonged to
    confidence: Confidence


class _Seen(NamedTuple):
    """A guard on a removed line."""

    guard: Guard
    match: re.Match[str]
    number: int
    hunk: Hunk


def gone(files: Iterable[Sides], whole: Whole) -> Iterator[Gone]:
    """Every guard that these files lose."""
    for sides in files:
        if is_test(sides.change.path):
            continue
        if sides.old is None:
            if sides.unread_old and sides.new and guards.needles_of(sides.new.language):
                yield _not_compared(sides, sides.change.hunks[0], f"the file as it was has {sides.unread_old}")
            continue
        told: set[tuple[str, str]] = set()
        for count, one in enumerate(chain(_seen(sides), _waivers(sides))):
            if count == _MOST:
                yield _not_compared(sides, one.hunk, f"more than {_MOST} lines that may be guards")
                break
            if max(one.hunk.count, one.hunk.old_count) > _MOST_LINES and (NOT_COMPARED, "") not in told:
                told.add((NOT_COMPARED, ""))
                yield _not_compared(sides, one.hunk, f"a guard in a place of more than {_MOST_LINES} lines")
            lost = _waived(sides, one, whole) if one.guard.form == "waiver" else _lost(sides, one, whole)
            if lost and (lost.rule, lost.place) not in told:
                told.add((lost.rule, lost.place))
                yield lost


def _not_compared(sides: Sides, hunk: Hunk, why: str) -> Gone:
    """What is said where the comparing ends, so that no padding hides a guard."""
    return Gone(NOT_COMPARED, sides, hunk, (), why, "", Confidence.HIGH)


def _seen(sides: Sides) -> Iterator[_Seen]:
    assert sides.old is not None
    language = sides.old.language
    needles = guards.needles_of(language)
    context: Context | None = None
    for hunk in sides.change.hunks if needles else ():
        for number, line in enumerate(sides.removed_by(hunk), max(1, hunk.old_start)):
            lower = line[:_WIDTH].lower()
            if (
                not needles
                or not needles.search(lower)
                or lower.lstrip().startswith(_COMMENT)
                or _IMPORT.made.match(line)
            ):
                continue
            for guard in guards.for_language(language):
                if (
                    guard.form == "waiver"
                    or not any(needle in lower for needle in guard.needles)
                    or not _is_at_home(guard, sides.change.path)
                ):
                    continue
                if match := guard.search(line[:_WIDTH]):
                    context = context or Context(sides.old)
                    at = match.start() + len(match[0]) - len(match[0].lstrip())
                    if not context.is_comment(number, at) and (guard.form != "unit" or context.is_code(number, at)):
                        yield _Seen(guard, match, number, hunk)


def _is_at_home(guard: Guard, path: str) -> bool:
    return not guard.path or guards.compiled(guard.path).fullmatch(path) is not None


def _lost(sides: Sides, one: _Seen, whole: Whole) -> Gone | None:
    match one.guard.form:
        case "unit":
            return _of_unit(sides, one, whole)
        case "argument":
            return _of_argument(sides, one, whole)
        case "call":
            return _of_call(sides, one, whole)
        case _:
            return _of_setting(sides, one, whole)


def _gone(sides: Sides, one: _Seen, place: str, confidence: Confidence, lines: tuple[int, ...] = ()) -> Gone:
    tail = re.match(r"[\w-]*", one.match.string[one.match.end() :])
    words = " ".join((one.match[0] + (tail[0] if tail else "")).split())[:80].rstrip("( ")
    return Gone(one.guard.rule, sides, one.hunk, lines or (one.number,), words, place, confidence)


# ---------------------------------------------------------------- decorators and statements


def _of_unit(sides: Sides, one: _Seen, whole: Whole) -> Gone | None:
    before = whole.side(sides, old=True)
    unit = before.units.at(one.number)
    key = (id(unit), one.guard)
    if key not in whole.verdicts:
        whole.verdicts[key] = _verdict(sides, unit, one.guard, whole)
    verdict = whole.verdicts[key]
    if not verdict or _is_asked_otherwise(sides, one) or _is_moved(sides, one, whole):
        return None
    confidence, lines = verdict
    return _gone(sides, one, unit.name or sides.change.path, confidence, lines)


def _verdict(sides: Sides, unit: Unit, guard: Guard, whole: Whole) -> tuple[Confidence, tuple[int, ...]] | None:
    """How sure it is that a unit lost guards of a kind, and which of its lines held them; None if it did not."""
    before = whole.side(sides, old=True)
    found = None if before.units.is_test(unit) else whole.counterpart(sides, unit)
    if not found:
        return None
    after, heir = found
    family = _family(guard, (guard.rule,))
    equals = _family(guard, _STRONGER.get(guard.rule, (guard.rule,)))
    had = _count(before.lines, unit.own, family)
    has = _count(after.lines, heir.own, equals)
    if has >= had or _is_replaced(after, heir, equals) or whole.is_widely_guarded(guard):
        return None
    weak = has > 0 or _is_rewritten(before, unit, after, heir, family)
    gone = (number for number in unit.own if number in sides.removed and _matches(before.lines[number - 1], family))
    return Confidence.LOW if weak else Confidence.MEDIUM, tuple(islice(gone, 6))


@cache
def _family(guard: Guard, rules: tuple[str, ...]) -> Sequence[re.Pattern[str]]:
    """The patterns of everything that counts as the guard's equal."""
    mine = set(guard.languages)
    return [
        guards.compiled(other.pattern)
        for other in guards.load()
        if other.rule in rules and not mine.isdisjoint(other.languages) and other.form in ("unit", "setting")
    ]


def _count(lines: Sequence[str], numbers: Iterable[int], family: Sequence[re.Pattern[str]]) -> int:
    return sum(_matches(lines[number - 1], family) for number in numbers)


def _matches(line: str, family: Sequence[re.Pattern[str]]) -> bool:
    text = line[:_LINE]
    return not text.lstrip().startswith(_COMMENT[:2]) and any(pattern.search(text) for pattern in family)


def _is_replaced(after: Side, heir: Unit, equals: Sequence[re.Pattern[str]]) -> bool:
    """Whether the change adds another guard to the unit, or to one around it."""
    added = after.sides.added
    lines = (number for unit in (heir, *after.units.around(heir)) for number in unit.own if number in added)
    return _count(after.lines, lines, equals) > 0


def _is_asked_otherwise(sides: Sides, one: _Seen) -> bool:
    """Whether a condition is replaced by another about the same thing."""
    old = sides.old_lines[one.number - 1]
    if not _ASKS.made.match(old):
        return False
    words = set(_NAME.made.findall(old)) - {one.match[0]}
    added = (line[:_WIDTH] for line in sides.added_by(one.hunk)[:_MOST_LINES] if _ASKS.made.match(line))
    return any(words & set(_NAME.made.findall(line)) for line in added)


def _is_rewritten(before: Side, unit: Unit, after: Side, heir: Unit, family: Sequence[re.Pattern[str]]) -> bool:
    """Whether little is left of what the guard stood before."""
    others = Counter(
        bare(before.lines[number - 1]) for number in unit.own if not _matches(before.lines[number - 1], family)
    )
    others = Counter({text: count for text, count in others.items() if len(text) > 1})
    kept = Counter(bare(after.lines[number - 1]) for number in heir.own)
    return others.total() > 1 and (others & kept).total() < _REWRITTEN * others.total()


def _is_moved(sides: Sides, one: _Seen, whole: Whole) -> bool:
    """Whether the very line was added elsewhere; a decorator's words are the same everywhere, and say nothing."""
    text = bare(sides.old_lines[one.number - 1])
    return len(text) >= _SHORT and not text.startswith(("@", "[", "#[")) and whole.added_texts[text] > 0


# ---------------------------------------------------------------- waivers


def _waivers(sides: Sides) -> Iterator[_Seen]:
    """What switches a guard off, on the lines that are added to a file that was there before."""
    source = sides.new
    wanted = [guard for guard in guards.for_language(source.language if source else None) if guard.form == "waiver"]
    context: Context | None = None
    for hunk in sides.change.hunks if wanted and sides.old else ():
        for number, line in enumerate(sides.added_by(hunk), max(1, hunk.start)):
            lower = line[:_LINE].lower()
            for guard in wanted:
                if (
                    source
                    and any(needle in lower for needle in guard.needles)
                    and (match := guard.search(line[:_LINE]))
                ):
                    context = context or Context(source)
                    if not context.is_comment(number, match.start()):
                        yield _Seen(guard, match, number, hunk)


def _waived(sides: Sides, one: _Seen, whole: Whole) -> Gone | None:
    """A waiver is news where its unit stood there before, without one."""
    before, after = whole.side(sides, old=True), whole.side(sides, old=False)
    unit = after.units.at(one.number)
    is_module = unit is after.units.module
    former = [before.units.module] if is_module else before.units.named(unit.name)
    pattern = [guards.compiled(one.guard.pattern)]
    had = sum(_count(before.lines, old.own, pattern) for old in former)
    has = _count(after.lines, unit.own, pattern)
    text = bare(sides.new_lines[one.number - 1])
    is_moved = whole.added_texts[text] <= whole.removed_texts[text]
    if not former or has <= had or is_moved or after.units.is_test(unit):
        return None
    gone = _gone(sides, one, unit.name or sides.change.path, Confidence.MEDIUM)
    return gone._replace(old_lines=())


# ---------------------------------------------------------------- arguments


def _of_argument(sides: Sides, one: _Seen, whole: Whole) -> Gone | None:
    if sides.new is None:
        return None
    before, after = whole.side(sides, old=True), whole.side(sides, old=False)
    hunk, guard = one.hunk, one.guard
    callee = _callee(before, one)
    if not callee:
        return None
    old = _calls(before, Span(hunk.old_start, hunk.old_start + hunk.old_count - 1), callee)
    new = _calls(after, Span(hunk.start, hunk.start + max(hunk.count, 2) - 1), callee)
    had = sum(guard.search(text) is not None for text in old)
    has = sum(guard.search(text) is not None for text in new)
    bare_ones = [text for text in new if not guard.search(text)]
    if has >= had or not bare_ones or _is_weaker(guard, bare_ones) is False:
        return None
    return _gone(sides, one, callee, Confidence.MEDIUM)


def _is_weaker(guard: Guard, texts: Sequence[str]) -> bool:
    """Whether the calls are weaker than they were; where the default is safe, only a word that switches it off is."""
    return not guard.becomes or any(guards.compiled(guard.becomes).search(text) for text in texts)


def _callee(before: Side, one: _Seen) -> str:
    """The call that an argument belongs to: the last that opens before it in its statement."""
    statement = before.outline.statement_of(Span(one.number, one.number))
    lines = before.lines[statement.start - 1 : one.number]
    text = "\n".join([*lines[:-1], lines[-1][: one.match.start()]]) if lines else ""
    found = list(guards.compiled(one.guard.within).finditer(text))
    return found[-1]["callee"] if found else ""


def _calls(side: Side, span: Span, callee: str) -> list[str]:
    """The statements on these lines that make the call."""
    texts = [text for text in side.statements_in(span) if callee in text]
    return [text for text in texts if re.search(rf"(?<![\w.]){re.escape(callee)}\s*\(", text)]


# ---------------------------------------------------------------- wrapped values


def _of_call(sides: Sides, one: _Seen, whole: Whole) -> Gone | None:
    if sides.new is None:
        return None
    what = one.match["what"].strip("\"'")
    family = [other for other in guards.load() if other.rule == one.guard.rule and other.form == "call"]
    family = [other for other in family if not set(other.languages).isdisjoint(one.guard.languages)]
    word = re.compile(rf"(?<![\w.$-]){re.escape(what)}(?![\w(-])")
    wrapped_otherwise = re.compile(
        rf"\w*(?:quote|escape|sanitiz|saniti[sz]er?|clean|encode|purify)\w*\(\s*{re.escape(what)}", re.IGNORECASE
    )
    here = [line[:_WIDTH] for line in sides.added_by(one.hunk)[:_MOST_LINES] if word.search(line[:_WIDTH])]
    naked = [line for line in here if not wrapped_otherwise.search(line) and not _HARMLESS.made.search(line)]
    text = sides.old_lines[one.number - 1]
    text = text[: one.match.start()] + what + text[one.match.end() :]
    if what in ("", "value", "self") or not any(_is_alike(text, line, what) for line in naked):
        return None
    wrapped = (other for path, line in whole.added if path == sides.change.path for other in _wraps(family, line))
    if any(word.search(text) for text in wrapped) or len(here) > len(naked):
        return None
    stays = any(word.search(text) for line in _kept_near(sides, one) for text in _wraps(family, line))
    return None if stays else _gone(sides, one, what, Confidence.MEDIUM)


def _is_alike(old: str, new: str, what: str) -> bool:
    """Whether a line is what another would be without its guard, and does not give the value to a call of its own."""
    words = set(re.findall(r"\w+", old))
    callee = re.search(rf"(\w+)\((?:[^()]{{0,80}},\s*)?{re.escape(what)}", new)
    is_given = bool(callee and callee[1] not in words)
    common = len(words & set(re.findall(r"\w+", new)))
    return not is_given and common >= max(_ALIKE * len(words), min(len(words), _LEAST_ALIKE))


def _wraps(family: Sequence[Guard], line: str) -> Iterator[str]:
    for other in family:
        if match := other.search(line[:_WIDTH]):
            yield match["what"]


def _kept_near(sides: Sides, one: _Seen) -> Sequence[str]:
    """The unchanged lines above: the value may have been wrapped there already."""
    return sides.new_lines[max(0, one.hunk.start - 30) : max(0, one.hunk.start - 1)]


# ---------------------------------------------------------------- settings


def _of_setting(sides: Sides, one: _Seen, whole: Whole) -> Gone | None:
    if sides.new is None or _went_with_its_owner(sides, one.number, whole):
        return None
    key = (sides.change.path, one.guard)
    if key not in whole.balances:
        whole.balances[key] = _balance(sides, one.guard, whole)
    balance = whole.balances[key]
    if balance is None:
        return None
    return _gone(sides, one, sides.change.path, balance)


def _balance(sides: Sides, guard: Guard, whole: Whole) -> Confidence | None:
    """How sure it is that a file has fewer such settings than before; None where it has not, or another file has more."""
    family = _family(guard, (guard.rule,))
    had = _count(sides.old_lines, range(1, len(sides.old_lines) + 1), family)
    has = _count(sides.new_lines, range(1, len(sides.new_lines) + 1), family)
    if has >= had or any(path != sides.change.path and _matches(line, family) for path, line in whole.added):
        return None
    before, after = set(map(bare, sides.old_lines)), set(map(bare, sides.new_lines))
    return Confidence.LOW if len(before & after) < _REWRITTEN * len(before) else Confidence.MEDIUM


def _went_with_its_owner(sides: Sides, number: int, whole: Whole) -> bool:
    """Whether the block that a setting stands in is gone too, and came back nowhere."""
    removed, lines = sides.removed, sides.old_lines
    indent = _indent(lines[number - 1])
    at = number
    while at > 1 and number - at < _FARTHEST and indent > 0:
        at -= 1
        line = lines[at - 1]
        if not line.strip() or _indent(line) >= indent:
            continue
        indent = _indent(line)
        if not _GUARD_BLOCK.made.match(line):
            return at in removed and not whole.added_texts[bare(line)]
    return False


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
