"""Starting with an old code base: what stands may stay, for a reason, until it changes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.gate.samples import RULE, TRAILER
from tests.gate.test_verdicts import said

if TYPE_CHECKING:
    from subprocess import CompletedProcess

    from tests.repository import Repository

RECORDS = ".aigate/accepted.jsonl"
OLD = "import subprocess\n\n\ndef run(command):\n    subprocess.run(command, shell=True, check=True)\n"
SECRET = 'password = "correct-horse-battery-9"\n'
SILENCED = (
    "import subprocess\n\nsubprocess.run(x, shell=True, check=True)  # aigate: ignore[bandit/B602] started by hand\n"
)


@pytest.fixture
def old(repo: Repository) -> Repository:
    repo.commit(
        {"a.py": OLD, "lib/b.py": OLD, "lib/settings.py": SECRET, "lib/silenced.py": SILENCED, "good.py": "x = 1\n"}
    )
    return repo


def baseline(repo: Repository, *words: str) -> CompletedProcess[bytes]:
    return repo.aigate("accept", "--baseline", *words, "--reason", "from before the gate")


def records(repo: Repository) -> list[tuple[str, str]]:
    lines = (repo.path / RECORDS).read_text().splitlines()
    return sorted((one["path"], one["rule"]) for one in map(json.loads, lines))


def by_agent(repo: Repository, files: dict[str, str | bytes]) -> int:
    """How the gate judges a change of an agent's."""
    repo.stage(files)
    repo.write({"message": "Change it" + TRAILER})
    return repo.aigate("hook", "commit-msg", "message").returncode


def accepted(repo: Repository) -> None:
    done = baseline(repo)
    assert done.returncode == 0, said(done)
    repo.git("add", ".aigate")
    repo.git("commit", "--no-verify", "-qm", "Accept what stood here before", "--", ".aigate")


def test_everything_that_would_block_is_accepted_once(old: Repository) -> None:
    done = baseline(old)
    assert done.returncode == 0
    assert [path for path, _ in records(old)] == ["a.py", "lib/b.py", "lib/settings.py"]
    out = done.stdout.decode()
    assert "newly accepted: 3; accepted now, in .aigate/accepted.jsonl: 3" in out
    assert "secrets among them: 1. Whoever can read the repository has them" in out
    assert "correct-horse" not in out + (old.path / RECORDS).read_text()
    again = baseline(old)
    assert (again.returncode, len(records(old))) == (0, 3)
    assert b"newly accepted: 0; " in again.stdout


def test_paths_narrow_it(old: Repository) -> None:
    assert baseline(old, "lib").returncode == 0
    assert {path for path, _ in records(old)} == {"lib/b.py", "lib/settings.py"}
    assert baseline(old, "li").returncode == 2
    assert baseline(old, "./a.py").returncode == 0
    assert ("a.py", RULE) in records(old)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param(OLD.replace("(command, shell=True, check=True)", "(\n        command,\n        shell=True,\n        check=True,\n    )"), 0, id="reformatted"),
        pytest.param('"""Docs."""\n\n' + OLD.replace("    subprocess", "    log(1)\n    subprocess"), 0, id="moved"),
        pytest.param(OLD.replace("run(command, shell", "run(command + more, shell"), 1, id="changed"),
        pytest.param(OLD + "    subprocess.run(other, shell=True, check=True)\n", 1, id="another one"),
        pytest.param(OLD + OLD.partition("\n\n\n")[2].replace("def run", "def walk"), 1, id="the same in another function"),
    ],
)  # fmt: skip
def test_what_stands_may_stay_until_it_changes(old: Repository, text: str, code: int) -> None:
    accepted(old)
    assert by_agent(old, {"a.py": text}) == code


def test_a_changed_secret_is_a_new_one(old: Repository) -> None:
    accepted(old)
    assert by_agent(old, {"lib/settings.py": "# Ours.\n" + SECRET}) == 0
    assert by_agent(old, {"lib/settings.py": SECRET.replace("horse", "mule")}) == 1


def test_it_does_not_count_before_it_is_committed(old: Repository) -> None:
    baseline(old)
    assert by_agent(old, {"a.py": OLD.replace("run(command, shell", "run(command,  shell")}) == 1


@pytest.mark.parametrize(
    ("words", "env", "error"),
    [
        (["--baseline", "--commit", "HEAD", "--reason", "x"], {}, "--commit goes with one finding"),
        (["--baseline", "--reason", " "], {}, "the reason is empty"),
        (["--baseline", "nowhere", "--reason", "x"], {}, "HEAD has no file in nowhere"),
        (["abc", "--baseline", "--reason", "x"], {}, "not allowed with argument"),
        (["--reason", "x"], {}, "one of the arguments FINGERPRINT --baseline is required"),
        (["--baseline", "--reason", "x"], {"CLAUDECODE": "1"}, "an acceptance is a human's word"),
    ],
)
def test_wrong_use_is_told(old: Repository, words: list[str], env: dict[str, str], error: str) -> None:
    done = old.aigate("accept", *words, env=env)
    assert done.returncode == 2
    assert error in done.stderr.decode()
    assert not (old.path / RECORDS).exists()


def test_an_empty_repository_has_nothing_to_accept(repo: Repository) -> None:
    done = baseline(repo)
    assert (done.returncode, b"there is no commit yet" in done.stderr) == (2, True)
