"""The suppressions on some lines of a file: in comments or as attributes, as their tools heed them, and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from aigate.suppressions import catalogue
from aigate.suppressions.catalogue import Kind, Where
from aigate.suppressions.context import Context

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator, Sequence

    from aigate.model import Source
    from aigate.suppressions.catalogue import Syntax

_WIDTH = 20_000  # characters of a line that are looked at: as long as a line may be, so that no padding hides a comment


class Found(NamedTuple):
    """One suppression."""

    syntax: Syntax
    line: int
    columns: tuple[int, int]
    rules: tuple[str, ...]
    kind: Kind
    tail: str  # what follows it in its comment: mostly the reason
    code: str  # the code that it stands beside, or above, without white space

    @property
    def words(self) -> str:
        """What it switches off, for a message."""
        return ", ".join(self.rules[:3]) if self.rules else "everything"


def read(source: Source, numbers: Iterable[int]) -> list[Found]:
    """The suppressions on these lines."""
    lines = source.lines
    search = catalogue.needles().search
    likely = [number for number in numbers if number <= len(lines) and search(lines[number - 1][:_WIDTH].lower())]
    if not likely:
        return []
    context = Context(source)
    speaking = [syntax for syntax in catalogue.load() if syntax.speaks(source.language)]
    return [found for number in likely for found in sorted(_on(number, lines, context, speaking), key=_column)]


def _column(found: Found) -> int:
    return found.columns[0]


def _on(number: int, lines: Sequence[str], context: Context, syntaxes: Sequence[Syntax]) -> Iterator[Found]:
    line = lines[number - 1][:_WIDTH]
    lower = line.lower()
    comments: list[tuple[int, str]] | None = None
    for syntax in syntaxes:
        if not any(needle in lower for needle in syntax.needles):
            continue
        if syntax.where is Where.CODE:
            match = syntax.search(line)
            if match and context.is_code(number, match.start() + _indent(match[0])):
                yield _found(syntax, number, 0, line, match, lines)
            continue
        comments = context.comments_on(number) if comments is None else comments
        for column, text in comments:
            match = syntax.search(text[:_WIDTH])
            if match:
                yield _found(syntax, number, column, text, match, lines)


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())


def _found(syntax: Syntax, number: int, column: int, text: str, match: re.Match[str], lines: Sequence[str]) -> Found:
    rules = syntax.rules_of(match)
    beside = lines[number - 1][:column] if syntax.where is not Where.CODE else ""
    code = "".join(beside.split()) or _below(number, lines)
    start = column + match.start() + _indent(match[0])
    return Found(
        syntax, number, (start, column + match.end()), rules, syntax.kind_of(rules), text[match.end() :].strip(), code
    )


def _below(number: int, lines: Sequence[str]) -> str:
    """The line below, which a comment on a line of its own speaks for."""
    return "".join(lines[number].split()) if number < len(lines) else ""
