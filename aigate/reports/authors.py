"""Which agents wrote how much of a changeset: the attribution added up."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from aigate.model import Verdict

if TYPE_CHECKING:
    from aigate.model import Attribution


class Author(NamedTuple):
    """An agent, by its id in the catalogue (None: an AI of unknown make), and the added lines that are its own."""

    id: str | None
    model: str | None
    lines: int


def agents(attribution: Attribution) -> tuple[Author, ...]:
    """The agents, the one with most lines first; one that evidence names but no line is left for has 0 lines."""
    if not is_ai(attribution):
        return ()
    lines: dict[tuple[str | None, str | None], int] = {}
    for file in attribution.files.values():
        left = file.ai
        for share in file.shares:
            if share.claim.verdict is Verdict.AI and (mine := share.lines & left):
                who = (share.claim.agent, share.claim.model)
                lines[who] = lines.get(who, 0) + len(mine)
                left -= mine
    for claim in attribution.claims:
        known = {agent for agent, _ in lines}
        if claim.verdict is Verdict.AI and claim.agent not in known and (claim.agent or not known):
            lines[claim.agent, claim.model] = 0
    found = (Author(agent, model, number) for (agent, model), number in lines.items())
    return tuple(sorted(found, key=lambda each: (-each.lines, each.id or "", each.model or "")))


def is_ai(attribution: Attribution) -> bool:
    """Whether an agent had a hand in it. Where no line can tell (an empty commit, binaries), the evidence alone speaks."""
    if attribution.has_ai or any(file.human or file.unknown for file in attribution.files.values()):
        return attribution.has_ai
    return any(claim.verdict is Verdict.AI for claim in attribution.claims)
