"""The glance may only err towards looking; and with nothing to judge, nothing is loaded."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.gate.samples import CLEAN, INSECURE, TRAILER, marked

if TYPE_CHECKING:
    from tests.repository import Repository

LEADERS = ["#", "//", "--", ";", "%", "/*", "<!--", "REM"]


@pytest.fixture
def _here(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repo.path)


@pytest.mark.usefixtures("_here")
@pytest.mark.parametrize(
    ("files", "message"),
    [
        pytest.param({"a.py": CLEAN}, None, id="a human's code"),
        pytest.param(
            {"a.py": CLEAN}, "Fix the adder\n\nSigned-off-by: Ada <ada@example.org>\n", id="a human's message"
        ),
        pytest.param({"a.bin": bytes(range(256))}, None, id="bytes"),
        pytest.param({"pyproject.txt": "[tool.aigate]\nscope = 'all'\n"}, None, id="no configuration of ours"),
    ],
)
def test_nothing_to_see(repo: Repository, files: dict[str, str | bytes], message: str | None) -> None:
    from aigate.glance import must_look

    repo.commit({"README": "hello\n", ".aigate.toml": "# scope = 'all'\n[gate]\nblock = 'low'\n"})
    repo.stage(files)
    assert must_look(message) is False


@pytest.mark.usefixtures("_here")
@pytest.mark.parametrize(
    ("files", "message"),
    [
        *(pytest.param({"a.x": marked("x\n", leader)}, None, id=f"a marker behind {leader}") for leader in LEADERS),
        pytest.param({"a.x": marked("x\n").encode("utf-16")}, None, id="a marker in UTF-16"),
        pytest.param({"a.x": marked("x\n").encode("utf-32-be")}, None, id="a marker in UTF-32"),
        pytest.param({"a.x": b"x" * (1 << 20) + b"\n" + marked("x\n").encode()}, None, id="a marker after a megabyte"),
        pytest.param(
            {"a.x": b"x" * ((1 << 20) - 15) + b"\n" + marked("x\n").encode()}, None, id="a marker across a chunk"
        ),
        pytest.param({"a.py": CLEAN}, "Add" + TRAILER, id="a trailer"),
        pytest.param({".aigate.toml": ""}, None, id="the gate's configuration"),
        pytest.param({".aigate/rules/x.yml": ""}, None, id="a team's rules"),
        pytest.param({".gitattributes": "*.py -diff"}, None, id="attributes"),
    ],
)
def test_something_to_see(repo: Repository, files: dict[str, str | bytes], message: str | None) -> None:
    from aigate.glance import must_look

    repo.commit({"README": "hello\n"})
    repo.stage(files)
    assert must_look(message) is True


@pytest.mark.usefixtures("_here")
@pytest.mark.parametrize(
    "config", ["scope = 'all'\n", "[provenance]\nprose_markers = true\n", "[[provenance.agents]]\nid = 'x'\n"]
)
def test_a_policy_that_widens_the_gate_is_looked_at(repo: Repository, config: str) -> None:
    from aigate.glance import must_look

    repo.commit({".aigate.toml": config})
    repo.stage({"a.py": CLEAN})
    assert must_look() is True


@pytest.mark.usefixtures("_here")
def test_a_widening_policy_in_pyproject_is_looked_at(repo: Repository) -> None:
    from aigate.glance import must_look

    repo.commit({"pyproject.toml": "[tool.aigate]\nscope = 'all'\n"})
    repo.stage({"a.py": CLEAN})
    assert must_look() is True


@pytest.mark.usefixtures("_here")
def test_a_removed_marker_and_an_agents_identity_are_looked_at(
    repo: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    from aigate.glance import must_look

    repo.commit({"a.py": marked(CLEAN)})
    repo.stage({"a.py": CLEAN})
    assert must_look() is True
    repo.stage({"a.py": marked(CLEAN), "b.py": CLEAN})
    assert must_look() is False
    monkeypatch.setenv("GIT_AUTHOR_NAME", "ada (aider)")
    assert must_look() is True
    for name in ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"):
        monkeypatch.delenv(name)
    repo.git("config", "user.name", "ada (aider)")
    repo.git("config", "user.email", "ada@example.org")
    assert must_look() is True


@pytest.mark.usefixtures("_here")
def test_records_of_other_tools_are_looked_at(repo: Repository) -> None:
    from aigate.glance import must_look

    head = repo.commit({"README": "hello\n"})
    repo.stage({"a.py": CLEAN})
    repo.write({".git/ai/working_logs/" + "0" * 40 + "/checkpoints.jsonl": "{}\n"})
    assert must_look() is False
    repo.write({f".git/ai/working_logs/{head}/checkpoints.jsonl": "{}\n"})
    assert must_look() is True


@pytest.mark.usefixtures("_here")
def test_records_for_a_first_commit_are_looked_at(repo: Repository) -> None:
    from aigate.glance import must_look

    repo.stage({"a.py": CLEAN})
    assert must_look() is False
    repo.write({".agent-trace/traces.jsonl": "{}\n"})
    assert must_look() is True


@pytest.mark.parametrize("stage", ["pre-commit", "commit-msg"])
def test_with_nothing_to_judge_no_library_is_loaded_and_few_processes_run(repo: Repository, stage: str) -> None:
    """The promise that makes the gate bearable: Python's own modules, ours, and three git processes at most."""
    repo.commit({"README": "hello\n", ".aigate.toml": "[gate]\nblock = 'low'\n"})
    repo.stage({f"m{number}.py": INSECURE for number in range(20)})
    repo.write({"message": "Add modules\n"})
    words = ["hook", stage, *(["message"] if stage == "commit-msg" else [])]
    program = (
        "import json, sys\n"
        "before = set(sys.modules)\n"  # what the interpreter's own site hooks have loaded is not ours
        "processes = []\n"
        "sys.addaudithook(lambda event, args: event == 'subprocess.Popen' and processes.append(args[0]))\n"
        "from aigate import cli\n"
        f"code = cli.run({words!r})\n"
        "names = {name.split('.')[0] for name in set(sys.modules) - before}\n"
        "print(json.dumps([code, sorted(names - set(sys.stdlib_module_names)), len(processes)]))\n"
    )
    done = repo.run(sys.executable, "-c", program)
    code, foreign, processes = json.loads(done.stdout)
    assert code == 0
    assert foreign == ["aigate"]
    assert processes <= 3


def test_the_glance_never_misses_what_the_full_answer_sees(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """Over a catalogue of ways to leave a mark: whenever attribution finds an AI line, the glance says look."""
    from aigate.config import Provenance
    from aigate.git.changeset import of_index
    from aigate.git.repo import Repo
    from aigate.glance import must_look
    from aigate.provenance.resolve import attribute

    monkeypatch.chdir(repo.path)
    repo.commit({"README": "hello\n"})
    spellings = [
        "# @ai-generated", "// AIGC START", "/* AI GENERATED CODE START */", "<!-- BEGIN AI GENERATED -->", "-- AI-CODE STARTS",
        "# SPDX-AI-Disclosure: ai-generated", "# SPDX-FileContributor: Claude Code <noreply@anthropic.com>", "# START OF AI GENERATED CODE",
        "x = 1  # @ai-generated", "; AI_GEN BEGIN", '"""@ai-generated file"""', "# ai-generated begin tool=claude",
    ]  # fmt: skip
    seen = 0
    for number, spelling in enumerate(spellings):
        repo.stage({f"f{number}.py": f"{spelling}\nx = 1\n"})
        with Repo.open(Path(os.curdir)) as here:
            known = attribute(of_index(here), here.read, Provenance())
        if known.has_ai:
            seen += 1
            assert must_look(), spelling
        repo.git("rm", "-rfq", "--cached", ".")
        repo.git("read-tree", "HEAD")
    assert seen >= len(spellings) - 3
