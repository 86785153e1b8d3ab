"""What forges say of an organisation's repositories, as their APIs and command lines write it.

GitHub: ``gh api --paginate orgs/NAME/repos`` or ``gh repo list NAME --json nameWithOwner,url,defaultBranchRef``. GitLab:
``glab api --paginate groups/NAME/projects``. Pages that follow each other without a comma, arrays of arrays (``--slurp``) and
one object a line are read alike. Objects are taken one by one, so that a large export costs little more than its text.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from aigate.audit.fleet.entry import Entry
from aigate.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

_BLANK = re.compile(r"[ \t\r\n]*")
_NAMES = ("full_name", "nameWithOwner", "path_with_namespace")
_ADDRESSES = ("clone_url", "http_url_to_repo", "url", "ssh_url", "sshUrl", "ssh_url_to_repo")
_LONGEST = 1024


def entries(data: bytes, title: str) -> Iterator[Entry]:
    """Every repository in an export; UsageError, with the line, for what is none."""
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UsageError(f"{title}:{line}: the export is not UTF-8") from error
    line, counted = 1, 0
    for start, value in _objects(text, title):
        line += text.count("\n", counted, start)
        counted = start
        yield _row(value, f"{title}:{line}")


def _objects(text: str, title: str) -> Iterator[tuple[int, Any]]:
    """Each object of the text's arrays, and where it begins."""
    decoder = json.JSONDecoder()
    depth, at, wants_value = 0, _skip(text, 0), True
    while at < len(text):
        character = text[at]
        if character == "[" and wants_value and depth <= 1:
            depth += 1
            at += 1
        elif character == "]" and depth:
            depth -= 1
            wants_value = not depth
            at += 1
        elif character == "," and depth and not wants_value:
            wants_value = True
            at += 1
        elif wants_value and character == "{":
            start = at
            value, at = _decoded(decoder, text, at, title)
            yield start, value
            wants_value = not depth
        else:
            raise _malformed(title, text, at, "an object for each repository is expected")
        at = _skip(text, at)
    if depth:
        raise _malformed(title, text, at, "the list ends in the middle")


def _skip(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    assert found is not None  # it matches the empty text
    return found.end()


def _decoded(decoder: json.JSONDecoder, text: str, at: int, title: str) -> tuple[Any, int]:
    try:
        return decoder.raw_decode(text, at)
    except json.JSONDecodeError as error:
        raise _malformed(title, text, error.pos, error.msg) from error
    except (RecursionError, ValueError) as error:  # a number with thousands of digits is a ValueError
        raise _malformed(title, text, at, "an object is nested too deeply, or a number too long") from error


def _malformed(title: str, text: str, at: int, what: str) -> UsageError:
    line = text.count("\n", 0, at) + 1
    return UsageError(
        f"{title}:{line}: {what}", hint="gh api --paginate orgs/NAME/repos, or glab api --paginate groups/NAME/projects"
    )


def _row(value: Any, where: str) -> Entry:
    name = _first(value, _NAMES)
    address = _first(value, _ADDRESSES)
    if not address:
        known = ", ".join(_ADDRESSES[:3])
        return Entry(where, "", name or "an entry without a name", problem=f"it has no address: none of {known}")
    return Entry(where, address, name, _branch(value))


def _first(value: Any, names: tuple[str, ...]) -> str:
    """The first of some fields that holds text. What GitHub's API calls ``url`` is not for git."""
    for name in names:
        found = value.get(name)
        if isinstance(found, str) and found and len(found) <= _LONGEST and not found.startswith("https://api."):
            return found
    return ""


def _branch(value: Any) -> str:
    found = value.get("default_branch")
    reference = value.get("defaultBranchRef")
    if found is None and isinstance(reference, dict):
        found = reference.get("name")
    return found if isinstance(found, str) and len(found) <= _LONGEST else ""
