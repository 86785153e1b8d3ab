"""What of ``install`` is checked in as well, so that people can read it: a test holds the files against the code.

``python -m aigate.install.rendered`` in the project's folder writes them anew.
"""

from __future__ import annotations

from pathlib import Path

from aigate.install import manifest, shim
from aigate.install.stages import STAGES


def files() -> dict[str, str]:
    """Their names in the project, and what they hold."""
    shims = {f"hooks/{stage.name}": shim.render(stage, shim.PLACEHOLDER) for stage in STAGES}
    return {manifest.NAME: manifest.render(), **shims}


def write(root: Path) -> None:
    """Write them below the project's folder."""
    for name, text in files().items():
        target = root / name
        target.parent.mkdir(exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")
        if name.startswith("hooks/"):
            target.chmod(0o755)


if __name__ == "__main__":
    write(Path())
