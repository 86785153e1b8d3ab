"""``aigate audit`` as people type it: what it says, where it writes, what it refuses, and what it ends with."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from aigate import firewall
from aigate.commands.audit import CHECKS
from aigate.errors import AigateError, GitError, UsageError
from aigate.scanners.registry import SCANNERS
from tests.commands.running import parser_of, run
from tests.repository import Repository

SHELL = "import subprocess\n\n\ndef pack(folder):\n    subprocess.run(f'tar cf x.tar {folder}', shell=True)\n"
AGENT = "Co-authored-by: Claude <noreply@anthropic.com>"
HUMAN = "def add(a, b):\n    return a + b\n"


@pytest.fixture
def mixed(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A person's commit, and an agent's with a finding; we stand in it."""
    repo.commit({"src/add.py": HUMAN}, "Add")
    repo.commit({"src/pack.py": SHELL}, f"Pack folders\n\n{AGENT}")
    monkeypatch.chdir(repo.path)
    return repo


def audit(*words: str) -> int:
    return run("audit", "--jobs", "1", *words)


def document(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    audit("--format", "json", *words)
    return json.loads(capsys.readouterr().out)["audit"]


def refusal(*words: str) -> AigateError:
    with pytest.raises(AigateError) as caught:
        audit(*words)
    return caught.value


# ---------------------------------------------------------------- what it says


def test_the_checks_are_the_scanners() -> None:
    assert (*(one.NAME for one in SCANNERS), *firewall.NAMES) == CHECKS


def test_a_summary_of_what_the_agent_wrote(mixed: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    assert audit() == 0
    shown = capsys.readouterr().out
    assert "2 commits of HEAD" in shown
    assert "71 %  of today's lines are AI-written: 5 of 7, in 1 file" in shown
    assert "src/pack.py:5  bandit/B602" in shown
    assert "aigate why src/pack.py:5" in shown


def test_the_document_names_commit_finding_and_file(mixed: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    found = document(capsys)
    assert [one["subject"] for one in found["commits"]] == ["Pack folders"]
    assert [(one["rule"], one["state"], one["agent"]) for one in found["findings"] if one["rule"] == "bandit/B602"] == [
        ("bandit/B602", "open", "claude")
    ]
    assert {one["path"]: one["lines"]["ai"] for one in found["files"]} == {"src/add.py": 0, "src/pack.py": 5}


def test_what_was_mended_is_fixed(mixed: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    fix = mixed.commit({"src/pack.py": "def pack(folder):\n    pass\n"}, "Mend")
    found = document(capsys)
    assert {one["state"] for one in found["findings"]} == {"fixed"}
    assert {one["fixed_by"] for one in found["findings"]} <= {fix, None}


@pytest.mark.parametrize(
    ("words", "number"), [(("HEAD~1",), 0), (("HEAD~1..HEAD",), 1), (("--path", "src/add.py"), 0), (("--path", "."), 1)]
)
def test_what_is_asked_narrows_it(
    mixed: Repository, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], number: int
) -> None:
    assert len(document(capsys, *words)["commits"]) == number


def test_without_checks_there_are_no_findings_and_it_says_so(
    mixed: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    audit("--checks", "none")
    assert "no check was run" in capsys.readouterr().out
    assert document(capsys, "--checks", "none")["findings"] == []


def test_one_check_alone(mixed: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    found = document(capsys, "--checks", "bandit,detect-secrets")
    assert {one["scanner"] for one in found["findings"]} == {"bandit"}
    assert set(found["reach"]["checks"]) == {"bandit", "detect-secrets"}


# ---------------------------------------------------------------- where it writes


def test_every_format_can_be_written_in_one_go(mixed: Repository, tmp_path: Path) -> None:
    forms = ("json", "jsonl", "csv", "csv:commits", "markdown", "sarif", "badge", "text", "parquet")
    words = [f"--write={form}={tmp_path / form.replace(':', '-')}" for form in forms]
    assert audit("--output", str(tmp_path / "out"), *words) == 0
    assert json.loads((tmp_path / "sarif").read_text("utf-8"))["version"] == "2.1.0"
    assert (tmp_path / "out").read_bytes() == (tmp_path / "text").read_bytes()
    assert (tmp_path / "parquet").read_bytes().startswith(b"PAR1")
    with (tmp_path / "csv-commits").open(encoding="utf-8", newline="") as file:
        assert [row["subject"] for row in csv.DictReader(file)] == ["Pack folders"]
    assert not list(tmp_path.glob(".*"))


def test_the_table_of_a_format_can_be_chosen(mixed: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    audit("--format", "csv", "--table", "files")
    assert capsys.readouterr().out.startswith("path,language,ai,")


def test_a_file_is_replaced_through_a_link_and_a_device_stays_one(mixed: Repository, tmp_path: Path) -> None:
    real, link = tmp_path / "real.json", tmp_path / "link.json"
    link.symlink_to(real)
    assert audit("--format", "json", "--output", str(link)) == 0
    assert link.is_symlink()
    json.loads(real.read_text("utf-8"))
    assert audit("--output", os.devnull) == 0
    assert not Path(os.devnull).is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
def test_a_binary_format_is_not_for_a_terminal(mixed: Repository) -> None:
    ours, theirs = os.openpty()
    try:
        argv = [sys.executable, "-m", "aigate", "audit", "--format", "parquet"]
        done = subprocess.run(argv, cwd=mixed.path, env=mixed.env, stdout=theirs, stderr=subprocess.PIPE, check=False)
    finally:
        os.close(ours)
        os.close(theirs)
    assert done.returncode == 2
    assert b"not for a terminal" in done.stderr
    assert b"--output audit.parquet" in done.stderr


# ---------------------------------------------------------------- what it refuses

REFUSED = {
    "no date": (("--since", "nonsense"), "is no date"),
    "a day that is not": (("--until", "2026-02-30"), "is no date"),
    "no revision": (("no-such-branch",), "unknown revision"),
    "an option as revision": (("--", "--output=x"), "unknown revision"),
    "a range without beginning": (("nowhere..HEAD",), "unknown revision"),
    "only what is left out": (("^HEAD",), "no revision to read"),
    "a path that never was": (("--path", "src/nope.py"), "no commit changes src/nope.py"),
    "a path outside": (("--path", "../elsewhere"), "outside"),
    "no check": (("--checks", "semgrep"), 'no check "semgrep"'),
    "none and some": (("--checks", "none,bandit"), 'no check "none"'),
    "fewer than no processes": (("--jobs", "-1"), "cannot be"),
    "a format without a file": (("--write", "json"), "names no format and file"),
    "an unknown format": (("--write", "xml=a.xml"), "names no format and file"),
    "a table of a whole": (("--write", "json:files=a.json"), "not one table"),
    "an unknown table": (("--write", "csv:weeks=a.csv"), 'no table "weeks"'),
    "a folder": (("--output", "."), "it is a folder"),
    "no folder": (("--output", "no/such/folder/a.json"), "there is no folder"),
    "a file twice": (("--output", "a.json", "--write", "json=a.json"), "named twice"),
}


@pytest.mark.parametrize(("words", "said"), REFUSED.values(), ids=REFUSED)
def test_wrong_use_is_told_before_any_work(mixed: Repository, words: tuple[str, ...], said: str) -> None:
    error = refusal(*words)
    assert isinstance(error, UsageError)
    assert said in error.message
    assert error.hint
    assert not (mixed.path / "a.json").exists()


def test_outside_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    error = refusal()
    assert isinstance(error, UsageError)
    assert "git init" in error.hint


def test_an_unknown_severity_is_argparse_s_to_refuse() -> None:
    with pytest.raises(SystemExit) as caught:
        parser_of("audit").parse_args(["--fail-on", "worst"])
    assert caught.value.code == 2


# ---------------------------------------------------------------- what it ends with


@pytest.mark.parametrize(("severity", "code"), [("high", 1), ("low", 1), ("critical", 0)])
def test_fail_on_looks_at_what_is_open(mixed: Repository, severity: str, code: int) -> None:
    assert audit("--fail-on", severity, "--output", os.devnull) == code
    mixed.commit({"src/pack.py": "def pack(folder):\n    pass\n"}, "Mend")
    assert audit("--fail-on", severity, "--output", os.devnull) == 0


def test_a_commit_that_cannot_be_read_is_told_and_the_report_is_written(mixed: Repository, tmp_path: Path) -> None:
    blob = mixed.git("rev-parse", "HEAD:src/pack.py")
    mixed.commit({"src/pack.py": HUMAN}, "Replace")
    (mixed.path / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    target = tmp_path / "audit.json"
    error = refusal("--format", "json", "--output", str(target))
    assert isinstance(error, GitError)
    assert "1 commit could not be read" in error.message
    assert len(json.loads(target.read_text("utf-8"))["audit"]["reach"]["unread"]) == 1


@pytest.mark.parametrize("lacking", ["blob:none", "tree:0"])
def test_a_partial_clone_is_told_how_it_gets_its_contents(
    mixed: Repository, lacking: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    mixed.git("config", "uploadpack.allowFilter", "true")
    path = mixed.path.with_name("partial")
    mixed.git("clone", "--quiet", f"--filter={lacking}", "--no-checkout", f"file://{mixed.path}", str(path))
    away = mixed.path.rename(mixed.path.with_name("away"))
    monkeypatch.chdir(path)
    told = refusal()
    assert told.exit_code == 3
    assert "git fetch --refetch --no-filter" in told.hint
    said = capsys.readouterr().out
    assert "commits show a sign" not in said, "nobody knows"
    assert "--every-patch" not in said.partition("\nnext\n")[2]
    away.rename(mixed.path)
    mixed.git("-C", str(path), "fetch", "--quiet", "--refetch", "--no-filter")
    assert audit() == 0


# ---------------------------------------------------------------- where it runs


def test_an_empty_repository(
    repo: Repository, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(repo.path)
    assert audit() == 0
    assert "0 commits" in capsys.readouterr().out
    assert document(capsys)["commits"] == []


@pytest.mark.parametrize("kind", ["bare", "shallow", "worktree", "subfolder"])
def test_any_kind_of_repository(
    mixed: Repository, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / kind
    match kind:
        case "bare":
            mixed.git("clone", "--quiet", "--bare", ".", str(place))
        case "shallow":
            mixed.git("clone", "--quiet", "--depth", "1", f"file://{mixed.path.as_posix()}", str(place))
        case "worktree":
            mixed.git("worktree", "add", "--quiet", "--detach", str(place))
        case _:
            place = mixed.path / "src"
    monkeypatch.chdir(place)
    found = document(capsys)
    assert found["reach"]["edges"] == (kind == "shallow")
    assert len(found["commits"]) == (kind != "shallow")


def test_a_path_is_seen_from_where_one_stands(
    mixed: Repository, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(mixed.path / "src")
    assert document(capsys, "--path", "pack.py")["reach"]["filters"] == ["--path=src/pack.py"]


def test_nothing_heavy_is_imported_to_say_how_it_is_used(mixed: Repository) -> None:
    code = (
        "import sys; from aigate.cli import run; run(['audit', '--help']);"
        "print(*(name for name in ('git', 'yaml', 'bandit', 'pyarrow', 'sqlite3') if name in sys.modules), file=sys.stderr)"
    )
    assert mixed.run(sys.executable, "-c", code).stderr.split() == []
