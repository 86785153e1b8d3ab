"""Small pieces of code that the gate tests commit: insecure, mended, human's, agent's."""

from __future__ import annotations

INSECURE = "import subprocess\n\n\ndef run(command):\n    return subprocess.call(command, shell=True)\n"
MENDED = "import subprocess\n\n\ndef run(command):\n    return subprocess.call([command])\n"
CLEAN = "def add(left, right):\n    return left + right\n"
TRAILER = "\n\nCo-authored-by: Claude <noreply@anthropic.com>\n"
RULE = "bandit/B602"


def marked(code: str, leader: str = "#") -> str:
    """Code declared to be an agent's, by a block marker."""
    return f"{leader} AI-GENERATED BEGIN (Claude, 2026-01-02)\n{code}{leader} AI-GENERATED END\n"


def fake_key() -> str:
    """A string of the form of an AWS access key, of nobody's account; put together here so that no scanner trips over it."""
    return "AKIA" + "QYZ7LMN4PRS2TUV6"
