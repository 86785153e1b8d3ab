"""Copies of repositories elsewhere: whole, atomic, without prompts, and only by the protocols that were asked for."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from aigate.audit.fleet import clone
from aigate.audit.fleet.listing import Target
from aigate.errors import GitError
from aigate.git.mirror import Limits
from aigate.git.repo import Repo
from tests.repository import Repository

NOTE = "refs/notes/ai"


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    folder = tmp_path / "cache"
    clone.prepare(folder)
    return folder


def target(repo: Repository, branch: str = "") -> Target:
    return Target("team/app", repo.path.as_uri(), is_remote=True, branch=branch)


def bring(
    one: Target,
    cache: Path,
    *,
    whole: bool = False,
    protocols: tuple[str, ...] = ("file",),
    limits: Limits = clone.LIMITS,
) -> Path:
    place = clone.bring(one, cache, whole=whole, protocols=protocols, limits=limits)
    assert place is not None
    return place


def refs(place: Path) -> list[str]:
    with Repo.open(place) as repo:
        return repo.git("for-each-ref", "--format=%(refname)").decode().split()


def test_brings_the_branch_that_counts_and_the_notes(repo: Repository, cache: Path) -> None:
    first = repo.commit({"a.py": "a = 1\n"})
    repo.git("notes", f"--ref={NOTE}", "add", "-m", "by an agent", first)
    repo.git("branch", "side")
    repo.git("tag", "v1")
    place = bring(target(repo), cache)
    assert refs(place) == ["refs/heads/main", NOTE]
    with Repo.open(place) as copy:
        assert copy.bare
        assert copy.resolve("HEAD") == first
        assert copy.setting("remote.origin.url") is None
    assert not list((cache / "partial").iterdir())
    assert not (place / "hooks").exists()
    assert place.parent.stat().st_mode & 0o077 == 0


def test_brings_all_branches_and_tags_where_they_count(repo: Repository, cache: Path) -> None:
    repo.commit({"a.py": "a = 1\n"})
    repo.git("branch", "side")
    repo.git("tag", "v1")
    assert refs(bring(target(repo), cache, whole=True)) == ["refs/heads/main", "refs/heads/side", "refs/tags/v1"]


def test_the_next_time_only_what_is_new_comes(repo: Repository, cache: Path) -> None:
    repo.commit({"a.py": "a = 1\n"})
    place = bring(target(repo), cache)
    (place / "aigate").mkdir()
    packs = set((place / "objects").rglob("*"))
    assert bring(target(repo), cache) == place
    assert set((place / "objects").rglob("*")) == packs
    second = repo.commit({"a.py": "a = 2\n"})
    repo.git("notes", f"--ref={NOTE}", "add", "-m", "by an agent", second)
    assert bring(target(repo), cache) == place
    with Repo.open(place) as copy:
        assert copy.resolve("HEAD") == second
    assert (place / "aigate").is_dir()
    repo.git("update-ref", "-d", NOTE)
    assert NOTE not in refs(bring(target(repo), cache))


def test_follows_another_branch_that_counts_now_and_a_history_that_was_rewritten(repo: Repository, cache: Path) -> None:
    repo.commit({"a.py": "a = 1\n"})
    bring(target(repo), cache)
    repo.git("checkout", "--quiet", "--orphan", "trunk")
    tip = repo.commit({"b.py": "b = 1\n"}, "other")
    with Repo.open(bring(target(repo), cache)) as copy:
        assert copy.resolve("HEAD") == tip
    repo.commit({"b.py": "b = 2\n"}, "other", "--amend")
    with Repo.open(bring(target(repo), cache)) as copy:
        assert copy.resolve("HEAD") == repo.git("rev-parse", "HEAD")


def test_a_head_on_no_branch(repo: Repository, cache: Path) -> None:
    tip = repo.commit({"a.py": "a = 1\n"})
    repo.git("checkout", "--quiet", "--detach")
    with Repo.open(bring(target(repo), cache)) as copy:
        assert copy.resolve("HEAD") == tip


def test_a_repository_without_commits_is_none(repo: Repository, cache: Path) -> None:
    assert clone.bring(target(repo), cache, whole=False, protocols=("file",)) is None
    assert not list(cache.rglob("*.git"))


@pytest.mark.parametrize("protocols", [("https", "ssh"), ("ssh",)], ids=["as it is", "narrowed"])
def test_a_protocol_that_was_not_asked_for_fails(repo: Repository, cache: Path, protocols: tuple[str, ...]) -> None:
    repo.commit({"a.py": "a = 1\n"})
    with pytest.raises(GitError, match="not allowed"):
        bring(target(repo), cache, protocols=protocols)
    assert not list(cache.rglob("*.git"))


def test_a_configured_rewriting_to_a_program_is_not_followed(repo: Repository, cache: Path, tmp_path: Path) -> None:
    (tmp_path / "home" / ".gitconfig").write_text(f'[url "ext::touch {tmp_path}/ran "]\n\tinsteadOf = file://\n')
    repo.commit({"a.py": "a = 1\n"})
    with pytest.raises(GitError, match="not allowed"):
        bring(target(repo), cache)
    assert not (tmp_path / "ran").exists()


def test_templates_and_hooks_of_the_user_stay_out(repo: Repository, cache: Path, tmp_path: Path) -> None:
    hook = tmp_path / "template" / "hooks" / "reference-transaction"
    hook.parent.mkdir(parents=True)
    hook.write_text(f"#!/bin/sh\ntouch '{tmp_path}/ran'\n")
    hook.chmod(0o755)
    (tmp_path / "home" / ".gitconfig").write_text(
        f"[init]\n\ttemplateDir = {tmp_path}/template\n[core]\n\thooksPath = {hook.parent}\n"
    )
    repo.commit({"a.py": "a = 1\n"})
    (tmp_path / "ran").unlink(missing_ok=True)
    bring(target(repo), cache)
    assert not (tmp_path / "ran").exists()


def test_a_damaged_copy_is_made_anew(repo: Repository, cache: Path) -> None:
    tip = repo.commit({"a.py": "a = 1\n"})
    place = bring(target(repo), cache)
    shutil.rmtree(place / "objects")
    with Repo.open(bring(target(repo), cache)) as copy:
        assert copy.resolve("HEAD") == tip


def test_a_sound_copy_is_kept_when_the_other_side_is_gone(repo: Repository, cache: Path) -> None:
    repo.commit({"a.py": "a = 1\n"})
    place = bring(target(repo), cache)
    repo.path.rename(repo.path.with_name("gone"))
    with pytest.raises(GitError):
        bring(target(repo), cache)
    assert place.is_dir()


def test_limits_end_it_and_leave_nothing(repo: Repository, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit({"a.py": "a = 1\n"})
    slow = repo.path.parent / "slow"
    slow.write_text(f"#!/bin/sh\nsleep 0.5\nexec git upload-pack '{repo.path}'\n")
    slow.chmod(0o755)
    monkeypatch.setenv("GIT_SSH", str(slow))
    one = Target("team/app", "ssh://example.org/app", is_remote=True)
    for limits, reason in ((Limits(seconds=0.2), "longer than"), (Limits(size=-1), "larger than")):
        with pytest.raises(GitError, match=reason):
            bring(one, cache, protocols=("ssh",), limits=limits)
        assert not list(cache.rglob("*.git"))
        assert not list((cache / "partial").iterdir())
    assert bring(one, cache, protocols=("ssh",)).is_dir()


def test_git_never_shows_a_password_of_the_configuration(repo: Repository, cache: Path, tmp_path: Path) -> None:
    (tmp_path / "home" / ".gitconfig").write_text(
        '[url "http://ada:hunter2@127.0.0.1:9/"]\n\tinsteadOf = https://example.org/\n'
    )
    with pytest.raises(GitError) as caught:
        bring(Target("x", "https://example.org/x", is_remote=True), cache, protocols=("https", "http"))
    assert "hunter2" not in caught.value.message


def test_names_of_copies_tell_any_two_apart_and_are_plain(cache: Path) -> None:
    odd = [
        "https://example.org/a/b",
        "https://example.org/a-b",
        "git@example.org:a/b",
        "https://example.org/" + "x" * 900,
    ]
    places = [clone.place_of(cache, address) for address in odd]
    assert len(set(places)) == len(odd)
    assert all(len(place.name) < 90 and place.parent.parent == cache for place in places)
