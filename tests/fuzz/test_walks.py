"""Two thousand random steps, each checked; longer walks by hand: ``python -m tests.fuzz --seconds 3600``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.fuzz.walk import Walk

if TYPE_CHECKING:
    from pathlib import Path

STEPS = 50
SEEDS = range(40)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_line_is_attributed_to_its_author_after_every_step(
    seed: int, tmp_path: Path, sealed: dict[str, str]
) -> None:
    walk = Walk(tmp_path / "walk", sealed, seed)
    for _ in range(STEPS):
        walk.step()
