"""Trailers as git itself reads and writes them, out of reach of anybody's ``trailer.*`` configuration.

``git interpret-trailers`` is the judge: what it calls a trailer is one, and a line that it passes over is none, whatever it
looks like. It runs without a repository, so that no configuration file can rename a key or change the separator.
"""

from __future__ import annotations

import os
from pathlib import Path

from aigate.git import pinned, process
from aigate.model import Trailer

# What else could bring configuration in, besides the files that are switched off.
_DROPPED = ("GIT_CONFIG_COUNT", "GIT_CONFIG_PARAMETERS", "GIT_COMMON_DIR", "GIT_WORK_TREE", "GIT_NAMESPACE")
_NOWHERE = os.fspath(Path(__file__).with_name("no-repository"))
_BLANK = " \t\r"  # git begins a message at its first line with anything else in it
_SEPARATOR = ("-c", "trailer.separators=:")


def parse(message: str) -> tuple[Trailer, ...]:
    """The trailers of a recorded message, each with the number of its line."""
    lines = message.split("\n")
    first = next((at for at, line in enumerate(lines) if line.strip(_BLANK)), len(lines))
    said = _run(("--parse", "--no-divider"), "\n".join(lines[first:]).encode("utf-8", "surrogateescape"))
    pairs = [line.partition(":")[::2] for line in said.decode("utf-8", "surrogateescape").split("\n")[:-1]]
    found = [(key.strip(), value.strip()) for key, value in pairs]
    numbers = _numbers(lines, [key for key, _ in found])
    return tuple(Trailer(key, value, number) for (key, value), number in zip(found, numbers, strict=True))


def add(draft: bytes, lines: tuple[str, ...], comment: str = "#") -> bytes:
    """A message file's content with trailers added at the end of its last paragraph of them, above git's own comments.

    A trailer that stands there already is not added again. Line ends, encoding and everything else stay as they are.
    """
    body = draft if draft.endswith(b"\n") or not draft else draft + b"\n"
    words = [word for line in lines for word in ("--trailer", line)]
    place = ("--no-divider", "--where", "end", "--if-exists", "addIfDifferent", "--if-missing", "add")
    made = _run((*place, *words), body, comment=comment)
    return _as_before(body, made) if b"\r\n" in body else made


def _as_before(old: bytes, new: bytes) -> bytes:
    """``new`` with the line ends of ``old``: git writes the paragraph that it changed with bare newlines."""
    return (
        b"\r\n".join(line.removesuffix(b"\r") for line in new.split(b"\n"))
        if old.count(b"\r\n") == old.count(b"\n")
        else new
    )


def _run(words: tuple[str, ...], given: bytes, *, comment: str = "#") -> bytes:
    env = {name: value for name, value in pinned.environment().items() if name not in _DROPPED}
    env |= {
        "GIT_DIR": _NOWHERE,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
    }
    settings = (*_SEPARATOR, "-c", f"core.commentChar={comment}")
    return process.run(pinned.argv(*settings, "interpret-trailers", *words), env, given=given)[1]


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
