"""What an agent may not touch: the gate's configuration, its hooks and journal, and the settings that call it.

Some files are the gate's alone. In those that it shares with others (``pyproject.toml``, an agent's settings) only what names
it is its own, so most edits of them are nobody's business here. What slips through is still judged at commit time.
"""

from __future__ import annotations

import os
import re
from fnmatch import fnmatchcase
from typing import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from aigate.agent.events import Edit
    from aigate.git.locate import Place

_IN_GIT = (
    ("hooks", "the git hooks"), ("aigate", "aigate's journal"), ("config", "git's configuration"), ("config.worktree", "git's configuration"),
    ("ai", "git-ai's record of who wrote what"), ("refs/ai", "git-ai's record of who wrote what"),
    ("refs/notes", "the record of who wrote what"), ("packed-refs", "git's references"),
)  # fmt: skip
_IN_ROOT = (
    (".aigate.toml", "the gate's configuration"), (".aigate", "the gate's rules and records"),
    (".agent-trace", "the record of who wrote what"),
)  # fmt: skip
_PLUGINS = (
    ".opencode/plugin/aigate*",
    ".opencode/plugins/aigate*",
    ".config/opencode/plugin/aigate*",
    ".config/opencode/plugins/aigate*",
)
_SETTINGS = (
    ".claude/settings.json", ".claude/settings.local.json", ".codex/hooks.json", ".codex/config.toml", ".gemini/settings.json",
    ".qwen/settings.json", ".cursor/hooks.json", ".factory/settings.json", ".windsurf/hooks.json", ".codeium/windsurf/hooks.json",
    ".codeium/hooks.json", ".github/hooks/*.json", ".copilot/hooks/*.json", ".github/copilot/settings.json",
    ".github/copilot/settings.local.json", ".factory/hooks.json", "opencode.json", ".config/opencode/opencode.json",
)  # fmt: skip
_SECTIONED = ("pyproject.toml", ".pre-commit-config.yaml", ".pre-commit-config.yml")
_HOOK_FILES = (*_SECTIONED, "lefthook.yml", ".husky/*")
_OURS = re.compile(
    r"aigate|disableAllHooks|hooksConfig|allowManagedHooksOnly|\bhooks\b[\"']?\s*[:=]\s*false", re.IGNORECASE
)
_LARGEST = 1 << 20
_GLOB = re.compile(r"[*?\[]")


class Guard(NamedTuple):
    """The guarded places of one repository and one home folder."""

    place: Place
    home: str

    def owned(self, path: str) -> str:
        """What a path is, if all of it is the gate's; else ""."""
        seen = _spellings(path)
        for anchor, what in self._anchors():
            for spelled in seen:
                if spelled == anchor or spelled.startswith(anchor + "/") or _meets(spelled, anchor):
                    return what
        return "the plugin that calls aigate" if self._fits(seen, _PLUGINS) else ""

    def holds(self, path: str) -> str:
        """What of the gate's would go with a folder, if that folder were removed or moved; else ""."""
        seen = _spellings(path)
        return next((what for anchor, what in self._anchors() for each in seen if anchor.startswith(each + "/")), "")

    def shares(self, path: str) -> bool:
        """Whether a file is one that the gate shares, and names it."""
        return self._fits(_spellings(path), (*_SETTINGS, *_HOOK_FILES)) and bool(_OURS.search(text_of(path)))

    def switches(self, path: str) -> bool:
        """Whether a file is an agent's settings, where hooks can be switched off without naming any."""
        return self._fits(_spellings(path), _SETTINGS)

    def unsettled(self, edit: Edit) -> str:
        """What an edit would take from the gate, or ""."""
        if what := self.owned(edit.path):
            return what
        if self.place.root and f"{_plain(self.place.root)}/.git" in _spellings(edit.path):  # a linked work tree's
            return "the file that says where the repository is"
        if not (self.shares(edit.path) or self.switches(edit.path)):
            return ""
        old = text_of(edit.path)
        new = "" if edit.deleted else _edited(old, edit)
        name = os.path.basename(edit.path)
        if name in _SECTIONED:
            from aigate.policy import gatefiles  # not cheap, and few edits come here

            differs = gatefiles.changes_ours(name, old.split("\n"), new.split("\n"))
        else:
            differs = _our_lines(old) != _our_lines(new)
        return "the settings that call aigate" if differs else ""

    def _anchors(self) -> Iterator[tuple[str, str]]:
        for folder in dict.fromkeys((self.place.git_dir, self.place.common_dir)):
            for name, what in _IN_GIT:
                yield f"{_plain(folder)}/{name}", what
        if self.place.root:
            for name, what in _IN_ROOT:
                yield f"{_plain(self.place.root)}/{name}", what

    def _fits(self, seen: tuple[str, ...], patterns: tuple[str, ...]) -> bool:
        tops = [_plain(top) + "/" for top in (self.place.root, self.home) if top]
        inner = [each[len(top) :] for each in seen for top in tops if each.startswith(top)]
        return any(fnmatchcase(each, pattern) or _meets(each, pattern) for each in inner for pattern in patterns)


def mentions(text: str) -> bool:
    """Whether a text speaks of the gate, or of the switches that turn hooks off."""
    return _OURS.search(text) is not None


def text_of(path: str) -> str:
    """A file's text, "" where there is none to read."""
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            return file.read(_LARGEST)
    except (OSError, ValueError):
        return ""


def _edited(text: str, edit: Edit) -> str:
    """The text after an edit, as far as the payload tells; a piece that is not found is shown beside the rest."""
    if edit.after is not None:
        return edit.after
    for old, new in edit.pieces:
        text = text.replace(old, new, 1) if old and old in text else f"{text}\n{new}"
    return text


def _our_lines(text: str) -> list[str]:
    """What a shared file says of the gate: the lines that name it, or a switch that turns hooks off."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return [line for line in lines if _OURS.search(line)]


def _spellings(path: str) -> tuple[str, ...]:
    """A path as it is written and as the disk has it, comparable."""
    real = os.path.join(os.path.realpath(os.path.dirname(path)), os.path.basename(path))
    return tuple(dict.fromkeys((_plain(os.path.normpath(path)), real.replace(os.sep, "/").lower())))


def _plain(path: str) -> str:
    return path.replace(os.sep, "/").rstrip("/").lower()


def _meets(path: str, anchor: str) -> bool:
    """Whether a path with wildcards can mean the anchor, or something in it."""
    if not _GLOB.search(path):
        return False
    parts, fixed = path.split("/"), anchor.split("/")
    if len(parts) < len(fixed):
        return False
    return all(
        fnmatchcase(name, part) and not (name.startswith(".") and part[:1] in "*?[")
        for part, name in zip(parts, fixed, strict=False)
    )
