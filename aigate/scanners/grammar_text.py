"""Text as a grammar can take it: what would kill the parser is refused, and templates are blanked out of YAML.

Some tree-sitter grammars keep a stack of fixed size and abort the whole process when a file fills it, which nothing in
Python can catch; so such files are recognised beforehand, with room to spare. And one line of Go template in a YAML file
(Helm) keeps the parser from seeing any structure at all; so directives are replaced, character by character, by something
that is valid YAML and no literal, and every line and column stays where it was. In the same way the HTML around PHP is blanked out, for the
grammar knows PHP alone.
"""

from __future__ import annotations

import re

from aigate.lines import Lines, Span

# The stacks overflow at 254 (yaml), 512 (kotlin) and 250 (ruby).
_MAX_COLUMNS = 120
_MAX_BRACES = 300
_RUBY_HEREDOC = re.compile(r"<<[~-]?[\"'`]?\w{200}")
_BRACE = re.compile(r"[{}]")
_YAML_START = re.compile(r"\s*(?:[-?](?=\s|$)\s*)*")
_ACTION = re.compile(r"(?<!\$)\{\{[^{}\n]*\}\}")
_COMMENT = re.compile(r"\{\{-?\s?/\*(?:(?!\*/)[\s\S]){0,20000}\*/\s?-?\}\}")
_NOT_LINE_FEED = re.compile(r"[^\n]")
_PHP = re.compile(
    r"""(?P<open><\?(?:php\b|=|(?!xml\b)))
    (?P<code>(?:
        [^'"/#?]++
        | '(?:[^'\\]|\\.)*+(?:'|\Z) | "(?:[^"\\]|\\.)*+(?:"|\Z)
        | /\*(?:[^*]|\*(?!/))*+(?:\*/|\Z) | (?://|\#)(?:[^\n?]|\?(?!>))*+
        | /(?![/*]) | \?(?!>)
    )*+)
    (?P<close>\?>)?""",
    re.DOTALL | re.IGNORECASE | re.VERBOSE,
)


def fatal_lines(text: str, language: str) -> Lines | None:
    """The line from which on this text would crash the parser, to the end; None if it would not."""
    if language == "yaml":
        line = _deep_yaml(text)
    elif language == "kotlin":
        line = _deep_braces(text, _MAX_BRACES)
    elif language == "ruby" and (found := _RUBY_HEREDOC.search(text)):
        line = text.count("\n", 0, found.start()) + 1
    else:
        line = 0
    return Lines([Span(line, text.removesuffix("\n").count("\n") + 1)]) if line else None


def without_templates(text: str) -> str:
    """YAML with its Go template directives blanked: lines that hold nothing else become empty, values become ``$___$``."""
    if "{{" not in text:
        return text
    text = _COMMENT.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    return "\n".join(_blank(line) if "{{" in line else line for line in text.split("\n"))


def without_html(text: str) -> str:
    """PHP alone, every line and column in its place: HTML becomes blanks, `<?=` an `echo` where there is room for one."""
    if "<?" not in text or ("?>" not in text and text.lstrip().startswith("<?")):
        return text
    out: list[str] = []
    end = 0
    for part in _PHP.finditer(text):
        html = _blanks(text[end : part.start()])
        code = part["code"]
        if part["open"] != "<?=":
            out.append(html + " " * len(part["open"]) + code)
        elif code[:1] not in ("$", "(", "'", '"', " "):
            out.append(html + "   " + code)
        elif html.endswith(" "):
            out.append(html[:-1] + "echo" + code)
        else:
            out.append(html + ("echo" + code[1:] if re.match(r" [$('\"]", code) else "   " + code))
        out.append(" ;" if part["close"] else "")
        end = part.end()
    return "".join(out) + _blanks(text[end:])


def _blanks(text: str) -> str:
    return _NOT_LINE_FEED.sub(" ", text)


def _blank(line: str) -> str:
    rest = _ACTION.sub("", line)
    if rest == line:
        return line
    if not rest.strip():
        return " " * len(line)
    return _ACTION.sub(lambda match: f"${'_' * (len(match[0]) - 2)}$", line)


def _deep_yaml(text: str) -> int:
    """The first line at which more levels than allowed could be open; 0 if there is none.

    A level begins at a column, and at most two (a mapping, a list) begin at the same one: so the columns at which anything
    begins in the whole file are counted, which no trick with comments or quotes can make too few.
    """
    columns: set[int] = set()
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        end = _begin(line)
        columns.update(index for index in range(end) if line[index] in "-?")
        columns.add(end)
        if len(columns) > _MAX_COLUMNS:
            return number
    return 0


def _begin(line: str) -> int:
    """The column of the first thing after indentation, dashes and question marks."""
    start = _YAML_START.match(line)
    return start.end() if start else 0


def _deep_braces(text: str, most: int) -> int:
    """The first line with more than ``most`` braces open; 0 if there is none."""
    depth = 0
    for brace in _BRACE.finditer(text):
        depth = depth + 1 if brace[0] == "{" else max(depth - 1, 0)
        if depth > most:
            return text.count("\n", 0, brace.start()) + 1
    return 0
