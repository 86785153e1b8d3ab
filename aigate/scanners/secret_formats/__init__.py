"""Token formats of providers, as data: what detect-secrets has no plug-in for, or knows an older form of.

A format is a fact that its provider documents or that its tokens show. Adding one is adding a line to a table; a test makes
tokens of every line, and looks for them in the middle of other text.
"""

from __future__ import annotations

from functools import cache

from aigate.scanners.secret_formats import ai, cloud, code, keys, services
from aigate.scanners.secret_formats.format import Format, pattern_of

__all__ = ["FORMATS", "Format", "by_literal", "pattern_of"]

FORMATS: tuple[Format, ...] = (*ai.FORMATS, *cloud.FORMATS, *code.FORMATS, *services.FORMATS, *keys.FORMATS)


@cache
def by_literal() -> dict[str, tuple[Format, ...]]:
    """The formats to try where a literal stands."""
    table: dict[str, list[Format]] = {}
    for shape in FORMATS:
        for literal in shape.literals:
            table.setdefault(literal, []).append(shape)
    return {literal: tuple(shapes) for literal, shapes in table.items()}
