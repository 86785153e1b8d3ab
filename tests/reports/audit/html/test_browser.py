"""The page in a real browser. Each test also fails on an error, a breach of the page's policy, or a request (conftest.py)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aigate.audit_model import State
from aigate.model import Bucket, Severity
from tests.reports.audit import hostile
from tests.reports.audit.specimen import large, specimen

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.reports.audit.html.conftest import Opened

    Show = Callable[..., Opened]

ROWS = "#findings tr.row"
STATUS = "#findings [role=status]"
MOST_NODES = 6_000
PENDING = [one for one in specimen().open_findings if one.finding.bucket is not Bucket.SUPPRESSED]


def status(one: Opened) -> str:
    return one.page.inner_text(STATUS)


def hash_of(one: Opened) -> str:
    found: str = one.evaluate("decodeURIComponent(location.hash)")
    return found


# ---------------------------------------------------------------- what comes from a repository


def test_what_a_repository_says_stays_text(show: Show) -> None:
    one = show()
    one.page.fill("#commits input[type=search]", "<script>window.pwned")
    subject = one.page.locator("#commits tr.row .clip").first
    assert subject.inner_text() == hostile.SCRIPT
    assert one.page.locator("main script, main img, main iframe, main a[href^=javascript]").count() == 0


def test_every_row_opens_whatever_it_says(show: Show) -> None:
    one = show("small", "#state=all")
    for place in ("#findings", "#commits", "#files"):
        following = one.page.locator(f"{place} .foot button").last
        for _ in range(4):
            one.evaluate(f"document.querySelectorAll('{place} .toggle').forEach((toggle) => toggle.click())")
            assert one.page.locator(f"{place} tr.detail").count() == one.page.locator(f"{place} tr.row").count() > 0
            if following.is_disabled():
                break
            following.click()
    allowed = ("https://git.example.org/acme/shop", "https://cwe.mitre.org/", "file:")
    links = one.evaluate("[...document.querySelectorAll('main a')].map((a) => a.href)")
    assert [link for link in links if not link.startswith(allowed)] == []


def test_scripts_of_others_do_not_run(show: Show) -> None:
    one = show()
    tried = """(() => {
      const tries = [
        () => { document.body.innerHTML = "<img src=x onerror=window.pwned=1>"; },
        () => { const script = document.createElement("script"); script.append("window.pwned = 1"); document.body.append(script); },
        () => { document.body.setAttribute("onclick", "window.pwned = 1"); document.body.click(); },
      ];
      for (const attempt of tries) { try { attempt(); } catch { /* that is what is wanted */ } }
    })()"""
    one.evaluate(tried)
    one.page.wait_for_timeout(50)
    assert one.complaints
    one.complaints.clear()  # that is what was to be seen


# ---------------------------------------------------------------- the table of findings


def test_findings_that_are_open_come_first_the_worst_on_top(show: Show) -> None:
    one = show()
    assert f"of {len(PENDING)} findings" in status(one)
    shown = [text.strip() for text in one.texts(f"{ROWS} .severity")]
    levels = [Severity[text.upper()] for text in shown]
    assert levels == sorted(levels, reverse=True)


@pytest.mark.parametrize(
    ("act", "least", "fragment"),
    [
        (lambda page: page.fill("#findings input[type=search]", "md5 cursor"), 0, "#q=md5+cursor"),
        (lambda page: page.click("#findings .chip[data-value=high]"), 1, "#severity=high"),
        (lambda page: page.select_option("#findings select >> nth=0", "fixed"), 1, "#state=fixed"),
        (lambda page: page.select_option("#findings select >> nth=1", "bandit/B324"), 1, "#rule=bandit/B324"),
        (lambda page: page.select_option("#findings select >> nth=2", "claude"), 1, "#agent=claude"),
        (lambda page: page.select_option("#findings select >> nth=3", "@acme/platform"), 1, "#owner=@acme/platform"),
        (lambda page: page.fill("#findings label:not(.search) input", "deploy/"), 1, "#path=deploy/"),
        (lambda page: page.click("#findings th button >> nth=3"), 1, "#sort=agent"),
    ],
    ids=["search", "severity", "state", "rule", "agent", "owner", "path", "sort"],
)
def test_a_filter_narrows_and_its_address_leads_to_the_same(
    show: Show, act: Callable[[object], None], least: int, fragment: str
) -> None:
    one = show()
    act(one.page)
    assert hash_of(one) == fragment
    rows = one.texts(ROWS)
    assert len(rows) >= least
    again = show("small", one.evaluate("location.hash"))
    assert again.texts(ROWS) == rows
    assert status(again) == status(one)


def test_reset_takes_every_filter_off(show: Show) -> None:
    one = show("small", "#q=nothing-is-called-so")
    assert one.page.locator(ROWS).count() == 0
    assert one.page.is_visible("#findings .none")
    one.page.click("#findings .reset")
    assert f"of {len(specimen().findings)} findings" in status(one)


def test_a_link_to_a_finding_opens_it_even_if_it_is_not_open_any_more(show: Show) -> None:
    fixed = next(one for one in specimen().findings if one.state is State.FIXED and one.finding.hint.isalpha() is False)
    one = show("small", f"#finding={fixed.finding.fingerprint}")
    detail = one.page.locator("#findings tr.detail")
    assert detail.count() == 1
    assert fixed.finding.fingerprint in detail.inner_text()
    assert "fixed" in detail.inner_text()
    assert one.evaluate("document.activeElement.className") == "toggle"


def test_an_address_that_makes_no_sense_does_no_harm(show: Show) -> None:
    one = show("small", "#finding=none")
    for fragment in ("commit=none", "severity=<b>", "sort=nothing", "page=-3", "page=99999", "state=__proto__", "q=%"):
        one.evaluate(f"location.hash = {fragment!r}")
        one.page.wait_for_timeout(20)
        assert "finding" in status(one)


def test_the_code_and_the_evidence_of_a_finding_open_in_place(show: Show) -> None:
    one = show("small", "#rule=secrets/aws-access-key")
    one.page.click(f"{ROWS} >> nth=0")
    detail = one.page.locator("#findings tr.detail").first
    assert "AKIA****************" in detail.locator("mark").inner_text()
    assert "Evidence" in detail.inner_text()
    assert hash_of(one).startswith("#finding=")
    address = detail.locator("a", has_text="Line at the forge").get_attribute("href") or ""
    assert address.startswith(f"https://git.example.org/acme/shop/blob/{specimen().reach.tip}/")


def test_a_finding_leads_to_its_commit(show: Show) -> None:
    one = show()
    one.page.click(f"{ROWS} >> nth=0")
    one.page.click("#findings tr.detail a code")
    assert one.page.locator("#commits tr.detail").count() == 1


# ---------------------------------------------------------------- the keyboard


def test_the_findings_can_be_gone_through_by_keys(show: Show) -> None:
    one = show()
    keys = one.page.keyboard
    keys.press("j")
    keys.press("j")
    keys.press("ArrowDown")
    keys.press("k")
    assert (
        one.evaluate("[...document.querySelectorAll('#findings tr.row')].indexOf(document.activeElement.closest('tr'))")
        == 1
    )
    keys.press("Enter")
    assert one.page.locator("#findings tr.detail").count() == 1
    assert one.evaluate("document.activeElement.ariaExpanded") == "true"
    keys.press("Enter")
    assert one.page.locator("#findings tr.detail").count() == 0


def test_a_table_is_one_stop_of_the_tab_key(show: Show) -> None:
    assert show().page.locator("#findings .toggle[tabindex='0']").count() == 1


def test_search_by_slash_and_out_by_escape(show: Show) -> None:
    one = show()
    one.page.keyboard.press("/")
    one.page.keyboard.type("t?j/")  # no shortcut while somebody types
    assert one.page.input_value("#findings input[type=search]") == "t?j/"
    assert not one.page.is_visible("#help")
    one.page.keyboard.press("Escape")
    assert one.page.input_value("#findings input[type=search]") == ""


def test_help_opens_and_shortcuts_can_be_switched_off(show: Show) -> None:
    one = show()
    one.page.keyboard.press("?")
    assert one.page.is_visible("#help")
    one.page.uncheck("#keys-on")
    one.page.keyboard.press("Escape")
    one.page.keyboard.press("?")
    assert not one.page.is_visible("#help")


def test_pages_turn_by_key(show: Show) -> None:
    one = show("small", "#state=all")
    one.page.keyboard.press("]")
    assert status(one).startswith("26–")
    assert hash_of(one) == "#state=all&page=2"
    one.page.keyboard.press("[")
    assert status(one).startswith("1–25")


# ---------------------------------------------------------------- the charts


def test_each_chart_draws_and_has_its_figures_as_a_table(show: Show) -> None:
    one = show()
    for name in ("timeline", "survival", "flow"):
        assert one.page.locator(f"#{name} svg rect.bar").count() > 10
        assert one.page.locator(f"#{name} svg").get_attribute("aria-label")
    for name in ("timeline", "survival", "flow", "folders", "rules"):
        assert one.page.locator(f"#{name} details table tbody tr").count() > 3
    assert one.page.locator("#rules .rules li").count() == 12


def test_the_time_line_counts_commits_or_lines(show: Show) -> None:
    one = show()
    assert "commits" in (one.page.get_attribute("#timeline svg", "aria-label") or "")
    one.page.click("#timeline .switch button >> nth=1")
    assert "lines" in (one.page.get_attribute("#timeline svg", "aria-label") or "")


def test_months_can_be_read_by_arrow_keys(show: Show) -> None:
    one = show()
    one.page.focus("#survival svg")
    one.page.keyboard.press("ArrowRight")
    first = one.page.inner_text("#survival .tip")
    assert first.startswith("Apr 2025")
    one.page.keyboard.press("ArrowRight")
    assert one.page.inner_text("#survival .tip").startswith("May 2025")
    one.page.wait_for_selector("#announcer:has-text('May 2025')", state="attached")


def test_the_map_is_entered_and_left(show: Show) -> None:
    one = show()
    assert one.page.inner_text("#folders .crumbs strong") == "all"
    one.page.focus("#folders .map button >> nth=0")
    one.page.keyboard.press("Enter")
    inside = one.page.inner_text("#folders .crumbs strong")
    assert inside != "all"
    one.page.keyboard.press("ArrowRight")
    one.page.keyboard.press("Backspace")
    assert one.page.inner_text("#folders .crumbs strong") == "all"
    assert one.page.locator("#folders .map button").count() > 5


def test_a_rule_leads_to_its_findings(show: Show) -> None:
    one = show()
    name = one.page.inner_text("#rules li >> nth=2 >> .name")
    one.page.click("#rules li >> nth=2")
    assert set(one.texts(f"{ROWS} td:nth-child(2) .dim")) == {name}
    assert hash_of(one) == f"#rule={name}"


# ---------------------------------------------------------------- looks


def colour(one: Opened, selector: str = "body") -> str:
    found: str = one.evaluate(f"getComputedStyle(document.querySelector('{selector}')).backgroundColor")
    return found


def test_the_theme_is_the_systems_until_one_is_chosen(show: Show) -> None:
    light, dark = show(color_scheme="light"), show(color_scheme="dark")
    assert colour(light) != colour(dark)
    light.page.keyboard.press("t")
    assert colour(light) == colour(dark)
    light.page.click("#theme-button")
    assert colour(light) != colour(dark)


def test_paper_is_light_and_holds_no_controls(show: Show) -> None:
    one = show(color_scheme="dark")
    one.page.emulate_media(media="print")
    assert colour(one) == "rgb(255, 255, 255)"
    for control in ("header.top", "#findings .filters", "#timeline .switch"):
        assert not one.page.is_visible(control)
    assert one.page.is_visible("#findings table")


def test_nothing_sticks_out_sideways(show: Show) -> None:
    one = show("small", "#state=all")
    for width in (320, 390, 768, 1024, 1440):
        one.page.set_viewport_size({"width": width, "height": 900})
        assert one.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_that_axe_knows_of_keeps_anybody_out(show: Show, scheme: str) -> None:
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe is not installed: pip install -e .[dev]"
    )
    one = show("small", color_scheme=scheme)
    one.page.click(f"{ROWS} >> nth=0")
    one.page.click("#timeline summary")
    found = axe.Axe().run(one.page)
    assert [(each["id"], [node["html"] for node in each["nodes"]][:3]) for each in found.response["violations"]] == []


def test_without_scripts_the_figures_and_the_worst_findings_can_be_read(show: Show) -> None:
    one = show(scripts=False)
    assert one.page.is_visible("text=AI lines surviving")
    assert one.page.is_visible("text=Scripts are turned off")
    assert one.page.locator("#findings [data-without-script] tbody tr").count() == len(PENDING)
    assert not one.page.is_visible("#findings .grid")


# ---------------------------------------------------------------- fifty thousand findings


def test_fifty_thousand_findings_keep_the_page_small(show: Show) -> None:
    one = show("large", "#state=all")
    assert f"{len(large().findings):,} findings" in status(one)
    assert one.evaluate("document.querySelectorAll('*').length") < MOST_NODES
    one.page.keyboard.press("/")
    for letter in "shell":
        one.page.keyboard.press(letter)
        assert one.page.locator(ROWS).count() <= 25
    assert "findings (of 50,000 in all)" in status(one)
    one.page.click("#findings th button >> nth=2")
    one.page.keyboard.press("]")
    assert one.page.locator(ROWS).count() == 25
    assert one.evaluate("document.querySelectorAll('*').length") < MOST_NODES
