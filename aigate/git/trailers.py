"""Trailers as git itself reads them, out of reach of anybody's ``trailer.*`` configuration.

``git interpret-trailers`` is the judge: what it calls a trailer is one, and a line that it passes over is none, whatever it
looks like. It runs without a repository, so that no configuration file can rename a key or change the separator. It is not
asked to write any: it spells other people's trailers anew, and drops comments among them.
"""

from __future__ import annotations

import os
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from aigate.errors import GitError
from aigate.git import pinned, process
from aigate.git.message import SCISSORS, uncommented
from aigate.model import Trailer

if TYPE_CHECKING:
    from collections.abc import Sequence

# What else could bring configuration in, besides the files that are switched off.
_DROPPED = ("GIT_CONFIG_COUNT", "GIT_CONFIG_PARAMETERS", "GIT_COMMON_DIR", "GIT_WORK_TREE", "GIT_NAMESPACE")
_NOWHERE = os.fspath(Path(__file__).with_name("no-repository"))
_SETTINGS = ("-c", "trailer.separators=:", "-c", "core.commentChar=#")
_CUT = f"# {SCISSORS}"  # even in a recorded message: git reads no trailer below it
_BLANK = " \t\r"  # git begins a message at its first line with anything else in it


def parse(message: str) -> tuple[Trailer, ...]:
    """The trailers of a recorded message, each with the number of its line."""
    return _told(message, _interpret((), _begun(message)))


def parse_all(messages: Sequence[str]) -> list[tuple[Trailer, ...]]:
    """As ``parse`` of each, by one process: git reads them from files, with one between them whose only trailer is a mark."""
    mark = f"x-{token_hex(16)}: end\n".encode()
    with TemporaryDirectory(prefix="aigate-messages-") as folder:
        Path(folder, "mark").write_bytes(b"x\n\n" + mark)
        names = []
        for number, message in enumerate(messages):
            Path(folder, str(number)).write_bytes(_begun(message))
            names += [str(number), "mark"]
        said = _interpret(names, b"", "-C", folder).split(mark) if names else [b""]
    if len(said) != len(messages) + 1 or said[-1]:
        raise GitError(f"git interpret-trailers answered {len(said) - 1} times for {len(messages)} messages")
    return [_told(message, one) for message, one in zip(messages, said[:-1], strict=True)]


def _begun(message: str) -> bytes:
    """A message from its first line with anything in it."""
    lines = message.split("\n")
    first = next((at for at, line in enumerate(lines) if line.strip(_BLANK)), len(lines))
    return "\n".join(lines[first:]).encode("utf-8", "surrogateescape")


def _told(message: str, said: bytes) -> tuple[Trailer, ...]:
    """What git said of a message, with the numbers of its lines."""
    pairs = [line.partition(":")[::2] for line in said.decode("utf-8", "surrogateescape").split("\n")[:-1]]
    found = [(key.strip(), value.strip()) for key, value in pairs]
    numbers = _numbers(message.split("\n"), [key for key, _ in found])
    return tuple(Trailer(key, value, number) for (key, value), number in zip(found, numbers, strict=True))


def add(draft: bytes, trailers: tuple[str, ...], comment: str = "") -> bytes:
    """A message file's content with trailers put at the end of its last paragraph of them, or in one of their own.

    One that stands there already is not added again. ``comment`` is the character that begins a comment, where the file is
    one that an editor has open. No line that was there is touched.
    """
    for trailer in trailers:
        draft = _with(draft, trailer, comment)
    return draft


def _with(draft: bytes, trailer: str, comment: str) -> bytes:
    lines = draft.decode("utf-8", "surrogateescape").split("\n")
    shown = uncommented(lines, comment)
    cut = next((at for at, line in enumerate(shown) if line == _CUT), len(lines))
    words = [at for at, line in enumerate(shown[:cut]) if line.strip(_BLANK)]
    numbers = [at for at in range(len(lines)) if lines[at] == shown[at]]  # comments among trailers hide none from git
    found = parse("\n".join(lines[at] for at in numbers))
    key, _, value = (part.strip() for part in trailer.partition(":"))
    is_first = bool(words) and shown[words[0]].strip() == trailer  # above it there is room for the subject
    if is_first or any(one.key.lower() == key.lower() and one.value == value for one in found):
        return draft
    if found:
        at, gap = _behind(shown, numbers[found[-1].line - 1]), False
    else:
        at, gap = (words[-1] + 1 if words else 0), True
    end = "\r" if at and lines[at - 1].endswith("\r") else ""
    lines[at:at] = [*([end] if gap else []), trailer + end]
    text = "\n".join(lines)
    return (text if text.endswith("\n") else text + "\n").encode("utf-8", "surrogateescape")


def _behind(shown: list[str], last: int) -> int:
    """The place behind a trailer and what is folded into it."""
    at = last + 1
    while at < len(shown) and shown[at].startswith((" ", "\t")) and shown[at].strip(_BLANK):
        at += 1
    return at


def _interpret(files: Sequence[str], message: bytes, *options: str) -> bytes:
    """What git says of files, or of a message if there are none."""
    env = {name: value for name, value in pinned.environment().items() if name not in _DROPPED}
    env |= {
        "GIT_DIR": _NOWHERE,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
    }
    argv = pinned.argv(*options, *_SETTINGS, "interpret-trailers", "--parse", "--no-divider", *files)
    return process.run(argv, env, given=message)[1]


def _numbers(lines: list[str], keys: list[str]) -> list[int]:
    """The line each trailer begins on. They stand at the end, so the search goes backwards."""
    at, numbers = len(lines), []
    for key in reversed(keys):
        at -= 1
        while at > 0 and not _begins(lines[at], key):
            at -= 1
        at = max(at, 0)
        numbers.append(at + 1)
    return numbers[::-1]


def _begins(line: str, key: str) -> bool:
    return line.startswith(key) and line[len(key) :].lstrip(" \t").startswith(":")
