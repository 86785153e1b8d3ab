"""Fixtures: a sealed home, and repositories in it."""

from __future__ import annotations

import os
import shutil
import tempfile
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.repository import Repository, sealed_environment

if TYPE_CHECKING:
    from pathlib import Path

# No test is about time, and a busy machine is no fault of the code.
settings.register_profile("aigate", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("aigate")


_COMPILED = "PYTHONPYCACHEPREFIX"
_FOLDER = pytest.StashKey[str]()


def pytest_configure(config: pytest.Config) -> None:
    """Give the thousands of processes of the tests one place for compiled modules: nobody compiles anything twice.

    It is not the source's own, which the tests leave alone. The workers of pytest-xdist inherit it.
    """
    if _COMPILED not in os.environ:
        os.environ[_COMPILED] = config.stash[_FOLDER] = tempfile.mkdtemp(prefix="aigate-tests-compiled-")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Take it away again."""
    if folder := config.stash.get(_FOLDER, None):
        os.environ.pop(_COMPILED, None)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def sealed(tmp_path: Path) -> dict[str, str]:
    """The environment every process of a test runs in."""
    home = tmp_path / "home"
    home.mkdir()
    return sealed_environment(home)


@pytest.fixture
def repo(tmp_path: Path, sealed: dict[str, str]) -> Repository:
    """An empty repository on branch ``main``."""
    return Repository.create(tmp_path / "repo", sealed)


@pytest.fixture(autouse=True)
def _seal_this_process(sealed: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Code called in-process feels the same sealed environment as the processes do."""
    for name in list(os.environ):
        if name not in sealed:
            monkeypatch.delenv(name, raising=False)
    for name, value in sealed.items():
        monkeypatch.setenv(name, value)
