"""Whether there are records of who wrote uncommitted lines, and where they lie: all that a glance needs to know.

On the path of every commit, so nothing but ``os`` is imported and nothing is read: a few ``stat`` calls answer.
"""

from __future__ import annotations

import os

UNBORN = "initial"  # what git-ai calls the base of a repository's first commit
CHECKPOINTS = "checkpoints.jsonl"
INITIAL = "INITIAL"
TRACES = ".agent-trace/traces.jsonl"
JOURNAL = "aigate/journal/log.jsonl"


def records_may_matter(git_dir: str, common_dir: str, root: str | None, head: str | None) -> bool:
    """Whether a record of git-ai or Agent Trace may speak of what is staged on ``head`` (None: nothing yet).

    True if git-ai's working log for ``head`` in this work tree holds checkpoints or lines
    carried over from earlier, or if the work tree's root, or the current folder, which is the root while git runs a hook,
    has a file of Agent Trace records. It errs towards yes: what stands in them is not looked at.
    """
    log = working_log(git_dir, common_dir, head)
    names = [f"{log}/{CHECKPOINTS}", f"{log}/{INITIAL}", TRACES]
    if root is not None:
        names.append(f"{root}/{TRACES}")
    return any(map(holds_anything, names))


def working_log(git_dir: str, common_dir: str, head: str | None) -> str:
    """The folder of git-ai's working log for what is edited on ``head``; every linked work tree has logs of its own."""
    own, common = os.path.realpath(git_dir), os.path.realpath(common_dir)
    folder = os.path.join(common_dir, "ai")  # noqa: PTH118 - pathlib costs more than the answer
    if own != common:
        linked = os.path.join(common, "worktrees", "")  # noqa: PTH118
        name = own.removeprefix(linked) if own.startswith(linked) else os.path.basename(own)  # noqa: PTH119
        folder = os.path.join(folder, "worktrees", name)  # noqa: PTH118
    return os.path.join(folder, "working_logs", head or UNBORN)  # noqa: PTH118


def holds_anything(name: str) -> bool:
    """Whether a file is there and not empty."""
    try:
        return os.stat(name).st_size > 0  # noqa: PTH116
    except (OSError, ValueError):
        return False
