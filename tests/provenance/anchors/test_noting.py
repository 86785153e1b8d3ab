"""Notes are written by the hook and the command, joined with what stands there, and nothing else is touched."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from aigate.git.repo import Repo
from aigate.provenance.anchors.keys import REF
from aigate.provenance.anchors.pool import Pool
from aigate.provenance.anchors.record import parse
from aigate.provenance.anchors.writing import write
from tests.provenance.anchors.noting import CODE, anchored, attributed, told

if TYPE_CHECKING:
    from tests.repository import Repository

MARKED = f"import os\n# AI-GENERATED START claude\n{CODE}# AI-GENERATED END\nprint(1)\n"
TRAILER = "\n\nAssisted-by: claude:claude-opus-4\n"
RECORD = b"v1 a.py 1 ai journal claude - high 1767323045 0a1b - aaaaaa:%06x:\n"


def note(repo: Repository, rev: str = "HEAD") -> bytes:
    return repo.run("git", "notes", "--ref=aigate", "show", rev, ok=False).stdout


def test_a_commit_without_an_agent_gets_no_note(repo: Repository) -> None:
    repo.commit({"a.py": CODE})
    assert repo.aigate("hook", "post-commit").returncode == 0
    assert repo.git("for-each-ref", "refs/notes") == ""


@pytest.mark.parametrize(
    ("content", "message"),
    [pytest.param(MARKED, "mark", id="markers"), pytest.param(CODE, "say so" + TRAILER, id="a trailer")],
)
def test_the_hook_anchors_what_an_agent_wrote(repo: Repository, content: str, message: str) -> None:
    repo.commit({"a.py": content}, message)
    done = repo.aigate("hook", "post-commit")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    anchors = parse(note(repo)).anchors
    assert {one.agent for one in anchors} == {"claude"}
    assert CODE.splitlines()[1].strip().encode() not in note(repo)


def test_git_runs_the_hook_and_carries_the_note_over_an_amendment(repo: Repository) -> None:
    assert repo.aigate("install").returncode == 0
    repo.stage({"a.py": MARKED})
    repo.git("commit", "-q", "-m", "marked")
    first = parse(note(repo)).anchors
    assert {one.agent for one in first} == {"claude"}
    repo.stage({"a.py": "import os\n" + CODE + "print(1)\n"})
    repo.git("commit", "-q", "--amend", "-m", "the marks are gone")
    assert set(first) <= set(parse(note(repo)).anchors)
    assert attributed(repo, "HEAD")["a.py"]["ai"] == [[2, 8]]


def test_an_anchor_is_worth_what_it_was_made_from(repo: Repository) -> None:
    commit = repo.commit({"a.py": CODE}, "say so" + TRAILER)
    before = attributed(repo, commit)
    repo.aigate("hook", "post-commit")
    assert attributed(repo, commit) == before
    (claim,) = told(repo, commit).claims
    assert (claim.via, str(claim.confidence)) == ("trailers", "low")


def test_the_source_survives_being_anchored_again(repo: Repository) -> None:
    repo.commit({"README": "hello\n"})
    repo.git("checkout", "-q", "-b", "topic")
    anchored(repo, {"a.py": CODE}, {"a.py": (1, 7)})
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", "--squash", "topic")
    repo.commit(message="squashed")
    assert repo.aigate("provenance", "anchor").returncode == 0
    assert {(one.source, str(one.confidence)) for one in parse(note(repo)).anchors} == {("markers", "medium")}


def test_a_repository_that_knows_nobody_is_no_obstacle(repo: Repository) -> None:
    repo.commit({"a.py": MARKED})
    repo.git("config", "user.useConfigOnly", "true")
    for name in list(repo.env):
        if name.startswith(("GIT_AUTHOR", "GIT_COMMITTER", "EMAIL")):
            del repo.env[name]
    assert repo.aigate("hook", "post-commit").returncode == 0
    assert note(repo)


def test_what_goes_wrong_is_said_and_the_commit_stands(repo: Repository) -> None:
    commit = repo.commit({"a.py": MARKED, ".aigate.toml": "salt = 3\n"})
    done = repo.aigate("hook", "post-commit")
    assert b"the commit is made, but its AI-written lines are not anchored: .aigate.toml:1" in done.stderr
    assert done.returncode == 2
    assert repo.git("rev-parse", "HEAD") == commit


def test_nothing_but_the_ref_and_the_cache_is_touched(repo: Repository) -> None:
    repo.commit({"a.py": MARKED})
    repo.write({"untracked": "x", "a.py": "changed\n"})
    before = repo.git("status", "--porcelain=v2"), repo.git("for-each-ref")
    repo.aigate("hook", "post-commit")
    refs = [line for line in repo.git("for-each-ref").splitlines() if REF not in line]
    assert (repo.git("status", "--porcelain=v2"), "\n".join(refs)) == before
    assert not list((repo.path / ".git").glob("fast_import_crash*"))


def test_notes_are_joined_and_written_once(repo: Repository) -> None:
    commit = repo.commit({"a.py": "x\n"})
    with Repo.open(repo.path) as opened:
        assert write(opened, {commit: RECORD % 1}) == 1
        assert write(opened, {commit: RECORD % 2}) == 1
        assert write(opened, {commit: RECORD % 1}) == 0
    assert note(repo) == RECORD % 1 + RECORD % 2


def test_writers_at_once_lose_nothing(repo: Repository) -> None:
    commits = [repo.commit({"a.py": f"{number}\n"}) for number in range(3)]
    code = (
        "import sys; from aigate.git.repo import Repo; from aigate.provenance.anchors.writing import write\n"
        "with Repo.open() as repo: write(repo, {oid: sys.argv[1].encode() + b'\\n' for oid in sys.argv[2:]})"
    )
    words = [(RECORD % number).decode().strip() for number in range(4)]
    started = [
        subprocess.Popen([sys.executable, "-c", code, word, *commits], cwd=repo.path, env=repo.env) for word in words
    ]
    assert [one.wait() for one in started] == [0] * len(words)
    for commit in commits:
        assert note(repo, commit) == b"".join(RECORD % number for number in range(4))


def test_the_pool_follows_the_notes(repo: Repository) -> None:
    commit = anchored(repo, {"a.py": CODE}, {"a.py": (1, 7)})
    with Repo.open(repo.path) as opened:
        assert len(Pool(opened).salts) == 1
    repo.git("notes", "--ref=aigate", "remove", commit)
    with Repo.open(repo.path) as opened:
        assert len(Pool(opened).salts) == 0


@pytest.mark.parametrize(
    "damage", [pytest.param(b"no base at all" * 100, id="other bytes"), pytest.param(b"", id="an empty file")]
)
def test_a_damaged_cache_is_made_anew(repo: Repository, damage: bytes) -> None:
    commit = anchored(repo, {"a.py": CODE}, {"a.py": (1, 7)})
    expected = told(repo, commit)
    (repo.path / ".git/aigate/anchors.sqlite").write_bytes(damage)
    assert told(repo, commit) == expected


def test_a_note_that_is_missing_is_said_until_it_is_there(repo: Repository) -> None:
    commit = anchored(repo, {"a.py": CODE}, {"a.py": (1, 7)})
    expected = told(repo, commit)
    blob = repo.git("notes", "--ref=aigate", "list", commit)
    (repo.path / ".git/aigate/anchors.sqlite").unlink()
    file = repo.path / ".git/objects" / blob[:2] / blob[2:]
    file.rename(repo.path / "kept")
    for _ in range(2):
        testimony = told(repo, commit)
        assert (testimony.claims, testimony.notes) == (
            (),
            ("notes of content anchors that are missing from this repository: 1",),
        )
    (repo.path / "kept").rename(file)
    assert told(repo, commit) == expected


def test_a_hostile_note_is_counted_and_nothing_more(repo: Repository) -> None:
    commit = repo.commit({"a.py": CODE})
    repo.run("git", "notes", "--ref=aigate", "add", "-F", "-", commit, stdin=b"v1 \x1b[31m\n" + b"\xff" * 5000)
    testimony = told(repo, commit)
    assert testimony.claims == ()
    assert testimony.notes == ("2 lines of the notes of content anchors cannot be read",)


def test_two_clones_write_and_merge_without_conflict(
    repo: Repository, tmp_path_factory: pytest.TempPathFactory
) -> None:
    from tests.repository import Repository as Clone

    commit = repo.commit({"a.py": CODE})
    folder = tmp_path_factory.mktemp("clone") / "clone"
    repo.git("clone", "-q", ".", str(folder))
    clone = Clone(folder, repo.env)
    for number, one in enumerate((repo, clone)):
        with Repo.open(one.path) as opened:
            write(opened, {commit: RECORD % number})
    clone.git("fetch", "-q", "origin", f"+{REF}:refs/notes/aigate-remote/origin")
    with Repo.open(clone.path) as opened:
        assert {one.lines for note in Pool(opened).notes_on(commit) for one in note.anchors} == {
            ("000000",),
            ("000001",),
        }
    clone.git(
        "-c",
        "notes.aigate.mergeStrategy=cat_sort_uniq",
        "notes",
        "--ref=aigate",
        "merge",
        "-q",
        "refs/notes/aigate-remote/origin",
    )
    clone.git("push", "-q", "origin", REF)
    assert note(repo) == note(clone) == RECORD % 0 + RECORD % 1
