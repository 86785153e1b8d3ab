"""Bad input gets one clear error with what to type next: exit code 2 or 3, and never a traceback."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.gate.samples import CLEAN, INSECURE, TRAILER, marked
from tests.gate.test_verdicts import said

if TYPE_CHECKING:
    from pathlib import Path

    from tests.repository import Repository

RULE_FILE = """\
rules:
  - id: acme/no-print
    languages: [python]
    severity: medium
    confidence: high
    cwe: CWE-532
    message: Use the logger.
    hint: Write logger.info instead.
    regex: '{pattern}'
    bad: ["print(1)", "print(2)"]
    good: ["logger.info(1)", "x = 1"]
"""


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["check", "--commit", "no-such-rev"], 2, "no-such-rev"),
        (["check", "--commit", "--output=x"], 2, ""),
        (["check", "--range", "HEAD"], 2, "is no range"),
        (["check", "--range", "nope..HEAD"], 2, "nope"),
        (["check", "--range", "HEAD..nope"], 2, "nope"),
        (["check", "--message-file", "absent"], 2, "absent"),
        (["check", "--output", "no/such/folder/x", "--format", "json"], 2, "cannot write"),
        (["hook", "commit-msg", "absent"], 2, "absent"),
        (["hook", "commit-msg"], 2, "message file"),
        (["hook", "post-lunch"], 2, "post-lunch"),
        (["scan", "absent"], 2, "there is no absent"),
        (["attribute", "nope"], 2, "nope"),
        (["attribute", "HEAD", "--staged"], 2, "name one of"),
        (["explain", "bandit/B6O2"], 2, "did you mean"),
        (["rules", "show", "nothing/like-it"], 2, "there is no rule"),
        (["frobnicate"], 2, "frobnicate"),
    ],
)
def test_wrong_use_is_named(repo: Repository, words: list[str], code: int, message: str) -> None:
    repo.commit({"a.py": CLEAN})
    done = repo.aigate(*words)
    assert done.returncode == code, said(done)
    assert message in said(done)
    assert "Traceback" not in said(done)


@pytest.mark.parametrize(
    "words", [["check"], ["attribute"], ["hook", "pre-commit"], ["accept", "x", "--reason", "y"], ["install"]]
)
def test_outside_a_repository_is_said(tmp_path: Path, sealed: dict[str, str], words: list[str]) -> None:
    from tests.repository import Repository

    done = Repository(tmp_path, sealed).aigate(*words)
    assert done.returncode in (2, 3), said(done)
    assert "Traceback" not in said(done)
    assert "repository" in said(done)


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ("[gate\n", ".aigate.toml:1"),
        ("[gate]\nblok = 'low'\n", 'did you mean "gate.block"'),
        ("[gate]\nblock = 'lots'\n", ".aigate.toml:2"),
        ("[paths]\nexclude = ['!']\n", "gitignore"),
    ],
)
def test_a_broken_configuration_blocks_what_it_should_judge(repo: Repository, config: str, message: str) -> None:
    repo.commit({".aigate.toml": config})
    repo.stage({"a.py": marked(CLEAN)})
    done = repo.aigate("hook", "pre-commit")
    assert done.returncode == 2, said(done)
    assert message in said(done)


def test_a_configuration_that_would_break_is_refused_before_it_breaks_anything(repo: Repository) -> None:
    repo.commit({"README": "hello\n"})
    repo.stage({".aigate.toml": "[gate]\nblok = 'low'\n"})
    done = repo.aigate("hook", "pre-commit")
    assert done.returncode == 1, said(done)
    assert "gate/broken-config" in said(done)


@pytest.mark.parametrize(
    ("pattern", "message"),
    [("(", ".aigate/rules/acme.yml:"), ("(a+)+$", ".aigate/rules/acme.yml:")],
)
def test_a_rule_that_does_not_compile_or_could_hang_fails_closed(repo: Repository, pattern: str, message: str) -> None:
    repo.commit({".aigate/rules/acme.yml": RULE_FILE.format(pattern=pattern)})
    repo.stage({"a.py": marked(CLEAN)})
    done = repo.aigate("hook", "pre-commit")
    assert done.returncode == 2, said(done)
    assert message in said(done)


def test_a_teams_own_rule_counts_from_the_protected_revision(repo: Repository) -> None:
    repo.commit({"README": "hello\n"})
    repo.stage({".aigate/rules/acme.yml": RULE_FILE.format(pattern=r"\bprint\("), "a.py": marked("print('x')\n")})
    assert repo.aigate("hook", "pre-commit").returncode == 0
    repo.commit(None, "Add a rule")
    repo.stage({"b.py": marked("print('x')\n")})
    done = repo.aigate("hook", "pre-commit")
    assert done.returncode == 1, said(done)
    assert "acme/no-print" in said(done)


def test_a_change_cannot_loosen_its_own_gate(repo: Repository) -> None:
    repo.commit({".aigate.toml": "[gate]\nblock = 'low'\n"})
    repo.stage({".aigate.toml": "[gate]\nblock = 'critical'\n", "a.py": marked(INSECURE)})
    done = repo.aigate("hook", "pre-commit")
    assert done.returncode == 1, said(done)


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        (".aigate.toml", "[gate]\nblock = 'low'\n", "[gate]\nblock = 'high'\n"),
        ("pyproject.toml", "[tool.aigate]\nscope = 'ai'\n", "[tool.aigate]\n"),
        (".pre-commit-config.yaml", "repos:\n  - repo: https://x/aigate\n    rev: v1\n", "repos: []\n"),
        (".gitattributes", "", "*.py -diff\n"),
        (".aigate/accepted.jsonl", "{}\n", None),
        (".aigate.toml", "[gate]\nblock = 'low'\n", None),
    ],
)
def test_an_agents_change_of_the_gate_is_a_finding(
    repo: Repository, tmp_path: Path, path: str, before: str, after: str | None
) -> None:
    repo.commit({path: before, "README": "x\n"})
    if after is None:
        repo.git("rm", "-q", "--", path)
    else:
        repo.stage({path: after})
    message = tmp_path / "message"
    message.write_text("Tidy up" + TRAILER)
    done = repo.aigate("hook", "commit-msg", str(message))
    assert done.returncode == 1, said(done)
    assert "gate/" in said(done)


def test_an_agents_change_beside_the_gates_table_is_none(repo: Repository, tmp_path: Path) -> None:
    before = '[project]\nname = "x"\n\n[tool.aigate]\nscope = "ai"\n\n[tool.ruff]\nline-length = 80\n'
    repo.commit({"pyproject.toml": before})
    repo.stage({"pyproject.toml": before.replace("80", "120").replace('"x"', '"y"')})
    message = tmp_path / "message"
    message.write_text("Tidy up" + TRAILER)
    done = repo.aigate("hook", "commit-msg", str(message))
    assert done.returncode == 0, said(done)


def test_a_missing_object_is_no_empty_answer(repo: Repository) -> None:
    repo.commit({"README": "hello\n"})
    repo.stage({"a.py": marked(INSECURE)})
    oid = repo.git("rev-parse", ":a.py")
    (repo.path / ".git" / "objects" / oid[:2] / oid[2:]).unlink()
    done = repo.aigate("hook", "pre-commit")
    assert done.returncode == 3, said(done)
    assert "Traceback" not in said(done)


def test_an_internal_error_blocks_with_a_report(repo: Repository) -> None:
    repo.commit({"README": "hello\n"})
    program = (
        "import sys\nfrom aigate import cli\nfrom aigate.commands import rules\n"
        "rules.infos = lambda _: 1 / 0\n"
        "raise SystemExit(cli.run(['rules', 'list']))\n"
    )
    import sys

    done = repo.run(sys.executable, "-c", program, ok=False)
    assert done.returncode == 70
    assert "Traceback" not in said(done)
    report = said(done).rpartition(" ")[2].strip()
    from pathlib import Path

    text = Path(report).read_text()
    assert "ZeroDivisionError" in text
    Path(report).unlink()


def test_a_path_cannot_break_the_terminal(repo: Repository) -> None:
    repo.commit({"README": "hello\n"})
    repo.stage({"a\x1b[31m\rb\u202e.py": marked(INSECURE)})
    done = repo.aigate("hook", "pre-commit")
    assert done.returncode == 1
    assert b"\x1b" not in done.stdout
    assert b"\r" not in done.stdout.replace(b"\r\n", b"\n")
    assert "\u202e" not in done.stdout.decode()
