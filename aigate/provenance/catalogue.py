"""The catalogue of agents: ``agents.toml`` and what a team adds to it, read into frozen values.

Patterns are compiled when first used: most commits never get that far.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aigate.errors import AigateError
from aigate.model import Confidence, Identity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from aigate.config import CustomAgent

_FILE = Path(__file__).with_name("agents.toml")
_SCHEMA = 1
_WIDTH = 320  # characters of a name or an e-mail that are looked at


class Says(StrEnum):
    """How much of the commit a fingerprint claims."""

    AUTHORED = "authored"
    ASSISTED = "assisted"
    SUGGESTION = "suggestion"


class Role(StrEnum):
    """Where an identity stands."""

    AUTHOR = "author"
    COMMITTER = "committer"
    COAUTHOR = "coauthor"


class Asks(StrEnum):
    """What a disclosure's value has to be before it counts."""

    PERSON = "person"
    IDENTITY = "identity"
    NAMED = "named"
    ANY = "any"


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A catalogue pattern, compiled once. ASCII, so that no exotic letter folds into a plain one."""
    return re.compile(pattern, re.IGNORECASE | re.ASCII)


@lru_cache(maxsize=256)
def _compiled_as_written(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


@dataclass(frozen=True, slots=True)
class IdentityMark:
    """An identity that is an agent's. ``name`` and ``email`` are patterns for the whole; None is satisfied by anything."""

    name: str | None = None
    email: str | None = None
    says: Says = Says.ASSISTED  # as co-author
    only: Role | None = None
    never: Role | None = None
    example: str = ""

    def fits(self, identity: Identity, role: Role) -> bool:
        """Whether ``identity`` in ``role`` is this agent's."""
        if role is self.never or self.only not in (None, role):
            return False
        pairs = ((self.name, identity.name), (self.email, identity.email))
        return all(
            pattern is None or (len(text) <= _WIDTH and compiled(pattern).fullmatch(text) is not None)
            for pattern, text in pairs
        )


@dataclass(frozen=True, slots=True)
class TrailerMark:
    """A trailer that only an agent writes."""

    key: str
    value: str
    says: Says = Says.ASSISTED
    confidence: Confidence = Confidence.LOW
    example: str = ""


@dataclass(frozen=True, slots=True)
class BodyMark:
    """A line of the message that only an agent writes."""

    line: str
    subject: bool = False
    says: Says = Says.ASSISTED
    confidence: Confidence = Confidence.LOW
    example: str = ""


@dataclass(frozen=True, slots=True)
class Disclosure:
    """Trailer keys under which people tell that some agent helped."""

    keys: tuple[str, ...]
    value: Asks
    says: Says
    confidence: Confidence
    example: str = ""


@dataclass(frozen=True, slots=True)
class Agent:
    """One coding agent and all its fingerprints. ``person``: its name is a human's or an everyday word, too."""

    id: str
    name: str
    vendor: str = ""
    names: tuple[str, ...] = ()
    person: bool = False
    env: tuple[str, ...] = ()
    ide: bool = False
    identities: tuple[IdentityMark, ...] = ()
    trailers: tuple[TrailerMark, ...] = ()
    bodies: tuple[BodyMark, ...] = ()
    custom_trailers: tuple[str, ...] = ()
    custom_identities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue:
    """All agents, and the words that name them. Each is itself alone, so that what is made of one can be kept by it."""

    agents: tuple[Agent, ...]
    disclosures: tuple[Disclosure, ...]
    models: Mapping[str, str | None]  # a model family's first word -> the agent to assume
    bots: frozenset[str]
    links: tuple[str, ...]
    names: Mapping[str, Agent] = field(default_factory=dict)  # squeezed name -> agent
    products: frozenset[str] = frozenset()  # squeezed names of several words

    def identify(self, identity: Identity, role: Role) -> tuple[Agent, Says] | None:
        """The agent that an identity is, and what that says of the commit. A team's own patterns go first."""
        whole = str(identity)[: 2 * _WIDTH]
        for agent in self.agents:
            if any(_compiled_as_written(pattern).search(whole) for pattern in agent.custom_identities):
                return agent, _as(role, Says.ASSISTED)
        if self.is_other_bot(identity):
            return None
        for agent in self.agents:
            for mark in agent.identities:
                if mark.fits(identity, role):
                    return agent, _as(role, mark.says)
        return None

    def is_other_bot(self, identity: Identity) -> bool:
        """Whether this is a robot, but none that writes code by a model."""
        login = identity.name.lower().removesuffix("[bot]").strip()
        local = identity.email.lower().partition("@")[0].rpartition("+")[2].removesuffix("[bot]")
        return login in self.bots or (local in self.bots and "[bot]" in identity.email.lower())

    def custom(self, line: str) -> Agent | None:
        """The team's own agent whose pattern fits this line of a message."""
        for agent in self.agents:
            if any(_compiled_as_written(pattern).search(line) for pattern in agent.custom_trailers):
                return agent
        return None

    @property
    def has_custom_trailers(self) -> bool:
        """Whether a team added patterns for messages."""
        return any(agent.custom_trailers for agent in self.agents)


def _as(role: Role, says: Says) -> Says:
    """An agent as author wrote the commit; as committer it at most helped."""
    match role:
        case Role.AUTHOR:
            return Says.AUTHORED
        case Role.COMMITTER:
            return Says.ASSISTED
        case Role.COAUTHOR:
            return says


def squeeze(name: str) -> str:
    """A name without case, spaces, hyphens and underscores."""
    return re.sub(r"[-_\s]+", "", name.lower())


@cache
def load(custom: tuple[CustomAgent, ...] = ()) -> Catalogue:
    """The catalogue, with a team's own agents merged in: an id that is there already gains their patterns."""
    built_in = _built_in()
    agents = {agent.id: agent for agent in built_in.agents}
    for one in custom:
        known = agents.get(one.id, Agent(one.id, one.id, names=(one.id,)))
        _check_patterns(one)
        agents[one.id] = replace(
            known,
            custom_trailers=known.custom_trailers + one.trailers,
            custom_identities=known.custom_identities + one.identities,
        )
    return replace(built_in, agents=tuple(agents.values()), names=_names(agents.values()))


def _names(agents: Iterable[Agent]) -> dict[str, Agent]:
    found: dict[str, Agent] = {}
    for agent in agents:
        for name in (agent.id, *agent.names):
            found.setdefault(squeeze(name), agent)
    return found


def _check_patterns(agent: CustomAgent) -> None:
    from aigate.errors import ConfigError

    for pattern in (*agent.trailers, *agent.identities):
        try:
            _compiled_as_written(pattern)
        except (re.error, OverflowError, RecursionError) as error:
            raise ConfigError(
                f"provenance.agents: {agent.id}: the pattern {pattern!r} does not compile: {error}"
            ) from error


@cache
def _built_in() -> Catalogue:
    import tomli

    try:
        return _read(tomli.loads(_FILE.read_text(encoding="utf-8")))
    except (OSError, tomli.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise AigateError(f"{_FILE.name}: {error}", hint="install aigate again") from error


def _read(data: dict[str, Any]) -> Catalogue:
    if data["schema"] != _SCHEMA:
        raise ValueError(f"schema {data['schema']} is not {_SCHEMA}")
    agents = tuple(_agent(**one) for one in data["agent"])
    ids = {agent.id for agent in agents}
    models = {family: agent or None for family, agent in data["models"].items()}
    if len(ids) != len(agents) or not ids.issuperset(agent for agent in models.values() if agent):
        raise ValueError("agents' ids must be unique, and models must name one of them")
    return Catalogue(
        agents,
        tuple(_disclosure(**one) for one in data["disclosure"]),
        models,
        frozenset(data["deny"]["bots"]),
        tuple(data["deny"]["links"]),
        _names(agents),
        frozenset(squeeze(name) for agent in agents for name in agent.names if " " in name),
    )


def _agent(
    *,
    names: Iterable[str] = (),
    env: Iterable[str] = (),
    identity: Iterable[dict[str, Any]] = (),
    trailer: Iterable[dict[str, Any]] = (),
    body: Iterable[dict[str, Any]] = (),
    seen: str,  # noqa: ARG001 - for readers of the file; demanded, so that no entry lacks it
    **plain: Any,
) -> Agent:
    return Agent(
        names=tuple(names),
        env=tuple(env),
        identities=tuple(_identity_mark(**one) for one in identity),
        trailers=tuple(TrailerMark(**_graded(one)) for one in trailer),
        bodies=tuple(BodyMark(**_graded(one)) for one in body),
        **plain,
    )


def _identity_mark(
    *, says: str = "assisted", only: str | None = None, never: str | None = None, **plain: Any
) -> IdentityMark:
    return IdentityMark(
        says=Says(says), only=Role(only) if only else None, never=Role(never) if never else None, **plain
    )


def _disclosure(*, keys: Iterable[str], value: str, **graded: Any) -> Disclosure:
    return Disclosure(keys=tuple(keys), value=Asks(value), **_graded(graded))


def _graded(entry: dict[str, Any]) -> dict[str, Any]:
    """An entry with its ``says`` and ``confidence`` read; the latter follows from the former where it is not given."""
    says = Says(entry.get("says", "assisted"))
    usual = Confidence.MEDIUM if says is Says.AUTHORED else Confidence.LOW
    confidence = Confidence[entry["confidence"].upper()] if "confidence" in entry else usual
    return entry | {"says": says, "confidence": confidence}
