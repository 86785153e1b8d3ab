"""Whether a repository has anchors, told by a few ``stat`` calls: all that a glance needs to know. It errs towards yes."""

from __future__ import annotations

import os

NAME = "aigate"  # refs/notes/aigate, and what was fetched from remotes in refs/notes/aigate-remote/
_PACKED = b" refs/notes/aigate"


def anchors_may_matter(common_dir: str) -> bool:
    """Whether a notes ref of ours exists, loose, packed, or in a format of refs that only git can read."""
    folder = f"{common_dir}/refs/notes/{NAME}"
    if os.path.exists(folder) or os.path.exists(f"{folder}-remote") or os.path.exists(f"{common_dir}/reftable"):  # noqa: PTH110 - pathlib costs more than the answer
        return True
    try:
        with open(f"{common_dir}/packed-refs", "rb") as packed:  # noqa: PTH123
            return _PACKED in packed.read()
    except OSError:
        return False
