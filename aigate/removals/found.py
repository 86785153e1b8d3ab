"""What a change takes away, as findings: where it was, where it would be now, and both sides of it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from aigate.late import Late
from aigate.lines import Span
from aigate.model import Finding
from aigate.policy.fingerprint import fingerprint, normalise
from aigate.removals import missing, steps, suites
from aigate.removals.rules import NAME, RULES
from aigate.removals.whole import Whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aigate.model import Hunk
    from aigate.removals.missing import Gone
    from aigate.sides import Sides

_MOST_LINES = 6
_QUOTED = Late(r"([\"'`])(?:(?!\1).)*\1?")


class Loss(NamedTuple):
    """A finding, and the hunk that it is about."""

    finding: Finding
    hunk: Hunk
    sides: Sides


def losses(files: Sequence[Sides], everything: Sequence[Sides], salt: str) -> Iterator[Loss]:
    """Everything that some files of a change lose; ``everything`` is the whole of it, where things may have gone."""
    whole = Whole(everything)
    seen: Counter[tuple[str, ...]] = Counter()
    found = (
        *missing.gone(files, whole),
        *steps.gone(files, whole),
        *suites.gone(files, whole, all_files=everything),
    )
    for one in found:
        removed = [one.sides.old_lines[number - 1] for number in one.old_lines]
        name = (one.rule, one.sides.change.path, normalise(removed) or one.words, one.place)
        yield Loss(_finding(one, fingerprint(salt, *name, str(seen[name]))), one.hunk, one.sides)
        seen[name] += 1


def _finding(one: Gone, name: str) -> Finding:
    rule = RULES[one.rule]
    path = one.sides.change.path
    last = max(1, len(one.sides.new_lines))
    start = min(max(1, one.hunk.start + (not one.hunk.count)), last)  # of a mere removal, the line below it
    end = min(max(start, one.hunk.start + one.hunk.count - 1), last, start + _MOST_LINES - 1)
    words = " ".join(_QUOTED.made.sub("…", one.words).split())
    verb = "takes away" if one.old_lines else "sets aside"
    of = f" of {one.place}" if one.place and one.place not in (path, one.words, "needs") else ""
    said = f"An agent's change {verb} {rule.noun}: {words}{of}."
    if one.rule == missing.NOT_COMPARED:
        said = f"{rule.message.removesuffix('.')}: {one.words}."
    return Finding(
        one.rule, path, Span(start, end), rule.severity, said, one.confidence, rule.hint,
        cwe=rule.cwe, scanner=NAME, statement=Span(start, end), fingerprint=name,
        removed=tuple((number, one.sides.old_lines[number - 1]) for number in one.old_lines[:_MOST_LINES]),
    )  # fmt: skip
