"""Many real repositories, audited by real processes: one report, whatever happens to some of them."""

from __future__ import annotations

import io
import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from aigate.audit.fleet import listing
from aigate.audit.fleet.run import Wish, audit_all
from aigate.audit.fleet.work import FOLDER, MARK, examine
from aigate.audit.plan import Plan
from aigate.audit_model import Audit, Fleet
from aigate.git.repo import Repo
from aigate.reports import fleet as reports
from tests.audit.fleet import dask_cluster
from tests.audit.fleet.repositories import many
from tests.repository import Repository

PLAN = Plan(jobs=2)


def audited(source: Path, wish: Wish, progress: object = lambda *_: None) -> Fleet:
    found = listing.read(str(source), io.BytesIO(), protocols=wish.protocols)
    return audit_all(found, wish, 0, progress)  # type: ignore[arg-type]


@pytest.fixture
def wish(tmp_path: Path) -> Wish:
    return Wish(PLAN, tmp_path / "cache", protocols=("file",))


def test_every_repository_is_in_the_report_or_among_the_failures(
    tmp_path: Path, sealed: dict[str, str], wish: Wish
) -> None:
    org = tmp_path / "org"
    org.mkdir()
    good = many(org, 4)
    Repository.create(org / "nothing-yet", sealed)
    damaged = org / "repository-000.git"
    shutil.rmtree(damaged / "objects")
    (damaged / "objects").mkdir()
    listed = tmp_path / "repos.txt"
    inside = Repository.create(org / "work", sealed)
    inside.commit({"sub/a.py": "a = 1\n"})
    lines = [*map(str, good), str(org / "nothing-yet"), str(org / "work" / "sub"), good[1].as_uri(), "ext::sh"]
    listed.write_text("\n".join(lines))
    progress: list[tuple[int, int]] = []
    found = audited(listed, wish, lambda done, total: progress.append((done, total)))
    assert [Path(member.place).name for member in found.members[:4]] == [
        *(f"repository-00{at}.git" for at in (1, 2, 3)),
        "nothing-yet",
    ]
    assert found.members[4].name.endswith("repository-001")  # its copy
    assert found.members[3].notes == ("it has no commit yet",)
    assert [(one.commits, one.ai_commits) for one in found.members[:3]] == [(3, 1)] * 3
    told = {failure.name.rpartition("/")[2]: failure.reason for failure in found.failures}
    assert set(told) == {"ext::sh", "repository-000.git", "sub"}
    assert "not the top" in told["sub"]
    assert told["repository-000.git"]
    assert progress[-1] == (7, 7)
    assert not found.is_whole
    assert found.agents[0][:3] == ("claude", 4, 4)
    assert found.months[0].month == "2026-01"
    for name in reports.NAMES:
        assert reports.load(name).render(found)


def test_each_has_a_report_of_its_own_beside_the_merged_one(tmp_path: Path, wish: Wish) -> None:
    org = tmp_path / "org"
    org.mkdir()
    many(org, 3)
    output = tmp_path / "reports"
    found = audited(org, replace(wish, output=output, formats=("html", "json")))
    assert not found.failures
    assert sorted(path.suffix for path in (output / FOLDER).iterdir()) == [
        ".html",
        ".html",
        ".html",
        ".json",
        ".json",
        ".json",
    ]
    for member in found.members:
        assert (output / member.page).is_file()
        whole = json.loads((output / member.page).with_suffix(".json").read_text())["audit"]
        assert (whole["repository"], whole["reach"]["commits"]) == (member.name, member.commits)
    assert not (output / MARK).exists()


def test_each_keeps_what_was_found_out_and_the_answer_is_the_same_again(tmp_path: Path, wish: Wish) -> None:
    org = tmp_path / "org"
    org.mkdir()
    places = many(org, 3)
    first = audited(org, wish)
    assert all((place / "aigate" / "audit.sqlite").is_file() for place in places)
    assert audited(org, wish) == first


def test_a_copy_that_did_not_change_is_not_audited_again(
    tmp_path: Path, sealed: dict[str, str], wish: Wish, monkeypatch: pytest.MonkeyPatch
) -> None:
    (place,) = many(tmp_path, 1)
    from aigate import __version__
    from aigate.audit.fleet import clone, work
    from aigate.audit.fleet.order import Order

    clone.prepare(wish.cache)
    target = listing.Target("one", place.as_uri(), is_remote=True)
    output = tmp_path / "reports"
    (output / FOLDER).mkdir(parents=True)
    (output / MARK).touch()
    order = Order(3, target, PLAN, __version__, str(wish.cache), ("file",), str(output), ("json",))
    audits = []
    audit = work._audit

    def counted(repo: Repo, order: Order) -> Audit:
        audits.append(order)
        return audit(repo, order)

    monkeypatch.setattr(work, "_audit", counted)
    first = examine(order)
    assert not first.failure
    assert examine(order) == first
    assert len(audits) == 1
    assert examine(replace(order, plan=replace(PLAN, every_patch=True))).member
    assert len(audits) == 2  # another question
    for page in (output / FOLDER).iterdir():
        page.unlink()
    examine(order)
    assert len(audits) == 3  # its report is gone
    Repository(place, sealed).git("update-ref", "refs/heads/main", "main~1")
    assert examine(order) != first
    assert len(audits) == 4
    examine(replace(order, plan=replace(PLAN, since="2020-01-01")))
    examine(replace(order, plan=replace(PLAN, since="2020-01-01")))
    assert len(audits) == 6  # dates are not remembered


def test_another_version_or_another_file_system_is_told(tmp_path: Path, wish: Wish) -> None:
    (place,) = many(tmp_path, 1)
    target = listing.Target("one", str(place))
    from aigate.audit.fleet.order import Order

    order = Order(0, target, PLAN, "0.0.0", "", ())
    assert "this worker has aigate" in examine(order).failure
    from aigate import __version__

    away = replace(order, version=__version__, output=str(tmp_path / "elsewhere"), formats=("json",))
    assert "common file system" in examine(away).failure


def test_a_repository_that_the_environment_names_is_not_meant(
    tmp_path: Path, wish: Wish, monkeypatch: pytest.MonkeyPatch
) -> None:
    org = tmp_path / "org"
    org.mkdir()
    places = many(org, 2)
    from aigate import __version__
    from aigate.audit.fleet.order import Order

    monkeypatch.setenv("GIT_DIR", str(places[0]))
    order = Order(0, listing.Target("two", str(places[1])), PLAN, __version__, "", ())
    assert not examine(order).failure
    assert "GIT_DIR" not in os.environ


def test_sixty_repositories_on_a_dask_cluster_that_loses_a_worker(tmp_path: Path, wish: Wish) -> None:
    org = tmp_path / "org"
    org.mkdir()
    many(org, 60)
    with dask_cluster.running(tmp_path / "dask", 3) as running:

        def progress(done: int, _total: int) -> None:
            if done == 20:
                running.workers[0].kill()

        found = audited(org, replace(wish, dask=running.address), progress)
        assert running.workers[0].wait() != 0
    assert [member.name for member in found.members] == [f"repository-{at:03}.git" for at in range(60)]
    assert not found.failures
    assert found.agents[0].repositories == 60
    assert found == audited(org, wish)
