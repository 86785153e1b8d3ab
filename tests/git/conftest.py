"""A repository for hundreds of diffs, made once a module."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.git.store import Store
from tests.repository import Repository, sealed_environment

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("store")
    made = Store(Repository.create(folder / "repo", sealed_environment(folder)))
    yield made
    made.close()
