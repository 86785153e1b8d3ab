"""Every line that a plug-in's pattern matches must pass the prefilter: generated matches of every pattern say so."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from aigate.rules.needles import fold
from aigate.scanners import secret_detectors as detectors
from aigate.scanners.secret_detectors import Needle
from aigate.scanners.secret_text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

HARD = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
# What re.IGNORECASE takes for these letters, and a careless lower-casing does not.
TWINS = str.maketrans({"s": "\u017f", "S": "\u017f", "k": "\u212a", "K": "\u212a", "i": "\u0131", "I": "\u0130"})


def provider_patterns() -> Iterator[object]:
    plugins = detectors.plugins()
    for detector in detectors.PROVIDERS:
        for index, pattern in enumerate(plugins[detector.id].denylist):
            yield pytest.param(pattern, detector.needles[index], id=f"{detector.id}-{index}")


def keyword_patterns() -> Iterator[object]:
    tables = {id(table): table for table in detectors.module("keyword").REGEX_BY_FILETYPE.values()}
    for number, table in enumerate(tables.values()):
        for index, pattern in enumerate(table):
            yield pytest.param(pattern, id=f"{number}-{index}")


def variants(example: str) -> set[str]:
    """The same match in other letters, and in the middle of other text."""
    return {
        example,
        example.swapcase(),
        example.translate(TWINS),
        f"é\u0130\U0001f600 {example} ü",
        example.upper(),
        example.lower(),
    }


def passing(text: str, needle: Needle | None) -> set[int]:
    indexed = Text(text, text.split("\n"))
    if needle is None:
        return indexed.lines_with_any(detectors.keyword_literals(), folded=True)
    return indexed.lines_with(needle)


def assert_all_pass(pattern: re.Pattern[str], needle: Needle | None, example: str) -> None:
    for variant in variants(example):
        text = f"before\n{variant}\nafter\n"
        passed = passing(text, needle)
        for number, line in enumerate(text.split("\n"), 1):
            if pattern.search(line):
                assert number in passed, line


@pytest.mark.parametrize(("pattern", "needle"), list(provider_patterns()))
def test_prefilter_passes_every_match_of_a_provider(pattern: re.Pattern[str], needle: Needle) -> None:
    matched: list[str] = []

    @HARD
    @given(st.from_regex(pattern))
    def check(example: str) -> None:
        assume(any(pattern.search(line) for line in example.split("\n")))
        matched.append(example)
        assert_all_pass(pattern, needle, example)

    check()
    assert matched, "no match was generated: nothing was tested"


@pytest.mark.parametrize("pattern", list(keyword_patterns()))
def test_prefilter_passes_every_match_of_a_keyword(pattern: re.Pattern[str]) -> None:
    matched: list[str] = []

    @HARD
    @given(st.from_regex(pattern))
    def check(example: str) -> None:
        assume(any(pattern.search(line) for line in example.split("\n")))
        matched.append(example)
        assert_all_pass(pattern, None, example)

    check()
    assert matched, "no match was generated: nothing was tested"


def test_folding_knows_every_character_that_ignoring_case_knows() -> None:
    everything = "".join(chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code <= 0xDFFF)
    for letter in "abcdefghijklmnopqrstuvwxyz":
        for twin in re.findall(letter, everything, re.IGNORECASE):
            assert fold(twin) == letter
            assert fold(f"é{twin}") == f"é{letter}"


def test_folding_keeps_every_character_in_its_place() -> None:
    for code in range(sys.maxunicode + 1):
        if not 0xD800 <= code <= 0xDFFF:
            assert len(fold(chr(code))) == 1, hex(code)


@given(st.text(alphabet="'\"ab0/+=- \n", max_size=200))
def test_strings_are_the_same_in_the_whole_text_as_line_by_line(text: str) -> None:
    for detector in detectors.ENTROPY:
        regex = detectors.plugins()[detector.id].regex
        by_line = [found for line in text.split("\n") for found in regex.findall(line)]
        assert regex.findall(text) == by_line


@given(st.text(alphabet="ab\n\r\u2028\x0c", max_size=80))
def test_every_offset_has_its_line_and_column(text: str) -> None:
    lines = text.split("\n")
    indexed = Text(text, lines)
    for offset, character in enumerate(text):
        line, column = indexed.place(offset)
        assert character == "\n" or lines[line - 1][column] == character


def test_all_27_plug_ins_are_there() -> None:
    code = (
        "from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class as every\n"
        "print(*sorted(f'{c.__module__.rpartition(chr(46))[2]}:{c.__name__}' for c in every().values()), sep='\\n')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert sorted(detector.plugin for detector in detectors.ALL) == done.stdout.split()
    assert len(detectors.ALL) == len(detectors.plugins()) == 27


def test_ids_are_unique() -> None:
    assert len({detector.id for detector in detectors.ALL}) == 27


def test_literals_of_keywords_are_read_from_the_plug_in() -> None:
    assert {"apikey", "api_key", "password", "pwd", "secret", "contraseña"} <= set(detectors.keyword_literals())
