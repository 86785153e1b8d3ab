"""Crews of real processes, here and on a real Dask cluster: whatever happens to a worker, no order is lost or done for."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from concurrent.futures import Future
from pathlib import Path

import pytest

from aigate.audit.fleet import cluster
from aigate.audit.fleet.cluster import Cluster
from aigate.audit.fleet.crew import stream
from aigate.audit.fleet.order import Order, Outcome
from aigate.audit.fleet.processes import Processes
from aigate.errors import AigateError, UsageError
from tests.audit.fleet import dask_cluster
from tests.audit.fleet.labour import orders, work

MIXED = ["one", "broken", "two", "killed", "three", "unlucky", "four", "five", "six"]


def told(outcomes: list[Outcome]) -> dict[int, str]:
    return {one.number: one.failure or (one.member.name if one.member else "") for one in outcomes}


def test_processes_do_everything_but_what_kills_them(tmp_path: Path) -> None:
    with Processes(work, 2) as crew:
        found = told(list(stream(orders(MIXED, tmp_path), crew)))
    assert sorted(found) == list(range(len(MIXED)))
    assert "killed again and again" in found.pop(MIXED.index("killed"))
    failure = found.pop(MIXED.index("broken"))
    assert "ValueError" in failure
    assert "secret" not in failure
    assert set(found.values()) == set(MIXED) - {"killed", "broken"}


def test_processes_are_replaced_by_fresh_ones(tmp_path: Path) -> None:
    with Processes(work, 1) as crew:
        done = list(stream(orders(["x"] * 45, tmp_path), crew))
    assert len({one.member.tip for one in done if one.member}) == 2
    assert len(done) == 45


class Counting:
    """A crew that does everything at once, and counts what is out."""

    window = 3

    def __init__(self) -> None:
        self.out = self.most = 0

    def submit(self, order: Order) -> Future[Outcome]:
        self.out += 1
        self.most = max(self.most, self.out)
        future: Future[Outcome] = Future()
        threading.Timer(0.001, lambda: future.set_result(work(order))).start()
        return future

    def again(self, order: Order, error: BaseException) -> Outcome:
        raise AssertionError(error)

    def look(self) -> None:
        raise AssertionError


def test_only_so_many_orders_are_out_at_a_time(tmp_path: Path) -> None:
    crew = Counting()
    taken = 0

    def counted() -> object:
        nonlocal taken
        for order in orders(["x"] * 50, tmp_path):
            taken += 1
            yield order

    for done, _ in enumerate(stream(counted(), crew), 1):  # type: ignore[arg-type]
        crew.out -= 1
        assert taken - done < 3 + 3
    assert done == 50
    assert crew.most <= 6


def test_processes_end_with_whoever_was_killed(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; sys.path.insert(0, '')\n"
        "from tests.audit.fleet.labour import orders, work\n"
        "from aigate.audit.fleet.processes import Processes\n"
        "from aigate.audit.fleet.crew import stream\n"
        "if __name__ == '__main__':\n"
        "    with Processes(work, 2) as crew:\n"
        "        for one in stream(orders(['slow%d' % n for n in range(500)], Path(sys.argv[1])), crew):\n"
        "            print(one.member.tip, flush=True)\n"
    )
    main = tmp_path / "main.py"
    main.write_text(code)
    env = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    asking = subprocess.Popen([sys.executable, main, tmp_path], stdout=subprocess.PIPE, env=env)
    assert asking.stdout
    with asking.stdout:
        workers = {int(asking.stdout.readline()) for _ in range(3)}
        asking.kill()
        asking.wait()
        asking.stdout.read()  # ends when the last process that holds the pipe does
    end = time.monotonic() + 30
    while any(map(_lives, workers)):
        assert time.monotonic() < end
        time.sleep(0.05)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("threads", [1, 2], ids=["in the worker", "in processes of their own"])
def test_a_cluster_does_everything_though_a_worker_is_killed(tmp_path: Path, threads: int) -> None:
    names = [*(f"slow{number}" for number in range(12)), "broken"]
    with dask_cluster.running(tmp_path / "dask", 2, threads=threads) as running:
        with Cluster(work, running.address) as crew:
            outcomes = []
            for one in stream(orders(names, tmp_path), crew):
                outcomes.append(one)
                if len(outcomes) == 3:
                    running.workers[0].kill()
        found = told(outcomes)
    assert sorted(found) == list(range(len(names)))
    failure = found.pop(len(names) - 1)
    assert "secret" not in failure
    assert failure
    assert set(found.values()) == set(names[:-1])


def test_a_repository_that_kills_every_worker_is_told_and_the_rest_is_done(tmp_path: Path) -> None:
    with dask_cluster.running(tmp_path / "dask", 5) as running, Cluster(work, running.address) as crew:
        found = told(list(stream(orders(["one", "killed", "two", "three"], tmp_path), crew)))
    assert "every worker" in found.pop(1)
    assert set(found.values()) == {"one", "two", "three"}


def test_no_workers_is_an_error_that_says_what_to_type(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_PATIENCE", 1)
    with dask_cluster.running(tmp_path / "dask", 0) as running, pytest.raises(AigateError, match="no worker") as caught:
        Cluster(work, running.address)
    assert "dask worker" in caught.value.hint


def test_a_scheduler_that_goes_away_is_an_error(tmp_path: Path) -> None:
    with dask_cluster.running(tmp_path / "dask", 1) as running, Cluster(work, running.address) as crew:
        outcomes = stream(orders([f"slow{number}" for number in range(50)], tmp_path), crew)
        next(outcomes)
        running.scheduler.kill()
        with pytest.raises(AigateError, match="went away"):
            list(outcomes)


def test_no_scheduler_is_an_error_that_says_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_PATIENCE", 1)
    with pytest.raises(UsageError, match="no Dask scheduler") as caught:
        Cluster(work, "tcp://127.0.0.1:9")
    assert "dask scheduler" in caught.value.hint
