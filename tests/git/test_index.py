"""What is staged, in every way that git lets people stage."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from aigate.errors import UsageError
from aigate.model import FileKind, Identity
from tests.git.reading import POSIX_ONLY, added, files, hook, hunks, of_index
from tests.repository import Repository

if TYPE_CHECKING:
    from pathlib import Path

posix = pytest.mark.skipif(os.name == "nt", reason=POSIX_ONLY)


def stage_blob(repo: Repository, path: str, content: bytes, mode: str = "100644") -> None:
    """Put content into the index alone, as ``git add -p`` does."""
    oid = repo.git("hash-object", "-w", "--stdin", stdin=content)
    repo.git("update-index", "--add", "--cacheinfo", f"{mode},{oid},{path}")


def test_nothing_staged_is_nothing_to_judge(repo: Repository) -> None:
    head = repo.commit({"a.py": "one\n"})
    repo.write({"a.py": "one\ntwo\n", "untracked.py": "three\n"})
    read = of_index(repo)
    assert read.files == ()
    assert read.parents == (head,)
    assert read.id is None


def test_before_the_first_commit_everything_staged_is_new(repo: Repository) -> None:
    repo.stage({"a.py": "one\ntwo\n", "empty.py": ""})
    read = of_index(repo)
    assert read.parents == ()
    assert added(read) == {"a.py": [1, 2]}
    assert files(read)["empty.py"].status == "A"
    assert files(read)["empty.py"].old_path is None


def test_an_orphan_branch_begins_anew(repo: Repository) -> None:
    repo.commit({"a.py": "one\n"})
    repo.git("checkout", "--quiet", "--orphan", "other")
    assert added(of_index(repo)) == {"a.py": [1]}


def test_part_of_a_file_is_staged_and_the_work_tree_is_not_read(repo: Repository) -> None:
    repo.commit({"a.py": "1\n2\n3\n"})
    stage_blob(repo, "a.py", b"1\nstaged\n2\n3\n")
    repo.write({"a.py": "1\nstaged\n2\n3\nnot staged\n"})
    read = of_index(repo)
    assert added(read) == {"a.py": [2]}
    assert hunks(files(read)["a.py"]) == [(2, 1, 1, 0)]


def test_identities_are_those_git_would_record(repo: Repository) -> None:
    repo.stage({"a.py": "one\n"})
    read = of_index(repo)
    assert read.author == Identity("Ada Author", "ada@example.org")
    assert read.committer == Identity("Carl Committer", "carl@example.org")


def test_an_identity_cannot_be_smuggled_in_through_a_configuration_value(repo: Repository) -> None:
    repo.git("config", "evil.value", "x\nGIT_AUTHOR_IDENT=Mallory <m@example.org> 1 +0000")
    assert of_index(repo).author == Identity("Ada Author", "ada@example.org")


def test_a_removal_has_a_place_and_no_lines(repo: Repository) -> None:
    repo.commit({"a.py": "1\n2\n3\n", "gone.py": "1\n2\n"})
    repo.stage({"a.py": "1\n3\n"})
    repo.git("rm", "--quiet", "gone.py")
    read = of_index(repo)
    assert added(read) == {}
    assert hunks(files(read)["a.py"]) == [(1, 0, 2, 1)]
    gone = files(read)["gone.py"]
    assert (gone.status, gone.blob, gone.old_path) == ("D", None, "gone.py")
    assert gone.old_blob is not None
    assert hunks(gone) == [(0, 0, 1, 2)]


def test_a_file_that_becomes_empty_or_stops_being_so(repo: Repository) -> None:
    repo.commit({"empty": "", "full": "1\n"})
    repo.stage({"empty": "1\n", "full": ""})
    assert {path: hunks(change) for path, change in files(of_index(repo)).items()} == {
        "empty": [(1, 1, 0, 0)],
        "full": [(0, 0, 1, 1)],
    }


def test_a_rename_with_an_edit_adds_only_the_edit(repo: Repository) -> None:
    repo.commit({"old.py": "".join(f"line {number}\n" for number in range(20))})
    repo.git("mv", "old.py", "new.py")
    content = (repo.path / "new.py").read_text().replace("line 7\n", "line seven\n")
    repo.stage({"new.py": content})
    change = files(of_index(repo))["new.py"]
    assert (change.status, change.old_path) == ("R", "old.py")
    assert hunks(change) == [(8, 1, 8, 1)]


def test_a_rename_alone_adds_nothing(repo: Repository) -> None:
    repo.commit({"old.py": "1\n2\n"})
    repo.git("mv", "old.py", "new.py")
    change = files(of_index(repo))["new.py"]
    assert (change.status, change.hunks) == ("R", ())


def test_a_copy_is_an_addition(repo: Repository) -> None:
    content = "".join(f"line {number}\n" for number in range(20))
    repo.commit({"old.py": content})
    repo.stage({"old.py": content + "more\n", "new.py": content})
    assert files(of_index(repo))["new.py"].status == "A"


def test_a_changed_mode_alone_adds_nothing(repo: Repository) -> None:
    repo.commit({"a.sh": "true\n"})
    repo.git("update-index", "--chmod=+x", "a.sh")
    change = files(of_index(repo))["a.sh"]
    assert (change.status, change.mode, change.hunks) == ("M", "100755", ())


def test_a_symlink_has_its_target_for_a_line(repo: Repository) -> None:
    stage_blob(repo, "link", b"target", "120000")
    change = files(of_index(repo))["link"]
    assert (change.kind, change.mode, list(change.added)) == (FileKind.SYMLINK, "120000", [1])


def test_a_symlink_that_becomes_a_file_is_replaced_as_a_whole(repo: Repository) -> None:
    stage_blob(repo, "thing", b"target", "120000")
    stage_blob(repo, "last.py", b"1\n")
    repo.git("commit", "--quiet", "-m", "link")
    stage_blob(repo, "thing", b"target\nmore\n")
    stage_blob(repo, "last.py", b"1\n2\n")
    read = files(of_index(repo))
    assert (read["thing"].status, read["thing"].kind) == ("T", FileKind.REGULAR)
    assert hunks(read["thing"]) == [(1, 2, 1, 1)]
    assert list(read["last.py"].added) == [2]


def test_a_file_that_becomes_a_symlink_is_replaced_as_a_whole(repo: Repository) -> None:
    stage_blob(repo, "thing", b"1\n2\n")
    repo.git("commit", "--quiet", "-m", "file")
    stage_blob(repo, "thing", b"target", "120000")
    change = files(of_index(repo))["thing"]
    assert (change.status, change.kind, hunks(change)) == ("T", FileKind.SYMLINK, [(1, 1, 1, 2)])


def test_a_submodule_has_no_lines(repo: Repository, tmp_path: Path) -> None:
    inner = Repository.create(tmp_path / "inner", repo.env)
    first = inner.commit({"x.py": "1\n"})
    second = inner.commit({"x.py": "2\n"})
    repo.commit({"a.py": "1\n"})
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{first},sub")
    change = files(of_index(repo))["sub"]
    assert (change.kind, change.status, change.blob, change.hunks) == (FileKind.SUBMODULE, "A", None, ())
    repo.git("commit", "--quiet", "-m", "sub")
    repo.git("update-index", "--cacheinfo", f"160000,{second},sub")
    repo.git("config", "-f", ".gitmodules", "submodule.sub.path", "sub")
    repo.git("config", "-f", ".gitmodules", "submodule.sub.ignore", "all")
    assert files(of_index(repo))["sub"].status == "M"


def test_a_submodule_that_becomes_a_file_adds_its_lines(repo: Repository) -> None:
    head = repo.commit({"a.py": "1\n"})
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{head},sub")
    repo.git("commit", "--quiet", "-m", "sub")
    stage_blob(repo, "sub", b"1\n2\n")
    change = files(of_index(repo))["sub"]
    assert (change.status, change.kind, change.old_blob, hunks(change)) == ("T", FileKind.REGULAR, None, [(1, 2, 0, 0)])


def test_inside_a_submodule_its_own_index_is_read(repo: Repository, tmp_path: Path) -> None:
    inner = Repository.create(tmp_path / "inner", repo.env)
    inner.commit({"x.py": "1\n"})
    repo.commit({"a.py": "1\n"})
    repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner.path), "sub")
    Repository(repo.path / "sub", repo.env).stage({"x.py": "1\n2\n"})
    assert added(of_index(repo, repo.path / "sub")) == {"x.py": [2]}


def test_intent_to_add_is_not_staged(repo: Repository) -> None:
    repo.commit({"a.py": "1\n"})
    repo.write({"later.py": "1\n"})
    repo.git("add", "--intent-to-add", "later.py")
    assert of_index(repo).files == ()


def test_a_conflict_in_the_index_is_to_be_resolved_first(repo: Repository) -> None:
    repo.commit({"a.py": "1\n", "b.py": "1\n"})
    repo.git("checkout", "--quiet", "-b", "side")
    repo.commit({"a.py": "side\n"})
    repo.git("checkout", "--quiet", "main")
    repo.commit({"a.py": "main\n"})
    repo.run("git", "merge", "side", ok=False)
    with pytest.raises(UsageError, match=r"a\.py has a merge conflict") as raised:
        of_index(repo)
    assert "git add" in raised.value.hint


def test_a_detached_head_is_a_head(repo: Repository) -> None:
    repo.commit({"a.py": "1\n"})
    repo.git("checkout", "--quiet", "--detach")
    repo.stage({"a.py": "1\n2\n"})
    assert added(of_index(repo)) == {"a.py": [2]}


def test_a_linked_work_tree_has_its_own_index(repo: Repository, tmp_path: Path) -> None:
    repo.commit({"a.py": "1\n"})
    repo.git("worktree", "add", "--quiet", "-b", "other", str(tmp_path / "linked"))
    linked = Repository(tmp_path / "linked", repo.env)
    linked.stage({"a.py": "1\n2\n"})
    repo.stage({"a.py": "0\n1\n"})
    assert added(of_index(linked)) == {"a.py": [2]}
    assert added(of_index(repo)) == {"a.py": [1]}


def test_a_subfolder_sees_the_whole_index(repo: Repository) -> None:
    repo.commit({"a.py": "1\n", "deep/b.py": "1\n"})
    repo.git("config", "diff.relative", "true")
    repo.stage({"a.py": "1\n2\n", "deep/b.py": "1\n2\n"})
    assert added(of_index(repo, repo.path / "deep")) == {"a.py": [2], "deep/b.py": [2]}


def test_a_sha256_repository(tmp_path: Path, sealed: dict[str, str]) -> None:
    repo = Repository.create(tmp_path / "repo", sealed, "--object-format=sha256")
    repo.stage({"a.py": "1\n"})
    assert added(of_index(repo)) == {"a.py": [1]}
    repo.commit()
    repo.stage({"a.py": "1\n2\n"})
    change = files(of_index(repo))["a.py"]
    assert len(change.blob or "") == 64
    assert list(change.added) == [2]


# ---------------------------------------------------------------- through real hooks, where git names another index


@posix
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param(("-m", "x"), {"staged.py": [2]}, id="commit takes the index"),
        pytest.param(("-a", "-m", "x"), {"other.py": [2], "staged.py": [2]}, id="commit -a takes all tracked files"),
        pytest.param(("-m", "x", "--", "other.py"), {"other.py": [2]}, id="commit <path> takes that path alone"),
        pytest.param(("-i", "-m", "x", "other.py"), {"other.py": [2], "staged.py": [2]}, id="commit -i adds a path"),
        pytest.param(("--amend", "-m", "x"), {"staged.py": [2]}, id="commit --amend takes the index"),
    ],
)
def test_a_hook_sees_what_will_be_committed(
    repo: Repository, tmp_path: Path, words: tuple[str, ...], expected: dict[str, list[int]]
) -> None:
    repo.commit({"staged.py": "1\n", "other.py": "1\n"})
    repo.stage({"staged.py": "1\n2\n"})
    repo.write({"other.py": "1\n2\n"})
    seen = tmp_path / "seen"
    hook(repo, "pre-commit", into=seen)
    repo.git("commit", "--quiet", *words)
    assert seen.read_text() == f"pre-commit 1 {expected}\n"


@posix
def test_a_hook_in_a_linked_work_tree_sees_its_commit(repo: Repository, tmp_path: Path) -> None:
    repo.commit({"a.py": "1\n"})
    repo.git("worktree", "add", "--quiet", "-b", "other", str(tmp_path / "linked"))
    linked = Repository(tmp_path / "linked", repo.env)
    linked.write({"a.py": "1\n2\n"})
    seen = tmp_path / "seen"
    hook(repo, "pre-commit", into=seen)
    linked.git("commit", "--quiet", "-a", "-m", "x")
    assert seen.read_text() == "pre-commit 1 {'a.py': [2]}\n"


@posix
def test_a_commit_from_a_subfolder_with_relative_names_in_the_environment(repo: Repository, tmp_path: Path) -> None:
    repo.commit({"deep/a.py": "1\n"})
    repo.write({"deep/a.py": "1\n2\n"})
    seen = tmp_path / "seen"
    hook(repo, "pre-commit", into=seen)
    Repository(repo.path / "deep", repo.env).git("commit", "--quiet", "-a", "-m", "x")
    assert seen.read_text() == "pre-commit 1 {'deep/a.py': [2]}\n"


def test_a_relative_git_dir_in_the_environment_is_found_from_anywhere(
    repo: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.commit({"a.py": "1\n"})
    repo.stage({"a.py": "1\n2\n"})
    (repo.path / "deep").mkdir()
    monkeypatch.chdir(repo.path / "deep")
    monkeypatch.setenv("GIT_DIR", "../.git")
    monkeypatch.setenv("GIT_WORK_TREE", "..")
    assert added(of_index(repo, repo.path / "deep")) == {"a.py": [2]}
