"""Many repositories, audited by a crew, and what they come to together."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from aigate import __version__
from aigate.audit.fleet import addresses, clone
from aigate.audit.fleet.crew import stream
from aigate.audit.fleet.order import Order
from aigate.audit.fleet.sums import Sums
from aigate.audit.fleet.work import FOLDER, MARK, examine
from aigate.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from aigate.audit.fleet.cluster import Cluster
    from aigate.audit.fleet.listing import Listing
    from aigate.audit.fleet.processes import Processes
    from aigate.audit.plan import Plan
    from aigate.audit_model import Fleet


@dataclass(frozen=True, slots=True)
class Wish:
    """How many repositories are to be audited."""

    plan: Plan
    cache: Path
    output: Path | None = None  # a folder for each repository's own reports
    formats: tuple[str, ...] = ()  # of these
    protocols: tuple[str, ...] = addresses.PROTOCOLS
    dask: str = ""  # a scheduler's address; "" for processes here


def audit_all(listing: Listing, wish: Wish, made: int, progress: Callable[[int, int], None]) -> Fleet:
    """Audit them and add up; a repository that fails is among the failures, and stops no other."""
    if any(target.is_remote for target in listing.targets):
        clone.prepare(wish.cache)
    sums = Sums(listing)
    total = len(listing.targets)
    with _Folder(wish.output), _crew(wish) as crew:
        for done, outcome in enumerate(stream(_orders(listing, wish), crew), 1):
            sums.add(outcome)
            progress(done, total)
    return sums.fleet(made, __version__, wish.plan.filters, has_exposure=wish.plan.exposure)


def _crew(wish: Wish) -> Processes | Cluster:
    if wish.dask:
        from aigate.audit.fleet.cluster import Cluster

        return Cluster(examine, wish.dask)
    from aigate.audit.fleet.processes import Processes

    return Processes(examine, wish.plan.jobs or os.cpu_count() or 1)


def _orders(listing: Listing, wish: Wish) -> Iterator[Order]:
    plan = replace(wish.plan, jobs=1)  # whole repositories are spread, not their parts
    output = os.fspath(wish.output.absolute()) if wish.output else ""
    cache = os.fspath(wish.cache.absolute())
    for number, target in enumerate(listing.targets):
        yield Order(number, target, plan, __version__, cache, wish.protocols, output, wish.formats)


class _Folder:
    """The folder of reports, marked as such while they are written: a worker that does not see the mark sees another."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def __enter__(self) -> None:
        if self._folder is None:
            return
        try:
            (self._folder / FOLDER).mkdir(parents=True, exist_ok=True)
            (self._folder / MARK).touch()
        except OSError as error:
            raise UsageError(
                f"cannot write reports to {self._folder}: {error.strerror}", hint="name another folder: --output DIR/"
            ) from error

    def __exit__(self, *_error: object) -> None:
        if self._folder is not None:
            with suppress(OSError):
                (self._folder / MARK).unlink()
