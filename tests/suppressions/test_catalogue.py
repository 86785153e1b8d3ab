"""Every syntax of the catalogue: its bad examples are found where its tool would heed them, its good ones are not."""

from __future__ import annotations

import pytest

from aigate.model import Source
from aigate.rules.backtracking import trouble
from aigate.suppressions import catalogue, context, reading
from aigate.suppressions.catalogue import Kind, Syntax

ANY = ("python", "javascript", "html")  # in one of these an example of a syntax for every language is written
BY_SYNTAX = pytest.mark.parametrize("syntax", catalogue.load(), ids=lambda one: one.id)


def found(syntax: Syntax, text: str) -> bool:
    languages = syntax.languages[:1] or ANY
    sources = [Source("a", text.encode(), text, "utf-8", language) for language in languages]
    lines = range(1, text.count("\n") + 2)
    return any(one.syntax is syntax for source in sources for one in reading.read(source, lines))


@BY_SYNTAX
def test_good_examples_are_left_alone_and_bad_ones_found(syntax: Syntax) -> None:
    assert syntax.bad
    assert [text for text in syntax.good if found(syntax, text)] == []
    assert [text for text in syntax.bad if not found(syntax, text)] == []


@BY_SYNTAX
def test_no_pattern_can_blow_up(syntax: Syntax) -> None:
    for pattern in (syntax.pattern, syntax.ids, syntax.security, syntax.minor):
        assert not pattern or trouble(pattern) == ""


def test_every_syntax_has_a_name_of_its_own() -> None:
    names = [one.id for one in catalogue.load()]
    assert len(names) == len(set(names))
    assert {one.kind for one in catalogue.load()} == set(Kind)


@pytest.mark.parametrize("family", context._FAMILIES)
def test_no_token_can_blow_up(family: str) -> None:
    comments, strings = context._FAMILIES[family]
    assert trouble(f"(?P<comment>{comments})|(?:{strings})") == ""
