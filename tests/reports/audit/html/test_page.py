"""The page as text: nothing in it is markup but our own, nothing runs but our own, nothing is fetched."""

from __future__ import annotations

import re
import subprocess
import sys
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aigate.audit_model import Audit
from aigate.model import Identity
from aigate.reports.audit.html import assets, render
from aigate.reports.audit.html.strings import as_data, shorten
from tests.reports.audit import hostile
from tests.reports.audit.html.outline import Outline
from tests.reports.audit.specimen import empty, large, specimen

ADDRESSES = {"href", "src", "action", "formaction", "poster", "srcset", "background", "data", "ping", "style"}
KINDS = {"#", "data:,", "https://git.example.org/acme/shop"}


def saying(text: str) -> Audit:
    """An audit that says ``text`` wherever one can."""
    audit = specimen()
    commit = replace(audit.commits[0], subject=text, author=Identity(text, text), evidence=(text,), sources=(text,))
    weakness = replace(
        audit.findings[0].finding,
        rule=text,
        path=text,
        message=text,
        hint=text,
        cwe=text,
        reason=text,
        fingerprint=text,
        snippet=((1, text),),
        references=(text,),
    )
    found = replace(audit.findings[0], finding=weakness, agent=text, model=text, owner=text, author=text, now=None)
    return replace(
        audit,
        repository=text,
        policy=text,
        weblink=text,
        commits=(commit,),
        findings=(found,) * 2,
        files=(replace(audit.files[0], path=text, owner=text, language=text),),
        reach=replace(audit.reach, notes=(text,), revisions=(text,), filters=(text,), checks=(text,)),
        rules=(),
    )


def shape(page: str) -> list[object]:
    """The elements of a page, and what its scripts and styles are but for the data."""
    outline = Outline(page)
    return [
        outline.names,
        outline.scripts[:1],
        outline.scripts[2:],
        [text for tag, text in outline.raw if tag == "style"],
    ]


PLAIN = shape(render(saying("plain")))


@pytest.mark.parametrize("text", hostile.STRINGS, ids=range(len(hostile.STRINGS)))
def test_no_string_of_a_repository_changes_what_the_page_is_made_of(text: str) -> None:
    assert shape(render(saying(text))) == PLAIN


@settings(max_examples=25)
@given(st.text(alphabet=st.sampled_from("<>&\"'/!-=`{}%#scriptonyle \u202e\udce9\x00\x1b\n")))
def test_nor_does_any_other(text: str) -> None:
    assert shape(render(saying(f"x{text}"))) == PLAIN


@settings(max_examples=200)
@given(
    st.recursive(
        st.none() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_data_is_what_it_was_and_ends_no_element(value: object) -> None:
    import json

    text = as_data(value)
    assert json.loads(text) == value
    assert text.isascii()
    assert not set(text) & set("<>&")


def test_every_address_is_one_of_ours() -> None:
    found = [value or "" for name, value in Outline(render(specimen())).attributes if name in ADDRESSES]
    assert found
    assert [value for value in found if not value.startswith(tuple(KINDS))] == []


def test_no_element_has_a_handler_or_a_style_of_its_own() -> None:
    names = {name for name, _ in Outline(render(specimen())).attributes}
    assert [name for name in names if name.startswith("on") or name == "style"] == []


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)//https://git.example.org",
        'https://x.org/"onclick=',
        "https://user:word@x.org",
        "file:///etc",
        "",
    ],
)
def test_an_address_of_the_repository_that_is_none_is_no_link(address: str) -> None:
    outline = Outline(render(replace(specimen(), weblink=address)))
    assert {value for name, value in outline.attributes if name == "href"} <= {
        "data:,", "#overview", "#history", "#findings", "#commits", "#files",
    }  # fmt: skip
    assert outline.data["links"] == {"commit": "", "line": ""}


def test_references_that_are_no_web_address_are_dropped() -> None:
    data = Outline(render(specimen())).data
    kept = {data["strings"][number] for links in data["findings"]["references"] for number in links}
    assert kept
    assert all(link.startswith("https://cwe.mitre.org/") for link in kept)


def test_the_policy_lets_our_scripts_and_styles_run_and_nothing_else() -> None:
    outline = Outline(render(specimen()))
    policy = next(
        dict(attributes)["content"] or ""
        for name, attributes in outline.elements
        if ("http-equiv", "Content-Security-Policy") in attributes
    )
    allowed = dict(part.split(" ", 1) for part in policy.split("; "))
    assert allowed["default-src"] == "'none'"
    assert allowed["script-src"].split() == [hashed(text) for text in (outline.scripts[0], *outline.scripts[2:])]
    assert allowed["style-src"].split() == [hashed(text) for tag, text in outline.raw if tag == "style"]
    assert "unsafe" not in policy
    assert set(allowed) == {
        "default-src", "script-src", "style-src", "img-src", "base-uri", "form-action", "require-trusted-types-for",
    }  # fmt: skip


def hashed(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def test_our_scripts_never_make_markup_or_code_of_a_string() -> None:
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|DOMParser|\.html\(|setHTML",
        assets.early() + assets.script(),
    )
    assert not re.search(r"\bfetch\(|XMLHttpRequest|WebSocket|sendBeacon|EventSource|\bimport\(", assets.script())
    assert not re.search(r"@import|url\(", assets.style())


def test_figures_and_the_worst_findings_can_be_read_without_a_script() -> None:
    text = " ".join(Outline(render(specimen())).text)
    for words in ("acme/shop", "AI lines surviving", "Median time to fix", "Compliance", "Not looked at"):
        assert words in text
    assert "A value from the request becomes part of an SQL statement." in text
    assert "Scripts are turned off" in text


def test_a_page_of_many_findings_stays_bounded() -> None:
    page = render(large(2_000))
    assert page.count("<tr") < 400
    assert (len(page.encode()) - len(render(large(1_000)).encode())) / 1_000 < 500  # bytes a finding: 25 MB for 50,000


def test_a_long_line_of_code_is_cut() -> None:
    audit = saying("plain")
    found = audit.findings[0]
    long = tuple((number, "x" * 1_000_000) for number in range(1, 200))
    weakness = replace(found.finding, snippet=long, columns=(999_000, 999_010), message="m" * 100_000)
    page = render(replace(audit, findings=(replace(found, finding=weakness),)))
    assert len(page) < len(render(audit)) + 10_000


def test_text_is_shown_as_what_it_is() -> None:
    assert shorten(hostile.BIDI) == "admin\\u202etxt.exe\\u2066 \\u200bhidden"
    assert shorten(hostile.BYTES) == "caf\\xe9"
    assert shorten("abc", 2) == "ab\u2026"


def test_an_audit_of_nothing_has_a_page() -> None:
    assert "No commit that was looked at shows a sign of an agent." in render(empty())


def test_the_gate_does_not_import_what_makes_the_page() -> None:
    code = "import sys, aigate.cli, aigate.glance, aigate.pipeline, aigate.examination, aigate.reports.text;print('jinja2' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "False"
