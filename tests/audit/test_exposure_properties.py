"""On random histories, the exposure of a revision is what ``aigate blame`` says of it, line by line."""

from __future__ import annotations

import random
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from aigate.audit.plan import Plan
from aigate.audit.run import Run
from aigate.audit.store import Store
from aigate.audit.tip import stand_at
from aigate.git.repo import Repo
from aigate.history.blame import View, blame
from aigate.model import Verdict
from tests.audit.exposing import BY_CLAUDE, BY_CODEX
from tests.fuzz.walk import Walk
from tests.repository import Repository

if TYPE_CHECKING:
    from pathlib import Path

Told = dict[str, list[str]]  # each line's verdict, by path
FOLLOW: tuple[tuple[str, ...], ...] = ((), ("-M",), ("-M", "-C", "-C"))


def exposure(path: Path, follow: tuple[str, ...]) -> tuple[Told, set[str]]:
    """Each line's verdict, and the files that nothing is known of because no agent had a hand in them."""
    plan = Plan(jobs=1, follow=follow, checks=())
    with Repo.open(path) as repo, Store.open(repo, use=False) as store:
        run = Run(repo, plan, store)
        accounts = run.accounts()
        tip = stand_at(run.ground(), accounts)
    told: Told = {}
    for one in tip.files:
        ai = one.ai_lines
        assert len(ai) == sum(each.size for each in one.ai), "no line is two agents'"
        assert one.counted == (len(ai), len(one.human), one.count - len(ai) - len(one.human))
        assert sum(one.counted) == one.count
        assert not ai & one.human
        told[one.file.path] = [
            Verdict.AI if line in ai else Verdict.HUMAN if line in one.human else Verdict.UNKNOWN
            for line in range(1, one.count + 1)
        ]
    return told, {one.file.path for one in tip.files if not one.runs}


def blamed(path: Path, paths: list[str], follow: tuple[str, ...]) -> Told:
    with Repo.open(path) as repo, Store.open(repo, use=False) as store:
        settings = Run(repo, Plan(), store).census.settings
        found = blame(repo, View(repo.resolve("HEAD"), options=follow), paths, settings)
        return {
            one.path: [each.verdict for each in one.stretches for _ in range(each.lines.start, each.lines.end + 1)]
            for one in found.files
        }


def compare(path: Path) -> Counter[str]:
    seen: Counter[str] = Counter()
    for follow in FOLLOW:
        told, bare = exposure(path, follow)
        expected = blamed(path, sorted(told), follow)
        for name in bare:  # counted by its lines alone; no agent may have written any
            assert Verdict.AI not in expected[name]
            expected[name] = [Verdict.UNKNOWN] * len(expected[name])
        assert told == expected
        seen.update(verdict for lines in told.values() for verdict in lines)
    return seen


class History:
    """A random one, of agents' and people's commits, renames and merges."""

    def __init__(self, repo: Repository, seed: int) -> None:
        self.repo = repo
        self.chance = random.Random(seed)
        self.files: dict[str, list[str]] = {}
        self.edit("a.py", 12)
        self.commit()

    def grow(self, steps: int) -> None:
        for _ in range(steps):
            self.chance.choices([self.work, self.rename, self.merge], [8, 2, 1])[0]()

    def edit(self, path: str, size: int) -> None:
        lines = self.files.setdefault(path, [])
        for _ in range(self.chance.randint(1, size)):
            at = self.chance.randint(0, len(lines))
            match self.chance.choice("iiidm") if lines else "i":
                case "d":
                    del lines[at : at + 2]
                case "m":  # lines that move, and lines that are alike, are what blame and patches part over
                    moved, lines[at : at + 3] = lines[at : at + 3], []
                    place = self.chance.randint(0, len(lines))
                    lines[place:place] = moved
                case _:
                    lines.insert(at, self.chance.choice(("", "    pass", f"row = {self.chance.randint(0, 9999)}")))

    def work(self) -> None:
        self.edit(self.chance.choice([*self.files, f"n{len(self.files)}.py"]), 5)
        self.commit()

    def rename(self) -> None:
        old = self.chance.choice(list(self.files))
        new = f"r{self.chance.randint(0, 999)}.py"
        self.repo.git("rm", "--quiet", "-f", old)
        self.files[new] = self.files.pop(old)
        if self.chance.random() < 0.5:
            self.edit(new, 3)
        self.commit()

    def merge(self) -> None:
        """Work on both sides, a merge, and sometimes lines that neither had."""
        before = {path: list(lines) for path, lines in self.files.items()}
        self.repo.git("checkout", "--quiet", "-B", "side")
        for _ in range(2):
            self.work()
        side = self.files
        self.files = before
        self.repo.git("checkout", "--quiet", "-f", "main")
        self.edit("main.py", 3)
        self.commit()
        self.repo.git("merge", "--quiet", "--no-commit", "-s", "ours", "side")
        self.files = side | {"main.py": self.files["main.py"]}
        if self.chance.random() < 0.5:
            self.edit(self.chance.choice(list(self.files)), 2)
        self.commit()

    def commit(self) -> None:
        by = self.chance.choice(("", BY_CLAUDE, BY_CODEX, ""))
        files: dict[str, str | bytes] = {
            path: "".join(f"{line}\n" for line in lines) for path, lines in self.files.items()
        }
        self.repo.commit(files, f"Work\n\n{by}")


@pytest.mark.parametrize("seed", range(6))
def test_every_line_is_whose_blame_says_it_is(repo: Repository, seed: int) -> None:
    History(repo, seed).grow(14)
    seen = compare(repo.path)
    assert seen[Verdict.AI]
    assert seen[Verdict.UNKNOWN]


@pytest.mark.parametrize("seed", range(2))
def test_every_line_is_whose_blame_says_it_is_by_records_that_know_lines(
    tmp_path: Path, sealed: dict[str, str], seed: int
) -> None:
    walk = Walk(tmp_path / "walk", sealed, seed)
    moves = [
        walk.agent_edits,
        walk.person_edits,
        walk.person_mends,
        walk.stage_all,
        walk.commit,
        walk.rename,
        walk.squash,
    ]
    for _ in range(25):
        walk.chance.choice(moves)()
    walk._commit_all("the end")
    assert compare(tmp_path / "walk")[Verdict.AI]
