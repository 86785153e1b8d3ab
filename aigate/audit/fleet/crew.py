"""Whoever does the work, behind the standard library's executor interface: hand out orders, take in what came of them.

Only so many orders are out at a time as keep everybody busy, so memory depends on the number of workers and not on that of
repositories.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from itertools import islice
from typing import TYPE_CHECKING, Protocol

from aigate.audit.fleet.order import Order, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Work = Callable[[Order], Outcome]

_LOOK = 60  # seconds without an outcome, after which somebody looks whether the crew is still there


class Crew(Protocol):
    """Whoever takes orders."""

    @property
    def window(self) -> int:
        """How many orders may be out at a time."""

    def submit(self, order: Order) -> Future[Outcome]:
        """Hand out an order."""

    def again(self, order: Order, error: BaseException) -> Outcome:
        """Do what was lost with its worker, or say why not."""

    def look(self) -> None:
        """See whether anybody is still at work; an error if not."""


def stream(orders: Iterable[Order], crew: Crew) -> Iterator[Outcome]:
    """What came of each order, as it is done."""
    rest = iter(orders)
    out: dict[Future[Outcome], Order] = {}
    while True:
        for order in islice(rest, max(crew.window - len(out), 0)):
            out[crew.submit(order)] = order
        if not out:
            return
        done, _ = wait(out, timeout=_LOOK, return_when=FIRST_COMPLETED)
        if not done:
            crew.look()
        lost = []
        for future in done:
            order = out.pop(future)
            try:
                outcome = future.result()
            except (Exception, CancelledError) as error:  # noqa: BLE001 - of whatever kind: its order is not forgotten
                lost.append((order, error))
            else:
                yield outcome
        for order, reason in lost:
            yield crew.again(order, reason)


def failed(order: Order, error: BaseException) -> Outcome:
    """An order that came to nothing. An error's text can quote a repository; its kind cannot."""
    return Outcome(order.number, failure=f"aigate itself failed ({type(error).__name__}); this is a bug")
