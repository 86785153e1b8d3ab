"""Every format of an audit of many repositories is a function of the :class:`~aigate.audit_model.Fleet`.

As with the audit of one, a format is a module with the names of :class:`Format`, listed by hand and imported when it is
asked for. ``EXTENSIONS`` says how a file is called that holds one.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Protocol, TypedDict

from aigate.errors import UsageError

if TYPE_CHECKING:
    from typing import Unpack

    from aigate.audit_model import Fleet

_MODULES = {
    "text": "text",
    "json": "json_report",
    "jsonl": "jsonl",
    "csv": "csv_report",
    "markdown": "markdown",
    "html": "html",
}
NAMES = tuple(_MODULES)
EXTENSIONS = {"text": "txt", "markdown": "md"} | {name: name for name in ("json", "jsonl", "csv", "html")}


class View(TypedDict, total=False):
    """How the reader wants to see it. Only text heeds it."""

    colour: bool
    width: int


class Format(Protocol):
    """The fixed few names of a format module."""

    NAME: str

    def render(self, fleet: Fleet, **view: Unpack[View]) -> str:
        """The fleet in this format, complete and escaped for where it goes."""


def check(name: str) -> None:
    """UsageError for what is no format of many repositories."""
    if name not in _MODULES:
        raise UsageError(f'many repositories cannot be reported as "{name}"', hint=f"use one of: {', '.join(NAMES)}")


def load(name: str) -> Format:
    """The format of that name; its module is imported here and not before."""
    check(name)
    found: Format = import_module(f"{__name__}.{_MODULES[name]}")
    return found
