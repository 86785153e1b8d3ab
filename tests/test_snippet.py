"""No secret is ever shown, and the marker still stands under what it marks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigate.lines import Span
from aigate.model import Finding, Severity
from aigate.snippet import cut, mask, masks_of

STARS = "*" * 8


def finding(**more: object) -> Finding:
    return Finding(**{"rule": "r/x", "path": "a", "span": Span(1, 1), "severity": Severity.LOW, "message": "m"} | more)  # type: ignore[arg-type]


@given(
    st.text(alphabet="abc", min_size=20, max_size=20),
    st.lists(st.tuples(st.integers(0, 19), st.integers(0, 20)), max_size=4),
)
def test_nothing_inside_a_mask_is_left(text: str, spans: list[tuple[int, int]]) -> None:
    spans = [span for span in spans if span[0] < span[1]]
    shown = mask(text, spans)
    kept = "".join(char for column, char in enumerate(text) if not any(start <= column < end for start, end in spans))
    assert shown.replace("*", "") == kept


def test_one_findings_mask_holds_for_every_finding_of_the_file() -> None:
    lines = ['key = "hunter2"  # and eval(x)']
    secret = finding(kind="secret", masks=((1, 7, 14),))
    other = finding(columns=(22, 26))
    shown = cut(other, lines, masks_of([secret, other], lines))
    assert shown.snippet == ((1, f'key = "{STARS}"  # and eval(x)'),)
    assert shown.columns == (23, 27)


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ('connect(password="hunter2", user="root")', f'connect(password="{STARS}", user="{STARS}")'),
        ("PASSWORD=hunter2", f"PASSWORD={STARS}"),
        ("password: hunter2  ", f"password:{STARS}"),
    ],
)
def test_a_secret_whose_place_is_not_known_hides_every_literal(line: str, shown: str) -> None:
    secret = finding(kind="secret")
    assert cut(secret, [line], masks_of([secret], [line])).snippet == ((1, shown),)


def test_a_long_statement_is_shown_around_its_anchor() -> None:
    lines = [f"line {number}" for number in range(1, 101)]
    shown = cut(finding(span=Span(1, 100), line=50), lines, {})
    numbers = [number for number, _ in shown.snippet]
    assert 50 in numbers
    assert len(numbers) <= 6


def test_a_marker_within_a_mask_stays_within_the_stars() -> None:
    secret = finding(kind="secret", masks=((1, 5, 30),), columns=(5, 30))
    shown = cut(secret, ["key: " + "x" * 25 + " tail"], masks_of([secret], []))
    assert shown.columns == (5, 13)
