"""One repository, opened: where it lies, what is in it, and what happens when something is not."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from aigate.errors import GitError, UsageError
from aigate.git.repo import Repo
from tests.git.reading import POSIX_ONLY, executable, recorder
from tests.repository import Repository

if TYPE_CHECKING:
    from collections.abc import Iterator

posix = pytest.mark.skipif(os.name == "nt", reason=POSIX_ONLY)


@pytest.fixture
def opened(repo: Repository) -> Iterator[Repo]:
    repo.commit({"a.py": "1\n", "d/b.py": "2\n", "d/e/c.sh": "3\n", "empty": ""}, "first")
    with Repo.open(repo.path) as opened:
        yield opened


def test_outside_a_repository_is_a_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no git repository") as raised:
        Repo.open(tmp_path)
    assert raised.value.hint


def test_a_folder_that_does_not_exist_is_a_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no folder"):
        Repo.open(tmp_path / "nowhere")


def test_the_current_directory_is_where_a_repository_is_sought(
    repo: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    (repo.path / "deep").mkdir()
    monkeypatch.chdir(repo.path / "deep")
    with Repo.open() as opened:
        assert (opened.root, opened.git_dir, opened.common_dir) == (repo.path, repo.path / ".git", repo.path / ".git")
        assert (opened.bare, opened.shallow, opened.null_oid) == (False, False, "0" * 40)


def test_a_sha256_repository_has_longer_ids(tmp_path: Path, sealed: dict[str, str]) -> None:
    repo = Repository.create(tmp_path / "repo", sealed, "--object-format=sha256")
    head = repo.commit({"d/a.py": "1\n"})
    with Repo.open(repo.path) as opened:
        assert opened.null_oid == "0" * 64
        assert opened.resolve("HEAD") == head
        assert opened.read_path("HEAD", "d/a.py") == b"1\n"
        assert opened.empty_tree == repo.git("hash-object", "-t", "tree", os.devnull)


def test_a_linked_work_tree_shares_what_is_common(repo: Repository, tmp_path: Path) -> None:
    repo.commit({"a.py": "1\n"})
    repo.git("worktree", "add", "--quiet", str(tmp_path / "linked"))
    with Repo.open(tmp_path / "linked") as opened:
        assert opened.root == tmp_path / "linked"
        assert opened.git_dir == repo.path / ".git" / "worktrees" / "linked"
        assert opened.common_dir == repo.path / ".git"


@pytest.mark.skipif(sys.platform == "win32", reason="such a folder cannot exist there")
@pytest.mark.parametrize("name", ["$HOME", "~", "a b", "-C", "é\udce9"])
def test_repositories_in_folders_with_odd_names(tmp_path: Path, sealed: dict[str, str], name: str) -> None:
    repo = Repository.create(tmp_path / name, sealed)
    repo.commit({"a.py": "1\n"})
    with Repo.open(repo.path) as opened:
        assert opened.root == repo.path
        assert opened.read_path("HEAD", "a.py") == b"1\n"


@pytest.mark.skipif(sys.platform == "win32", reason="such a folder cannot exist there")
def test_a_repository_whose_path_cannot_be_told_is_refused(tmp_path: Path, sealed: dict[str, str]) -> None:
    repo = Repository.create(tmp_path / "a\nb", sealed)
    with pytest.raises(GitError, match="answered"):
        Repo.open(repo.path)


# ---------------------------------------------------------------- objects


def test_a_missing_object_leaves_the_stream_in_step(repo: Repository, opened: Repo) -> None:
    big = repo.git("hash-object", "-w", "--stdin", stdin=b"x" * 3_000_000 + b"\n1234 blob 5\nmissing\n")
    blob = repo.git("rev-parse", "HEAD:a.py")
    empty = repo.git("rev-parse", "HEAD:empty")
    for _ in range(3):
        with pytest.raises(GitError, match="missing") as raised:
            opened.read("1" * 40)
        assert raised.value.hint
        assert len(opened.read(big)) == 3_000_021
        assert opened.objects.read(big, 10) == b"x" * 10
        assert opened.objects.read(big, 0) == b""
        assert opened.read(empty) == b""
        assert opened.read(blob) == b"1\n"


@pytest.mark.parametrize("name", ["HEAD", "HEAD:a.py", "abc", "", "1" * 41, "1" * 40 + "\n" + "1" * 40, "--help"])
def test_only_a_whole_object_id_is_read(opened: Repo, name: str) -> None:
    with pytest.raises(GitError, match="no object id"):
        opened.read(name)


def test_a_process_that_died_is_replaced(repo: Repository, opened: Repo) -> None:
    broken = repo.git("hash-object", "-w", "--stdin", stdin=b"soon broken")
    stored = repo.path / ".git" / "objects" / broken[:2] / broken[2:]
    stored.chmod(0o644)
    stored.write_bytes(stored.read_bytes()[:8])
    for _ in range(2):
        with pytest.raises(GitError, match=r"cat-file|missing"):
            opened.read(broken)
        assert opened.read(repo.git("rev-parse", "HEAD:a.py")) == b"1\n"


# ---------------------------------------------------------------- revisions and paths


@pytest.mark.parametrize(
    "rev", ["HEAD", "main", "HEAD^0", "HEAD^{commit}", "refs/heads/main", "@", ":/first", "tag", "tag^{}"]
)
def test_revisions_are_resolved_as_git_does(repo: Repository, opened: Repo, rev: str) -> None:
    repo.git("tag", "-a", "-m", "x", "tag")
    assert opened.resolve(rev) == repo.git("rev-parse", "HEAD")


def test_a_short_id_is_a_revision(repo: Repository, opened: Repo) -> None:
    head = repo.git("rev-parse", "HEAD")
    assert opened.resolve(head[:8]) == head


def test_a_branch_without_a_commit_has_no_head(repo: Repository) -> None:
    with Repo.open(repo.path) as opened:
        assert not opened.has_head()
        with pytest.raises(UsageError):
            opened.resolve("HEAD")
    repo.commit({"a.py": "1\n"})
    with Repo.open(repo.path) as opened:
        assert opened.has_head()


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a.py", b"1\n"),
        ("d/b.py", b"2\n"),
        ("d/e/c.sh", b"3\n"),
        ("empty", b""),
        ("d", None),
        ("d/", None),
        ("", None),
        ("nowhere", None),
        ("a.py/x", None),
        ("D/B.py", None),
        ("d/../a.py", None),
        ("*.py", None),
    ],
)
@pytest.mark.parametrize("rev", ["HEAD", ""])
def test_a_path_is_read_by_its_exact_name(opened: Repo, rev: str, path: str, expected: bytes | None) -> None:
    assert opened.read_path(rev, path) == expected


@pytest.mark.parametrize("rev", ["nonsense", "--help", "-x"])
def test_a_path_at_an_unknown_revision_is_a_wrong_use(opened: Repo, rev: str) -> None:
    with pytest.raises(UsageError, match="unknown revision"):
        opened.read_path(rev, "a.py")


def test_a_path_whose_blob_is_missing_is_an_error_and_not_absent(repo: Repository, opened: Repo) -> None:
    oid = repo.git("rev-parse", "HEAD:a.py")
    (repo.path / ".git" / "objects" / oid[:2] / oid[2:]).unlink()
    for rev in ("HEAD", ""):
        with pytest.raises(GitError, match="missing"):
            opened.read_path(rev, "a.py")


@pytest.mark.parametrize("rev", ["HEAD", ""])
def test_a_folder_is_listed_with_regular_files_alone(repo: Repository, opened: Repo, rev: str) -> None:
    target = repo.git("hash-object", "-w", "--stdin", stdin=b"b.py")
    repo.git("update-index", "--add", "--cacheinfo", f"120000,{target},d/link")
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{repo.git('rev-parse', 'HEAD')},d/sub")
    repo.git("commit", "--quiet", "-m", "x")
    blobs = {path: repo.git("rev-parse", f"HEAD:{path}") for path in ("a.py", "d/b.py", "d/e/c.sh", "empty")}
    assert dict(opened.list_tree(rev, "")) == blobs
    assert opened.list_tree(rev, "d") == (("d/b.py", blobs["d/b.py"]), ("d/e/c.sh", blobs["d/e/c.sh"]))
    assert opened.list_tree(rev, "d/e/") == (("d/e/c.sh", blobs["d/e/c.sh"]),)
    assert opened.list_tree(rev, "nowhere") == ()


def test_git_paths_and_settings_are_the_users_own(repo: Repository, tmp_path: Path) -> None:
    with Repo.open(repo.path) as opened:
        assert opened.git_path("hooks") == repo.path / ".git" / "hooks"
        assert opened.setting("core.hooksPath") is None
        repo.git("config", "core.hooksPath", str(tmp_path / "hooks"))
        assert opened.git_path("hooks") == tmp_path / "hooks"
        assert opened.setting("core.hooksPath") == str(tmp_path / "hooks")


# ---------------------------------------------------------------- processes


def test_a_failure_keeps_gits_words_and_no_control_characters(opened: Repo) -> None:
    with pytest.raises(GitError) as raised:
        opened.git("rev-parse", "--verify", "\x1b[31mred")
    assert "rev-parse failed with exit code 128" in raised.value.message
    assert "fatal" in raised.value.message
    assert "\x1b" not in raised.value.message


def test_exit_codes_are_accepted_only_when_named(opened: Repo) -> None:
    assert opened.git("config", "--get", "no.such", ok=(0, 1)) == b""
    with pytest.raises(GitError):
        opened.git("config", "--get", "no.such")
    assert opened.call("config", "--get", "no.such", ok=(1,)) == (1, b"")


def test_input_and_environment_reach_git(opened: Repo) -> None:
    assert opened.git("hash-object", "--stdin", input=b"") == b"e69de29bb2d1d6434b8b29ae775ad8c2e48c5391\n"
    assert opened.git("var", "GIT_AUTHOR_IDENT", env={"GIT_AUTHOR_NAME": "Someone"}).startswith(b"Someone <")


def test_much_said_on_both_streams_blocks_nothing(opened: Repo) -> None:
    names = b"".join(b"%d" % number * 30 + b"\n" for number in range(20_000))
    found = opened.git("cat-file", "--batch-check", input=names)
    assert found.count(b" missing\n") == 20_000


@posix
def test_a_git_that_hangs_is_ended(
    repo: Repository, tmp_path: Path, opened: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    executable(tmp_path / "hung" / "git", "exec sleep 60")
    monkeypatch.setenv("PATH", f"{tmp_path / 'hung'}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr("aigate.git.process.TIMEOUT", 0.2)
    with pytest.raises(GitError, match="did not end within"):
        opened.git("status")
    with pytest.raises(GitError, match="did not end within"):
        opened.read(opened.null_oid)
    with pytest.raises(GitError, match="did not end within"), opened.start("log") as process:
        process.finish()


@posix
def test_importing_gitpython_starts_no_process(repo: Repository, tmp_path: Path) -> None:
    wrappers, calls = recorder(tmp_path, repo.env)
    path = f"{wrappers}{os.pathsep}{repo.env['PATH']}"
    repo.run(sys.executable, "-c", "from aigate.git.repo import Repo; Repo.open().close()", env={"PATH": path})
    assert len(calls.read_text().splitlines()) == 1


def test_the_words_for_the_glance_import_next_to_nothing(repo: Repository) -> None:
    program = (
        "import sys; before = set(sys.modules); import aigate.git.pinned; print(*sorted(set(sys.modules) - before))"
    )
    done = repo.run(
        sys.executable, "-S", "-c", f"import sys; sys.path.insert(0, {str(Path(__file__).parents[2])!r}); {program}"
    )
    loaded = set(done.stdout.decode().split())
    assert not loaded & {"git", "dataclasses", "typing", "subprocess", "pathlib", "shutil", "inspect"}
