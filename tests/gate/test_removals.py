"""Guards removed, at the gate: an agent's deletion is refused with both sides shown, a human's and a move are not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.gate.asking import AGENT
from tests.gate.samples import CLEAN, TRAILER, fake_key
from tests.gate.test_verdicts import findings, judged, said

if TYPE_CHECKING:
    from tests.repository import Repository

GUARDED = "import web\n\n\n@web.login_required\ndef remove(uid):\n    user = load(uid)\n    user.delete()\n"
BARE = GUARDED.replace("@web.login_required\n", "")
RULE = "removals/authentication"
RECORDS = ".aigate/accepted.jsonl"


@pytest.fixture
def begun(repo: Repository) -> Repository:
    repo.commit({"README": "hello\n", "app.py": GUARDED})
    return repo


def by_agent(repo: Repository, files: dict[str, str]) -> str:
    return repo.commit(dict(files), f"Change{TRAILER}")


def of_head(repo: Repository, bucket: str = "blocking") -> list[str]:
    report = json.loads(repo.aigate("check", "--commit", "HEAD", "--format", "json").stdout)
    return [rule for rule, _, _ in findings(report, bucket) if rule.startswith("removals/")]


def test_a_human_may_take_a_guard_away(begun: Repository) -> None:
    begun.stage({"app.py": BARE})
    assert begun.aigate("hook", "pre-commit").returncode == 0
    begun.commit(None, "Open it to all")
    assert of_head(begun) == []


def test_an_agents_removal_is_refused_with_both_sides(begun: Repository) -> None:
    begun.stage({"app.py": BARE})
    done = begun.aigate("hook", "pre-commit", env=AGENT)
    assert done.returncode == 1
    assert RULE in said(done)
    assert "- 4 | @web.login_required" in said(done)
    assert "4 | def remove(uid):" in said(done)


def test_json_has_the_lines_that_are_gone(begun: Repository) -> None:
    by_agent(begun, {"app.py": BARE})
    report = json.loads(begun.aigate("check", "--commit", "HEAD", "--format", "json").stdout)
    (one,) = report["changesets"][0]["findings"]
    assert (one["line"], one["removed"]) == (4, [[4, "@web.login_required"]])


def test_a_commit_and_a_range_are_judged_too(begun: Repository) -> None:
    base = begun.git("rev-parse", "HEAD")
    by_agent(begun, {"app.py": BARE})
    assert of_head(begun) == [RULE]
    assert begun.aigate("check", "--range", f"{base}..HEAD").returncode == 1


def test_a_move_to_another_file_is_none(begun: Repository) -> None:
    begun.git("mv", "app.py", "views.py")
    by_agent(begun, {"views.py": GUARDED + "\n\n" + CLEAN})
    assert of_head(begun) == []
    by_agent(begun, {"views.py": CLEAN, "other.py": GUARDED})
    assert of_head(begun) == []


def test_a_deleted_file_of_tests_is_found_while_its_code_stays(begun: Repository) -> None:
    begun.commit({"tests/test_app.py": "def test_login_is_forbidden():\n    assert not remove(1)\n"})
    begun.git("rm", "-q", "tests/test_app.py")
    by_agent(begun, {"app.py": GUARDED + "\n\n" + CLEAN})
    assert of_head(begun) == ["removals/security-test"]


def test_a_secret_on_the_old_side_is_not_shown(begun: Repository) -> None:
    key = fake_key()
    call = f'import requests\n\n\ndef get(url):\n    return requests.get(url, auth=("me", "{key}"), timeout=10)\n'
    begun.commit({"get.py": call})
    by_agent(begun, {"get.py": call.replace(", timeout=10", "")})
    for style in ("text", "json", "sarif"):
        done = begun.aigate("check", "--commit", "HEAD", "--format", style, "--explain")
        assert "removals/timeout" in said(done)
        assert key not in said(done)


def test_a_human_may_accept_it_first(begun: Repository) -> None:
    begun.stage({"app.py": BARE})
    done = begun.aigate("check", "--format", "json", env=AGENT)
    (name,) = (
        one["fingerprint"] for one in json.loads(done.stdout)["changesets"][0]["findings"] if one["rule"] == RULE
    )
    assert begun.aigate("accept", name, "--reason", "it is behind the proxy now").returncode == 0
    begun.git("reset", "--quiet")
    begun.commit({RECORDS: (begun.path / RECORDS).read_text(), "app.py": GUARDED}, "Accept")
    begun.stage({"app.py": BARE})
    done = begun.aigate("hook", "pre-commit", env=AGENT)
    assert done.returncode == 0, said(done)


def test_policy_can_lower_a_rule(begun: Repository) -> None:
    begun.commit({".aigate.toml": f'[rules.severity]\n"{RULE}" = "low"\n'})
    by_agent(begun, {"app.py": BARE})
    assert (of_head(begun), of_head(begun, "warning")) == ([], [RULE])


def test_a_comment_does_not_excuse_it(begun: Repository) -> None:
    by_agent(begun, {"app.py": BARE.replace("def remove", f"# aigate: ignore[{RULE}] fine by me\ndef remove")})
    assert RULE in of_head(begun)


def test_an_audit_names_it(begun: Repository) -> None:
    by_agent(begun, {"app.py": BARE})
    done = begun.aigate("audit", "--checks", "removals", "--format", "jsonl")
    assert done.returncode == 0, said(done)
    assert RULE in said(done)


def test_nothing_is_said_of_an_agents_change_that_keeps_its_guards(begun: Repository) -> None:
    begun.stage({"app.py": GUARDED.replace("user = load(uid)", "user = find(uid)")})
    assert [one for one in findings(judged(begun)) if one[0].startswith("removals/")] == []


def test_a_file_that_was_too_large_to_compare_is_no_way_round(repo: Repository) -> None:
    padding = "# padding\n" * 300
    repo.commit({".aigate.toml": "[limits]\nfile_size = 2000\n", "app.py": GUARDED + padding})
    repo.stage({"app.py": BARE})
    done = repo.aigate("hook", "pre-commit", env=AGENT)
    assert done.returncode == 1
    assert "removals/not-compared" in said(done)
    assert "the file as it was has 3," in said(done)
