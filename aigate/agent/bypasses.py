"""What a command would do to the gate: commits that skip the checks, changes of the gate's own files and records.

Only what a command plainly says is refused. A message, a search or an echo may speak of ``--no-verify`` as it likes.
"""

from __future__ import annotations

import re

from aigate.agent import git_words, note_refs, patches
from aigate.agent.dialects.reading import absolute
from aigate.agent.guarded import mentions
from aigate.agent.hooks_path import Hooks
from aigate.agent.refusals import ASK, Refusal, guarded
from aigate.agent.shell_calls import calls
from aigate.agent.shell_words import LONGEST, TangleError
from aigate.agent.writing import Deed, writes
from aigate.git.locate import locate

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aigate.agent.git_words import GitCall
    from aigate.agent.guarded import Guard
    from aigate.agent.shell_calls import Call
    from aigate.agent.writing import Write
    from aigate.git.locate import Place

_HOOKED = {"commit", "merge", "push", "rebase", "cherry-pick", "am", "revert", "pull"}
_SHORT_BYPASS = {"commit", "am"}  # elsewhere -n means something else
_UNHOOKED = {"commit-tree": "makes a commit", "fast-import": "makes commits"}
_SWITCHES = {  # variables that tell a hook manager to do nothing
    "HUSKY": ("0", "false"), "HUSKY_SKIP_HOOKS": ("1", "true"), "LEFTHOOK": ("0", "false"), "OVERCOMMIT_DISABLE": ("1", "true"),
    "PRE_COMMIT_ALLOW_NO_CONFIG": ("1", "true"), "PREK_ALLOW_NO_CONFIG": ("1", "true"),
}  # fmt: skip
_LISTS = ("SKIP", "PREK_SKIP", "LEFTHOOK_EXCLUDE")  # variables that name the hooks to leave out
_MANAGERS = {"pre-commit", "prek", "lefthook", "husky", "overcommit", "simple-git-hooks"}
_PACKAGERS = {"pip", "pip3", "uv", "poetry", "pdm", "pipx", "conda", "mamba", "rye", "pipenv", "hatch"}
_TAKES_AWAY = {"uninstall", "remove", "rm"}
_CODE_WRITES = re.compile(
    r"unlink|remove|rmtree|rename|replace|chmod|write|truncate|copy|move|rmSync|['\"][wax]\+?b?['\"]"
)
_CODE_NAMES = re.compile(r"\.git[/\\'\", )]+(?:hooks|aigate|ai\b|refs[/\\'\", )]+notes)|\.aigate\b|\.agent-trace\b")
_CODE_RUNS = re.compile(r"subprocess|\bsystem\b|popen|spawn|exec|`", re.IGNORECASE)
_CODE_SKIPS = re.compile(
    r"\bgit\b.{0,200}(?:commit|merge|push|rebase|pull).{0,300}--no-verify|\bgit\b.{0,40}commit['\", ]+-[a-z]{0,3}n[a-z]{0,3}\b|core\.hooksPath=",
    re.DOTALL,
)
_DEEPEST = 4

_COMMIT_PLAINLY = (
    "Commit without it, mend what is found, and if a finding is wrong tell your human: only a human can accept one."
)


def complaints(text: str, cwd: str, place: Place, guard: Guard, depth: int = 0) -> Iterator[Refusal]:
    """Every reason not to run a command."""
    if depth > _DEEPEST or (len(text) > LONGEST and "--no-verify" in text):
        yield _unreadable()
        return
    try:
        found = calls(text, cwd)
    except TangleError:
        yield _unreadable()
        return
    for call in found:
        yield from _settings(call)
        if call.program == "git" or call.program.startswith("$"):  # a variable may be git as well
            yield from _git(call, place, guard, depth)
        yield from _tools(call)
        yield from _files(call, guard)


def gone_to(text: str, cwd: str) -> list[Place]:
    """The repositories and work trees that a command goes to, apart from the one around ``cwd``."""
    try:
        found = calls(text, cwd)
    except TangleError:
        return []
    folders = (git_words.read(call).cwd if call.program == "git" else call.cwd for call in found)
    others = dict.fromkeys(folder for folder in folders if folder != cwd)
    return list(dict.fromkeys(place for folder in others if (place := locate(folder, {}))))


def _unreadable() -> Refusal:
    return Refusal(
        "unreadable",
        "aigate refuses this: the command is nested too deep, or too long, to be read. Write it plainer, in several calls.",
    )


# ---------------------------------------------------------------- git


def _git(call: Call, place: Place, guard: Guard, depth: int) -> Iterator[Refusal]:
    git = git_words.read(call)
    if git.command not in _HOOKED and git.has("--no-verify"):
        git = Hooks(locate(git.cwd, {}) or place).unaliased(git)
    for inner in (*git_words.aliased(git), *_run_by(git)):
        yield from complaints(inner, git.cwd, place, guard, depth + 1)
    if git.command in _HOOKED or git.command.startswith("$"):  # a function's "$@" may be any of them
        if git.has("--no-verify") or (git.command in _SHORT_BYPASS and git.has("-n")):
            yield _bypass(f"git {git.command} with --no-verify", _COMMIT_PLAINLY)
        yield from _other_hooks(call, git, place)
    elif git.command == "config":
        yield from _configured(git, place, guard, depth)
    elif git.command in _UNHOOKED:
        yield _bypass(f"git {git.command} {_UNHOOKED[git.command]} that no hook sees; it", "Use git commit.")
    yield from _notes(call, git)


def _run_by(git: GitCall) -> Iterator[str]:
    """Commands that git itself would run."""
    if git.command == "rebase":
        yield from git.values("-x", "--exec")
    elif git.command == "submodule" and git.paths[:1] == ("foreach",):
        yield " ".join(git.paths[1:])
    elif git.command == "bisect" and git.paths[:1] == ("run",):
        yield " ".join((*git.paths[1:], *(name for name, _ in git.options)))


def _other_hooks(call: Call, git: GitCall, place: Place) -> Iterator[Refusal]:
    """Hooks looked for in another place than the repository's own."""
    hooks = Hooks(locate(git.cwd, {}) or place)
    variables = dict(call.settings)
    values = [value for name, value in git.settings if name == "core.hookspath"]
    values += [variables.get(name, "") for key, name in git.from_variables if key == "core.hookspath"]
    values += _from_environment(variables)
    if any(not hooks.is_real(value, git.cwd) for value in values):
        yield _bypass(
            "core.hooksPath set to a folder that is not the repository's own",
            f"Commit without it, or with {hooks.advice()}.",
        )
    if any(name == "include.path" for name, _ in git.settings) or (
        {"GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM"} & set(variables)
        and hooks.scope in ("global", "system")
    ):
        yield _bypass("git with another configuration", "Use the configuration that is there.")


def _from_environment(variables: dict[str, str]) -> Iterator[str]:
    for name, value in variables.items():
        if name.startswith("GIT_CONFIG_KEY_") and value.lower() == "core.hookspath":
            yield variables.get(name.replace("KEY", "VALUE"), "")
        elif name == "GIT_CONFIG_PARAMETERS" and "hookspath" in value.lower():
            yield value.rpartition("=")[2].strip("'\" ")


def _configured(git: GitCall, place: Place, guard: Guard, depth: int) -> Iterator[Refusal]:
    words = list(git.paths)
    verb = (
        words.pop(0)
        if words[:1] and words[0] in ("set", "unset", "get", "list", "edit", "remove-section", "rename-section")
        else ""
    )
    key, values = (words[0].lower(), words[1:]) if words else ("", [])
    unsets = verb == "unset" or git.has("--unset", "--unset-all")
    removes = verb in ("remove-section", "rename-section") or git.has("--remove-section", "--rename-section")
    if key == "core.hookspath" and verb != "get" and not git.has("--get", "--get-all"):
        hooks = Hooks(locate(git.cwd, {}) or place)
        if (unsets and hooks.scope) or any(not hooks.is_real(value, git.cwd) for value in values[:1]):
            yield _bypass("git config of core.hooksPath", ASK)
    elif key == "core" and removes:
        yield _bypass("git config without its section core", ASK)
    elif values and (key == "include.path" or key.startswith("includeif.")):
        yield _bypass("git config with another file in it, which could name other hooks,", ASK)
    elif verb == "edit" or git.has("-e", "--edit"):
        yield _bypass("git config in an editor", ASK)
    elif key.startswith("alias.") and values:
        inner = values[0][1:] if values[0].startswith("!") else f"git {values[0]}"
        yield from complaints(inner, git.cwd, place, guard, depth + 1)


def _notes(call: Call, git: GitCall) -> Iterator[Refusal]:
    if note_refs.rewrites(call, git):
        yield Refusal(
            "notes",
            f"aigate refuses this: these notes record who wrote which lines, and nobody edits them by hand. {ASK}",
        )


# ---------------------------------------------------------------- everything else


def _settings(call: Call) -> Iterator[Refusal]:
    """Variables that switch hooks off, where git would see them."""
    if not call.exported and not (call.program == "git" and git_words.read(call).command in _HOOKED):
        return
    for name, value in call.settings:
        off = value.strip().lower() in _SWITCHES.get(name, ())
        left_out = name in _LISTS and any("aigate" in one for one in value.lower().split(","))
        if off or left_out:
            yield _bypass(f"{name}={value}"[:80], _COMMIT_PLAINLY)


def _tools(call: Call) -> Iterator[Refusal]:
    name, words = call.program, [word.lower() for word in call.args if not word.startswith("-")]
    if name == "aigate" and (said := _decides(words, call.args)):
        yield Refusal("tool", f"aigate refuses this: aigate {said} is not for an agent to call. {ASK}")
    elif _speaks_for_others(name, words):
        yield Refusal(
            "tool", f"aigate refuses this: git-ai is told by its own hooks who wrote what, not by an agent. {ASK}"
        )
    elif name in _MANAGERS and words[:1] in (["uninstall"], ["--uninstall"]):
        yield _bypass(f"{name} uninstall", ASK)
    elif name in _PACKAGERS and "aigate" in words and _TAKES_AWAY & set(words):
        yield _bypass(f"{name} without aigate", ASK)


def _speaks_for_others(name: str, words: Sequence[str]) -> bool:
    """Whether git-ai is told that somebody else wrote what changed; so it takes a checkpoint that names nobody."""
    told = words[1:] if name == "git" and words[:1] == ["ai"] else words if name == "git-ai" else []
    return told[:1] == ["checkpoint"] and (len(told) == 1 or "human" in told[1] or told[1].startswith("mock"))


def _decides(words: Sequence[str], args: Sequence[str]) -> str:
    """What a call of aigate's says that is not the agent's to say, in its own words."""
    if words[:1] in (["uninstall"], ["accept"]):
        return words[0]
    if words[:2] in (["agent", "uninstall"], ["agent", "hook"]):
        return " ".join(words[:2])
    return "agent install --trust" if words[:2] == ["agent", "install"] and "--trust" in args else ""


def _files(call: Call, guard: Guard) -> Iterator[Refusal]:
    for write in writes(call):
        if what := guard.owned(write.path) or (guard.holds(write.path) if write.deed is Deed.REMOVED else ""):
            yield guarded(what)
        elif _unsettles(write, call, guard):
            yield guarded("the settings that call aigate")
    if call.program in ("apply_patch", "applypatch"):
        text = call.stdin or " ".join(call.args)
        for edit in patches.edits_of(text, lambda path: absolute(path, call.cwd)):
            if what := guard.unsettled(edit):
                yield guarded(what)
    if _CODE_WRITES.search(call.code) and _CODE_NAMES.search(call.code):
        yield guarded("the gate's own files")
    if _CODE_RUNS.search(call.code) and _CODE_SKIPS.search(call.code):
        yield _bypass("a program that commits with --no-verify or other hooks", _COMMIT_PLAINLY)


def _unsettles(write: Write, call: Call, guard: Guard) -> bool:
    """Whether a file that the gate shares with others loses, or gains, what concerns the gate."""
    said = " ".join((*call.args, call.stdin))
    if guard.switches(write.path) and mentions(said):
        return True
    if not guard.shares(write.path):
        return False
    if write.deed is Deed.CHANGED:
        return guard.switches(write.path) or mentions(said)
    return True


def _bypass(what: str, instead: str) -> Refusal:
    return Refusal("bypass", f"aigate refuses this: {what} would skip the checks of lines that you wrote. {instead}")
