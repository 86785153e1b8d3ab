"""Scripts that a command types into a file and runs in the same breath: ``cat > x.sh <<E … E; sh x.sh``, a Makefile, ``python x.py``."""

from __future__ import annotations

import os
import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from aigate.agent.shell_calls import Call
    from aigate.agent.shell_words import Simple

_SHELLS = {"sh", "bash", "zsh", "dash", "ksh", "ash", "fish", "source", "."}
_MAKES = {"make", "gmake"}
_OTHERS = re.compile(r"(?:python|py|node|nodejs|deno|bun|ruby|perl|php)[0-9.]*")
_RECIPE = re.compile(r"^\t[ \t]*[@+-]*", re.MULTILINE)


def typed(simple: Simple, printed: str, cwd: str, known: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The files that a command writes whole, and their text, where its own words hold it."""
    for target, is_appended in simple.writes:
        path = os.path.normpath(os.path.join(cwd, target))
        yield path, f"{known.get(path, '')}\n{printed}" if is_appended else printed


def run_by(call: Call, simple: Simple, known: Mapping[str, str]) -> Iterator[str]:
    """The shell commands in the files, of those that are known, that a program would run."""
    if call.program in _MAKES:
        texts = [simple.stdin] if {"-f-", "-"} & set(call.args) else []
        yield from (
            _RECIPE.sub("", text) for text in (*texts, *_named(call, (*call.args, "Makefile", "makefile"), known))
        )
    elif call.program in _SHELLS:
        yield from _named(call, call.args, known)
    elif not _OTHERS.fullmatch(call.program):
        yield from _named(call, (word for word in simple.words if _is(word, call.program)), known)


def code_of(call: Call, known: Mapping[str, str]) -> str:
    """The program in such a file that an interpreter of another language would run."""
    return "\n".join(_named(call, call.args, known)) if _OTHERS.fullmatch(call.program) else ""


def _is(word: str, program: str) -> bool:
    return os.path.basename(word).lower().startswith(program)


def _named(call: Call, words: Iterator[str] | tuple[str, ...], known: Mapping[str, str]) -> Iterator[str]:
    for word in words:
        path = os.path.normpath(os.path.join(call.cwd, word.removeprefix("-f")))
        if path in known:
            yield known[path]
