"""Trailers as a policy, through the real command line: at commit-msg, at push, and on recorded commits."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest

from aigate.policy.message_rules import PATH
from tests.gate.asking import assert_passes, assert_refused, blocked_paths, ref_line, report, said, write_message
from tests.gate.samples import CLEAN, TRAILER

if TYPE_CHECKING:
    from tests.repository import Repository

ADA = "Signed-off-by: Ada Author <ada@example.org>"
ASSISTED = "Assisted-by: claude:claude-opus-4-8"
DECLARED = f"Add\n\n{ASSISTED}\n{ADA}\n"
AGENTS = f"# @ai-generated begin tool=claude model=claude-opus-4-8\n{CLEAN}# @ai-generated end\n"
KERNEL = '[trailers]\nprofile = "kernel"\n'


@pytest.fixture
def kernel(repo: Repository) -> Repository:
    repo.commit({".aigate.toml": KERNEL})
    return repo


def hook(repo: Repository, text: str, **env: str) -> tuple[int, str]:
    done = repo.aigate("hook", "commit-msg", write_message(repo.path, text), env=env)
    return done.returncode, said(done)


def test_a_repository_that_only_adds_the_hook_is_not_surprised(repo: Repository) -> None:
    repo.commit({"README": "hello\n"})
    repo.stage({"a.py": AGENTS})
    assert hook(repo, "Add\n") == (0, "")
    assert hook(repo, f"Add{TRAILER}")[0] == 0


def test_people_are_not_nagged(kernel: Repository) -> None:
    kernel.stage({"a.py": CLEAN})
    assert hook(kernel, "Add\n") == (0, "")
    assert hook(kernel, "Assisted-by: lines\n\nProse about Claude.\n") == (0, "")


def test_a_missing_trailer_is_refused_with_the_line_to_add(kernel: Repository) -> None:
    kernel.stage({"a.py": AGENTS})
    code, text = hook(kernel, f"Add\n\n{ADA}\n")
    assert code == 1
    assert "trailers/undeclared" in text
    assert f'git commit --trailer "{ASSISTED}"' in text
    assert "finding about the commit message" in text
    assert hook(kernel, DECLARED)[0] == 0


def test_what_the_editor_shows_is_no_message(kernel: Repository) -> None:
    kernel.stage({"a.py": AGENTS})
    scissors = f"# {'-' * 24} >8 {'-' * 24}\n"
    assert hook(kernel, f"Add\n\n{ADA}\n# {ASSISTED}\n{scissors}{ASSISTED}\n")[0] == 1
    assert hook(kernel, f"{DECLARED}# Please enter\n{scissors}+x\n")[0] == 0
    kernel.git("config", "core.commentChar", ";")
    assert hook(kernel, f"{DECLARED}; Please enter\n")[0] == 0


def test_a_change_is_not_judged_by_its_own_policy(kernel: Repository) -> None:
    kernel.stage({"a.py": AGENTS, ".aigate.toml": ""})
    assert hook(kernel, "Add\n")[0] == 1


def test_git_itself_is_stopped(kernel: Repository) -> None:
    assert kernel.aigate("install").returncode == 0
    kernel.stage({"a.py": AGENTS})
    done = kernel.run("git", "commit", "-s", "-m", "Add", ok=False)
    assert_refused(done, "trailers/undeclared")
    assert "--trailer" in said(done)
    assert_passes(kernel.run("git", "commit", "-s", "-m", "Add", "--trailer", ASSISTED, ok=False))
    amended = kernel.run("git", "commit", "--amend", "-s", "-m", "Add", ok=False)
    assert_refused(amended, "trailers/undeclared", "git commit --amend")
    assert_passes(kernel.run("git", "commit", "--allow-empty", "-m", "Run the tests again", ok=False))


def test_an_agent_at_work_only_raises_suspicion(kernel: Repository) -> None:
    kernel.stage({"a.py": CLEAN})
    code, text = hook(kernel, "Add\n", CLAUDECODE="1")
    assert code == 0
    assert "trailers/suspicious" in text
    kernel.commit({".aigate.toml": KERNEL + '[gate]\nblock = "info"\n'})
    kernel.stage({"a.py": CLEAN})
    assert hook(kernel, "Add\n", CLAUDECODE="1")[0] == 0


def test_a_key_that_only_the_project_knows_is_looked_at(repo: Repository) -> None:
    repo.commit({".aigate.toml": '[trailers]\nforbid = ["Change-Id"]\n'})
    repo.stage({"a.py": CLEAN})
    assert hook(repo, "Add\n\nReviewed-in: x\n")[0] == 0
    code, text = hook(repo, "Add\n\nChange-Id: I12\n")
    assert code == 1
    assert "trailers/forbidden" in text


LOOKED_AT = [
    ('[trailers]\nforbid = ["Change-Id"]\n', "Add\n\nChange-Id: I1\n", ""),
    ('[trailers]\nforbid = ["Change-Id"]\n', "Add\n\nCHANGE-ID : I1\r\n", ""),
    ('[trailers]\nforbid = ["\\u0043hange-Id"]\n', "Add\n\nChange-Id: I1\n", ""),
    ('[trailers]\nforbid = ["*"]\nkeys = ["Executed-By"]\n', "Add\n\n* Executed-By: crew\n", ""),
    ('trailers.forbid = ["*"]\ntrailers.keys = ["Executed-By"]\n', "Add\n\nExecuted-By: crew\n", ""),
    ('trailers = { forbid = ["Change-Id"] }\n', "Add\n\nChange-Id: I1\n", ""),
    ('"trailers".profile = "kubernetes"\n', f"Add{TRAILER}", ""),
    ('[trailers]\nprofile = "kernel"\n', "Add\n", "CODEX_SANDBOX"),
    ('[trailers]\nprofile = "kernel"\n', "Add\n", "AI_AGENT"),
]


@pytest.mark.parametrize(("config", "text", "variable"), LOOKED_AT)
@pytest.mark.parametrize("name", [".aigate.toml", "pyproject.toml"])
def test_the_glance_misses_no_finding_about_a_message(
    repo: Repository, monkeypatch: pytest.MonkeyPatch, name: str, config: str, text: str, variable: str
) -> None:
    from aigate.glance import must_look

    if name == "pyproject.toml":
        config = config.replace("[trailers]", "[tool.aigate.trailers]")
        config = config if config.startswith("[") else f"[tool.aigate]\n{config}"
    repo.commit({name: config})
    repo.stage({"a.py": CLEAN})
    monkeypatch.chdir(repo.path)
    if variable:
        monkeypatch.setenv(variable, "1")
    assert must_look(text)
    assert (
        b"trailers/"
        in repo.aigate("check", "--message-file", write_message(repo.path, text), env={variable or "X": "1"}).stdout
    )


def test_recorded_commits_are_judged_one_by_one(kernel: Repository) -> None:
    base = kernel.git("rev-parse", "HEAD")
    good = kernel.commit({"a.py": AGENTS}, DECLARED)
    bad = kernel.commit({"b.py": AGENTS}, "fixup! Add\n")
    kernel.commit({"c.py": CLEAN}, "A human's\n")
    assert_passes(kernel.aigate("check", "--commit", good))
    assert_refused(kernel.aigate("check", "--commit", bad), "trailers/undeclared")
    done = kernel.aigate("check", "--range", f"{base}..HEAD", "--format", "json")
    read = report(done)
    assert done.returncode == 1
    assert [one["decision"] for one in read["changesets"]] == ["allow", "block", "allow"]
    assert blocked_paths(read) == {PATH}
    refs = ref_line(kernel.git("rev-parse", "HEAD"), base).encode()
    assert_refused(kernel.aigate("hook", "pre-push", "origin", stdin=refs), "trailers/undeclared", bad[:12])


def test_a_message_file_is_judged_like_the_hook_does(kernel: Repository) -> None:
    kernel.stage({"a.py": AGENTS})
    name = write_message(kernel.path, "Add\n")
    assert_refused(kernel.aigate("check", "--message-file", name), "trailers/undeclared")
    assert_passes(kernel.aigate("check"))


@pytest.mark.parametrize("form", ["text", "json", "jsonl", "sarif"])
def test_every_format_copes_with_a_finding_about_a_message(kernel: Repository, form: str) -> None:
    bad = kernel.commit({"a.py": AGENTS}, "Add\n")
    done = kernel.aigate("check", "--commit", bad, "--format", form)
    assert done.returncode == 1
    text = done.stdout.decode()
    assert PATH in text
    assert "trailers/undeclared" in text
    if form == "sarif":
        (run,) = json.loads(text)["runs"]
        assert {rule["id"] for rule in run["tool"]["driver"]["rules"]} == {
            "trailers/undeclared",
            "trailers/no-human-sign-off",
        }
        assert all(rule["fullDescription"]["text"] for rule in run["tool"]["driver"]["rules"])


def test_the_rules_are_listed_and_explained(repo: Repository) -> None:
    assert b"trailers/undeclared" in repo.aigate("rules", "list").stdout
    assert b"found by trailers" in repo.aigate("explain", "trailers/outside-block").stdout


def test_a_form_that_could_run_for_hours_is_refused(repo: Repository) -> None:
    repo.commit({".aigate.toml": '[trailers.formats]\nAssisted-by = "(a+)+b"\n'})
    done = repo.aigate("check")
    assert done.returncode == 2
    assert "can be made to run for hours" in said(done)
    repo.commit({".aigate.toml": '[trailers.translate]\n"Made with" = "Assisted-by"\n'})
    done = repo.aigate("check")
    assert done.returncode == 2
    assert "no trailer can have" in said(done)


def test_a_huge_message_is_judged(kernel: Repository) -> None:
    kernel.stage({"a.py": AGENTS})
    body = ("word " * 20 + "\n") * 20_000 + "x" * 8_000_000
    assert hook(kernel, f"Add\n\n{body}\n")[0] == 1
    assert hook(kernel, f"Add\n\n{body}\n\n{ASSISTED}\n{ADA}\n")[0] == 0


@pytest.mark.parametrize("raw", [b"Add\n\n\0x\n", b"Add\n\nAssisted-by: cl\0aude:x\n", b"\xff\xfe\n\n\xe9: \xe9\n"])
def test_odd_bytes_are_no_crash(kernel: Repository, raw: bytes) -> None:
    kernel.stage({"a.py": AGENTS})
    (kernel.path / "m").write_bytes(raw)
    assert_refused(kernel.aigate("hook", "commit-msg", "m"), "trailers/")


def test_a_commit_without_evidence_costs_no_process_of_its_own(kernel: Repository) -> None:
    base = kernel.git("rev-parse", "HEAD")
    for number in range(3):
        kernel.commit({f"h{number}.py": CLEAN}, f"Add {number}\n\n{ADA}\n")
    kernel.commit({"a.py": AGENTS}, DECLARED)
    program = (
        "import json, sys\n"
        "processes = []\n"
        "sys.addaudithook(lambda event, args: event == 'subprocess.Popen' and processes.append(list(map(str, args[1]))))\n"
        "from aigate import cli\n"
        f"code = cli.run(['check', '--range', '{base}..HEAD', '--format', 'jsonl'])\n"
        "print(json.dumps([code, sum('interpret-trailers' in words for words in processes)]), file=sys.stderr)\n"
    )
    done = kernel.run(sys.executable, "-c", program)
    assert json.loads(done.stderr) == [0, 1]
