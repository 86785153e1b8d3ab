"""From a line to its statement and its function."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigate.lines import Span
from aigate.model import Source
from aigate.scanners.statements import LONGEST, outline_of, statement_of, symbol_at


def source(text: str, language: str | None = "python") -> Source:
    return Source("x", text.encode("utf-8", "surrogatepass"), text, "utf-8", language)


PYTHON = '''\
import os
@app.route(
    "/x")
async def view(a,
               b=1):
    """doc
    string"""
    y = call(
        1,
        shell=True,
    )
    if (a and
            b):
        return 1
    class Inner:
        def method(self): return 2
    try:
        z()
    except (A,
            B):
        pass
    with a() as b, \\
         c():
        pass
    return y
match z:
    case [1,
          2]:
        w(
        )
'''


@pytest.mark.parametrize(
    ("line", "statement"),
    [
        pytest.param(1, (1, 1), id="a simple statement is its line"),
        pytest.param(3, (2, 3), id="a decorator is a statement of its own"),
        pytest.param(5, (4, 5), id="of a function only the header"),
        pytest.param(6, (6, 7), id="a docstring"),
        pytest.param(10, (8, 11), id="a keyword of a call"),
        pytest.param(12, (12, 13), id="a condition of two lines, not its body"),
        pytest.param(16, (16, 16), id="header and body on one line"),
        pytest.param(18, (18, 18), id="inside try"),
        pytest.param(20, (19, 20), id="the header of a handler"),
        pytest.param(23, (22, 23), id="with and a continuation"),
        pytest.param(26, (26, 26), id="match"),
        pytest.param(28, (27, 28), id="the pattern of a case"),
        pytest.param(29, (29, 30), id="in a case"),
        pytest.param(99, (99, 99), id="beyond the file"),
    ],
)
def test_python_statement(line: int, statement: tuple[int, int]) -> None:
    assert statement_of(source(PYTHON), Span(line, line)) == Span(*statement)


def test_span_over_several_statements_is_widened_at_both_ends() -> None:
    assert statement_of(source(PYTHON), Span(10, 12)) == Span(8, 13)


@pytest.mark.parametrize(
    ("line", "symbol"),
    [(1, ""), (2, "view"), (9, "view"), (15, "view.Inner"), (16, "view.Inner.method"), (25, "view"), (26, ""), (0, "")],
)
def test_python_symbol(line: int, symbol: str) -> None:
    assert symbol_at(source(PYTHON), line) == symbol


def test_other_languages_have_no_symbols() -> None:
    assert symbol_at(source("func f() {\n}\n", "go"), 1) == ""


def test_lone_carriage_return_shifts_nothing() -> None:
    text = "a = 1\rb = 2\nc = f(\n  1)\nd = 3\n"
    assert outline_of(source(text)).statement_of(Span(3, 3)) == Span(2, 3)
    assert outline_of(source(text)).statement_of(Span(1, 1)) == Span(1, 1)


JAVASCRIPT = """\
const a = foo(
  { x: 1,
    y: [2,
       3] },
  () => {
    one();
    two(1,
      2);
  });
next();
const q = `a (
b`; // (
/* (
*/
z("(", '[');
const o = {
  k: 1,
};
"""


@pytest.mark.parametrize(
    ("language", "text", "line", "statement"),
    [
        pytest.param("javascript", JAVASCRIPT, 3, (1, 5), id="arguments and literals belong to the call"),
        pytest.param("javascript", JAVASCRIPT, 6, (6, 6), id="a callback's body does not"),
        pytest.param("javascript", JAVASCRIPT, 8, (7, 8), id="a call within the body"),
        pytest.param("javascript", JAVASCRIPT, 10, (10, 10), id="after it all"),
        pytest.param("javascript", JAVASCRIPT, 12, (11, 12), id="a template of two lines, brackets in it ignored"),
        pytest.param("javascript", JAVASCRIPT, 15, (15, 15), id="brackets in comments and strings are ignored"),
        pytest.param("javascript", JAVASCRIPT, 17, (17, 17), id="a brace outside of brackets joins nothing"),
        pytest.param("go", "f(&tls.Config{\n A: 1,\n}, func() {\n b()\n})\n", 2, (1, 3), id="Go's literal in a call"),
        pytest.param("go", "f(&tls.Config{\n A: 1,\n}, func() {\n b()\n})\n", 4, (4, 4), id="Go's function in a call"),
        pytest.param(
            "dockerfile", "RUN a && \\\n  b && \\\n  c\nENV x=1\n", 2, (1, 3), id="continued with backslashes"
        ),
        pytest.param("bash", "curl \\\r\n -k u\r\nls\r\n", 1, (1, 2), id="continued, with carriage returns"),
        pytest.param("bash", 'echo "a\nb"\nls # (\nx\n', 1, (1, 2), id="a shell string of two lines"),
        pytest.param("bash", "echo 'a'\nls # (\nx\n", 2, (2, 2), id="a bracket in a shell comment"),
        pytest.param("python", "x = f(\n  1\n)\ndef (:\n", 2, (1, 3), id="Python that does not parse"),
        pytest.param("python", "x = '''\n(\n'''\ny\ndef (:\n", 4, (4, 4), id="a triple-quoted string in such"),
        pytest.param("sql", "SELECT (a,\n b) -- (\nFROM t\n", 1, (1, 2), id="SQL"),
        pytest.param("json", '[\n{"a": 1},\n{"b": 2}\n]\n', 2, (2, 2), id="data has no statements"),
        pytest.param("yaml", "a: [1,\n 2]\n", 1, (1, 1), id="nor has YAML"),
        pytest.param(None, "f(a,\n b)\n", 2, (1, 2), id="a language nobody knows"),
        pytest.param("java", "f(a]\n);\n", 1, (1, 2), id="a stray closing bracket"),
    ],
)
def test_bracketed_statement(language: str | None, text: str, line: int, statement: tuple[int, int]) -> None:
    assert statement_of(source(text, language), Span(line, line)) == Span(*statement)


def test_bracket_that_never_closes_lets_go() -> None:
    text = "f(\n" + "x\n" * 1000 + "g(1,\n2)\n"
    outline = outline_of(source(text, "java"))
    assert outline.statement_of(Span(500, 500)) == Span(500, 500)
    assert outline.statement_of(Span(1003, 1003)) == Span(1002, 1003)


def test_huge_statement_is_cut_to_the_neighbourhood() -> None:
    text = "x = [\n" + "  1,\n" * 5000 + "]\n"
    wide = outline_of(source(text)).statement_of(Span(2500, 2501))
    assert wide.start <= 2500
    assert wide.end >= 2501
    assert wide.end - wide.start <= LONGEST


def test_nesting_too_deep_for_the_parser_is_matched_by_brackets() -> None:
    text = "x = " + "-" * 100_000 + "1\ny = f(\n1)\n"
    assert outline_of(source(text)).statement_of(Span(3, 3)) == Span(2, 3)


@given(
    st.text(alphabet="()[]{}\"'`\\#/*-\n\r =>ab,;:", max_size=300),
    st.sampled_from([None, "python", "javascript", "bash", "go", "sql", "php", "json"]),
)
def test_any_text_gets_an_outline_that_covers_each_line(text: str, language: str | None) -> None:
    outline = outline_of(source(text, language))
    for line in range(1, text.count("\n") + 2):
        span = outline.statement_of(Span(line, line))
        assert 1 <= span.start <= line <= span.end <= text.count("\n") + 1
        assert outline.statement_of(span) == span
