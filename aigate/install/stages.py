"""The git hooks that aigate has an answer for: one table for the shims, the manifest, ``init`` and ``doctor``."""

from __future__ import annotations

from typing import NamedTuple


class Stage(NamedTuple):
    """One git hook."""

    name: str  # as git calls it
    reads_refs: bool = False  # whether git writes the pushed refs to its standard input


class Entry(NamedTuple):
    """One hook of the manifest that pre-commit and prek read."""

    id: str
    name: str
    description: str
    command: str  # the stage that `aigate hook` is called with
    stages: tuple[str, ...]  # where pre-commit runs it
    takes_file: bool = False  # whether it needs the name of the message file


STAGES = (
    Stage("pre-commit"),
    Stage("pre-merge-commit"),
    Stage("prepare-commit-msg"),
    Stage("commit-msg"),
    Stage("post-commit"),
    Stage("pre-push", reads_refs=True),
)

ENTRIES = (
    Entry(
        "aigate",
        "aigate: AI-written lines of the commit",
        "Audits the staged lines that a coding agent wrote, and no others; refuses the commit if they break the policy.",
        "pre-commit",
        ("pre-commit", "pre-merge-commit", "manual"),
    ),
    Entry(
        "aigate-prepare-commit-msg",
        "aigate: draft of the commit message",
        "Adds the trailer that [trailers] asks for to the draft of the message, if the configuration says so; else does nothing.",
        "prepare-commit-msg",
        ("prepare-commit-msg",),
        takes_file=True,
    ),
    Entry(
        "aigate-commit-msg",
        "aigate: AI trailers of the commit message",
        "Holds the final message to [trailers], and audits what its trailers say an agent wrote.",
        "commit-msg",
        ("commit-msg",),
        takes_file=True,
    ),
    Entry(
        "aigate-post-commit",
        "aigate: anchors of the commit's AI lines",
        "Notes in refs/notes/aigate by which hashes the commit's AI-written lines are found again after squash and rebase.",
        "post-commit",
        ("post-commit",),
    ),
    Entry(
        "aigate-pre-push",
        "aigate: AI-written lines of the push",
        "Audits every commit that is pushed. pre-commit and prek show it the first ref of a push only; "
        "`aigate install --hook pre-push` shows it all of them.",
        "pre-push",
        ("pre-push",),
    ),
)

NAMES = tuple(stage.name for stage in STAGES)
BY_NAME = {stage.name: stage for stage in STAGES}
BY_ID = {entry.id: entry for entry in ENTRIES}
