"""Commits by an agent whose shell runs no git hook (Gemini CLI sets an empty ``core.hooksPath``), judged before they are made.

What the command says is to be committed is drafted and judged on the spot, by the policy and the pipeline of the pre-commit and
commit-msg hooks. What cannot be foreseen, because the same command writes files first, is refused with the way that works; so is
a push, whose hook looks at commits that do not exist yet. Nothing is let through for want of knowledge.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, NamedTuple

from aigate.agent import git_words
from aigate.agent.hooks_path import Hooks
from aigate.agent.refusals import Refusal
from aigate.agent.session import Session
from aigate.agent.shell_calls import calls
from aigate.git import worktree
from aigate.git.locate import locate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aigate.agent.events import Event
    from aigate.agent.git_words import GitCall
    from aigate.agent.shell_calls import Call
    from aigate.git.locate import Place

# Programs before a commit in the same command that leave the files to be committed as they are.
_HARMLESS = {
    "", "cd", "pushd", "popd", "echo", "printf", "true", ":", "pwd", "ls", "cat", "head", "tail", "wc", "test", "[", "[[", "sleep", "date", "which",
    "grep", "rg", "export", "set", "git",
}  # fmt: skip
_HARMLESS_GIT = {
    "status",
    "diff",
    "log",
    "show",
    "branch",
    "rev-parse",
    "config",
    "remote",
    "ls-files",
    "fetch",
    "blame",
    "add",
    "stage",
}
_UNSEEN = ("-p", "--patch", "--interactive", "--pathspec-from-file")
_QUIET = ("--dry-run", "-h", "--help", "--short", "--porcelain", "--long")
_COMMITTED = re.compile(r"commit\b")
_LONGEST_LOG = 1 << 16  # bytes that one command adds to HEAD's log; a rewritten log is another one
_TRAILER = re.compile(r"[A-Za-z0-9-]+:[ \t]")


class Planned(NamedTuple):
    """What one ``git commit`` would take."""

    stagings: tuple[tuple[str, tuple[str, ...]], ...]  # ``git add``: its folder, its words
    message: str | None
    agent: str


def judge(event: Event, place: Place) -> Refusal | None:
    """Why this command may not commit or push as it stands, or None."""
    before: list[Call] = []
    for call in calls(event.command, event.cwd):
        git = git_words.read(call) if call.program == "git" else None
        if git and git.command in ("commit", "push") and not git.has(*_QUIET) and not _runs_hooks(call, git, place):
            if git.command == "push":
                if _speaks_of_us(place, "pre-push"):
                    return _advise(
                        place, "push", "your shell switches git's hooks off, so nothing would look at what is pushed"
                    )
            else:
                refusal = _commit(before, git, call, locate(git.cwd, {}) or place, event.agent)
                if refusal:
                    return refusal
        before.append(call)
    return None


def mark(event: Event, place: Place) -> None:
    """Remember where HEAD's log ends before a command runs."""
    with Session(place.git_dir, event.session) as session:
        session.reflog = max(0, worktree.log_size(place.git_dir))


def look_back(event: Event, place: Place) -> str:
    """What a command has committed, by whatever script: anchored as the post-commit hook would have, and judged. The card, or ""."""
    made = _made(place, Session(place.git_dir, event.session).reflog)
    if not made:
        return ""
    from aigate.agent import judging

    if _speaks_of_us(place, "post-commit"):
        judging.anchor(place, made)
    return judging.judge_made(place, made)


def _made(place: Place, since: int) -> list[str]:
    """The commits that HEAD's log tells of since then. Checkouts, pulls and rebases stand there under other names."""
    if not since < worktree.log_size(place.git_dir) <= since + _LONGEST_LOG:
        return []
    return [move.new for move in worktree.moves(place.git_dir, since) if _COMMITTED.match(move.action)]


def late(place: Place) -> Refusal:
    """There was no time to judge."""
    return _advise(place, "commit", "what it would commit could not be judged in time")


def failed(place: Place) -> Refusal:
    """Something went wrong while judging: a gate stays shut."""
    return _advise(place, "commit", "what it would commit could not be judged here; aigate doctor says why")


def _commit(before: Sequence[Call], git: GitCall, call: Call, place: Place, agent: str) -> Refusal | None:
    planned = None if _is_elsewhere(call) else _plan(before, git, call, agent)
    if planned is None:
        return _advise(place, "commit", "what this command would commit is not known before it runs")
    from aigate.agent.judging import judge_commit

    return judge_commit(place, planned)


def _is_elsewhere(call: Call) -> bool:
    """Whether git is told of another repository, work tree or index than the one around it."""
    named = any(word.startswith(("--git-dir", "--work-tree")) for word in call.args)
    return named or any(name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE") for name, _ in call.settings)


def _plan(before: Sequence[Call], git: GitCall, call: Call, agent: str) -> Planned | None:
    """What would be committed; None where that cannot be foreseen."""
    stagings: list[tuple[str, tuple[str, ...]]] = []
    for earlier in before:
        if earlier.program not in _HARMLESS or earlier.writes:
            return None
        if earlier.program == "git":
            staged = git_words.read(earlier)
            if staged.command not in _HARMLESS_GIT or staged.has(*_UNSEEN):
                return None
            if staged.command in ("add", "stage"):
                options = (name + (f"={value}" if value else "") for name, value in staged.options)
                stagings.append((staged.cwd, (*options, "--", *staged.paths)))
    if git.has(*_UNSEEN):
        return None
    if git.has("-a", "--all"):
        stagings.append((git.cwd, ("--update", ":/")))
    if git.paths:
        stagings.append((git.cwd, ("--", *git.paths)))
    return Planned(tuple(stagings), _message(git, call), agent)


def _message(git: GitCall, call: Call) -> str | None:
    """The message, where the command holds it whole."""
    parts = git.values("-m", "--message")
    if git.values("-F", "--file") == ["-"] and call.stdin:
        parts = [call.stdin]
    if not parts or any("$(" in part for part in parts):
        return None
    trailers = [value if ":" in value else value.replace("=", ": ", 1) for value in git.values("--trailer")]
    text = "\n\n".join(part.strip("\n") for part in parts)
    last = text.rpartition("\n\n")[2].split("\n") if "\n\n" in text else []
    gap = "\n" if last and all(_TRAILER.match(line) for line in last) else "\n\n"
    return text + (gap + "\n".join(trailers) if trailers else "") + "\n"


def _runs_hooks(call: Call, git: GitCall, place: Place) -> bool:
    """Whether this very call undoes what the agent's shell has set."""
    hooks = Hooks(place)
    if any(name == "core.hookspath" and hooks.is_real(value, git.cwd) for name, value in git.settings):
        return True
    return dict(call.settings).get("GIT_CONFIG_COUNT") == "0"


def _speaks_of_us(place: Place, hook: str) -> bool:
    """Whether a hook is installed that is aigate's, or a manager's that may run it."""
    try:
        with open(os.path.join(Hooks(place).folder, hook), "rb") as file:
            text = file.read(1 << 16)
    except OSError:
        return False
    return any(name in text for name in (b"aigate", b"pre-commit", b"prek"))


def _advise(place: Place, command: str, why: str) -> Refusal:
    way = f"git -c core.hooksPath={Hooks(place).folder} {command}"
    apart = (
        "" if command == "push" else "Run git commit in a call of its own, after the files are written and added, or "
    )
    return Refusal(
        "hookless", f"aigate refuses this: {why}. {apart}{'use' if apart else 'Use'} {way} ... so that the hooks run."
    )
