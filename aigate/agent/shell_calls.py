"""The programs that a shell command would run, with what stands around them taken off: sudo, env, xargs, ``bash -c``, npx."""

from __future__ import annotations

import os
import re
from itertools import pairwise
from typing import NamedTuple

from aigate.agent import scripts
from aigate.agent.shell_words import RESERVED, Simple, TangleError, simple_commands

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_DEEPEST = 8  # shells within shells
_SHELLS = {"sh", "bash", "zsh", "dash", "ksh", "ash", "fish", "busybox"}
_POWERSHELLS = {"powershell", "pwsh"}
_PASSING = {  # programs that run the command after their options; those options that take a word of their own
    "sudo": "ughpCrtTUDR", "doas": "uC", "command": "", "builtin": "", "exec": "a", "nohup": "", "setsid": "", "nice": "n",
    "ionice": "cnp", "stdbuf": "ioe", "timeout": "ks", "gtimeout": "ks", "chronic": "", "unbuffer": "", "caffeinate": "tw",
    "xargs": "IiLnPdEsa", "parallel": "jIN", "busybox": "", "watch": "nd", "flock": "w", "strace": "eo", "npx": "pc", "bunx": "p", "unshare": "SGRw",
    "uvx": "p", "trap": "",
}  # fmt: skip
_RUNNERS = {  # "uv run NAME": a word that runs the next one
    ("uv", "run"), ("poetry", "run"), ("pdm", "run"), ("hatch", "run"), ("pipx", "run"), ("pipenv", "run"), ("rye", "run"),
    ("pixi", "run"), ("mise", "exec"), ("yarn", "exec"), ("yarn", "run"), ("pnpm", "exec"), ("pnpm", "dlx"), ("npm", "exec"),
    ("bundle", "exec"), ("uv", "tool"), ("conda", "run"),
}  # fmt: skip
_INTERPRETERS = {"python": "c", "python3": "c", "py": "c", "node": "ep", "nodejs": "ep", "deno": "", "bun": "e", "ruby": "e", "perl": "eE", "php": "r"}  # fmt: skip
_SETTERS = {"export", "declare", "local", "readonly", "typeset", "setx", "set"}
_FILTERS = {
    "-name",
    "-iname",
    "-path",
    "-ipath",
    "-wholename",
    "-regex",
    "-newer",
    "-mtime",
    "-mmin",
    "-size",
    "-empty",
}
_ASSIGNMENT = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)=(.*)", re.DOTALL)
_VARIABLE = re.compile(r"\$\{\w*\}|\$\w+")
_COMMAND_OPTION = re.compile(r"-[a-z]*c|--command")
_MODULES = {"pre_commit": "pre-commit"}


class Call(NamedTuple):
    """One program that would run."""

    program: str  # its name, without folder and ".exe"
    args: tuple[str, ...]
    settings: tuple[tuple[str, str], ...] = ()  # variables that it would see, as far as this text sets them
    writes: tuple[tuple[str, bool], ...] = ()  # files that its output is redirected to, and whether it is appended
    cwd: str = ""  # absolute
    stdin: str = ""  # where it stands in the text
    code: str = ""  # a program in another language, for an interpreter
    exported: bool = False  # the settings are for everything that follows, and no program runs


def calls(text: str, cwd: str) -> list[Call]:
    """Every program in a text. :class:`TangleError` where it is nested deeper than anybody writes."""
    return list(_calls(text, cwd, (), 0))


def _calls(text: str, cwd: str, settings: tuple[tuple[str, str], ...], depth: int) -> Iterator[Call]:
    if depth > _DEEPEST:
        raise TangleError
    folders = {0: cwd}
    said = ""
    known: dict[str, str] = {}
    for simple in simple_commands(text, dict(settings)):
        here = folders.setdefault(simple.group, folders[0])
        for call in _unwrap(simple, here, settings, said, depth):
            if call.exported:
                settings += call.settings
            if call.program in ("cd", "pushd", "chdir", "set-location", "sl") and not call.exported:
                folders[simple.group] = _entered(call.args, here)
            yield call._replace(code=call.code or scripts.code_of(call, known)) if known else call
            for script in scripts.run_by(call, simple, known):
                yield from _calls(script, here, settings, depth + 1)
        said = _printed(simple)
        known.update(scripts.typed(simple, said, here, known))


def _entered(args: Sequence[str], here: str) -> str:
    target = next((word for word in args if not word.startswith("-")), "~")
    return os.path.normpath(os.path.join(here, os.path.expanduser(target)))


def _printed(simple: Simple) -> str:
    """What a command prints, where its own words say so: for a shell at the other end of a pipe."""
    if simple.words[:1] in (("echo",), ("printf",)):
        return " ".join(simple.words[1:]).replace("\\n", "\n").replace("\\t", "\t")
    return simple.stdin if simple.words[:1] == ("cat",) else ""


def _unwrap(simple: Simple, cwd: str, settings: tuple[tuple[str, str], ...], said: str, depth: int) -> Iterator[Call]:
    words = list(simple.words)
    settings += simple.settings
    if simple.piped and not simple.stdin:
        simple = simple._replace(stdin=said)
    writes = simple.writes
    while words:
        if words[0] in RESERVED:
            del words[0]
            continue
        if found := _ASSIGNMENT.fullmatch(words[0]):
            settings += ((found[1], found[2]),)
            del words[0]
            continue
        name = program_of(words[0])
        rest = _passed_on(name, words)
        if rest is None:
            break
        if name in ("xargs", "parallel", "watch", "trap") and len(rest) == 1 and " " in rest[0]:
            yield from _calls(rest[0], cwd, settings, depth + 1)
            return
        words = rest
    if not words:
        yield from _set(settings[-len(simple.settings) :] if simple.settings else (), writes, cwd)
        return
    yield from _program(program_of(words[0]), words[1:], simple, settings, cwd, said, depth)


def _set(settings: tuple[tuple[str, str], ...], writes: tuple[tuple[str, bool], ...], cwd: str) -> Iterator[Call]:
    if settings or writes:
        yield Call("", (), settings, writes, cwd, exported=bool(settings))


def _program(
    name: str, args: list[str], simple: Simple, settings: tuple[tuple[str, str], ...], cwd: str, said: str, depth: int
) -> Iterator[Call]:
    """A program, and what it would run in turn."""
    if name == "env":
        yield from _env(args, simple, settings, cwd, depth)
        return
    yield Call(name, tuple(args), settings, simple.writes, cwd, simple.stdin, _code(name, args, simple))
    for text in _inner(name, args, simple.stdin, said if simple.piped else ""):
        yield from _calls(text, cwd, settings, depth + 1)
    if name == "find":
        yield from _found(args, settings, cwd)
    yield from _set(_exported(name, args), (), cwd)


def _inner(name: str, args: list[str], stdin: str, piped: str) -> Iterator[str]:
    """The commands that a program reads and runs."""
    if name in ("eval", "invoke-expression", "iex"):
        yield " ".join(args)
    elif name == "alias":
        yield from (word.partition("=")[2] for word in args)
    elif name in _SHELLS:
        yield _script(args, stdin or piped)
    elif name in ("su", "runuser", "script"):
        yield from (after for word, after in pairwise(args) if _COMMAND_OPTION.fullmatch(word))
    elif name in _POWERSHELLS:
        yield as_posix(_rest_after(args, ("-command", "-c")) or stdin)
    elif name == "cmd":
        yield as_posix(_rest_after(args, ("/c", "/k")))


def _rest_after(args: list[str], options: tuple[str, ...]) -> str:
    at = next((at for at, word in enumerate(args) if word.lower() in options), len(args))
    return " ".join(args[at + 1 :])


def _exported(name: str, args: list[str]) -> tuple[tuple[str, str], ...]:
    """The variables that a program sets for what follows."""
    if name.startswith("$env:"):
        key, _, tail = name.removeprefix("$env:").partition("=")
        return ((key.upper(), tail or "".join(args).removeprefix("=")),)
    if name not in _SETTERS:
        return ()
    pairs = tuple((found[1], found[2]) for word in args if (found := _ASSIGNMENT.fullmatch(word)))
    if name in ("setx", "set") and not pairs and args[1:]:  # "setx NAME VALUE", "set -x NAME VALUE"
        return ((args[-2], args[-1]),)
    return pairs


def _env(
    args: list[str], simple: Simple, settings: tuple[tuple[str, str], ...], cwd: str, depth: int
) -> Iterator[Call]:
    at = 0
    while at < len(args):
        word = args[at]
        if word in ("-S", "--split-string") or word.startswith(("-S", "--split-string=")):
            inner = word.removeprefix("--split-string=").removeprefix("-S").removeprefix("--split-string")
            yield from _calls(" ".join([inner, *args[at + 1 :]]), cwd, settings, depth + 1)
            return
        if word in ("-u", "--unset", "-C", "--chdir"):
            if word in ("-C", "--chdir") and at + 1 < len(args):
                cwd = _entered(args[at + 1 :], cwd)
            at += 2
        elif word.startswith("-"):
            at += 1
        elif found := _ASSIGNMENT.fullmatch(word):
            settings += ((found[1], found[2]),)
            at += 1
        else:
            break
    yield from _unwrap(simple._replace(words=tuple(args[at:]), settings=()), cwd, settings, "", depth)


def as_posix(text: str) -> str:
    """A command of PowerShell or cmd, near enough to one of ours: there a backslash parts folders, and escapes nothing."""
    return text.replace("`\r\n", " ").replace("`\n", " ").replace("`", "").replace("\\", "/")


def program_of(word: str) -> str:
    """A program's name as it is known: ``/usr/bin/Git.EXE`` is ``git``, and so is ``${UNSET}git``."""
    name = word.replace("\\", "/").rpartition("/")[2].lower()
    if not name.startswith("$env:"):
        name = _VARIABLE.sub("", name) or name
    for ending in (".exe", ".cmd", ".bat", ".ps1"):
        name = name.removesuffix(ending)
    return name


def _passed_on(name: str, words: list[str]) -> list[str] | None:
    """The command that a program passes on, or None for one that is the command itself."""
    if name in _PASSING:
        return _after_options(words[1:], _PASSING[name], is_timed=name.endswith("timeout") or name == "flock")
    if len(words) > 1 and (name, words[1]) in _RUNNERS:
        return _after_options(words[2:], "p")
    if name.rstrip("0123456789.") in ("python", "py") and "-m" in words[1:4]:
        rest = words[words.index("-m") + 1 :]
        return [_MODULES.get(rest[0], rest[0]), *rest[1:]] if rest else []
    return None


def _after_options(words: list[str], taking: str, *, is_timed: bool = False) -> list[str]:
    at = 0
    while at < len(words) and words[at].startswith("-"):
        word = words[at]
        at += 1
        if word == "--":
            break
        if len(word) == 2 and word[1] in taking:  # noqa: PLR2004 - "-n 5", not "-n5"
            at += 1
    return words[at + 1 :] if is_timed else words[at:]


def _script(args: list[str], stdin: str) -> str:
    """What a shell would read: the word after ``-c``, else its standard input unless it is given a file."""
    for at, word in enumerate(args):
        if word.startswith(("-", "+")) and not word.startswith("--"):
            if "c" in word[1:] and word[:1] == "-":
                return next((later for later in args[at + 1 :] if not later.startswith(("-", "+"))), "")
        elif not word.startswith("--"):
            return ""
    return stdin


def _code(name: str, args: list[str], simple: Simple) -> str:
    """A program that stands in the command itself."""
    plain = name.rstrip("0123456789.")
    options = _INTERPRETERS.get(name, _INTERPRETERS.get(plain))
    if options is None:
        return ""
    for at, word in enumerate(args):
        if word.startswith("-") and word[1:2] and word[-1] in options and not word.startswith("--"):
            return args[at + 1] if at + 1 < len(args) else ""
        if word in ("--eval", "eval"):
            return " ".join(args[at + 1 :])
    return simple.stdin


def _found(args: list[str], settings: tuple[tuple[str, str], ...], cwd: str) -> Iterator[Call]:
    """``find``: what it runs on what it finds, and what it deletes."""
    places = []
    for word in args:
        if word.startswith(("-", "(", "!")):
            break
        places.append(word)
    for at, word in enumerate(args):
        if word in ("-exec", "-execdir", "-ok", "-okdir") and at + 1 < len(args):
            inner = args[at + 1 :]
            end = next((i for i, each in enumerate(inner) if each in (";", "+")), len(inner))
            told = [each for each in inner[1:end] if each != "{}"]
            yield Call(program_of(inner[0]), (*told, *(places if "{}" in inner else ())), settings, (), cwd)
        elif word == "-delete":  # with a filter, the folders themselves stay
            yield Call("shred" if _FILTERS & set(args) else "rm", tuple(places), settings, (), cwd)
