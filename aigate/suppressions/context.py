"""What of a file is comment, what is a string and what is code: enough to tell a suppression from a text about one.

No parser, but the tokens that matter, each taken whole from where it opens, to the end of the file if it is never closed;
so one pass is enough, and no text can make it slow. Where a language is not known every usual comment counts.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from aigate.model import Source

_DOUBLE = r'"(?:[^"\\\n]|\\.)*+"?'
_SINGLE = r"'(?:[^'\\\n]|\\.)*+'"
_CHARACTER = r"'(?:\\[^\n]{1,8}|[^'\\\n])'"
_BACKTICK = r"`(?:[^`\\]|\\.)*+(?:`|\Z)"
_TRIPLE = r'"""(?:[^"\\]|\\.|"(?!""))*+(?:"""|\Z)'
_TRIPLES = _TRIPLE + r"|'''(?:[^'\\]|\\.|'(?!''))*+(?:'''|\Z)"
_RAW = r'\br#"(?:[^"]|"(?!#))*+(?:"#|\Z)'
_BLOCK = r"/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z)"
_MARKUP = r"<!--(?:[^-]|-(?!->))*+(?:-->|\Z)"
_HASH = r"(?:(?<=[\s;])|(?<![^\n]))#[^\n]*"
_SLASHES = r"//[^\n]*"
_DASHES = r"--[^\n]*"

# (comments, strings) for each family of languages
_FAMILIES: dict[str, tuple[str, str]] = {
    "python": (r"#[^\n]*", f"{_TRIPLES}|{_DOUBLE}|{_SINGLE}"),
    "hash": (_HASH, f"{_DOUBLE}|{_SINGLE}"),
    "script": (f"{_SLASHES}|{_BLOCK}", f"{_BACKTICK}|{_DOUBLE}|{_SINGLE}"),
    "slash": (f"{_SLASHES}|{_BLOCK}", f"{_TRIPLE}|{_DOUBLE}|{_CHARACTER}"),
    "go": (f"{_SLASHES}|{_BLOCK}", f"`[^`]*+(?:`|\\Z)|{_DOUBLE}|{_CHARACTER}"),
    "rust": (f"{_SLASHES}|{_BLOCK}", f"{_RAW}|{_DOUBLE}|{_CHARACTER}"),
    "php": (rf"{_SLASHES}|{_BLOCK}|#(?!\[)[^\n]*", f"{_DOUBLE}|{_SINGLE}"),
    "hcl": (rf"#[^\n]*|{_SLASHES}|{_BLOCK}", _DOUBLE),
    "dash": (f"{_DASHES}|{_BLOCK}", f"{_DOUBLE}|{_SINGLE}"),
    "semicolon": (r";[^\n]*", _DOUBLE),
    "percent": (r"%[^\n]*", _DOUBLE),
    "quote": (r"'[^\n]*", _DOUBLE),
    "html": (rf"{_MARKUP}|{_BLOCK}|(?<!:){_SLASHES}", f"{_DOUBLE}|{_SINGLE}"),
    "markup": (_MARKUP, r"`[^`\n]*`"),
    "none": (r"(?!)", r"(?!)"),
    "any": (rf"{_MARKUP}|{_BLOCK}|(?<!:){_SLASHES}|{_HASH}|(?<!\S){_DASHES}|(?<!\S);[^\n]*", f"{_DOUBLE}|{_SINGLE}"),
}
_FAMILY_OF = {
    language: family
    for family, languages in {
        "python": "python cython",
        "hash": "bash dockerfile dotenv elixir graphql ini julia makefile nginx nix perl powershell properties r rego ruby toml yaml",
        "script": "bicep javascript typescript tsx css dart json",
        "slash": "apex c cpp csharp fsharp groovy java kotlin objectivec proto scala solidity swift",
        "go": "go",
        "rust": "rust",
        "php": "php",
        "hcl": "hcl",
        "dash": "sql lua haskell",
        "semicolon": "clojure",
        "percent": "erlang",
        "quote": "visualbasic",
        "html": "html",
        "markup": "markdown xml",
        "none": "text",
    }.items()
    for language in languages.split()
}


class Piece(NamedTuple):
    """A comment or a string, by where it begins and ends in the text."""

    start: int
    end: int
    is_comment: bool


class Context:
    """A file's comments and strings, and where its lines begin."""

    def __init__(self, source: Source) -> None:
        self.text = source.text
        comments, strings = _FAMILIES[_FAMILY_OF.get(source.language or "", "any")]
        found = re.finditer(f"(?P<comment>{comments})|(?:{strings})", self.text, re.DOTALL)
        self._pieces = [Piece(*one.span(), one["comment"] is not None) for one in found]
        self._starts = [0, *(found.end() for found in re.finditer("\n", self.text))]

    def comments_on(self, line: int) -> list[tuple[int, str]]:
        """The comments, or their parts, on a line: the column where each begins, and its text."""
        first, last = self._bounds(line)
        found = []
        for piece in self._near(first, last):
            start, end = max(piece.start, first), min(piece.end, last)
            if piece.is_comment and start < end:
                found.append((start - first, self.text[start:end]))
        return found

    def is_code(self, line: int, column: int) -> bool:
        """Whether a place is neither in a comment nor inside a string; where a string begins is code."""
        first, last = self._bounds(line)
        at = first + column
        near = self._near(first, last)
        return not any(piece.start + (not piece.is_comment) <= at < piece.end for piece in near)

    def is_comment(self, line: int, column: int) -> bool:
        """Whether a place is in a comment."""
        first, last = self._bounds(line)
        return any(piece.start <= first + column < piece.end for piece in self._near(first, last) if piece.is_comment)

    def _bounds(self, line: int) -> tuple[int, int]:
        first = self._starts[line - 1]
        last = self._starts[line] - 1 if line < len(self._starts) else len(self.text)
        return first, last

    def _near(self, first: int, last: int) -> list[Piece]:
        low = max(0, bisect_right(self._pieces, first, key=lambda piece: piece.start) - 1)
        high = bisect_right(self._pieces, last, key=lambda piece: piece.start)
        return self._pieces[low:high]
