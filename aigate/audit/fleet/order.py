"""What a worker is told, and what it answers: small, plain, and the same on this machine and on another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aigate.audit.fleet.listing import Target
    from aigate.audit.plan import Plan
    from aigate.audit_model import AgentShare, Member, Month, RuleShare


@dataclass(frozen=True, slots=True)
class Order:
    """One repository that is to be audited."""

    number: int  # its place in the list
    target: Target
    plan: Plan
    version: str  # of the aigate that asks
    cache: str  # the folder of copies
    protocols: tuple[str, ...]
    output: str = ""  # the folder of reports; "" for none
    formats: tuple[str, ...] = ()  # of the repository's own report


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it. The audit itself stays with the worker, in its report and in its store."""

    number: int
    member: Member | None = None  # None: it failed
    failure: str = ""
    months: tuple[Month, ...] = ()
    agents: tuple[AgentShare, ...] = ()
    rules: tuple[RuleShare, ...] = ()
