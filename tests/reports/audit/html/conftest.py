"""A real browser, and pages in it. The tests that need one are skipped, by name and reason, where there is none."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from aigate.reports.audit.html import render
from tests.reports.audit.specimen import large, specimen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


@dataclass
class Opened:
    """A page, and everything that it complained about or asked the network for."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def evaluate(self, script: str) -> Any:
        """What ``script`` comes to in the page."""
        return self.page.evaluate(script)

    def texts(self, selector: str) -> list[str]:
        """What the elements say."""
        return self.page.locator(selector).all_inner_texts()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One for all tests of a module; it ends with it, so that no other test runs inside its event loop."""
    library = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install -e .[dev]")
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        pytest.skip("no Chromium on the path: apt-get install chromium")
    with library.sync_playwright() as started:
        arguments = ["--no-sandbox"] if os.name == "posix" and not os.geteuid() else []
        one = started.chromium.launch(executable_path=found, args=arguments)
        yield one
        one.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The files."""
    folder = tmp_path_factory.mktemp("pages")
    return {"small": folder / "small.html", "large": folder / "large.html"}


@pytest.fixture
def show(browser: Browser, pages: dict[str, Path]) -> Iterator[Callable[..., Opened]]:
    """Opens a page, and when the test is over holds it to what every page is held to."""
    opened: list[Opened] = []
    contexts = []

    def show(name: str = "small", fragment: str = "", *, scripts: bool = True, **options: Any) -> Opened:
        path = pages[name]
        if not path.exists():
            path.write_text(render(specimen() if name == "small" else large()), encoding="utf-8")
        context = browser.new_context(java_script_enabled=scripts, viewport={"width": 1440, "height": 900}, **options)
        contexts.append(context)
        one = Opened(context.new_page())
        opened.append(one)
        one.page.on("console", lambda message: one.complaints.append(f"{message.type}: {message.text}"))
        one.page.on("pageerror", lambda error: one.complaints.append(str(error)))
        one.page.on("request", lambda request: one.requests.append(request.url))
        one.page.goto(path.as_uri() + fragment)
        if scripts:
            one.page.wait_for_selector("html[data-ready]")
        return one

    yield show
    try:
        for one in opened:
            assert one.complaints == [], "an error, or something that the policy of the page forbids"
            assert [url for url in one.requests if not url.startswith(("file:", "data:,"))] == []
            assert one.evaluate("window.pwned") is None
    finally:
        for context in contexts:
            context.close()
