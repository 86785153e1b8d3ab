"""The journal: which lines agents wrote, recorded while they wrote them (``docs/explanation/journal.md``).

It lies in ``$GIT_DIR/aigate/journal``, one for each work tree, and holds no content: lines are keyed hashes. ``recorder``
writes it at each event of an agent, ``source`` reads it when a changeset is judged; ``store`` is the file, ``history`` its
records, ``states`` the arithmetic of who wrote which line. Everything but ``source`` is on the path of every event and
imports nothing beyond the standard library's cheap modules.
"""

from __future__ import annotations

from aigate.provenance.presence import JOURNAL, holds_anything


def may_testify(git_dir: str) -> bool:
    """Whether the journal of this work tree holds any record."""
    return holds_anything(f"{git_dir}/{JOURNAL}")
