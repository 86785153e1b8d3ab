"""What a line belongs to: a function with its decorators, a class, or a route; by indentation and brackets, in any language.

A unit's *own* lines are those of no unit inside it, so that a class's guards are not counted with its methods'.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aigate.late import Late

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_WIDTH = 400  # characters of a line that are looked at
_FARTHEST = 4000  # lines of one unit
_BUDGET = 1_000_000  # lines that are looked at for the ends of all units of a file
_ABOVE = 40  # lines of decorators
_INDENTED = frozenset({"python", "cython", "ruby", "elixir", "nim"})
_ROUTE = Late(
    r"^[ \t]*(?:[\w$]+(?:\.|::|->))+(?P<verb>get|post|put|patch|delete|all|use|head|options|any|route|match|handle|handlefunc|mapget|mappost|mapput|mapdelete"
    r"|query|mutation|procedure)\([ \t]*[\"'`](?P<route>[^\"'`]{1,120})[\"'`]",
    re.IGNORECASE,
)
_WORDS = r"(?:(?:export|default|public|private|protected|internal|static|final|abstract|async|override|open|virtual|sealed|partial|suspend|inline|unsafe|extern|pub(?:\([a-z]+\))?|const|data|readonly|synchronized)[ \t]+){0,6}"
_NOT_NAMES = frozenset(
    [
        "if",
        "for",
        "while",
        "switch",
        "catch",
        "return",
        "new",
        "throw",
        "else",
        "do",
        "try",
        "with",
        "await",
        "yield",
        "foreach",
        "lock",
        "using",
        "fixed",
        "unless",
        "until",
        "match",
        "super",
        "this",
        "function",
    ]
)
_DEFINITION = Late(
    rf"^[ \t]*{_WORDS}(?:(?:async[ \t]+)?(?:def|class|module|function\*?|func|fun|fn|interface|struct|trait|impl|object|record|enum)[ \t]+(?:\([^)\n]{{0,80}}\)[ \t]*)?(?:self\.)?(?P<name>[\w$.:]+[?!]?)"
    rf"|(?:const|let|var)[ \t]+(?P<arrow>[\w$]+)[^=\n]{{0,80}}=[ \t]*(?:async[ \t]*)?(?:\([^\n]*=>|function\b|[\w$]+[ \t]*=>|\([ \t]*$))"
)
# In languages with braces: a method of a class, with its types before it or none.
_METHOD = Late(
    rf"^[ \t]*{_WORDS}(?P<types>(?:[\w<>\[\],.?:&*]{{1,60}}[ \t]+){{0,3}})(?P<method>[\w$#]{{1,80}})[ \t]*\((?P<rest>[^;\n]*)$"
)
_DECORATION = Late(r"^\s*(?:@|#\[|\[\w|#|//|/?\*|\"\"\"|'''|\)|\]|$)")


_IS_TEST = Late(
    r"#\[(?:\w+::)?test\b|#\[cfg\(test\)|^\s*@(?:Test|ParameterizedTest)\b|\[(?:Fact|Theory|Test|TestMethod)\b"
)


@dataclass(eq=False)
class Unit:
    """A part of a file with a name."""

    name: str
    start: int  # its first decorator
    head: int  # where it is defined
    end: int
    own: list[int] = field(default_factory=list)
    parent: Unit | None = None


class Units:
    """The units of a file, and which of them each line belongs to."""

    def __init__(self, lines: Sequence[str], language: str | None) -> None:
        self.lines = [line[:_WIDTH] for line in lines]
        self._left = _BUDGET
        self.module = Unit("", 1, 1, len(lines))
        self._at: list[Unit] = [self.module] * (len(lines) + 1)
        self.all = self._found(language in _INDENTED)
        self._named: dict[str, list[Unit]] = {}
        for unit in self.all:
            self._named.setdefault(unit.name, []).append(unit)
        for unit in sorted(self.all, key=lambda one: (one.start, -one.end)):
            unit.parent = self._at[unit.start]
            self._at[unit.start : unit.end + 1] = [unit] * (min(unit.end, len(lines)) - unit.start + 1)
        for line in range(1, len(lines) + 1):
            self._at[line].own.append(line)

    def at(self, line: int) -> Unit:
        """The innermost unit that a line belongs to."""
        return self._at[line] if 0 < line < len(self._at) else self.module

    def is_test(self, unit: Unit) -> bool:
        """Whether it is a test, or lies among tests, in a file of code."""
        return any(
            one.name.lower().startswith("test")
            or any(_IS_TEST.made.search(line) for line in self.lines[one.start - 1 : one.head])
            for one in self.around(unit)
        )

    def named(self, name: str) -> list[Unit]:
        """Every unit of a name."""
        return self._named.get(name, [])

    def around(self, unit: Unit) -> Iterator[Unit]:
        """A unit and those that it lies in, but for the file itself."""
        while unit.parent:
            yield unit
            unit = unit.parent

    def code(self, unit: Unit) -> Counter[str]:
        """The words of a unit's own lines, blind to white space."""
        texts = ("".join(self.lines[line - 1].split()) for line in unit.own)
        return Counter(text for text in texts if len(text) > 1)

    def _found(self, indented: bool) -> list[Unit]:
        units = []
        for number, line in enumerate(self.lines, 1):
            if name := _name(line, indented=indented):
                end = self._end_by_indent(number) if indented else self._end_by_brackets(number)
                units.append(Unit(name, self._first(number), number, end))
        return units

    def _first(self, head: int) -> int:
        """The first of the decorators, attributes and comments right above."""
        first = head
        depth = 0
        while first > 1 and head - first < _ABOVE:
            line = self.lines[first - 2]
            depth += line.count(")") + line.count("]") - line.count("(") - line.count("[")
            if not line.strip() or (depth <= 0 and not _DECORATION.made.match(line)):
                break
            first -= 1
        return first

    def _below(self, number: int) -> Iterator[int]:
        """The lines from one on in which a unit may end; fewer where a hostile file has many that never do."""
        for below in range(number, min(len(self.lines), number + _FARTHEST) + 1):
            if self._left <= 0:
                return
            self._left -= 1
            yield below

    def _end_by_indent(self, head: int) -> int:
        indent = _indent(self.lines[head - 1])
        last = head
        for number in self._below(head + 1):
            line = self.lines[number - 1]
            if not line.strip():
                continue
            if _indent(line) <= indent and not line.lstrip().startswith((")", "]", "}")):
                return number if line.strip() == "end" else last
            last = number
        return last

    def _end_by_brackets(self, head: int) -> int:
        depth = 0
        for number in self._below(head):
            line = self.lines[number - 1]
            opened = sum(map(line.count, "({["))
            depth += opened - sum(map(line.count, ")}]"))
            text = line.rstrip()
            if depth <= 0 and (opened or number > head) and (text.endswith(("}", ";", ")", "},")) or number > head + 3):
                return number
        return head


def _name(line: str, *, indented: bool) -> str:
    if line.lstrip().startswith(("#", "//", "*", "/*")):
        return ""
    if route := _ROUTE.made.match(line):
        return f"{route['verb'].lower()} {route['route']}"
    if found := _DEFINITION.made.match(line):
        return found["name"] or found["arrow"] or ""
    return "" if indented else _method(line)


def _method(line: str) -> str:
    found = _METHOD.made.match(line)
    if not found or found["method"] in _NOT_NAMES or not _NOT_NAMES.isdisjoint(found["types"].split()):
        return ""
    rest = found["rest"].rstrip()
    is_open = rest.endswith("{") or (bool(found["types"]) and (rest.endswith((")", ",")) or not rest))
    return found["method"] if is_open and ("=" not in found["types"]) else ""


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
