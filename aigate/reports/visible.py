r"""Makes text from a repository safe to show: nothing in it can move the cursor, reorder a line, hide, or give orders.

Paths, messages, quotes, names and code pass through :func:`visible`; what is not plainly printable comes out as a visible
escape (``\x1b``, ``\u202e``, ``\n``). It is for eyes: the reversible spelling of odd paths is in ``records.py``.
"""

from __future__ import annotations

import re

# Printable by category, yet drawn as nothing: they hide text, or tell two names apart that look the same.
_BLANKS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0")
_EMOJI_STYLE = "\ufe0f"
_SHORT = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}
_UNDECODED = range(0xDC80, 0xDD00)  # where "surrogateescape" puts the bytes 80 to ff
_BASIC_PLANE = range(0x10000)
_MARKS_IN_A_ROW = 4  # more accents than any script stacks: they would be drawn over the neighbouring lines

# What CI systems take for orders to themselves: `::error::` at the start of a line, `##[group]` or `##vso[...]` anywhere.
_LINE_ORDER = re.compile(r"^([^\S\n]*):(?=:)", re.MULTILINE)
_INLINE_ORDER = re.compile(r"##(\w*)\[")


def visible(text: str) -> str:
    """``text`` with everything that a terminal would not simply draw replaced by a visible escape."""
    return text if text.isascii() and text.isprintable() else "".join(pieces(text))


def pieces(text: str) -> list[str]:
    """What to show for each character of ``text``, one piece a character, so that columns can be mapped."""
    if text.isascii() and text.isprintable():
        return list(text)
    from unicodedata import category

    shown, before, marks = [], "", 0
    for character in text:
        kind = category(character)
        marks = marks + 1 if kind in {"Mn", "Me"} else 0
        if _is_selector(character):
            plain = character == _EMOJI_STYLE and before == "So"
        elif marks:
            plain = bool(before) and marks <= _MARKS_IN_A_ROW and character not in _BLANKS
        else:
            plain = (character.isprintable() or kind == "Zs") and character not in _BLANKS
        shown.append(character if plain else escape(character))
        before = kind
    return shown


def escape(character: str) -> str:
    """One character, spelled out. A byte that could not be decoded (a surrogate escape) is shown as that byte."""
    code = ord(character)
    if character in _SHORT:
        return _SHORT[character]
    if character.isascii():
        return f"\\x{code:02x}"
    if code in _UNDECODED:
        return f"\\x{code - 0xDC00:02x}"
    return f"\\u{code:04x}" if code in _BASIC_PLANE else f"\\U{code:08x}"


def disarm(output: str) -> str:
    """A finished text in which no line is an order to the CI system whose log it lands in."""
    return _LINE_ORDER.sub(r"\1\\x3a", _INLINE_ORDER.sub(r"##\1\\x5b", output))


def _is_selector(character: str) -> bool:
    """Whether it only chooses how the character before it is drawn; runs of them are a way to smuggle text."""
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"
