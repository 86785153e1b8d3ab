"""Where each key of a TOML text stands, so that an error about a value can name its line.

The parser keeps no positions. This is not a second parser: the text has been parsed already and is known to be sound, so a
scan of its tokens is enough, and it is made only when there is an error to tell.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

Path = tuple[str | int, ...]

_TOKEN = re.compile(
    r'''
      (?P<blank>  [ \t\r]++ | \#[^\n]*+ )
    | (?P<end>    \n )
    | (?P<word>   """(?:[^"\\]|\\[\s\S]|"{1,2}(?!"))*+"{3,5}
                | \'\'\'(?:[^']|'{1,2}(?!'))*+'{3,5}
                | "(?:[^"\\\n]|\\.)*+"
                | '[^'\n]*+'
                | [A-Za-z0-9_+:-]++ )
    | (?P<mark>   [\s\S] )
    ''',
    re.VERBOSE,
)


class _Token(NamedTuple):
    kind: str
    text: str
    line: int


class _Open(NamedTuple):
    """An array or inline table that has not been closed yet."""

    path: Path
    is_array: bool


def positions(text: str) -> dict[Path, int]:
    """The line of every table, key and array element. ``()`` is line 1; elements of arrays are named by their index."""
    return _Scan().read(text)


def line_of(found: dict[Path, int], path: Path) -> int:
    """The line of a path, or of the nearest thing around it that has one."""
    while path not in found:
        path = path[:-1]
    return found[path]


class _Scan:
    def __init__(self) -> None:
        self.found: dict[Path, int] = {(): 1}
        self.counts: dict[Path, int] = {}  # how many elements each array of tables has so far

    def read(self, text: str) -> dict[Path, int]:
        tokens = _tokens(text)
        table: Path = ()
        for token in tokens:
            if token.kind == "end":
                continue
            if token.text == "[":
                table = self._header(tokens, token.line)
            else:
                path = self._note(table, _key(token, tokens, "="), token.line)
                self._value(path, tokens)
        return self.found

    def _header(self, tokens: Iterator[_Token], line: int) -> Path:
        first = next(tokens)
        repeated = first.text == "["
        if repeated:
            first = next(tokens)
        *parents, last = _key(first, tokens, "]")
        path = self._note((), tuple(parents), line, enter=True)
        path = self._note(path, (last,), line)
        if repeated:
            next(tokens)  # the second bracket
            self.counts[path] = self.counts.get(path, -1) + 1
            path = (*path, self.counts[path])
            self.found[path] = line
        return path

    def _note(self, path: Path, keys: tuple[str, ...], line: int, *, enter: bool = False) -> Path:
        """Walk down from ``path``, noting the line of what is met for the first time; into the last element of arrays."""
        for key in keys:
            path = (*path, key)
            self.found.setdefault(path, line)
            if enter and path in self.counts:
                path = (*path, self.counts[path])
        return path

    def _value(self, path: Path, tokens: Iterator[_Token]) -> None:
        """Read one value to the end of its line, noting what stands inside arrays and inline tables."""
        opened: list[_Open] = []
        index: dict[int, int] = {}  # how many commas each open array has met, by depth
        fresh = True  # whether an element, a key or the value itself may begin here
        for token in tokens:
            if token.kind == "end":
                if not opened:
                    return
                continue
            if token.text in ("]", "}"):
                opened.pop()
                fresh = False
                continue
            if token.text == ",":
                index[len(opened)] = index.get(len(opened), 0) + 1
                fresh = True
                continue
            if not fresh:
                continue
            if opened and opened[-1].is_array:
                path = (*opened[-1].path, index[len(opened)])
                self.found[path] = token.line
            elif opened:
                path = self._note(opened[-1].path, _key(token, tokens, "="), token.line)
            first = next(tokens) if opened and not opened[-1].is_array else token
            fresh = first.text in ("[", "{")
            if fresh:
                opened.append(_Open(path, is_array=first.text == "["))
                index[len(opened)] = 0


def _tokens(text: str) -> Iterator[_Token]:
    line = 1
    for match in _TOKEN.finditer(text):
        if match.lastgroup != "blank":
            yield _Token(match.lastgroup or "", match.group(), line)
        line += match.group().count("\n")


def _key(token: _Token, tokens: Iterator[_Token], until: str) -> tuple[str, ...]:
    """A dotted key that begins with ``token``, up to and including the mark that ends it."""
    parts: list[str] = []
    while token.text != until:
        if token.text != ".":
            parts.append(_unquoted(token.text))
        token = next(tokens)
    return tuple(parts)


def _unquoted(word: str) -> str:
    if not word.startswith(('"', "'")):
        return word
    import tomli

    return str(tomli.loads(f"key = {word}")["key"])
