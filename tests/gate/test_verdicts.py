"""What is refused and what passes, on the index of real repositories, through the hook's own command line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.gate.samples import CLEAN, INSECURE, MENDED, RULE, TRAILER, fake_key, marked

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

    from tests.repository import Repository


def said(done: subprocess.CompletedProcess[bytes]) -> str:
    return done.stdout.decode() + done.stderr.decode()


def judged(repo: Repository, *words: str) -> dict[str, Any]:
    """The judgement of what is staged, as JSON."""
    done = repo.aigate("check", "--format", "json", *words)
    assert done.returncode in (0, 1), said(done)
    report: dict[str, Any] = json.loads(done.stdout)
    assert report["exit_code"] == done.returncode
    return report


def findings(report: dict[str, Any], bucket: str = "blocking") -> list[tuple[str, str, int]]:
    return [
        (one["rule"], one["path"], one["line"])
        for changeset in report["changesets"]
        for one in changeset["findings"]
        if one["bucket"] == bucket
    ]


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"a.py": INSECURE}, id="a human's insecure line"),
        pytest.param({"a.py": marked(CLEAN)}, id="an agent's clean line"),
        pytest.param({"a.py": marked(MENDED) + INSECURE}, id="a human's insecure line below an agent's block"),
        pytest.param({"a.py": f'KEY = "{fake_key()}"\n'}, id="a human's secret"),
        pytest.param({"a.txt": "AI-generated starting points for a game\n"}, id="prose about AI"),
        pytest.param({"package-lock.json": f'{{"x": "{fake_key()}"}}\n'}, id="a lock file"),
        pytest.param({"a.py": "x = '# AI-GENERATED BEGIN'\n" + INSECURE}, id="a marker inside a string"),
    ],
)
def test_what_passes_passes_as_if_nothing_were_installed(repo: Repository, files: dict[str, str | bytes]) -> None:
    repo.commit({"README": "hello\n"})
    repo.stage(files)
    done = repo.aigate("hook", "pre-commit")
    assert done.returncode == 0, said(done)


@pytest.mark.parametrize(
    ("files", "rule"),
    [
        pytest.param({"a.py": marked(INSECURE)}, RULE, id="Bandit's finding"),
        pytest.param({"a.py": marked(f'KEY = "{fake_key()}"\n')}, "secrets/aws-access-key", id="a secret"),
        pytest.param({"a.py": "# @ai-generated\n" + INSECURE}, RULE, id="a file marker"),
        pytest.param({"a.py": marked(INSECURE).replace("\n", "\r\n")}, RULE, id="CRLF"),
        pytest.param({"a.py": b"\xef\xbb\xbf" + marked(INSECURE).encode()}, RULE, id="a byte order mark"),
        pytest.param(
            {"a.txt": marked(f'key = "{fake_key()}"\n').encode("utf-16")}, "secrets/aws-access-key", id="UTF-16"
        ),
        pytest.param(
            {"a.txt": marked(f'key = "{fake_key()}"  # caf\xe9\n').encode("latin-1")},
            "secrets/aws-access-key",
            id="latin-1",
        ),
        pytest.param({"sp ace\té\n\"'\U0001f600.py": marked(INSECURE)}, RULE, id="an odd file name"),
        pytest.param({"-rf.py": marked(INSECURE)}, RULE, id="a leading dash"),
        pytest.param(
            {"HEAD": "# AI-GENERATED BEGIN\n" + f"key = '{fake_key()}'\n"},
            "secrets/aws-access-key",
            id="HEAD as a name",
        ),
        pytest.param({"a.py": marked(INSECURE).removesuffix("\n")}, RULE, id="no newline at the end"),
        pytest.param(
            {".gitattributes": "*.py -diff\n", "a.py": marked(INSECURE)}, RULE, id="diff switched off by attribute"
        ),
        pytest.param(
            {"a.py": marked(INSECURE + "x = 1  # nosec\n").replace("shell=True)", "shell=True)  # nosec")},
            RULE,
            id="an agent's nosec",
        ),
        pytest.param(
            {"a.py": marked(INSECURE).replace("shell=True)", "shell=True)  # aigate: ignore[bandit/B602] trust me")},
            RULE,
            id="an agent's own ignore",
        ),
        pytest.param(
            {"a.py": marked(f'KEY = "{fake_key()}"  # pragma: allowlist secret\n')},
            "secrets/aws-access-key",
            id="an agent's pragma",
        ),
    ],
)
def test_what_is_refused_is_named(repo: Repository, files: dict[str, str | bytes], rule: str) -> None:
    repo.commit({"README": "hello\n"})
    repo.stage(files)
    done = repo.aigate("hook", "pre-commit")
    assert done.returncode == 1, said(done)
    assert rule in said(done)
    assert fake_key() not in said(done)
    assert "aigate accept" in said(done)


def test_the_same_secret_on_a_human_and_an_agents_line_is_found_on_the_agents(repo: Repository) -> None:
    line = f'KEY = "{fake_key()}"\n'
    repo.commit({"a.py": line})
    repo.stage({"a.py": line + marked(line)})
    assert findings(judged(repo)) == [("secrets/aws-access-key", "a.py", 3)]
    assert findings(judged(repo), "outside") == [("secrets/aws-access-key", "a.py", 1)]


def test_one_touched_argument_of_a_long_call_brings_the_calls_finding(repo: Repository) -> None:
    lines = ["import subprocess", "subprocess.call(", "    command,", "    shell=True,", "    cwd='/tmp/x',", ")"]
    repo.commit({"a.py": "\n".join(lines) + "\n"})
    lines[4] = "    cwd='/srv',  # @ai-generated"
    repo.stage({"a.py": "\n".join(lines) + "\n"})
    assert RULE in [rule for rule, _, _ in findings(judged(repo))]


def test_a_line_that_an_agent_removed_from_a_call_brings_the_calls_finding(repo: Repository) -> None:
    body = "import requests\nrequests.get(\n    url,\n    timeout=5,\n    verify=False,\n)\n"
    repo.commit({"a.py": marked(body)})
    repo.stage({"a.py": marked(body.replace("    timeout=5,\n", ""))})
    assert "bandit/B501" in [rule for rule, _, _ in findings(judged(repo))]


def test_an_agents_line_on_the_way_of_a_text_brings_the_finding(repo: Repository) -> None:
    body = "import yaml\nfrom flask import request\n\n\ndef read():\n    text = '{}'\n    return eval(text)\n"
    repo.commit({"a.py": body})
    repo.stage({"a.py": body.replace("text = '{}'", "text = request.args['q']  # @ai-generated")})
    (changeset,) = judged(repo)["changesets"]
    (found,) = [one for one in changeset["findings"] if one["bucket"] == "blocking"]
    assert (found["rule"], found["line"], found["way"]) == ("flow/code-injection", 7, [6])
    assert changeset["coverage"] == {"ai": 1, "clean": 0, "finding": 1, "not_examined": 0, "excluded": 0}


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        pytest.param({"a.py": marked("def f(:\n")}, "a.py", id="a syntax error"),
        pytest.param({"a.py": marked("x = 1\0\n").encode()}, "a.py", id="a NUL byte"),
        pytest.param({"a.bin": b"# @ai-generated\n" + bytes(range(256)) * 64}, "binary", id="a binary file"),
        pytest.param(
            {"a.js": marked("x = '" + "a" * 10_000_000 + "'\n", "//")}, "over limits.file_size", id="a line of 10 MB"
        ),
        pytest.param(
            {"a.js": marked("x = '" + "a" * 50_000 + "'\n", "//")}, "limits.line_length", id="a line of 50 kB"
        ),
        pytest.param({"a.py": marked("x = 1\n" * 900_000)}, "over limits.file_size", id="a file of 5 MB"),
    ],
)
def test_what_could_not_be_examined_is_listed_and_blocks(
    repo: Repository, files: dict[str, str | bytes], reason: str
) -> None:
    repo.commit({"README": "hello\n"})
    repo.stage(files)
    env = {
        "GIT_AUTHOR_NAME": "Devin AI",
        "GIT_AUTHOR_EMAIL": "158243242+devin-ai-integration[bot]@users.noreply.github.com",
    }
    done = repo.aigate("hook", "pre-commit", env=env)
    assert done.returncode == 1, said(done)
    assert "not examined" in said(done)
    assert reason in said(done)


def test_every_ai_line_is_accounted_for(repo: Repository) -> None:
    repo.commit({"README": "hello\n"})
    repo.stage({"a.py": marked(INSECURE), "b.py": marked("def f(:\n"), "yarn.lock": marked("x\n"), "c.py": CLEAN})
    (changeset,) = judged(repo)["changesets"]
    coverage = changeset["coverage"]
    assert coverage["ai"] == 7 + 3 + 3
    assert coverage["ai"] == coverage["clean"] + coverage["finding"] + coverage["not_examined"] + coverage["excluded"]
    assert coverage["excluded"] == 3
    assert coverage["not_examined"] == 1  # of a broken file, the line that nobody can read


def test_only_the_staged_part_of_a_file_is_judged(repo: Repository) -> None:
    repo.commit({"a.py": CLEAN})
    repo.stage({"a.py": CLEAN + "x = 1\n"})
    repo.write({"a.py": CLEAN + "x = 1\n" + marked(INSECURE)})
    assert repo.aigate("hook", "pre-commit").returncode == 0


def test_a_file_staged_and_then_mended_in_the_work_tree_is_still_refused(repo: Repository) -> None:
    repo.commit({"a.py": CLEAN})
    repo.stage({"a.py": marked(INSECURE)})
    repo.write({"a.py": marked(MENDED)})
    assert repo.aigate("hook", "pre-commit").returncode == 1


def test_an_agents_trailer_makes_every_added_line_an_agents(repo: Repository, tmp_path: Path) -> None:
    repo.commit({"README": "hello\n"})
    repo.stage({"a.py": INSECURE})
    message = tmp_path / "message"
    message.write_text("Add a runner\n")
    assert repo.aigate("hook", "commit-msg", str(message)).returncode == 0
    message.write_text("Add a runner" + TRAILER)
    done = repo.aigate("hook", "commit-msg", str(message))
    assert done.returncode == 1, said(done)
    assert "Co-authored-by: Claude" in said(done)


def test_a_trailer_in_the_diff_below_the_scissors_is_no_trailer(repo: Repository, tmp_path: Path) -> None:
    repo.commit({"README": "hello\n"})
    repo.stage({"a.py": INSECURE})
    message = tmp_path / "message"
    message.write_text(f"Add\n\n# ------------------------ >8 ------------------------\n# Do not modify\n{TRAILER}")
    assert repo.aigate("hook", "commit-msg", str(message)).returncode == 0


def test_scope_and_severity_are_the_commands_to_choose(repo: Repository) -> None:
    repo.commit({"README": "hello\n"})
    repo.stage({"a.py": INSECURE})
    assert findings(judged(repo)) == []
    assert (RULE, "a.py", 5) in findings(judged(repo, "--scope", "ai+unknown"))
    assert (RULE, "a.py", 5) in findings(judged(repo, "--scope", "all"))
    assert findings(judged(repo, "--scope", "all", "--fail-on", "critical")) == []


def test_the_repositorys_first_commit_is_judged(repo: Repository) -> None:
    repo.stage({"a.py": marked(INSECURE)})
    assert repo.aigate("hook", "pre-commit").returncode == 1


def test_checking_leaves_work_tree_index_and_reflog_as_they_were(repo: Repository) -> None:
    repo.commit({"a.py": CLEAN, "b.py": CLEAN})
    repo.stage({"a.py": marked(INSECURE)})
    repo.write({"a.py": "unstaged = 1\n", "new.py": "untracked = 1\n"})

    def everything() -> dict[str, bytes]:
        return {
            path.relative_to(repo.path).as_posix(): path.read_bytes()
            for path in sorted(repo.path.rglob("*"))
            if path.is_file() and ".git/aigate/" not in path.as_posix()
        }

    before = everything()
    assert repo.aigate("hook", "pre-commit").returncode == 1
    assert repo.aigate("check").returncode == 1
    assert repo.aigate("attribute").returncode == 0
    assert everything() == before


def test_a_rule_of_any_scanner_can_be_switched_off_or_weighed_otherwise(repo: Repository) -> None:
    repo.commit(
        {".aigate.toml": f'[rules]\ndisable = ["{RULE}"]\n\n[rules.severity]\n"flow/command-injection" = "low"\n'}
    )
    repo.stage({"a.py": marked(INSECURE.replace("command, shell", "'run ' + command, shell"))})
    report = judged(repo)
    assert findings(report) == []
    assert ("flow/command-injection", "a.py", 6) in findings(report, "warning")
    assert RULE not in [rule for rule, _, _ in findings(report, "warning")]
