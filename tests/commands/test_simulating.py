"""``aigate audit --policy``: what a policy would have stopped, whichever way it is named."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from aigate.errors import AigateError, ConfigError, UsageError
from tests.commands.running import run

if TYPE_CHECKING:
    from tests.repository import Repository

SHELL = "import subprocess\n\n\ndef pack(folder):\n    subprocess.run(f'tar cf x.tar {folder}', shell=True)\n"
IMPORT = "import subprocess\n"
AGENT = "Co-authored-by: Claude <noreply@anthropic.com>"
STRICT, LENIENT = '[gate]\nblock = "low"\n', '[gate]\nblock = "critical"\n'


@pytest.fixture
def past(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """An agent's commit with a grave finding, and one with a slight one; we stand in it."""
    repo.commit({"pack.py": SHELL}, f"Pack folders\n\n{AGENT}")
    repo.commit({"ready.py": IMPORT}, f"Get ready\n\n{AGENT}")
    monkeypatch.chdir(repo.path)
    return repo


def simulation(capsys: pytest.CaptureFixture[str], policy: str) -> Any:
    assert run("audit", "--jobs", "1", "--policy", policy, "--format", "json") == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("policy", "stopped", "new", "spared"),
    [(STRICT, 2, 1, 0), ("", 1, 0, 0), (LENIENT, 0, 0, 1)],
    ids=["a strict one", "the same", "a lenient one"],
)
def test_a_file_is_a_policy(
    past: Repository, capsys: pytest.CaptureFixture[str], policy: str, stopped: int, new: int, spared: int
) -> None:
    past.write({"new.toml": policy})
    found = simulation(capsys, "new.toml")
    assert (found["stopped"], found["newly_stopped"], len(found["spared"])) == (stopped, new, spared)
    assert found["policy"] == "new.toml"


def test_a_table_of_pyproject_is_one_too(past: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    past.write({"pyproject.toml": '[tool.aigate.gate]\nblock = "low"\n'})
    assert simulation(capsys, "pyproject.toml")["stopped"] == 2


def test_a_commit_s_policy_is_one(past: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    past.git("checkout", "--quiet", "-b", "strict")
    past.commit({".aigate.toml": STRICT}, "Be strict")
    past.git("checkout", "--quiet", "main")
    found = simulation(capsys, "strict")
    assert (found["stopped"], found["newly_stopped"]) == (2, 1)


def test_people_read_it(past: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    past.write({"new.toml": STRICT})
    assert run("audit", "--policy", "new.toml") == 0
    assert "would have stopped 2 of 2 AI commits" in " ".join(capsys.readouterr().out.split())


REFUSED = {
    "neither a file nor a commit": (("--policy", "nope"), "neither a file nor a commit"),
    "a folder": (("--policy", "."), "neither a file nor a commit"),
    "another format": (("--policy", "HEAD", "--format", "csv"), "no csv report"),
    "another file": (("--policy", "HEAD", "--write", "json=a.json"), "--write does not go with"),
    "a severity": (("--policy", "HEAD", "--fail-on", "low"), "--fail-on does not go with"),
    "many repositories": (("--policy", "HEAD", "--repos", "list.txt"), "for one repository"),
}


@pytest.mark.parametrize(("words", "said"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_is_refused(past: Repository, words: tuple[str, ...], said: str) -> None:
    with pytest.raises(AigateError) as caught:
        run("audit", *words)
    assert isinstance(caught.value, UsageError)
    assert said in caught.value.message
    assert caught.value.hint


def test_a_mistake_in_the_file_is_told_with_its_line(past: Repository) -> None:
    past.write({"new.toml": '[gate]\nblck = "low"\n'})
    with pytest.raises(ConfigError, match=r"new\.toml:2: unknown key"):
        run("audit", "--policy", "new.toml")
