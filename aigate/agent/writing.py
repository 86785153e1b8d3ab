"""Which files a shell command would write, move or remove, as far as its words tell."""

from __future__ import annotations

import os
from enum import Enum
from itertools import zip_longest
from typing import NamedTuple

from aigate.agent import git_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from aigate.agent.git_words import GitCall
    from aigate.agent.shell_calls import Call

_REMOVERS = {"rm", "unlink", "rmdir", "del", "erase", "rd", "ri", "remove-item", "trash"}
_MOVERS = {"mv", "move", "move-item", "rename", "rename-item", "ren", "mi"}
_COPIERS = {"cp", "copy", "copy-item", "install", "ln", "rsync", "cpi", "link"}
_CHANGERS = {
    "shred",
    "chmod",
    "chown",
    "chattr",
    "setfacl",
    "icacls",
    "attrib",
    "truncate",
    "ed",
    "ex",
    "patch",
    "vi",
    "vim",
    "nvim",
    "nano",
    "emacs",
    "touch",
    "sqlite3",
}
_SETTERS = {"set-content", "out-file", "clear-content", "new-item", "sc", "ni"}
_OUTPUTS = {  # programs that are told by an option which file, or folder, to write
    "curl": ("-o", "--output", "--output-dir"), "wget": ("-O", "--output-document", "-P"), "tar": ("-C", "--directory"), "bsdtar": ("-C",),
    "unzip": ("-d",), "7z": ("-o",), "patch": ("-o", "-d"), "sort": ("-o", "--output"),
}  # fmt: skip
_STREAM_EDITORS = {"sed", "gsed", "perl", "ruby", "awk", "gawk"}


class Deed(Enum):
    """What happens to the file."""

    REMOVED = "removed"  # or moved away: with it goes all that is in it
    REPLACED = "replaced"
    CHANGED = "changed"


class Write(NamedTuple):
    """One file, and what happens to it."""

    path: str  # absolute
    deed: Deed


def writes(call: Call) -> Iterator[Write]:
    """The files that one program would touch."""
    for target, is_appended in call.writes:
        yield Write(_place(target, call.cwd), Deed.CHANGED if is_appended else Deed.REPLACED)
    for path in _told(call.args, _OUTPUTS.get(call.program, ())):
        yield Write(_place(path, call.cwd), Deed.CHANGED)
    for path, deed in _named(call):
        if path:
            yield Write(_place(path, call.cwd), deed)
    if call.program == "git":
        git = git_words.read(call)
        if git.command in ("rm", "mv"):
            for path in git.paths:
                yield Write(_place(path, git.cwd), Deed.REMOVED)
        for path in _brought_back(git, call.args):
            yield Write(_place(path, git.cwd), Deed.CHANGED)


def _named(call: Call) -> Iterator[tuple[str, Deed]]:
    name, plain = call.program, [word for word in call.args if not word.startswith("-")]
    if name in _REMOVERS:
        yield from ((word, Deed.REMOVED) for word in plain)
    elif name in _MOVERS:
        yield from ((word, Deed.REMOVED) for word in plain[:-1])
        yield from ((word, Deed.REPLACED) for word in plain[-1:])
    elif name in _COPIERS:
        yield from ((word, Deed.REPLACED) for word in (*plain[-1:], *_targets(call.args)))
    elif name in _CHANGERS:
        yield from ((word, Deed.CHANGED) for word in plain)
    elif name in _SETTERS:
        yield from ((word, Deed.REPLACED) for word in plain)
    elif name == "add-content":
        yield from ((word, Deed.CHANGED) for word in plain)
    elif name == "tee":
        deed = Deed.CHANGED if any(word in ("-a", "--append") for word in call.args) else Deed.REPLACED
        yield from ((word, deed) for word in plain)
    elif name == "dd":
        yield from ((word[3:], Deed.REPLACED) for word in plain if word.startswith("of="))
    elif name in _STREAM_EDITORS and any(_is_in_place(word) for word in call.args):
        yield from ((word, Deed.CHANGED) for word in plain)


def _brought_back(git: GitCall, args: tuple[str, ...]) -> tuple[str, ...]:
    """The files that git is to make what they were in another commit than HEAD."""
    if git.command == "checkout" and "checkout" in args:
        first = args[args.index("checkout") + 1 :][:1]
        return git.paths[1:] if first != ("--",) and git.paths[:1] != ("HEAD",) else ()
    sources = git.values("-s", "--source") if git.command == "restore" else []
    return git.paths if any(source != "HEAD" for source in sources) else ()


def _is_in_place(word: str) -> bool:
    return word.startswith(("-i", "--in-place")) or (word[:1] == "-" and word[1:2] != "-" and "i" in word[1:4])


def _targets(args: tuple[str, ...]) -> Iterator[str]:
    yield from _told(args, ("-t", "--target-directory"))


def _told(args: tuple[str, ...], options: tuple[str, ...]) -> Iterator[str]:
    """What these options are given, as the next word or attached."""
    for word, following in zip_longest(args, args[1:], fillvalue=""):
        name, has_value, value = word.partition("=")
        short = next((each for each in options if len(each) == len("-o") and word.startswith(each)), "")
        if word in options:
            yield following
        elif has_value and name in options:
            yield value
        elif short and not word.startswith("--"):
            yield word[len(short) :]


def _place(path: str, cwd: str) -> str:
    return os.path.normpath(os.path.join(cwd, os.path.expanduser(path)))
