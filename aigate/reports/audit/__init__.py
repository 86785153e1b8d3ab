"""Every format of an audit is a pure function of the :class:`~aigate.audit_model.Audit`; none of them decides anything.

A format is a module with the names of :class:`Format`, listed here by hand and imported only when it is asked for.
``render`` returns the whole output: text with its last newline, or bytes from the formats in ``BINARY``.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Protocol, TypedDict

from aigate.errors import UsageError

if TYPE_CHECKING:
    from typing import Unpack

    from aigate.audit_model import Audit

_MODULES = {
    "text": "text",
    "json": "json_report",
    "jsonl": "jsonl",
    "csv": "csv_report",
    "parquet": "parquet",
    "markdown": "markdown",
    "sarif": "sarif",
    "html": "html",
    "badge": "badge",
}
NAMES = tuple(_MODULES)
BINARY = frozenset({"parquet"})
_LIBRARIES = {"parquet": "pyarrow"}  # that come with an extra of the format's name
TABLES = ("findings", "commits", "files", "months")
TABULAR = frozenset({"csv", "parquet"})  # formats that hold one table


class View(TypedDict, total=False):
    """How the reader wants to see it. Only text heeds colour and width, only formats of one table heed ``table``."""

    colour: bool
    width: int
    table: str


class Format(Protocol):
    """The fixed few names of a format module."""

    NAME: str

    def render(self, audit: Audit, **view: Unpack[View]) -> str | bytes:
        """The audit in this format, complete and escaped for where it goes."""


def check(name: str) -> None:
    """UsageError if the format's library is not installed: asked before an audit, lest an hour's work ends in it."""
    library = _LIBRARIES.get(name)
    if library and find_spec(library) is None:
        raise UsageError(f"{name} needs {library}, which is not installed", hint=f'pip install "aigate[{name}]"')


def load(name: str) -> Format:
    """The format of that name; its module is imported here and not before."""
    if name not in _MODULES:
        raise UsageError(f'unknown format "{name}"', hint=f"use one of: {', '.join(NAMES)}")
    found: Format = import_module(f"{__name__}.{_MODULES[name]}")
    return found
