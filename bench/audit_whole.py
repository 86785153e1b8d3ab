"""What a whole audit costs, the first time and after one more commit, on the command line as people run it.

Run by hand: ``python bench/audit_whole.py PATH [--rounds 3] [--jobs 1 2]``. The repository is borrowed, not changed: the audit runs in a
bare clone that shares its objects. CPU is user and system time of the process and of all that it waited for, the start of the
interpreter included; memory is the largest resident size of any one of them but git, told by Linux alone. The figures for one
more commit are medians.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import NamedTuple

BY_AGENT = "Add a helper\n\nCo-authored-by: Claude <noreply@anthropic.com>\n"
CODE = "\n\ndef bench_{number}(values):\n    return [value * {number} for value in values]\n"


class Cost(NamedTuple):
    """What one audit took."""

    cpu: float
    wall: float
    peak: float  # MB

    def __str__(self) -> str:
        return f"{self.cpu:.2f} s | {self.wall:.2f} s | {self.peak:.0f} MB"


class Copy:
    """A bare clone to be audited and committed to."""

    def __init__(self, repository: Path, folder: Path) -> None:
        self.path = folder / "copy.git"
        self.env = os.environ | {"GIT_INDEX_FILE": str(folder / "index")}
        for role in ("AUTHOR", "COMMITTER"):
            self.env |= {f"GIT_{role}_NAME": "Bench", f"GIT_{role}_EMAIL": "bench@example.org"}
        subprocess.run(
            ["git", "clone", "--quiet", "--bare", "--shared", "--no-tags", str(repository), str(self.path)], check=True
        )
        self.git("fetch", "--quiet", str(repository.absolute()), "+refs/notes/*:refs/notes/*")

    def git(self, *words: str, given: str | None = None) -> str:
        done = subprocess.run(
            ["git", "-C", str(self.path), *words], env=self.env, input=given, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    def forget(self) -> None:
        """Make the next audit the first."""
        (self.path / "aigate" / "audit.sqlite").unlink(missing_ok=True)

    def audit(self, *options: str) -> Cost:
        began = time.perf_counter()
        child = subprocess.Popen(
            [sys.executable, "-m", "aigate", "audit", *options],
            cwd=self.path,
            env={
                name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"
            },  # as installed
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode not in (0, 3):  # 3: objects are missing
            raise SystemExit(f"the audit ended with {child.returncode}")
        return Cost(usage.ru_utime + usage.ru_stime, time.perf_counter() - began, usage.ru_maxrss / 1000)

    def commit(self, path: str, more: str, message: str) -> None:
        """One more commit, which adds lines to the end of a file."""
        self.git("read-tree", "HEAD")
        before = self.git("cat-file", "blob", f"HEAD:{path}")
        blob = self.git("hash-object", "-w", "--stdin", given=f"{before}\n{more}")
        self.git("update-index", "--add", "--cacheinfo", f"100644,{blob},{path}")
        made = self.git("commit-tree", self.git("write-tree"), "-p", "HEAD", "-F", "-", given=message)
        self.git("update-ref", "HEAD", made)

    def files(self) -> tuple[str, str]:
        """A text that stands at the top, and a source file of some length."""
        listed = [line.split(maxsplit=4)[3:] for line in self.git("ls-tree", "-r", "-l", "HEAD").splitlines()]
        sources = sorted((int(size), path) for size, path in listed if path.endswith((".py", ".rs", ".c", ".js")))
        top = next(path for _, path in listed if "/" not in path and path.endswith((".md", ".txt", ".adoc")))
        return top, sources[len(sources) * 3 // 4][1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repository", type=Path, help="a repository, or a git directory")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--jobs", type=int, nargs="+", default=[1, 2])
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        copy = Copy(args.repository.absolute(), Path(folder))
        print("| what | CPU | wall | memory |\n|---|---|---|---|")
        for jobs in args.jobs:
            copy.forget()
            print(
                f"| first audit, {jobs} process{'es' if jobs > 1 else ''} | {copy.audit('--jobs', str(jobs))} |",
                flush=True,
            )
        text, source = copy.files()
        print(f"| again, nothing new | {_median([copy.audit() for _ in range(args.rounds)])} |", flush=True)
        for what, path, message in (("by a human", text, "Say more\n"), ("by an agent", source, BY_AGENT)):
            costs = []
            for number in range(args.rounds):
                copy.commit(path, CODE.format(number=number) if path == source else f"More {number}.\n", message)
                costs.append(copy.audit())
            print(f"| one more commit {what}, of {path} | {_median(costs)} |", flush=True)


def _median(costs: list[Cost]) -> Cost:
    return Cost(*(median(column) for column in zip(*costs, strict=True)))


if __name__ == "__main__":
    main()
