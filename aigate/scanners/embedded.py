"""The programs inside a page: scripts of HTML, Vue, Svelte and template files, and what stands in ``on…`` attributes.

Each becomes a source of its own language whose text is the page's with all else blanked out, so that every line and column
of a finding is the page's. The scripts of a page share their variables, so those of one language are one source.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aigate.model import Source

# A tag ends at the first ">" that is in no quoted value, whatever else stands in it, as HTML's parser has it.
_OPEN = re.compile(r"<script(?=[\s/>])", re.IGNORECASE)
_REST = re.compile(r"((?:=\s*+\"[^\"]*+\"|=\s*+'[^']*+'|[^>])*+)>")
_CLOSE = re.compile(r"</script", re.IGNORECASE)
_COMMENT = re.compile(r"<!--(?s:.*?)(?:-->|\Z)")
_HANDLER = re.compile(r"(?<=\s)on[a-z]{3,20}\s{0,4}=\s{0,4}(?:\"([^\"]{1,2000})\"|'([^']{1,2000})')")
_LANGUAGE = re.compile(r"\b(?:lang|type)\s{0,4}=\s{0,4}[\"']?([\w./+-]{1,60})", re.IGNORECASE)
_SERVER = re.compile(r"<%[^<]*?%>|<\?[^<]*?\?>")  # what a server puts in, before anybody runs it
_VISIBLE = re.compile(r"[^\s]")

_JAVASCRIPT = frozenset(
    ["module", "text/javascript", "application/javascript", "text/ecmascript", "application/x-javascript", "js", "javascript"]
)  # fmt: skip
_BY_WORD = {
    "ts": "typescript",
    "typescript": "typescript",
    "text/typescript": "typescript",
    "tsx": "tsx",
    "jsx": "javascript",
    "text/babel": "javascript",
    "text/jsx": "javascript",
}


def programs_in(source: Source) -> Iterator[Source]:
    """The programs of a page, each with a text as long as the page's."""
    if source.language != "html" or ("<script" not in source.text.lower() and " on" not in source.text):
        return
    by_language: dict[str, list[tuple[int, int]]] = {}
    for language, start, end in _pieces(source.text):
        by_language.setdefault(language, []).append((start, end))
    for language, pieces in by_language.items():
        text = _only(source.text, pieces)
        yield replace(
            source, text=text, data=text.encode("utf-8", "surrogatepass"), encoding="utf-8", language=language
        )


def _pieces(text: str) -> Iterator[tuple[str, int, int]]:
    """Where code stands, with its language, in the order of the page."""
    at = 0
    opened = _opening(text, at)
    while True:
        if opened and opened.start() < at:
            opened = _opening(text, at)
        comment = text.find("<!--", at, opened.start() if opened else len(text))
        if comment >= 0:
            yield from _handlers(text, at, comment)
            found = _COMMENT.match(text, comment)
            at = found.end() if found else len(text)
            continue
        yield from _handlers(text, at, opened.start() if opened else len(text))
        if opened is None:
            return
        closed = _CLOSE.search(text, opened.end())
        at = closed.start() if closed else len(text)
        language = _language(opened[1])
        if language and at > opened.end():
            yield language, opened.end(), at


def _opening(text: str, at: int) -> re.Match[str] | None:
    """What stands between the name of the next script's tag and its end; a tag without an end is the last thing in a page."""
    begun = _OPEN.search(text, at)
    return _REST.match(text, begun.end()) if begun else None


def _handlers(text: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    for found in _HANDLER.finditer(text, start, end):
        group = 1 if found[1] is not None else 2
        yield "javascript", found.start(group), found.end(group)


def _language(attributes: str) -> str:
    """The language of a script element; nothing where it holds data or a template."""
    said = [word.lower() for word in _LANGUAGE.findall(attributes)]
    for word in said:
        if word in _BY_WORD:
            return _BY_WORD[word]
    return "javascript" if all(word in _JAVASCRIPT for word in said) else ""


def _only(text: str, pieces: list[tuple[int, int]]) -> str:
    """The text with all but these pieces blanked out; each piece is a statement of its own."""
    out: list[str] = []
    at = 0
    for start, end in pieces:
        out.append(_VISIBLE.sub(" ", text[at:start]))
        code = _SERVER.sub(_stand_in, text[start:end])
        out.append(code.replace("&quot;", '"     ').replace("&#39;", "'    ") if "&" in code else code)
        at = end
        if text[end : end + 1] in ('"', "'"):
            out.append(";")
            at += 1
    out.append(_VISIBLE.sub(" ", text[at:]))
    return "".join(out)


def _stand_in(found: re.Match[str]) -> str:
    """A name as long as what a server puts in, or blanks where that takes more than a line."""
    whole = found[0]
    return _VISIBLE.sub(" ", whole) if "\n" in whole else "_" * len(whole)
