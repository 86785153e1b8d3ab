"""A commit message without what it says of agents, for projects that forbid it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aigate.disclosure import said_of
from aigate.git.message import uncommented
from aigate.git.trailers import parse
from aigate.policy.trailers import is_ai

if TYPE_CHECKING:
    from aigate.policy.demands import Demands
    from aigate.provenance.catalogue import Catalogue


def stripped(message: str, demands: Demands, catalogue: Catalogue, comment: str = "") -> str:
    """The message without AI trailers, footers and session links. People stay, and so does the subject, whatever it says.

    With a ``comment`` character it is a file that an editor has open: comments, and all below the scissors, are not read.
    """
    lines = message.split("\n")
    gone = _gone(lines, demands, catalogue, comment)
    if not gone:
        return message
    kept: list[str] = []
    is_hole = False
    for number, line in enumerate(lines, 1):
        left = gone.get(number)
        is_folded_on = is_hole and line.startswith((" ", "\t")) and line.strip()
        if left == "" or is_folded_on:
            is_hole = True
            continue
        if is_hole and not line.strip() and (not kept or not kept[-1].strip()):
            continue  # one blank line of the two around the hole
        is_hole = False
        kept.append(line if left is None else left)
    return "\n".join(kept).rstrip("\n") + "\n"


def _gone(lines: list[str], demands: Demands, catalogue: Catalogue, comment: str) -> dict[int, str]:
    """What is left of each line that says something about an agent, by its number; "" where nothing is."""
    gone: dict[int, str] = {}
    for one in said_of("\n".join(uncommented(lines, comment)), demands, catalogue, parse):
        if is_ai(demands, one):
            whole = gone.get(one.line, lines[one.line - 1])
            is_whole = one.in_block or whole.strip() == one.text.strip()
            gone[one.line] = "" if is_whole else whole.replace(one.text, "")
    return gone
