"""What an agent hears of its own lines over a session: once in full, then in short, and at last to ask its human."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aigate.agent import hook, trouble
from aigate.agent.card import MOST
from tests.agent.worker import Worker, before_shell, said
from tests.gate.samples import CLEAN, INSECURE, MENDED, RULE, fake_key, marked

if TYPE_CHECKING:
    from pathlib import Path

    from tests.repository import Repository


@pytest.fixture
def worker(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> Worker:
    repo.commit({"README": "hello\n", "old.py": INSECURE})
    monkeypatch.chdir(repo.path)
    return Worker(repo)


def test_clean_lines_get_no_answer(worker: Worker) -> None:
    assert worker.write("a.py", CLEAN) == ""
    assert worker.stop() == ""


def test_lines_that_were_there_before_are_not_the_agents(worker: Worker) -> None:
    assert worker.write("old.py", INSECURE + "\n\nLIMIT = 3\n") == ""
    assert worker.stop() == ""


def test_a_finding_is_told_with_rule_place_reason_and_fix(worker: Worker) -> None:
    card = worker.write("a.py", CLEAN + INSECURE)
    assert card.startswith("aigate: 1 finding on lines that you just wrote would block the commit. Mend the code")
    assert f"- {RULE} a.py:7 (high, blocks): A command is run through a shell. Fix: Pass a list" in card


def test_a_mended_finding_is_not_spoken_of_again(worker: Worker) -> None:
    assert RULE in worker.write("a.py", INSECURE)
    assert RULE not in worker.write("a.py", MENDED)
    assert worker.stop() == ""


def test_a_finding_that_stays_is_told_in_short_and_at_last_left_to_the_human(worker: Worker) -> None:
    assert "still there" not in worker.write("a.py", INSECURE)
    for number in range(1, 4):
        card = worker.write("a.py", INSECURE.replace("call(command", f"call(command + '{number}'"))
        assert f"- still there after {number} {'try' if number == 1 else 'tries'}: {RULE}" in card
        assert "through a shell. Fix" not in card
        assert ("ask your human" in card) == (number == 3)
    assert worker.stop().startswith("aigate: 1 finding left open")  # it may stop: asking is all that is left to it


def test_what_only_warns_is_told_once(worker: Worker) -> None:
    assert "1 remark on lines that you just wrote. They do not block." in worker.write(
        "a.py", MENDED.replace("subprocess.call", "print")
    )
    assert worker.write("a.py", "import subprocess\n") == ""
    assert worker.write("b.py", MENDED.replace("subprocess.call", "print")) != ""


def test_another_edit_of_the_file_is_no_attempt(worker: Worker) -> None:
    worker.write("a.py", INSECURE)
    assert worker.write("a.py", INSECURE + "\n\nLIMIT = 3\n") == ""
    assert "before you stop" in worker.stop()


@pytest.mark.parametrize(
    "comment", ["nosec", "nosec B602", "noqa: S602", "nosemgrep", "aigate: ignore[bandit/B602] it is fine", "pragma: allowlist secret", "NOSONAR"]
)  # fmt: skip
def test_a_comment_instead_of_a_repair_is_seen_through(worker: Worker, comment: str) -> None:
    worker.write("a.py", INSECURE)
    card = worker.write("a.py", INSECURE.replace("shell=True)", f"shell=True)  # {comment}"))
    assert f"still there after 1 try: {RULE}" in card
    assert "does not count on lines that you wrote" in card


def test_a_suppression_is_told_at_once(worker: Worker) -> None:
    card = worker.write("a.py", CLEAN + "\n\ndef load(path):\n    return read(path)  # nosec B301\n")
    assert "1 finding on lines that you just wrote would block the commit" in card
    assert "- suppressions/security a.py:" in card
    assert "before you stop" in worker.stop()
    assert worker.write("a.py", CLEAN) == ""
    assert worker.stop() == ""


def test_a_suppression_that_stood_there_before_is_not_the_agents(worker: Worker) -> None:
    before = "def load(path):\n    return read(path)  # nosec B301\n"
    worker.repo.commit({"a.py": before})
    assert worker.write("a.py", before.replace("read(path)", "read(path, mode)")) == ""
    assert worker.write("a.py", "LIMIT = 3\n\n\n" + before) == ""


def test_a_step_of_ci_that_may_fail_is_told_at_once(worker: Worker) -> None:
    ci = "jobs:\n  scan:\n    steps:\n      - run: gitleaks detect || true\n"
    assert "suppressions/ci-security" in worker.write(".github/workflows/scan.yml", ci)


def test_moving_lines_to_where_nobody_looks_is_seen_through(worker: Worker) -> None:
    worker.write("a.py", INSECURE)
    worker.write("a.py", CLEAN)
    card = worker.write("vendor/a.py", INSECURE)
    assert f"vendor/a.py is left out of the checks, and now holds lines that {RULE} was found in" in card


def test_what_lies_in_a_vendored_tree_is_nobodys_business_otherwise(worker: Worker) -> None:
    assert worker.write("vendor/a.py", INSECURE) == ""


def test_a_marker_that_goes_while_its_lines_stay_is_told(worker: Worker) -> None:
    worker.repo.commit({"m.py": marked(CLEAN)})
    card = worker.write("m.py", CLEAN + "\n\nLIMIT = 3\n")
    assert "m.py: the marker" in card
    assert "Put it back." in card


def test_a_file_that_git_ignores_is_left_alone(worker: Worker) -> None:
    worker.repo.commit({".gitignore": ".env\n"})
    assert worker.write(".env", f"AWS_KEY={fake_key()}\n") == ""
    assert worker.stop() == ""


def test_a_secret_is_told_of_and_never_shown(worker: Worker) -> None:
    card = worker.write("a.py", f'KEY = "{fake_key()}"\n')
    assert "a.py:1" in card
    assert fake_key() not in card
    assert fake_key() not in worker.stop()
    kept = [path.read_bytes() for path in (worker.repo.path / ".git" / "aigate").rglob("*") if path.is_file()]
    assert kept
    assert not [each for each in kept if fake_key().encode() in each]


def test_a_card_names_few_findings_and_counts_the_rest(worker: Worker) -> None:
    body = "".join(
        f"\n\ndef run{number}(command):\n    return subprocess.call(command, shell=True)\n" for number in range(30)
    )
    card = worker.write("a.py", "import subprocess\n" + body)
    assert card.count(RULE) == 5
    assert "and 26 more." in card  # and the import, which only warns
    assert len(card.encode()) <= MOST


def test_a_card_stays_short_whatever_paths_are_called(worker: Worker) -> None:
    card = worker.write("é" * 60 + "/" + "ü" * 60 + ".py", INSECURE * 4)
    assert RULE in card
    assert len(card.encode()) <= MOST


def test_several_files_of_a_command_are_all_looked_at(worker: Worker) -> None:
    from tests.agent.events import claude

    command = "./generate"
    tool = {"tool_name": "Bash", "tool_input": {"command": command}, "tool_use_id": "toolu_9"}
    worker.tell(claude(worker.root, "PreToolUse", **tool))
    worker.repo.write({"x.py": INSECURE, "y.py": INSECURE, "z.py": CLEAN})
    answer = worker.tell(
        claude(worker.root, "PostToolUse", **tool, tool_response={"stdout": "", "stderr": "", "interrupted": False})
    )
    assert "x.py:5" in answer.out
    assert "y.py:5" in answer.out


def test_the_policy_of_head_says_how_often_and_how_much(worker: Worker) -> None:
    worker.repo.commit({".aigate.toml": "[agent]\nstop_blocks = 2\nfailed_repairs = 1\ncard_findings = 1\n"})
    worker.write("a.py", INSECURE)
    assert "before you stop" in worker.stop()
    assert "before you stop" in worker.stop(again=True)
    assert "left open" in worker.stop(again=True)
    assert "ask your human" in worker.write("a.py", INSECURE.replace("command, ", "str(command), "))


def test_no_returns_at_all_can_be_had(worker: Worker) -> None:
    worker.repo.commit({".aigate.toml": "[agent]\nstop_blocks = 0\n"})
    worker.write("a.py", INSECURE)
    assert "left open" in worker.stop()


def test_what_is_committed_is_no_reason_to_go_on(worker: Worker) -> None:
    worker.write("a.py", INSECURE)
    worker.repo.commit({"a.py": INSECURE})
    assert worker.stop() == ""


def test_what_a_human_mended_meanwhile_is_no_reason_to_go_on(worker: Worker) -> None:
    worker.write("a.py", INSECURE)
    worker.repo.write({"a.py": MENDED})
    assert worker.stop() == ""


def test_stopping_stages_nothing_and_leaves_no_object(worker: Worker) -> None:
    worker.write("a.py", INSECURE)
    before = (worker.repo.git("status", "--porcelain"), worker.repo.git("count-objects"))
    worker.stop()
    assert (worker.repo.git("status", "--porcelain"), worker.repo.git("count-objects")) == before


def test_an_edit_that_two_sets_of_hooks_report_is_answered_once(worker: Worker) -> None:
    """Cursor runs Claude's hooks as well as its own, with payloads of its own."""
    from tests.agent.events import cursor

    cursors = Worker(worker.repo, "cursor")
    worker.repo.write({"a.py": INSECURE})
    event = cursor(worker.root, "postToolUse", tool_name="Write", tool_input={"path": "a.py", "content": INSECURE})
    first, second = cursors.tell(event), worker.tell(event)
    assert "additional_context" in first.out
    assert second.out == "{}"


def test_a_policy_that_cannot_be_read_holds_nothing_up_and_is_reported(worker: Worker) -> None:
    worker.repo.commit({".aigate.toml": "scope = 17\n"})
    said = worker.write("a.py", INSECURE)
    assert said.startswith("aigate could not handle this event and held nothing up: ConfigError")
    assert "ConfigError at " in trouble.read(str(worker.repo.path / ".git"))[-1]


def test_a_full_disk_holds_nothing_up(worker: Worker, tmp_path: Path) -> None:
    blocked = worker.repo.path / ".git" / "aigate"
    blocked.write_text("")  # where the journal's folder should be
    assert "B602" not in worker.write("a.py", INSECURE)
    assert worker.stop() == ""


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10) | st.sampled_from(["a.py", "../../etc/passwd", "/", "git commit -n", "\0"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["file_path", "content", "command", "edits", "old_string"]), inner, max_size=4),
    max_leaves=6,
)  # fmt: skip
NAMES = st.sampled_from(
    ["PreToolUse", "PostToolUse", "Stop", "SessionStart", "SessionEnd", "BeforeTool", "AfterTool", "afterFileEdit"]
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(
    agent=st.sampled_from(["claude", "gemini", "copilot", "cursor", "opencode", "windsurf"]),
    name=NAMES,
    tool=st.sampled_from(["Write", "Bash", "Edit", "apply_patch", ""]),
    values=st.dictionaries(
        st.sampled_from(["tool_input", "tool_response", "session_id", "edits", "toolArgs", "metadata"]), ANY, max_size=4
    ),
)
def test_whatever_an_agent_sends_it_is_answered(
    worker: Worker, agent: str, name: str, tool: str, values: dict[str, object]
) -> None:
    event = {"hook_event_name": name, "tool_name": tool, "cwd": worker.root} | values
    answer = hook.respond(agent, io.BytesIO(json.dumps(event).encode()))
    assert answer.code == 0 or (answer.code == 2 and agent in ("opencode", "windsurf") and not answer.out)
    assert " at " not in "".join(trouble.read(str(worker.repo.path / ".git")))  # no error of ours


# ---------------------------------------------------------------- an agent whose shell runs no git hook


@pytest.fixture
def hookless(worker: Worker) -> Worker:
    return Worker(worker.repo, "gemini")


@pytest.mark.parametrize(
    "command",
    ["git commit -am x", "git add . && git commit -m x", "git add a.py; git commit -m x", "git commit -m x a.py", "cd . && git add -A && git commit -qm x",
     "git add '*.py' && git commit -m \"$(cat <<'EOF'\nx\nEOF\n)\""],
)  # fmt: skip
def test_a_commit_without_hooks_is_judged_before_it_is_made(hookless: Worker, command: str) -> None:
    hookless.repo.commit({"a.py": CLEAN})
    hookless.write("a.py", INSECURE)
    refused = hookless.run(command)
    assert refused.startswith("aigate refuses this commit: 1 finding of medium severity or higher on AI-written lines.")
    assert f"{RULE} a.py:5" in refused
    hookless.write("a.py", MENDED)
    assert hookless.run(command) == ""
    assert hookless.repo.git("diff", "--cached") == ""


def test_what_is_not_to_be_committed_does_not_stop_a_commit(hookless: Worker) -> None:
    hookless.write("a.py", INSECURE)
    hookless.write("b.py", CLEAN)
    assert hookless.run("git add b.py && git commit -m x") == ""
    assert hookless.run("git commit -m x") == ""
    assert hookless.run("git commit --dry-run -a") == ""


@pytest.mark.parametrize(
    "command",
    [
        "echo x > a.py; git commit -am x",
        "./generate && git commit -am x",
        "git checkout other && git commit -am x",
        "git commit -p",
        "sed -i s/a/b/ a.py && git commit -a",
    ],
)
def test_a_commit_that_cannot_be_foreseen_is_refused_with_the_way_that_works(hookless: Worker, command: str) -> None:
    refused = hookless.run(command)
    assert "in a call of its own" in refused
    assert f"git -c core.hooksPath={hookless.root}/.git/hooks commit" in refused


def test_a_commit_elsewhere_is_judged_there(hookless: Worker, sealed: dict[str, str]) -> None:
    other = type(hookless.repo).create(hookless.repo.path.parent / "other", sealed)
    other.commit({"README": "hello\n"})
    hookless.write("../other/a.py", INSECURE)
    assert hookless.run("git commit -m x") == ""
    for command in (
        "git -C ../other add a.py && git -C ../other commit -m x",
        "cd ../other && git add . && git commit -m x",
    ):
        assert "refuses this commit" in hookless.run(command)
    assert "in a call of its own" in hookless.run("git --git-dir=../other/.git commit -m x")
    outside = Worker(hookless.repo, "gemini")
    event = before_shell("gemini", str(hookless.repo.path.parent), "cd other && git add . && git commit -m x")
    assert "refuses this commit" in said(outside.tell(event))


def test_the_way_that_works_is_let_through(hookless: Worker) -> None:
    hookless.write("a.py", INSECURE)
    assert hookless.run(f"git -c core.hooksPath={hookless.root}/.git/hooks commit -am x") == ""
    assert hookless.run("GIT_CONFIG_COUNT=0 git commit -am x") == ""


def test_a_message_is_judged_with_the_commit(hookless: Worker) -> None:
    hookless.repo.commit({"a.py": CLEAN})
    hookless.repo.write({"a.py": INSECURE})  # nobody saw who wrote it
    claude = "Co-authored-by: Claude <noreply@anthropic.com>"
    for words in (
        f"-m '{claude}'",
        f"--trailer '{claude}'",
        f"-m 'Fixes: 1' --trailer '{claude}'",
        f"-F - <<'E'\nx\n\n{claude}\nE",
    ):
        assert "refuses this commit" in hookless.run(f"git commit -a {'' if '-F' in words else '-m x '}{words}")
    assert hookless.run("git commit -am x") == ""


def test_a_push_is_sent_through_its_hook_where_there_is_one(hookless: Worker) -> None:
    assert hookless.run("git push origin main") == ""
    hooks = hookless.repo.path / ".git" / "hooks"
    hooks.mkdir(exist_ok=True)
    (hooks / "pre-push").write_text("#!/bin/sh\nexec aigate hook pre-push\n")
    assert f"git -c core.hooksPath={hookless.root}/.git/hooks push" in hookless.run("git push origin main")


def after_shell(worker: Worker, command: str) -> str:
    from tests.agent.events import gemini

    tool = {"tool_name": "run_shell_command", "tool_input": {"command": command}}
    return said(
        worker.tell(
            gemini(worker.root, "AfterTool", **tool, tool_response={"llmContent": "done", "returnDisplay": "done"})
        )
    )


def test_a_commit_without_hooks_is_anchored_where_the_hook_would_have(hookless: Worker) -> None:
    hookless.repo.aigate("install")
    assert (hookless.repo.path / ".git" / "hooks" / "post-commit").exists()
    hookless.write("a.py", CLEAN)
    assert hookless.run("git add a.py && git commit -m x") == ""
    hookless.repo.git("add", "a.py")
    hookless.repo.commit(message="x")
    assert after_shell(hookless, "git add a.py && git commit -m x") == ""
    assert hookless.repo.git("notes", "--ref=aigate", "list") != ""


def test_a_commit_by_a_script_is_judged_once_it_is_made(hookless: Worker) -> None:
    hookless.write("a.py", INSECURE)
    assert hookless.run("./release") == ""
    commit = hookless.repo.commit({"a.py": INSECURE}, "release")
    card = after_shell(hookless, "./release")
    assert card.startswith(f"aigate: commit {commit[:12]} was made without git's hooks, which would have blocked it")
    assert f"{RULE} a.py:5" in card
    assert hookless.run("git switch -c topic") == ""
    hookless.repo.git("switch", "--quiet", "-c", "topic", "HEAD~1")
    hookless.repo.git("merge", "--quiet", "--ff-only", "main")
    assert after_shell(hookless, "git switch -c topic") == ""  # nothing was committed, only visited


def test_a_commit_that_cannot_be_judged_is_refused(hookless: Worker) -> None:
    hookless.repo.commit({".aigate.toml": "scope = 17\n"})
    assert "could not be judged here" in hookless.run("git commit -am x")
    assert "ConfigError at " in trouble.read(str(hookless.repo.path / ".git"))[-1]


def test_other_agents_commit_through_their_hooks(worker: Worker) -> None:
    worker.write("a.py", INSECURE)
    assert worker.run("git add . && git commit -m x") == ""
