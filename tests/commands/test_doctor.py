"""``aigate doctor`` reports in words and in JSON; its exit code is 1 when, and only when, something is wrong."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.commands.running import parser_of, run

if TYPE_CHECKING:
    from pathlib import Path

    from tests.repository import Repository


@pytest.fixture(autouse=True)
def _inside(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repo.path)


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(SystemExit) as caught:
        parser_of("doctor").parse_args(["--format", "sarif"])
    assert caught.value.code == 2


def test_outside_a_repository_that_is_what_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("doctor") == 1
    said = capsys.readouterr().out
    assert "fail  repository: " in said
    assert "ok    python: " in said


def test_a_repository_that_git_does_not_trust(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    assert run("doctor") == 1
    said = capsys.readouterr().out
    assert "fail  repository: " in said
    assert "safe.directory" in said


def test_something_wrong_is_told_with_what_to_type(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("doctor") == 1
    said = capsys.readouterr().out
    assert "fail  hooks: no hook leads to aigate" in said
    assert "      type: aigate init" in said
    assert said.splitlines()[-1].endswith("1 fail")


def test_after_installing_all_is_well(capsys: pytest.CaptureFixture[str]) -> None:
    run("install")
    capsys.readouterr()
    assert run("doctor") == 0
    assert capsys.readouterr().out.splitlines()[-1].endswith("0 fail")


def test_a_warning_alone_is_no_failure(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    run("install")
    repo.write({".aigate.toml": ""})
    assert run("doctor") == 0
    assert "warn  in force: .aigate.toml is not committed yet" in capsys.readouterr().out


def test_control_characters_do_not_reach_the_terminal(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repo.git("config", "core.hooksPath", "\x1b[2Jhooks\u202e")
    run("doctor")
    said = capsys.readouterr().out
    assert "\x1b" not in said
    assert "\u202e" not in said
    assert "x1b[2Jhooks" in said


def test_json_says_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("doctor", "--format", "json") == 1
    report = json.loads(capsys.readouterr().out)
    assert report["schema"] == "aigate/1"
    assert report["exit_code"] == 1
    assert {tuple(check) for check in report["checks"]} == {("name", "status", "message", "hint")}
    assert [check["name"] for check in report["checks"] if check["status"] == "fail"] == ["hooks"]
