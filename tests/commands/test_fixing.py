"""``--fix`` and ``--diff``, as a user would use them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.gate.samples import marked

if TYPE_CHECKING:
    from tests.repository import Repository

BODY = """\
import random

import requests
import yaml


def load(path):
    with open(path, encoding="utf-8") as file:
        return yaml.load(file, Loader=yaml.Loader)


def get(url):
    return requests.get(url, verify=False, timeout=5)


def reset_token():
    token = "".join(random.choice("abcdef") for _ in range(20))
    return token
"""
WRONG = marked(BODY)
RIGHT = (
    WRONG.replace("yaml.load(file, Loader=yaml.Loader)", "yaml.safe_load(file)")
    .replace("verify=False, ", "")
    .replace("random.choice", "secrets.choice")
    .replace("import yaml\n", "import yaml\nimport secrets\n")
)
FIXED = "aigate: fixed in app.py: bandit/B506 (line "


@pytest.fixture
def staged(repo: Repository) -> Repository:
    repo.commit({"README": "hello\n"})
    repo.stage({"app.py": WRONG})
    return repo


def text(repo: Repository, name: str = "app.py") -> str:
    return (repo.path / name).read_bytes().decode()


def test_the_work_tree_is_fixed_and_the_index_is_not(staged: Repository) -> None:
    done = staged.aigate("check", "--fix")
    assert done.returncode == 1
    assert FIXED in done.stderr.decode()
    assert text(staged) == RIGHT
    assert staged.git("show", ":app.py") == WRONG.rstrip("\n")
    staged.git("add", "app.py")
    again = staged.aigate("check", "--fix")
    assert (again.returncode, again.stderr) == (0, b"")


def test_a_patch_is_printed_that_git_applies(staged: Repository) -> None:
    before = text(staged)
    done = staged.aigate("check", "--diff")
    assert (done.returncode, text(staged)) == (1, before)
    (staged.path / "fixes.patch").write_bytes(done.stdout)
    staged.git("apply", "fixes.patch")
    assert text(staged) == RIGHT


@pytest.mark.parametrize(
    ("body", "fixed"),
    [
        pytest.param(b"import yaml\n\x0c\nx = yaml.load(f)\ns = 'a\xe2\x80\xa8b\xc2\x85c'\n", b"safe_load(f)\n", id="a form feed"),
        pytest.param(b"# coding: latin-1\nimport yaml\ns = 'caf\xe9'; x = yaml.load(f)\n", b"safe_load(f)\n", id="latin-1"),
        pytest.param(b"\xef\xbb\xbfimport yaml\r\nx = yaml.load(f)\r\n", b"safe_load(f)\r\n", id="a byte order mark and CRLF"),
        pytest.param(b"import yaml\nx = yaml.load(f); y = yaml.load(g)", b"safe_load(f); y = yaml.safe_load(g)", id="two on one line"),
        pytest.param(b"import yaml\nif a:\n\tx = yaml.load(f)\n", b"\tx = yaml.safe_load(f)\n", id="tabs"),
    ],
)  # fmt: skip
def test_a_patch_holds_whatever_the_file_holds(repo: Repository, body: bytes, fixed: bytes) -> None:
    repo.git("config", "core.autocrlf", "false")
    repo.commit({"app.py": body})
    (repo.path / "fixes.patch").write_bytes(repo.aigate("scan", "--diff", "app.py").stdout)
    repo.git("apply", "fixes.patch")
    assert (repo.path / "app.py").read_bytes() == body.replace(b"yaml.load", b"yaml.safe_load")
    assert fixed in (repo.path / "app.py").read_bytes()


def test_a_part_of_a_file_that_is_staged_is_fixed_in_place(staged: Repository) -> None:
    staged.write({"app.py": WRONG + "\n\nother = yaml.load(file)\n"})  # not staged, so not judged
    staged.aigate("check", "--fix")
    assert text(staged) == RIGHT + "\n\nother = yaml.load(file)\n"


def test_whole_files_are_fixed_as_well(staged: Repository) -> None:
    assert staged.aigate("scan", "--diff", "app.py").stdout.startswith(b"--- a/app.py\n+++ b/app.py\n")
    assert staged.aigate("scan", "--fix", "app.py").returncode == 1
    assert text(staged) == RIGHT
    assert staged.aigate("scan", "app.py").returncode == 0


def test_what_was_changed_since_is_kept(staged: Repository) -> None:
    staged.write({"app.py": "# First.\n" + WRONG + "\nlast = 1\n"})
    assert staged.aigate("check", "--fix").returncode == 1
    assert text(staged) == "# First.\n" + RIGHT + "\nlast = 1\n"


def test_line_ends_of_the_work_tree_are_kept(staged: Repository) -> None:
    staged.write({"app.py": WRONG.replace("\n", "\r\n")})
    staged.aigate("check", "--fix")
    assert text(staged) == RIGHT.replace("\n", "\r\n")


@pytest.mark.parametrize("way", ["changed at the same place", "deleted", "behind a link", "a link"])
def test_what_cannot_be_written_is_told(staged: Repository, way: str) -> None:
    target = staged.path / "app.py"
    if way == "changed at the same place":
        target.write_text(WRONG.replace("timeout=5", "timeout=6"))
    elif way == "a link":
        target.rename(staged.path / "elsewhere.py")
        target.symlink_to("elsewhere.py")
    elif way == "deleted":
        target.unlink()
    else:
        (staged.path / "lib").mkdir()
        staged.stage({"lib/app.py": WRONG})
        staged.git("rm", "--cached", "--quiet", "app.py")
        target.unlink()
        (staged.path / "lib").rename(staged.path / "real")
        (staged.path / "lib").symlink_to("real")
    done = staged.aigate("check", "--fix")
    assert done.returncode == 1
    assert b"aigate: not fixed, for the file in the work tree is another: bandit/B506 (line " in done.stderr
    for name in ("elsewhere.py", "real/app.py"):
        assert not (staged.path / name).exists() or text(staged, name) == WRONG


def test_a_commit_is_not_changed(staged: Repository) -> None:
    for words in (("--commit", "HEAD"), ("--range", "HEAD..HEAD")):
        done = staged.aigate("check", "--fix", *words)
        assert done.returncode == 2
        assert b"--fix and --diff go with what is staged" in done.stderr
    assert staged.aigate("check", "--fix", "--diff").returncode == 2


def test_a_secret_beside_a_fix_is_not_shown(repo: Repository) -> None:
    secret = "Tr0ub4dor-and-3-more"
    code = f'import requests\n\nreply = requests.get(url, auth=("ada", PASSWORD), verify=False, timeout=5)\npassword = "{secret}"\n'
    repo.commit({"README": "hello\n"})
    repo.stage({"app.py": marked(code)})
    shown = repo.aigate("check", "--diff")
    assert shown.stdout == b""
    assert b"the fix of app.py is not shown, for a secret stands beside it: --fix writes it" in shown.stderr
    written = repo.aigate("check", "--fix")
    assert "verify" not in text(repo)
    assert secret.encode() not in written.stdout + written.stderr


def test_what_a_person_wrote_is_not_touched(repo: Repository) -> None:
    repo.commit({"README": "hello\n"})
    repo.stage({"app.py": BODY})
    assert repo.aigate("check", "--fix").returncode == 0
    assert text(repo) == BODY


def test_an_agent_is_told_the_very_line(staged: Repository) -> None:
    told = staged.aigate("check", env={"CLAUDECODE": "1"}).stdout.decode()
    assert "Fix: write `return yaml.safe_load(file)`" in told
    assert "Fix: write `return requests.get(url, timeout=5)`" in told
    assert " range(20))`, with `import secrets`" in told


def test_machines_are_told_too(staged: Repository) -> None:
    told = [json.loads(line) for line in staged.aigate("check", "--fix", "--format", "jsonl").stdout.splitlines()]
    fixes = {one["rule"]: one.get("fix") for one in told}
    assert fixes["bandit/B501"] == {
        "certain": True,
        "note": 'Certificates are checked; a server with one of its own needs verify="its-ca.pem".',
        "line": "return requests.get(url, timeout=5)",
        "imports": "",
    }
    plain = [json.loads(line) for line in staged.aigate("check", "--format", "jsonl").stdout.splitlines()]
    assert not any("fix" in one for one in plain)
