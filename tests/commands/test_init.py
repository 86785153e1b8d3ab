"""``aigate init`` adds what is missing, overwrites nothing, and says what to type next."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest
import yaml

from aigate import __version__
from aigate.config import load
from aigate.errors import ConfigError, UsageError
from tests.commands.running import run
from tests.repository import Repository

if TYPE_CHECKING:
    from pathlib import Path

HOOKS = ".pre-commit-config.yaml"
THEIRS = "# ours\nrepos:\n  - repo: meta  # first\n    hooks:\n      - id: identity\n"


@pytest.fixture(autouse=True)
def _inside(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repo.path)


def files(repo: Repository) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in repo.path.iterdir() if path.is_file()}


def test_a_bare_repository_is_refused(tmp_path: Path, sealed: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    bare = Repository.create(tmp_path / "bare", sealed, "--bare")
    monkeypatch.chdir(bare.path)
    with pytest.raises(UsageError, match="bare repository"):
        run("init")


def test_outside_a_repository_it_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError):
        run("init")
    assert not (tmp_path / ".aigate.toml").exists()


def test_a_broken_configuration_is_told_and_nothing_is_written(repo: Repository) -> None:
    repo.write({"pyproject.toml": "[tool.aigate]\nblok = 1\n"})
    before = files(repo)
    with pytest.raises(ConfigError, match=r"^pyproject.toml:2: unknown key"):
        run("init")
    assert files(repo) == before


def test_in_an_empty_repository_it_writes_both_files(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("init") == 0
    config = load((repo.path / ".aigate.toml").read_bytes(), "x")
    assert len(config.salt) == 32
    (entry,) = yaml.safe_load((repo.path / HOOKS).read_text())["repos"]
    assert entry["repo"].startswith("https://")
    assert entry["rev"] == f"v{__version__}"
    assert [hook["id"] for hook in entry["hooks"]] == ["aigate", "aigate-commit-msg"]
    said = capsys.readouterr().out
    assert "pre-commit install -t pre-commit -t commit-msg" in said
    assert f"git add .aigate.toml {HOOKS}" in said


def test_every_repository_gets_a_salt_of_its_own(repo: Repository) -> None:
    run("init")
    first = (repo.path / ".aigate.toml").read_bytes()
    (repo.path / ".aigate.toml").unlink()
    run("init")
    assert (repo.path / ".aigate.toml").read_bytes() != first


def test_from_a_folder_below_it_writes_to_the_root(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    (repo.path / "deep").mkdir()
    monkeypatch.chdir(repo.path / "deep")
    assert run("init") == 0
    assert {".aigate.toml", HOOKS} <= files(repo).keys()


def test_the_second_time_it_changes_nothing(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    run("init")
    before = files(repo)
    capsys.readouterr()
    assert run("init") == 0
    assert files(repo) == before
    said = capsys.readouterr().out
    assert ".aigate.toml is there already; left as it is" in said
    assert f"{HOOKS} runs aigate already; left as it is" in said
    assert "git add" not in said


def test_hooks_of_others_are_added_to(repo: Repository) -> None:
    repo.write({HOOKS: THEIRS.replace("\n", "\r\n")})
    (repo.path / HOOKS).chmod(0o640)
    assert run("init", "--repo", "../aigate", "--rev", "main", "--hooks", "aigate", "aigate", "aigate-pre-push") == 0
    text = (repo.path / HOOKS).read_bytes().decode()
    types = "default_install_hook_types: [pre-commit, pre-push]\r\n"
    assert text.replace(types, "").startswith(THEIRS.replace("\n", "\r\n"))
    assert [hook["id"] for hook in yaml.safe_load(text)["repos"][1]["hooks"]] == ["aigate", "aigate-pre-push"]
    if os.name != "nt":
        assert (repo.path / HOOKS).stat().st_mode & 0o777 == 0o640


def test_a_configuration_in_pyproject_is_enough(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repo.write({"pyproject.toml": "[tool.aigate]\n"})
    assert run("init") == 0
    assert ".aigate.toml" not in files(repo)
    assert "pyproject.toml holds the configuration already" in capsys.readouterr().out


def test_the_configuration_alone_can_be_had(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("init", "--config-only") == 0
    assert HOOKS not in files(repo)
    assert "aigate install" in capsys.readouterr().out


UNSAFE = [
    ("a list in flow style", {HOOKS: "repos: [{repo: meta, hooks: []}]\n"}, "not written as a block of entries"),
    ("not YAML", {HOOKS: "repos: [\n"}, "not YAML that can be read"),
    ("not UTF-8", {HOOKS: b"# caf\xe9\nrepos: []\n"}, "not UTF-8"),
    ("prek's own file", {"prek.toml": ""}, "prek would read only one of the two"),
    ("prek's other spelling, broken", {".pre-commit-config.yml": "- x\n"}, "not written as a block of keys"),
]  # fmt: skip


@pytest.mark.parametrize(("present", "why"), [case[1:] for case in UNSAFE], ids=[case[0] for case in UNSAFE])
def test_what_is_not_safe_is_left_for_the_reader_to_paste(
    repo: Repository, capsys: pytest.CaptureFixture[str], present: dict[str, str | bytes], why: str
) -> None:
    repo.write(present)
    before = files(repo)
    assert run("init") == 2
    said = capsys.readouterr()
    assert why in said.err
    assert "- id: aigate-commit-msg" in said.out
    after = files(repo)
    after.pop(".aigate.toml")
    assert after == before


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
@pytest.mark.parametrize("exists", [True, False], ids=["sound", "dangling"])
@pytest.mark.parametrize("name", [".aigate.toml", HOOKS])
def test_links_are_not_written_through(repo: Repository, tmp_path: Path, name: str, exists: bool) -> None:
    outside = tmp_path / "outside"
    if exists:
        outside.write_text("# nothing\n")
    (repo.path / name).symlink_to(outside)
    run("init")
    assert outside.exists() is exists
    assert not exists or outside.read_text() == "# nothing\n"


def test_pre_commit_and_prek_accept_what_was_written(repo: Repository) -> None:
    repo.write({HOOKS: THEIRS})
    run("init")
    repo.run(sys.executable, "-m", "pre_commit", "validate-config", HOOKS)
    repo.run("prek", "validate-config", HOOKS)
