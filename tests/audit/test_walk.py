"""The patch phase says of each commit what ``attribute`` says of it alone, however the commits are dealt out."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from aigate.audit.census import census
from aigate.audit.plan import Plan
from aigate.audit.walk import Walk, Walked, attributed
from aigate.audit_model import Unread
from aigate.git import changeset as changesets
from aigate.git.repo import Repo
from aigate.provenance.records import Records
from aigate.provenance.resolve import attribute
from tests.audit.test_census import CLAUDE, grow, lose

if TYPE_CHECKING:
    from tests.repository import Repository


@pytest.mark.parametrize("size", [1, 5, 1000], ids=["one by one", "in chunks", "all at once"])
def test_each_commit_is_attributed_as_it_would_be_alone(repo: Repository, size: int) -> None:
    grow(repo, random.Random(7))
    with Repo.open(repo.path) as opened:
        found = census(opened, Plan())
        ids = list(found.chosen(Plan(every_patch=True)))
        random.Random(1).shuffle(ids)
        walk = Walk(opened, Plan(), found.settings)
        walked = [one for at in range(0, len(ids), size) for one in walk.attributed(ids[at : at + size])]
        records = Records(opened)
        for one in walked:
            assert isinstance(one, Walked)
            alone = changesets.of_commit(opened, one.changeset.id or "")
            known = attribute(alone, opened.read, found.settings, records.of(alone))
            assert (one.changeset.files, one.changeset.message) == (unwatched(one, alone.files), alone.message)
            assert one.attribution == known
    assert sorted(one.changeset.id or "" for one in walked if isinstance(one, Walked)) == sorted(ids)


def unwatched(one: Walked, files: tuple[object, ...]) -> tuple[object, ...]:
    """The files as the walk read them, if they are the same but for whether they were watched."""
    from dataclasses import replace

    return tuple(
        replace(there, watched=here.watched)  # type: ignore[type-var]
        for here, there in zip(one.changeset.files, files, strict=True)
    )


def test_what_cannot_be_read_is_named_in_its_place(repo: Repository) -> None:
    made = [repo.commit({"a.py": f"{number}\n"}, CLAUDE) for number in range(5)]
    lose(repo, repo.git("rev-parse", f"{made[2]}:a.py"))
    with Repo.open(repo.path) as opened:
        settings = census(opened, Plan()).settings
        walked = list(attributed(opened, Plan(), settings, made))
    assert [one.commit if isinstance(one, Unread) else one.changeset.id for one in walked] == made
    assert [at for at, one in enumerate(walked) if isinstance(one, Unread)] == [2, 3]


def test_files_that_nobody_asked_about_are_left_out(repo: Repository) -> None:
    made = repo.commit({"lib/a.py": "1\n", "library.py": "1\n", "b.py": "1\n"}, CLAUDE)
    with Repo.open(repo.path) as opened:
        plan = Plan(paths=("lib/", "b.py"))
        (one,) = attributed(opened, plan, census(opened, plan).settings, [made])
    assert isinstance(one, Walked)
    assert [change.path for change in one.changeset.files] == ["b.py", "lib/a.py"]
    assert not one.changeset.is_whole


def test_no_commits_take_no_process(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit({"a.py": "1\n"})
    with Repo.open(repo.path) as opened:
        walk = Walk(opened, Plan(), census(opened, Plan()).settings)
        monkeypatch.setattr(opened, "start", None)
        monkeypatch.setattr(opened, "call", None)
        assert list(walk.attributed(())) == []
