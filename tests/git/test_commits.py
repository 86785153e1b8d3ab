"""Commits as they come: alone, in ranges, and made by every command that rewrites them."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from aigate.errors import GitError, UsageError
from aigate.git import changeset, log
from aigate.git.repo import Repo
from aigate.model import ChangesetKind, Identity
from tests.git.reading import POSIX_ONLY, added, executable, files, hunks, ids, of_commit, of_range
from tests.repository import FROZEN, Repository

if TYPE_CHECKING:
    from pathlib import Path

posix = pytest.mark.skipif(os.name == "nt", reason=POSIX_ONLY)


def test_a_root_commit_adds_everything(repo: Repository) -> None:
    root = repo.commit({"a.py": "1\n2\n", "b/c.py": "1\n"})
    read = of_commit(repo, root)
    assert read.parents == ()
    assert added(read) == {"a.py": [1, 2], "b/c.py": [1]}


def test_a_commit_carries_what_git_knows_of_it(repo: Repository) -> None:
    parent = repo.commit({"a.py": "1\n"})
    head = repo.commit({"a.py": "1\n2\n"}, "Subject é\n\nBody\n\nAssisted-by: Someone\n")
    read = of_commit(repo)
    assert (read.kind, read.id, read.parents) == (ChangesetKind.COMMIT, head, (parent,))
    assert read.message == "Subject é\n\nBody\n\nAssisted-by: Someone\n"
    assert read.author == Identity("Ada Author", "ada@example.org")
    assert read.committer == Identity("Carl Committer", "carl@example.org")
    assert read.date == FROZEN


def test_a_message_in_another_encoding_is_read_as_what_it_says(repo: Repository) -> None:
    repo.git("config", "i18n.commitEncoding", "ISO-8859-1")
    repo.git("commit", "--quiet", "--allow-empty", "-F", "-", stdin="Café\n".encode("latin-1"))
    assert of_commit(repo).message == "Café\n"


def test_a_message_may_imitate_the_records_around_it(repo: Repository) -> None:
    message = f"commit {'1' * 40}\n\n= end of diff =\n{'2' * 40}\n"
    repo.commit({"a.py": "1\n"}, message)
    repo.commit({"a.py": "1\n2\n"}, "next")
    first, second = of_range(repo, "HEAD")
    assert first.message == message
    assert (second.message, added(second)) == ("next\n", {"a.py": [2]})


def test_an_empty_commit_and_one_without_a_message(repo: Repository) -> None:
    repo.commit({"a.py": "1\n"})
    repo.git("commit", "--quiet", "--allow-empty", "--allow-empty-message", "-m", "")
    read = of_commit(repo)
    assert (read.files, read.message) == ((), "")


def test_a_commit_that_only_deletes(repo: Repository) -> None:
    repo.commit({"a.py": "1\n", "b.py": "1\n2\n"})
    repo.git("rm", "--quiet", "b.py")
    repo.commit()
    read = of_commit(repo)
    assert added(read) == {}
    assert files(read)["b.py"].status == "D"


def test_many_kinds_of_change_stay_in_step(repo: Repository) -> None:
    """Every status in one commit, and a plain change after each that must not be disturbed."""
    repo.commit({"a": "1\n", "b": "1\n", "c": "same\n" * 9, "d": "1\n", "e": "1\n", "z": "1\n"})
    repo.git("rm", "--quiet", "a")
    repo.git("mv", "c", "c2")
    repo.git("update-index", "--chmod=+x", "d")
    oid = repo.git("hash-object", "-w", "--stdin", stdin=b"target")
    repo.git("update-index", "--add", "--cacheinfo", f"120000,{oid},e")
    repo.stage({"b": "0\n1\n", "new": "", "z": "1\n2\n"})
    repo.commit()
    read = files(of_commit(repo))
    assert {path: change.status for path, change in read.items()} == {
        "a": "D",
        "b": "M",
        "c2": "R",
        "d": "M",
        "e": "T",
        "new": "A",
        "z": "M",
    }
    assert list(read["z"].added) == [2]


# ---------------------------------------------------------------- merges


def fork(repo: Repository, ours: dict[str, str | bytes], theirs: dict[str, str | bytes]) -> None:
    repo.commit({"a.py": "".join(f"{number}\n" for number in range(1, 21)), "keep.py": "1\n"})
    repo.git("checkout", "--quiet", "-b", "side")
    repo.commit(theirs)
    repo.git("checkout", "--quiet", "main")
    repo.commit(ours)


def merge(repo: Repository, *heads: str) -> None:
    repo.run("git", "merge", "--quiet", "--no-ff", "--no-commit", *heads, ok=False)


def test_a_clean_merge_is_nobodys_writing(repo: Repository) -> None:
    fork(repo, {"ours.py": "1\n"}, {"theirs.py": "1\n2\n"})
    repo.git("merge", "--quiet", "-m", "merge", "side")
    read = of_commit(repo)
    assert len(read.parents) == 2
    assert read.files == ()


def test_an_evil_merge_adds_what_neither_side_had(repo: Repository) -> None:
    fork(repo, {"ours.py": "1\n"}, {"theirs.py": "1\n"})
    merge(repo, "side")
    repo.stage({"evil.py": "1\n", "theirs.py": "1\nevil\n"})
    repo.commit()
    assert added(of_commit(repo)) == {"evil.py": [1], "theirs.py": [2]}


def test_a_merge_that_drops_a_line_of_one_side_removes_it(repo: Repository) -> None:
    fork(repo, {"ours.py": "1\n"}, {"theirs.py": "1\ncheck()\n2\n"})
    merge(repo, "side")
    repo.stage({"theirs.py": "1\n2\n"})
    repo.commit()
    assert hunks(files(of_commit(repo))["theirs.py"]) == [(1, 0, 2, 1)]


@pytest.mark.parametrize(
    ("resolution", "expected"),
    [
        pytest.param("ours\n", {}, id="our side"),
        pytest.param("theirs\n", {}, id="their side"),
        pytest.param("ours\ntheirs\n", {}, id="both sides"),
        pytest.param("ours\nwritten by the merger\n", {"c.py": [2]}, id="our side and a new line"),
    ],
)
def test_a_resolved_conflict_adds_what_the_merger_wrote(
    repo: Repository, resolution: str, expected: dict[str, list[int]]
) -> None:
    fork(repo, {"c.py": "ours\n"}, {"c.py": "theirs\n"})
    merge(repo, "side")
    repo.stage({"c.py": resolution})
    with Repo.open(repo.path) as opened:
        staged = changeset.of_index(opened)
    repo.commit()
    committed = of_commit(repo)
    assert added(committed) == expected
    assert staged.files == committed.files
    assert staged.parents == committed.parents


def test_an_octopus_adds_what_no_parent_has(repo: Repository) -> None:
    base = repo.commit({"a.py": "1\n2\n3\n"})
    for name in ("one", "two"):
        repo.git("checkout", "--quiet", "-b", name, base)
        repo.commit({f"{name}.py": "1\n2\n"})
    repo.git("checkout", "--quiet", "main")
    repo.commit({"main.py": "1\n"})
    merge(repo, "one", "two")
    repo.stage({"one.py": "1\nevil\n2\n", "evil.py": "1\n", "a.py": "1\n3\n"})
    with Repo.open(repo.path) as opened:
        staged = changeset.of_index(opened)
    repo.commit()
    read = of_commit(repo)
    assert len(read.parents) == 4 - 1
    assert added(read) == {"evil.py": [1], "one.py": [2]}
    assert hunks(files(read)["a.py"]) == [(1, 0, 2, 1)]
    assert staged.files == read.files


def test_a_file_renamed_on_one_side_and_edited_on_the_other_merges_cleanly(repo: Repository) -> None:
    content = "".join(f"line {number}\n" for number in range(30))
    repo.commit({"old.py": content})
    repo.git("checkout", "--quiet", "-b", "side")
    repo.commit({"old.py": content + "theirs\n"})
    repo.git("checkout", "--quiet", "main")
    repo.git("mv", "old.py", "new.py")
    repo.commit()
    repo.git("merge", "--quiet", "-m", "x", "side")
    assert of_commit(repo).files == ()


def test_a_conflict_between_submodules_is_resolved_without_them(repo: Repository) -> None:
    """Their repositories are not here, and need not be: the resolution changes no line of this one."""
    made = [repo.commit({"x.py": f"{number}\n"}) for number in range(3)]
    for branch, oid in (("main", made[0]), ("side", made[1]), ("main", made[2])):
        repo.git("checkout", "--quiet", "-B", branch, "main" if branch == "side" else branch)
        repo.git("update-index", "--add", "--cacheinfo", f"160000,{oid},sub")
        repo.git("commit", "--quiet", "-m", oid)
    merge(repo, "side")
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{made[1]},sub")
    repo.git("commit", "--quiet", "-m", "x")
    read = of_commit(repo)
    assert len(read.parents) == 2
    assert added(read) == {}


def test_unrelated_histories_merge(repo: Repository) -> None:
    repo.commit({"a.py": "1\n"})
    repo.git("checkout", "--quiet", "--orphan", "other")
    repo.git("rm", "--quiet", "-rf", ".")
    repo.commit({"b.py": "1\n"})
    repo.git("merge", "--quiet", "--allow-unrelated-histories", "-m", "x", "main")
    read = of_commit(repo)
    assert len(read.parents) == 2
    assert read.files == ()


def test_a_criss_cross_of_merges(repo: Repository) -> None:
    fork(repo, {"ours.py": "1\n"}, {"theirs.py": "1\n"})
    main, side = repo.git("rev-parse", "main"), repo.git("rev-parse", "side")
    repo.git("merge", "--quiet", "-m", "x", side)
    repo.git("checkout", "--quiet", "side")
    repo.git("merge", "--quiet", "-m", "y", main)
    repo.commit({"theirs.py": "1\n2\n"})
    repo.git("checkout", "--quiet", "main")
    repo.commit({"ours.py": "1\n2\n"})
    repo.git("merge", "--quiet", "-m", "z", "side")
    assert of_commit(repo).files == ()


@posix
def test_merge_drivers_and_attributes_are_not_asked(repo: Repository, tmp_path: Path) -> None:
    fork(
        repo,
        {"a.py": "one\n", ".gitattributes": "* merge=evil\n"},
        {"a.py": "two\n", ".gitattributes": "* merge=evil\n"},
    )
    merge(repo, "side")
    repo.stage({"a.py": "one\ntwo\nthree\n"})
    repo.commit()
    repo.git("config", "merge.evil.driver", f"touch '{tmp_path / 'pwned'}'; false")
    repo.git("config", "--global", "merge.default", "evil")
    assert added(of_commit(repo)) == {"a.py": [3]}
    assert not (tmp_path / "pwned").exists()


def test_utf16_in_a_merge(repo: Repository) -> None:
    theirs = "1\n2\n3\n".encode("utf-16")
    fork(repo, {"ours.py": "1\n"}, {"theirs.py": theirs})
    merge(repo, "side")
    repo.stage({"theirs.py": "1\nevil\n2\n3\n".encode("utf-16")})
    repo.commit()
    assert hunks(files(of_commit(repo))["theirs.py"]) == [(2, 1, 1, 0)]


def test_a_merge_in_a_sha256_repository(tmp_path: Path, sealed: dict[str, str]) -> None:
    repo = Repository.create(tmp_path / "repo", sealed, "--object-format=sha256")
    fork(repo, {"c.py": "ours\n"}, {"c.py": "theirs\n"})
    merge(repo, "side")
    repo.stage({"c.py": "merger\n"})
    repo.commit()
    assert added(of_commit(repo)) == {"c.py": [1]}


def test_a_merge_whose_objects_lie_in_a_folder_with_an_odd_name(tmp_path: Path, sealed: dict[str, str]) -> None:
    repo = Repository.create(tmp_path / 'a:b "c" $HOME', sealed)
    fork(repo, {"c.py": "ours\n"}, {"c.py": "theirs\n"})
    merge(repo, "side")
    repo.stage({"c.py": "merger\n"})
    repo.commit()
    assert added(of_commit(repo)) == {"c.py": [1]}


@posix
def test_git_without_the_new_merge_tree_compares_with_each_parent(
    repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fork(repo, {"c.py": "ours\n"}, {"c.py": "theirs\n"})
    merge(repo, "side")
    repo.stage({"c.py": "ours\nmerger\n"})
    git = shutil.which("git", path=repo.env["PATH"])
    executable(tmp_path / "old" / "git", f'case "$*" in *merge-tree*) exit 129;; esac\nexec "{git}" "$@"')
    monkeypatch.setenv("PATH", f"{tmp_path / 'old'}{os.pathsep}{os.environ['PATH']}")
    with Repo.open(repo.path) as opened:
        assert added(changeset.of_index(opened)) == {"c.py": [2]}
    repo.commit()
    assert added(of_commit(repo)) == {"c.py": [2]}


def test_a_history_is_read_as_its_commits_are_one_by_one(repo: Repository) -> None:
    """git is told of commits ahead of their turn; a merge of three, which needs other questions, must not confuse it."""
    repo.commit({"a.py": "1\n"})
    for name in ("one", "two"):
        repo.git("checkout", "--quiet", "-b", name, "main")
        repo.commit({f"{name}.py": "1\n"})
    repo.git("checkout", "--quiet", "main")
    repo.commit({"main.py": "1\n"})
    merge(repo, "one", "two")
    repo.commit({"octopus.py": "merger\n"})
    repo.commit(None, "empty")
    for number in range(40):
        repo.commit({"a.py": f"{number}\n"})
    read = of_range(repo, "HEAD")
    assert len(read) == 46
    assert [of_commit(repo, one.id or "") for one in read] == read


def _merges(repo: Repository, count: int) -> None:
    """A history in which every merge conflicts, and each merger adds a line."""
    repo.commit({"c.py": "0\n"})
    for number in range(count):
        repo.git("branch", "--force", "side")
        repo.commit({"c.py": f"ours {number}\n"})
        ours = repo.git("rev-parse", "HEAD")
        repo.git("checkout", "--quiet", "side")
        repo.commit({"c.py": f"theirs {number}\n"})
        repo.git("checkout", "--quiet", "main")
        repo.run("git", "merge", "--quiet", "--no-commit", "side", ok=False)
        repo.commit({"c.py": f"ours {number}\n", f"new{number}.py": "merger\n"})
        assert repo.git("rev-parse", "HEAD^1") == ours


@posix
@pytest.mark.parametrize(
    ("git", "processes"),
    [
        pytest.param("", 1, id="one process makes all merges of a history"),
        pytest.param('case "$*" in *merge-tree*--stdin*) exit 129;; esac', 6, id="git before 2.39"),
        pytest.param('case "$*" in *merge-tree*--stdin*) exec true;; esac', 6, id="it stops before the first"),
        pytest.param(
            'case "$*" in *merge-tree*--stdin*) head -n 2 | "$git" "$@"; exit 128;; esac', 4, id="it stops in between"
        ),
    ],
)
def test_the_merges_of_a_history_are_made_in_a_row(
    repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, git: str, processes: int
) -> None:
    _merges(repo, 5)
    real = shutil.which("git", path=repo.env["PATH"])
    calls = tmp_path / "calls"
    script = f"git='{real}'\nprintf '%s\\n' \"$*\" >> '{calls}'\n{git}\nexec \"$git\" \"$@\""
    executable(tmp_path / "bin" / "git", script)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    read = [added(one) for one in of_range(repo, "HEAD") if len(one.parents) == 2]
    assert read == [{f"new{number}.py": [1]} for number in range(5)]
    assert sum("merge-tree" in line for line in calls.read_text().splitlines()) == processes


@posix
def test_each_hook_of_a_merge_sees_what_the_merger_wrote(repo: Repository, tmp_path: Path) -> None:
    from tests.git.reading import hook

    fork(repo, {"ours.py": "1\n"}, {"theirs.py": "1\n"})
    seen = tmp_path / "seen"
    for name in ("pre-merge-commit", "prepare-commit-msg", "commit-msg"):
        hook(repo, name, into=seen)
    repo.git("merge", "--quiet", "--no-ff", "-m", "x", "side")
    assert seen.read_text() == "pre-merge-commit 2 {}\nprepare-commit-msg 2 {}\ncommit-msg 2 {}\n"


@posix
def test_the_hooks_that_end_a_conflicted_merge_see_what_the_merger_wrote(repo: Repository, tmp_path: Path) -> None:
    from tests.git.reading import hook

    fork(repo, {"c.py": "ours\n"}, {"c.py": "theirs\n"})
    merge(repo, "side")
    repo.write({"c.py": "ours\nmerger\n"})
    seen = tmp_path / "seen"
    for name in ("pre-commit", "commit-msg"):
        hook(repo, name, into=seen)
    repo.git("commit", "--quiet", "-a", "-m", "x")
    assert seen.read_text() == "pre-commit 2 {'c.py': [2]}\ncommit-msg 2 {'c.py': [2]}\n"


# ---------------------------------------------------------------- rewritten commits


def test_what_rewriting_leaves_is_read_like_any_commit(repo: Repository) -> None:
    repo.commit({"a.py": "1\n"})
    repo.git("checkout", "--quiet", "-b", "side")
    picked = repo.commit({"b.py": "1\n"})
    repo.commit({"c.py": "1\n"})
    repo.git("checkout", "--quiet", "main")
    repo.git("cherry-pick", picked)
    assert added(of_commit(repo)) == {"b.py": [1]}
    repo.git("revert", "--no-edit", "HEAD")
    assert hunks(files(of_commit(repo))["b.py"]) == [(0, 0, 1, 1)]
    repo.stage({"d.py": "something else\n"})
    repo.git("commit", "--quiet", "--amend", "-m", "amended")
    assert added(of_commit(repo)) == {"d.py": [1]}
    repo.git("rebase", "--quiet", "main", "side")
    assert [added(read) for read in of_range(repo, "main..side")] == [{"c.py": [1]}]  # the other is in main already
    repo.git("checkout", "--quiet", "main")
    repo.git("merge", "--quiet", "--squash", "side")
    repo.commit()
    assert added(of_commit(repo)) == {"c.py": [1]}


# ---------------------------------------------------------------- ranges


def line_of(repo: Repository, count: int) -> list[str]:
    return [repo.commit({"a.py": "".join(f"{one}\n" for one in range(number + 1))}) for number in range(count)]


def test_a_range_is_read_oldest_first(repo: Repository) -> None:
    made = line_of(repo, 5)
    read = of_range(repo, f"{made[1]}..{made[4]}")
    assert ids(read) == made[2:]
    assert [added(one)["a.py"] for one in read] == [[3], [4], [5]]


@pytest.mark.parametrize(
    ("revs", "expected"),
    [
        pytest.param(["HEAD~2.."], [3, 4], id="open to the right"),
        pytest.param(["HEAD~1..main"], [4], id="a branch"),
        pytest.param(["main", "^HEAD~1"], [4], id="an excluded commit"),
        pytest.param(["HEAD~1...HEAD~3"], [2, 3], id="a symmetric difference"),
        pytest.param(["HEAD..HEAD"], [], id="empty"),
        pytest.param(["main..HEAD~2"], [], id="backwards"),
        pytest.param(["HEAD~4"], [0], id="all that a commit reaches"),
        pytest.param(["v1..main"], [3, 4], id="an annotated tag"),
        pytest.param(["HEAD~3..HEAD~2", "HEAD~4"], [2], id="several words add up as in rev-list"),
    ],
)
def test_ranges_mean_what_git_says(repo: Repository, revs: list[str], expected: list[int]) -> None:
    made = line_of(repo, 5)
    repo.git("tag", "-a", "-m", "x", "v1", made[2])
    assert ids(of_range(repo, *revs)) == [made[number] for number in expected]


def test_merges_and_plain_commits_of_a_range_stay_in_step(repo: Repository) -> None:
    fork(repo, {"ours.py": "1\n"}, {"theirs.py": "1\n"})
    merge(repo, "side")
    repo.stage({"evil.py": "1\n"})
    repo.commit()
    repo.commit({"after.py": "1\n"})
    read = of_range(repo, "HEAD")
    assert sorted(path for one in read for path in added(one)) == [
        "a.py",
        "after.py",
        "evil.py",
        "keep.py",
        "ours.py",
        "theirs.py",
    ]
    with Repo.open(repo.path) as opened:
        assert list(changeset.of_history(opened, "HEAD")) == read


def test_a_range_that_is_not_read_to_its_end_leaves_nothing_behind(repo: Repository) -> None:
    line_of(repo, 3)
    with Repo.open(repo.path) as opened:
        commits = changeset.of_range(opened, ["HEAD"])
        next(commits)
        commits.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "rev",
    [
        pytest.param("nonsense", id="unknown"),
        pytest.param("", id="empty"),
        pytest.param("--all", id="an option"),
        pytest.param("-1", id="a short option"),
        pytest.param("--output=x", id="an option that writes"),
        pytest.param("HEAD~99", id="beyond the root"),
        pytest.param("1" * 40, id="an id that is not here"),
        pytest.param("HEAD:a.py", id="a blob"),
        pytest.param("HEAD\nHEAD", id="a newline"),
        pytest.param("HEAD..nonsense", id="a range to nowhere"),
        pytest.param("--all..HEAD", id="a range from an option"),
        pytest.param("^nonsense", id="not nonsense"),
        pytest.param("^HEAD", id="nothing but an exclusion"),
    ],
)
def test_an_unknown_revision_is_a_wrong_use(repo: Repository, rev: str) -> None:
    repo.commit({"a.py": "1\n", "nonsense": "1\n"})
    with Repo.open(repo.path) as opened:
        with pytest.raises(UsageError) as raised:
            changeset.of_range(opened, [rev])
        assert raised.value.hint
        if rev != "^HEAD":
            with pytest.raises(UsageError):
                changeset.of_commit(opened, rev)


def test_no_revision_at_all_is_a_wrong_use(repo: Repository) -> None:
    repo.commit({"a.py": "1\n"})
    with Repo.open(repo.path) as opened, pytest.raises(UsageError, match="no revision"):
        changeset.of_range(opened, [])


def test_files_named_like_revisions_confuse_nobody(repo: Repository) -> None:
    made = [repo.commit({"HEAD": "1\n", "main": "1\n"}), repo.commit({"HEAD": "1\n2\n"})]
    assert ids(of_range(repo, "HEAD")) == made
    assert added(of_commit(repo, "main")) == {"HEAD": [2]}


@pytest.mark.parametrize("lost", ["HEAD~1:a.py", "HEAD~1^{tree}", "HEAD~1"], ids=["a blob", "a tree", "a commit"])
def test_a_damaged_history_is_never_a_short_one(repo: Repository, lost: str) -> None:
    line_of(repo, 4)
    oid = repo.git("rev-parse", lost)
    (repo.path / ".git" / "objects" / oid[:2] / oid[2:]).unlink()
    with pytest.raises(GitError) as raised:
        of_range(repo, "HEAD")
    assert "git" in raised.value.message


def test_a_corrupt_object_is_an_error_with_gits_words(repo: Repository) -> None:
    line_of(repo, 2)
    oid = repo.git("rev-parse", "HEAD:a.py")
    stored = repo.path / ".git" / "objects" / oid[:2] / oid[2:]
    stored.chmod(0o644)
    stored.write_bytes(b"not zlib")
    with pytest.raises(GitError, match=r"corrupt|unable|unpack|inflate"):
        of_commit(repo)


def test_a_head_that_names_a_missing_commit_is_no_unborn_branch(repo: Repository) -> None:
    head = repo.commit({"a.py": "1\n"})
    (repo.path / ".git" / "objects" / head[:2] / head[2:]).unlink()
    with Repo.open(repo.path) as opened, pytest.raises(GitError, match="missing or damaged"):
        changeset.of_index(opened)


def test_metadata_alone_reads_no_patch(repo: Repository) -> None:
    made = line_of(repo, 3)
    blob = repo.git("rev-parse", "HEAD~1:a.py")
    (repo.path / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    with Repo.open(repo.path) as opened:
        assert [entry.id for entry in log.entries(opened, [made[-1]])] == made
