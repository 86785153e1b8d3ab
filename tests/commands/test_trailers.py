"""``aigate trailers``: add, check, strip, squash-preview."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from aigate.commands.stripping import stripped
from aigate.config import Trailers
from aigate.policy.demands import demands_of
from aigate.provenance import catalogue as catalogues
from tests.gate.asking import assert_passes, assert_refused, said
from tests.gate.samples import CLEAN

if TYPE_CHECKING:
    from tests.repository import Repository

ADA = "Signed-off-by: Ada Author <ada@example.org>"
ASSISTED = "Assisted-by: claude:claude-opus-4-8"
COAUTHOR = "Co-Authored-By: Claude <noreply@anthropic.com>"
FOOTER = "🤖 Generated with [Claude Code](https://claude.com/claude-code)"
AGENTS = f"# @ai-generated begin tool=claude model=claude-opus-4-8\n{CLEAN}# @ai-generated end\n"

KEPT = [
    ("a plain message", "Add\n\nWhy.\n"),
    ("no newline at the end", "Add"),
    ("nothing", ""),
    ("people", f"Add\n\n{ADA}\nCo-authored-by: Jane <jane@example.org>\nAssisted-by: coccinelle\n"),
    ("a subject that is a footer", f"{FOOTER}\n\nWhy.\n"),
    ("what is quoted", f"Add\n\n> {COAUTHOR}\n"),
    ("blank lines in a row", "Add\n\n\n\nWhy.\n"),
]
TAKEN = [
    ("a trailer", f"Add\n\n{COAUTHOR}\n", "Add\n"),
    ("a trailer among others", f"Add\n\n{ADA}\n{COAUTHOR}\nFixes: 1\n", f"Add\n\n{ADA}\nFixes: 1\n"),
    ("a footer and a trailer", f"Add\n\nWhy.\n\n{FOOTER}\n\n{COAUTHOR}\n", "Add\n\nWhy.\n"),
    ("in the middle", f"Add\n\n{COAUTHOR}\n\nWhy.\n", "Add\n\nWhy.\n"),
    ("in a squash's list", f"Add\n\n* One\n\n{COAUTHOR}\n\n* Two\n", "Add\n\n* One\n\n* Two\n"),
    ("what is folded", f"Add\n\nAssisted-by: claude:x\n  [sparse]\n{ADA}\n", f"Add\n\n{ADA}\n"),
    ("behind an escaped newline", "Add\\n\\n" + COAUTHOR + "\n", "Add\\n\\n\n"),
    ("CRLF", f"Add\r\n\r\n{ADA}\r\n{COAUTHOR}\r\n", f"Add\r\n\r\n{ADA}\r\n"),
    ("a project's own key", f"Add\n\nExecuted-By: crew/emma\n{ADA}\n", f"Add\n\n{ADA}\n"),
]


def strip(message: str, comment: str = "") -> str:
    return stripped(message, demands_of(Trailers(keys=("Executed-By",))), catalogues.load(), comment)


@pytest.mark.parametrize("text", [case[1] for case in KEPT], ids=[case[0] for case in KEPT])
def test_nothing_is_taken_out(text: str) -> None:
    assert strip(text) == text


@pytest.mark.parametrize(("text", "left"), [case[1:] for case in TAKEN], ids=[case[0] for case in TAKEN])
def test_agents_are_taken_out(text: str, left: str) -> None:
    assert strip(text) == left
    assert strip(left) == left


def test_an_editors_file_keeps_its_comments_and_all_below_the_scissors() -> None:
    below = f"# Please\n# {COAUTHOR}\n# {'-' * 24} >8 {'-' * 24}\n{COAUTHOR}\n"
    assert strip(f"Add\n\n{COAUTHOR}\n\n{below}", "#") == f"Add\n\n{below}"


@pytest.fixture
def kernel(repo: Repository) -> Repository:
    repo.commit({".aigate.toml": '[trailers]\nprofile = "kernel"\n'})
    return repo


def test_adding_prints_what_is_missing(kernel: Repository) -> None:
    done = kernel.aigate("trailers", "add")
    assert (done.returncode, done.stdout) == (0, b"")
    assert b"no trailer is missing" in done.stderr
    kernel.stage({"a.py": AGENTS})
    assert kernel.aigate("trailers", "add").stdout.decode() == f"{ASSISTED}\n"
    kernel.commit(None, "Add\n")
    assert kernel.aigate("trailers", "add").stdout.decode() == f"{ASSISTED}\n"
    kernel.git("commit", "--quiet", "--amend", "--no-edit", "--trailer", ASSISTED)
    assert kernel.aigate("trailers", "add").stdout == b""


def test_adding_to_a_file(kernel: Repository) -> None:
    kernel.stage({"a.py": AGENTS})
    file = kernel.path / "m"
    file.write_text(f"Add\n\n{COAUTHOR}\n{ADA}\n# Please\n")
    assert_passes(kernel.aigate("trailers", "add", "--message-file", "m"))
    assert file.read_text() == f"Add\n\n{ADA}\nAssisted-by: claude:unknown\n# Please\n"
    before = file.read_bytes()
    assert b"nothing" in kernel.aigate("trailers", "add", "--message-file", "m").stderr
    assert file.read_bytes() == before


def test_checking_looks_at_messages_alone(kernel: Repository) -> None:
    base = kernel.git("rev-parse", "HEAD")
    insecure = AGENTS.replace("return", "eval(left)\n    return")
    kernel.commit({"a.py": insecure}, f"Add\n\n{ASSISTED}\n{ADA}\n")
    done = kernel.aigate("trailers", "check")
    assert_passes(done)
    assert "nothing in the message" in said(done)
    kernel.commit({"b.py": AGENTS}, f"Add\n\n{ADA}\n")
    done = kernel.aigate("trailers", "check", "--format", "json")
    (one,) = json.loads(done.stdout)["changesets"]
    assert [finding["rule"] for finding in one["findings"]] == ["trailers/undeclared"]
    assert_refused(kernel.aigate("trailers", "check", f"{base}..HEAD"), "trailers/undeclared", "1 of 2 commits")
    kernel.stage({"c.py": AGENTS})
    kernel.write({"m": "Add\n"})
    assert_refused(kernel.aigate("trailers", "check", "--message-file", "m"), "git commit --trailer")


def test_stripping_prints_a_commits_message_or_mends_a_file(kernel: Repository) -> None:
    kernel.commit({"a.py": CLEAN}, f"Add\n\n{ADA}\n{COAUTHOR}\n")
    assert kernel.aigate("trailers", "strip").stdout.decode() == f"Add\n\n{ADA}\n"
    (kernel.path / "m").write_bytes(b"Add \xe9\n\n" + COAUTHOR.encode() + b"\n")
    assert_passes(kernel.aigate("trailers", "strip", "--message-file", "m"))
    assert (kernel.path / "m").read_bytes() == b"Add \xe9\n"


def test_a_preview_gives_a_message_no_power_over_the_terminal(kernel: Repository) -> None:
    kernel.git("switch", "-qc", "side")
    kernel.commit({"a.py": CLEAN}, f"Add \x1b[31mred\u202e\n\n\x1b]0;title\x07\n\n{ADA}\n")
    shown = kernel.aigate("trailers", "squash-preview", "main..HEAD").stdout.decode()
    assert shown.startswith("Add \\x1b[31mred\\u202e\n")
    assert not set("\x1b\x07\u202e") & set(shown)


def test_a_squash_is_previewed_with_what_the_policy_says(kernel: Repository) -> None:
    kernel.git("switch", "-qc", "side")
    kernel.commit({"a.py": AGENTS}, f"Add\n\n{ASSISTED}\n{ADA}\n")
    kernel.commit({"b.py": CLEAN}, f"Mend\n\n{COAUTHOR}\n{ADA}\n")
    done = kernel.aigate("trailers", "squash-preview", "main..HEAD", "--title", "Title (#1)")
    assert_refused(done, "trailers/outside-block", "when the branch is squashed", "trailers/no-human-sign-off")
    assert done.stdout.decode().startswith(f"Title (#1)\n\n* Add\n\n{ASSISTED}\n{ADA}\n\n* Mend\n")
    assert_refused(
        kernel.aigate("trailers", "squash-preview", "main..HEAD", "--style", "gitlab"), "trailers/undeclared"
    )
    done = kernel.aigate("trailers", "squash-preview", "main..HEAD", "--author", "Bob <bob@example.org>")
    assert "Co-authored-by: Ada Author <ada@example.org>\n" in said(done)
    kernel.git("branch", "--set-upstream-to", "main")
    assert_refused(kernel.aigate("trailers", "squash-preview"), "trailers/outside-block")


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("squash-preview",), "BASE..TIP"),
        (("squash-preview", "main"), "BASE..TIP"),
        (("squash-preview", "main..main"), "no commits"),
        (("strip", "HEAD", "--message-file", "m"), "not both"),
        (("check", "HEAD", "--message-file", "m"), "not both"),
        (("check", "no-such-revision"), "unknown revision"),
        (("add", "--message-file", "no-such-file"), "no-such-file"),
        (("add", "--message-file", "nul"), "NUL"),
    ],
)
def test_wrong_use_is_told(kernel: Repository, words: tuple[str, ...], hint: str) -> None:
    (kernel.path / "nul").write_bytes(b"a\0b")
    done = kernel.aigate("trailers", *words)
    assert done.returncode == 2, said(done)
    assert hint in said(done)


def test_a_squash_of_unrelated_histories_is_told(kernel: Repository) -> None:
    kernel.git("checkout", "-q", "--orphan", "other")
    kernel.commit({"x": "1\n"})
    done = kernel.aigate("trailers", "squash-preview", "main..HEAD")
    assert done.returncode == 2
    assert "no history in common" in said(done)
