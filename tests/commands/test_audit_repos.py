"""``aigate audit --repos`` as people type it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from aigate.errors import AigateError, UsageError
from tests.audit.fleet.repositories import many
from tests.commands.running import run
from tests.repository import Repository


@pytest.fixture
def org(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "org"
    folder.mkdir()
    many(folder, 3)
    monkeypatch.chdir(tmp_path)
    return folder


def audit(*words: str | Path) -> int:
    return run("audit", "--jobs", "1", *map(str, words))


def test_a_folder_is_reported_as_a_whole(org: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert audit("--repos", org) == 0
    out = capsys.readouterr().out
    assert "3 repositories: 3 audited, 0 not" in out
    assert "repository-001.git" in out


def test_output_into_a_folder_has_a_page_for_each(
    org: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert audit("--repos", org, "--format", "html", "--output", "pages", "--write", "json=all.json") == 0
    assert capsys.readouterr().out == ""
    index = (tmp_path / "pages" / "index.html").read_text()
    found = json.loads((tmp_path / "all.json").read_text())["fleet"]
    for one in found["repositories"]:
        assert f'href="{one["page"]}"' in index
        assert (tmp_path / "pages" / one["page"]).is_file()
    assert audit("--repos", org, "--format", "csv", "--output", "all.csv") == 0
    assert (tmp_path / "all.csv").read_text().count("\n") == 4


def test_what_failed_is_in_the_report_and_is_the_exit_code(
    org: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "list.txt").write_text("org/repository-000.git\nhttps://ada:hunter2@example.org/x\nmissing\n")
    with pytest.raises(AigateError, match="2 of 3 repositories") as caught:
        audit("--repos", "list.txt")
    out = capsys.readouterr().out
    assert "there is no such folder" in out
    assert "hunter2" not in out + caught.value.message
    assert caught.value.exit_code == 3


def test_a_finding_decides_over_what_failed(org: Path, tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("org/repository-000.git\nmissing\n")
    assert audit("--repos", "list.txt", "--fail-on", "medium") == 1
    with pytest.raises(AigateError):
        audit("--repos", "list.txt", "--fail-on", "critical")


REFUSED = {
    "no such format": (("--repos", "org", "--format", "sarif"), "cannot be reported"),
    "no such format besides": (("--repos", "org", "--write", "parquet=x"), "cannot be reported"),
    "a format without a file": (("--repos", "org", "--write", "html"), "no format and file"),
    "no folder": (("--repos", "org", "--output", "a/b/c.txt"), "no folder"),
    "no list": (("--repos", "nothing.txt"), "cannot read the list"),
    "no date": (("--repos", "org", "--since", "nonsense"), "no date"),
    "no number of processes": (("--repos", "org", "--jobs", "-1"), "cannot be"),
    "a path that leads out": (("--repos", "org", "--path", "../x"), "leads out"),
    "an issue for many": (("--repos", "org", "--issue", "github"), "one repository"),
    "a cluster for one repository": (("--dask", "tcp://127.0.0.1:1"), "many repositories"),
    "copies of one repository": (("--cache-dir", "x"), "many repositories"),
    "a protocol for one repository": (("--allow-protocol", "file"), "many repositories"),
}


@pytest.mark.parametrize(("words", "reason"), REFUSED.values(), ids=REFUSED)
def test_is_refused_before_any_work(org: Path, words: tuple[str, ...], reason: str) -> None:
    with pytest.raises(UsageError, match=reason) as caught:
        audit(*words)
    assert caught.value.hint


def test_urls_are_cloned_into_the_folder_that_was_named(
    org: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "list.txt").write_text((org / "repository-001.git").as_uri())
    words = ("--repos", "list.txt", "--cache-dir", "copies", "--allow-protocol", "file", "--format", "json")
    assert audit(*words) == 0
    assert json.loads(capsys.readouterr().out)["fleet"]["audited"] == 1
    assert len(list((tmp_path / "copies").glob("*/*.git"))) == 1


def test_the_real_command_reads_standard_input(org: Path, tmp_path: Path, sealed: dict[str, str]) -> None:
    here = Repository(tmp_path, sealed)
    done = here.aigate("audit", "--repos", "-", "--format", "json", stdin=os.fsencode(org / "repository-002.git"))
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["fleet"]["repositories"][0]["ai_commits"] == 1
