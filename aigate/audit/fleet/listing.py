"""Which repositories: what ``--repos FILE`` may be, read into targets and refusals.

FILE is a text with one path or address a line, a folder with repositories below it, what GitHub's or GitLab's API says of an
organisation, or ``-`` for a text or JSON on standard input. A list that cannot be read is an error, with its line; an entry
that must not be followed is refused, told with its reason, and the rest goes on.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from aigate.audit.fleet import addresses, exports, folder
from aigate.audit.fleet.entry import Entry
from aigate.audit_model import Failure
from aigate.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import BinaryIO

_MOST = 256 << 20  # bytes of a list
_NEXT = "one path or address a line, a folder, or the JSON of GitHub's or GitLab's API"


class Target(NamedTuple):
    """One repository that is to be audited."""

    name: str
    place: str  # an absolute path, or an address
    is_remote: bool = False
    branch: str = ""  # the one that counts, where the list knows it; of a remote one alone


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list says, in its order."""

    source: str
    targets: tuple[Target, ...]
    refused: tuple[Failure, ...] = ()


def read(source: str, stdin: BinaryIO, *, protocols: tuple[str, ...] = addresses.PROTOCOLS) -> Listing:
    """The repositories that ``--repos`` names; UsageError where it cannot be read or names none."""
    path = Path(source)
    if source != "-" and path.is_dir():
        found = _sorted_out(folder.entries(path), path, protocols)
        hint = "name a folder with git repositories in it"
    else:
        title = "standard input" if source == "-" else source
        found = _sorted_out(_entries(_content(source, stdin), title), _beside(source), protocols)
        hint = _NEXT
    listing = Listing(source, *found)
    if not listing.targets and not listing.refused:
        raise UsageError(f"{source} names no repository", hint=hint)
    return listing


def _beside(source: str) -> Path:
    """Where relative paths of a list begin: the list's own folder."""
    return Path.cwd() if source == "-" else Path(source).absolute().parent


def _content(source: str, stdin: BinaryIO) -> bytes:
    try:
        if source == "-":
            data = stdin.read(_MOST + 1)
        else:
            with Path(source).open("rb") as file:
                data = file.read(_MOST + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "its name holds a NUL character"
        raise UsageError(f"cannot read the list {source}: {reason}", hint=_NEXT) from error
    if len(data) > _MOST:
        raise UsageError(
            f"{source} is larger than {_MOST >> 20} MiB",
            hint="split it, or keep only the fields that count: full_name, clone_url",
        )
    return data


def _entries(data: bytes, title: str) -> Iterator[Entry]:
    data = data.removeprefix(b"\xef\xbb\xbf")
    if data.lstrip()[:1] in (b"[", b"{"):
        yield from exports.entries(data, title)
        return
    for number, raw in enumerate(data.split(b"\n"), 1):
        line = raw.decode("utf-8", "surrogateescape").strip(" \t\r")
        if line and not line.startswith("#"):
            yield Entry(f"{title}:{number}", line)


def _sorted_out(
    entries: Iterable[Entry], base: Path, protocols: tuple[str, ...]
) -> tuple[tuple[Target, ...], tuple[Failure, ...]]:
    """Entries as targets and refusals. One that stands there twice is audited once, and said to be there twice."""
    targets: list[Target] = []
    refused: list[Failure] = []
    seen: dict[str, str] = {}
    names: dict[str, int] = {}
    for entry in entries:
        target, reason = _target(entry, base, protocols)
        mark = addresses.same(target.place)
        reason = reason or (f"it stands in the list already, at {seen[mark]}" if mark in seen else "")
        if reason:
            refused.append(Failure(entry.name or addresses.shown(entry.text), entry.where, reason))
            continue
        seen[mark] = entry.where
        names[target.name] = names.get(target.name, 0) + 1
        again = f" ({names[target.name]})" if names[target.name] > 1 else ""
        targets.append(target._replace(name=target.name + again))
    return tuple(targets), tuple(refused)


def _target(entry: Entry, base: Path, protocols: tuple[str, ...]) -> tuple[Target, str]:
    if entry.problem:
        return Target("", ""), entry.problem
    if entry.text.startswith("-"):
        return Target("", ""), "it begins with a dash, as options do: write ./ before a path"
    if addresses.is_address(entry.text):
        problem = addresses.complaint(entry.text, protocols)
        name = "" if problem else entry.name or addresses.name_of(entry.text)
        return Target(name, entry.text, is_remote=True, branch=entry.branch), problem
    return _local(entry, base)


def _local(entry: Entry, base: Path) -> tuple[Target, str]:
    if any(character < " " or character == "\x7f" for character in entry.text):
        return Target("", ""), "its path holds a control character"
    path = base / entry.text
    place = os.path.normpath(path.absolute())
    if not path.is_dir():
        return Target("", place), "there is no such folder"
    return Target(entry.name or entry.text.rstrip("/") or place, place), ""
