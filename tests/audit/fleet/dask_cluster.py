"""A real Dask cluster of processes on this machine's loopback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_ROOT = Path(__file__).resolve().parents[3]
_PATIENCE = 60


class DaskCluster:
    """A scheduler and its workers, each a process."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = folder / "scheduler.json"
        self.scheduler = self._start("dask_scheduler", "--port", "0", "--no-dashboard", "--scheduler-file", self._file)
        self.workers: list[subprocess.Popen[bytes]] = []
        _wait_for(lambda: self._file.is_file() and self._file.stat().st_size > 0)
        self.address = str(json.loads(self._file.read_text())["address"])

    def add_worker(self, *, threads: int = 1) -> subprocess.Popen[bytes]:
        words = (
            "--no-nanny",
            "--no-dashboard",
            "--nthreads",
            str(threads),
            "--local-directory",
            self._folder / "scratch",
        )
        self.workers.append(self._start("dask_worker", self.address, *words))
        return self.workers[-1]

    def _start(self, module: str, *words: str | Path) -> subprocess.Popen[bytes]:
        argv = [sys.executable, "-P", "-m", f"distributed.cli.{module}", *map(str, words), "--host", "127.0.0.1"]
        with (self._folder / "log.txt").open("ab") as log:
            return subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=_environment())

    def close(self) -> None:
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()


def _environment() -> dict[str, str]:
    """Workers import the work that tests hand to them, wherever the tests were started from."""
    path = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
    return {**os.environ, "PYTHONPATH": path}


def _wait_for(condition: object) -> None:
    end = time.monotonic() + _PATIENCE
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.05)


@contextmanager
def running(folder: Path, workers: int, *, threads: int = 1) -> Iterator[DaskCluster]:
    folder.mkdir(exist_ok=True)
    cluster = DaskCluster(folder)
    try:
        for _ in range(workers):
            cluster.add_worker(threads=threads)
        yield cluster
    finally:
        cluster.close()
