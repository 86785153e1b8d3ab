r"""A shell command as the simple commands that it is made of: a tolerant reader, which runs nothing and expands little.

It is read to see what a command would do, not to do it, so it errs towards seeing more: both sides of ``||``, both branches of
``if``, what is substituted, what is fed to a shell. Quotes are taken off, here-documents are data, and variables that the same
text has set are put in. What a variable of the environment or a script on disk holds cannot be known here.
"""

from __future__ import annotations

import re
from typing import NamedTuple

LONGEST = 1 << 20  # characters that are read; beyond them a command is not a command any more
_DEEPEST = 24
_MOST_WORDS = 5000  # of one command
_MOST_COMMANDS = 5000
_LONGEST_VALUE = 4096  # of a variable that is put in: values made of values double at every step
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_ASSIGNMENT = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)\+?=(.*)", re.DOTALL)
_REDIRECTION = re.compile(r"(?:&>>?|\d*(?:>>|>\||>&|<<<|<<-?|<&|<>|>|<))")
_PLAIN = re.compile(r"[^\s'\"\\$`;&|()<>#]+")
_IN_QUOTES = re.compile(r'[^"\\$`]+')
_ENDS = " \t\r\n;&|()<>"
RESERVED = frozenset(
    {"if", "then", "else", "elif", "do", "while", "until", "!", "{", "}", "fi", "done", "time", "coproc", "&", "esac"}
)
_SINGLE_OPERATORS = "\n;&|"

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


class Simple(NamedTuple):
    """One simple command, as it stands: nothing unwrapped yet."""

    words: tuple[str, ...] = ()
    settings: tuple[tuple[str, str], ...] = ()  # NAME=value before it
    writes: tuple[tuple[str, bool], ...] = ()  # files that its output is redirected to, and whether it is appended
    stdin: str = ""  # a here-document or here-string
    group: int = 0  # which subshell it runs in: a change of folder there ends there
    piped: bool = False  # it reads what the command before it prints


class TangleError(Exception):
    """Nested deeper, or longer, than anybody writes."""


def simple_commands(text: str, variables: Mapping[str, str] | None = None) -> list[Simple]:
    """Every simple command in a text, in order; those in substitutions before the command that they are part of."""
    reader = _Reader(text[:LONGEST], variables or {})
    reader.read_list("", 0)
    return reader.found


class _Reader:
    def __init__(self, text: str, variables: Mapping[str, str]) -> None:
        self.text = text
        self.at = 0
        self.found: list[Simple] = []
        self._variables = dict(variables)
        self._groups = 0

    # ---------------------------------------------------------------- commands

    def read_list(self, end: str, depth: int, group: int = 0) -> None:
        """Commands up to and with the unquoted character ``end``, or up to the end of the text."""
        if depth > _DEEPEST:
            raise TangleError
        command = _Draft(group)
        while self.at < len(self.text):
            here = self.text[self.at]
            if here == end and not (here == ")" and command.is_pattern):
                self.at += 1
                break
            redirection = _REDIRECTION.match(self.text, self.at)
            if redirection:
                self._redirect(command, redirection[0], depth)
            elif here in _SINGLE_OPERATORS + "()":
                command = self._operator(command, here, depth)
            elif here in " \t\r":
                self.at += 1
            elif here == "#":
                self.at = self._find("\n", self.at)
            else:
                command.words += self._word(depth)
        self._finish(command)

    def _operator(self, command: _Draft, operator: str, depth: int) -> _Draft:
        """End a command at an operator; the next one."""
        self.at += 1
        if operator == "\n" and command.heredocs:
            self._read_bodies(command, depth)
        self._finish(command)
        if operator == "(":
            self._groups += 1
            self.read_list(")", depth + 1, self._groups)
        is_pipe = operator == "|" and "||" not in self.text[max(0, self.at - 2) : self.at + 1]
        following = _Draft(command.group, is_piped=is_pipe)
        following.cases = command.cases_after(operator)
        following.breaks = operator == ";" and self.text[self.at - 2 : self.at] == ";;"
        return following

    def _finish(self, draft: _Draft) -> None:
        if len(draft.words) > _MOST_WORDS or len(self.found) > _MOST_COMMANDS:
            raise TangleError
        settings: list[tuple[str, str]] = []
        start = next((at for at, word in enumerate(draft.words) if word not in RESERVED), 0)
        for word in draft.words[start:]:
            if not (found := _ASSIGNMENT.fullmatch(word)):
                break
            settings.append((found[1], found[2]))
        words = draft.words[start + len(settings) :]
        if not words:
            self._variables.update(settings)
        elif words[0] in ("export", "declare", "local", "readonly", "typeset"):
            self._variables.update((found[1], found[2]) for word in words if (found := _ASSIGNMENT.fullmatch(word)))
        if words or settings or draft.writes:
            self.found.append(
                Simple(tuple(words), tuple(settings), tuple(draft.writes), draft.stdin, draft.group, draft.is_piped)
            )

    def _redirect(self, draft: _Draft, operator: str, depth: int) -> None:
        self.at += len(operator)
        kind = operator.lstrip("0123456789")
        if self.text.startswith("(", self.at) and kind in "<>":  # process substitution
            self.at += 1
            self.read_list(")", depth + 1)
            draft.words.append("/dev/fd/63")
            return
        self._skip_blanks()
        start = self.at
        target = "".join(self._word(depth)) if self.text[self.at : self.at + 1] not in _ENDS else ""
        if kind in ("<<", "<<-"):
            quoted = any(mark in self.text[start : self.at] for mark in "'\"\\")
            draft.heredocs.append((target, kind == "<<-", quoted))
        elif kind == "<<<":
            draft.stdin += target + "\n"
        elif ">" in kind and target and not (kind == ">&" and (target.isdigit() or target == "-")):
            draft.writes.append((target, kind.endswith(">>")))

    def _read_bodies(self, draft: _Draft, depth: int) -> None:
        for delimiter, dedented, quoted in draft.heredocs:
            lines: list[str] = []
            while self.at < len(self.text):
                end = self._find("\n", self.at)
                line = self.text[self.at : end]
                self.at = end + 1
                bare = line.removesuffix("\r")
                if (bare.lstrip("\t") if dedented else bare) == delimiter:
                    break
                lines.append(line)
            body = "\n".join(lines) + "\n"
            draft.stdin += body
            if not quoted and ("$(" in body or "`" in body):
                inner = _Reader(body, self._variables)
                inner.read_quoted("", depth + 1)
                self.found += inner.found
        draft.heredocs = []

    # ---------------------------------------------------------------- words

    def _word(self, depth: int) -> list[str]:
        """One word, or as many as an unquoted variable of this text makes of it."""
        word, is_quoted = "", False
        more: list[str] = []
        while self.at < len(self.text):
            plain = _PLAIN.match(self.text, self.at)
            if plain:
                word += plain[0]
                self.at = plain.end()
                continue
            here = self.text[self.at]
            if here in _ENDS:
                break
            if here in "'\"" or self.text[self.at : self.at + 2] in ("$'", '$"'):
                word += self._quoted(depth)
                is_quoted = True
            elif here == "\\":
                following = self.text[self.at + 1 : self.at + 2]
                word += "" if following == "\n" else following
                self.at += 2
            elif here in "$`":
                value = self._expansion(depth)
                parts = value.split()
                if len(parts) > 1:
                    more += [word + parts[0], *parts[1:-1]]
                    word = parts[-1]
                else:
                    word += value
            else:
                word += here
                self.at += 1
        return [*more, word] if word or is_quoted or more else []

    def _quoted(self, depth: int) -> str:
        """A quoted part of a word: ``'…'``, ``"…"``, ``$'…'``."""
        is_ansi = self.text.startswith("$'", self.at)
        self.at += self.text[self.at] == "$"
        if is_ansi:
            return self._ansi()
        if self.text[self.at] == '"':
            self.at += 1
            return self.read_quoted('"', depth)
        end = self._find("'", self.at + 1)
        inner = self.text[self.at + 1 : end]
        self.at = end + 1
        return inner

    def read_quoted(self, end: str, depth: int) -> str:
        """The inside of double quotes, or of a here-document, where ``end`` is ""."""
        if depth > _DEEPEST:
            raise TangleError
        value = ""
        while self.at < len(self.text):
            plain = _IN_QUOTES.match(self.text, self.at)
            if plain:
                value += plain[0]
                self.at = plain.end()
                continue
            here = self.text[self.at]
            if here == end:
                self.at += 1
                break
            if here == "\\":
                following = self.text[self.at + 1 : self.at + 2]
                value += "" if following == "\n" else following if following in '"\\$`' else here + following
                self.at += 2
            elif here in "$`":
                value += self._expansion(depth)
            else:
                value += here
                self.at += 1
        return value

    def _expansion(self, depth: int) -> str:
        """What a ``$`` or a backquote stands for: a variable of this text, else its own spelling."""
        if self.text[self.at] == "`":
            end = self._backquote()
            inner = _Reader(self.text[self.at + 1 : end].replace("\\`", "`"), self._variables)
            inner.read_list("", depth + 1)
            self.found += inner.found
            self.at = end + 1
            return "$()"
        following = self.text[self.at + 1 : self.at + 2]
        if following == "(":
            self.at += 2
            self._groups += 1
            self.read_list(")", depth + 1, self._groups)
            return "$()"
        if following == "{":
            end = self._find("}", self.at)
            spelled = self.text[self.at : end + 1]
            self.at = end + 1
            return self._value(spelled[2:-1], spelled)
        name = _NAME.match(self.text, self.at + 1)
        spelled = "$" + name[0] if name else "$"
        self.at += len(spelled)
        return self._value(spelled[1:], spelled)

    def _value(self, name: str, spelled: str) -> str:
        value = self._variables.get(name, spelled)
        return value if len(value) <= _LONGEST_VALUE else spelled

    def _ansi(self) -> str:
        end = self.at + 1
        while end < len(self.text) and self.text[end] != "'":
            end += 2 if self.text[end] == "\\" else 1
        inner = self.text[self.at + 1 : end]
        self.at = end + 1
        return re.sub(r"\\x([0-9A-Fa-f]{1,2})", lambda code: chr(int(code[1], 16)), inner).replace("\\'", "'")

    def _backquote(self) -> int:
        end = self.at + 1
        while end < len(self.text) and self.text[end] != "`":
            end += 2 if self.text[end] == "\\" else 1
        return min(end, len(self.text))

    def _find(self, mark: str, start: int) -> int:
        found = self.text.find(mark, start)
        return len(self.text) if found < 0 else found

    def _skip_blanks(self) -> None:
        while self.text[self.at : self.at + 1] in (" ", "\t"):
            self.at += 1


class _Draft:
    """A command while it is read."""

    def __init__(self, group: int, *, is_piped: bool = False) -> None:
        self.group = group
        self.is_piped = is_piped
        self.words: list[str] = []
        self.writes: list[tuple[str, bool]] = []
        self.cases = 0  # how many "case" are open around it
        self.breaks = False  # it follows ";;", so that a pattern stands here
        self.heredocs: list[tuple[str, bool, bool]] = []  # delimiter, without leading tabs, quoted
        self.stdin = ""

    @property
    def is_pattern(self) -> bool:
        """Whether what was read so far ends, at a closing bracket, in a pattern of ``case``."""
        return self.words[:1] == ["case"] or (self.cases > 0 and self.breaks and self.words[:1] != ["esac"])

    def cases_after(self, operator: str) -> int:
        """How many ``case`` are open behind it."""
        opened = operator == ")" and self.words[:1] == ["case"]
        return max(0, self.cases + opened - self.words.count("esac"))
