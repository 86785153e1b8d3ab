"""A whole audit of real repositories, with real processes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from aigate.audit.census import REMOVED_SINCE
from aigate.audit.plan import Plan
from aigate.audit.run import Run, audit
from aigate.audit.store import Store
from aigate.errors import GitError
from aigate.git import trailers
from aigate.git.repo import Repo

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aigate.audit_model import Audit
    from aigate.model import Trailer
    from tests.repository import Repository

HERE = Plan(jobs=1)
BY_CLAUDE = "Co-authored-by: Claude <noreply@anthropic.com>"
WEAK = "import hashlib\n\n\ndef digest(data):\n    return hashlib.md5(data).hexdigest()\n"


def audited(repo: Repository, plan: Plan = HERE) -> tuple[Audit, Run]:
    with Repo.open(repo.path) as opened, Store.open(opened, use=plan.cache) as store:
        run = Run(opened, plan, store)
        return replace(run.audit(), made=0), run


def filled(repo: Repository) -> Repository:
    repo.commit({"README": "by hand\n"}, "Begin")
    repo.commit({"app.py": WEAK}, f"Add digests\n\n{BY_CLAUDE}")
    repo.commit({"more.py": "x = 1\n"}, f"Add more\n\n{BY_CLAUDE}")
    return repo


def test_an_audit_says_what_agents_wrote_and_what_the_gate_would_have_stopped(repo: Repository) -> None:
    found, _ = audited(filled(repo))
    assert [(one.subject, one.lines.ai) for one in found.commits] == [("Add digests", 5), ("Add more", 1)]
    assert found.commits[0].stopped_by
    assert not found.commits[1].stopped_by
    assert (found.reach.commits, found.reach.ai_commits) == (3, 2)


def test_what_only_every_patch_sees_is_said_wherever_patches_were_not_read(repo: Repository) -> None:
    filled(repo)
    assert audited(repo)[0].reach.notes == (REMOVED_SINCE,)
    assert audited(repo, replace(HERE, every_patch=True))[0].reach.notes == ()
    assert audited(repo, replace(HERE, revisions=("HEAD~2..HEAD",)))[0].reach.notes == (), "all were read"


def test_a_repository_without_commits_has_an_empty_audit(repo: Repository) -> None:
    with Repo.open(repo.path) as opened:
        assert audit(opened, HERE).commits == ()


def test_a_second_audit_reads_no_commit_and_says_the_same(repo: Repository) -> None:
    first, _ = audited(filled(repo))
    second, run = audited(repo)
    assert second == first
    assert (run.walked, run.scans) == (0, 0)


def test_the_messages_of_a_chunk_are_read_by_one_process(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit({".aigate.toml": '[trailers]\nprofile = "kernel"\n'}, "Begin")
    for number in range(4):
        repo.commit({"a.py": f"x = {number}\n"}, f"Work {number}\n\nAssisted-by: Claude:x\n{BY_CLAUDE}")
    repo.commit({"a.py": "y = 1\n"}, "Work\n\nAssisted-by: claude:claude-opus-4\nSigned-off-by: Ada <ada@example.org>")
    asked = []
    interpret = trailers._interpret

    def counted(files: Sequence[str], message: bytes, *options: str) -> bytes:
        asked.append(len(files) // 2)
        return interpret(files, message, *options)

    monkeypatch.setattr(trailers, "_interpret", counted)
    found, _ = audited(repo, replace(HERE, cache=False))
    assert asked == [5]
    assert [bool(one.breaches) for one in found.commits] == [True] * 4 + [False]

    def refused(_: Sequence[str]) -> list[tuple[Trailer, ...]]:
        raise GitError("no")

    monkeypatch.setattr(trailers, "parse_all", refused)
    assert audited(repo, replace(HERE, cache=False))[0] == found, "each by itself says the same"
    assert asked == [5, *[0] * 5]
