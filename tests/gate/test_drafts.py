"""prepare-commit-msg in real commits: what it adds, what it leaves alone, and that a draft left as it was is no commit."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest

from tests.gate.asking import assert_passes, assert_refused, said
from tests.gate.samples import CLEAN

if TYPE_CHECKING:
    from pathlib import Path

    from tests.repository import Repository

ASSISTED = "Assisted-by: claude:claude-opus-4-8"
AGENTS = f"# @ai-generated begin tool=claude model=claude-opus-4-8\n{CLEAN}# @ai-generated end\n"
COAUTHOR = "Co-authored-by: Claude Opus 4.6 <noreply@anthropic.com>"
OTHER = "other = 1\n"


def policy(add: str, profile: str = "kernel") -> str:
    return f'[trailers]\nprofile = "{profile}"\nadd = "{add}"\nsign_off = "anyone"\n'


@pytest.fixture
def adding(repo: Repository) -> Repository:
    """A repository whose hook adds trailers; the other hooks are not there, for they cost half a second a commit."""
    repo.commit({".aigate.toml": policy("add"), "README": "hello\n"})
    assert repo.aigate("install", "--hook", "prepare-commit-msg").returncode == 0
    return repo


def editor(folder: Path, program: str) -> dict[str, str]:
    """An editor that runs a few lines of Python; ``text`` is the draft, and what it is after them is saved."""
    script = folder / "editor.py"
    script.write_text(
        "import sys\npath = sys.argv[1]\ntext = open(path, encoding='utf-8', newline='').read()\n"
        f"{program}\nopen(path, 'w', encoding='utf-8', newline='').write(text)\n"
    )
    return {"GIT_EDITOR": f'"{sys.executable}" "{script}"'}


def last(repo: Repository) -> str:
    return repo.git("log", "-1", "--format=%B").strip("\n")


def trailers(repo: Repository) -> list[str]:
    return repo.git("log", "-1", "--format=%(trailers:only)").split()


def commit(repo: Repository, *words: str, env: dict[str, str] | None = None, stdin: bytes | None = None) -> str:
    done = repo.run("git", "commit", *words, ok=False, env=env, stdin=stdin)
    assert_passes(done)
    return last(repo)


# ---------------------------------------------------------------- nothing is added


def test_by_default_no_draft_is_touched(repo: Repository) -> None:
    repo.commit({"README": "hello\n"})
    assert repo.aigate("install").returncode == 0
    repo.stage({"a.py": AGENTS})
    assert commit(repo, "-m", "Add") == "Add"


def test_a_humans_message_is_left_alone(adding: Repository) -> None:
    adding.stage({"a.py": CLEAN})
    assert commit(adding, "-m", "Add") == "Add"


def test_a_declared_agent_is_not_declared_again(adding: Repository) -> None:
    for number, line in enumerate((ASSISTED, "assisted-by: claude:some-other-model")):
        adding.stage({f"{number}.py": AGENTS})
        assert commit(adding, "-m", f"Add\n\n{line}") == f"Add\n\n{line}"


@pytest.mark.parametrize("subject", ["fixup! x", "squash! x", "amend! x"])
def test_a_commit_that_will_vanish_is_left_alone(adding: Repository, subject: str) -> None:
    adding.stage({"a.py": AGENTS})
    assert commit(adding, "-m", subject) == subject


def test_what_git_carries_over_is_left_alone(adding: Repository) -> None:
    adding.git("switch", "-qc", "side")
    adding.stage({"a.py": AGENTS})
    adding.git("-c", "core.hooksPath=/dev/null", "commit", "-qm", "Add it")
    picked = adding.git("rev-parse", "HEAD")
    adding.git("switch", "-q", "main")
    adding.commit({"b.py": OTHER}, "Go on")
    assert_passes(adding.run("git", "merge", "--no-ff", "--no-edit", "side", ok=False))
    assert "Assisted-by" not in last(adding)
    adding.git("reset", "-q", "--hard", "HEAD~")
    assert_passes(adding.run("git", "cherry-pick", "-x", picked, ok=False))
    assert "Assisted-by" not in last(adding)
    assert_passes(adding.run("git", "revert", "--no-edit", "HEAD", ok=False))
    assert_passes(adding.run("git", "revert", "--no-edit", "HEAD", ok=False))
    assert "Assisted-by" not in last(adding)
    adding.git("reset", "-q", "--hard", "HEAD~3")
    adding.git("merge", "-q", "--squash", "side")
    squash_message = (adding.path / ".git/SQUASH_MSG").read_text()
    assert commit(adding, "--no-edit") == squash_message.strip("\n")


def test_a_merges_conflict_is_left_alone(adding: Repository) -> None:
    adding.git("switch", "-qc", "side")
    adding.commit({"README": "one\n"})
    adding.git("switch", "-q", "main")
    adding.commit({"README": "two\n"})
    adding.run("git", "merge", "side", ok=False)
    adding.stage({"README": "both\n"})
    assert commit(adding, "-m", "Merge by hand") == "Merge by hand"


# ---------------------------------------------------------------- what is added


def test_messages_from_the_command_line_and_from_files(adding: Repository) -> None:
    adding.stage({"a.py": AGENTS})
    assert commit(adding, "-m", "Add", "-m", "It was missing.") == f"Add\n\nIt was missing.\n\n{ASSISTED}"
    adding.stage({"b.py": AGENTS})
    assert commit(adding, "-F", "-", "-s", stdin=b"Add\n") == (
        f"Add\n\nSigned-off-by: Carl Committer <carl@example.org>\n{ASSISTED}"
    )


def test_in_the_editor_the_subject_has_its_line(adding: Repository, tmp_path: Path) -> None:
    adding.stage({"a.py": AGENTS})
    check = f"assert text.startswith('\\n\\n{ASSISTED}\\n'), text\ntext = 'Add' + text"
    assert commit(adding, env=editor(tmp_path, check)) == f"Add\n\n{ASSISTED}"
    assert trailers(adding) == ASSISTED.split()


def test_a_verbose_commit_keeps_its_scissors(adding: Repository, tmp_path: Path) -> None:
    adding.stage({"a.py": AGENTS})
    check = f"above, scissors, below = text.partition('>8')\nassert scissors\nassert '{ASSISTED}' in above\nassert '{ASSISTED}' not in below\ntext = 'Add' + text"
    assert commit(adding, "-v", env=editor(tmp_path, check)) == f"Add\n\n{ASSISTED}"


def test_another_comment_character(adding: Repository, tmp_path: Path) -> None:
    adding.git("config", "core.commentChar", ";")
    adding.stage({"a.py": AGENTS})
    check = "assert '\\n; ' in text, text\ntext = 'Add\\n\\n# Heading' + text"
    assert commit(adding, env=editor(tmp_path, check)) == f"Add\n\n# Heading\n\n{ASSISTED}"


def test_a_draft_left_as_it_was_is_no_commit(adding: Repository, tmp_path: Path) -> None:
    assert adding.aigate("install", "--hook", "commit-msg").returncode == 0
    adding.stage({"a.py": AGENTS})
    done = adding.run("git", "commit", ok=False, env=editor(tmp_path, ""))
    assert_refused(done, "the draft as it was")
    (tmp_path / "template").write_text("Subject\n\nWhy it is so\n")
    adding.git("config", "commit.template", str(tmp_path / "template"))
    done = adding.run("git", "commit", ok=False, env=editor(tmp_path, ""))
    assert_refused(done, "the draft as it was")
    edited = editor(tmp_path, "text = text.replace('it is', 'it was')")
    assert commit(adding, env=edited) == f"Subject\n\nWhy it was so\n\n{ASSISTED}"


def test_a_hook_that_runs_twice_still_knows_its_draft(adding: Repository, tmp_path: Path) -> None:
    assert adding.aigate("install", "--hook", "commit-msg").returncode == 0
    hook = adding.path / ".git/hooks/prepare-commit-msg"
    hook.write_text(hook.read_text().replace('gate "$@"', '(gate "$@")\ngate "$@"'))
    adding.stage({"a.py": AGENTS})
    done = adding.run("git", "commit", ok=False, env=editor(tmp_path, f"assert text.count('{ASSISTED}') == 1"))
    assert_refused(done, "the draft as it was")


def test_amending_adds_only_what_is_missing(adding: Repository) -> None:
    adding.stage({"a.py": CLEAN})
    commit(adding, "-m", "Add")
    adding.stage({"a.py": CLEAN + AGENTS})
    assert commit(adding, "--amend", "--no-edit") == f"Add\n\n{ASSISTED}"
    adding.stage({"a.py": AGENTS})
    assert commit(adding, "--amend", "--no-edit") == f"Add\n\n{ASSISTED}"
    adding.stage({"b.py": AGENTS})
    assert commit(adding, "-C", "HEAD") == f"Add\n\n{ASSISTED}"


def test_commit_all_and_commit_path_are_seen(adding: Repository) -> None:
    adding.commit({"a.py": OTHER, "b.py": OTHER})
    adding.write({"a.py": AGENTS, "b.py": OTHER + "more = 1\n"})
    assert commit(adding, "-m", "Only the human's", "--", "b.py") == "Only the human's"
    assert commit(adding, "-am", "Add") == f"Add\n\n{ASSISTED}"


def test_translating_rewrites_and_adds_nothing(repo: Repository) -> None:
    repo.commit({".aigate.toml": policy("translate")})
    assert repo.aigate("install", "--hook", "prepare-commit-msg").returncode == 0
    repo.stage({"a.py": CLEAN})
    human = "Co-authored-by: Jane Doe <jane@example.org>"
    assert commit(repo, "-m", f"Add\n\n{COAUTHOR}\n{human}") == f"Add\n\n{human}\nAssisted-by: claude:claude-opus-4.6"
    repo.stage({"b.py": AGENTS})
    assert commit(repo, "-m", "Add") == "Add"


@pytest.mark.parametrize(
    ("draft", "expected"),
    [
        pytest.param(b"Add\r\n\r\nWhy\r\n", b"Add\r\n\r\nWhy\r\n\r\n" + ASSISTED.encode() + b"\r\n", id="CRLF"),
        pytest.param(b"Add \xe9\n", b"Add \xe9\n\n" + ASSISTED.encode() + b"\n", id="bytes that are not UTF-8"),
        pytest.param(b"Add\n\0\n", b"Add\n\0\n", id="NUL, which git refuses itself"),
        pytest.param("Add\n".encode("utf-16"), "Add\n".encode("utf-16"), id="UTF-16"),
        pytest.param(b"x" * 10_000_000, b"x" * 10_000_000 + b"\n\n" + ASSISTED.encode() + b"\n", id="ten megabytes"),
        pytest.param(COAUTHOR.encode() + b"\n", COAUTHOR.encode() + b"\n\n" + ASSISTED.encode() + b"\n", id="a subject like a trailer"),
    ],
)  # fmt: skip
def test_odd_drafts(repo: Repository, draft: bytes, expected: bytes) -> None:
    repo.commit({".aigate.toml": policy("add")})
    repo.stage({"a.py": AGENTS})
    file = repo.path / ".git" / "COMMIT_EDITMSG"
    for _ in range(2):  # once, and nothing changes when it is done again
        file.write_bytes(draft)
        assert_passes(
            repo.aigate("hook", "prepare-commit-msg", ".git/COMMIT_EDITMSG", "message", env={"GIT_EDITOR": ":"})
        )
        assert file.read_bytes() == expected
        draft = expected


def test_hook_managers_tell_the_source_by_variables(repo: Repository) -> None:
    repo.commit({".aigate.toml": policy("add")})
    repo.stage({"a.py": AGENTS})
    repo.write({"m": "Add\n"})
    env = {"PRE_COMMIT_COMMIT_MSG_SOURCE": "merge", "GIT_EDITOR": ":"}
    assert_passes(repo.aigate("hook", "prepare-commit-msg", "m", env=env))
    assert (repo.path / "m").read_text() == "Add\n"
    assert_passes(repo.aigate("hook", "prepare-commit-msg", "m", env={"GIT_EDITOR": ":"}))
    assert (repo.path / "m").read_text() == f"Add\n\n{ASSISTED}\n"


def test_a_broken_policy_stops_no_draft(repo: Repository) -> None:
    """``git commit --no-verify`` does not skip this hook, so a commit that mends the policy must get past it."""
    repo.commit({".aigate.toml": policy("add") + "nonsense = 1\n"})
    repo.stage({"a.py": AGENTS})
    repo.write({"m": "Add\n"})
    done = repo.aigate("hook", "prepare-commit-msg", "m", env={"GIT_EDITOR": ":"})
    assert_passes(done)
    assert 'unknown key "trailers.nonsense"' in said(done)
    assert (repo.path / "m").read_text() == "Add\n"


def test_wrong_use_is_told(repo: Repository) -> None:
    repo.commit({".aigate.toml": policy("add")})
    for words in ((), ("no-such-file",)):
        done = repo.aigate("hook", "prepare-commit-msg", *words)
        assert done.returncode == 2, said(done)
        assert " hint: " in said(done)


def test_switched_off_it_loads_nothing_and_starts_one_process(repo: Repository) -> None:
    repo.commit({".aigate.toml": '[trailers]\nprofile = "kernel"\n'})
    repo.stage({"a.py": AGENTS})
    repo.write({"m": "Add\n"})
    program = (
        "import json, sys\n"
        "before = set(sys.modules)\n"
        "processes = []\n"
        "sys.addaudithook(lambda event, args: event == 'subprocess.Popen' and processes.append(args[0]))\n"
        "from aigate import cli\n"
        "code = cli.run(['hook', 'prepare-commit-msg', 'm', 'message'])\n"
        "names = {name.split('.')[0] for name in set(sys.modules) - before}\n"
        "print(json.dumps([code, sorted(names - set(sys.stdlib_module_names)), len(processes)]))\n"
    )
    assert json.loads(repo.run(sys.executable, "-c", program).stdout) == [0, ["aigate"], 1]
