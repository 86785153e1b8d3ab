"""One weakness that several rules tell of, in the same place: told once, by the surest of them, with the others' names.

What a human said of one of them, in a comment or a record, holds for all; what stops one of them stops the change. A
finding that is left out here is named in ``also`` of the one that stands for it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from aigate.model import Bucket

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aigate.model import Finding

# Classes of weaknesses that different tools name differently.
_FAMILIES = (
    (77, 78, 88),  # commands
    (94, 95, 96, 1336),  # code
    (79, 80, 83, 116),  # scripts in pages
    (89, 564),  # queries
    (22, 23, 36, 73),  # paths
    (326, 327, 328, 329, 759, 760, 780, 916, 1204, 1240),  # what no longer protects
    (330, 331, 338, 340),  # chance
    (295, 297, 299, 322, 757),  # whom a connection is with
    (259, 321, 798),  # passwords and keys
    (611, 776, 827),  # documents that refer to others
    (377, 378, 379),  # temporary files
    (276, 277, 278, 279, 732),  # permissions
    (345, 347),  # signatures
    (209, 215, 489),  # what an error tells
)
_FAMILY_OF = {f"CWE-{number}": family[0] for family in _FAMILIES for number in family}
_BUCKETS = tuple(Bucket)
_SCANNERS = ("flow", "patterns", "detect-secrets", "bandit")  # whose words say most, where all are as sure


def groups(findings: Sequence[Finding]) -> list[tuple[int, ...]]:
    """For each finding the places of all that tell of the same weakness, itself among them."""
    near: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
    for at, finding in enumerate(findings):
        near[_family(finding), finding.statement or finding.span].append(at)
    found: list[tuple[int, ...]] = [()] * len(findings)
    for members in near.values():
        for group in _apart(members, findings):
            for at in group:
                found[at] = group
    return found


def fold(labelled: Sequence[Finding], same: Sequence[tuple[int, ...]]) -> Iterator[Finding]:
    """One finding for each weakness, in their order."""
    for at, (finding, group) in enumerate(zip(labelled, same, strict=True)):
        first = min(group, key=lambda each: _rank(labelled[each]))
        if at == first:
            others = dict.fromkeys(labelled[each].rule for each in group if each != first)
            ways = (labelled[each].way for each in (first, *group))
            yield replace(finding, also=tuple(others), way=next(filter(None, ways), ())) if others else finding


def _family(finding: Finding) -> object:
    return finding.kind, _FAMILY_OF.get(finding.cwe, finding.cwe or finding.rule)


def _apart(members: Sequence[int], findings: Sequence[Finding]) -> list[tuple[int, ...]]:
    """The findings of one statement, those in different places of it apart. No rule tells of one weakness twice."""
    found: list[list[int]] = []
    for at in members:
        one = findings[at]
        for group in found:
            others = [findings[each] for each in group]
            if all(other.rule != one.rule for other in others) and any(_overlap(one, other) for other in others):
                group.append(at)
                break
        else:
            found.append([at])
    return [tuple(group) for group in found]


def _overlap(one: Finding, other: Finding) -> bool:
    if one.kind == "secret":
        return any(
            line == second and start < past and begin < end
            for line, start, end in one.masks
            for second, begin, past in other.masks
        )
    if one.span.end < other.span.start or other.span.end < one.span.start:
        return False
    if one.columns is None or other.columns is None or one.anchor != other.anchor:
        return True
    return one.columns[0] < other.columns[1] and other.columns[0] < one.columns[1]


def _rank(finding: Finding) -> tuple[int, int, int, int]:
    """What blocks comes first; then what is surer, worse, and says more."""
    scanner = _SCANNERS.index(finding.scanner) if finding.scanner in _SCANNERS else len(_SCANNERS)
    return _BUCKETS.index(finding.bucket), -finding.confidence, -finding.severity, scanner
