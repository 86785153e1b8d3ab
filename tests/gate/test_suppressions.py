"""The suppression firewall at the gate: an agent may not switch a scanner off, and who only moves a comment does not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.gate.samples import CLEAN, TRAILER, marked
from tests.gate.test_verdicts import findings, judged, said

if TYPE_CHECKING:
    from tests.repository import Repository

QUIET = "def run(name):\n    return start(name)  # nosec B602\n"
SECURITY = "suppressions/security"
RECORDS = ".aigate/accepted.jsonl"


@pytest.fixture
def begun(repo: Repository) -> Repository:
    repo.commit({"README": "hello\n", "old.py": f"import os\n\n\n{QUIET}\n\n{CLEAN}"})
    return repo


def rules_of(repo: Repository, bucket: str = "blocking") -> list[str]:
    return [rule for rule, _, _ in findings(judged(repo), bucket) if rule.startswith("suppressions/")]


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"a.py": QUIET}, id="a human's suppression"),
        pytest.param({"a.py": marked(CLEAN)}, id="an agent's code without any"),
        pytest.param({"a.py": marked('TEXT = "x = 1  # nosec"\n')}, id="a string about one"),
        pytest.param({"docs.md": marked("Write `# nosec` there.\n", "<!--").replace("GIN (Claude, 2026-01-02)", "GIN -->")}, id="a document"),
        pytest.param({"old.py": f"import os\n\n\n{marked(QUIET.replace('name', 'names'))}\n\n{CLEAN}"}, id="a line that had it"),
        pytest.param({"old.py": f"import os\n\n\n{CLEAN}", "new.py": marked(QUIET)}, id="code moved to another file"),
        pytest.param({"old.py": f"import os\n\n\nif os:\n\n{marked(QUIET.replace('def', '    def').replace('    re', '        re'))}"}, id="code indented"),
    ],
)  # fmt: skip
def test_what_adds_none_passes(begun: Repository, files: dict[str, str]) -> None:
    begun.stage(dict(files))
    assert rules_of(begun) == []


@pytest.mark.parametrize(
    ("files", "rule"),
    [
        pytest.param({"a.py": marked(QUIET)}, SECURITY, id="Bandit's comment"),
        pytest.param({"a.py": marked("x = y  # noqa: S105\n")}, SECURITY, id="a linter's security rule"),
        pytest.param({"a.py": marked("x = y  # aigate: ignore[suppressions/security] fine by me\n")}, SECURITY, id="our own"),
        pytest.param({"a.py": marked("x = y  # nosec  # aigate: ignore[suppressions/security] fine\n")}, SECURITY, id="suppressing itself"),
        pytest.param({"a.py": marked("x = y  # gitleaks:allow\n")}, "suppressions/secrets", id="a secret scanner's"),
        pytest.param({".trivyignore": marked("CVE-2030-1\n")}, "suppressions/list-security", id="an ignore list"),
        pytest.param({"check.sh": marked("bandit -r src || true\n")}, "suppressions/ci-security", id="a scanner whose answer is lost"),
        pytest.param({".github/workflows/ci.yml": marked("jobs:\n  scan:\n    steps:\n      - run: semgrep ci\n        continue-on-error: true\n")}, "suppressions/ci-security", id="a step that may fail"),
        pytest.param({"old.py": f"import os\n\n\n{QUIET}\n\n{marked(CLEAN.replace('right)', 'right)  # nosec'))}"}, SECURITY, id="one more beside an old one"),
    ],
)  # fmt: skip
def test_an_agent_that_switches_a_scanner_off_is_refused(begun: Repository, files: dict[str, str], rule: str) -> None:
    begun.stage(dict(files))
    assert rule in rules_of(begun)
    done = begun.aigate("hook", "pre-commit")
    assert done.returncode == 1
    assert rule in said(done)


@pytest.mark.parametrize(
    ("code", "rule"),
    [
        ("x: int = y  # type: ignore[assignment]\n", "suppressions/types"),
        ("import os  # noqa: F401\n", "suppressions/lint"),
        ("x = [1,2]  # fmt: skip\n", "suppressions/format"),
        ("if x:  # pragma: no cover\n    y()\n", "suppressions/coverage"),
        ("x = y  # noqa: whatever\n", "suppressions/unknown-rule"),
        ("x = y  # noqa: E501 until 2020-01-01\n", "suppressions/expired"),
        ("x = y  # nosec B602\n", "suppressions/dead"),
    ],
)
def test_what_is_no_scanner_for_security_only_warns(begun: Repository, code: str, rule: str) -> None:
    begun.stage({"a.py": marked(code)})
    assert rule in rules_of(begun, "warning")


def test_many_at_once_are_named_as_many(begun: Repository) -> None:
    more = "".join(f"import m{n}  # noqa: F401\n" for n in range(4))
    begun.stage({"old.py": f"import os\n\n\n{QUIET}\n\n{CLEAN}{marked(more)}"})
    assert "suppressions/density" in rules_of(begun, "warning")


def test_policy_can_make_a_linters_suppression_block_and_switch_a_rule_off(begun: Repository) -> None:
    begun.commit(
        {
            ".aigate.toml": '[rules]\ndisable = ["suppressions/security"]\n[rules.severity]\n"suppressions/lint" = "high"\n'
        }
    )
    begun.stage({"a.py": marked("import os  # noqa: F401\nx = y  # nosec\n")})
    assert rules_of(begun) == ["suppressions/lint"]


def test_a_message_that_skips_ci_is_named(begun: Repository) -> None:
    begun.commit({"a.py": CLEAN}, f"Add [skip ci]{TRAILER}")
    report = json.loads(begun.aigate("check", "--commit", "HEAD", "--format", "json").stdout)
    assert [rule for rule, _, _ in findings(report, "warning")] == ["suppressions/skip-ci"]


def test_a_human_signs_with_a_day_on_which_it_ends(begun: Repository) -> None:
    begun.stage({"a.py": marked(QUIET)})
    (name,) = (one["fingerprint"] for one in judged(begun)["changesets"][0]["findings"] if one["rule"] == SECURITY)
    refused = begun.aigate("accept", name, "--reason", "the name is a constant")
    assert refused.returncode == 2
    assert "--expires" in said(refused)
    done = begun.aigate("accept", name, "--reason", "the name is a constant", "--expires", "2999-01-01")
    assert done.returncode == 0, said(done)
    begun.git("reset", "--quiet")
    begun.commit({RECORDS: (begun.path / RECORDS).read_text()}, "Accept")
    begun.stage({"a.py": marked(QUIET)})
    assert rules_of(begun) == []
    record = json.loads((begun.path / RECORDS).read_text())
    del record["expires"]
    begun.git("reset", "--quiet")
    begun.commit({RECORDS: json.dumps(record) + "\n"}, "Accept for ever")
    begun.stage({"a.py": marked(QUIET)})
    assert rules_of(begun) == [SECURITY]


def test_a_push_is_judged_commit_by_commit(begun: Repository) -> None:
    base = begun.git("rev-parse", "HEAD")
    begun.commit({"a.py": QUIET}, f"Add{TRAILER}")
    done = begun.aigate("check", "--range", f"{base}..HEAD")
    assert done.returncode == 1
    assert SECURITY in said(done)


def test_whole_files_are_no_change(begun: Repository) -> None:
    done = begun.aigate("scan", "old.py")
    assert "suppressions/" not in said(done)
