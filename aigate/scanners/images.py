"""A Dockerfile as the resource that it describes: the image that its last stage makes.

Its settings are the instructions, in lower case (``user``, ``expose``, ``run`` …), with those of the stages that it is built on
before them. Of those of which the last counts, only the last is there.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from aigate.scanners.matching import Place
from aigate.scanners.resource_trees import Text
from aigate.scanners.resources import Inventory, Resource

if TYPE_CHECKING:
    from collections.abc import Iterator

KIND = "image"
_LAST_COUNTS = frozenset(["user", "cmd", "entrypoint", "healthcheck", "workdir"])
_INSTRUCTION = re.compile(r"[^\S\n]*([A-Za-z]+)[^\S\n]+(\S[^\n]*)")
_FROM = re.compile(r"(?:--\S+\s+)*(\S+)(?:\s+as\s+(\S+))?", re.IGNORECASE)
_HEREDOC = re.compile(r"<<-?[\"']?([A-Za-z_]\w*)")
_LONGEST = 1000  # lines of a text within an instruction

Settings = dict[str, list[Text]]


class _Stage(NamedTuple):
    place: Place
    settings: Settings


def image_in(text: str) -> Inventory:
    """The image that a Dockerfile ends with."""
    stages: dict[str, _Stage] = {}
    last: _Stage | None = None
    for name, argument in _instructions(text):
        if name == "from" and (found := _FROM.match(argument.text)):
            base = stages.get(found[1].lower())
            settings = {key: list(values) for key, values in base.settings.items()} if base else {}
            settings["from"] = [*settings.get("from", []), Text(found[1], argument.place)]
            last = _Stage(argument.place, settings)
            stages[(found[2] or str(len(stages))).lower()] = last
        elif last:
            earlier = [] if name in _LAST_COUNTS else last.settings.get(name, [])
            last.settings[name] = [*earlier, argument]
    found_image = [Resource(KIND, last.place, last.settings)] if last else []
    return Inventory(found_image, complete=True)


def _instructions(text: str) -> Iterator[tuple[str, Text]]:
    """Each instruction and its argument, on the lines that it goes over; comments and blank lines are none."""
    lines = text.split("\n")
    offsets, number = _offsets(lines), 0
    while number < len(lines):
        first = number
        found = _INSTRUCTION.match(lines[first]) if not lines[first].lstrip().startswith("#") else None
        while found and lines[number].rstrip().endswith("\\") and number + 1 < len(lines):
            number += 1
        if found:
            argument = " ".join(
                line.rstrip().removesuffix("\\").strip() for line in (found[2], *lines[first + 1 : number + 1])
            )
            end = len(lines[number].rstrip())
            place = Place(first, found.start(1), offsets[first] + found.start(1), number, end, offsets[number] + end)
            yield found[1].lower(), Text(argument, place)
            number = _after_heredoc(lines, number, argument)
        number += 1


def _after_heredoc(lines: list[str], number: int, argument: str) -> int:
    """The line that ends the text which an argument announces; the same line if it announces none."""
    for word in _HEREDOC.findall(argument):
        for end in range(number + 1, min(number + _LONGEST, len(lines))):
            if lines[end].strip() == word:
                number = end
                break
    return number


def _offsets(lines: list[str]) -> list[int]:
    """Where each line begins in the text."""
    offsets, total = [], 0
    for line in lines:
        offsets.append(total)
        total += len(line) + 1
    return offsets
