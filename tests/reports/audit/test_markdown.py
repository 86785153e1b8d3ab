"""Markdown in which a repository stays text: no HTML, no mention, no reference, no table that falls apart."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigate.reports.audit import links, markdown
from aigate.reports.audit.markup import code, prose
from tests.reports.audit import hostile
from tests.reports.audit.specimen import large, specimen

CODE = re.compile(r"`[^`]*`|<code>[^<]*</code>|<!-- -->")
CASES = {
    "plain": ("src/app.py", "`src/app.py`"),
    "nothing": ("", ""),
    "spaces": ("  ", ""),
    "markup in code": ("<b>@ada #12</b>", "`<b>@ada #12</b>`"),
    "a pipe": ("a|b", "<code>a&#124;b</code>"),
    "a backtick": ("`x`", "<code>&#96;x&#96;</code>"),
    "a backslash": ("a\\", "<code>a&#92;</code>"),
    "a mention beside a pipe": ("|@ada", "<code>&#124;&#64;<!-- -->ada</code>"),
    "an address beside a pipe": (
        "|http://x www.x",
        "<code>&#124;http&#58;//x www&#46;x</code>",
    ),
    "a new line": ("a\nb", "<code>a&#92;nb</code>"),
}
SENTENCES = {
    "a sentence": ("MD5 protects nothing.", "MD5 protects nothing."),
    "html": ("<img src=x>", "&#60;img src=x&#62;"),
    "a mention": ("ask @ada", "ask &#64;<!-- -->ada"),
    "an issue": ("fixes #12", "fixes &#35;<!-- -->12"),
    "a link": ("[x](http://e.org)", "&#91;x&#93;(http&#58;//e.org)"),
    "emphasis": ("a_b_ *c*", "a&#95;b&#95; &#42;c&#42;"),
    "an entity": ("&lt;", "&#38;lt;"),
    "lines": ("a\n\n# b", "a &#35;<!-- --> b"),
}


@pytest.mark.parametrize(("text", "shown"), CASES.values(), ids=CASES)
def test_a_name_stands_in_code(text: str, shown: str) -> None:
    assert code(text) == shown


@pytest.mark.parametrize(("text", "shown"), SENTENCES.values(), ids=SENTENCES)
def test_a_sentence_has_no_markup(text: str, shown: str) -> None:
    assert prose(text) == shown


@given(st.text())
def test_nothing_ends_the_code_it_stands_in(text: str) -> None:
    shown = code(text)
    assert "\n" not in shown
    assert "|" not in shown
    assert not shown or CODE.sub("", re.sub("<!-- -->", "", shown)) == ""


@given(st.text())
def test_no_sentence_has_a_sign_of_markup(text: str) -> None:
    assert not re.search(r"[<>\[\]@`*_|\\\n]", prose(text).replace("<!-- -->", ""))


@pytest.mark.parametrize("audit", [specimen(), large(2_000)], ids=["a specimen", "many findings"])
def test_it_fits_an_issue_and_its_tables_hold(audit: object) -> None:
    text = markdown.render(audit)  # type: ignore[arg-type]
    assert len(text) < 65_536
    for line in text.splitlines():
        if line.startswith("| severity"):
            columns = line.count("|")
        if line.startswith("| critical"):
            assert line.count("|") == columns


def test_outside_of_code_there_is_no_html_and_no_mention() -> None:
    rest = CODE.sub("", markdown.render(specimen()).replace("<!-- -->", ""))
    assert not re.search(r"<[a-z/!]|@\w|javascript:", rest)


def test_findings_link_to_their_lines() -> None:
    audit = specimen()
    text = markdown.render(audit)
    assert f"(https://git.example.org/acme/shop/blob/{audit.reach.tip}/" in text
    assert "%3Cscript%3E" in text


@pytest.mark.parametrize(
    "address",
    ["", "javascript:alert(1)", "https://e.org/a)b", 'https://e.org/"', "https://e.org/\u202e", "http://[::1]/"],
)
def test_what_is_no_plain_address_is_no_link(address: str) -> None:
    audit = replace(specimen(), weblink=address)
    assert links.home(audit) == ""
    assert "](" not in CODE.sub("", markdown.render(audit))


def test_gitlab_has_a_dash_in_its_addresses() -> None:
    audit = replace(specimen(), weblink="https://gitlab.example.org/acme/shop/")
    assert links.commit(audit, "abc") == "https://gitlab.example.org/acme/shop/-/commit/abc"


def test_the_specimen_is_hostile_enough() -> None:
    assert hostile.SCRIPT in {one.subject for one in specimen().commits}
