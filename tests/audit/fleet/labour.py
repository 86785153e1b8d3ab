"""Work for crews that is quickly done, or that goes wrong in the way that its target's name says."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from aigate.audit.fleet.listing import Target
from aigate.audit.fleet.order import Order, Outcome
from aigate.audit.plan import Plan
from aigate.audit_model import Member


def orders(names: list[str], folder: Path) -> list[Order]:
    return [Order(number, Target(name, str(folder)), Plan(), "1", "", ()) for number, name in enumerate(names)]


def work(order: Order) -> Outcome:
    """What comes of an order; its tip is the process that did it."""
    name = order.target.name
    tried = Path(order.target.place) / name
    if name.startswith("killed") or (name.startswith("unlucky") and not tried.exists()):
        tried.touch()
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
    if name.startswith("broken"):
        raise ValueError("a secret of the repository")
    if name.startswith("slow"):
        tried.touch()
        time.sleep(0.2)
    return Outcome(order.number, Member(name, order.target.place, str(os.getpid())))
