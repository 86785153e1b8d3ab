"""Claude Code: ``.claude/settings.json``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aigate.install.agents.entries import AFTER, BEFORE, SESSION, STOP, Note, Scope, Settings, group

if TYPE_CHECKING:
    from pathlib import Path

    from aigate.install.agents.entries import Command, Homes

NAME = "claude"
TITLE = "Claude Code"
PROGRAMS: tuple[str, ...] = ("claude",)
FOLDERS: tuple[str, ...] = (".claude",)
_SHELLS = "Bash|PowerShell|Monitor"
_SERVERS = "mcp__.*"  # tools of other programs, which may write files as well
_TOOLS = f"^(Edit|Write|MultiEdit|NotebookEdit|{_SHELLS}|{_SERVERS})$"


def place(homes: Homes, scope: Scope) -> Path:
    """The file that its hooks are entered in."""
    if scope is Scope.PROJECT and homes.project:
        return homes.project / ".claude" / "settings.json"
    return homes.user_folder("CLAUDE_CONFIG_DIR", ".claude") / "settings.json"


def wanted(command: Command) -> Settings:
    """What is entered. A shell command that fails has changed files all the same, and is told by an event of its own."""
    line = command.line
    return Settings(
        {
            "PreToolUse": group(line, BEFORE, _TOOLS),
            "PostToolUse": group(line, AFTER, _TOOLS),
            "PostToolUseFailure": group(line, AFTER, f"^({_SHELLS}|{_SERVERS})$"),
            "Stop": group(line, STOP),
            "SubagentStop": group(line, STOP),
            "SessionStart": group(line, SESSION),
            "SessionEnd": group(line, SESSION),
        }
    )


def left(homes: Homes, scope: Scope, path: Path) -> tuple[Note, ...]:
    """What a human still has to do."""
    del homes, path
    trust = (Note("when claude asks whether you trust this folder, say yes"),) if scope is Scope.PROJECT else ()
    return (*trust, Note("restart a claude that is running: it reads its hooks when it starts"))
