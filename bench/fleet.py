"""What many repositories cost, and that they cost no more memory the more they are.

Run by hand: ``python bench/fleet.py [--repositories 50 300] [--workers 3]``. The repositories are made here, small ones of three
commits; a real scheduler and real workers are started on loopback, and one worker is killed when a quarter is done. Then the
same repositories are audited by processes of this machine, twice: the second time nothing is new. CPU is user and system time
of the workers and of the git processes that they waited for; memory is the largest resident size of a process.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, os.fspath(Path(__file__).parents[1]))

from typing import TYPE_CHECKING

from aigate.audit.fleet import listing
from aigate.audit.fleet.run import Wish, audit_all
from aigate.audit.fleet.work import examine
from aigate.audit.plan import Plan
from tests.audit.fleet import dask_cluster
from tests.audit.fleet.repositories import many

if TYPE_CHECKING:
    from aigate.audit.fleet.order import Order, Outcome

LOG = "AIGATE_BENCH_LOG"


def cpu() -> float:
    each = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in each)


def measured(order: Order) -> Outcome:
    """One order, and what it cost on a line of the log."""
    before = cpu()
    outcome = examine(order)
    line = json.dumps([order.number, cpu() - before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss])
    with Path(os.environ[LOG]).open("a") as log:
        log.write(line + "\n")
    return outcome


def asking(folder: Path, scheduler: str) -> None:
    """One fleet, in a process of its own, so that its memory is its own; says what it took on its last line."""
    from aigate.audit.fleet import run

    vars(run)["examine"] = measured  # what the crew is given
    progress = Path(os.environ[LOG]).with_suffix(".progress")

    def tell(done: int, total: int) -> None:
        progress.write_text(f"{done} {total}")

    found = listing.read(os.fspath(folder), io.BytesIO())
    wish = Wish(Plan(jobs=2), folder / "no-copies", dask=scheduler)
    started = time.perf_counter()
    fleet = audit_all(found, wish, 0, tell)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    told = {"audited": len(fleet.members), "failed": len(fleet.failures), "wall": time.perf_counter() - started,
            "own": usage.ru_utime + usage.ru_stime, "memory": usage.ru_maxrss >> 10}  # fmt: skip
    print(json.dumps(told))


def ask(folder: Path, log: Path, scheduler: str = "", kill: subprocess.Popen[bytes] | None = None) -> dict[str, float]:
    log.write_text("")
    progress = log.with_suffix(".progress")
    progress.write_text("0 1")
    argv = [sys.executable, __file__, "--asking", os.fspath(folder), "--scheduler", scheduler]
    process = subprocess.Popen(argv, env={**os.environ, LOG: os.fspath(log)}, stdout=subprocess.PIPE)
    while process.poll() is None:
        time.sleep(0.5)
        done, total = map(int, (progress.read_text() or "0 1").split())
        if kill and kill.poll() is None and done * 4 >= total > 1:
            kill.kill()
    assert process.stdout
    found: dict[str, float] = json.loads(process.stdout.read())
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    found["cpu"] = sum(line[1] for line in lines)
    found["orders"] = len(lines)
    found["worker"] = max(line[2] for line in lines) >> 10
    return found


def high_water(process: subprocess.Popen[bytes]) -> int:
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) >> 10


def row(name: str, number: int, found: dict[str, float], scheduler: int | None = None) -> None:
    each = 1000 * found["cpu"] / number
    print(
        f"| {name} | {found['audited']:.0f} | {found['failed']:.0f} | {found['cpu']:.1f} | {each:.0f} | {found['wall']:.1f} "
        f"| {found['memory']:.0f} | {scheduler or '-'} | {found['worker']:.0f} |",
        flush=True,
    )


def bench(counts: list[int], workers: int) -> None:
    print(
        "| repositories | audited | failed | CPU s | CPU ms each | wall s | asking MiB | scheduler MiB | worker MiB |"
    )
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as scratch:
        log = Path(scratch) / "log"
        os.environ[LOG] = os.fspath(log)
        for number in counts:
            folder = Path(scratch) / f"org-{number}"
            folder.mkdir()
            many(folder, number)
            with dask_cluster.running(Path(scratch) / f"dask-{number}", workers) as cluster:
                found = ask(folder, log, cluster.address, kill=cluster.workers[0])
                row(f"{number}, on {workers} Dask workers, one killed", number, found, high_water(cluster.scheduler))
            for place in folder.iterdir():
                (place / "aigate" / "audit.sqlite").unlink(missing_ok=True)
            row(f"{number}, here", number, ask(folder, log))
            sizes = [(place / "aigate" / "audit.sqlite").stat().st_size for place in folder.iterdir()]
            row(f"{number}, here, nothing new", number, ask(folder, log))
            print(f"store: {sum(sizes) / len(sizes) / 1024:.0f} KiB a repository")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repositories", nargs="+", type=int, default=[50, 300])
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--asking", type=Path)
    parser.add_argument("--scheduler", default="")
    given = parser.parse_args()
    if given.asking:
        asking(given.asking, given.scheduler)
    else:
        bench(given.repositories, given.workers)
