"""The comments of a file, in whatever language: enough to tell a marker in a comment from one in a string.

There is no parser here, and no need of one: a comment counts where its leader is the first thing on a line, or inside a
block comment that was opened so. Only Python's triple-quoted strings are told apart from code, since templates in them look
just like comments. Where in doubt a line is taken for a comment: too much is audited rather than too little.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from aigate.lines import Lines

WIDTH = 500  # characters of a comment that are looked at

# Openers that mean the same wherever they are the first thing on a line, the longer before the shorter.
_BLOCKS = (
    ("<!--", "-->"),
    ("{{!--", "--}}"),
    ("{{/*", "*/}}"),
    ("{/*", "*/}"),
    ("/*", "*/"),
    ("<%--", "--%>"),
    ("<%#", "%>"),
    ("<#--", "-->"),
    ("{# ", "#}"),
    ("{#-", "#}"),
)
_ML, _HASKELL, _LISP = (("(*", "*)"),), (("{-", "-}"),), (("#|", "|#"),)
_BLOCKS_OF = {
    **dict.fromkeys(("ml", "mli", "mll", "mly", "fs", "fsi", "fsx", "sml", "sig", "wl", "applescript", "v"), _ML),
    **dict.fromkeys(("pas", "pp", "dpr", "inc"), (*_ML, ("{", "}"))),
    **dict.fromkeys(("hs", "lhs", "elm", "purs", "idr", "agda", "dhall"), _HASKELL),
    **dict.fromkeys(("lisp", "lsp", "cl", "scm", "rkt", "el"), _LISP),
    **dict.fromkeys(("ps1", "psm1", "psd1"), (("<#", "#>"),)),
    **dict.fromkeys(("cshtml", "razor"), (("@*", "*@"),)),
    **dict.fromkeys(("pl", "pm", "t", "pod"), (("=pod", "=cut"), ("=begin", "=cut"), ("=head1", "=cut"))),
    "lua": (("--[[", "]]"), ("--[=[", "]=]")),
    "sql": (("/*", "*/"),),
    "rb": (("=begin", "=end"),),
    "jl": (("#=", "=#"),),
    "nim": (("#[", "]#"),),
    "cmake": (("#[[", "]]"),),
    "m": (("%{", "%}"),),
    "d": (("/+", "+/"),),
    "coffee": (("###", "###"),),
}
_CLOSERS_ON_LINE = (
    "-->",
    "--}}",
    "*/}}",
    "*/}",
    "*/",
    "--%>",
    "%>",
    "#}",
    "*)",
    "-}",
    "#>",
    "*@",
    "|#",
    "=#",
    "]#",
    "]]",
    "%}",
    "+/",
)
# All that can end a comment, on its line or not.
CLOSERS = frozenset(
    {*_CLOSERS_ON_LINE, *(closer for blocks in (_BLOCKS, *_BLOCKS_OF.values()) for _, closer in blocks)}
)
_LEADER = re.compile(
    r"(?:<!--+|\{\{!--|\{\{/\*+|\{/\*+|/\*+|<%--|<%#|<#--|\{#-?|\(\*+|\{-+|<#|@\*|#\||#=|#\[\[?|--\[=*\[|%\{|/\++"
    r"|//+|#+|--+|;+|%+|!+|\*+|::|@?rem(?![\w.(=])|dnl(?!\w)|\.\\\"|\[(?://|comment)\]:\s*#\s*\(?|\.\.(?!\.)|⍝|\\(?=\s))!?[ \t]*",
    re.IGNORECASE,
)
_LEADING = frozenset("<{/(@#=-%;!*:rRdD.[⍝\\")  # what a leader begins with: most lines of code do not
_QUOTE_LEADERS = {
    **dict.fromkeys(("vb", "vbs", "bas", "cls", "frm", "brs", "vba"), "'"),
    **dict.fromkeys(("vim", "vimrc"), '"'),
}
_PROSE = frozenset({"md", "markdown", "mdx", "qmd", "rmd"})
_PROSE_LEADERS = ("<!--", "{/*", "[//]:", "[comment]:")
_FENCE = re.compile(r" {0,3}(?:```|~~~)")
_PYTHON = frozenset({"py", "pyi", "pyx", "pxd", "pyw", "bzl"})
_STRING = re.compile(r"#[^\n]*|\"\"\"|'''|\"(?:\\.|[^\"\\\n])*+\"|'(?:\\.|[^'\\\n])*+'", re.DOTALL)
_STRING_END = {
    '"""': re.compile(r'(?:[^\\"]|\\.|"(?!""))*+"""', re.DOTALL),
    "'''": re.compile(r"(?:[^\\']|\\.|'(?!''))*+'''", re.DOTALL),
}


@dataclass(frozen=True, slots=True)
class Comment:
    """What a comment says on one line, without its leader and its end. ``after``: what follows a block's end there."""

    line: int
    text: str
    after: str = ""
    is_docstring: bool = False


def suffix_of(path: str) -> str:
    """The file type a path speaks of, in lower case: ``py`` of ``a/B.PY``, ``vimrc`` of ``.vimrc``."""
    name = PurePosixPath(path).name.lower()
    return name.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class Layout:
    """A file's comments by their lines, and the lines that are neither comment nor code: strings, fences, prose."""

    comments: dict[int, Comment]
    quoted: frozenset[int]


def layout_of(lines: list[str], path: str) -> Layout:
    """Tell every line that begins with a comment, or lies in one, from what is quoted."""
    suffix = suffix_of(path)
    strings, docstrings = _python_strings("\n".join(lines)) if suffix in _PYTHON else (frozenset(), frozenset())
    quoted = strings | _fenced(lines) if suffix in _PROSE else strings
    reader = _Reader(suffix)
    comments: dict[int, Comment] = {}
    for number, line in enumerate(lines, 1):
        start = line.lstrip()
        if number in quoted or not start:
            continue
        if number in docstrings:
            comments[number] = Comment(number, start[:WIDTH].lstrip("rRuUbB").strip("\"' \t"), is_docstring=True)
        elif comment := reader.read(number, start):
            comments[number] = comment
    if suffix in _PROSE:
        quoted = frozenset(range(1, len(lines) + 1)) - comments.keys()
    return Layout(comments, quoted)


class _Reader:
    """Reads lines that are not blank, one by one; remembers which block comment is open."""

    def __init__(self, suffix: str) -> None:
        self.blocks = (*_BLOCKS_OF.get(suffix, ()), *_BLOCKS)
        self.quote = _QUOTE_LEADERS.get(suffix)
        self.firsts = _LEADING | {opener[0] for opener, _ in self.blocks} | set(self.quote or "")
        self.leaders = _PROSE_LEADERS if suffix in _PROSE else ()
        self.closer: str | None = None

    def read(self, number: int, start: str) -> Comment | None:
        """The comment that a line, given without its indentation, begins with or lies in."""
        if self.closer:
            inside, found, after = start.partition(self.closer)
            self.closer = None if found else self.closer
            return Comment(number, _bare(inside), after[:WIDTH].strip())
        if start[0] not in self.firsts:
            return None
        if self.leaders and not start.lower().startswith(self.leaders):
            return None
        opened = next((block for block in self.blocks if start.startswith(block[0])), None)
        if opened and opened[1] not in start[len(opened[0]) :]:
            self.closer = opened[1]
        text = self._led(start)
        return Comment(number, *_cut(text)) if text is not None else None

    def _led(self, start: str) -> str | None:
        """The text behind a comment leader; None if the line does not begin with one."""
        leader = _LEADER.match(start)
        if leader:
            return start[leader.end() : leader.end() + WIDTH]
        return start[1 : WIDTH + 1] if self.quote and start.startswith(self.quote) else None


def _bare(text: str) -> str:
    """A line inside a block comment, without the star or bar that many put at its beginning."""
    return text[:WIDTH].lstrip("*#|-;% \t").rstrip()


def _cut(text: str) -> tuple[str, str]:
    """The comment, and what follows the earliest end of one."""
    ends = [(at, closer) for closer in _CLOSERS_ON_LINE if (at := text.find(closer)) >= 0]
    if not ends:
        return text.rstrip(), ""
    at, closer = min(ends)
    return text[:at].rstrip(), text[at + len(closer) :].strip()


def _fenced(lines: list[str]) -> frozenset[int]:
    fences = [number for number, line in enumerate(lines, 1) if _FENCE.match(line)]
    return frozenset(Lines(zip(fences[0::2], fences[1::2], strict=False)))


def _python_strings(text: str) -> tuple[frozenset[int], frozenset[int]]:
    """The lines inside triple-quoted strings that are values, and the lines of those that stand alone: docstrings."""
    values: list[tuple[int, int]] = []
    alone: list[tuple[int, int]] = []
    at, line = 0, 1
    while token := _STRING.search(text, at):
        line += text.count("\n", at, token.start())
        end = token.end()
        closing = _STRING_END[token[0]].match(text, end) if token[0] in _STRING_END else None
        if closing:
            first, end = line, closing.end()
            last = first + text.count("\n", token.start(), end)
            before = text[text.rfind("\n", 0, token.start()) + 1 : token.start()].strip().lower()
            if before in ("", "r", "u", "b", "br", "rb"):
                alone.append((first, last))
            elif last > first:
                values.append((first + 1, last))
        line += text.count("\n", token.start(), end)
        at = end
    return frozenset(Lines(values)), frozenset(Lines(alone))
