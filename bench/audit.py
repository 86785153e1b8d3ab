"""What an audit costs, phase by phase, next to what git alone needs to read the same.

Run by hand on any repository: ``python bench/audit.py PATH [--rev HEAD] [--rounds 3]``. All figures are CPU seconds, user and
system, of a process and the children it waited for; what is compared alternates within a round, after one round that is not
counted, and a ratio is the median of the ratios of each round. An audit is one process, whatever it does, so the start of the
interpreter and the loading of modules is told apart, once, and no phase is charged with it. Memory is the largest resident
size of aigate's own process: git's maps the packs it reads, which is not memory that anybody lacks.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from repository import environment

FIELDS = "%P%x00%at%x00%ct%x00%an%n%ae%x00%cn%n%ce%x00%B%x00"  # what the census asks git for

# One audit as far as it is measured here, with the CPU that each part of it took. It says what it did on its last line.
RUN = """
import json, resource, sys
from pathlib import Path
from unittest import mock

from aigate.audit import census as phase_one
from aigate.audit.plan import Plan
from aigate.audit.walk import Walk
from aigate.git.process import _gitpython
from aigate.git.repo import Repo

def cpu():
    each = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in each)

_gitpython()
what, rev, ids = sys.argv[1:]
plan = Plan((rev,))
said = {"start": cpu()}
with Repo.open() as repo:
    if what == "metadata":
        with mock.patch.object(phase_one, "touched", lambda *given: phase_one.Touched()):
            found = phase_one.census(repo, plan)
    elif what == "census":
        found = phase_one.census(repo, plan)
    if what != "walk":
        said["commits"] = len(found.commits)
        said["signs"] = [one.id for one in found.commits if one.sign and one.id not in found.edges]
    else:
        settings = phase_one.provenance_at(repo, repo.resolve(rev))
        said["read"], said["ai"] = [], 0
        for one in Walk(repo, plan, settings).attributed(Path(ids).read_text("ascii").split()):
            if not hasattr(one, "reason"):
                said["read"].append(one.changeset.id)
                said["ai"] += one.attribution.has_ai
said["work"] = cpu() - said["start"]
said["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1_000_000 if sys.platform == "darwin" else 1_000)
print(json.dumps(said))
"""


class Row(NamedTuple):
    """One line of the table."""

    what: str
    theirs: float  # seconds
    ours: float
    ratio: float
    low: float
    high: float
    budget: float

    def __str__(self) -> str:
        verdict = "yes" if self.ratio <= self.budget else "**no**"
        figures = f"{self.theirs:.3f} s | {self.ours:.3f} s | {self.ratio:.2f} ({self.low:.2f} to {self.high:.2f})"
        return f"| {self.what} | {figures} | {self.budget} | {verdict} |"


class Audit:
    """One repository's audit, and what git does by itself."""

    def __init__(self, repository: Path, rev: str, scratch: Path) -> None:
        self.env = environment(repository)
        self.rev = rev
        self.ids = scratch / "ids"
        self.ids.write_text("")

    def aigate(self, what: str) -> dict[str, Any]:
        """What one run of "metadata", "census" or "walk" says of itself."""
        done = subprocess.run(
            [sys.executable, "-c", RUN, what, self.rev, str(self.ids)], env=self.env, capture_output=True, check=True
        )
        said: dict[str, Any] = json.loads(done.stdout)
        return said

    def log(self, *words: str) -> float:
        """The CPU of one ``git log``, on the commits that were chosen if none are named."""
        argv = ["git", "log", *(words or ("-p", "-U0", "--no-walk=unsorted", "--stdin"))]
        with self.ids.open("rb") as given:
            child = subprocess.Popen(argv, env=self.env, stdin=given, stdout=subprocess.DEVNULL)
            _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            raise SystemExit(f"{argv} ended with {child.returncode}")
        return usage.ru_utime + usage.ru_stime

    def compare(self, what: str, budget: float, rounds: int, name: str, *words: str) -> Row:
        self.log(*words), self.aigate(name)
        pairs = [(self.log(*words), self.aigate(name)["work"]) for _ in range(rounds)]
        ratios = sorted(ours / theirs for theirs, ours in pairs)
        return Row(
            *(what, median(theirs for theirs, _ in pairs), median(ours for _, ours in pairs), median(ratios)),
            *(ratios[0], ratios[-1], budget),
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repository", type=Path, help="a repository, or a git directory")
    parser.add_argument("--rev", default="HEAD")
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        audit = Audit(args.repository, args.rev, Path(folder))
        census = audit.aigate("census")
        audit.ids.write_text("".join(f"{one}\n" for one in census["signs"]), "ascii")
        walk = audit.aigate("walk")
        audit.ids.write_text(
            "".join(f"{one}\n" for one in walk["read"]), "ascii"
        )  # git log gives up at what is missing
        print(
            f"{census['commits']} commits, {len(census['signs'])} with a sign of an agent, {walk['ai']} with lines of one"
        )
        print(f"start of the interpreter and of the modules: {census['start']:.3f} s")
        print("| what | git alone | aigate | ratio | budget | within |\n|---|---|---|---|---|---|")
        log = ("log", f"--format={FIELDS}", args.rev)
        print(audit.compare("phase one: metadata, notes, records", 2, args.rounds, "metadata", *log[1:]))
        print(audit.compare("the same, and markers at the tip", 2, args.rounds, "census", *log[1:]))
        print(audit.compare("phase two: patches and attribution", 2.5, args.rounds, "walk"))
        print(f"memory: {census['peak']:.0f} MB after phase one, {walk['peak']:.0f} MB after phase two")


if __name__ == "__main__":
    main()
