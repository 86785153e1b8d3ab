"""Author and committer against the catalogue: an agent that signs its own commits.

A human named Claude, Devin or Jules is a human, and so is everybody with an address at an agent's maker: only the exact
identities of the catalogue count, or a name that no human has ("Claude Opus 4.6").
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from aigate.model import Claim, Confidence, Identity, Scope, Verdict
from aigate.provenance.catalogue import Role, Says
from aigate.provenance.names import model_in, recognise
from aigate.provenance.quote import quoted

if TYPE_CHECKING:
    from aigate.provenance.catalogue import Catalogue

SOURCE = "identities"


@lru_cache(maxsize=1024)
def identity_claims(author: Identity | None, committer: Identity | None, catalogue: Catalogue) -> tuple[Claim, ...]:
    """What author and committer say: an agent as author wrote the commit, one as committer at most helped."""
    claims: list[Claim] = []
    if author:
        claims += _claims(author, Role.AUTHOR, catalogue)
    if committer and not claims:
        claims += _claims(committer, Role.COMMITTER, catalogue)
    return tuple(claims)


def agent_of(identity: Identity, role: Role, catalogue: Catalogue) -> tuple[str | None, str | None, Says] | None:
    """Agent, model and reach of an identity that is an agent's, or that has a name no human has."""
    known = catalogue.identify(identity, role)
    if known:
        return known[0].id, model_in(identity.name, catalogue), known[1]
    if catalogue.is_other_bot(identity):
        return None
    named = recognise(identity.name, catalogue)
    if named is None:
        return None
    # Beside a foreign e-mail only a product's name is beyond doubt; without any, a name that hardly a human has will do.
    is_bare = role is Role.COAUTHOR and not identity.email
    if not (named.is_product or (is_bare and named.is_sure)):
        return None
    return named.agent, named.model, Says.AUTHORED if role is Role.AUTHOR else Says.ASSISTED


def _claims(identity: Identity, role: Role, catalogue: Catalogue) -> tuple[Claim, ...]:
    found = agent_of(identity, role, catalogue)
    if found is None:
        return ()
    agent, model, says = found
    confidence = Confidence.HIGH if says is Says.AUTHORED else Confidence.LOW
    quote = quoted(f"{role.value}: {identity}")
    return (Claim(SOURCE, Verdict.AI, Scope.COMMIT, quote, confidence, agent=agent, model=model),)
