"""The styles and scripts of the page, and the policy that lets the browser run these and nothing else."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path

_HERE = Path(__file__).parent
_STYLES = ("tokens", "base", "summary", "charts", "table", "finding", "narrow", "paper")
_SCRIPTS = (
    *("elements", "theme", "data", "address", "filters", "listing", "grid", "code", "detail"),
    *("findings", "commits", "files", "hover", "bars", "history", "tree", "folders", "rules", "keys", "start"),
)


@cache
def style() -> str:
    """All styles in one sheet."""
    return "\n".join(_read("style", f"{name}.css") for name in _STYLES)


@cache
def early() -> str:
    """The script that runs before anything is drawn, so that nothing flickers."""
    return _read("script", "early.js")


@cache
def library() -> str:
    """The charting library as it was published (docs/vendor.py)."""
    return _read("vendor", "d3.js")


@cache
def script() -> str:
    """All scripts in one function, so that they share names with each other and with nobody else."""
    parts = "\n".join(_read("script", f"{name}.js") for name in _SCRIPTS)
    return f'"use strict";(() => {{\n{parts}\n}})();'


@cache
def policy() -> str:
    """The Content-Security-Policy: our own scripts and styles by their hashes, and no connection to anywhere."""
    scripts = " ".join(_hash(text) for text in (early(), library(), script()))
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {scripts}",
            f"style-src {_hash(style())}",
            "img-src data:",  # the empty icon, so that no browser asks a server for one
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",  # no script can make markup of a string
        )
    )


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _read(folder: str, name: str) -> str:
    text = (_HERE / folder / name).read_text(encoding="utf-8")
    if "</s" in text.lower() or "<!--" in text:
        raise AssertionError(f"{name} would end the element that it stands in")
    return text
