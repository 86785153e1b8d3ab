"""What teams add to the models of JavaScript and TypeScript, in the files that ``flow/team.py`` reads."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from aigate.config import fit
from aigate.scanners.flow.ecma.models import EcmaSource
from aigate.scanners.flow.team import JAVASCRIPT, TeamFile, check, with_sinks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aigate.scanners.flow.ecma.models import EcmaFile


def extended(built_in: EcmaFile, files: Sequence[tuple[str, bytes]]) -> EcmaFile:
    """The models with what the files of teams, by name and content, add; ConfigError for the first thing wrong in them."""
    found = built_in
    for name, data in files:
        file = fit(data, name, TeamFile)
        if file.language != JAVASCRIPT:
            continue
        check(name, data, file, found.rules)
        sources = (EcmaSource(one.kind, one.attributes, one.calls, one.callbacks) for one in file.sources)
        found = replace(
            found,
            passes=(*found.passes, *file.carriers),
            sources=(*found.sources, *sources),
            cleaners=(*found.cleaners, *file.cleaners),
            guards=(*found.guards, *file.guards),
            rules=tuple(with_sinks(rule, file.sinks) for rule in (*found.rules, *file.rules)),
        )
    return found
