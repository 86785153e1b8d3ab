"""The programs of a page: found, in their language, where they stand; and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigate.model import Source
from aigate.rules.loader import load
from aigate.scanners import Settings, flow, patterns
from aigate.scanners.embedded import programs_in

SETTINGS = Settings(load())


def page(text: str, language: str = "html") -> Source:
    return Source("page.html", text.encode("utf-8", "surrogatepass"), text, "utf-8", language)


def programs(text: str) -> dict[str, str]:
    return {one.language or "": " ".join(one.text.split()) for one in programs_in(page(text))}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<p>eval(x)</p>",
        "<!-- <script>eval(x)</script> -->",
        "<!-- <script>eval(x)",
        '<script type="application/json">{"a": 1}</script>',
        '<script type="text/x-handlebars">{{ a }}</script>',
        '<script src="a.js"></script>',
        "<p once='a'>b</p>",
        "eval(x)</script>",
    ],
)
def test_there_is_none(text: str) -> None:
    assert not any(programs(text).values())


@pytest.mark.parametrize(
    ("text", "language", "code"),
    [
        ("<script>a()</script>", "javascript", "a()"),
        ("<SCRIPT TYPE='module'>a()</SCRIPT >", "javascript", "a()"),
        ("<script setup lang='ts'>a()</script>", "typescript", "a()"),
        ('<script lang="tsx">a()</script>', "tsx", "a()"),
        ("<script>a()", "javascript", "a()"),
        ("<script>\na()\n</script><p>b</p><script>c()</script>", "javascript", "a() c()"),
        ("<script>a('<!--')</script><script>b()</script>", "javascript", "a('<!--') b()"),
        ('<p onclick="a()" title="b">c</p>', "javascript", "a();"),
        ("<p onclick='a(&quot;b&quot;)'>c</p>", "javascript", 'a(" b" );'),
        ('<script data-a="<">a()</script>', "javascript", "a()"),
        ("<script data-a='1>2' data-b=\"</script>\">a()</script>", "javascript", "a()"),
        ("<script <b>a()</script>", "javascript", "a()"),
        ('<script a=">a()</script>', "javascript", "a()"),
        ('<script data-a="\'"/>a()</script>', "javascript", "a()"),
        ('<p onclick="if (a < b && b > 1) c()">d</p>', "javascript", "if (a < b && b > 1) c();"),
        ("<script>a = <%= b %>;</script>", "javascript", "a = ________;"),
        ("<script>a = <?= b ?>;</script>", "javascript", "a = ________;"),
    ],
)
def test_is_read_in_its_language(text: str, language: str, code: str) -> None:
    assert programs(text) == {language: code}


def test_a_page_of_another_language_has_none() -> None:
    assert not list(programs_in(page("<script>a()</script>", "php")))


@given(
    st.lists(
        st.sampled_from(
            ["<script", ">", "</script>", "\n", "<!--", "-->", " onclick=", '"', "'", "<%", "%>", "a()", "é", "&quot;"]
        )
    )
)
def test_lines_and_columns_are_the_pages(parts: list[str]) -> None:
    text = "".join(parts)
    for program in programs_in(page(text)):
        assert len(program.text) == len(text)
        assert [at for at, sign in enumerate(program.text) if sign == "\n"] == [
            at for at, sign in enumerate(text) if sign == "\n"
        ]


PAGE = """<html>
<p onclick="document.write(location.hash)">x</p>
<script>
  const word = new URLSearchParams(location.search).get("q");
  document.body.innerHTML = word;
  const token = Math.random().toString(36);
</script>
"""


def test_what_is_wrong_is_told_where_it_stands() -> None:
    found = [*flow.scan(page(PAGE), SETTINGS).findings, *patterns.scan(page(PAGE), SETTINGS).findings]
    told = {
        (one.rule, one.span.start, PAGE.split("\n")[one.span.start - 1][slice(*one.columns or (0, 0))]) for one in found
    }
    assert ("flow/xss", 2, "document.write(location.hash)") in told
    assert ("flow/xss", 5, "document.body.innerHTML") in told
    assert ("javascript/predictable-secret", 6, "Math.random()") in told
    assert ("javascript/dom-xss", 2, "document.write(location.hash)") in told
