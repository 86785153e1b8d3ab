"""opencode: a plugin of aigate's own, since it knows no hooks that are commands."""

from __future__ import annotations

import json
from importlib import resources
from typing import TYPE_CHECKING

from aigate.install.agents.entries import AFTER, BEFORE, Note, Plugin, Scope

if TYPE_CHECKING:
    from pathlib import Path

    from aigate.install.agents.entries import Command, Homes

NAME = "opencode"
TITLE = "opencode"
PROGRAMS: tuple[str, ...] = ("opencode",)
FOLDERS: tuple[str, ...] = (".opencode", ".config/opencode")
_MARK = b"// aigate agent plugin, format "


def place(homes: Homes, scope: Scope) -> Path:
    """The file that the plugin is written to."""
    if scope is Scope.PROJECT and homes.project:
        return homes.project / ".opencode" / "plugin" / "aigate.js"
    return homes.user_folder("XDG_CONFIG_HOME", ".config") / "opencode" / "plugin" / "aigate.js"


def wanted(command: Command) -> Plugin:
    """The plugin's text."""
    text = resources.files("aigate.install.agents").joinpath("opencode.js").read_text("utf-8")
    for blank, value in (("@COMMAND@", list(command.words)), ("@BEFORE@", BEFORE * 1000), ("@AFTER@", AFTER * 1000)):
        text = text.replace(f'"{blank}"', json.dumps(value))
    return Plugin(text, _MARK)


def left(homes: Homes, scope: Scope, path: Path) -> tuple[Note, ...]:
    """What a human still has to know."""
    del homes, path
    if scope is Scope.USER:
        return ()
    return (Note("opencode puts node_modules and package.json beside the plugin, and a .gitignore that hides them"),)
