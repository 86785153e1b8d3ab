"""What an agent makes of what it was told: mended, left, tried again and again, or silenced instead of mended.

A finding is the same one as before if its fingerprint is; if that is gone and the same rule complains in the same file about
lines just written, it was tried and not mended. Comments that ask for silence count for nothing on an agent's lines, and
neither does moving them to where nobody looks: both are said aloud.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from aigate.agent.session import Open
from aigate.model import Bucket

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aigate.agent.judging import File, Look
    from aigate.agent.session import Session
    from aigate.model import Finding

_SILENCERS = re.compile(
    r"(?:#|//|/\*|--|<!--|;)[ \t]*(?P<asks>nosec|noqa|nosemgrep|nosonar|aigate:[ \t]*ignore|pragma:?[ \t]*(?:white|allow)list"
    r"|eslint-disable|biome-ignore|pylint:[ \t]*disable|type:[ \t]*ignore|trufflehog:[ \t]*ignore|gitleaks:[ \t]*allow|checkov:[ \t]*skip"
    r"|tfsec:[ \t]*ignore|hadolint[ \t]+ignore|shellcheck[ \t]+disable|codeql|lgtm|#?nolint|ggignore)",
    re.IGNORECASE,
)
_TALLEST = 20  # lines of a statement that are looked for elsewhere


class Point(NamedTuple):
    """One finding, and what came before it."""

    finding: Finding
    tries: int  # how often the agent has written there and left it
    is_known: bool  # it was told before
    silencer: str = ""  # the comment that asks to leave it alone


class Review(NamedTuple):
    """What is to be said."""

    points: tuple[Point, ...]
    remarks: tuple[str, ...]  # sentences

    def __bool__(self) -> bool:
        return bool(self.points or self.remarks)


def review(look: Look, session: Session) -> Review:
    """Compare what was found with what was said before, and remember the difference."""
    points: list[Point] = []
    remarks: list[str] = []
    for file in look.files:
        if file.is_excluded:
            remarks += _hidden(file, session)
            continue
        points += _points(file, session)
        remarks += [
            f"{file.path}: the marker “{marker}” is gone while its lines stay. Put it back." for marker in file.unmarked
        ]
        remarks += [
            f"{gap.path}: not examined, because {gap.reason}. Such lines block the commit." for gap in file.gaps
        ]
    if look.unread:
        remarks.append(
            f"{len(look.unread)} more files that you wrote were not looked at yet; they are judged at the commit."
        )
        session.unread = [*dict.fromkeys((*session.unread, *look.unread))]
    return Review(by_weight(points), tuple(remarks))


def _points(file: File, session: Session) -> list[Point]:
    """The findings of one file, each matched with what was said of it."""
    before = {each.fingerprint: each for each in session.of(file.path)}
    gone = [each for each in before.values() if each.fingerprint not in file.standing]
    points, opened = [], []
    for finding in file.findings:
        known = before.pop(finding.fingerprint, None) or _taken(gone, finding.rule)
        blocks = finding.bucket is Bucket.BLOCKING
        tries = known.tries + 1 if known and blocks else 0
        if blocks or not known:  # what only warns is told once, and may stay
            points.append(Point(finding, tries, known is not None, _silencer(finding, file.lines)))
        opened.append(_opened(finding, file, tries, session))
    kept = [each for each in before.values() if each.fingerprint in file.standing]
    session.mended = [*session.mended, *gone]
    session.replace(file.path, [*kept, *opened])
    return points


def _taken(gone: list[Open], rule: str) -> Open | None:
    """A finding of the same rule that is gone: this one is what became of it."""
    found = next((each for each in gone if each.rule == rule), None)
    if found:
        gone.remove(found)
    return found


def _opened(finding: Finding, file: File, tries: int, session: Session) -> Open:
    start, end = finding.statement or finding.span
    lines = file.lines[start - 1 : end]
    body = session.hash(lines) if len(lines) <= _TALLEST else ""
    return Open(finding.rule, file.path, finding.fingerprint, tries, body, len(lines))


def _silencer(finding: Finding, lines: tuple[str, ...]) -> str:
    """The comment on a finding's lines, or right above them, that asks to leave it alone."""
    start, end = finding.statement or finding.span
    for line in lines[max(0, start - 2) : end]:
        if found := _SILENCERS.search(line):
            return " ".join(found["asks"].split())
    return ""


def _hidden(file: File, session: Session) -> Iterator[str]:
    """Lines with a finding that turn up where policy does not look."""
    told = {each.body: each for each in (*session.open, *session.mended) if each.body}
    heights = {each.height for each in told.values()}
    seen = (
        {session.hash(file.lines[at : at + height]) for height in heights for at in range(len(file.lines))}
        if told
        else set()
    )
    for rule in sorted({told[body].rule for body in seen & told.keys()}):
        yield (
            f"{file.path} is left out of the checks, and now holds lines that {rule} was found in. Moving them does not mend them: "
            "mend them where they were."
        )


def still_open(points: Iterable[Point], most_tries: int) -> list[Point]:
    """What an agent is sent back for: what blocks, and is not one that it was told to leave to its human."""
    return [point for point in points if point.finding.bucket is Bucket.BLOCKING and point.tries < most_tries]


def by_weight(points: Iterable[Point]) -> tuple[Point, ...]:
    """What blocks first, the worst of it at the top."""
    return tuple(sorted(points, key=_order))


def _order(point: Point) -> tuple[bool, int, str, int]:
    finding = point.finding
    return finding.bucket is not Bucket.BLOCKING, -finding.severity, finding.path, finding.anchor
