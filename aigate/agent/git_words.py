"""One call of git, read as git reads it: its own options, the sub-command, and that one's options apart from their values."""

from __future__ import annotations

import os
import re
import shlex
from typing import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from aigate.agent.shell_calls import Call

_VARIABLE = re.compile(r"\$\{\w*\}|\$\w+")  # as likely as not it is empty
_GLOBAL_VALUES = {
    "--git-dir",
    "--work-tree",
    "--namespace",
    "--super-prefix",
    "--attr-source",
    "--list-cmds",
    "--exec-path",
}
# Short options that take a value, by sub-command; "?" before those whose value, if any, is attached.
_SHORT_VALUES = {
    "commit": "mFCct", "merge": "mFsX", "push": "o", "rebase": "xsXC", "am": "CpS", "revert": "msX", "cherry-pick": "msX", "pull": "sXjo",
    "notes": "mFCc", "tag": "mFu", "config": "f", "restore": "s",
}  # fmt: skip
_SHORT_ATTACHED = {
    "commit": "Su",
    "merge": "S",
    "rebase": "S",
    "am": "S",
    "revert": "S",
    "cherry-pick": "S",
    "pull": "Sr",
}
_LONG_VALUES = {
    "--message", "--file", "--author", "--date", "--template", "--cleanup", "--fixup", "--squash", "--trailer", "--reuse-message",
    "--reedit-message", "--pathspec-from-file", "--into-name", "--strategy", "--strategy-option", "--push-option", "--repo",
    "--receive-pack", "--exec", "--onto", "--mainline", "--ref", "--type", "--default", "--value", "--comment", "--blob", "--source",
}  # fmt: skip


class GitCall(NamedTuple):
    """What one call of git says."""

    command: str
    options: tuple[tuple[str, str], ...]  # of the sub-command: ("-m", "text"), ("--no-verify", "")
    paths: tuple[str, ...]  # the rest of its words
    settings: tuple[tuple[str, str], ...]  # -c name=value, names in lower case
    from_variables: tuple[tuple[str, str], ...]  # --config-env name=VARIABLE
    cwd: str

    def has(self, *names: str) -> bool:
        """Whether one of these options is given, a long one perhaps cut short as git allows."""
        return any(name in names or _is_cut(name, names) for name, _ in self.options)

    def values(self, *names: str) -> list[str]:
        """What these options are given, in order."""
        return [value for name, value in self.options if name in names]


def read(call: Call) -> GitCall:
    """One call of git."""
    settings: list[tuple[str, str]] = []
    from_variables: list[tuple[str, str]] = []
    cwd, args, at = call.cwd, tuple(_bare(word) for word in call.args), 0
    while at < len(args) and args[at].startswith("-"):
        word, following = _VARIABLE.sub("", args[at]), args[at + 1] if at + 1 < len(args) else ""
        at += 1
        if word == "-c":
            settings.append(_pair(following))
            at += 1
        elif word == "-C":
            cwd = os.path.normpath(os.path.join(cwd, os.path.expanduser(following)))
            at += 1
        elif word == "--config-env":
            from_variables.append(_pair(following))
            at += 1
        elif word.startswith("--config-env="):
            from_variables.append(_pair(word.partition("=")[2]))
        elif word in _GLOBAL_VALUES and word != "--exec-path":
            at += 1
    command = args[at] if at < len(args) else ""
    options, paths = _options(command, list(args[at + 1 :]))
    return GitCall(command, tuple(options), tuple(paths), tuple(settings), tuple(from_variables), cwd)


def aliased(git: GitCall) -> Iterator[str]:
    """What an alias that this very call defines would run, as a shell command."""
    for name, value in git.settings:
        if name == f"alias.{git.command.lower()}":
            words = shlex.join([*git.paths, *(option for option, _ in git.options)])
            yield f"{value[1:]} {words}" if value.startswith("!") else f"git {value} {words}"


def _bare(word: str) -> str:
    """A word without its unset variables, where they may hide an option or a command: ``${X}-n``, ``--no${X}-verify``."""
    if "$" not in word or (word[:1] == "-" and not _VARIABLE.sub("", word).startswith("--")):
        return word
    name, equals, value = word.partition("=")
    return (_VARIABLE.sub("", name) or name) + equals + value


def _pair(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return name.strip().lower(), value


def _options(command: str, words: list[str]) -> tuple[list[tuple[str, str]], list[str]]:
    options: list[tuple[str, str]] = []
    paths: list[str] = []
    at = 0
    while at < len(words):
        word = words[at]
        following = words[at + 1] if at + 1 < len(words) else ""
        at += 1
        if word == "--":
            paths += words[at:]
            break
        if word.startswith("--"):
            name, has_value, value = word.partition("=")
            takes_next = not has_value and name in _LONG_VALUES
            options.append((name, following if takes_next else value))
            at += takes_next
        elif word.startswith("-") and len(word) > 1:
            at += _cluster(command, word[1:], following, options)
        else:
            paths.append(word)
    return options, paths


def _cluster(command: str, letters: str, following: str, options: list[tuple[str, str]]) -> bool:
    """Short options written together; whether the last one takes the next word."""
    at = 0
    while at < len(letters):
        if unset := _VARIABLE.match(letters, at):
            at = unset.end()
            continue
        letter, rest = letters[at], letters[at + 1 :]
        at += 1
        if letter in _SHORT_VALUES.get(command, ""):
            options.append((f"-{letter}", rest or following))
            return not rest
        if letter in _SHORT_ATTACHED.get(command, ""):
            options.append((f"-{letter}", rest))
            return False
        options.append((f"-{letter}", ""))
    return False


def _is_cut(given: str, names: tuple[str, ...]) -> bool:
    """``--no-veri`` is ``--no-verify`` to git; shorter than this it would be ambiguous."""
    return (
        len(given) > len("--no-ver") and given.startswith("--no-ver") and any(name.startswith(given) for name in names)
    )
