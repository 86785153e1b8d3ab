r"""Character classes of ast-grep's regular expressions, narrowed to ASCII for the built-in packs.

ast-grep compiles a rule anew for every file, and most of that time goes into the tables of all of Unicode behind ``\w``,
``\d``, ``\s`` and ``\b``. What the packs look for is ASCII, so they need not pay for it: it halves the time.
"""

from __future__ import annotations

_CLASSES = {"w": "0-9A-Za-z_", "d": "0-9", "s": r" \t\n\r\x0b\x0c"}
_NEGATED = {"W": "0-9A-Za-z_", "D": "0-9", "S": r" \t\n\r\x0b\x0c"}


def narrow(pattern: str) -> str:
    """The same expression with its classes spelled out."""
    if "\\" not in pattern:
        return pattern
    out: list[str] = []
    position, inside = 0, -1  # where the class that is open began; -1 outside of one
    while position < len(pattern):
        char = pattern[position]
        if char == "\\":
            out.append(_escape(pattern[position : position + 2], inside=inside >= 0))
            position += 2
            continue
        if inside < 0 and char == "[":
            inside = position
        elif char == "]" and inside >= 0 and pattern[inside + 1 : position] not in ("", "^"):
            inside = -1
        out.append(char)
        position += 1
    return "".join(out)


def _escape(escape: str, *, inside: bool) -> str:
    letter = escape[1:]
    if letter in _CLASSES:
        return _CLASSES[letter] if inside else f"[{_CLASSES[letter]}]"
    if letter in _NEGATED and not inside:
        return f"[^{_NEGATED[letter]}]"
    return r"(?-u:\b)" if letter == "b" and not inside else escape
