"""Rules and scanners mean the same languages by the same names."""

from __future__ import annotations

import pytest
from ast_grep_py import SgRoot

from aigate.rules import ANY, PACKS
from aigate.rules.grammars import KNOWN, LINES_ONLY, PARSED
from aigate.rules.narrow import narrow
from aigate.scanners import languages


def test_every_language_that_a_file_can_have_may_be_asked_for() -> None:
    tables = (languages._BY_EXTENSION, languages._BY_NAME, languages._INTERPRETERS)
    named = {language for table in tables for language in table.values()}
    named |= {language for _, language in languages._BY_PATTERN}
    assert named <= KNOWN
    assert KNOWN - {ANY} <= named
    assert not PARSED & LINES_ONLY


def test_every_pack_is_for_a_known_language() -> None:
    assert set(PACKS) <= KNOWN


@pytest.mark.parametrize("language", sorted(PARSED))
def test_ast_grep_has_the_grammar(language: str) -> None:
    assert SgRoot("", language).root().children() == []


@pytest.mark.parametrize(
    ("pattern", "narrowed"),
    [
        ("plain", "plain"),
        (r"\w+", "[0-9A-Za-z_]+"),
        (r"[\w.]", "[0-9A-Za-z_.]"),
        (r"[^\s\]]x", r"[^ \t\n\r\x0b\x0c\]]x"),
        (r"[]\d]\d", "[]0-9][0-9]"),
        (r"[^]\d]\d", "[^]0-9][0-9]"),
        (r"\ba\b", r"(?-u:\b)a(?-u:\b)"),
        (r"\S\W\D", r"[^ \t\n\r\x0b\x0c][^0-9A-Za-z_][^0-9]"),
        (r"\\w\.", r"\\w\."),
        (r"[\S]", r"[\S]"),
    ],
)
def test_classes_are_spelled_out(pattern: str, narrowed: str) -> None:
    assert narrow(pattern) == narrowed
