"""Asks ``aigate blame`` in this process, and reads its answers."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.commands.running import run

if TYPE_CHECKING:
    import pytest

    from tests.repository import Repository

AGENT = "Add it\n\nCo-authored-by: Claude <noreply@anthropic.com>\n"
_HEADER = re.compile(rb"([0-9a-f]{40}|[0-9a-f]{64}) ([1-9]\d*) ([1-9]\d*)(?: ([1-9]\d*))?")
_DETAIL = re.compile(rb"[a-z][a-z-]*(?: [^\n]*)?")


class Asked:
    """One repository, asked as the current directory's."""

    def __init__(self, repo: Repository, patch: pytest.MonkeyPatch, caught: pytest.CaptureFixture[bytes]) -> None:
        self.repo = repo
        self._caught = caught
        patch.chdir(repo.path)

    def bytes(self, command: str, *words: str) -> bytes:
        """What the command prints; it must end well."""
        self._caught.readouterr()
        assert run(command, *words) == 0
        return self._caught.readouterr().out

    def json(self, command: str, *words: str) -> dict[str, Any]:
        """What the command prints as JSON, which is ASCII."""
        said = self.bytes(command, "--format", "json", *words)
        assert said.isascii()
        answer = json.loads(said)
        assert isinstance(answer, dict)
        return answer

    def lines(self, *words: str) -> list[str]:
        """Each line's verdict; ``older`` for those of which nobody could tell."""
        (file,) = self.json("blame", *words)["files"]
        told: list[str] = []
        for one in file["lines"]:
            assert one["lines"][0] == len(told) + 1, "the runs follow each other without a gap"
            told += ["older" if one["not_examined"] else one["verdict"]] * (one["lines"][1] - one["lines"][0] + 1)
        return told


class Line(NamedTuple):
    """One line of a porcelain."""

    commit: bytes
    number: int
    details: list[bytes]
    content: bytes


def strictly(porcelain: bytes) -> list[Line]:
    """Read a porcelain by its grammar: a header, named details, the content; the lines in order; a name for each commit."""
    lines: list[Line] = []
    named: set[bytes] = set()
    left = 0
    parts = iter(porcelain.split(b"\n")[:-1])
    for part in parts:
        header = _HEADER.fullmatch(part)
        assert header, part
        assert bool(header[4]) == (left == 0), "the size of a group stands at its head"
        left = int(header[4]) if header[4] else left
        left -= 1
        details = []
        for detail in parts:
            if detail.startswith(b"\t"):
                break
            assert _DETAIL.fullmatch(detail), detail
            details.append(detail)
        else:
            raise AssertionError("no content after the header")
        if any(detail.startswith(b"filename ") for detail in details):
            named.add(header[1])
        assert header[1] in named, "a commit is introduced where it first stands"
        lines.append(Line(header[1], int(header[3]), details, detail[1:]))
        assert int(header[3]) == lines[0].number + len(lines) - 1
    assert left == 0
    return lines


def without_ours(porcelain: bytes) -> bytes:
    """A porcelain as git alone would have made it."""
    return b"".join(line for line in porcelain.splitlines(keepends=True) if not line.startswith(b"aigate-"))
