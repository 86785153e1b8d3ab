"""What attributing a whole history costs, next to ``git log -p -U0`` on the same commits.

Run by hand on any repository: ``python bench/attribute.py PATH [--rev HEAD] [--rounds 5]``. All figures are CPU seconds,
user and system, of a process and the children it waited for; the two alternate, after one run of each that is not counted,
and the ratio is the median of the ratios of each round. Memory is the largest resident size of aigate's own process: git's
maps the packs it reads, which is not memory that anybody lacks.
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
from typing import NamedTuple

from repository import environment

# aigate in a process of its own, which says at its end how much memory it ever held.
RUN = (
    "import resource, sys\n"
    "from aigate.cli import run\n"
    "code = run(sys.argv[1:])\n"
    "print('peak', resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)\n"
    "raise SystemExit(code)\n"
)


class Cost(NamedTuple):
    """What one run took."""

    cpu: float  # seconds
    peak: float  # megabytes, of aigate itself


class History:
    """One repository's history, and how it is read in two ways."""

    def __init__(self, repository: Path, rev: str, scratch: Path) -> None:
        self.env = environment(repository)
        self.rev = rev
        self.output = scratch / "attribution.jsonl"
        self.ids = scratch / "ids"

    def read(self, rev: str | None = None) -> tuple[int, int, int]:
        """Attribute once; how many commits were read, how many could not be, and how many of them are an agent's."""
        self.aigate(rev)
        records = [json.loads(line) for line in self.output.open(encoding="ascii")]
        read = [one for one in records if "error" not in one]
        self.ids.write_text("".join(f"{one['commit']}\n" for one in read), encoding="ascii")
        return len(read), len(records) - len(read), sum(one["ai"] for one in read)

    def aigate(self, rev: str | None = None) -> Cost:
        words = ("attribute", "--history", rev or self.rev, "--format", "jsonl", "--output", str(self.output))
        return self._run([sys.executable, "-c", RUN, *words], ok=(0, 3))  # 3: some commit could not be read

    def log(self) -> Cost:
        return self._run(["git", "log", "-p", "-U0", "--no-walk=unsorted", "--stdin"], ok=(0,))

    def middle(self) -> str:
        """A commit in whose past about half of the history lies."""
        ids = self.ids.read_text("ascii").split()
        return ids[len(ids) // 2]

    def _run(self, argv: list[str], ok: tuple[int, ...]) -> Cost:
        with self.ids.open("a+b") as given, tempfile.TemporaryFile() as said:
            given.seek(0)
            child = subprocess.Popen(argv, env=self.env, stdin=given, stdout=subprocess.DEVNULL, stderr=said)
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
            said.seek(0)
            lines = said.read().decode(errors="replace").splitlines()
        if child.returncode not in ok:
            raise SystemExit(f"{argv} ended with {child.returncode}:\n" + "\n".join(lines))
        unit = 1_000_000 if sys.platform == "darwin" else 1_000
        peak = next((int(line.split()[1]) / unit for line in lines if line.startswith("peak ")), 0.0)
        return Cost(usage.ru_utime + usage.ru_stime, peak)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repository", type=Path, help="a repository, or a git directory")
    parser.add_argument("--rev", default="HEAD")
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        history = History(args.repository, args.rev, Path(folder))
        commits, unread, ai = history.read()
        print(
            f"{commits} commits, {ai} with lines or evidence of an agent; {unread} could not be read and are left out"
        )
        history.log()
        rounds = [(history.log(), history.aigate()) for _ in range(args.rounds)]
        for name, index in (("git log -p -U0", 0), ("aigate attribute --history", 1)):
            print(f"{name}: {median(pair[index].cpu for pair in rounds):.2f} s CPU")
        ratios = sorted(ours.cpu / theirs.cpu for theirs, ours in rounds)
        print(f"ratio: {median(ratios):.2f} (from {ratios[0]:.2f} to {ratios[-1]:.2f})")
        half = history.aigate(history.middle())
        print(f"memory: {rounds[-1][1].peak:.0f} MB for all of it, {half.peak:.0f} MB for the older half")


if __name__ == "__main__":
    main()
