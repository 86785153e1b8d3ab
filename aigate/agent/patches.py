r"""The patch language of ``apply_patch`` (Codex, opencode, Cursor, Droid): which files it touches, and what it writes to them.

    *** Begin Patch
    *** Add File: a.py          then lines with a plus
    *** Update File: b.py       then hunks: "@@ anchor", lines with a space, minus or plus; before them perhaps
    *** Move to: c.py
    *** Delete File: d.py
    *** End Patch

It has no line numbers: where a piece stands is found in the file. The reader is as tolerant as the tool itself, because a
patch that we misread would be an edit that nobody recorded.
"""

from __future__ import annotations

import re

from aigate.agent.events import Edit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BEGIN = "*** Begin Patch"
_HEADER = re.compile(
    r"[ \t]*\*\*\* (Add File|Update File|Delete File|Move to|Move File|Copy File|End Patch|Begin Patch)\b(?:: ?)?(.*)"
)
_ADD, _UPDATE, _DELETE, _MOVE = "Add File", "Update File", "Delete File", "Move to"


def is_patch(text: str) -> bool:
    """Whether a text holds a patch of this kind."""
    return BEGIN in text


def edits_of(text: str, absolute: Callable[[str], str]) -> tuple[Edit, ...]:
    """The edits of every patch in ``text``, whose paths ``absolute`` resolves. A path that it answers with "" is left out."""
    found: list[Edit] = []
    for verb, path, target, body in _sections(text.split("\n")):
        place = absolute(path)
        moved = absolute(target) if target else ""
        if not place:
            continue
        if verb == _ADD:
            content = "".join(f"{line[1:]}\n" for line in body if line.startswith("+"))
            found.append(Edit(place, after=content, pieces=(("", content),)))
        elif verb == _DELETE:
            found.append(Edit(place, deleted=True))
        else:
            found.append(Edit(moved or place, pieces=tuple(_pieces(body))))
            if moved and moved != place:
                found.append(Edit(place, deleted=True))
    return tuple(found)


def _sections(lines: list[str]) -> Iterator[tuple[str, str, str, list[str]]]:
    """(verb, path, move target, body) of each file in the patch."""
    verb = path = target = ""
    body: list[str] = []
    for raw in lines:
        line = raw.removesuffix("\r")
        header = _HEADER.fullmatch(line) if "*** " in line[:64] else None
        if header is None:
            body.append(line)
        elif header[1] == _MOVE:
            target = header[2].strip()
        else:
            if path:
                yield verb, path, target, body
            verb, path, target, body = header[1], header[2].strip(), "", []
    if path:
        yield verb, path, target, body


def _pieces(body: list[str]) -> Iterator[tuple[str, str]]:
    """(old text, new text) of each hunk, its context lines in both."""
    old: list[str] = []
    new: list[str] = []
    changed = False
    for line in [*body, "@@"]:
        if line.startswith(("@@", "*** End of File")):
            if changed:
                yield _joined(old), _joined(new)
            old, new, changed = [], [], False
        elif line.startswith("+"):
            new.append(line[1:])
            changed = True
        elif line.startswith("-"):
            old.append(line[1:])
            changed = True
        else:  # a blank line stands for a context line whose space was lost
            old.append(line[1:])
            new.append(line[1:])


def _joined(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
