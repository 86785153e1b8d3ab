"""Rules whose work another one has taken over: what was said of them by name holds for those."""

from __future__ import annotations

_NOW = {
    "python/open-redirect": "flow/open-redirect",
    "python/path-traversal": "flow/path-traversal",
    "python/reflected-xss": "flow/xss",
    "python/regex-injection": "flow/regex-from-input",
    "python/ssrf": "flow/ssrf",
}


def current(rule: str) -> str:
    """The rule that a name means today."""
    return _NOW.get(rule, rule)
