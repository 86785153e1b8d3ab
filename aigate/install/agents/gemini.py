"""Gemini CLI: ``.gemini/settings.json``. Its shell tool hides git hooks from git, so this hook is its only gate."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from aigate.install.agents.entries import AFTER, BEFORE, SESSION, STOP, Note, Scope, Settings, group

if TYPE_CHECKING:
    from aigate.install.agents.entries import Command, Entry, Homes

NAME = "gemini"
TITLE = "Gemini CLI"
PROGRAMS: tuple[str, ...] = ("gemini",)
FOLDERS: tuple[str, ...] = (".gemini",)
_TOOLS = "^(write_file|replace|run_shell_command)$"
_MILLISECONDS = 1000


def place(homes: Homes, scope: Scope) -> Path:
    """The file that its hooks are entered in."""
    return (homes.project if scope is Scope.PROJECT and homes.project else homes.user) / ".gemini" / "settings.json"


def wanted(command: Command) -> Settings:
    """What is entered; Gemini counts in milliseconds, and knows a hook by its name."""

    def entry(seconds: int, matcher: str = "") -> Entry:
        return group(command.line, seconds, matcher, unit=_MILLISECONDS, name="aigate")

    return Settings(
        {
            "BeforeTool": entry(BEFORE, _TOOLS),
            "AfterTool": entry(AFTER, _TOOLS),
            "AfterAgent": entry(STOP),
            "SessionStart": entry(SESSION),
            "SessionEnd": entry(SESSION),
        }
    )


def left(homes: Homes, scope: Scope, path: Path) -> tuple[Note, ...]:
    """What a human still has to do."""
    del path
    if scope is Scope.USER or trusts_project(homes):
        return ()
    return (
        Note(
            "gemini reads no project settings in a folder it does not trust: start gemini here and trust it", stops=True
        ),
    )


def trusts_project(homes: Homes) -> bool:
    """Whether Gemini's user has trusted the project's folder, one above it, or every folder."""
    if homes.project is None:
        return False
    if homes.environment.get("GEMINI_CLI_TRUST_WORKSPACE") == "true":
        return True
    folder = homes.user / ".gemini"
    security = _read(folder / "settings.json").get("security")
    setting = security.get("folderTrust") if isinstance(security, dict) else None
    if isinstance(setting, dict) and setting.get("enabled") is False:
        return True
    rules = _read(folder / "trustedFolders.json")
    if rules.get(str(homes.project)) == "DO_NOT_TRUST":
        return False
    trusted = [Path(rule) for rule, level in rules.items() if level == "TRUST_FOLDER"]
    trusted += [Path(rule).parent for rule, level in rules.items() if level == "TRUST_PARENT"]
    return any(homes.project.is_relative_to(folder) for folder in trusted)


def _read(path: Path) -> dict[str, object]:
    from aigate import jsonc

    try:
        value = jsonc.parse(path.read_text("utf-8")).value
    except (OSError, UnicodeDecodeError, jsonc.MalformedError):
        return {}
    return value if isinstance(value, dict) else {}
