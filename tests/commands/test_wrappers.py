"""Wrappers from the configuration to the report, and out to other tools."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.gate.samples import marked

if TYPE_CHECKING:
    from tests.repository import Repository

CONFIG = """\
[[wrapper]]
replaces = "requests"
with = "acme.http"
except = ["acme/http.py"]
languages = ["python"]

[[wrapper]]
replaces = "child_process.exec"
with = "@acme/run"
languages = ["javascript", "typescript"]
"""
DIRECT = "import requests\n\nreply = requests.get(url, timeout=5)\n"
WRAPPED = "from acme import http\n\nreply = http.get(url)\n"


@pytest.fixture
def acme(repo: Repository) -> Repository:
    repo.commit({".aigate.toml": CONFIG, "acme/http.py": DIRECT, "good.py": WRAPPED, "old.py": DIRECT})
    return repo


def test_an_agent_is_sent_to_the_wrapper_and_a_person_is_not(acme: Repository) -> None:
    acme.stage({"new.py": DIRECT})
    assert acme.aigate("check").returncode == 0
    acme.stage({"new.py": marked(DIRECT)})
    done = acme.aigate("check")
    assert done.returncode == 1
    assert b"wrapper/requests new.py:" in done.stdout
    acme.stage({"new.py": marked(WRAPPED)})
    assert acme.aigate("check").returncode == 0


def test_scan_tells_how_far_a_wrapper_is_in_use(acme: Repository) -> None:
    text = acme.aigate("scan", ".").stdout.decode()
    assert "acme.http instead of requests: 1 of 2 uses, 50 %" in text
    assert "@acme/run instead of child_process.exec: neither is used" in text
    document = json.loads(acme.aigate("scan", "--format", "json", ".").stdout)
    assert document["adoption"][0] == {"wrapper": "acme.http", "replaces": "requests", "uses": 1, "others": 1}
    assert "adoption" not in json.loads(acme.aigate("check", "--format", "json").stdout)


def test_a_rule_can_be_explained(acme: Repository) -> None:
    assert b"requests is used directly" in acme.aigate("explain", "wrapper/requests").stdout


@pytest.mark.parametrize(
    ("config", "error"),
    [
        ('[[wrapper]]\nreplaces = "a"\n', '.aigate.toml:1: "wrapper[0]" lacks the key "with"'),
        ('[[wrapper]]\nreplaces = "a b"\nwith = "c"\n', '.aigate.toml:2: "wrapper[0].replaces" must be a name in full'),
        ('[[wrapper]]\nreplaces = "a"\nwith_ = "c"\n', '.aigate.toml:3: unknown key "wrapper[0].with_"'),
        ('[[wrapper]]\nreplaces = "a"\nwith = "c"\nlanguages = ["perl"]\n', "must be one of python, javascript"),
    ],
)
def test_a_mistake_is_told_with_its_line(repo: Repository, config: str, error: str) -> None:
    repo.commit({".aigate.toml": config})
    repo.stage({"a.py": marked(DIRECT)})
    done = repo.aigate("check")
    assert done.returncode == 2
    assert error in done.stderr.decode()


def test_ruff_says_the_same(acme: Repository) -> None:
    exported = acme.aigate("rules", "export", "--format", "ruff").stdout
    acme.write({"ruff.toml": exported.decode()})
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--no-cache", "--select", "TID251", "--output-format", "concise", "."],
        cwd=acme.path, capture_output=True, check=False, env=acme.env,
    )  # fmt: skip
    told = [line for line in done.stdout.decode().splitlines() if "TID251" in line]
    assert told == [
        "old.py:1:8: TID251 `requests` is banned: requests is used directly; here it goes through acme.http."
    ]


def test_eslint_and_semgrep_get_their_own(acme: Repository) -> None:
    eslint = json.loads(acme.aigate("rules", "export", "--format", "eslint").stdout)
    (_, options) = eslint[0]["rules"]["no-restricted-imports"]
    assert {"name": "child_process", "importNames": ["exec"]}.items() <= options["paths"][1].items()
    semgrep = json.loads(acme.aigate("rules", "export", "--format", "semgrep").stdout)["rules"]
    assert [rule["id"] for rule in semgrep] == [
        "wrapper.requests.python",
        "wrapper.child_process.exec.javascript",
        "wrapper.child_process.exec.typescript",
    ]
    assert semgrep[0]["paths"] == {"exclude": ["/acme/http.py"]}


def test_without_wrappers_there_is_nothing_to_export(repo: Repository) -> None:
    repo.commit({"a": "b\n"})
    done = repo.aigate("rules", "export", "--format", "ruff")
    assert (done.returncode, b"no wrapper is configured" in done.stderr) == (2, True)
