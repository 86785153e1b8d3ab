"""What a newcomer types first: aigate's own files must not trip aigate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.gate.asking import assert_passes, blocked_paths, report
from tests.gate.samples import CLEAN

if TYPE_CHECKING:
    from tests.repository import Repository


def test_what_init_writes_holds_nothing_that_a_scan_blocks(repo: Repository) -> None:
    """The salt that ``init`` writes is random, lies in the repository on purpose, and is no secret to report."""
    repo.commit({"a.py": CLEAN})
    assert_passes(repo.aigate("init"))
    assert blocked_paths(report(repo.aigate("scan", ".", "--format", "json"))) == set()
