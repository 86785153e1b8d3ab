"""git's settings for notes: set once, undone exactly, and a plain fetch, pull and push do what they did before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aigate.git.repo import Repo
from aigate.install.notes_config import REWRITTEN
from aigate.provenance.anchors.keys import REF
from aigate.provenance.anchors.writing import write
from tests.repository import Repository

if TYPE_CHECKING:
    from pathlib import Path

RECORD = b"v1 a.py 1 ai journal claude - high 1767323045 0a1b - aaaaaa:%06x:\n"


@pytest.fixture
def origin(tmp_path: Path, sealed: dict[str, str]) -> Repository:
    return Repository.create(tmp_path / "origin.git", sealed, "--bare")


@pytest.fixture
def repo(tmp_path: Path, sealed: dict[str, str], origin: Repository) -> Repository:
    repo = cloned(tmp_path / "first", origin)
    repo.commit({"a.py": "x\n"})
    repo.git("push", "-q", "-u", "origin", "main")
    return repo


def cloned(path: Path, origin: Repository) -> Repository:
    origin.git("clone", "-q", ".", str(path))
    return Repository(path, origin.env)


def config(repo: Repository) -> bytes:
    return (repo.path / ".git/config").read_bytes()


def note(repo: Repository, number: int) -> None:
    with Repo.open(repo.path) as opened:
        write(opened, {opened.resolve("HEAD"): RECORD % number})


def shown(repo: Repository) -> str:
    return repo.git("notes", f"--ref={REF}", "show", "HEAD")


def test_install_sets_and_uninstall_takes_out_exactly_that(repo: Repository) -> None:
    repo.git("config", "--add", "notes.rewriteRef", "refs/notes/review")
    before = repo.git("config", "--local", "--list")
    done = repo.aigate("install", "--push-notes")
    assert done.returncode == 0, done.stderr
    assert repo.git("config", "--get-all", "notes.rewriteRef").split() == ["refs/notes/review", REWRITTEN]
    assert repo.git("config", "notes.aigate.mergeStrategy") == "cat_sort_uniq"
    assert repo.git("config", "--get-all", "remote.origin.fetch").split("\n") == [
        "+refs/heads/*:refs/remotes/origin/*",
        "+refs/notes/aigate*:refs/notes/aigate-remote/origin*",
    ]
    once = config(repo)
    repo.aigate("install", "--push-notes")
    assert config(repo) == once
    assert repo.aigate("uninstall").returncode == 0
    assert repo.git("config", "--local", "--list") == before


def test_an_amend_before_the_first_note_says_nothing_and_one_after_it_takes_the_note_along(repo: Repository) -> None:
    repo.commit({"a.py": "x = 1\n"})
    repo.aigate("install")
    assert b"warning" not in repo.run("git", "commit", "--amend", "--no-verify", "-m", "other").stderr
    note(repo, 1)
    repo.git("commit", "--amend", "--no-verify", "-m", "another")
    assert shown(repo) == (RECORD % 1).decode().strip()


def test_what_the_user_had_set_stays_the_users(repo: Repository) -> None:
    repo.git("config", "notes.rewriteRef", REF)
    repo.git("config", "notes.aigate.mergeStrategy", "union")
    done = repo.aigate("install")
    assert b"notes.aigate.mergeStrategy is union already" in done.stderr
    repo.aigate("uninstall")
    assert repo.git("config", "--get-all", "notes.rewriteRef") == REF
    assert repo.git("config", "notes.aigate.mergeStrategy") == "union"


def test_a_remote_that_came_later_is_set_up_by_the_next_install(repo: Repository, origin: Repository) -> None:
    repo.aigate("install")
    repo.git("remote", "add", "fork", str(origin.path))
    repo.aigate("install")
    assert REF in repo.git("config", "--get-all", "remote.fork.fetch")
    repo.git("remote", "remove", "origin")
    assert repo.aigate("uninstall").returncode == 0
    assert REF not in repo.git("config", "--local", "--list")
    assert repo.git("config", "--get-all", "remote.fork.fetch")


def test_a_remote_that_was_renamed_is_cleaned_up_too(repo: Repository) -> None:
    repo.aigate("install")
    repo.run("git", "remote", "rename", "origin", "upstream")
    assert repo.aigate("uninstall").returncode == 0
    assert REF not in repo.git("config", "--local", "--list")


def test_one_hook_alone_sets_nothing(repo: Repository) -> None:
    before = config(repo)
    repo.aigate("install", "--hook", "pre-push")
    assert config(repo) == before


def test_the_doctor_speaks_of_notes_where_there_are_any(repo: Repository) -> None:
    def said() -> list[str]:
        return [line for line in repo.aigate("doctor").stdout.decode().splitlines() if "notes: " in line]

    assert said() == []
    note(repo, 1)
    assert [line[:4] for line in said()] == ["warn", "warn"]
    repo.commit({".aigate.toml": f'salt = "{"0" * 32}"\n'})
    repo.aigate("install")
    assert [line[:4] for line in said()] == ["ok  "]


def test_fetch_pull_and_push_do_what_they_did_before(repo: Repository, origin: Repository) -> None:
    repo.aigate("install", "--push-notes")
    repo.git("fetch", "-q")  # while the remote has no notes
    repo.git("pull", "-q")
    repo.git("checkout", "-q", "-b", "new")
    repo.commit({"b.py": "y\n"})
    refused = repo.run("git", "push", ok=False)
    assert b"has no upstream branch" in refused.stderr, "push.default=simple still asks where a new branch belongs"
    repo.git("push", "-q", "-u", "origin", "new")
    repo.commit({"b.py": "z\n"})
    repo.git("push", "-q")
    assert repo.git("rev-parse", "--abbrev-ref", "@{push}") == "origin/new"
    repo.git("tag", "v1")
    repo.git("push", "-q", "--tags")
    refs = origin.git("for-each-ref", "--format=%(refname)").split()
    assert refs == ["refs/heads/main", "refs/heads/new", "refs/tags/v1"]


def test_amend_and_rebase_take_the_notes_along(repo: Repository) -> None:
    repo.aigate("install")
    note(repo, 1)
    repo.commit(None, "another message", "--amend")
    assert shown(repo) == (RECORD % 1).decode().strip()


def test_the_push_takes_the_notes_along_where_asked(repo: Repository, origin: Repository) -> None:
    repo.aigate("install")
    note(repo, 1)
    repo.commit({"a.py": "y\n"})
    repo.git("push", "-q")
    assert REF not in origin.git("for-each-ref")
    repo.aigate("install", "--push-notes")
    repo.commit({"a.py": "z\n"})
    repo.git("push", "-q")
    assert REF in origin.git("for-each-ref")


def test_two_clones_exchange_their_notes_and_lose_none(repo: Repository, origin: Repository, tmp_path: Path) -> None:
    other = cloned(tmp_path / "second", origin)
    for number, clone in enumerate((repo, other)):
        clone.aigate("install", "--push-notes")
        note(clone, number)
    assert repo.aigate("provenance", "sync").stdout == b"origin: the notes are pushed\n"
    other.commit({"c.py": "c\n"})
    other.git("push", "-q")
    repo.git("fetch", "-q")
    for clone in (repo, other):
        assert clone.aigate("provenance", "sync").stdout == b"origin: nothing new to push\n"
    assert shown(repo) == (RECORD % 0 + RECORD % 1).decode().strip()
    assert repo.git("rev-parse", REF) == other.git("rev-parse", REF) == origin.git("rev-parse", REF)


def test_a_remote_that_takes_no_notes_stops_no_push(repo: Repository, origin: Repository) -> None:
    hook = origin.path / "hooks/update"
    hook.write_text("#!/bin/sh\ncase $1 in refs/notes/*) exit 1 ;; esac\n")
    hook.chmod(0o755)
    repo.aigate("install", "--push-notes")
    note(repo, 1)
    repo.commit({"a.py": "y\n"})
    done = repo.run("git", "push", "-q")
    assert b"the notes of anchors are not pushed: origin does not take refs/notes/aigate" in done.stderr
    assert origin.git("rev-parse", "main") == repo.git("rev-parse", "main")


def test_a_remote_that_does_not_exist_is_named(repo: Repository) -> None:
    done = repo.aigate("provenance", "sync", "nowhere")
    assert (done.returncode, done.stderr.splitlines()[0]) == (2, b'error: there is no remote "nowhere"')
