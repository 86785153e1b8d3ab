"""A commit message's file as git's editor shows it: comments, and scissors above what is no message."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

SCISSORS = f"{'-' * 24} >8 {'-' * 24}"


def uncommented(lines: Sequence[str], comment: str) -> list[str]:
    """The lines with comments, and all from the scissors on, emptied; each keeps its number. No ``comment``: all stay."""
    if not comment:
        return list(lines)
    cut = f"{comment} {SCISSORS}"  # git takes no other line for them
    end = next((at for at, line in enumerate(lines) if line == cut), len(lines))
    return ["" if at >= end or line.startswith(comment) else line for at, line in enumerate(lines)]
