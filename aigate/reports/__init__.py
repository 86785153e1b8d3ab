"""Every output format is a pure function of a :class:`~aigate.model.Report`; none of them decides anything.

A format is a module with the names of :class:`Format`, listed here by hand. Looking one up imports that module alone, so
that a hook with nothing to say does not pay for formats that nobody asked for. ``render`` returns the whole output, its
last newline included; the caller writes it as it is. The exit code is the report's own and the same in every format.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypedDict

from aigate.errors import UsageError

if TYPE_CHECKING:
    from typing import Unpack

    from aigate.model import Report

NAMES = ("text", "json", "jsonl", "sarif")


class View(TypedDict, total=False):
    """How the reader wants to see it. Formats for machines take no notice: their output depends on the report alone."""

    colour: bool
    width: int
    explain: bool
    quiet: bool


class Format(Protocol):
    """The fixed few names of a format module."""

    NAME: str

    def render(self, report: Report, **view: Unpack[View]) -> str:
        """The report in this format, complete and escaped for where it goes."""


def load(name: str) -> Format:
    """The format of that name; its module is imported here and not before."""
    match name:
        case "text":
            from aigate.reports import text

            return text
        case "json":
            from aigate.reports import json_report

            return json_report
        case "jsonl":
            from aigate.reports import jsonl

            return jsonl
        case "sarif":
            from aigate.reports import sarif

            return sarif
        case _:
            raise UsageError(f'unknown report format "{name}"', hint=f"use one of: {', '.join(NAMES)}")
