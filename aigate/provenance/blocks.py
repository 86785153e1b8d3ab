"""Which beginning belongs to which end: the blocks that a file's markers of one convention make."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aigate.lines import Span
from aigate.provenance.marks import Kind, Mark

if TYPE_CHECKING:
    from collections.abc import Sequence

_TOP = 10  # a beginning up here that nothing ends is meant for the whole file


@dataclass(frozen=True, slots=True)
class Found:
    """A marker and where it stands."""

    mark: Mark
    line: int
    quote: str


@dataclass(frozen=True, slots=True)
class Block:
    """The lines from a beginning to its end, both included."""

    begin: Found
    span: Span


def pair(found: Sequence[Found], last: int) -> tuple[list[Block], list[str]]:
    """The outermost blocks that ``found``, in order, make in a file of ``last`` lines, and warnings.

    A beginning without an end runs to the end of the file; if something inside it has ended, only to there.
    """
    blocks: list[Block] = []
    warnings: list[str] = []
    open_: list[Found] = []
    inner_end = 0
    for one in found:
        if one.mark.is_closed:
            blocks.append(Block(one, Span(one.line, one.line)))
        elif one.mark.kind in (Kind.BEGIN, Kind.SNIPPET_BEGIN):
            if open_:
                warnings.append(f"line {one.line}: an AI block begins inside the one of line {open_[0].line}")
            open_.append(one)
        elif not open_:
            warnings.append(f"line {one.line}: an AI block ends that never began")
        else:
            begin = open_.pop()
            inner_end = one.line
            if not open_:
                blocks.append(Block(begin, Span(begin.line, one.line)))
    if open_:
        begin = open_[0]
        is_unclear = inner_end > begin.line
        end = inner_end if is_unclear else last
        blocks.append(Block(begin, Span(begin.line, end)))
        if is_unclear or begin.line > _TOP:
            warnings.append(f"line {begin.line}: an AI block is never closed; it is taken to run to line {end}")
    return blocks, warnings
