r"""A commit message as lines that can be evidence: everything its writer says, nothing that they quote.

git itself reads trailers in the last paragraph alone, yet every sixth agent's trailer stands elsewhere: above a link, in the
middle of a squash, behind a literal ``\n``. So every line counts unless it is quoted: behind ``>``, indented by four or
more, between fences, or as the message that a revert takes back.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from aigate.git.message import SCISSORS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LINE_LIMIT = 1000  # characters of one line that are looked at; no fingerprint begins later

_LINE_END = re.compile(r"\r\n|\n|\r|(?:\\r)?\\n")
_FENCE = re.compile(r" {0,3}(```|~~~)")
_SQUASH_HEAD = "Squashed commit of the following:"
_SQUASHED = re.compile(r"commit [0-9a-f]{7,64}\b")
_SQUASHED_FIELD = re.compile(r"(?:Merge|Author|AuthorDate|Commit|CommitDate|Date):")
_TRAILER = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}:\s*\S")
_REVERTED = re.compile(
    r"(?:this )?(?:partially |manually )?reverts?(?: part of)?(?: the)? (?:commits? |changes? )?[0-9a-f]{7,64}\b",
    re.IGNORECASE,
)
_REVERTS = re.compile(r"revert|Reapply", re.IGNORECASE)
_ANNOUNCES = re.compile(
    r"(?:-{3,8}|-{10,}|={3,}|commit [0-9a-f]{7,64}\b.*|author: .*"  # nine dashes: what a forge puts above its trailers
    r"|(?:the )?(?:original|reverted|previous|old)\b[^:]{0,60}:"
    r"|(?:the )?(?:original|reverted)\b[^:]{0,40}(?:message|description|summary|text|body)\b.{0,20})",
    re.IGNORECASE,
)
_SUBJECT = re.compile(r'\s*(?:\* )?(?:Revert|Reapply) "(.{1,500})"')


class MessageLine(NamedTuple):
    """One line of the message that counts. ``squashed_author`` marks git's ``Author:`` line above a squashed message."""

    text: str
    is_subject: bool = False
    squashed_author: str | None = None
    number: int = 0  # of the line in the message, counted from 1 at its newlines


def clean_message(raw: str, comment_char: str = "#") -> str:
    """Drop what git will drop from a message file: everything from the scissors on, and comment lines."""
    kept: list[str] = []
    for line in raw.split("\n"):
        is_comment = bool(comment_char) and line.startswith(comment_char)
        if is_comment and line == f"{comment_char} {SCISSORS}":  # git takes no other line for them
            break
        if not is_comment:
            kept.append(line)
    return "\n".join(kept)


def evidence_lines(message: str) -> Iterator[MessageLine]:
    """The lines that count, each cut to :data:`LINE_LIMIT` characters."""
    pieces = [(number, piece) for number, line in enumerate(message.split("\n"), 1) for piece in split_line(line)]
    physical = [piece[:LINE_LIMIT].rstrip() for _, piece in pieces]
    subject = next((number for number, line in enumerate(physical) if line.strip()), 0)
    lines = list(_unsquashed(physical) if _SQUASH_HEAD in message else map(_Line, physical))
    own = _unquoted(lines, may_be_fenced="```" in message or "~~~" in message)
    for number, line in _unreverted(own) if _REVERTS.search(message) else own:
        author = line.text.removeprefix("Author:").strip() if line.is_author else None
        yield MessageLine(line.text, number == subject, author, pieces[number][0])


def split_line(line: str) -> list[str]:
    """One line of git's as the lines that its writer meant."""
    line = line.removesuffix("\r")
    return _LINE_END.split(line) if "\\" in line or "\r" in line else [line]


class _Line(NamedTuple):
    text: str
    is_author: bool = False


def _unsquashed(lines: Iterable[str]) -> Iterator[_Line]:
    """Lines as they were before ``git merge --squash`` listed whole commits, each message indented by four."""
    in_list = in_commit = False
    for line in lines:
        if line == _SQUASH_HEAD:
            in_list = True
        elif in_list and _SQUASHED.match(line):
            in_commit = True
        elif in_commit and line.startswith("    "):
            yield _Line(line[4:])
            continue
        elif in_commit and _SQUASHED_FIELD.match(line):
            yield _Line(line, is_author=line.startswith("Author:"))
            continue
        elif line:
            in_commit = False
        yield _Line(line)


def _unquoted(lines: list[_Line], *, may_be_fenced: bool) -> list[tuple[int, _Line]]:
    """Lines, with their numbers, that are neither behind ``>``, nor indented, nor between a pair of fences."""
    fences = [number for number, line in enumerate(lines) if _FENCE.match(line.text)] if may_be_fenced else []
    fenced: set[int] = set()
    for first, last in zip(fences[0::2], fences[1::2], strict=False):
        fenced.update(range(first, last + 1))
    return [
        (number, line)
        for number, line in enumerate(lines)
        if number not in fenced and not line.text.startswith((">", " >", "    ", "\t", " \t", "  \t", "   \t", "|"))
    ]


def _unreverted(lines: list[tuple[int, _Line]]) -> Iterator[tuple[int, _Line]]:
    """Lines that are the writer's own where a revert repeats the message that it takes back.

    The repetition begins, below "This reverts commit", where somebody announces it, or where the reverted subject stands
    again. It ends with its own trailers: a further block of trailers is the revert's.
    """
    reverted_subject: str | None = None
    in_revert = in_quote = in_list = after_trailer = False
    for number, line in lines:
        text = line.text.strip()
        subject = _SUBJECT.match(text)
        if subject:
            reverted_subject, in_revert, in_quote = subject[1], False, False
            in_list = text.startswith("* ")
        elif in_list and text.startswith("* "):
            in_revert = in_quote = False
        if _REVERTED.match(text):
            in_revert, in_quote = True, False
        elif in_revert and not in_quote and (text == reverted_subject or _ANNOUNCES.fullmatch(text)):
            in_quote, after_trailer = True, False
        if in_quote:
            if not text and after_trailer:
                in_quote = in_revert = False
            elif text:
                after_trailer = _TRAILER.match(text) is not None and not _ANNOUNCES.fullmatch(text)
            continue
        yield number, line
