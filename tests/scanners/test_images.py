"""Dockerfiles as the image that they make."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aigate.scanners.images import image_in


def image(text: str) -> dict[str, list[str]]:
    (resource,) = image_in(text).resources
    return {key: [value.text for value in values] for key, values in resource.settings.items()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM a\nUSER root\nUSER app\n", {"from": ["a"], "user": ["app"]}),
        ("FROM a AS x\nUSER root\nFROM b\nRUN c\n", {"from": ["b"], "run": ["c"]}),
        ("FROM a AS x\nUSER app\nFROM X\n", {"from": ["a", "x"], "user": ["app"]}),
        ("FROM --platform=linux/amd64 a\nRUN b \\\n    && c\n", {"from": ["a"], "run": ["b && c"]}),
        ("# USER root\nfrom a\n  expose 80\nEXPOSE 443\n", {"from": ["a"], "expose": ["80", "443"]}),
        ("FROM a\nRUN <<EOF\nUSER root\nEOF\nUSER app\n", {"from": ["a"], "run": ["<<EOF"], "user": ["app"]}),
        ("FROM a\nRUN <<EOF\nUSER root\n", {"from": ["a"], "run": ["<<EOF"], "user": ["root"]}),
        ("FROM a\nRUN b \\", {"from": ["a"], "run": ["b"]}),
    ],
    ids=["last", "stage", "built-on", "continued", "comments", "heredoc", "heredoc-without-end", "cut-off"],
)
def test_the_last_stage_is_what_counts(text: str, expected: dict[str, list[str]]) -> None:
    assert {
        key: [value.lower() if key == "from" else value for value in values] for key, values in image(text).items()
    } == expected


def test_a_file_without_from_makes_no_image() -> None:
    assert image_in("USER root\n").resources == []


def test_a_place_spans_the_lines_of_its_instruction() -> None:
    (resource,) = image_in("FROM a\nRUN b \\\n  c\n").resources
    place = resource.settings["run"][0].place
    assert (place.start_line, place.start_column, place.start, place.end_line, place.end_column, place.end) == (
        1,
        0,
        7,
        2,
        3,
        18,
    )


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="FROMUSERun \\\n<E-#'a:", max_size=200))
def test_anything_can_be_read(text: str) -> None:
    image_in(text)
