"""Every ref of a push, every commit of a ref, each once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aigate.errors import GitError, UsageError
from aigate.git import changeset
from aigate.git.refs import RefUpdate, parse_push
from aigate.git.repo import Repo
from tests.git.reading import added, ids
from tests.repository import Repository

if TYPE_CHECKING:
    from pathlib import Path

    from aigate.model import Changeset

ZERO = "0" * 40


@pytest.fixture
def pushed(repo: Repository, tmp_path: Path) -> Repository:
    """A repository whose first commit is on a remote called origin."""
    repo.git("init", "--quiet", "--bare", "--initial-branch=main", str(tmp_path / "remote.git"))
    repo.git("remote", "add", "origin", str(tmp_path / "remote.git"))
    repo.commit({"a.py": "0\n"})
    repo.git("push", "--quiet", "--set-upstream", "origin", "main")
    return repo


def grow(repo: Repository, *names: str) -> list[str]:
    return [repo.commit({f"{name}.py": f"{name}\n"}) for name in names]


def update(repo: Repository, ref: str, local: str, remote: str = ZERO) -> RefUpdate:
    oids = [one if one == ZERO else repo.git("rev-parse", one) for one in (local, remote)]
    return RefUpdate(ref, oids[0], ref, oids[1])


def of_push(repo: Repository, *updates: RefUpdate, remote: str = "origin") -> list[Changeset]:
    with Repo.open(repo.path) as opened:
        return list(changeset.of_push(opened, updates, remote))


def test_a_push_brings_what_the_remote_lacks(pushed: Repository) -> None:
    made = grow(pushed, "one", "two")
    assert ids(of_push(pushed, update(pushed, "refs/heads/main", "main", "origin/main"))) == made


def test_an_empty_push_brings_nothing(pushed: Repository) -> None:
    assert of_push(pushed) == []
    assert of_push(pushed, update(pushed, "refs/heads/main", "main", "main")) == []


def test_a_new_branch_brings_only_its_own_commits(pushed: Repository) -> None:
    pushed.git("checkout", "--quiet", "-b", "new")
    made = grow(pushed, "one", "two")
    assert ids(of_push(pushed, update(pushed, "refs/heads/new", "new"))) == made


def test_a_new_branch_on_a_new_remote_brings_everything(repo: Repository) -> None:
    made = grow(repo, "one", "two")
    assert ids(of_push(repo, update(repo, "refs/heads/main", "main"))) == made


def test_a_forced_push_brings_the_rewritten_commits(pushed: Repository) -> None:
    base = pushed.git("rev-parse", "main")
    grow(pushed, "one", "two")
    pushed.git("push", "--quiet", "origin", "main")
    pushed.git("reset", "--quiet", "--hard", base)
    made = grow(pushed, "three")
    assert ids(of_push(pushed, update(pushed, "refs/heads/main", "main", "origin/main"))) == made


def test_a_forced_push_over_commits_that_were_never_fetched(pushed: Repository) -> None:
    made = grow(pushed, "one")
    unknown = RefUpdate("refs/heads/main", made[0], "refs/heads/main", "1" * 40)
    assert ids(of_push(pushed, unknown)) == made


def test_a_deletion_brings_nothing(pushed: Repository) -> None:
    grow(pushed, "one")
    gone = update(pushed, "refs/heads/main", ZERO, "origin/main")
    assert gone.deletes
    assert of_push(pushed, gone) == []


def test_every_ref_is_read_and_every_commit_once(pushed: Repository) -> None:
    shared = grow(pushed, "shared")
    pushed.git("checkout", "--quiet", "-b", "left")
    left = grow(pushed, "left")
    pushed.git("checkout", "--quiet", "-b", "right", shared[0])
    right = grow(pushed, "right")
    read = of_push(
        pushed,
        update(pushed, "refs/heads/gone", ZERO, "origin/main"),
        update(pushed, "refs/heads/left", "left"),
        update(pushed, "refs/heads/right", "right"),
        update(pushed, "refs/heads/again", "right"),
    )
    assert sorted(map(str, ids(read))) == sorted(shared + left + right)
    assert ids(read)[0] == shared[0]


@pytest.mark.parametrize("options", [["v1"], ["-a", "-m", "x", "v1"]], ids=["lightweight", "annotated"])
def test_a_tag_brings_the_commits_it_names(pushed: Repository, options: list[str]) -> None:
    made = grow(pushed, "one")
    pushed.git("tag", *options)
    assert ids(of_push(pushed, update(pushed, "refs/tags/v1", "v1"))) == made


def test_a_tag_of_a_tag_is_followed_to_its_commit(pushed: Repository) -> None:
    made = grow(pushed, "one")
    pushed.git("tag", "-a", "-m", "x", "v1")
    pushed.git("tag", "-a", "-m", "x", "v2", "v1")
    assert ids(of_push(pushed, update(pushed, "refs/tags/v2", "v2"))) == made


def test_a_tag_of_a_tree_brings_all_its_files(pushed: Repository) -> None:
    pushed.git("tag", "-a", "-m", "x", "tree", "HEAD^{tree}")
    (read,) = of_push(pushed, update(pushed, "refs/tags/tree", "tree"))
    assert (read.id, added(read), read.message, read.author) == (
        pushed.git("rev-parse", "HEAD^{tree}"),
        {"a.py": [1]},
        None,
        None,
    )
    assert of_push(pushed, update(pushed, "refs/tags/tree", "tree", "tree")) == []


def test_a_tag_of_a_blob_brings_its_lines(pushed: Repository) -> None:
    oid = pushed.git("hash-object", "-w", "--stdin", stdin=b"1\n2\n3")
    pushed.git("tag", "blob", oid)
    (read,) = of_push(pushed, update(pushed, "refs/tags/blob", "blob"))
    assert added(read) == {oid: [1, 2, 3]}


@pytest.mark.parametrize(
    "remote",
    [
        pytest.param("", id="none"),
        pytest.param("https://example.org/x.git", id="a URL"),
        pytest.param("https://example.org/*", id="a URL with a star"),
        pytest.param("*", id="a pattern"),
        pytest.param("other", id="another remote"),
    ],
)
def test_what_another_remote_has_is_not_left_out(pushed: Repository, remote: str) -> None:
    pushed.git("checkout", "--quiet", "-b", "new")
    made = grow(pushed, "one")
    everything = [pushed.git("rev-parse", "origin/main"), *made]
    assert ids(of_push(pushed, update(pushed, "refs/heads/new", "new"), remote=remote)) == everything
    assert ids(of_push(pushed, update(pushed, "refs/heads/new", "new", "origin/main"), remote=remote)) == made


def test_a_push_from_a_shallow_clone_that_reaches_its_edge_is_refused(pushed: Repository, tmp_path: Path) -> None:
    grow(pushed, "one", "two")
    pushed.git("push", "--quiet", "origin", "main")
    pushed.git("clone", "--quiet", "--depth=1", (tmp_path / "remote.git").as_uri(), str(tmp_path / "shallow"))
    shallow = Repository(tmp_path / "shallow", pushed.env)
    made = grow(shallow, "three")
    assert ids(of_push(shallow, update(shallow, "refs/heads/main", "main", "origin/main"))) == made
    with pytest.raises(GitError, match="shallow clone"):
        of_push(shallow, RefUpdate("main", made[0], "refs/heads/main", "1" * 40), remote="https://example.org/x.git")


def test_an_object_that_is_not_here_is_an_error(pushed: Repository) -> None:
    with pytest.raises(GitError, match="missing"):
        of_push(pushed, RefUpdate("x", "1" * 40, "refs/heads/x", ZERO))


# ---------------------------------------------------------------- what git writes to the hook

A, B = "a" * 40, "b" * 40


@pytest.mark.parametrize(
    "stdin",
    [
        pytest.param(b"garbage\n", id="garbage"),
        pytest.param(b"\n", id="an empty line"),
        pytest.param(f"x {A} refs/heads/x {B}\n\n".encode(), id="an empty line at the end"),
        pytest.param(f"x {A} refs/heads/x\n".encode(), id="three fields"),
        pytest.param(f"x {A[:-1]} refs/heads/x {B}\n".encode(), id="a short id"),
        pytest.param(f"x {A.upper()} refs/heads/x {B}\n".encode(), id="capitals"),
        pytest.param(f"x {A} refs/heads/x {B * 2}\n".encode(), id="ids of two kinds"),
        pytest.param(f"x {'a' * 64} refs/heads/x {'b' * 63}\n".encode(), id="a short long id"),
        pytest.param(f"x {A} refs/heads/x {B}\r\n".encode(), id="CRLF"),
        pytest.param(f" {A} refs/heads/x {B}\n".encode(), id="no local ref"),
        pytest.param(f"x {A}  {B}\n".encode(), id="no remote ref"),
        pytest.param(f"x {A} refs/heads/x {B}\0\n".encode(), id="a NUL"),
    ],
)
def test_anything_but_gits_lines_is_a_wrong_use(stdin: bytes) -> None:
    with pytest.raises(UsageError, match=r"line \d of the push") as raised:
        parse_push(stdin)
    assert raised.value.hint


@pytest.mark.parametrize(
    ("stdin", "expected"),
    [
        pytest.param(b"", (), id="nothing to push"),
        pytest.param(
            f"refs/heads/x {A} refs/heads/y {B}\n".encode(),
            (RefUpdate("refs/heads/x", A, "refs/heads/y", B),),
            id="one",
        ),
        pytest.param(
            f"x {A} refs/heads/y {B}".encode(), (RefUpdate("x", A, "refs/heads/y", B),), id="no newline at the end"
        ),
        pytest.param(
            f"HEAD^{{/fix the bug}} {A} refs/heads/y {ZERO}\n(delete) {ZERO} refs/heads/é {B}\n".encode(),
            (RefUpdate("HEAD^{/fix the bug}", A, "refs/heads/y", ZERO), RefUpdate("(delete)", ZERO, "refs/heads/é", B)),
            id="a revision with spaces, and a deletion",
        ),
        pytest.param(
            f"x {'a' * 64} refs/heads/y {'b' * 64}\n".encode(),
            (RefUpdate("x", "a" * 64, "refs/heads/y", "b" * 64),),
            id="SHA-256",
        ),
    ],
)
def test_every_line_of_a_push_is_read(stdin: bytes, expected: tuple[RefUpdate, ...]) -> None:
    assert parse_push(stdin) == expected
    assert [one.creates for one in expected] == [one.remote_oid == ZERO for one in expected]
