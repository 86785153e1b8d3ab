r"""Statements by their brackets, for languages that we have no parser for, and for Python that does not parse.

Lines belong together while a ``(`` or ``[`` is open, inside a string of several lines, and after a ``\`` at the line's end.
A ``{`` counts within those when it opens a literal; where it opens the body of a function, each line of the body is a
statement again. This is a reading of the text in one pass, aware of strings and comments as far as they can be told apart
without a grammar; where it loses its way, it lets go after a few hundred lines.
"""

from __future__ import annotations

import re
from functools import cache

from aigate.lines import Span

# Formats in which brackets hold data rather than statements: a line is a line.
DATA = frozenset(["css", "dotenv", "html", "ini", "json", "markdown", "nginx", "properties", "text", "xml", "yaml"])
_HASH = frozenset(
    [
        "bash",
        "dockerfile",
        "elixir",
        "hcl",
        "julia",
        "makefile",
        "nix",
        "perl",
        "php",
        "powershell",
        "python",
        "r",
        "ruby",
        "toml",
        "cython",
    ]
)
_DASHES = frozenset(("haskell", "lua", "sql"))
_WIDE_QUOTES = frozenset(("bash", "dockerfile", "makefile", "perl", "php", "ruby", "sql"))  # "…" may span lines
_TICKS = frozenset(("go", "javascript", "kotlin", "scala", "tsx", "typescript"))  # `…` may span lines

_BEFORE_LITERAL = frozenset("([{,:=?|&+")
_PAIRS = {")": "(", "]": "[", "}": "{"}
_BODY = "body"  # on the stack: a brace whose lines are statements of their own


def group_lines(text: str, language: str | None, longest: int) -> tuple[Span, ...]:
    """For each line the span of lines that it forms one statement with."""
    count = text.count("\n") + 1
    if language in DATA:
        return tuple(Span(line, line) for line in range(1, count + 1))
    joined = _joints(text, language, longest)
    spans: list[Span] = []
    first = 1
    for line in range(1, count + 1):
        if line in joined and line < count:
            continue
        if line - first < longest:
            spans.extend([Span(first, line)] * (line - first + 1))
        else:
            spans.extend(Span(one, one) for one in range(first, line + 1))
        first = line + 1
    return tuple(spans)


def _joints(text: str, language: str | None, longest: int) -> set[int]:
    """The lines that go on in the next one."""
    stack: list[str] = []
    joined: set[int] = set()
    line, run = 1, 0
    for token in _tokens_of(language).finditer(text):
        word = token[0]
        newlines = word.count("\n")
        if word == "\n":
            if stack and stack[-1] is not _BODY:
                joined.add(line)
                run += 1
            else:
                run = 0
            if run >= longest:  # a bracket that is never closed, or a table of data
                stack.clear()
        elif newlines and token.lastgroup == "keep":
            joined.update(range(line, line + newlines))
            run += newlines
        elif word in "([":
            stack.append(word)
        elif word == "{":
            stack.append("{" if stack and _opens_literal(text, token.start()) else _BODY)
        elif word in _PAIRS:
            _close(stack, _PAIRS[word])
        line += newlines
    return joined


def _close(stack: list[str], opening: str) -> None:
    """Take off the bracket that closes, and whatever was left open within it; a stray one closes nothing."""
    wanted = (opening, _BODY) if opening == "{" else (opening,)
    for depth in range(1, min(len(stack), 50) + 1):
        if stack[-depth] in wanted:
            del stack[-depth:]
            return


def _opens_literal(text: str, at: int) -> bool:
    before = text[max(0, at - 40) : at]
    if before[-1:].isalnum() or before[-1:] in {"_", "]"}:
        return True  # Go's Config{…}: a body would have a space before it
    return before.rstrip()[-1:] in _BEFORE_LITERAL and not before.rstrip().endswith("=>")


@cache
def _tokens_of(language: str | None) -> re.Pattern[str]:
    """What matters in a language's text.

    The scan is linear whatever the text holds: repeats are possessive, what may span lines runs to the end of the text when
    nothing closes it, and a quote that is escaped outside of a string is no new beginning.
    """
    wide = language in _WIDE_QUOTES
    any_but = "[^{0}\\\\]" if wide else "[^{0}\\\\\\n]"
    escape = r"\\[\s\S]" if wide else r"\\[^\n]"
    strings = [f'"(?:{any_but.format(chr(34))}|{escape})*+"', f"'(?:{any_but.format(chr(39))}|{escape})*+'"]
    if language in {"python", "cython"}:
        strings = [
            r'"""(?:[^"\\]|\\[\s\S]|"(?!""))*+(?:"""|\Z)',
            r"'''(?:[^'\\]|\\[\s\S]|'(?!''))*+(?:'''|\Z)",
            *strings,
        ]
    if language in _TICKS:
        strings.append(r"`(?:[^`\\]|\\[\s\S])*+`")
    if language == "bash":
        strings[1] = "'[^']*+'"
    keep = "|".join([*strings, r"\\\r?\n"])
    return re.compile(rf"(?P<keep>{keep})|(?:{_comments_of(language)}|\\[^\n])|[][(){{}}\n]")


def _comments_of(language: str | None) -> str:
    if language in _HASH:
        return r"(?<![^\s;])\#[^\n]*+" if language != "php" else r"(?:\#|//)[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z)"
    if language in _DASHES:
        return r"--[^\n]*+"
    return r"//[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z)"
