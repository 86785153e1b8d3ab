"""The settings by which coding agents call the gate: committed with a project, and shared with whatever else they hold."""

from __future__ import annotations

import json
from typing import NamedTuple

from aigate import jsonc

OWN = (".github/hooks/aigate.json", ".opencode/plugin/aigate.js", ".opencode/plugins/aigate.js")
SETTINGS = (
    ".claude/settings.json", ".codex/hooks.json", ".cursor/hooks.json", ".factory/settings.json", ".gemini/settings.json",
    ".qwen/settings.json", ".windsurf/hooks.json",
)  # fmt: skip
_SWITCHES = ("disableAllHooks", "hooksConfig", "allowManagedHooksOnly")


class Calls(NamedTuple):
    """What settings say of the gate: the hooks that call it, and the switches that turn hooks off."""

    hooks: frozenset[tuple[str, str]]
    switches: tuple[str, ...]


def weakened(old: str, new: str) -> bool:
    """Whether settings that called the gate do not call it in the same way any more."""
    before = _calls(old)
    if not before.hooks:
        return False
    after = _calls(new)
    return not before.hooks <= after.hooks or before.switches != after.switches


def _calls(text: str) -> Calls:
    """Of text that is no JSON, nothing: no agent reads it either."""
    try:
        document = jsonc.parse(text).value
    except jsonc.MalformedError:
        document = None
    if not isinstance(document, dict):
        return Calls(frozenset(), ())
    hooks = document.get("hooks")
    entries = [
        (event, json.dumps(entry, sort_keys=True))
        for event, listed in (hooks.items() if isinstance(hooks, dict) else ())
        for entry in (listed if isinstance(listed, list) else ())
    ]
    ours = frozenset((event, entry) for event, entry in entries if "aigate" in entry)
    return Calls(ours, tuple(json.dumps(document.get(key), sort_keys=True) for key in _SWITCHES))
