"""Files through a history: every name they may have had, every version, and what git blame says of them."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from aigate.errors import GitError
from aigate.git import blame, tree
from aigate.git.likeness import Likeness
from aigate.git.repo import Repo
from aigate.git.versions import Versions, trace
from aigate.model import FileKind

if TYPE_CHECKING:
    from tests.repository import Repository

TEXT = "".join(f"row {number}\n" for number in range(40))


def traced(repo: Repository, *names: str) -> Versions:
    with Repo.open(repo.path) as opened:
        return trace(opened, opened.resolve("HEAD")).follow(names, Likeness(opened.read))


def test_a_new_file_beside_one_that_goes_and_is_unlike_it_is_not_followed(repo: Repository) -> None:
    repo.commit({"a.txt": TEXT})
    repo.git("rm", "--quiet", "a.txt")
    repo.commit({"b.txt": "something else\n" * 40})
    assert traced(repo, "a.txt").names == {"a.txt"}


def test_a_new_file_like_one_that_stays_is_not_followed(repo: Repository) -> None:
    repo.commit({"a.txt": TEXT})
    repo.commit({"b.txt": TEXT})
    assert traced(repo, "a.txt").names == {"a.txt"}


def test_names_are_followed_from_one_to_the_next(repo: Repository) -> None:
    repo.commit({"a.txt": TEXT, "odd\nname \x01é": "x\n"})
    repo.git("mv", "a.txt", "b.txt")
    renamed = repo.commit({"b.txt": TEXT + "more\n"})
    repo.git("mv", "b.txt", "odd\n\x01.txt")
    repo.commit()
    found = traced(repo, "a.txt")
    assert found.names == {"a.txt", "b.txt", "odd\n\x01.txt"}
    assert [one.path for one in found.became[renamed]] == ["b.txt"]


def test_versions_come_in_the_order_of_the_history(repo: Repository) -> None:
    ids = [repo.commit({"a.txt": f"{number}\n"}) for number in range(3)]
    repo.commit({"b.txt": "x\n"})
    repo.git("rm", "--quiet", "a.txt")
    ids.append(repo.commit())
    found = traced(repo, "a.txt").of["a.txt"]
    assert [one.commit for one in found] == ids
    assert [one.old for one in found] == ["", *(one.new for one in found[:-1])]
    assert found[-1].new == ""


def test_a_merge_is_told_against_each_parent(repo: Repository) -> None:
    repo.commit({"a.txt": TEXT})
    repo.git("checkout", "--quiet", "-b", "side")
    repo.commit({"a.txt": TEXT + "side\n"})
    repo.git("checkout", "--quiet", "main")
    repo.commit({"b.txt": "x\n"})
    repo.git("merge", "--quiet", "--no-commit", "side")
    merged = repo.commit({"a.txt": TEXT + "both\n"})
    found = [one for one in traced(repo, "a.txt").of["a.txt"] if one.is_merge]
    assert [one.commit for one in found] == [merged, merged]
    assert len({one.old for one in found}) == 2


def test_a_merge_that_one_side_of_it_won_is_told_to_those_who_ask_for_it(repo: Repository) -> None:
    repo.commit({"a.txt": TEXT, "b.txt": TEXT})
    repo.git("checkout", "--quiet", "-b", "side")
    changed = repo.commit({"a.txt": TEXT + "side\n"})
    repo.git("checkout", "--quiet", "main")
    repo.commit({"b.txt": TEXT + "main\n"})
    repo.git("merge", "--quiet", "--no-edit", "side")
    merged = repo.git("rev-parse", "HEAD").strip()
    found = traced(repo, "a.txt")
    assert not [one for path in ("a.txt", "b.txt") for one in found.of[path] if one.is_merge]
    assert [one.commit for one in found.since("b.txt", changed) if one.is_merge] == [merged]
    assert found.last == {"a.txt": merged, "b.txt": merged}


def test_blame_of_the_last_change_is_blame_of_the_tip(repo: Repository) -> None:
    repo.commit({"a.txt": TEXT, "b.txt": TEXT})
    repo.git("checkout", "--quiet", "-b", "side")
    repo.commit({"a.txt": TEXT + "side\n"})
    repo.git("checkout", "--quiet", "main")
    repo.commit({"b.txt": TEXT + "main\n"})
    repo.git("merge", "--quiet", "--no-edit", "side")
    repo.commit({"c.txt": "x\n"})
    with Repo.open(repo.path) as opened:
        tip = opened.resolve("HEAD")
        last = trace(opened, tip).last
        for path in ("a.txt", "b.txt"):
            assert last[path] != tip
            assert blame.runs_of(opened, (tip,), path) == blame.runs_of(opened, (last[path],), path)


def test_runs_are_those_of_the_porcelain(repo: Repository) -> None:
    chance = random.Random(1)
    lines = [f"line {number}" for number in range(9)]
    for _ in range(8):
        lines.insert(chance.randint(0, len(lines)), f"line {chance.random()}")
        del lines[chance.randint(0, len(lines) - 1)]
        repo.commit({'say "é".txt': "\n".join(lines)})
    with Repo.open(repo.path) as opened:
        tip = opened.resolve("HEAD")
        whole = blame.runs(blame.porcelain(opened, (tip,), 'say "é".txt'))
        told = blame.runs_of(opened, (tip,), 'say "é".txt')
        assert [(run.commit, run.origin + at, run.path) for run in told for at in range(run.size)] == [
            (run.commit, run.origin + at, run.path) for run in whole for at in range(run.size)
        ]


@pytest.mark.parametrize("said", [b"nonsense\n", b"a" * 40 + b" 1 1 1\nauthor A\n", b"a" * 40 + b" 1 1 1"])
def test_an_answer_that_cannot_be_followed_is_an_error(said: bytes) -> None:
    with pytest.raises(GitError):
        list(blame._told(said))


def test_files_of_a_commit(repo: Repository) -> None:
    (repo.path / "link").symlink_to("a.txt")
    repo.git("add", "link")
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},module")
    repo.commit({"a.txt": "x\n", "deep/odd\nname": "y\n"})
    with Repo.open(repo.path) as opened:
        found = {one.path: one.kind for one in tree.files(opened, opened.resolve("HEAD"))}
        empty = list(tree.files(opened, opened.empty_tree))
    assert found == {
        "a.txt": FileKind.REGULAR,
        "deep/odd\nname": FileKind.REGULAR,
        "link": FileKind.SYMLINK,
        "module": FileKind.SUBMODULE,
    }
    assert empty == []


@pytest.mark.parametrize("seed", range(4))
def test_whatever_git_takes_for_a_rename_is_followed(repo: Repository, seed: int) -> None:
    """Twelve files go in one commit, twelve come, each less like its old self than the one before."""
    chance = random.Random(seed)
    ends = chance.choice(("\n", "\r\n"))
    old = {f"old{at}.txt": [f"{chance.random()}" * chance.randint(1, 9) for _ in range(30)] for at in range(12)}
    new = {}
    for at, lines in enumerate(old.values()):
        kept = [line for line in lines if chance.random() > at / 16]
        new[f"new{at}.txt"] = kept + [f"{chance.random()}" for _ in range(chance.randint(0, at))]
    repo.commit({path: "".join(line + "\n" for line in lines) for path, lines in old.items()})
    repo.git("rm", "--quiet", *old)
    repo.commit({path: "".join(line + ends for line in lines) for path, lines in new.items()})
    told = repo.git("diff-tree", "-r", "-M", "--diff-filter=R", "--name-status", "HEAD^", "HEAD").splitlines()
    assert told
    for line in told:
        _, before, after = line.split("\t")
        assert after in traced(repo, before).names
