"""One entry of a list of repositories, before anybody has judged it."""

from __future__ import annotations

from typing import NamedTuple


class Entry(NamedTuple):
    """As it stands in the list."""

    where: str  # for a reader: the list's name and a line, or a path
    text: str  # a path or an address
    name: str = ""
    branch: str = ""
    problem: str = ""  # why it is none
