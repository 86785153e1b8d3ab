"""The porcelain of ``git blame`` for editors, with who wrote each line in headers behind git's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aigate.git.blame import annotated
from aigate.lines import Lines
from aigate.reports.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aigate.lines import Span
    from aigate.model import BlamedFile, Stretch


def render(file: BlamedFile, *, each_line: bool = False) -> bytes:
    """What git blame says of a file, byte for byte, with what aigate knows as further headers.

    ``--line-porcelain`` has all about a line before each line, and so ours stand there. ``--porcelain`` has all about a
    commit where it is introduced, and for its other lines a header and the content; some readers of it count on these two.
    """
    if each_line:
        lines = {number: one for one in file.stretches for number in range(one.lines.start, one.lines.end + 1)}
        return annotated(file.porcelain, lambda _, number, __: _line_headers(lines[number]))
    commits: dict[str, list[Stretch]] = {}
    for one in file.stretches:
        commits.setdefault(one.commit.id or "", []).append(one)
    return annotated(file.porcelain, lambda commit, _, first: tuple(_commit_headers(commits[commit])) if first else ())


def _line_headers(one: Stretch) -> tuple[str, ...]:
    """``aigate-verdict ai``, ``aigate-agent claude``, and so on."""
    return tuple(f"aigate-{name} {value}" for name, value in _known(one))


def _commit_headers(stretches: Sequence[Stretch]) -> Iterator[str]:
    """``aigate-lines 2-3,7 verdict=ai agent=claude``: the lines of the file that a commit brought, told apart by author."""
    alike: dict[str, list[Span]] = {}
    for one in stretches:
        said = " ".join(f"{name}={value}" for name, value in _known(one))
        alike.setdefault(said, []).append(one.lines)
    for said, spans in alike.items():
        ranges = ",".join(str(a) if a == b else f"{a}-{b}" for a, b in Lines(spans).spans)
        yield f"aigate-lines {ranges} {said}"


def _known(one: Stretch) -> Iterator[tuple[str, str]]:
    """What is known of a stretch; ASCII, and no value but the last holds a space."""
    yield "verdict", str(one.verdict)
    if one.claim:
        yield from (("agent", _word(one.claim.agent)),) if one.claim.agent else ()
        yield from (("model", _word(one.claim.model)),) if one.claim.model else ()
        yield "source", _word(one.claim.source)
        yield "confidence", str(one.claim.confidence)
    if one.reason:
        yield "not-examined", visible(one.reason)


def _word(text: str) -> str:
    return visible(text).encode("ascii", "backslashreplace").decode().replace(" ", "_")
