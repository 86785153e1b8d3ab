"""A page as a browser's parser would see it, near enough: its elements, and what stands in some of them."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import Any


class Outline(HTMLParser):
    """The elements of a page with their attributes, in order; the text of scripts and styles; all other text."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.raw: list[tuple[str, str]] = []
        self.text: list[str] = []
        self._inside = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, tuple(attrs)))
        self._inside = tag if tag in {"script", "style"} else ""
        if self._inside:
            self.raw.append((tag, ""))

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.raw[-1] = (self._inside, self.raw[-1][1] + data)
        else:
            self.text.append(data)

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.elements]

    @property
    def attributes(self) -> list[tuple[str, str | None]]:
        return [each for _, attributes in self.elements for each in attributes]

    @property
    def scripts(self) -> list[str]:
        return [text for tag, text in self.raw if tag == "script"]

    @property
    def data(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.scripts[1])
        return found
