"""Which function, class or the like each line stands in: by indentation and the words that open one, in any language.

A parser would know better, and costs more than a hook has; an anchor only asks that the same code gives the same name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_WIDEST = 400  # characters of a line that are looked at
_WORDS = (
    "class|def|fn|func|function|struct|enum|union|trait|impl|interface|module|mod|namespace|protocol|extension|object|"
    "record|proc|procedure|type|resource|table"
)
_KEYWORD = re.compile(
    rf"(?:^|\s)(?:{_WORDS})(?:<[^<>]*>)?\s+(?:\([^()]*\)\s*)?[\"'`]?([A-Za-z_$][\w$.-]*)", re.ASCII | re.IGNORECASE
)
_ASSIGNED = re.compile(r"(?:(?:export|default|const|let|var|local)\s+)*([A-Za-z_$][\w$.]*)\s*[:=]", re.ASCII)
_NAME = re.compile(r"[*&~]*([A-Za-z_$][\w$:~.]*)", re.ASCII)
_CONTROL = frozenset({
    "and", "assert", "async", "await", "case", "catch", "do", "elif", "else", "except", "for", "foreach", "from", "if",
    "import", "in", "lock", "match", "new", "not", "or", "print", "raise", "return", "select", "switch", "synchronized",
    "throw", "try", "unless", "until", "using", "when", "while", "with", "yield",
})  # fmt: skip
_CLOSING = ("}", ")", "]", "end", "fi", "done", "esac")
_COMMENT = "#/*-\"';"


def enclosing(lines: Sequence[str]) -> list[str]:
    """For each line the name of the innermost symbol it stands in; a line that opens one stands in it. Linear."""
    opened: list[tuple[int, str]] = []
    found = []
    for line in lines:
        bare = line.strip()
        if bare:
            indent = _indent(line)
            floor = indent + bare.startswith(_CLOSING)
            while opened and opened[-1][0] >= floor:
                opened.pop()
            name = _opened(bare[:_WIDEST])
            if name:
                opened.append((indent, name))
        found.append(opened[-1][1] if opened else "")
    return found


def _opened(line: str) -> str:
    """The name of the symbol that a line opens, or nothing."""
    if line[0] in _COMMENT:
        return ""
    keyword = _KEYWORD.search(line)
    if keyword and keyword[1].lower() not in _CONTROL:
        return keyword[1]
    if line[-1] not in "{(:" or ";" in line:
        return ""
    assigned = _ASSIGNED.match(line) if "=>" in line or "function" in line else None
    if assigned:
        return assigned[1]
    head, bracket, _ = line.partition("(")
    words = head.split()
    named = _NAME.fullmatch(words[-1]) if bracket and words and line[-1] != "(" else None
    return named[1] if named and not _CONTROL & set(words) else ""


def _indent(line: str) -> int:
    """How far a line is indented, a tab counting as four."""
    head = line[: len(line) - len(line.lstrip())]
    return len(head) + 3 * head.count("\t")
