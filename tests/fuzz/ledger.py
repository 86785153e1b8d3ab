r"""Who really wrote what: the fuzzer's own book, which knows nothing of how aigate finds out.

Every logical line that is ever written gets a number, which stands in all of its words: ``value_12 = compute_12(alpha_12)``.
So its author can be told from its text alone, wherever the line goes, however it is indented or wrapped, and whichever
commit holds it. Whoever changes a word of a line puts a new number there, and the highest number on a line is its last
author's. A line without a number, like the lone parenthesis that a formatter wraps off, is nobody's, and is not compared.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

_NUMBER = re.compile(r"_(\d+)\b")


class Author(StrEnum):
    """The three kinds of line."""

    AI = "ai"
    HUMAN = "human"  # a person, with positive evidence
    UNKNOWN = "unknown"  # a person, or whoever: nobody recorded it


@dataclass
class Ledger:
    """The author of each number."""

    authors: dict[int, Author] = field(default_factory=dict)

    def line(self, author: Author, depth: int = 1) -> str:
        """A new line, unlike any other."""
        number = self._next(author)
        return f"{'    ' * depth}value_{number} = compute_{number}(alpha_{number}, beta_{number})"

    def function(self, author: Author) -> str:
        """The head of a new function."""
        return f"def block_{self._next(author)}():"

    def edited(self, line: str, author: Author) -> str:
        """A line with one of its words changed."""
        return re.sub(r"beta_\d+", f"beta_{self._next(author)}", line, count=1)

    def author_of(self, line: str) -> Author | None:
        """Who wrote a line; None for one without a number."""
        numbers = [int(number) for number in _NUMBER.findall(line)]
        return self.authors[max(numbers)] if numbers else None

    def _next(self, author: Author) -> int:
        number = len(self.authors) + 1
        self.authors[number] = author
        return number
