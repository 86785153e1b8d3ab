"""Repositories that lack something: a work tree, files of it, old commits, blobs, the right to write."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from aigate.errors import GitError, UsageError
from aigate.git import changeset
from aigate.git.repo import Repo
from tests.git.reading import POSIX_ONLY, added, executable, files, ids, of_commit, of_index, of_range, snapshot
from tests.repository import Repository

posix = pytest.mark.skipif(os.name == "nt", reason=POSIX_ONLY)


def clone(repo: Repository, name: str, *options: str) -> Repository:
    target = repo.path.parent / name
    repo.git("clone", "--quiet", *options, repo.path.as_uri(), str(target))
    return Repository(target, repo.env)


def history(repo: Repository, count: int) -> list[str]:
    return [repo.commit({"a.py": "".join(f"{one}\n" for one in range(number + 1))}) for number in range(count)]


# ---------------------------------------------------------------- shallow


def test_a_shallow_clone_judges_what_it_can_and_refuses_its_edge(repo: Repository) -> None:
    made = history(repo, 4)
    shallow = clone(repo, "shallow", "--depth=3")
    with Repo.open(shallow.path) as opened:
        assert opened.shallow
        assert opened.shallow_boundary == {made[1]}
    assert added(of_commit(shallow)) == {"a.py": [4]}
    assert ids(of_range(shallow, f"{made[1]}..")) == made[2:]
    for read in (lambda: of_commit(shallow, made[1]), lambda: of_range(shallow, "HEAD")):
        with pytest.raises(GitError, match="shallow clone") as raised:
            read()
        assert raised.value.hint == "git fetch --unshallow"
    shallow.stage({"a.py": "0\n"})
    assert len(files(of_index(shallow))) == 1


def test_an_unknown_base_in_a_shallow_clone_says_how_to_get_it(repo: Repository) -> None:
    made = history(repo, 3)
    shallow = clone(repo, "shallow", "--depth=1")
    with Repo.open(shallow.path) as opened, pytest.raises(Exception, match="unknown revision") as raised:
        opened.resolve(made[0])
    assert raised.value.hint == "git fetch --unshallow"  # type: ignore[attr-defined]


def test_a_merge_in_a_shallow_clone_is_read(repo: Repository) -> None:
    repo.commit({"a.py": "1\n"})
    repo.git("checkout", "--quiet", "-b", "side")
    repo.commit({"b.py": "1\n"})
    repo.git("checkout", "--quiet", "main")
    repo.commit({"c.py": "1\n"})
    repo.git("merge", "--quiet", "-m", "x", "side")
    shallow = clone(repo, "shallow", "--depth=2")
    assert of_commit(shallow).files == ()


def test_a_real_root_in_a_shallow_clone_is_a_root(repo: Repository) -> None:
    repo.commit({"a.py": "1\n"})
    repo.git("checkout", "--quiet", "--orphan", "other")
    root = repo.commit({"b.py": "1\n"})
    repo.git("checkout", "--quiet", "main")
    history(repo, 3)
    shallow = clone(repo, "shallow", "--depth=2", "--no-single-branch")
    assert added(of_commit(shallow, root)) == {"a.py": [1], "b.py": [1]}


# ---------------------------------------------------------------- partial


@posix
def test_a_partial_clone_never_fetches(repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.git("config", "uploadpack.allowFilter", "true")
    made = history(repo, 3)
    old = repo.git("rev-parse", f"{made[0]}:a.py")
    partial = clone(repo, "partial", "--filter=blob:none")
    before = snapshot(partial.path)
    with Repo.open(partial.path) as opened:
        with pytest.raises(GitError):
            opened.read(old)
        assert opened.read(opened.resolve("HEAD")).startswith(b"tree "), "the stream goes on after a failure"
        for read in (lambda: changeset.of_commit(opened, "HEAD"), lambda: list(changeset.of_range(opened, ["HEAD"]))):
            with pytest.raises(GitError) as raised:
                read()
            assert "--refetch" in raised.value.hint
    assert snapshot(partial.path) == before


@posix
def test_a_partial_clone_judges_what_it_has(repo: Repository) -> None:
    repo.git("config", "uploadpack.allowFilter", "true")
    history(repo, 3)
    partial = clone(repo, "partial", "--filter=blob:none")
    partial.stage({"new.py": "1\n"})
    assert added(of_index(partial)) == {"new.py": [1]}


# ---------------------------------------------------------------- sparse


@pytest.mark.parametrize("sparse_index", ["--sparse-index", "--no-sparse-index"])
def test_a_sparse_work_tree_has_a_whole_index(repo: Repository, sparse_index: str) -> None:
    repo.commit({"in/a.py": "1\n", "out/b.py": "1\n", "out/deep/c.py": "1\n"})
    repo.git("sparse-checkout", "set", "--cone", sparse_index, "in")
    assert not (repo.path / "out").exists()
    repo.write({"out/deep/c.py": "1\n2\n"})
    repo.git("add", "--sparse", "out/deep/c.py")
    shutil.rmtree(repo.path / "out")
    repo.stage({"in/a.py": "1\n2\n"})
    assert added(of_index(repo)) == {"in/a.py": [2], "out/deep/c.py": [2]}
    with Repo.open(repo.path) as opened:
        assert [path for path, _ in opened.list_tree("", "out")] == ["out/b.py", "out/deep/c.py"]


# ---------------------------------------------------------------- bare


@pytest.mark.parametrize("configured", [True, False], ids=["core.bare is set", "core.bare is missing"])
def test_a_bare_repository_is_read(repo: Repository, configured: bool) -> None:
    made = history(repo, 2)
    bare = clone(repo, "bare.git", "--bare")
    if not configured:
        bare.git("config", "--unset", "core.bare")
    with Repo.open(bare.path) as opened:
        assert opened.bare
        assert opened.root is None
        assert opened.git_dir == bare.path
        assert opened.read_path("HEAD", "a.py") == b"0\n1\n"
        assert opened.list_tree("HEAD", "") == (("a.py", repo.git("rev-parse", "HEAD:a.py")),)
    assert ids(of_range(bare, "HEAD")) == made
    with pytest.raises(UsageError, match="no index"):
        of_index(bare)


@posix
def test_a_push_in_quarantine_is_read_by_the_receiving_hook(repo: Repository, tmp_path: Path) -> None:
    """The new objects lie in a folder that only the hook's environment names; the merge needs both folders."""
    repo.commit({"a.py": "1\n"})
    bare = clone(repo, "bare.git", "--bare")
    repo.git("checkout", "--quiet", "-b", "side")
    repo.commit({"b.py": "1\n"})
    repo.git("checkout", "--quiet", "main")
    repo.commit({"c.py": "1\n"})
    repo.git("merge", "--quiet", "--no-commit", "side")
    repo.stage({"evil.py": "1\n"})
    repo.commit()
    seen, program = tmp_path / "seen", tmp_path / "program.py"
    program.write_text(
        "import sys\n"
        "from aigate.git.changeset import of_range\n"
        "from aigate.git.repo import Repo\n"
        f"with Repo.open() as repo, open({str(seen)!r}, 'w') as out:\n"
        "    for line in sys.stdin:\n"
        "        old, new, ref = line.split()\n"
        "        for read in of_range(repo, [f'{old}..{new}']):\n"
        "            print({one.path: list(one.added) for one in read.files}, file=out)\n"
    )
    executable(bare.path / "hooks" / "pre-receive", f"exec '{sys.executable}' '{program}'")
    repo.git("push", "--quiet", str(bare.path), "main")
    assert sorted(seen.read_text().splitlines()) == ["{'b.py': [1]}", "{'c.py': [1]}", "{'evil.py': [1]}"]


# ---------------------------------------------------------------- read-only


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs a mount of its own")
def test_a_file_system_that_cannot_be_written_is_read_all_the_same(repo: Repository, tmp_path: Path) -> None:
    repo.commit({"c.py": "1\n"})
    repo.git("checkout", "--quiet", "-b", "side")
    repo.commit({"c.py": "theirs\n"})
    repo.git("checkout", "--quiet", "main")
    repo.commit({"c.py": "ours\n"})
    repo.run("git", "merge", "side", ok=False)
    repo.stage({"c.py": "ours\nmerger\n"})
    program = tmp_path / "program.py"
    program.write_text(
        "import pathlib\n"
        "from aigate.git.changeset import of_commit, of_index\n"
        "from aigate.git.repo import Repo\n"
        "try:\n"
        "    pathlib.Path('probe').touch()\n"
        "except OSError:\n"
        "    with Repo.open() as repo:\n"
        "        print([list(one.added) for one in of_index(repo).files], len(of_commit(repo, 'HEAD').files))\n"
    )
    mount = f"mount --bind '{repo.path}' '{repo.path}' && mount -o remount,bind,ro '{repo.path}' && cd '{repo.path}'"
    unshare = shutil.which("unshare")
    if not unshare:
        pytest.skip("no unshare here")
    words = [unshare, "--map-root-user", "--mount", "sh", "-c"]
    allowed = subprocess.run([*words, mount], capture_output=True, check=False, env=repo.env)
    if allowed.returncode:
        pytest.skip("no mounts without privileges here")
    done = subprocess.run(
        [*words, f"{mount} && exec '{sys.executable}' '{program}'"], capture_output=True, check=False, env=repo.env
    )
    assert (done.stdout.decode(), done.stderr.decode()) == ("[[2]] 1\n", "")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="permissions bind only ordinary users")
def test_a_repository_without_permission_to_write_is_read(repo: Repository) -> None:
    history(repo, 2)
    for path in [repo.path, *repo.path.rglob("*")]:
        path.chmod(path.stat().st_mode & ~0o222)
    try:
        assert added(of_commit(repo)) == {"a.py": [2]}
    finally:
        for path in [repo.path, *repo.path.rglob("*")]:
            path.chmod(path.stat().st_mode | 0o200)


def test_nothing_of_a_merge_is_left_in_the_repository_or_the_temporary_folder(
    repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.commit({"c.py": "1\n"})
    repo.git("checkout", "--quiet", "-b", "side")
    repo.commit({"c.py": "theirs\n"})
    repo.git("checkout", "--quiet", "main")
    repo.commit({"c.py": "ours\n"})
    repo.run("git", "merge", "side", ok=False)
    repo.stage({"c.py": "ours\nmerger\n"})
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    monkeypatch.setattr("tempfile.tempdir", None)
    before = snapshot(repo.path)
    assert added(of_index(repo)) == {"c.py": [2]}
    assert snapshot(repo.path) == before
    assert list(scratch.iterdir()) == []
