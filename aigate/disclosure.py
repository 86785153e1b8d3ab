"""A commit's message against what the project asks of it: the evidence, git's reading and the policy put together.

git is asked only where something could be wrong: a commit without any evidence of an agent costs no process.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from aigate.model import ChangesetKind, Scope, Verdict
from aigate.policy import trailers
from aigate.policy.demands import UNKNOWN, Writer, demands_of
from aigate.policy.profiles import ALL, SIGNED_OFF
from aigate.policy.trailers import Known, Said
from aigate.provenance import catalogue as catalogues
from aigate.provenance.names import denies
from aigate.provenance.trailers import claims_by_line, claims_of_line, claims_of_lines, parse_person
from aigate.reports.authors import agents

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from aigate.config import Config
    from aigate.model import Attribution, Changeset, Claim, Finding, Trailer
    from aigate.policy.demands import Demands
    from aigate.policy.trailers import Desk
    from aigate.provenance.catalogue import Agent, Catalogue

_FORGES = frozenset({"noreply@github.com"})
_VANISHES = re.compile(r"(?:fixup|squash|amend)! ")
_REVERTS = re.compile(r"(?:Revert|Reapply) \"")
_TRAILER = re.compile(r"(?:[*-] {1,3})?([A-Za-z0-9][A-Za-z0-9-]{0,60})[ \t]*:[ \t]*(.*)")
_BOT = "[bot]"
_MOST = 500  # lines of a message that are told of, in its last paragraph and above; nobody reads more


def findings_of(changeset: Changeset, attribution: Attribution, config: Config, desk: Desk) -> list[Finding]:
    """What is wrong with a changeset's message; nothing where there is none yet, or nothing is asked of it."""
    demands = demands_of(config.trailers)
    if changeset.message is None or demands.is_idle:
        return []
    is_involved = attribution.has_ai or _names_an_agent(attribution)
    if not (desk.running or is_involved or _has_own_key(changeset.message, demands)):
        return []
    catalogue = catalogues.load(config.provenance.agents)
    said = said_of(changeset.message, demands, catalogue, desk.parse)
    return trailers.findings_of(demands, said, _known(changeset, attribution, catalogue, desk))


def _names_an_agent(attribution: Attribution) -> bool:
    return any(claim.verdict is Verdict.AI for claim in attribution.claims)


def _has_own_key(message: str, demands: Demands) -> bool:
    """Whether the message may hold a key that only the project knows."""
    lower = message.lower()
    return any(key in lower for key in demands.keys | demands.forbid - {ALL})


# ---------------------------------------------------------------- the message


def said_of(
    message: str, demands: Demands, catalogue: Catalogue, parse: Callable[[str], tuple[Trailer, ...]]
) -> list[Said]:
    """Every line of the message that is a trailer to git, or that looks like one or like a footer and names an AI."""
    trailers = parse(message)[-_MOST:]
    block = {one.line: one for one in _in_block(trailers, catalogue)}
    loose = (one for one in _loose(message, demands, catalogue) if one.line not in block)
    return sorted([*block.values(), *islice(loose, _MOST)], key=lambda one: one.line)


def _in_block(trailers: Sequence[Trailer], catalogue: Catalogue) -> Iterator[Said]:
    texts = [f"{one.key}: {one.value}" for one in trailers]
    for one, text, claims in zip(trailers, texts, claims_of_lines(texts, catalogue), strict=True):
        found = claims
        if not found and one.key.lower() == SIGNED_OFF:  # a name that no human has is beyond doubt here, too
            found = claims_of_line(f"Co-authored-by: {one.value}", catalogue)
        yield Said(
            text,
            one.line,
            one.key,
            one.value,
            in_block=True,
            claim=found[0] if found else None,
            denies=denies(one.value),
        )


def _loose(message: str, demands: Demands, catalogue: Catalogue) -> Iterator[Said]:
    ours = demands.required | demands.keys | {SIGNED_OFF}
    for line, claims in claims_by_line(message, catalogue):
        if line.squashed_author is not None:  # git's own line, not the writer's
            continue
        match = _TRAILER.fullmatch(line.text.strip())
        key, value = (match[1], match[2].strip()) if match else ("", "")
        if claims and not line.is_subject:
            yield Said(line.text, line.number, key, value, claim=claims[0], denies=denies(value))
        elif key.lower() in ours and not line.is_subject:
            yield Said(line.text, line.number, key, value, denies=denies(value))


# ---------------------------------------------------------------- the evidence


def _known(changeset: Changeset, attribution: Attribution, catalogue: Catalogue, desk: Desk) -> Known:
    files = attribution.files.values()
    subject = (changeset.message or "").lstrip().partition("\n")[0]
    is_merge = len(changeset.parents) > 1
    return Known(
        writers=writers_of(attribution, catalogue),
        is_involved=attribution.has_ai or bool(_wide(attribution)),
        has_lines=any(file.ai for file in files),
        is_known_beside=is_known_by_line(attribution) or _is_removal_known(attribution),
        is_all_human=any(file.human for file in files) and not any(file.ai or file.unknown for file in files),
        is_merge=is_merge,
        is_forge_merge=is_merge and changeset.committer is not None and changeset.committer.email.lower() in _FORGES,
        will_vanish=_VANISHES.match(subject) is not None,
        is_revert=_REVERTS.match(subject) is not None,
        is_draft=desk.is_draft,
        is_doubtful=desk.is_doubtful,
        running=desk.running,
        commit=changeset.id if changeset.kind is ChangesetKind.COMMIT else None,
    )


def is_known_by_line(attribution: Attribution) -> bool:
    """Whether some line is an agent's by evidence that knows lines or files, not by the message or an identity alone."""
    return any(
        share.claim.verdict is Verdict.AI and share.claim.scope is not Scope.COMMIT and share.lines & file.ai
        for file in attribution.files.values()
        if file.ai
        for share in file.shares
    )


def _is_removal_known(attribution: Attribution) -> bool:
    """Whether a record knows of lines that an agent took out, where nothing else says that it was there."""
    return any(file.seams for file in attribution.files.values()) and not _wide(attribution)


def _wide(attribution: Attribution) -> list[Claim]:
    return [one for one in attribution.claims if one.verdict is Verdict.AI and one.scope is Scope.COMMIT]


def writers_of(attribution: Attribution, catalogue: Catalogue) -> tuple[Writer, ...]:
    """The agents that had a hand in it, the one with most lines first, each with the best name of its model.

    A claim about lines that a better record calls a human's is lost, and names nobody.
    """
    ai = [one for one in attribution.claims if one.verdict is Verdict.AI] if attribution.has_ai else _wide(attribution)
    ids = list(dict.fromkeys([author.id for author in agents(attribution)] or [claim.agent for claim in ai]))
    named = [one for one in ids if one is not None]
    return tuple(_writer(one, ai, catalogue) for one in named or ids)


def writer_of(claim: Claim, catalogue: Catalogue) -> Writer:
    """The agent that one claim names."""
    return _writer(claim.agent, [claim], catalogue)


def _writer(agent_id: str | None, claims: list[Claim], catalogue: Catalogue) -> Writer:
    models = [claim.model for claim in claims if claim.agent == agent_id and claim.model and claim.model != UNKNOWN]
    agent = next((one for one in catalogue.agents if one.id == agent_id), None)
    name = agent.name if agent else agent_id or ""
    return Writer(agent_id, name, models[0] if models else None, _identity_of(agent) if agent else "")


def _identity_of(agent: Agent) -> str:
    """``Name <email>`` under which an agent is a co-author; "" where it has no address of its own."""
    for mark in agent.identities:
        person = parse_person(mark.example)
        if mark.only in (None, catalogues.Role.COAUTHOR) and "@" in person.email and "@example." not in person.email:
            return f"{person.name if _BOT in person.name else agent.name} <{person.email}>"
    return ""
