"""A private key is all of its lines, not only the one that says BEGIN."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from aigate.lines import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

BEGINNINGS = ("PRIVATE KEY", "PuTTY-User-Key-File-2")  # one of them stands where any key begins
_LONGEST = 400  # lines: an RSA key of 16384 bits has 200
_END = re.compile(r"END [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-{0,5}|Private-MAC:[ \t]*[0-9a-fA-F]*")
_MATERIAL = re.compile(r"[A-Za-z0-9+/=]{16,}")
_LONG_MATERIAL = re.compile(r"[A-Za-z0-9+/=]{40,}")
_CUT = re.compile(r"[A-Za-z0-9+/=\s]\.{3}|\u2026|\[\.\.\.\]|<[a-z -]{3,30}>")  # a key of which only a part is shown
_BODY_LINE = re.compile(r"[^\w+/=]*(?:[A-Za-z0-9+/=]{4,76}|[A-Z][\w-]{2,30}: ?[\w ,@.:+/=-]*)?(?:\\[nr]|[^\w+/=])*")


class Block(NamedTuple):
    """A key's lines, what to mask of them, and whether it is all there, and more than the words BEGIN … PRIVATE KEY."""

    span: Span
    masks: tuple[tuple[int, int, int], ...]
    has_material: bool


def block_of(lines: Sequence[str], number: int, start: int, end: int) -> Block:
    """The key whose first words stand on line ``number``, from column ``start`` to ``end``."""
    last, until = _find_end(lines, number, end)
    masks = []
    has_material = False
    is_cut = False
    for line in range(number, last + 1):
        text = lines[line - 1]
        first = start if line == number else len(text) - len(text.lstrip())
        past = until if line == last else len(text.rstrip())
        if first < past:
            masks.append((line, first, past))
        body = text[end:] if line == number else text
        has_material = has_material or bool(_MATERIAL.search(body[: past if line == last else None]))
        is_cut = is_cut or bool(_CUT.search(text))
    return Block(Span(number, last), tuple(masks), has_material and not is_cut)


def _find_end(lines: Sequence[str], number: int, end: int) -> tuple[int, int]:
    """The line and column where the key ends: at its END, or where the lines cease to look like a key."""
    for line in range(number, min(len(lines), number + _LONGEST) + 1):
        text = lines[line - 1]
        found = _END.search(text, end if line == number else 0)
        if found:
            return line, found.end()
        if line > number and not (text.strip() and _looks_like_body(text)):
            return line - 1, len(lines[line - 2])
    last = min(len(lines), number + _LONGEST)
    return last, len(lines[last - 1])


def _looks_like_body(text: str) -> bool:
    return bool(_BODY_LINE.fullmatch(text[:200]) or _LONG_MATERIAL.search(text))
