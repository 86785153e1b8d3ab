"""What a copy of a repository came to the last time, for as long as nothing has changed: neither it, nor aigate, nor what is asked.

Most of an organisation's repositories do not change in a night, and of these nothing more is read than their refs. Only copies
are remembered so: in a repository of one's own, an agent's journal may change though no ref does.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from aigate.audit import digests
from aigate.audit.fleet.order import Outcome
from aigate.audit.store import Store, key
from aigate.audit_model import AgentShare, Authored, Counted, Density, Member, Month, RuleShare
from aigate.protected import policy_at

if TYPE_CHECKING:
    from aigate.audit.fleet.order import Order
    from aigate.git.repo import Repo

KIND = "member"


def name_of(repo: Repo, order: Order) -> bytes | None:
    """The name of all that an outcome depends on; None where it is not to be remembered."""
    plan = order.plan
    if not order.target.is_remote or not plan.cache or plan.since or plan.until:
        return None  # dates can be relative to today
    refs = repo.git("for-each-ref", "--format=%(objectname) %(refname)")
    policy = policy_at(repo, "HEAD")
    checks = digests.SCANNERS if plan.checks is None else plan.checks
    judged = digests.judging(policy, checks, datetime.now(UTC).date())
    return key(digests.everything(), judged, plan, repo.resolve("HEAD"), refs.hex(), order.target, order.formats)


def recall(repo: Repo, name: bytes) -> Outcome | None:
    """What it came to, if that is known."""
    with Store.open(repo) as store:
        found = store.get(KIND, [name]).get(name)
    try:
        return None if found is None else _from_plain(found)
    except (TypeError, ValueError):
        return None


def keep(repo: Repo, name: bytes, outcome: Outcome) -> None:
    """Remember what it came to."""
    with Store.open(repo) as store:
        store.put(KIND, [(name, _to_plain(outcome))])


def _to_plain(outcome: Outcome) -> list[Any]:
    member = outcome.member
    assert member is not None
    fields = [getattr(member, field) for field in Member.__slots__ if field not in ("lines", "density")]
    density = [getattr(member.density, field) for field in Density.__slots__]
    return [
        fields,
        member.lines,
        density,
        outcome.months and [_month(one) for one in outcome.months],
        outcome.agents,
        outcome.rules,
    ]


def _month(month: Month) -> list[Any]:
    return [getattr(month, field) for field in Month.__slots__]


def _from_plain(plain: list[Any]) -> Outcome:
    fields, lines, density, months, agents, rules = plain
    names = [field for field in Member.__slots__ if field not in ("lines", "density")]
    values = dict(zip(names, fields, strict=True))
    values["open"] = tuple((severity, number) for severity, number in values["open"])
    values["notes"] = tuple(values["notes"])
    return Outcome(
        0,
        Member(**values, lines=Counted(*lines), density=Density(*density)),
        months=tuple(map(_month_from, months)),
        agents=tuple(AgentShare(*one) for one in agents),
        rules=tuple(RuleShare(*one) for one in rules),
    )


def _month_from(plain: list[Any]) -> Month:
    values = dict(zip(Month.__slots__, plain, strict=True))
    values["lines"] = Counted(*values["lines"])
    values["authored"] = tuple(Authored(*one) for one in values["authored"])
    return Month(**values)
