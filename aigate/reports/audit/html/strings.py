"""Text on its way into the page's data: made visible, cut to what a reader needs, and each kept once."""

from __future__ import annotations

import json

from aigate.reports.visible import visible

_UNSAFE = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}
_CUT = "\u2026"


class Strings:
    """Texts by number; number 0 is the empty one."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {"": 0}

    def add(self, text: str, most: int = 300) -> int:
        """The number of ``text``, shown as it is but for what no browser should draw."""
        return self.keep(shorten(text, most))

    def keep(self, shown: str) -> int:
        """The number of a text that was made visible already."""
        return self._numbers.setdefault(shown, len(self._numbers))

    @property
    def all(self) -> list[str]:
        """The texts, in the order of their numbers."""
        return list(self._numbers)


def shorten(text: str, most: int = 300) -> str:
    """At most ``most`` characters of ``text``, visible, with a mark where it was cut."""
    return visible(text) if len(text) <= most else visible(text[:most]) + _CUT


def as_data(value: object) -> str:
    """JSON that can stand in a script element: ASCII, and nothing in it can begin or end an element or a comment."""
    text = json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    for character, spelled in _UNSAFE.items():
        text = text.replace(character, spelled)
    return text
