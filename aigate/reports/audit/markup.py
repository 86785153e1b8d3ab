"""Texts of a repository inside Markdown: they stay text, whatever they hold.

A forge's reader of Markdown makes HTML, links, mentions and references out of what it sees. In code it makes none of them,
so names, paths and quotes stand in code; a rule's sentences, which read badly there, have every sign of markup spelled as
an HTML entity and an empty comment where a mention or a reference would be.
"""

from __future__ import annotations

import re

from aigate.reports.cells import excerpt
from aigate.reports.visible import disarm, visible

_UNSAFE_IN_CODE = re.compile(r"[`|\\]")
_SIGN = re.compile(r"[^\w ,;/.:()'\"?=+-]|_")
_ADDRESS = re.compile(r":(?=//)|(?<=www)\.", re.IGNORECASE)
_REFERENCE = re.compile(
    r"&#(?:64|35|33|37|36|126);"
)  # what @user, #12, !12, %milestone, $snippet and ~label begin with
_LONGEST = 120


def code(text: str, room: int = _LONGEST) -> str:
    """A text as code, in one line, also in a table's cell; nothing for nothing."""
    shown = disarm(excerpt(text, room).text)
    if not shown.strip():
        return ""
    if _UNSAFE_IN_CODE.search(shown):  # a table splits at | even in code, and ` would end it
        return f"<code>{_entities(shown)}</code>"
    return f"`{shown}`"


def prose(text: str) -> str:
    """A sentence in which nothing is markup, a link, a mention or a reference."""
    return _entities(visible(" ".join(text.split())))


def link(shown: str, address: str) -> str:
    """Markdown that is already safe, as a link to a checked address; itself where there is none."""
    return f"[{shown}]({address})" if shown and address else shown


def _entities(text: str) -> str:
    for pattern in (_SIGN, _ADDRESS):
        text = pattern.sub(lambda sign: f"&#{ord(sign[0])};", text)
    return _REFERENCE.sub(lambda sign: f"{sign[0]}<!-- -->", text)
