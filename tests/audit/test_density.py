"""Findings per line, compared within languages, tests apart."""

from __future__ import annotations

import pytest

from aigate.audit.account import Account, Part
from aigate.audit.density import Stratum, density_of, is_test, stratum_of
from aigate.audit.flaws import Flaw, Inspected
from aigate.audit.sights import sight_of
from aigate.audit.survivors import Standing, Survivor
from aigate.audit_model import AuditedCommit, Counted, Density
from aigate.git.tree import TreeFile
from aigate.lines import Lines, Span
from aigate.model import FileKind, Finding, Identity, Severity

FINDING = Finding("acme/rule", "a", Span(1, 1), Severity.LOW, "")
COMMIT = AuditedCommit("c", 0, Identity("", ""), "", Counted(), (), (), ())
PART = Part(Lines(), "claude", "", "trailers", "")


def density(*files: tuple[str, int, int, int, int], left_out: tuple[str, ...] = ()) -> Density:
    """Of files by their path, AI lines, findings on these, other lines, and findings on those."""
    seen = []
    for path, ai, found, others, other_found in files:
        survivors = (Survivor(Span(1, ai), "c", path, 1, PART),) if ai else ()
        standing = Standing(TreeFile(path, FileKind.REGULAR, path, "100644"), ai + others, survivors)
        looked = Inspected((Flaw(FINDING, (), ""),) * found, other_found, is_whole=path not in left_out)
        seen.append(sight_of(standing.file, standing, looked, {"c": Account(COMMIT)}))
    return density_of(seen)


def of(found: Density) -> tuple[object, ...]:
    return found.compared_lines, found.compared_findings, found.expected


def test_nothing_is_expected_of_nothing() -> None:
    assert density() == Density()


def test_the_expected_is_by_the_rate_of_others_in_the_same_language() -> None:
    found = density(("a.py", 100, 3, 1000, 10), ("b.py", 100, 1, 1000, 30), ("c.md", 800, 0, 50, 0))
    assert of(found) == (1000, 4, pytest.approx(200 * 40 / 2000))


def test_each_language_can_be_better_while_the_whole_looks_worse() -> None:
    """Simpson's paradox: agents write more of the language in which more is found, and less is found in theirs of each."""
    found = density(("a.py", 900, 9, 0, 0), ("b.py", 0, 0, 100, 2), ("a.md", 100, 0, 0, 0), ("b.md", 0, 0, 900, 1))
    assert found.ai_findings / found.ai_lines > found.other_findings / found.other_lines
    assert found.compared_findings < found.expected
    assert found.expected == pytest.approx(900 * 2 / 100 + 100 * 1 / 900)


def test_tests_are_compared_with_tests() -> None:
    found = density(("tests/test_a.py", 100, 5, 1000, 50), ("a.py", 10, 0, 1000, 0))
    assert of(found) == (110, 5, pytest.approx(5.0))


@pytest.mark.parametrize(
    "alone",
    [("a.rs", 40, 7, 0, 0), ("none", 40, 7, 0, 0), ("tests/test_a.py", 40, 7, 0, 0), ("vendor/a.py", 40, 7, 9, 0)],
)
def test_lines_without_others_of_their_kind_are_not_compared(alone: tuple[str, int, int, int, int]) -> None:
    found = density(("a.py", 10, 1, 100, 10), alone, left_out=("vendor/a.py",))
    assert of(found) == (10, 1, pytest.approx(1.0))
    assert (found.ai_lines, found.ai_findings, found.incomparable) == (50, 8, 40)


def test_what_was_not_looked_at_is_not_compared() -> None:
    standing = Standing(TreeFile("a.py", FileKind.REGULAR, "1", "100644"), 5)
    assert density_of([sight_of(standing.file, standing, None, {})]) == Density(other_lines=5)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("src/attest.py", False),
        ("src/contest/latest.go", False),
        ("protest_march.py", False),
        ("src/inspect.ts", False),
        ("testimony.md", False),
        ("src/Latest.java", False),
        ("UNIT.java", False),
        ("greatest.cs", False),
        ("spectrum/a.py", False),
        ("tests/data/a.json", True),
        ("pkg/Test/a.py", True),
        ("src/__tests__/a.js", True),
        ("spec/models/a_spec.rb", True),
        ("test_a.py", True),
        ("a/conftest.py", True),
        ("a_test.go", True),
        ("a.test.ts", True),
        ("a.spec.tsx", True),
        ("tests.rs", True),
        ("crates/core/tests/a.rs", True),
        ("Shop.Tests/Cart.cs", True),
        ("src/CartTest.java", True),
        ("CartTests.swift", True),
        ("CartIT.java", True),
        ("odd\n/tests/\udce9.py", True),
    ],
)
def test_tests_are_known_by_their_names(path: str, expected: bool) -> None:
    assert is_test(path) is expected


def test_a_stratum_is_a_language_and_whether_it_is_a_test() -> None:
    assert stratum_of("a/tests/x.py") == Stratum("python", True)
    assert stratum_of("a/x") == Stratum("", False)
