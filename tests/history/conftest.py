"""A repository to ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.history.blaming import Asked

if TYPE_CHECKING:
    from tests.repository import Repository


@pytest.fixture
def asked(repo: Repository, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Asked:
    """``aigate blame`` and ``aigate why`` in ``repo``."""
    return Asked(repo, monkeypatch, capfdbinary)
