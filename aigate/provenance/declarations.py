"""How far a tag reaches that has no end of its own: over the file's top, or over the declaration below it.

No grammar is asked. A declaration ends where, after a blank line, nothing is indented any deeper than where it began: true
of most code in most languages, and where it is not, a few lines too many are audited.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aigate.lines import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aigate.provenance.comments import Layout

_TOP = 10  # lines in which a tag speaks for the whole file
_CLOSES = re.compile(r"[)\]}]|</|(?:end|fi|done|esac)\b")


def last_line_of_top(lines: Sequence[str], layout: Layout) -> int:
    """The last line of the file's top: the first ten, or the comment that it begins with, if that is longer."""
    for number, line in enumerate(lines, 1):
        if number not in layout.comments and line.strip():
            return max(_TOP, number - 1)
    return max(_TOP, len(lines))


def declarations(lines: Sequence[str], layout: Layout, tags: Sequence[int]) -> list[Span]:
    """For each tag's line, in order, the lines of what it stands above. One tag's reach ends at the next of its depth."""
    depths = _depths_below(lines, layout, tags)
    return [Span(tag, _end(lines, layout, tag, depths)) for tag in tags]


def _depths_below(lines: Sequence[str], layout: Layout, tags: Sequence[int]) -> dict[int, int]:
    """How deep the first line of code below each tag is indented."""
    wanted = set(tags)
    depths: dict[int, int] = {}
    depth = 0
    for number in range(len(lines), 0, -1):
        if number in wanted:
            depths[number] = depth
        elif number not in layout.comments and lines[number - 1].strip():
            depth = _depth(lines[number - 1])
    return depths


def _end(lines: Sequence[str], layout: Layout, tag: int, depths: dict[int, int]) -> int:
    mine = depths[tag]
    last, after_blank, has_code = tag, False, False
    for number in range(tag + 1, len(lines) + 1):
        line = lines[number - 1]
        start = line.lstrip()
        if not start:
            after_blank = True
            continue
        if depths.get(number, mine + 1) <= mine:
            break
        if has_code and after_blank and _depth(line) <= mine and not _CLOSES.match(start):
            break
        has_code = has_code or number not in layout.comments
        last, after_blank = number, False
    return last


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())
