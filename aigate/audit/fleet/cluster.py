"""A crew that is there already: the workers of a Dask cluster.

When one of them dies, the scheduler has its order done by another, as often as it is set up to. Workers need the same
aigate, and have to find the repositories, or the folder of copies, and the folder of reports under the same names.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
import time
from concurrent.futures import CancelledError, Future
from typing import TYPE_CHECKING, Any

from aigate.audit.fleet.order import Outcome
from aigate.errors import AigateError, UsageError
from aigate.progress import silence

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from aigate.audit.fleet.crew import Work
    from aigate.audit.fleet.order import Order

_PATIENCE = 30  # seconds for a scheduler to answer, and for its first worker
_DESERTED = 300  # seconds without any worker, after which nobody waits any longer
_COUNTED = 64  # orders after which the workers are counted anew
_RETRIES = 2  # of an order whose worker could not do it for reasons of its own


class Cluster:
    """An existing Dask cluster."""

    def __init__(self, work: Work, address: str) -> None:
        self._work = work
        self._address = address
        self._client = _client(address)
        self._executor = self._client.get_executor(pure=False, retries=_RETRIES)
        self._given = 0
        self._threads = self._count()
        self._seen = time.monotonic()  # when there was a worker

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._executor.shutdown(wait=False)
        self._client.close()

    @property
    def window(self) -> int:
        """Each thread of each worker has its next order waiting, and no more; workers may come and go."""
        if self._given >= _COUNTED:
            self._given, self._threads = 0, self._count()
        return max(2 * self._threads, 2)

    def _count(self) -> int:
        try:
            return sum(self._client.nthreads().values())
        except OSError:  # no answer: whatever is out will say so
            return 0

    def submit(self, order: Order) -> Future[Outcome]:
        """To whichever worker the scheduler likes."""
        self._given += 1
        future: Future[Outcome] = self._executor.submit(do, self._work, order)
        return future

    def again(self, order: Order, error: BaseException) -> Outcome:
        """The scheduler has already tried: what is left is to say so."""
        if isinstance(error, CancelledError):
            raise AigateError(
                f"the scheduler at {self._address} went away with the work",
                hint="what was done is kept in each repository: run it again when the cluster is back",
            ) from error
        if type(error).__name__ == "KilledWorker":
            return Outcome(order.number, failure="every worker that audited it was killed: out of memory?")
        return Outcome(
            order.number, failure=f"its worker failed ({type(error).__name__}): workers need aigate {order.version}"
        )

    def look(self) -> None:
        """Workers may go and come back; not for ever."""
        if self._count():
            self._seen = time.monotonic()
        elif time.monotonic() - self._seen > _DESERTED:
            raise AigateError(
                f"the cluster at {self._address} has lost all its workers", hint=f"dask worker {self._address}"
            )


def _client(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError as error:
        raise UsageError("--dask needs the library distributed", hint="pip install 'aigate[dask]'") from error
    try:
        client = Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        raise UsageError(
            f"there is no Dask scheduler at {address}", hint="dask scheduler tells its address: tcp://HOST:8786"
        ) from error
    try:
        client.wait_for_workers(1, timeout=_PATIENCE)
    except TimeoutError as error:
        client.close()
        raise AigateError(f"the cluster at {address} has no worker", hint=f"dask worker {address}") from error
    return client


def do(work: Work, order: Order) -> Outcome:
    """An order, on a worker. Where other threads work beside it, it is done in a process of its own: git is told things by
    the environment, which threads share.
    """  # noqa: D205 - one sentence
    from distributed import get_worker

    silence()
    if get_worker().state.nthreads == 1:
        return work(order)
    given = pickle.dumps((work, order))
    done = subprocess.run([sys.executable, "-P", "-m", __name__], input=given, capture_output=True, check=False)
    if done.returncode:
        return Outcome(order.number, failure=f"the process that audited it ended with {done.returncode}")
    outcome: Outcome = pickle.loads(done.stdout)  # noqa: S301 - from a process of ours
    return outcome


def main() -> None:
    """One order from standard input; what came of it to standard output, which nobody else may write to."""
    work, order = pickle.load(sys.stdin.buffer)  # noqa: S301 - from a process of ours
    silence()
    answer, sys.stdout = sys.stdout.buffer, sys.stderr
    answer.write(pickle.dumps(work(order)))
    answer.flush()


if __name__ == "__main__":
    main()
