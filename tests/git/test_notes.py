"""Notes on objects: flat and fanned-out trees, several refs, and trees that nobody's git wrote."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from aigate.errors import GitError
from aigate.git.notes import Notes
from aigate.git.refs import list_refs
from aigate.git.repo import Repo
from tests.git.reading import POSIX_ONLY, recorder
from tests.repository import Repository

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

REF = "refs/notes/ai"


@pytest.fixture
def opened(repo: Repository) -> Iterator[Repo]:
    repo.commit({"a.py": "1\n"})
    with Repo.open(repo.path) as opened:
        yield opened


def noted(repo: Repository, files: dict[str, str], ref: str = REF) -> None:
    """A notes ref whose tree has exactly these paths, in a commit without parents."""
    tree = _tree(repo, files)
    repo.git("update-ref", ref, repo.git("commit-tree", tree, stdin=b"notes\n"))


def _tree(repo: Repository, files: dict[str, str]) -> str:
    folders: dict[str, dict[str, str]] = {}
    lines = []
    for path, content in files.items():
        head, _, rest = path.partition("/")
        if rest:
            folders.setdefault(head, {})[rest] = content
        else:
            lines.append(f"100644 blob {_blob(repo, content)}\t{head}")
    lines += [f"040000 tree {_tree(repo, below)}\t{name}" for name, below in folders.items()]
    return repo.git("mktree", stdin="".join(f"{line}\n" for line in lines).encode())


def _blob(repo: Repository, content: str) -> str:
    return repo.git("hash-object", "-w", "--stdin", stdin=content.encode())


def told(notes: Notes, oid: str) -> str | None:
    found = notes.read(oid)
    return found.data.decode() if found else None


def ids(count: int) -> list[str]:
    return [f"{number:02x}" + f"{number:038x}" for number in range(count)]


def test_without_the_ref_there_are_no_notes(opened: Repo) -> None:
    notes = Notes(opened, REF)
    assert (bool(notes), notes.refs, list(notes), notes.of("0" * 40)) == (False, (), [], ())


def test_a_branch_that_is_called_like_the_ref_holds_no_notes(repo: Repository, opened: Repo) -> None:
    noted(repo, {ids(1)[0]: "forged"}, f"refs/heads/{REF}")
    assert not Notes(opened, REF)


def test_notes_that_git_writes_are_read(repo: Repository, opened: Repo) -> None:
    commit = repo.git("rev-parse", "HEAD")
    repo.git("notes", "--ref=ai", "add", "-m", "one", "HEAD")
    notes = Notes(opened, REF)
    assert (told(notes, commit), told(notes, "0" * 40)) == ("one\n", None)


def test_many_notes_are_read_whatever_fan_out_git_chose(repo: Repository, opened: Repo) -> None:
    head = "committer A <a@b> {} +0000\ndata 0\n"
    many = "".join("commit refs/heads/many\n" + head.format(number) for number in range(300))
    repo.git("fast-import", "--quiet", stdin=many.encode())
    expected = {oid: _blob(repo, oid[:1]) for oid in repo.git("rev-list", "refs/heads/many").split()}
    given = f"commit {REF}\n" + head.format(0) + "".join(f"N {blob} {oid}\n" for oid, blob in expected.items())
    repo.git("fast-import", "--quiet", stdin=given.encode())
    assert "/" in repo.git("ls-tree", "-r", "--name-only", REF), "git fanned them out"
    assert dict(Notes(opened, REF)) == expected


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("{0}", id="flat"),
        pytest.param("{1}/{2}", id="one level"),
        pytest.param("{1}/{3}/{4}", id="two levels"),
    ],
)
def test_a_note_is_found_however_deep_it_lies(repo: Repository, opened: Repo, path: str) -> None:
    first, second = ids(2)
    spelled = {oid: path.format(oid, oid[:2], oid[2:], oid[2:4], oid[4:]) for oid in (first, second)}
    noted(repo, {spelled[first]: "one", spelled[second]: "two"})
    notes = Notes(opened, REF)
    assert (told(notes, first), told(notes, second), sorted(oid for oid, _ in notes)) == ("one", "two", [first, second])


def test_flat_and_fanned_out_notes_may_stand_side_by_side(repo: Repository, opened: Repo) -> None:
    flat, deep = ids(2)
    noted(repo, {flat: "flat", f"{deep[:2]}/{deep[2:]}": "deep", f"{flat[:2]}/{deep[2:]}": "also"})
    notes = Notes(opened, REF)
    assert (told(notes, flat), told(notes, deep), len(list(notes))) == ("flat", "deep", 3)


def test_what_is_no_note_is_passed_over(repo: Repository, opened: Repo) -> None:
    oid = ids(1)[0]
    others = ["README", "zz/" + oid[2:], oid[:39], f"{oid[:2]}/{oid[2:39]}", "abc/def", f"{oid}0", f"docs/{oid}"]
    noted(repo, {oid: "note", **dict.fromkeys(others, "other")})
    assert [found for found, _ in Notes(opened, REF)] == [oid]


def test_an_id_is_looked_up_whole(repo: Repository, opened: Repo) -> None:
    oid = ids(1)[0]
    noted(repo, {f"{oid[:2]}/{oid[2:]}": "note"})
    notes = Notes(opened, REF)
    assert [notes.of(part) for part in (oid[:2], oid[2:], oid[:39], "", "../x")] == [()] * 5


def test_the_first_ref_wins_and_the_others_fill_in(repo: Repository, opened: Repo) -> None:
    both, only = ids(2)
    noted(repo, {both: "local"})
    noted(repo, {both: "fork", only: "fork"}, "refs/notes/ai-remote/fork")
    noted(repo, {both: "origin", only: "origin"}, "refs/notes/ai-remote/origin")
    notes = Notes(opened, REF, "refs/notes/ai-remote/origin", "refs/notes/ai-remote")
    assert notes.refs == (REF, "refs/notes/ai-remote/origin", "refs/notes/ai-remote/fork")
    assert (told(notes, both), told(notes, only)) == ("local", "origin")
    assert len(notes.of(both)) == 3
    assert dict(notes) == {both: notes.of(both)[0], only: notes.of(only)[0]}


def test_no_more_is_read_than_was_asked_for(repo: Repository, opened: Repo) -> None:
    oid = ids(1)[0]
    noted(repo, {oid: "x" * 5000})
    found = Notes(opened, REF).read(oid, 10)
    assert found
    assert (found.data, found.size) == (b"x" * 10, 5000)


def test_a_ref_that_names_no_tree_holds_no_notes(repo: Repository, opened: Repo) -> None:
    repo.git("update-ref", REF, _blob(repo, "no tree"))
    assert list(Notes(opened, REF)) == []


def test_a_tree_of_trees_without_end_is_an_error(repo: Repository, opened: Repo) -> None:
    tree = repo.git("mktree", stdin=b"")
    for _ in range(6):
        lines = "".join(f"040000 tree {tree}\t{number:02x}\n" for number in range(256))
        tree = repo.git("mktree", stdin=lines.encode())
    repo.git("update-ref", REF, repo.git("commit-tree", tree, stdin=b"bomb\n"))
    notes = Notes(opened, REF)
    assert notes.of(ids(1)[0]) == ()
    with pytest.raises(GitError, match="too many folders"):
        list(notes)


def test_a_note_that_is_missing_is_an_error_and_no_silence(repo: Repository, opened: Repo) -> None:
    oid = ids(1)[0]
    noted(repo, {oid: "note"})
    notes = Notes(opened, REF)
    (blob,) = notes.of(oid)
    (repo.path / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    with pytest.raises(GitError, match="missing"):
        notes.read(oid)


def test_notes_in_a_sha256_repository_have_longer_names(tmp_path: Path, sealed: dict[str, str]) -> None:
    repo = Repository.create(tmp_path / "repo", sealed, "--object-format=sha256")
    commit = repo.commit({"a.py": "1\n"})
    repo.git("notes", "--ref=ai", "add", "-m", "one", "HEAD")
    with Repo.open(repo.path) as opened:
        notes = Notes(opened, REF)
        assert (told(notes, commit), [oid for oid, _ in notes]) == ("one\n", [commit])


@pytest.mark.skipif(os.name == "nt", reason=POSIX_ONLY)
def test_a_hundred_notes_cost_two_processes(repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    oids = ids(100)
    noted(repo, {f"{oid[:2]}/{oid[2:]}": oid for oid in oids})
    folder, calls = recorder(tmp_path, repo.env)
    monkeypatch.setenv("PATH", str(folder), prepend=":")
    with Repo.open(repo.path) as opened:
        notes = Notes(opened, REF)
        assert [told(notes, oid) for oid in oids] == oids
    assert len(calls.read_text().splitlines()) == 3, "one to open the repository, one for refs, one for objects"


def test_refs_come_in_the_order_of_the_prefixes(repo: Repository, opened: Repo) -> None:
    head = repo.git("rev-parse", "HEAD")
    for name in ("refs/x/b", "refs/x/a", "refs/xy", "refs/w/1"):
        repo.git("update-ref", name, head)
    assert list(list_refs(opened, "refs/x", "refs/w/1", "refs/none")) == ["refs/x/a", "refs/x/b", "refs/w/1"]


@pytest.mark.parametrize("prefix", ["refs/notes/*", "notes", "--all", "refs/[x]"])
def test_a_pattern_is_no_name_of_refs(opened: Repo, prefix: str) -> None:
    with pytest.raises(ValueError, match="no name"):
        list_refs(opened, prefix)
