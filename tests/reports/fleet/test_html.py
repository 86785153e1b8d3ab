"""The page of many repositories: one file without a script, in which every text stays text."""

from __future__ import annotations

import re

from aigate.audit_model import Fleet
from aigate.reports.fleet import html
from tests.reports.audit.html.outline import Outline
from tests.reports.fleet.specimen import HOSTILE, fleet


def test_hostile_texts_add_no_element() -> None:
    plain = fleet()
    page = Outline(html.render(plain))
    assert "script" not in page.names
    assert not [name for name, _ in page.attributes if name.startswith("on")]
    links = [value for name, value in page.attributes if name in ("href", "src") and value]
    assert all(re.fullmatch(r"#[a-z]+|data:,|repositories/[a-z0-9./-]+", link) for link in links)
    shown = "".join(page.text)
    assert HOSTILE[0] in shown
    assert "\\x1b[31mred\\u202e" in shown
    assert "\x1b" not in html.render(plain)


def test_loads_nothing() -> None:
    page = html.render(fleet())
    assert any("default-src 'none'; style-src 'sha256-" in (value or "") for _, value in Outline(page).attributes)
    assert not re.search(r"(?:src|href)=\"https?:", page)
    assert "url(" not in page


def test_a_page_of_another_place_is_no_link() -> None:
    odd = fleet().members[1].page
    assert f'href="{odd}"' in html.render(fleet())
    one = Fleet("x", 0, "1", (fleet().members[0].__class__("a", "b", "", page="javascript:alert(1)"),))
    assert "javascript:" not in html.render(one)


def test_nothing_at_all_is_a_page() -> None:
    assert "None could be audited" in html.render(Fleet("empty", 0, "1"))


def test_many_are_cut() -> None:
    assert "more, which the JSON and CSV reports list" in html.render(fleet(5_100))
