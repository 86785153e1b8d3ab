"""Where ast-grep's rules match: in this process, or in one that can be stopped.

ast-grep cannot be interrupted, and some trees keep it busy for hours or overflow its stack. What may do so (``effort.py``)
is matched in a process of its own, which gets the text and the rules on standard input, and is killed when time is up.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple

from aigate.scanners.literals import masks_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ast_grep_py import SgNode

_SURROGATE = re.compile("[\ud800-\udfff]")


class Request(NamedTuple):
    """One rule to match, and whether the literals in its matches are to be hidden."""

    config: Mapping[str, object]
    secret: bool


class Place(NamedTuple):
    """A match: 0-based lines, columns and indexes in characters, ends exclusive, and what to hide of it."""

    start_line: int
    start_column: int
    start: int
    end_line: int
    end_column: int
    end: int
    masks: tuple[tuple[int, int, int], ...] = ()


class NotFinished(Exception):  # noqa: N818 - it says what happened
    """The process was killed, or died."""


def parse(text: str, language: str) -> SgNode:
    """The root of the syntax tree; broken code has one too."""
    from ast_grep_py import SgRoot

    try:
        return SgRoot(text, language).root()
    except UnicodeEncodeError:  # lone surrogates: a character each, so that columns stay where they are
        return SgRoot(_SURROGATE.sub("\ufffd", text), language).root()


def find(root: SgNode, request: Request) -> list[Place]:
    """The outermost matches of one rule, in order."""
    return find_in([root], request)


def find_in(nodes: Iterable[SgNode], request: Request) -> list[Place]:
    """The same, of matches that are one of these nodes or within one."""
    places: list[Place] = []
    found = [match for node in nodes for match in node.find_all(request.config)]  # type: ignore[call-overload]
    for node in sorted(found, key=_extent):
        start, end = node.range().start, node.range().end
        if not places or end.index > places[-1].end:
            masks = masks_in(node) if request.secret else ()
            places.append(Place(start.line, start.column, start.index, end.line, end.column, end.index, masks))
    return places


def find_apart(text: str, language: str, requests: Sequence[Request], seconds: float) -> list[list[Place]]:
    """The same for several rules, in a process of its own; :class:`NotFinished` if it takes longer than ``seconds``."""
    task = json.dumps({"text": text, "language": language, "requests": requests})
    # -P: the folder this runs in is somebody's repository, and nothing in it may be imported
    command = [sys.executable, "-P", "-m", "aigate.scanners.matching"]
    try:
        done = subprocess.run(command, input=task.encode(), capture_output=True, check=True, timeout=seconds)
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        raise NotFinished from error
    return [[_place(item) for item in places] for places in json.loads(done.stdout)]


def main() -> None:
    """The other side of :func:`find_apart`."""
    task = json.load(sys.stdin.buffer)
    root = parse(task["text"], task["language"])
    json.dump([find(root, Request(*request)) for request in task["requests"]], sys.stdout)


def _extent(node: SgNode) -> tuple[int, int]:
    place = node.range()
    return place.start.index, -place.end.index


def _place(item: tuple[int, int, int, int, int, int, list[tuple[int, int, int]]]) -> Place:
    start_line, start_column, start, end_line, end_column, end, masks = item
    hidden = tuple((line, left, right) for line, left, right in masks)
    return Place(start_line, start_column, start, end_line, end_column, end, hidden)


if __name__ == "__main__":
    main()
