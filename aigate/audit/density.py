"""Findings per line, compared like with like: AI lines next to the other lines of the same kinds of file.

Languages differ in what can be found in them, and tests differ from what they test; so do agents and humans in how much they
write of each. So files are put into strata, by their language and whether they are tests, and the rates of the other lines are
standardised to what agents wrote: had AI lines the rate that other lines of their stratum have, how many findings would be
expected on them? In epidemiology that is indirect standardisation, and what was found over what was expected its ratio.

Only files that all checks could examine are compared, and only strata that have other lines; the rest is told by its lines.
"""

from __future__ import annotations

import re
from collections import Counter
from math import fsum
from typing import TYPE_CHECKING, NamedTuple

from aigate.audit_model import Density
from aigate.scanners.languages import language_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aigate.audit.sights import Sight

# Folders and names by which test runners, and the conventions of many languages, know tests and what belongs to them.
_TEST_FOLDER = re.compile(
    r"(?:^|/)(?:tests?|__tests__|specs?|testdata|testing|fixtures|e2e|[\w.-]+[._-]tests?)/", re.IGNORECASE
)
_TEST_NAME = re.compile(
    r"(?:test|tests|conftest)\.\w+|test_.+|.+[._-](?:tests?|specs?|e2e|cy)\.\w+"  # test_a.py, a_test.go, a.spec.ts
    r"|.*[a-z0-9](?:Tests?|TestCase|Specs?|IT)\.(?:java|kt|kts|scala|groovy|cs|fs|vb|swift|php|m|mm)"  # ATest.java
)


class Stratum(NamedTuple):
    """A kind of file, within which lines are compared."""

    language: str  # "" where nobody knows it
    is_test: bool


def stratum_of(path: str) -> Stratum:
    """The kind that a file is of, by its path alone."""
    return Stratum(language_of(path, b"") or "", is_test(path))


def is_test(path: str) -> bool:
    """Whether a file belongs to tests, by its name or that of a folder."""
    return bool(_TEST_FOLDER.search(path) or _TEST_NAME.fullmatch(path.rpartition("/")[2]))


def density_of(files: Iterable[Sight]) -> Density:
    """Open findings on AI lines next to those on all others. What policy suppresses is not open."""
    files = tuple(files)
    counted = [one.counted for one in files]
    looked = [one for one in files if one.is_looked]
    return Density(
        sum(one.ai for one in counted),
        sum(one.pending for one in looked),
        sum(one.human + one.unknown for one in counted),
        sum(one.others for one in looked),
        *_compared(looked),
    )


def _compared(files: Iterable[Sight]) -> tuple[int, int, float]:
    """AI lines that have others to be compared with, the findings on them, and how many the others' rates let expect."""
    lines, found = Counter[Stratum](), Counter[Stratum]()  # of agents
    other_lines, other_found = Counter[Stratum](), Counter[Stratum]()
    for file in files:
        counted = file.counted
        if file.is_whole:
            stratum = stratum_of(file.file.path)
            lines[stratum] += counted.ai
            found[stratum] += file.pending
            other_lines[stratum] += counted.human + counted.unknown
            other_found[stratum] += file.others
    both = sorted(one for one in lines if lines[one] and other_lines[one])
    expected = fsum(lines[one] * other_found[one] / other_lines[one] for one in both)
    return sum(lines[one] for one in both), sum(found[one] for one in both), expected
