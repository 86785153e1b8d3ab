"""What of ``install`` is checked in as well, so that people can read it: a test holds the files against the code.

``python -m aigate.install.rendered`` in the project's folder writes them anew.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from aigate.install import ci, manifest, shim
from aigate.install.agents import AGENTS, settings
from aigate.install.agents.entries import Plugin, Scope, command
from aigate.install.stages import STAGES

if TYPE_CHECKING:
    from aigate.install.agents import Agent


def files() -> dict[str, str]:
    """Their names in the project, and what they hold."""
    shims = {f"hooks/{stage.name}": shim.render(stage, shim.PLACEHOLDER) for stage in STAGES}
    return {manifest.NAME: manifest.render(), **shims, **dict(map(_of_agent, AGENTS)), **ci.files()}


def _of_agent(agent: Agent) -> tuple[str, str]:
    """What a project that had no settings for an agent has after `aigate agent install`."""
    wanted = agent.wanted(command(agent.NAME, Scope.PROJECT))
    if isinstance(wanted, Plugin):
        return f"hooks/agents/{agent.NAME}.js", wanted.text
    return f"hooks/agents/{agent.NAME}.json", settings.install("", wanted)


def write(root: Path) -> None:
    """Write them below the project's folder."""
    for name, text in files().items():
        target = root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")
        if target.parent.name == "hooks":
            target.chmod(0o755)


if __name__ == "__main__":
    write(Path())
