"""Which lines of an anchor stand where its note says, on the commit that the note is on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aigate.lines import Lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aigate.provenance.anchors.record import Anchor
    from aigate.provenance.anchors.text import Text


def standing(anchor: Anchor, text: Text) -> Lines:
    """The lines of an anchor that stand where it says, next to one of their neighbours; blank ones next to such a line.

    A note may have been copied to a commit whose lines stand elsewhere, and there another line may be the same by chance.
    """
    kept: list[int] = []
    waiting: list[int] = []
    follows = not any(anchor.lines) and _surrounded(anchor, text)
    for line, expected, above, below in _numbered(anchor):
        if line > len(text) or text.hash(line) != expected:
            waiting, follows = [], False
        elif not expected and not follows:
            waiting.append(line)
        elif not expected or _fits(text, line, above, below):
            kept += [*waiting, line]
            waiting, follows = [], True
        else:
            waiting, follows = [], False
    return Lines.of(kept)


def _fits(text: Text, line: int, above: str, below: str) -> bool:
    """Whether a line has one of these neighbours; the edge of a file is one only together with the other."""
    is_same = text.hash(text.neighbour(line, -1)) == above, text.hash(text.neighbour(line, 1)) == below
    return all(is_same) or bool(is_same[0] and above) or bool(is_same[1] and below)


def _numbered(anchor: Anchor) -> Iterator[tuple[int, str, str, str]]:
    """Each line of an anchor with its number, its hash, and those of the lines above and below that are not blank."""
    belows: list[str] = []
    below = anchor.after
    for expected in reversed(anchor.lines):
        belows.append(below)
        below = expected or below
    above = anchor.before
    for line, (expected, below) in enumerate(zip(anchor.lines, reversed(belows), strict=True), anchor.start):
        yield line, expected, above, below
        above = expected or above


def _surrounded(anchor: Anchor, text: Text) -> bool:
    last = anchor.start + len(anchor.lines) - 1
    if last > len(text):
        return False
    edges = text.hash(text.neighbour(anchor.start, -1)), text.hash(text.neighbour(last, 1))
    return edges == (anchor.before, anchor.after)
