"""What can be read of Python that does not parse: a fragment, an older Python, a file with an error in the middle.

Line by line, at the place where the parser gives up, the text is changed as little as it takes: a block that stands too far to
the right is moved, ``print x`` becomes a call, and what nobody can read becomes ``pass``. No line is added or removed, and
positions are given back as they were in the text.
"""

from __future__ import annotations

import ast
import re
import warnings
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from aigate.lines import Lines

_MOST_REPAIRS = 300
_MOST_WORK = 30_000_000  # characters parsed in all: large files are given fewer attempts

# Python 2, as far as it is told by the line alone.
_PRINT = re.compile(
    r"(?P<head>^|.*?[:;])(?P<space>[ \t]*)print(?:[ \t]+|(?=['\"]))(?:>>[^,]*,?[ \t]*)?(?P<rest>(?![=(]).*)$", re.DOTALL
)
_EXCEPT = re.compile(r"^(\s*except\s+[\w.]+|\s*except\s*\([^()]*\))\s*,\s*(\w+)\s*:")
_EXEC = re.compile(r"^(\s*)exec\s+(?![=(])(.*?)(?:\s+in\s+(.*))?$")
_RAISE = re.compile(r"^(\s*raise\s+[\w.]+)\s*,\s*(.+)$")
_OCTAL = re.compile(r"(?<![\w.])0(?=[0-7]+\b)")
_LONG = re.compile(r"\b(\d+)[lL]\b")


class Salvaged(NamedTuple):
    """A tree, and the lines of the text that are not in it."""

    tree: ast.Module
    lost: Lines


@lru_cache(maxsize=1)
def salvage(text: str) -> Salvaged | None:
    """The tree of as much of ``text`` as can be read; None if there is next to nothing."""
    if "\0" in text:  # no Python takes it, and text after it may be anything
        return None
    lines = re.split(r"\r\n|\r|\n", text.replace("\f", " "))
    repairs = _Repairs(lines)
    for _ in range(min(_MOST_REPAIRS, _MOST_WORK // (len(text) + 1))):
        try:
            tree = _parse("\n".join(repairs.lines) + "\n")
        except SyntaxError as error:
            if not repairs.at(error):
                return None
        except (ValueError, RecursionError, MemoryError):
            return None
        else:
            return Salvaged(repairs.placed(tree), Lines.of(sorted(repairs.lost)))
    return None


class _Repairs:
    """The lines, as far as they are mended."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.lost: set[int] = set()
        self._moved = [0] * (len(lines) + 1)  # how far to the left each line was moved
        self._rewritten: set[int] = set()
        self._has_tabs = True

    def at(self, error: SyntaxError) -> bool:
        """Mend the line where the parser gave up; False if that is nowhere."""
        number: int = min(error.lineno or 0, len(self.lines))
        while number > 0 and not self.lines[number - 1].strip():
            number -= 1
        if number < 1:
            return False
        if isinstance(error, TabError) and self._expand_tabs():
            return True
        if isinstance(error, IndentationError) and self._indentation(error, number):
            return True
        if "'except' or 'finally'" in (error.msg or "") and self._open_try(number):
            return True
        if number not in self._rewritten and self._rewrite(number):
            return True
        return self._lose(number, error)

    def placed(self, tree: ast.Module) -> ast.Module:
        """The tree, with its columns as they are in the text."""
        if any(self._moved):
            for node in ast.walk(tree):
                if isinstance(node, ast.expr | ast.stmt | ast.ExceptHandler | ast.arg | ast.keyword | ast.alias):
                    node.col_offset += self._moved[node.lineno - 1]
                    node.end_col_offset = (node.end_col_offset or 0) + self._moved[(node.end_lineno or node.lineno) - 1]
        return tree

    def _indentation(self, error: IndentationError, number: int) -> bool:
        said = error.msg or ""
        if said.startswith("expected an indented block"):
            header = self._header_before(number)
            if header is None:
                return False
            self.lines[header - 1] = self.lines[header - 1].split("#")[0].rstrip() + " pass"
            return True
        return self._move(number)

    def _expand_tabs(self) -> bool:
        """Python 2 took a tab for as many spaces as lead to the next multiple of eight."""
        for at, line in enumerate(self.lines):
            space = line[: _indent(line)]
            wide = space.expandtabs(8)
            if wide != space:
                self.lines[at] = wide + line[len(space) :]
                self._moved[at] += len(space) - len(wide)
        was, self._has_tabs = self._has_tabs, False
        return was

    def _open_try(self, number: int) -> bool:
        """A ``try`` whose handlers are missing, as at the end of a fragment, is a block like any other."""
        for at in range(number, 0, -1):
            line = self.lines[at - 1]
            if line.split("#")[0].strip() == "try:":
                self.lines[at - 1] = line[: _indent(line)] + "if 1:"
                return True
        return False

    def _header_before(self, number: int) -> int | None:
        """The line that wants a block, at or above a line."""
        for at in range(number, max(0, number - 50), -1):
            code = self.lines[at - 1].split("#")[0].rstrip()
            if code.endswith(":"):
                return at
        return None

    def _move(self, number: int) -> bool:
        """Move a block that stands further right than what is above it allows."""
        here = _indent(self.lines[number - 1])
        allowed = 0
        for at in range(number - 1, 0, -1):
            above = self.lines[at - 1]
            if above.strip() and not above.lstrip().startswith("#") and _indent(above) < here:
                allowed = _indent(above) + (4 if above.split("#")[0].rstrip().endswith(":") else 0)
                break
        by = here - allowed
        if by <= 0:
            return False
        for at in range(number, len(self.lines) + 1):
            line = self.lines[at - 1]
            if line.strip():
                if _indent(line) < here:
                    break
                self.lines[at - 1] = line[by:]
                self._moved[at - 1] += by
        return True

    def _rewrite(self, number: int) -> bool:
        """A line of Python 2 as Python 3 has it."""
        self._rewritten.add(number)
        line = self.lines[number - 1]
        new = _EXCEPT.sub(r"\1 as \2:", line)
        if match := _PRINT.fullmatch(new):
            rest = match["rest"].rstrip().rstrip(",")
            new = f"{match['head']}{match['space']}print({rest})"
        if match := _EXEC.fullmatch(new):
            new = f"{match[1]}exec({match[2]}{f', {match[3]}' if match[3] else ''})"
        new = _RAISE.sub(r"\1(\2)", new)
        new = _LONG.sub(r"\1", _OCTAL.sub("0o", new)).replace("<>", "!=")
        self.lines[number - 1] = new
        return new != line

    def _lose(self, number: int, error: SyntaxError) -> bool:
        line = self.lines[number - 1]
        bare = line.strip()
        if bare in ("pass", ""):  # it was lost before: the next one, or the one before, is what disturbs
            number = self._neighbour(number)
            if number < 1:
                return False
            line, bare = self.lines[number - 1], self.lines[number - 1].strip()
        self.lost.add(number)
        space = line[: len(line) - len(line.lstrip())]
        header = re.match(r"(def|class|if|for|while|with|else|elif|try|except|finally|async)\b", bare)
        self.lines[number - 1] = (
            f"{space}if 1:" if header and bare.split("#")[0].rstrip().endswith(":") else f"{space}pass"
        )
        if "indent" in (error.msg or "") and number in self._rewritten:
            self.lines[number - 1] = ""
        return True

    def _neighbour(self, number: int) -> int:
        below = range(number + 1, min(number + 200, len(self.lines)) + 1)
        for at in chain(below, range(number - 1, max(0, number - 200), -1)):
            bare = self.lines[at - 1].strip()
            if bare and bare not in ("pass", "if 1:") and not bare.startswith("#"):
                return at
        return 0


def _parse(text: str) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(text)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
