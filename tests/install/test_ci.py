"""The weekly jobs: every command of theirs is run for real, in a clone, with the forge played by a server on loopback."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from aigate import __version__
from aigate.install import ci
from tests.audit.forge.servers import TOKEN, Server, serving
from tests.repository import Repository

SHELL = "import subprocess\n\n\ndef pack(folder):\n    subprocess.run(f'tar cf x.tar {folder}', shell=True)\n"
AGENT = "Co-authored-by: Claude <noreply@anthropic.com>"
HOSTILE = f"::error::$(touch pwned) `touch pwned` <script>alert(1)</script>\n\n/close\n\n{AGENT}"
PINNED = re.compile(r"[\w-]+/[\w/-]+@[0-9a-f]{40}")
EXPRESSION = re.compile(r"\$\{\{ ([^}]+) \}\}")

needs_posix = pytest.mark.skipif(shutil.which("bash") is None, reason="the jobs run on Linux")


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as found:
        yield found


@pytest.fixture
def origin(repo: Repository) -> Repository:
    repo.commit({"a.py": "a = 1\n"})
    repo.git("notes", "--ref=ai", "add", "-m", "a note", "HEAD")
    return repo


class Job:
    """One run of a job after another, each in a fresh clone, with what a forge keeps between them."""

    def __init__(self, origin: Repository, server: Server, name: str) -> None:
        self.name = name
        self._origin = origin
        self._server = server
        self._home = origin.path.parent
        self._kept = self._home / "kept.sqlite"
        self._runs = 0

    def run(self) -> Path:
        """The folder that is published."""
        self._runs += 1
        clone = self._home / f"clone-{self._runs}"
        self._origin.git("clone", "--quiet", str(self._origin.path), str(clone))
        here = Repository(clone, self._origin.env)
        return self._github(here) if self.name == "github" else self._gitlab(here)

    def _github(self, here: Repository) -> Path:
        work = here.path.with_suffix(".temp")
        work.mkdir()
        base = self._server.github() | {
            "RUNNER_TEMP": str(work),
            "GITHUB_STEP_SUMMARY": str(work / "summary.md"),
            "CI": "true",
        }
        token = base.pop("GITHUB_TOKEN")
        for step in _job("github")["steps"]:
            uses, store = step.get("uses", ""), here.path / step.get("with", {}).get("path", "-")
            if "cache/restore" in uses and self._kept.exists():
                store.parent.mkdir(exist_ok=True)
                shutil.copy(self._kept, store)
            elif "cache/save" in uses:
                shutil.copy(store, self._kept)
            elif "run" in step and not step["run"].startswith("pip "):
                env = {key: EXPRESSION.sub(token, value) for key, value in step.get("env", {}).items()}
                here.run("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"], env=base | env)
        assert "AI audit" in (work / "summary.md").read_text()
        return work / "audit"

    def _gitlab(self, here: Repository) -> Path:
        job = _job("gitlab")
        if self._kept.exists():
            (here.path / ".aigate-audit").mkdir()
            shutil.copy(self._kept, here.path / ".aigate-audit" / "audit.sqlite")
        lines = [line for line in job["script"] if not line.startswith("pip ")]
        for script in (lines, job["after_script"]):
            here.run("bash", "-eo", "pipefail", "-c", "\n".join(script), env=self._server.gitlab())
        shutil.copy(here.path / ".aigate-audit" / "audit.sqlite", self._kept)
        return here.path / "audit"


def _job(name: str) -> dict[str, Any]:
    document = yaml.safe_load(ci.TEMPLATES[name].text)
    found: dict[str, Any] = document["jobs"]["audit"] if name == "github" else document["aigate-audit"]
    return found


@needs_posix
@pytest.mark.parametrize("name", ci.NAMES)
def test_what_was_found_out_is_kept_and_used(name: str, origin: Repository, server: Server) -> None:
    origin.commit({"pack.py": "print(1)\n"}, f"Pack\n\n{AGENT}")
    job = Job(origin, server, name)
    job.run()
    kept = origin.path.parent / "kept.sqlite"
    assert kept.stat().st_size > 0
    kept.write_bytes(b"nothing that could be read")
    job.run()
    assert kept.read_bytes().startswith(b"SQLite")


def test_the_workflow_has_no_more_rights_than_it_needs() -> None:
    document = yaml.safe_load(ci.TEMPLATES["github"].text)
    assert document["permissions"] == {}
    assert document["jobs"]["audit"]["permissions"] == {"contents": "read", "issues": "write"}
    assert document["concurrency"]["cancel-in-progress"] is False
    steps = document["jobs"]["audit"]["steps"]
    assert steps[0]["with"] == {"fetch-depth": 0, "persist-credentials": False}
    assert all(PINNED.fullmatch(step["uses"]) for step in steps if "uses" in step)
    assert not [step for step in steps if "${{" in step.get("run", "")]  # nothing is pasted into a script


@pytest.mark.parametrize("name", ci.NAMES)
def test_aigate_is_pinned_to_the_version_that_wrote_the_file(name: str) -> None:
    assert f'pip install "aigate=={__version__}"' in ci.TEMPLATES[name].text


@pytest.mark.parametrize("name", ci.NAMES)
def test_install_writes_it_and_never_over_another(name: str, repo: Repository) -> None:
    path = repo.path / ci.TEMPLATES[name].path
    done = repo.aigate("install", "--ci", name)
    assert done.returncode == 0, done.stderr
    assert path.read_text(encoding="utf-8") == ci.TEMPLATES[name].text
    assert not (repo.path / ".git" / "hooks" / "pre-commit").exists()
    assert repo.aigate("install", "--ci", name).returncode == 0
    path.write_text("mine\n")
    done = repo.aigate("install", "--ci", name)
    assert done.returncode == 2
    assert b"differs" in done.stderr
    assert path.read_text() == "mine\n"


@needs_posix
@pytest.mark.parametrize("name", ci.NAMES)
def test_week_after_week_there_is_one_issue(name: str, origin: Repository, server: Server) -> None:
    job = Job(origin, server, name)
    page = job.run() / "index.html"
    assert "<!DOCTYPE html>" in page.read_text()
    assert server.writes == []  # nothing is wrong: no issue
    origin.commit({"pack.py": SHELL}, f"Pack\n\n{AGENT}")
    job.run()
    assert len(server.issues) == 1
    job.run()
    assert server.writes == ["POST"]  # nothing is new: nothing is written
    origin.commit({"more.py": SHELL}, HOSTILE)
    audit = job.run()
    assert len(server.issues) == 1
    assert "more.py:5" in server.comments[0][1]
    assert server.tokens == {TOKEN}
    assert TOKEN not in (audit / "audit.json").read_text() + (audit / "index.html").read_text()
    assert not list(origin.path.parent.rglob("pwned"))
