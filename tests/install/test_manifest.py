"""The manifest is what both hook managers accept, and what is checked in is what the code renders."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from aigate.install import manifest, rendered
from aigate.install.stages import ENTRIES, NAMES

if TYPE_CHECKING:
    from tests.repository import Repository

ROOT = Path(__file__).parents[2]
SHARED_FIELDS = {
    "id", "name", "description", "entry", "language", "stages", "pass_filenames", "always_run", "require_serial",
    "minimum_pre_commit_version",
}  # fmt: skip


@pytest.mark.parametrize("name", rendered.files())
def test_what_is_checked_in_is_what_the_code_renders(name: str) -> None:
    assert (ROOT / name).read_text(encoding="utf-8") == rendered.files()[name]


def test_writing_them_gives_the_same_files(tmp_path: Path) -> None:
    rendered.write(tmp_path)
    for name, text in rendered.files().items():
        assert (tmp_path / name).read_bytes() == text.encode()


@pytest.mark.parametrize("manager", ["pre-commit", "prek"])
def test_the_real_manager_accepts_it(repo: Repository, manager: str) -> None:
    repo.write({manifest.NAME: manifest.render()})
    command = [sys.executable, "-m", "pre_commit"] if manager == "pre-commit" else ["prek"]
    done = repo.run(*command, "validate-manifest", manifest.NAME)
    assert b"warning" not in done.stderr.lower()


@pytest.mark.parametrize("manager", ["pre-commit", "prek"])
def test_the_real_manager_refuses_a_broken_one(repo: Repository, manager: str) -> None:
    repo.write({manifest.NAME: manifest.render().replace("entry:", "entries:")})
    command = [sys.executable, "-m", "pre_commit"] if manager == "pre-commit" else ["prek"]
    assert repo.run(*command, "validate-manifest", manifest.NAME, ok=False).returncode


@pytest.mark.parametrize("hook", yaml.safe_load(manifest.render()), ids=lambda hook: hook["id"])
def test_every_hook_runs_always_once_and_by_its_stage(hook: dict[str, object]) -> None:
    assert set(hook) == SHARED_FIELDS
    assert hook["always_run"] is True
    assert hook["require_serial"] is True
    stage = str(hook["entry"]).removeprefix("aigate hook ")
    assert stage in NAMES
    assert hook["pass_filenames"] is stage.endswith("-msg")


def test_it_has_every_entry() -> None:
    assert [hook["id"] for hook in yaml.safe_load(manifest.render())] == [entry.id for entry in ENTRIES]
