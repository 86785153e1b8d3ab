"""Which statements meet what an agent touched."""

from __future__ import annotations

import pytest

from aigate.config import GateScope
from aigate.lines import Lines, Span
from aigate.model import Claim, FileAttribution, FileChange, Hunk, Scope, Share, Verdict
from aigate.policy.narrow import Gated, Owners, gate


@pytest.mark.parametrize(
    ("gated", "statement", "met"),
    [
        pytest.param(Gated(Lines([(4, 6)])), Span(1, 3), False, id="a statement that ends just above"),
        pytest.param(Gated(Lines([(4, 6)])), Span(7, 9), False, id="a statement that begins just below"),
        pytest.param(Gated(seams=(Span(4, 5),)), Span(5, 9), False, id="a removal just above the statement"),
        pytest.param(Gated(seams=(Span(4, 5),)), Span(1, 4), False, id="a removal just below the statement"),
        pytest.param(Gated(seams=(Span(4, 5),)), Span(4, 4), False, id="a removal beside a statement of one line"),
        pytest.param(Gated(), Span(1, 99), False, id="nothing gated"),
        pytest.param(Gated(Lines([(4, 6)])), Span(6, 9), True, id="a statement whose first line is gated"),
        pytest.param(Gated(Lines([(4, 4)])), Span(2, 8), True, id="one gated argument of a long call"),
        pytest.param(Gated(seams=(Span(4, 5),)), Span(3, 6), True, id="a removal inside the statement"),
        pytest.param(Gated(seams=(Span(4, 5),)), Span(4, 5), True, id="a removal between its two lines"),
    ],
)
def test_a_statement_is_met_by_gated_lines_and_inner_removals(gated: Gated, statement: Span, met: bool) -> None:
    assert gated.meets(statement) is met


CHANGE = FileChange("a.py", "M", blob="x", hunks=(Hunk(2, 2, 1, 0), Hunk(9, 0, 7, 1), Hunk(12, 1, 11, 1)))
KNOWN = FileAttribution("a.py", ai=Lines([(2, 2)]), human=Lines([(3, 3)]), unknown=Lines([(12, 12)]))


@pytest.mark.parametrize(
    ("scope", "lines", "seams"),
    [
        (GateScope.AI, [(2, 2)], []),
        (GateScope.AI_UNKNOWN, [(2, 2), (12, 12)], [(9, 10), (12, 12)]),
        (GateScope.ALL, [(2, 3), (12, 12)], [(9, 10), (12, 12)]),
    ],
)
def test_the_scope_decides_which_lines_are_gated(
    scope: GateScope, lines: list[tuple[int, int]], seams: list[tuple[int, int]]
) -> None:
    gated = gate(CHANGE, KNOWN, scope)
    assert gated.lines == Lines(lines)
    assert list(gated.seams) == seams


def test_a_file_that_nobody_claimed_is_unknown_never_human() -> None:
    assert not gate(CHANGE, None, GateScope.AI)
    assert gate(CHANGE, None, GateScope.AI_UNKNOWN).lines == CHANGE.added


def test_the_first_claim_that_covers_an_ai_line_owns_it() -> None:
    near, wide = (Claim("s", Verdict.AI, Scope.LINE, quote) for quote in ("near", "wide"))
    shares = (Share(Lines([(3, 3)]), near), Share(Lines([(2, 4)]), wide))
    owners = Owners(FileAttribution("a.py", ai=Lines([(2, 4)]), shares=shares))
    assert owners.claim_at(Span(2, 2)) is wide
    assert owners.claim_at(Span(2, 4)) is near
    assert owners.claim_at(Span(9, 9)) is None
