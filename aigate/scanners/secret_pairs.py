"""A name that says secret, and the value that it is given, however the two are written.

One reader for all languages: a name, what closes it, what joins it to its value, and the value. Assignments, keyword
arguments, entries of mappings, headers, flags, elements and attributes of XML, types in between, values on the next line,
and names and values that stand side by side as values of ``name`` and ``value``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# The parts of names that start a search; what the whole name says is looked at later.
NAMING = (
    "passw", "passphrase", "passcode", "pwd", "_pass", "pass_", "secret", "token", "credential", "creds", "bearer", "auth", "salt",
    "pepper", "key", "senha", "contrase", "kennwort", "wachtwoord", "motdepasse", "mot_de_passe", "haslo", "parola", "_pw", "pw =", "pw=", "pw:", 'pw"', "pw'",
    "jwt", "_pat", "\u5bc6\u7801", "\u53e3\u4ee4", "\u043f\u0430\u0440\u043e\u043b\u044c", "\u30d1\u30b9\u30ef\u30fc\u30c9", "pass=", "pass ", 'pass"', "pass'", "pass:",
)  # fmt: skip
_HINT = re.compile(
    "|".join(map(re.escape, sorted({word.rstrip("= \"':") for word in NAMING}, key=len, reverse=True))), re.IGNORECASE
)
_LEFT = re.compile(r"(?:(?<=[\"'])\w{1,30}::?)?[\w$.-]{0,60}\Z")
_RIGHT = re.compile(r"[\w$.-]{0,60}+")

_CLOSE = re.compile(r"""(?:\\{0,3}["'`]|&quot;|&\#34;|\]|\[\d{0,4}\]|\)|\*){0,4}""", re.VERBOSE)
_TYPE = re.compile(
    r"\s{0,4}(?::\s{0,3}[A-Za-z&'\[(][\w.<>\[\],'&|? ()]{0,40}?|\s[A-Za-z\[*&][\w.\[\]*&]{0,30}(?=\s))\s{0,4}(?==[^=>])"
)
_JOIN = re.compile(
    r"\s{0,60}(?P<join>:{0,3}={1,3}|!==?|=>|[.?+]=|\|\|=?|\?\?=?|\?:|:-|%3[Dd]|::?|->|<-|,|\(|or\b)(?:\s{0,60}|&nbsp;)"
)
_WRAP = re.compile(
    r"[Ff]ield\(\s{0,8}(?:default\s{0,3}=\s{0,3})?|(?:(?:&|new\s{1,3})?(?:String|str|bytes|bytearray|\[\]byte|Buffer|SecretStr|Secret|SecretString|Some|Optional|to_bytes|b64decode|"
    r"base64\.b64decode|bytes\.fromhex|hex\.DecodeString|(?:System\.Text\.)?Encoding\.\w{3,8}\.GetBytes|b64encode|encode|strdup|cstr|NSString|wstring|string|std::string|SecureString|Ok|Text|unicode|u8|to_string)"
    r"(?:::from|\.from|\.of|\.new)?\s?\(\s{0,8}){0,2}"
)
CHOICE = re.compile(r"""\?\s{0,8}["'`]$""")  # passed ? "pass" : "error" gives nothing to "pass"
_OPEN = re.compile(r"""[@$frbuLRFBUN]{0,2}\#?(?P<quote>\\{0,3}(?:\"\"\"|'''|["'`])|&quot;|&\#34;)""", re.VERBOSE)
_BARE = re.compile(r"[^\s'\"`;,&|<>()\[\]{}\\]{4,400}+")
_FLAG = re.compile(r"(?<![\w-])--?\Z")
_DEFINE = re.compile(r"\s*[#%]\s*(?:define|global)\s")
_SPACED = re.compile(r"[ \t]{1,40}")
_VALUE_KEY = re.compile(
    r"""[\s,]{1,40}(?:\\?["'])?(?:[Vv]alue|VALUE|stringValue|default|content)(?:\\?["'])?\s{0,8}[:=]{1,2}>?\s{0,8}"""
)
_ELEMENT = re.compile(r"""(?:["'][^<>]{0,80})?(?:</key>\s*<string)?>\s{0,40}""")
_CONTENT = re.compile(r"(?:<!\[CDATA\[)?(?P<value>[^\s<>]{3,400}+)\s*(?:\]\]>|</|$)")
_DEFAULT = re.compile(r"""\bdefault(?:_value|Value)?\s{0,4}[:=(]\s{0,4}(?=[@frbu]?["'`])""")
_NEXT = re.compile(r"\s*(?:[-+.]\s?)?")
_CONTINUED = re.compile(r"\s*[\\(]?\s*$")
LOOKAHEAD = 6  # lines below a name in which its value may stand

# What follows a literal that is only a part of the value.
_GOES_ON = re.compile(r"\s{0,8}(?:\+|%(?!\s*[>\"'])|\.\s?(?:format|replace|concat|join)\b|\.\s*\$)")
_INTERPOLATED = re.compile(r"\$?\{[^}]*\}|#\{|\$\w|%\(")

# What may be the value, or a part of the way to it, of a name on a line above: such a line means nothing by itself.
JOINT = re.compile(
    r"""\s*(?:[-+.]\s?)?(?:(?:\\?["'])?(?:[Vv]alue|default|stringValue)\b|[@frbuFRBU]{0,2}["'`]|<string>|[^\s<>]{6,}\s*$)"""
)


class Pair(NamedTuple):
    """A value and the name that it is given. ``line`` counts from the name's own: 0, or 1 and more below it."""

    name: str
    line: int
    start: int
    end: int
    quoted: bool = True
    sure: bool = True  # whether this can hardly be anything but a value of that name


def pairs(lines: Sequence[str], number: int, *, bare: bool, markup: bool) -> Iterator[Pair]:
    """Every pair whose name stands on a line. ``bare``: values may lack quotes; ``markup``: tags hold values."""
    line = lines[number - 1]
    past = 0
    for hint in _HINT.finditer(line):
        if hint.start() < past:
            continue
        start = hint.start() - len(_LEFT.search(line[max(0, hint.start() - 60) : hint.start()])[0])  # type: ignore[index]
        end = _RIGHT.match(line, hint.start()).end()  # type: ignore[union-attr]  # it matches nothing, too
        past = end
        name = line[start:end].strip("-.$")
        yield from _of_name(lines, number, name, start, end, bare=bare, markup=markup)


def _of_name(
    lines: Sequence[str], number: int, name: str, start: int, end: int, *, bare: bool, markup: bool
) -> Iterator[Pair]:
    line = lines[number - 1]
    closed = _CLOSE.match(line, end)
    assert closed is not None
    at = closed.end()
    in_quotes = any(quote in closed[0] for quote in ("'", '"', "`", "&"))
    if typed := _TYPE.match(line, at):
        at = typed.end()
    joined = _JOIN.match(line, at)
    if beside := _VALUE_KEY.match(line, at):
        yield from _value(lines, number, name, beside.end(), bare=bare)
        return
    if in_quotes and (default := _DEFAULT.search(line, at, at + 200)):
        yield from _value(lines, number, name, default.end(), bare=False)
        return
    if markup and (element := _ELEMENT.match(line, end)):
        yield from _content(lines, number, name, element.end())
        return
    if markup and line[end:].strip() == "</key>":
        yield from _below(lines, number, name, literal=False, bare=bare)
        return
    if joined:
        if _is_no_join(line, start, closed[0], name, joined["join"], in_quotes=in_quotes):
            return
        tight = bare or _is_tight(line, start, joined)
        yield from _value(lines, number, name, joined.end(), bare=tight, join=joined["join"])
        return
    spaced = _SPACED.match(line, at)
    if spaced and (_FLAG.search(line[max(0, start - 2) : start]) or line[start] == "-" or _DEFINE.match(line[:start])):
        yield from _value(lines, number, name, spaced.end(), bare=True, join=" ")
    elif in_quotes or line[at:].strip() in {"", "{"}:
        yield from _below(lines, number, name, literal=False, bare=bare)


def _is_no_join(line: str, start: int, closing: str, name: str, join: str, *, in_quotes: bool) -> bool:
    """Whether what follows a name only looks as if it joined it to a value: lists, calls, conditions."""
    if join == ",":
        return ")" in closing or not (in_quotes and _STORES.search(line[max(0, start - 80) : start]))
    if join == ":" and in_quotes and CHOICE.search(line[max(0, start - 12) : start]):
        return True
    if join == "or" and (in_quotes or closing == "*") and not closing.endswith(("]", ")")):
        return True
    return (join == "(" and (in_quotes or not _takes_secret(name))) or bool(
        _TYPEOF.search(line[max(0, start - 12) : start])
    )


# Calls that store what they are given under a name, or give it where the name is missing.
_STORES = re.compile(
    r"(?:(?:^|[^\w])(?:(?:set|put|add|define|append|insert|register|store|save|with)\w{0,30}|(?:get|put|set)?_?env(?:iron)?\w{0,10}|config|option|"
    r"header|headers|property|fetch|getOrDefault|get_or_default|SharedPreferences|field|kv|environ\.get|get)\s?\(|"
    r"\b(?:buildConfigField|resValue)\s{1,4})\s{0,8}(?:[\"'][\w -]{1,40}[\"']\s{0,4},\s{0,4})?[@frbu\\]{0,3}[\"'`]?[-]{0,2}$",
    re.IGNORECASE,
)
_TYPEOF = re.compile(r"\btypeof\s{1,4}$")


def _takes_secret(name: str) -> bool:
    """Whether a call of that name stores a secret: setPassword("…"), .password("…")."""
    last = re.split(r"[.>:]", name)[-1]
    return bool(
        re.fullmatch(
            r"(?:set|with|add|use)?_?(?:password|passwd|passphrase|secret|secretkey|apikey|api_key|secret_key|token|"
            r"accesstoken|access_token|signingkey|clientsecret|client_secret|bearerauth|bearer_auth|authtoken|auth_token)",
            last,
            re.IGNORECASE,
        )
    )


def _is_tight(line: str, start: int, joined: re.Match[str]) -> bool:
    """NAME=value inside of a string or a comment, as in URLs and in what is written to files."""
    if joined["join"] == ":-" or (joined["join"] == ":" and line[max(0, start - 2) : start] == "${"):
        return True
    tight = joined["join"] == "=" and len(joined[0]) == 1
    return tight and any(mark in line[:start] for mark in ("'", '"', "`", "#", "//", "?", "&"))


def _value(lines: Sequence[str], number: int, name: str, at: int, *, bare: bool, join: str = "=") -> Iterator[Pair]:
    line = lines[number - 1]
    wrapped = _WRAP.match(line, at)
    at = wrapped.end() if wrapped else at
    opened = _OPEN.match(line, at)
    if opened:
        quote, first = opened["quote"], opened.end()
        last = _closing(line, quote, first)
        if last is not None and first < last and not _is_part(line, opened[0], first, last, quote):
            yield Pair(name, 0, first, last, sure=join not in {",", " "} or not bare or join == " ")
        return
    if not line[at:].strip() or _CONTINUED.fullmatch(line, at):
        yield from _below(lines, number, name, literal=join not in {",", "(", " "}, bare=bare)
    elif bare and (found := _BARE.match(line, at)):
        sure = join == ":-" or line[max(0, found.start() - len(name) - 3) :].startswith("${")
        sure = sure or (join == " " and line[found.end() :].strip() == "")
        yield Pair(name, 0, *found.span(), quoted=False, sure=sure)


def _closing(line: str, quote: str, first: int) -> int | None:
    """Where the literal ends, by the quote that began it; None where the line ends before."""
    at = line.find(quote, first, first + 500)
    while at > 0 and len(quote) == 1 and line[at - 1] == "\\" and at > first:
        at = line.find(quote, at + 1, first + 500)
    return at if at >= first else None


def _is_part(line: str, opening: str, first: int, last: int, quote: str) -> bool:
    """Whether the literal is only a part of the value, or holds what is put in when the program runs."""
    after = _GOES_ON.match(line, last + len(quote))
    if after and not re.match(r"\s*\+\s*[\"'`]", line[last + len(quote) :]):
        return True
    formatted = quote == "`" or any(mark in opening for mark in "fF$")
    return formatted and bool(_INTERPOLATED.search(line, first, last))


def _content(lines: Sequence[str], number: int, name: str, at: int) -> Iterator[Pair]:
    """What an element holds, on its own line or on the next."""
    line = lines[number - 1]
    if found := _CONTENT.match(line, at):
        yield Pair(name, 0, *found.span("value"), quoted=False)
    elif not line[at:].strip() and number < len(lines):
        below = lines[number]
        found = _CONTENT.match(below, len(below) - len(below.lstrip()))
        if found and found["value"]:
            yield Pair(name, 1, *found.span("value"), quoted=False)


_BELOW_NAMED = re.compile(
    r"""\s*(?:-\s)?(?:\\?["'])?(?:value|Value|default|stringValue)(?:\\?["'])?\s{0,8}[:=]\s{0,8}"""
)
_BELOW_STRING = re.compile(r"""\s*<string>\s*(?P<value>[^\s<>]{3,400}+)\s*</string>""")


def _below(lines: Sequence[str], number: int, name: str, *, literal: bool, bare: bool) -> Iterator[Pair]:
    """A value on one of the next lines: a literal of its own, or what stands beside ``value`` or ``default``."""
    opens = lines[number - 1].rstrip().endswith(("{", ","))
    reach = LOOKAHEAD if opens or ":" in lines[number - 1] else 1
    for offset, below in enumerate(lines[number : number + reach], 1):
        if named := _BELOW_NAMED.match(below):
            for pair in _value(lines, number + offset, name, named.end(), bare=bare):
                if pair.line == 0:
                    yield pair._replace(line=offset, sure=True)
            return
        if string := _BELOW_STRING.match(below):
            yield Pair(name, offset, *string.span("value"), quoted=False)
            return
        if offset == 1 and literal and (opened := _OPEN.match(below, _NEXT.match(below).end())):  # type: ignore[union-attr]
            yield from _literal_below(name, below, opened)
            return
        if not below.strip() or below.strip().startswith(("}", "]", ")")) or "name" in below.lower():
            return


def _literal_below(name: str, below: str, opened: re.Match[str]) -> Iterator[Pair]:
    if len(opened["quote"]) == len('"""'):
        return  # more likely the text that describes a class or function
    last = _closing(below, opened["quote"], opened.end())
    if last is not None and opened.end() < last:
        yield Pair(name, 1, opened.end(), last)
