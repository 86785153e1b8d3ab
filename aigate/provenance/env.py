"""Which agent runs this very process, by what it puts into the environment.

Advisory only: it says that an agent runs the command, not that it wrote any line; a human in a terminal that an agent opened
inherits it, and anybody can unset it. Variables that human shells have too are not in the catalogue.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aigate.provenance import catalogue as catalogues
from aigate.provenance.catalogue import squeeze

if TYPE_CHECKING:
    from collections.abc import Mapping

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")


def running_agent(environ: Mapping[str, str]) -> str | None:
    """The id of the agent whose variables are set; an editor's agent only if no other has any."""
    catalogue = catalogues.load()
    for agent in sorted(catalogue.agents, key=lambda agent: agent.ide):
        if any(_is_set(condition, environ) for condition in agent.env):
            return agent.id
    declared = environ.get("AI_AGENT", "").partition("@")[0].strip().lower()
    known = catalogue.names.get(squeeze(declared)) or catalogue.names.get(squeeze(environ.get("AGENT", "")))
    if known:
        return known.id
    return declared if _NAME.fullmatch(declared) else None


def _is_set(condition: str, environ: Mapping[str, str]) -> bool:
    name, has_value, value = condition.partition("=")
    return environ.get(name) == value if has_value else bool(environ.get(name))
